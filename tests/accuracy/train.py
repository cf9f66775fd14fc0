#!/usr/bin/env python3
"""Learns the weights of assigned literals, and says how far to trust them.

usage: train.py TREE [--binary PATH] [--view data|real|flat] [--write WEIGHTS] [--with-openssl]

TREE is what build.py made. The features are the program's own: `tightlip explain` writes what it
measured of every literal behind a name that says secret, reported or not. A literal on a row
marked T is a secret, any other is none; identifiers count neither way. The model is a logistic
regression with an L2 penalty, fitted by Newton's method; every repository weighs as much as the
square root of its literals, so that no large one decides alone. Nothing is random: the five folds
are repositories in the order of a hash of their ids.

Printed, each with repositories kept apart (what is judged was never learned from, and thresholds
are chosen on what was learned from): precision, recall and F1 of evenness (Shannon entropy), of the
rarity of tokens (rarity.py), of surprise (letters against chance), of the rules made by hand, and of
the model, and of the model in each fold; the program as a whole
with its learned part kept apart, too: for each fold, weights and the odds from which they admit a
literal are learned without it; a reliability table; and what the model says of each verdict of the
rules made by hand.

Needs numpy.
"""

import argparse
import collections
import hashlib
import json
import subprocess
from pathlib import Path

import numpy

from rarity import rarity, runs_of, vocabulary
from score import OPENSSL, rows_of, views

FOLDS = 5
PENALTY = 5.0
#: Log odds from which a loosely connected literal may be admitted; the program has 2.2.
ADMITS = [1.0, 1.4, 1.8, 2.2, 2.6, 3.0, 99.0]
#: Verdicts of the rules made by hand that leave the last word to the model.
DOUBTFUL = {"hand-made-value", "weak-password"}
FOUND = {"reported", "below-gate", "allowed"}
BATCH = 200
#: Pieces of the surprise in bits, as features.rs cuts it.
SURPRISE = {"surprise-below-0": -10, "surprise-to-8": 8, "surprise-8-to-24": 16, "surprise-over-24": 60}


def ledger(tree, binary, view):
    """Every literal that was weighed, with CredData's path."""
    names = views(tree, view)
    paths = sorted(names)
    for start in range(0, len(paths), BATCH):
        command = [str(binary), "explain", "--format", "json", *paths[start : start + BATCH]]
        done = subprocess.run(command, cwd=tree, capture_output=True)
        for line in done.stdout.decode(errors="surrogateescape").splitlines():
            for entry in json.loads(line)["considered"]:
                if entry["evidence"] and entry["outcome"] != "superseded" and entry["path"] in names:
                    entry["path"] = names[entry["path"]]
                    yield entry


