"""What gitleaks and tightlip find with the same configurations; see README.md."""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import tree


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gitleaks", default="gitleaks")
    parser.add_argument("--tightlip", default="target/release/tightlip")
    parser.add_argument("--work", type=Path, default=Path("target/migration"))
    parser.add_argument("--code", action="append", default=[], help="a folder of honest code; may be given again")
    parser.add_argument("--lines", action="store_true", help="each line of a class that is not explained")
    parser.add_argument("configs", nargs="+", type=Path)
    args = parser.parse_args()
    args.tightlip = str(Path(args.tightlip).resolve()) if "/" in args.tightlip else args.tightlip
    base = args.work.resolve() / "base"
    if not base.exists():
        tree.examples(args.tightlip, base)
    print("| file | gitleaks | both | " + " | ".join(CLASSES) + " | allowed by both | by gitleaks alone | by tightlip alone |")
    print("|---" * (len(CLASSES) + 6) + "|")
    for path in args.configs:
        compare(path, base, args)


CLASSES = ("low confidence", "not carried over", "decoded", "another line", "not found")


def compare(path, base, args):
    config = lowered(tomllib.loads(path.read_text()))
    work = args.work.resolve()
    folder = tree.build(config, base, args.code, work / "tree")
    usable, mended = mend(config)
    # Without rules gitleaks finds nothing: its own show what the allows are worth.
    if not usable.get("rules") and not usable.get("extend", {}).get("usedefault"):
        usable["extend"] = {"useDefault": True}
        mended.append("its rules added")
    is_same = not mended
    given = path if is_same else write(work / "mended" / ".gitleaks.toml", usable)
    bare = write(work / "bare" / ".gitleaks.toml", without_allows(usable))
    theirs, bare_theirs = (gitleaks(args, folder, one) for one in (given, bare))
    ours, low, bare_low = tightlip(args, folder, given), tightlip(args, folder, given, "low"), tightlip(args, folder, bare, "low")
    left = left_out(args, given, work)
    counts, unexplained = collections.Counter(), []
    for place, finding in theirs.items():
        if place in ours:
            counts["both"] += 1
            continue
        kind = why(place, finding, low, left)
        counts[kind] += 1
        if kind == "not found":
            unexplained.append((finding["RuleID"], *place))
    allowed = allowance(bare_theirs, theirs, bare_low, low)
    name = path.stem.replace("__", " ") + (f" ({'; '.join(mended)})" if mended else "")
    row = [name, len(theirs), counts["both"], *(counts[one] for one in CLASSES), *map(len, allowed)]
    print("| " + " | ".join(map(str, row)) + " |", flush=True)
    if args.lines:
        for rule, place, line in unexplained:
            print(f"    not found: {rule} {place}:{line}")
        for word, places in zip(("gitleaks", "tightlip"), allowed[1:]):
            for place in places[:12]:
                print(f"    allowed by {word} alone: {place[0]}:{place[1]} {theirs.get(place, bare_theirs.get(place))['RuleID']}")


def why(place, finding, low, left):
    path, line = place
    if place in low:
        return "low confidence"
    if any(tag.startswith("decoded") for tag in finding["Tags"]):
        return "decoded"
    if finding["RuleID"] in left:
        return "not carried over"
    if any((path, line + by) in low for by in (-2, -1, 1, 2)):
        return "another line"
    return "not found"


def allowance(bare_theirs, theirs, bare_ours, ours):
    """Lines that both find without the allows: who lets which of them be with these."""
    both = [place for place in bare_theirs if place in bare_ours]
    gone = [(place, place not in theirs, place not in ours) for place in both]
    return (
        [place for place, a, b in gone if a and b],
        [place for place, a, b in gone if a and not b],
        [place for place, a, b in gone if b and not a],
    )


def gitleaks(args, folder, config):
    report = args.work.resolve() / "gitleaks.json"
    report.unlink(missing_ok=True)
    command = [args.gitleaks, "dir", ".", "--no-banner", "-c", config.resolve(), "-r", report]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if not report.exists():
        raise SystemExit(f"{config}: gitleaks refuses it: {ran.stderr[-300:]}")
    found = json.loads(report.read_text())
    return {(one["File"], one["StartLine"]): one for one in found}


def tightlip(args, folder, config, confidence="medium"):
    report = args.work.resolve() / "tightlip.json"
    report.unlink(missing_ok=True)
    command = [args.tightlip, "dir", ".", "-c", config.resolve(), "-r", report]
    gate = {**os.environ, "TIGHTLIP_MIN_CONFIDENCE": confidence}
    ran = subprocess.run(command, cwd=folder, env=gate, capture_output=True, text=True)
    if not report.exists():
        raise SystemExit(f"{config}: tightlip refuses it: {ran.stderr[-300:]}")
    found = json.loads(report.read_text())
    return {(one["File"], line): one for one in found for line in range(one["StartLine"], one["EndLine"] + 1)}


def left_out(args, config, work):
    """Rules that the import names as not carried over."""
    folder = work / "import"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", folder], check=True)
    shutil.copy(config, folder / ".gitleaks.toml")
    ran = subprocess.run([args.tightlip, "config", "import", "--print"], cwd=folder, capture_output=True, text=True)
    return set(re.findall(r"^not carried over: rule `([^`]+)`: (?!allowlist|filter)", ran.stderr, re.M))


def mend(config):
    """The configuration without what gitleaks refuses, and what that was."""
    done, seen = [], json.loads(json.dumps(config))
    for rule in list(seen.get("rules", [])):
        if "id" not in rule and "regex" in rule:
            rule["id"] = re.sub(r"\W+", "-", rule.get("description", "rule")).lower()
            done.append("rules without an id")
        lists = rule.get("allowlists", [])
        empty = [one for one in lists if isinstance(lists, list) and not any(one.get(key) for key in (*tree.KEYS, "commits"))]
        if empty:
            rule["allowlists"] = [one for one in rule["allowlists"] if one not in empty]
            done.append("empty allowlists")
        has_default = seen.get("extend", {}).get("usedefault")
        if "regex" not in rule and "path" not in rule and not has_default:
            seen["rules"].remove(rule)
            done.append("rules without a pattern")
    for allow in tree.allows(seen):
        for key in ("paths", "regexes"):
            bad = [one for one in allow.get(key, []) if one.startswith("*")]
            if bad:
                allow[key] = [one for one in allow[key] if one not in bad]
                done.append("globs for patterns")
    return seen, sorted(set(done))


def without_allows(config):
    bare = json.loads(json.dumps(config))
    for table in [bare, *bare.get("rules", [])]:
        table.pop("allowlist", None)
        table.pop("allowlists", None)
    bare["rules"] = [rule for rule in bare.get("rules", []) if "regex" in rule or "path" in rule]
    return bare


def lowered(value):
    if isinstance(value, dict):
        return {key.lower(): lowered(inner) for key, inner in value.items()}
    return [lowered(one) for one in value] if isinstance(value, list) else value


def write(path, config):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(toml(config))
    return path


def toml(table, name=()):
    """TOML of a table whose values are texts, numbers, lists and tables."""
    plain, below = [], []
    for key, value in table.items():
        if isinstance(value, dict):
            below.append(f"[{'.'.join((*name, key))}]\n" + toml(value, (*name, key)))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            head = f"[[{'.'.join((*name, key))}]]\n"
            below += [head + toml(one, (*name, key)) for one in value]
        else:
            plain.append(f"{key} = {json.dumps(value)}\n")
    return "".join(plain + below)


if __name__ == "__main__":
    main()
