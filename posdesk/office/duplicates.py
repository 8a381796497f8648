"""Decides which members of a whole store may be one person, for a manager's list; and what it means to say that a pair
is two.

Everybody is put side by side by what two of them may have in common, page by page, so the counter goes on meanwhile and
the work can be ended at any page. Nobody is joined here. Refuses to know how alike is reckoned (domain) and SQL.
"""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from typing import NamedTuple

from posdesk.counter import permissions
from posdesk.counter.duplicates import Candidate, candidate, own_traits
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk, Sketch
from posdesk.counter.visits import draft
from posdesk.domain.facts import Draft, Fact
from posdesk.domain.identity import name_words
from posdesk.domain.likeness import Likeness, handles, likeness
from posdesk.domain.merging import ids_of, told_apart
from posdesk.domain.people_facts import MemberToldApart
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.spelling import sound
from posdesk.domain.staff_facts import Permission
from posdesk.office.ports import Alike, MemberList, Progress, unheard

PAGE = 1000
"""Members that are read at once: about 10 ms."""
BLOCK = 300
"""So many who have one thing in common are compared each with each; of more, only those whose names sound alike."""
MOST = 1000
"""Pairs that are listed, the likeliest ones."""
BITS = 26


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members who may be one person. one: the one made first."""

    one: Candidate
    other: Candidate
    how: Likeness


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The pairs of a store, the likeliest first. looked_at: so many members. more: pairs that are not listed here."""

    pairs: tuple[Pair, ...]
    looked_at: int
    more: int = 0


Search = Generator[int, None, Duplicates]
"""The search, step by step: yields how many members were looked at, each once for each thing they have; returns the
pairs. Closing it ends the work."""