class Literals:
    """Literals as rows of a matrix."""

    def __init__(self, entries, rows, with_openssl):
        seen, kept = set(), []
        for entry in entries:
            place = (entry["path"], entry["line"], entry["column"])
            over = [row for row in rows.get(entry["path"], ()) if row.first <= entry["end_line"] and entry["line"] <= row.last]
            true = any(row.true and not row.neutral for row in over)
            neutral = not true and any(row.true for row in over)
            repository = entry["path"].split("/")[1]
            if neutral or place in seen or repository == OPENSSL and not with_openssl:
                continue
            seen.add(place)
            kept.append((entry, true, repository))
        self.names = sorted({item["feature"] for entry, _, _ in kept for item in entry["evidence"]})
        column = {name: at for at, name in enumerate(self.names)}
        self.matrix = numpy.zeros((len(kept), len(self.names)))
        for at, (entry, _, _) in enumerate(kept):
            for item in entry["evidence"]:
                self.matrix[at, column[item["feature"]]] = item["value"]
        self.true = numpy.array([true for _, true, _ in kept], float)
        self.repository = numpy.array([repository for _, _, repository in kept])
        self.found = numpy.array([entry["outcome"] in FOUND for entry, _, _ in kept], float)
        self.reason = [entry["reason"] or " ".join(entry["signals"][1:2]) for entry, _, _ in kept]
        self.column = column
        doubtful = [any(item["feature"] in DOUBTFUL for item in entry["evidence"]) for entry, _, _ in kept]
        self.loose = numpy.array([("weighs-for" in entry["signals"] or entry["reason"] == "loosely-connected") and weak for (entry, _, _), weak in zip(kept, doubtful)])
        order = sorted(set(self.repository), key=lambda name: hashlib.sha256(name.encode()).digest())
        self.fold_of = {name: at % FOLDS for at, name in enumerate(order)}
        self.fold = numpy.array([self.fold_of[name] for name in self.repository])
        self.entries = [entry for entry, _, _ in kept]
        self.paths = {entry["path"] for entry in self.entries}

    def rarities(self, tree):
        """How rare the tokens of each literal are, counted in the repositories of other folds."""
        lines, runs, values = {}, {}, []
        for name in sorted(set(self.repository)):
            texts = {str(path.relative_to(tree)): path.read_text(errors="replace") for path in sorted((tree / "data" / name).rglob("*")) if path.is_file()}
            runs[name] = sum(map(runs_of, texts.values()), collections.Counter())
            lines.update((path, texts[path].split("\n")) for path in self.paths & texts.keys())
        for entry in self.entries:
            first = lines[entry["path"]][entry["line"] - 1]
            last = entry["end_column"] if entry["line"] == entry["end_line"] else None
            values.append(first[entry["column"] - 1 : last and last - 1])
        known = [vocabulary(runs[name] for name in runs if self.fold_of[name] != fold) for fold in range(FOLDS)]
        return numpy.array([rarity(value, known[fold]) for value, fold in zip(values, self.fold)])

    def feature(self, name):
        return self.matrix[:, self.column[name]] if name in self.column else numpy.zeros(len(self.true))

    def weights(self, chosen):
        """How much each literal counts."""
        many = collections.Counter(self.repository[chosen])
        weights = numpy.array([many[name] ** -0.5 for name in self.repository[chosen]])
        return weights * len(weights) / weights.sum()

    def fit(self, chosen):
        """The weights of the features, learned from the literals `chosen`."""
        matrix, true, weights = self.matrix[chosen], self.true[chosen], self.weights(chosen)
        penalty = numpy.full(len(self.names), PENALTY)
        penalty[self.column["always"]] = 1e-3
        found = numpy.zeros(len(self.names))
        for _ in range(100):
            chance = 1 / (1 + numpy.exp(-matrix @ found))
            slope = matrix.T @ (weights * (chance - true)) + penalty * found
            curve = (matrix * (weights * chance * (1 - chance) + 1e-9)[:, None]).T @ matrix + numpy.diag(penalty)
            step = numpy.linalg.solve(curve, slope)
            found -= step
            if abs(step).max() < 1e-8:
                break
        return found

    def out_of_fold(self):
        """The log odds of each literal, learned from other repositories."""
        odds = numpy.zeros(len(self.true))
        for fold in range(FOLDS):
            odds[self.fold == fold] = self.matrix[self.fold == fold] @ self.fit(self.fold != fold)
        return odds


