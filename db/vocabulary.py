"""Decides what a mistyped word may have meant: the words nearest to it by wrong, missing, extra and swapped letters.

Refuses to know whose names they are. The words are read once, when the first typing error is made, and the new ones
since at each further one; they lie in buckets by length and first letter, and by length and last letter, so that a word
is compared with a few hundred others and not with all.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from db.engine import Connection

MANY_MEANINGS = 48
"""So many combinations of what several words may have meant are looked for, the likeliest ones."""
MANY_WORDS = 12
TWO_ERRORS_FROM = 5
"""Letters a word needs before two errors in it are believed."""
_NEW_WORDS = "SELECT key, word FROM words WHERE key > ? ORDER BY key"

Meaning = tuple[tuple[str, bool], ...]
"""One word for each one typed; True: as typed, the beginning of a word; False: a whole word."""
Bucket = tuple[str, int]
Near = tuple[int, str, bool]
"""Errors, the word, and whether it may go on."""


@dataclass(slots=True)
class Vocabulary:
    """The words known so far. last: the key of the newest."""

    last: int = 0
    sorted: list[str] = field(default_factory=list)
    by_first: defaultdict[Bucket, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_last: defaultdict[Bucket, list[str]] = field(default_factory=lambda: defaultdict(list))

    def forget(self) -> None:
        """Know no word any more: all are read anew."""
        self.last = 0
        for known in (self.sorted, self.by_first, self.by_last):
            known.clear()


def meanings(vocabulary: Vocabulary, connection: Connection, typed: Sequence[str]) -> Iterator[list[Meaning]]:
    """What words may have meant, in groups of equally many errors, the fewest first; nothing when one means nothing.

    First only the words that nobody's name begins with are taken for errors. Whoever asks on has found nobody so: then
    every word may be one, and hold two errors.
    """
    _learn(vocabulary, connection)
    yield from _groups([_near(vocabulary, word, both=False) for word in typed])
    yield from _groups([_near(vocabulary, word, both=True) for word in typed])


def similar(vocabulary: Vocabulary, word: str, errors: int) -> list[tuple[int, str]]:
    """The known words with at most so many errors against `word`, and their number, fewest first.

    One of first and last letter must be right.
    """
    found: dict[str, int] = {}
    for buckets, letter in ((vocabulary.by_first, word[0]), (vocabulary.by_last, word[-1])):
        for length in range(len(word) - errors, len(word) + errors + 1):
            bucket = buckets.get((letter, length), ())
            for other, count, _ in extract(
                word, bucket, scorer=OSA.distance, processor=None, score_cutoff=errors, limit=MANY_WORDS
            ):
                found[other] = int(count)
    return sorted((count, other) for other, count in found.items())[:MANY_WORDS]


def _near(vocabulary: Vocabulary, word: str, both: bool) -> list[Near]:
    """What a word may mean: itself when a name begins so, and words near to it. both: also those with two errors, which
    short words do not bear; else those only when there is nothing nearer."""
    at = bisect_left(vocabulary.sorted, word)
    begins = at < len(vocabulary.sorted) and vocabulary.sorted[at].startswith(word)
    near: list[Near] = [(0, word, True)] if begins else []
    if begins and not both:
        return near
    most = 2 if len(word) >= TWO_ERRORS_FROM else 1
    found = similar(vocabulary, word, most if both else 1)
    if not found and not both and most > 1:
        found = similar(vocabulary, word, most)
    return near + [(count, other, False) for count, other in found if count]


def _groups(each: list[list[Near]]) -> Iterator[list[Meaning]]:
    while prod(map(len, each)) > MANY_MEANINGS:
        max(each, key=len).pop()
    groups: defaultdict[int, list[Meaning]] = defaultdict(list)
    for combination in product(*each):
        errors = sum(count for count, _, _ in combination)
        groups[errors].append(tuple([(word, begins) for _, word, begins in combination]))
    for errors in sorted(groups):
        yield groups[errors]


def _learn(vocabulary: Vocabulary, connection: Connection) -> None:
    rows = connection.execute(_NEW_WORDS, (vocabulary.last,)).fetchall()
    for _, word in rows:
        vocabulary.by_first[word[0], len(word)].append(word)
        vocabulary.by_last[word[-1], len(word)].append(word)
    if len(rows) > 100:
        vocabulary.sorted = sorted([*vocabulary.sorted, *(word for _, word in rows)])
    else:
        for _, word in rows:
            insort(vocabulary.sorted, word)
    vocabulary.last = rows[-1][0] if rows else vocabulary.last