def search(desk: Desk, members: MemberList, most: int = MOST) -> Search:
    """Look through everybody for pairs that may be one person and were not told apart. Each step takes about 10 ms.
    Raises EnvironmentTrouble."""
    found: dict[tuple[str, str], Pair] = {}
    done = looked_at = 0
    for by in Alike:
        for block in _blocks(members, by):
            if isinstance(block, int):
                done += block
                yield done
            else:
                _compare(block, found)
    for some in _namesakes(members):
        if isinstance(some, int):
            looked_at += some
            yield done + looked_at
        else:
            _compare(some, found)
    ordered = sorted(found.values(), key=lambda pair: (-pair.how.score, pair.one.member, pair.other.member))
    listed: list[Pair] = []
    more = 0
    for at, pair in enumerate(ordered):
        if len(listed) == most:
            more = len(ordered) - at
            break
        if not _are_told_apart(desk, pair):
            listed.append(pair)
        yield done + looked_at
    return Duplicates(tuple(listed), looked_at // 2, more)


def duplicates(desk: Desk, members: MemberList, progress: Progress = unheard, most: int = MOST) -> Duplicates:
    """The same, at once. progress: told how many members were looked at, of how many it is not known (0); what it
    raises ends the work."""
    steps = search(desk, members, most)
    while True:
        try:
            progress(next(steps), 0)
        except StopIteration as end:
            found: Duplicates = end.value
            return found


def how_alike(one: Sequence[Fact], hers: Collection[str], other: Sequence[Fact], its: Collection[str]) -> Likeness:
    """How likely two members are one: the most that any two of their own profiles say. one, other: what is known of
    each; hers, its: every id of each."""
    here = [traits for id in sorted(hers) if (traits := own_traits(id, one)) is not None]
    there = [traits for id in sorted(its) if (traits := own_traits(id, other)) is not None]
    found = [likeness(first, second) for first in here for second in there]
    return max(found, key=lambda how: how.score, default=Likeness(0, ()))


def are_told_apart(one: Sequence[Fact], hers: Collection[str], other: Sequence[Fact], its: Collection[str]) -> bool:
    """Whether anybody said so of any of their profiles. It is said of both, a merge that was taken back of one."""
    return bool(told_apart(one, hers) & set(its) or told_apart(other, its) & set(hers))


def may_be_one(desk: Desk, one: str, other: str) -> bool:
    """Whether two members look like one person, and nobody said that they are two."""
    about, its = desk.ledger.facts_about(one), desk.ledger.facts_about(other)
    sides = about, ids_of(one, about), its, ids_of(other, its)
    return how_alike(*sides).suggested and not are_told_apart(*sides)


def tell_apart(desk: Desk, one: str, other: str) -> tuple[Fact, ...]:
    """Two members who look alike are two: they are not suggested again, and no rule joins them. Raises
    Refused(NO_MEMBER, SAME_MEMBER for two who are one now, NOT_PERMITTED)."""
    first, second = (known_member(desk, id)[0] for id in (one, other))
    if first.is_one_with(second):
        words = f"{first.short_name} is that member. Take the merge back first, if they are two."
        raise Refused(Refusal(RefusalCode.SAME_MEMBER, words))
    return permissions.append(desk, Permission.MERGE, drafts_apart(desk, first.id, second.id))


def drafts_apart(desk: Desk, one: str, other: str) -> list[Draft]:
    """The facts that two are two: one about each, so that it is found from either."""
    return [draft(desk, here, MemberToldApart(there)) for here, there in ((one, other), (other, one))]


# ------------------------------------------------------------------------------------------------------ who is compared


class _Known(NamedTuple):
    """A member, and what is looked at before two are compared at all."""

    sketch: Sketch
    handles: frozenset[str]
    sounds: str


def _blocks(members: MemberList, by: Alike) -> Iterator[list[_Known] | int]:
    """Members who have the same, at least two of them; and after each page how many were read."""
    block: list[Sketch] = []
    last: Sketch | None = None
    while page := members.side_by_side(by, last, PAGE):
        for sketch in page:
            if block and getattr(sketch.traits, by) != getattr(block[-1].traits, by):
                if len(block) > 1:
                    yield [_known(each) for each in block]
                block = []
            block.append(sketch)
        last = page[-1]
        yield len(page)
    if len(block) > 1:
        yield [_known(each) for each in block]


def _namesakes(members: MemberList) -> Iterator[list[_Known] | int]:
    """Members of one name whose phones have one half in common: one digit of the other half may be a slip. Everybody is
    read twice, so that only those are kept who share name and half with anybody (a bit for each, 16 MB in all)."""
    once, twice = bytearray(1 << BITS - 3), bytearray(1 << BITS - 3)
    for page in _pages(members):
        for sketch in page:
            for mark in _marks(sketch):
                at, bit = mark >> 3, 1 << (mark & 7)
                if once[at] & bit:
                    twice[at] |= bit
                once[at] |= bit
        yield len(page)
    kept: dict[int, list[Sketch]] = {}
    for page in _pages(members):
        for sketch in page:
            for mark in _marks(sketch):
                if twice[mark >> 3] & 1 << (mark & 7):
                    kept.setdefault(mark, []).append(sketch)
        yield len(page)
    for sketches in kept.values():
        if len(sketches) > 1:
            yield [_known(each) for each in sketches]


def _pages(members: MemberList) -> Iterator[list[Sketch]]:
    last: str | None = None
    while page := members.in_order(last, PAGE):
        yield page
        last = page[-1].own


def _marks(sketch: Sketch) -> list[int]:
    """A number for the name and the beginning of the phone, and one for the name and its end."""
    phone = sketch.traits.phone
    words = name_words(f"{sketch.traits.first_name} {sketch.traits.last_name}")
    if phone is None or len(words) < 2:
        return []
    name = " ".join(sorted(words))
    return [_mark(f"{name} {phone[:-4]}"), _mark(f"{name} {phone[-4:]}")]


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 64 - BITS


def _known(sketch: Sketch) -> _Known:
    words = name_words(f"{sketch.traits.first_name} {sketch.traits.last_name}")
    sounds = " ".join(sorted(sound(word) for word in words))
    return _Known(sketch, handles(sketch.traits.first_name, sketch.traits.last_name), sounds)


def _compare(block: Sequence[_Known], found: dict[tuple[str, str], Pair]) -> None:
    for some in _parts(block):
        for one, other in combinations(some, 2):
            if one.sketch.member != other.sketch.member and _may_be_one(one, other):
                how = likeness(one.sketch.traits, other.sketch.traits)
                if how.suggested:
                    _take(_pair(one.sketch, other.sketch, how), found)


def _may_be_one(one: _Known, other: _Known) -> bool:
    """Whether anything of the names is alike, or an ID says it whatever the names are."""
    if not one.handles.isdisjoint(other.handles):
        return True
    its, of_other = one.sketch.traits, other.sketch.traits
    return its.id_hash is not None and its.id_hash == of_other.id_hash


def _parts(block: Sequence[_Known]) -> Iterable[Sequence[_Known]]:
    """A block that is small enough; of a large one (a birthday that stands for none) those who sound alike."""
    if len(block) <= BLOCK:
        return [block]
    parts: dict[str, list[_Known]] = {}
    for each in block:
        parts.setdefault(each.sounds, []).append(each)
    return [part[:BLOCK] for part in parts.values() if len(part) > 1]


def _pair(one: Sketch, other: Sketch, how: Likeness) -> Pair:
    first, second = sorted((one, other), key=lambda sketch: sketch.member)
    return Pair(candidate(first, how), candidate(second, how), how)


def _take(pair: Pair, found: dict[tuple[str, str], Pair]) -> None:
    names = pair.one.member, pair.other.member
    known = found.get(names)
    if known is None or pair.how.score > known.how.score:
        found[names] = pair


def _are_told_apart(desk: Desk, pair: Pair) -> bool:
    one, other = desk.ledger.facts_about(pair.one.member), desk.ledger.facts_about(pair.other.member)
    return are_told_apart(one, ids_of(pair.one.member, one), other, ids_of(pair.other.member, other))
