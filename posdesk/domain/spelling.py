"""Decides whether two words are one, typed wrongly or written as they sound. Refuses to know what the words are of."""

import re
from functools import lru_cache

_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("sch", "s"), ("sh", "s"), ("gh", "g"), ("ll", "i"), ("qu", "k"),
    *((f"c{vowel}", f"s{vowel}") for vowel in "eiy"),
    ("ch", "x"), ("c", "k"), ("q", "k"), ("z", "s"), ("w", "b"), ("v", "b"), ("y", "i"),
)  # fmt: skip
_TWICE, _UNHEARD = re.compile(r"(.)\1+"), re.compile(r"(?<!^)(?:[eiuh]|[ao](?!$))")
"""An `a` or `o` at the end is heard: Jamila is not Jamal."""
MOST_APART = 3
"""Words that sound alike are still so many letters apart at most."""


def errors(one: str, other: str, most: int) -> int:
    """Wrong, missing, extra and swapped neighbouring letters between two words, no more than `most` + 1 being counted.

    Source: optimal string alignment, the restricted distance of F. J. Damerau, CACM 7 (3), 1964.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            best = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """How a word (small letters, no accents) sounds in English or Spanish, roughly: `katheryn` is `catherine`."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _UNHEARD.sub("", _TWICE.sub(r"\1", word))


@lru_cache(maxsize=65536)
def near(one: str, other: str) -> bool:
    """Whether two different words may be one: a slip of the keys (none in three letters, one in four to seven, two in
    more; hardly ever in the first letter), or another way to write the same sound."""
    if one[:1] == other[:1]:
        shorter = min(len(one), len(other))
        most = 0 if shorter < 4 else 1 if shorter < 8 else 2
        if most and errors(one, other, most) <= most:
            return True
    heard = sound(one)
    return len(heard) > 1 and heard == sound(other) and errors(one, other, MOST_APART) <= MOST_APART
