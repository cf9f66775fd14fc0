#!/usr/bin/env python3
"""Scores the program on a CredData tree that build.py made.

usage: score.py TREE [--binary PATH] [--view data|real|flat] [--without ID]... [--by-category]
                [--by-rule] [--by-repository] [--misses] [--false-alarms] [--generic] [--all]

A row marked T counts as found when a finding's lines overlap its lines. A finding counts as right
when its lines overlap a T row; anything else is a false alarm, whether on a row marked F or on a
line that nobody marked. Identifiers (NEUTRAL) are no credentials: findings there count neither
way. Findings that begin on one line count once.

--view            which paths the program sees: CredData's rewritten ones (data, as published
                  comparisons do), those of the repositories (real), or none that say anything
                  (flat)
--without         leave a repository out; openssl, whose test keys are many, is 2ba83c6a
--by-category     found and missed rows by CredData's category, and the false alarms on its F rows
--by-rule         right and wrong findings by the program's rule
--by-repository   the same by repository, and the spread of the figures when repositories are drawn
                  again with replacement (1,000 times, 90 % of the draws)
--misses          list what was not found; --false-alarms: list what was found wrongly
--generic         findings of the generic rules alone, and rows of the categories they are for
--all             tables and lists with openssl's test keys; without this they leave them out
"""

import argparse
import collections
import csv
import json
import random
import subprocess
from pathlib import Path

csv.field_size_limit(10**9)

NEUTRAL = {"UUID", "Nonce", "Salt", "AWS S3 Bucket", "Firebase Domain", "Tencent WeChat API App ID", "AWS Client ID", "Other"}
GENERIC = {"Password", "Token", "Key", "Secret", "API", "Auth", "Credential", "Certificate", "CMD Password", "CMD Token", "CMD Secret", "SQL Password", "CURL User Password", "Basic Authorization", "Bearer Authorization", "IPv4", "PASSWD Pair", "SECRET Pair", "ID Pair", "IP_ID_PASSWORD Triple", "ID_PAIR_PASSWD", "ID_PASSWD_PAIR"}
LEVELS = ["low", "medium", "high"]
OPENSSL = "2ba83c6a"

Row = collections.namedtuple("Row", "id path repository first last true neutral categories start end")
Finding = collections.namedtuple("Finding", "path repository first last level rule category signals")


def rows_of(tree):
    rows = collections.defaultdict(list)
    for meta in sorted((tree / "meta").glob("*.csv")):
        with open(meta) as table:
            for row in csv.DictReader(table):
                categories = tuple(row["Category"].split(":"))
                neutral = set(categories) <= NEUTRAL
                place = [int(row[side]) if row[side] else -1 for side in ("ValueStart", "ValueEnd")]
                rows[row["FilePath"]].append(Row(row["Id"], row["FilePath"], meta.stem, int(row["LineStart"]), int(row["LineEnd"]), row["GroundTruth"] == "T", neutral, categories, *place))
    return rows


def views(tree, view):
    """The path in `view` to CredData's path."""
    column = {"data": 0, "real": 1, "flat": 2}[view]
    with open(tree / "paths.tsv", errors="surrogateescape") as table:
        lines = (line.rstrip("\n").split("\t") for line in table)
        return {fields[column]: fields[0] for fields in lines}


def findings_of(tree, binary, view):
    """What the program finds, one a line."""
    command = [str(binary), "scan", "--min-confidence", "low", "--no-hygiene", "--format", "jsonl", "--quiet", view]
    done = subprocess.run(command, cwd=tree, capture_output=True)
    if done.returncode not in (0, 1, 3):
        raise SystemExit(done.stderr.decode())
    names, found = views(tree, view), {}
    for line in done.stdout.decode(errors="surrogateescape").splitlines():
        finding = json.loads(line)
        path = names.get(finding.get("path"))
        if path is None:
            continue
        made = Finding(path, path.split("/")[1], finding["start_line"], finding["end_line"], LEVELS.index(finding["confidence"]), finding["rule"], finding["category"], tuple(finding["signals"]))
        kept = found.get((path, made.first))
        if kept is None or kept.level < made.level:
            found[path, made.first] = made
    return list(found.values())


class Score:
    """Findings at or above one level against the rows."""

    def __init__(self):
        self.right = self.wrong = self.found = self.rows = 0

    @property
    def precision(self):
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self):
        return self.found / self.rows if self.rows else 0.0

    @property
    def f1(self):
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0

    def add(self, other):
        for field in ("right", "wrong", "found", "rows"):
            setattr(self, field, getattr(self, field) + getattr(other, field))


class Match:
    """Which findings hit which rows."""

    def __init__(self, rows, findings):
        self.findings, self.rows = findings, [row for file in rows.values() for row in file if row.true and not row.neutral]
        self.verdict, self.level, self.on = {}, {}, {}
        for finding in findings:
            over = [row for row in rows.get(finding.path, ()) if row.first <= finding.last and finding.first <= row.last]
            hits = [row for row in over if row.true and not row.neutral]
            identifier = not hits and any(row.true for row in over)
            self.verdict[finding] = None if identifier else bool(hits)
            self.on[finding] = over
            for row in hits:
                self.level[row] = max(self.level.get(row, -1), finding.level)

    def score(self, level=0, repository=None, exactly=False):
        score = Score()
        for finding in self.findings:
            counts = finding.level == level if exactly else finding.level >= level
            if counts and repository in (None, finding.repository) and self.verdict[finding] is not None:
                score.right += self.verdict[finding]
                score.wrong += not self.verdict[finding]
        mine = [row for row in self.rows if repository in (None, row.repository)]
        score.rows = len(mine)
        score.found = sum(self.level.get(row, -1) >= level for row in mine)
        return score


