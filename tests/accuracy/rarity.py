"""How rare the pieces of a text are: one of the measures that train.py compares.

Code is written from few pieces: words, their parts, common endings. The pieces are counted in the
files of the repositories that are learned from, in runs of letters and digits; the 30,000 most
frequent ones of two to eight characters are the vocabulary. A value is then cut greedily into the
longest pieces of the vocabulary, and single characters where none fits. Words take few pieces a
character, random values nearly one.
"""

import collections
import re

RUN = re.compile(r"[A-Za-z]+|[0-9]+")
LONGEST = 8
VOCABULARY = 30_000
#: Runs of one repository that are counted; rarer ones have no frequent pieces.
RUNS = 40_000


def runs_of(text):
    """How often each run of letters or digits, in lower case, stands in `text`."""
    return collections.Counter(run.lower()[:40] for run in RUN.findall(text))


def vocabulary(counters):
    """The most frequent pieces of runs, every repository counting alike."""
    pieces = collections.Counter()
    for counter in counters:
        runs = counter.most_common(RUNS)
        all_runs = sum(many for _, many in runs) or 1
        for run, many in runs:
            share = many / all_runs
            for start in range(len(run)):
                for end in range(start + 2, min(start + LONGEST, len(run)) + 1):
                    pieces[run[start:end]] += share
    return {piece for piece, _ in pieces.most_common(VOCABULARY)}


def rarity(value, known):
    """Pieces a character: 1 when nothing in `value` is known, under .3 for words."""
    lower, at, pieces = value.lower(), 0, 0
    while at < len(lower):
        longest = next((size for size in range(min(LONGEST, len(lower) - at), 1, -1) if lower[at : at + size] in known), 1)
        at += longest
        pieces += 1
    return pieces / max(len(lower), 1)
