"""What gitleaks and tightlip find with the same configurations; see README.md."""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import tomllib
import urllib.parse
from pathlib import Path

import tree


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gitleaks", default="gitleaks")
    parser.add_argument("--tightlip", default="target/release/tightlip")
    parser.add_argument("--work", type=Path, default=Path("target/migration"))
    parser.add_argument("--code", action="append", default=[], help="a folder of honest code; may be given again")
    parser.add_argument("--lines", action="store_true", help="each line of a class that is not explained")
    parser.add_argument("--allows", action="store_true", help="also whether the allows let the same be")
    parser.add_argument("configs", nargs="+", type=Path)
    args = parser.parse_args()
    args.tightlip = str(Path(args.tightlip).resolve()) if "/" in args.tightlip else args.tightlip
    bench = Bench(args)
    tree.base(args.tightlip, args.code, bench.work / "base")
    heads = ["file", "gitleaks", "both", *CLASSES, *(ALLOWS if args.allows else ())]
    print("| " + " | ".join(heads) + " |")
    print("|---" * len(heads) + "|", flush=True)
    for path in args.configs:
        compare(path, bench)


CLASSES = ("low confidence", "not carried over", "decoded", "another line", "not found")
ALLOWS = ("allowed by both", "by gitleaks alone", "by tightlip alone")


def compare(path, bench):
    config = lowered(tomllib.loads(path.read_text()))
    tree.build(config, bench.work / "base", bench.folder)
    usable, mended = mend(config)
    # Without rules gitleaks finds nothing: its own show what the allows are worth.
    if not usable.get("rules") and not usable.get("extend", {}).get("usedefault"):
        usable["extend"] = {"useDefault": True}
        mended.append("its rules added")
    given = path if not mended else write(bench.work / "mended" / ".gitleaks.toml", usable)
    theirs, ours = bench.gitleaks(given), bench.tightlip(given)
    left = bench.left_out(given)
    counts, unexplained = collections.Counter(), []
    for place, finding in theirs.items():
        kind = why(place, finding, ours, left)
        counts[kind] += 1
        if kind == "not found":
            unexplained.append((finding["RuleID"], *place))
    allowed = []
    if bench.args.allows:
        bare = write(bench.work / "bare" / ".gitleaks.toml", without_allows(usable))
        bare_theirs = bench.gitleaks(bare)
        allowed = allowance(bare_theirs, theirs, bench.tightlip(bare), ours)
    name = path.stem.replace("__", " ") + (f" ({'; '.join(mended)})" if mended else "")
    row = [name, len(theirs), counts["both"], *(counts[one] for one in CLASSES), *map(len, allowed)]
    print("| " + " | ".join(map(str, row)) + " |", flush=True)
    if bench.args.lines:
        for rule, place, line in unexplained:
            print(f"    not found: {rule} {place}:{line}")
        for word, places in zip(("gitleaks", "tightlip"), allowed[1:]):
            for place in places:
                print(f"    allowed by {word} alone: {place[0]}:{place[1]} {bare_theirs[place]['RuleID']}")


def why(place, finding, ours, left):
    """What became of a line that gitleaks reports."""
    path, line = place
    if place in ours:
        return "low confidence" if ours[place] == "low" else "both"
    if any(tag.startswith("decoded") for tag in finding["Tags"]):
        return "decoded"
    if finding["RuleID"] in left:
        return "not carried over"
    if any((path, line + by) in ours for by in (-2, -1, 1, 2)):
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


class Bench:
    """Both programs over one folder."""

    def __init__(self, args):
        self.args, self.work = args, args.work.resolve()
        self.folder = self.work / "tree"

    def gitleaks(self, config):
        found = self.report(config, [self.args.gitleaks, "dir", ".", "--no-banner"], "json")
        return {(one["File"], one["StartLine"]): one for one in found}

    def tightlip(self, config):
        """The confidence of what is found on each line."""
        found = self.report(config, [self.args.tightlip, "dir", "."], "sarif")
        sure = {}
        for one in found["runs"][0]["results"]:
            place = one["locations"][0]["physicalLocation"]
            path = urllib.parse.unquote(place["artifactLocation"]["uri"])
            region = place["region"]
            for line in range(region["startLine"], region.get("endLine", region["startLine"]) + 1):
                if sure.get((path, line), "low") == "low":
                    sure[path, line] = one["properties"]["confidence"]
        return sure

    def report(self, config, command, form):
        report = self.work / f"report.{form}"
        report.unlink(missing_ok=True)
        command = [*command, "-c", config.resolve(), "-f", form, "-r", report]
        low = {**os.environ, "TIGHTLIP_MIN_CONFIDENCE": "low"}
        ran = subprocess.run(command, cwd=self.folder, env=low, capture_output=True, text=True)
        if not report.exists():
            raise SystemExit(f"{config}: {command[0]} refuses it: {ran.stderr[-300:]}")
        return json.loads(report.read_text())

    def left_out(self, config):
        """Rules that the import names as not carried over."""
        folder = self.work / "import"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", folder], check=True)
        shutil.copy(config, folder / ".gitleaks.toml")
        command = [self.args.tightlip, "config", "import", "--print"]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        return set(re.findall(r"^not carried over: rule `([^`]+)`: (?!allowlist|filter)", ran.stderr, re.M))


def mend(config):
    """The configuration without what gitleaks refuses, and what that was."""
    done, seen = [], json.loads(json.dumps(config))
    for allow in tree.allows(seen):
        for key in ("paths", "regexes"):
            bad = [one for one in allow.get(key, []) if one.startswith("*")]
            if bad:
                allow[key] = [one for one in allow[key] if one not in bad]
                done.append("globs for patterns")
    for table in [seen, *seen.get("rules", [])]:
        for key in ("allowlist", "allowlists"):
            lists = table.get(key, [])
            lists = lists if isinstance(lists, list) else [lists]
            full = [one for one in lists if any(one.get(name) for name in (*tree.KEYS, "commits"))]
            if full and len(full) < len(lists):
                table[key] = full
                done.append("empty allowlists")
            elif lists and not full:
                table.pop(key)
                done.append("empty allowlists")
    for rule in list(seen.get("rules", [])):
        if not rule.get("id") and ("regex" in rule or "path" in rule):
            rule["id"] = re.sub(r"\W+", "-", rule.get("description", "rule")).lower()
            done.append("rules without an id")
        has_default = seen.get("extend", {}).get("usedefault")
        if "regex" not in rule and "path" not in rule and not has_default:
            seen["rules"].remove(rule)
            done.append("rules without a pattern")
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
