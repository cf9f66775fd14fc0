"""Texts that a regular expression of Go's matches, by the same dice every time."""

import random
import re
import re._constants as op
import re._parser as parser

LIKELY = "abcdefghijkmnopqrstuvwxyz0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ALL = LIKELY + "lIO-_/+=.:;,'\"`@#%&*<>!?$()[]{}|~^\\ \t"
POSIX = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "digit": "0-9", "lower": "a-z", "upper": "A-Z",
    "word": r"\w", "space": r"\s", "xdigit": "0-9a-fA-F", "punct": r"!-/:-@\[-`{-~", "blank": r" \t",
}
# So much more than its least does an endless repetition have.
MORE = 12


def of(pattern, dice):
    """A text that the pattern matches, or None where its notation is beyond Python."""
    pattern = re.sub(r"\[:(\w+):\]", lambda m: POSIX.get(m[1], ""), pattern)
    pattern = pattern.replace(r"\z", r"\Z").replace(r"\C", ".")
    # Flags in the middle hold to the end of the group: a sample in the case as written does.
    pattern = re.sub(r"\(\?[imsU]*(?:-[imsU]+)?\)", "", pattern)
    pattern = re.sub(r"\(\?[imsU]*-?[imsU]*:", "(?:", pattern)
    try:
        return "".join(text(parser.parse(pattern), dice))
    except (re.error, OverflowError, RecursionError):
        return None


def text(parsed, dice):
    for kind, what in parsed:
        if kind is op.LITERAL:
            yield chr(what)
        elif kind is op.NOT_LITERAL:
            yield dice.choice([c for c in LIKELY if ord(c) != what])
        elif kind is op.ANY:
            yield dice.choice(LIKELY)
        elif kind is op.IN:
            yield one_of(what, dice)
        elif kind is op.BRANCH:
            yield from text(dice.choice(what[1]), dice)
        elif kind is op.SUBPATTERN:
            yield from text(what[3], dice)
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, part = what
            most = min(int(most), max(least + MORE, least * 5 // 4))
            # What need not be there mostly is not: it is often an alternative spelling.
            times = dice.randint(least, most) if most > 1 or least else dice.randint(0, 1)
            for _ in range(times):
                yield from text(part, dice)
        elif kind not in (op.AT, op.ASSERT, op.ASSERT_NOT):
            raise re.error(f"cannot make {kind}")


def one_of(items, dice):
    """A character of a class, letters and digits before others."""
    found = [c for c in ALL if holds(items, c)]
    if not found:
        found = [chr(n) for kind, what in items if kind in (op.LITERAL, op.RANGE)
                 for n in ([what] if kind is op.LITERAL else what)] or ["x"]
    plain = [c for c in found if c.isalnum()]
    if "\n" in found or not plain:
        return dice.choice([c for c in found if c in " =:\"'"] or found)
    return dice.choice(plain)


def holds(items, c):
    is_negated = items[0][0] is op.NEGATE
    return is_negated != any(fits(item, c) for item in items)


def fits(item, c):
    kind, what = item
    if kind is op.LITERAL:
        return ord(c) == what
    if kind is op.RANGE:
        return what[0] <= ord(c) <= what[1]
    if kind is op.CATEGORY:
        is_of = {
            op.CATEGORY_DIGIT: str.isdigit, op.CATEGORY_NOT_DIGIT: lambda c: not c.isdigit(),
            op.CATEGORY_SPACE: str.isspace, op.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
            op.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
            op.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
        }
        return is_of[what](c)
    return False


def path(pattern, dice):
    """A path that an unanchored pattern is found in."""
    made = of(pattern, dice)
    if made is None:
        return None
    made = made.replace("\\", "/").strip("/ \t\n\"'")
    parts = [part for part in made.split("/") if part not in ("", ".", "..", ".git")]
    return "/".join(parts) or None


def dice(*seed):
    return random.Random("/".join(map(str, seed)))