def figures(true, taken):
    right = (true * taken).sum()
    precision, recall = right / max(taken.sum(), 1), right / max(true.sum(), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def best_threshold(measure, true):
    order = numpy.argsort(-measure, kind="stable")
    right = numpy.cumsum(true[order])
    f1 = 2 * right / (numpy.arange(1, len(true) + 1) + true.sum())
    return measure[order][f1.argmax()]


def compare(literals, odds, tree):
    surprise = sum(literals.feature(name) * bits for name, bits in SURPRISE.items())
    print(f"{'':34}{'precision':>10}{'recall':>8}{'F1':>7}")
    measures = [("evenness (entropy) alone", literals.feature("evenness")), ("rarity of tokens alone", literals.rarities(tree)), ("surprise alone", surprise), ("model", odds)]
    for name, measure in measures:
        taken = numpy.zeros(len(odds))
        for fold in range(FOLDS):
            learned, judged = literals.fold != fold, literals.fold == fold
            taken[judged] = measure[judged] >= best_threshold(measure[learned], literals.true[learned])
        print(f"{name:34}{'%10.3f%8.3f%7.3f' % figures(literals.true, taken)}")
    for fold in range(FOLDS):
        judged = literals.fold == fold
        many = f"{len(set(literals.repository[judged]))} repositories, {int(judged.sum())} literals, {int(literals.true[judged].sum())} secrets"
        print(f"{f'  model, fold {fold + 1}':34}{'%10.3f%8.3f%7.3f' % figures(literals.true[judged], taken[judged])}   {many}")
    print(f"{'the program (hand-set, weighed)':34}{'%10.3f%8.3f%7.3f' % figures(literals.true, literals.found)}")


def admitted(literals, odds, least):
    """What the program finds when the model admits loosely connected literals from `least` on."""
    loose = literals.loose
    return numpy.where(loose, odds >= least, literals.found)


def whole_program(literals, odds):
    """The program as it is, and with weights and their threshold learned without each fold."""
    taken = numpy.zeros(len(odds))
    chosen = []
    for fold in range(FOLDS):
        learned, judged = literals.fold != fold, literals.fold == fold
        weights = literals.fit(learned)
        inside = literals.matrix @ weights
        best = max(ADMITS, key=lambda least: figures(literals.true[learned], admitted(literals, inside, least)[learned])[2])
        taken[judged] = admitted(literals, odds, best)[judged]
        chosen.append(best)
    print(f"{'the program, learned part apart':34}{'%10.3f%8.3f%7.3f' % figures(literals.true, taken)}   admitted from {min(chosen)} to {max(chosen)}")
    for name, found in [("  as it is", literals.found), ("  out of fold", taken)]:
        right = int((literals.true * found * literals.loose).sum())
        print(f"{name:34}of {int(literals.loose.sum())} loosely connected literals {int((found * literals.loose).sum())} admitted, {right} of them secrets")


def reliability(literals, odds):
    chance = 1 / (1 + numpy.exp(-odds))
    print(f"\n{'model says':16}{'literals':>9}{'says':>8}{'is':>8}")
    for low, high in [(0, 0.02), (0.02, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 0.98), (0.98, 1.01)]:
        here = (chance >= low) & (chance < high)
        if here.any():
            print(f"{low:.2f} to {min(high, 1):.2f}{'':4}{here.sum():9}{chance[here].mean():8.3f}{literals.true[here].mean():8.3f}")


def by_hand(literals, odds):
    print(f"\n{'verdict of the program':24}{'literals':>9}{'secrets':>8}   of those the model gives 0.5, 0.9, 0.95 or more: literals/secrets")
    for reason, many in collections.Counter(literals.reason).most_common():
        mine = numpy.array([other == reason for other in literals.reason])
        cells = []
        for odd in (0, 2.2, 3):
            sure = mine & (odds >= odd)
            cells.append(f"{sure.sum()}/{int(literals.true[sure].sum())}")
        print(f"{reason:24}{many:9}{int(literals.true[mine].sum()):8}   {'  '.join(cells)}")


def main():
    options = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "))
    options.add_argument("tree", type=Path)
    options.add_argument("--binary", type=Path, default=Path("target/release/tightlip"))
    options.add_argument("--view", choices=["data", "real", "flat"], default="data")
    options.add_argument("--write", type=Path)
    options.add_argument("--with-openssl", action="store_true")
    asked = options.parse_args()
    literals = Literals(ledger(asked.tree, asked.binary.resolve(), asked.view), rows_of(asked.tree), asked.with_openssl)
    print(f"{len(literals.true)} literals of {len(set(literals.repository))} repositories, {int(literals.true.sum())} of them secrets\n")
    odds = literals.out_of_fold()
    compare(literals, odds, asked.tree)
    whole_program(literals, odds)
    reliability(literals, odds)
    by_hand(literals, odds)
    if asked.write:
        learned = literals.fit(numpy.full(len(literals.true), True))
        asked.write.write_text("".join(f"{name}\t{weight:.3f}\n" for name, weight in zip(literals.names, learned)))


if __name__ == "__main__":
    main()
