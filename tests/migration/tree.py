"""A tree to compare on: what our rules are about, what a configuration's rules and allows are about,
and honest code."""

import json
import shutil
import subprocess
from pathlib import Path

import sample

# Texts made of each pattern of a configuration.
TIMES = 4
KEYS = ("paths", "regexes", "stopwords")


def examples(tightlip, folder):
    """One file a rule of ours, as `rules show` makes an example up."""
    listed = run(tightlip, "rules", "list", "--format", "json")
    for rule in json.loads(listed):
        shown = run(tightlip, "rules", "show", rule["id"])
        made = shown.partition("\nfor example")[2].strip().replace("\\n", "\n")
        if made:
            # What it is beside of its own accord.
            words = rule["id"].replace("-", " ")
            write(folder / "ours" / f"{rule['id']}.py", f"# {words}\n{made}\n")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def base(tightlip, code, folder):
    """What is the same for all configurations, unless it is there."""
    if folder.exists():
        return
    examples(tightlip, folder)
    for name in code:
        ignored = shutil.ignore_patterns(".git", "*gitleaks*")
        shutil.copytree(name, folder / "code" / Path(name).name, ignore=ignored, dirs_exist_ok=True)


def build(config, base, folder):
    """The tree for a configuration, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder)
    rules = config.get("rules", [])
    taken = [rule_lines(rule, index) for index, rule in enumerate(rules)]
    for index, (rule, lines) in enumerate(zip(rules, taken)):
        for number, line in enumerate(lines):
            place = f"theirs/{index}/{number}.py"
            if "path" in rule:
                made = sample.path(rule["path"], sample.dice("path", index, number))
                place = f"theirs/{index}-{number}/{made}" if made else place
            write(folder / place, line)
    # What the allows are about holds one token that everybody knows, and some of these.
    known = token()
    some = [line for lines in taken[:40] for line in lines[:1]]
    for index, allow in enumerate(allows(config)):
        for number, pattern in enumerate(allow.get("paths", [])):
            made = sample.path(pattern, sample.dice("allow", index, number))
            if made:
                for place in (made, f"deep/down/{made}", f"{made}.more/x.py"):
                    write(folder / place, "\n".join([known, *some]))
        lines = []
        for key in ("regexes", "stopwords"):
            for number, pattern in enumerate(allow.get(key, [])):
                die = sample.dice(key, index, number)
                made = pattern if key == "stopwords" else sample.of(pattern, die)
                if made and "\n" not in made:
                    lines += [f'key = "{made}"', f"{made} {known}", f'api_key = "{made}{hexes(die)}"']
                    lines += [f"{line} # {made}" for line in some[:5] if "\n" not in line.strip()]
        if lines:
            write(folder / "allowed" / f"{index}.py", "\n\n".join(lines) + "\n")


def rule_lines(rule, index):
    """Lines that a rule of theirs is about."""
    lines = []
    for number in range(TIMES if "regex" in rule else 0):
        die = sample.dice("rule", index, number)
        made = sample.of(rule["regex"], die)
        if made is None:
            continue
        word = "".join(rule.get("keywords", [])[:1])
        head = "" if not word or word.lower() in made.lower() else f"# {word}\n"
        lines.append(f"{head}{made}\n" if number % 2 else f"{head}x = {made} \n")
    return lines


def allows(config):
    found = []
    for table in [config, *config.get("rules", [])]:
        for key in ("allowlist", "allowlists"):
            value = table.get(key, [])
            found += value if isinstance(value, list) else [value]
    return found


def token():
    die = sample.dice("token")
    return 'stripe = "' + "sk_" + "live_" + "".join(die.choice(sample.LIKELY) for _ in range(24)) + '"'


def hexes(die):
    return "".join(die.choice("0123456789abcdef") for _ in range(32))


def write(path, text):
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_dir():
            with open(path, "a", encoding="utf-8") as file:
                file.write(text + "\n\n")
    except OSError:
        pass  # A path that is a folder elsewhere, or has a name too long, is no loss.