def line(name, score, extra=""):
    return f"{name:28}{score.right:8}{score.wrong:7}{score.found:8}{score.rows - score.found:7}{score.precision:9.3f}{score.recall:8.3f}{score.f1:7.3f}{extra}"


HEAD = f"{'':28}{'right':>8}{'wrong':>7}{'found':>8}{'missed':>7}{'prec.':>9}{'recall':>8}{'F1':>7}"


def by_level(match):
    print(HEAD)
    for level, name in [(0, "everything"), (1, "medium and high (the gate)"), (2, "high")]:
        print(line(name, match.score(level)))
    for level, name in enumerate(LEVELS):
        print(line(f"  {name} alone", match.score(level, exactly=True)))


def by_category(match, level=0):
    tables = collections.defaultdict(Score)
    for row in match.rows:
        for category in row.categories:
            tables[category].rows += 1
            tables[category].found += match.level.get(row, -1) >= level
    for finding in match.findings:
        verdict = match.verdict[finding]
        if verdict is None or finding.level < level:
            continue
        names = {category for row in match.on[finding] if row.true == verdict for category in row.categories}
        for category in names or {"(nobody marked the line)"}:
            tables[category].right += verdict
            tables[category].wrong += not verdict
    print(HEAD)
    for category, score in sorted(tables.items(), key=lambda item: -item[1].rows):
        print(line(category, score))


def by_rule(match):
    tables = collections.defaultdict(lambda: [0, 0, 0, 0, 0, 0])
    for finding in match.findings:
        if match.verdict[finding] is not None:
            tables[finding.rule][2 * finding.level + (not match.verdict[finding])] += 1
    print(f"{'right/wrong at':44}{'low':>12}{'medium':>12}{'high':>12}")
    for rule, counts in sorted(tables.items(), key=lambda item: -sum(item[1])):
        cells = [f"{counts[at]}/{counts[at + 1]}" for at in (0, 2, 4)]
        print(f"{rule:44}" + "".join(f"{cell:>12}" for cell in cells))


def by_repository(match):
    names = sorted({row.repository for row in match.rows} | {finding.repository for finding in match.findings})
    print(HEAD)
    for name in names:
        print(line(name, match.score(0, name)))
    dice = random.Random(1)
    for level, title in [(0, "everything"), (1, "the gate"), (2, "high")]:
        alone = {name: match.score(level, name) for name in names}
        draws = []
        for _ in range(1000):
            total = Score()
            for name in dice.choices(names, k=len(names)):
                total.add(alone[name])
            draws.append((total.precision, total.recall, total.f1))
        spread = [sorted(values)[at] for values in zip(*draws) for at in (50, 950)]
        print(f"{title}: precision {spread[0]:.2f} to {spread[1]:.2f}, recall {spread[2]:.2f} to {spread[3]:.2f}, F1 {spread[4]:.2f} to {spread[5]:.2f}")


def shown(tree, path, first, start=-1):
    text = (tree / path).read_text(errors="replace").split("\n")
    content = text[first - 1] if first <= len(text) else ""
    off = max(0, start - 110)
    return content[off : off + 230].strip()


def listing(tree, match, misses, false_alarms):
    if misses:
        for row in match.rows:
            if row not in match.level:
                print(f"missed {row.path}:{row.first} {':'.join(row.categories)} | {shown(tree, row.path, row.first, row.start)}")
    if false_alarms:
        for finding in sorted(match.findings, key=lambda finding: -finding.level):
            if match.verdict[finding] is False:
                marked = "F" if match.on[finding] else "-"
                print(f"wrong {LEVELS[finding.level]} {marked} {finding.path}:{finding.first} {finding.rule} {','.join(finding.signals)} | {shown(tree, finding.path, finding.first)}")


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "))
    options.add_argument("tree", type=Path)
    options.add_argument("--binary", type=Path, default=Path("target/release/tightlip"))
    options.add_argument("--view", choices=["data", "real", "flat"], default="data")
    options.add_argument("--without", action="append", default=[])
    for flag in ("by-category", "by-rule", "by-repository", "misses", "false-alarms", "generic", "all"):
        options.add_argument("--" + flag, action="store_true")
    asked = options.parse_args()

    rows = rows_of(asked.tree)
    findings = findings_of(asked.tree, asked.binary.resolve(), asked.view)
    if asked.generic:
        findings = [finding for finding in findings if finding.category == "generic"]
        rows = {path: [row for row in file if not row.true or set(row.categories) & GENERIC] for path, file in rows.items()}
    halves = [("all", asked.without), ("without openssl's test keys", [*asked.without, OPENSSL])]
    for title, without in reversed(halves) if asked.all else halves:
        kept = {path: file for path, file in rows.items() if path.split("/")[1] not in without}
        match = Match(kept, [finding for finding in findings if finding.repository not in without])
        print(f"\n{title}: {len({row.repository for row in match.rows})} repositories with true rows, view {asked.view}")
        by_level(match)
    for wanted, table in [(asked.by_category, by_category), (asked.by_rule, by_rule), (asked.by_repository, by_repository)]:
        if wanted:
            print()
            table(match)
    listing(asked.tree, match, asked.misses, asked.false_alarms)


if __name__ == "__main__":
    main()
