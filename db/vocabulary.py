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

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from db.engine import Connection

MANY_MEANINGS = 48
"""So many combinations of what several words may have meant are looked for, the likeliest ones."""
MANY_WORDS = 12
_NEW_WORDS = "SELECT key, word FROM words WHERE key > ? ORDER BY key"

Meaning = tuple[tuple[str, bool], ...]
"""One word for each one typed; True: as typed, the beginning of a word; False: a whole word."""
Bucket = tuple[str, int]


@dataclass(slots=True)
class Vocabulary:
    """The words known so far. last: the key of the newest."""

    last: int = 0
    sorted: list[str] = field(default_factory=list)
    by_first: defaultdict[Bucket, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_last: defaultdict[Bucket, list[str]] = field(default_factory=lambda: defaultdict(list))


def meanings(vocabulary: Vocabulary, connection: Connection, typed: Sequence[str]) -> Iterator[list[Meaning]]:
    """What words may have meant, in groups of equally many errors, the fewest first; nothing when one means nothing."""
    _learn(vocabulary, connection)
    each = [_candidates(vocabulary, word) for word in typed]
    while (count := _product(each)) > MANY_MEANINGS:
        longest = max(range(len(each)), key=lambda at: len(each[at]))
        each[longest] = each[longest][: max(1, len(each[longest]) * MANY_MEANINGS // count, len(each[longest]) - 1)]
    groups: defaultdict[int, list[Meaning]] = defaultdict(list)
    for combination in product(*each):
        errors = sum(errors for errors, _, _ in combination)
        groups[errors].append(tuple((word, begins) for _, word, begins in combination))
    for errors in sorted(groups):
        yield groups[errors]


def similar(vocabulary: Vocabulary, word: str) -> list[tuple[int, str]]:
    """The known words nearest to `word` with their number of errors, fewest first.

    Short words bear one error, others two; one of first and last letter must be right.
    """
    allowed = 1 if len(word) < 5 else 2
    found: dict[str, int] = {}
    for buckets, letter in ((vocabulary.by_first, word[0]), (vocabulary.by_last, word[-1])):
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            near = extract(
                word,
                buckets.get((letter, length), ()),
                scorer=OSA.distance,
                processor=None,
                score_cutoff=allowed,
                limit=MANY_WORDS,
            )
            found.update((other, int(errors)) for other, errors, _ in near)
    return sorted((errors, other) for other, errors in found.items())[:MANY_WORDS]


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


def _candidates(vocabulary: Vocabulary, word: str) -> list[tuple[int, str, bool]]:
    near = [(errors, other, False) for errors, other in similar(vocabulary, word) if errors]
    at = bisect_left(vocabulary.sorted, word)
    if at < len(vocabulary.sorted) and vocabulary.sorted[at].startswith(word):
        return [(0, word, True), *near]
    return near


def _product(each: Sequence[Sequence[object]]) -> int:
    count = 1
    for some in each:
        count *= len(some)
    return count
