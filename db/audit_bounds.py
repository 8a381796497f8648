"""Decides what of a file is wrong that its chain of seals alone does not show: where it ends, what is said of the hub's
word on its facts, whether erasures are there, and whether the reports of its days hang together.

Refuses to know the chain (auditing.py). Reads the same moment of the file.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from db.engine import Connection, sql
from db.rows import (
    SELECT_FACTS,
    SELECT_WITH_SUBJECT,
    Names,
    blob_of,
    every_version,
    fact_of,
    fact_with_subject,
    text_of,
)
from db.tables import amended, dropped, facts, hub_link, register_state, set_aside, subjects, unread, witnesses
from posdesk.domain.audit import Finding, Named, Wrong, about, named, seal_word
from posdesk.domain.day_chain import loose
from posdesk.domain.day_close import not_there
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import Refused
from posdesk.domain.store_facts import DayClosed

NAMED = 10
"""So many ids or positions are named in one finding."""
_UNREADABLE = (Refused, LookupError, TypeError, ValueError, ArithmeticError)

_s, _w = register_state.c, witnesses.c
_STATE = sql(select(_s.store, _s.register, _s.incarnation, _s.sequence, _s.last))
_LINK = sql(select(hub_link.c.cursor, hub_link.c.epoch))
_HEAD = sql(select(func.max(_w.position), func.max(_w.epoch)))
_ASIDE = sql(select(facts.c.key).join_from(set_aside, facts, facts.c.id == set_aside.c.id))
_UNREAD = sql(select(unread.c.position))
_BY_ID = sql(select(facts.c.key, facts.c.origin, facts.c.sequence).where(facts.c.id == bindparam("id")))
_IS_AMENDED = sql(select(amended.c.key).where(amended.c.key == bindparam("at")))
_AT_POSITION = f"{SELECT_WITH_SUBJECT} WHERE facts.hub_position = ?"
_OF_KIND = f"{SELECT_FACTS} WHERE facts.subject IS NULL AND facts.kind = ?"
_ERASED = sql(select(subjects.c.id).join_from(subjects, facts).where(facts.c.kind == bindparam("kind")))
_OF_DAY = sql(select(facts.c.id).where(facts.c.business_day == bindparam("day")))
_ALL_IDS = sql(select(facts.c.id))
_SEAL_AT = sql(select(facts.c.seal).where(facts.c.key == bindparam("at")))
_DROPPED_AT = sql(select(dropped.c.link).where(dropped.c.key == bindparam("at")))
_GAVE_WAY = sql(select(dropped.c.key).where(dropped.c.id == bindparam("id")))


@dataclass(slots=True)
class Confirmed:
    """What the facts of a file say of the hub's word on them. positions: those above 0; nowhere: keys of those at 0;
    epochs: the highest."""

    positions: "array[int]" = field(default_factory=lambda: array("q"))
    nowhere: list[int] = field(default_factory=list)
    epoch: int = 0

    def note(self, key: int, epoch: int | None, position: int | None) -> str | None:
        """Take in what one fact says; yields words where that cannot be."""
        if epoch is None and position is None:
            return None
        if epoch is None or position is None:
            return "bears one half of the hub's word on it"
        if position < 0 or epoch < 0:
            return f"bears a place in the hub's order that there is none of ({epoch}/{position})"
        self.epoch = max(self.epoch, epoch)
        if position:
            self.positions.append(position)
        else:
            self.nowhere.append(key)
        return None


class Emptied(NamedTuple):
    """A fact from which a person was taken, and the 16 bytes of the member's id."""

    fact: Named
    subject: bytes | None


class _Hub(NamedTuple):
    """How far this file has come with its hub: pulled up to `cursor`, and the highest head and epoch it has seen."""

    cursor: int = 0
    head: int = 0
    epoch: int = 0

    @property
    def behind(self) -> bool:
        """Whether something of the hub's may still be to come."""
        return self.cursor < self.head


def findings_beyond(
    reader: Connection, names: Names, emptied: Sequence[Emptied], confirmed: Confirmed, highest: Mapping[int, int]
) -> tuple[list[Finding], list[str]]:
    """All that is wrong, and notes on what is not. highest: the last sequence of each origin that has facts."""
    hub = _hub(reader)
    findings, notes = _without_erasure(reader, names, emptied, hub)
    findings += _end(reader, names, highest)
    findings += _confirmed(reader, names, confirmed, hub)
    closes = list(_closes(reader, names))
    findings += _of_own_closes(reader, names, closes)
    for fact in loose(closes):
        words = f"{_report(fact)} names a report before it that is not here: it was changed, removed or put in"
        if hub.behind:
            notes.append(f"{words}; it may still come from the hub.")
        else:
            findings.append(Finding(Wrong.REPORT, words))
    return findings, notes


def noted_through(reader: Connection, noted: str | None) -> list[Finding]:
    """Whether the chain goes through a seal that was noted somewhere else."""
    if noted is None:
        return []
    key, _, _ = noted.partition("-")
    at = (int(key) if key.isdecimal() and len(key) < 19 else 0,)
    found = reader.execute(_SEAL_AT, at).fetchone() or reader.execute(_DROPPED_AT, at).fetchone()
    if found is not None and found[0] is not None and seal_word(*at, found[0]) == noted.lower():
        return []
    words = (
        f"the chain does not go through the seal {noted}: what is before it was changed or removed and sealed anew, or "
        "another file took this one's place since (a first snapshot of the hub, a recovery)"
    )
    return [Finding(Wrong.END, words)]


def _hub(reader: Connection) -> _Hub:
    link = reader.execute(_LINK).fetchone()
    if link is None:
        return _Hub()
    head, epoch = reader.execute(_HEAD).fetchone()
    return _Hub(link[0], max(link[0], head or 0), max(link[1], epoch or 0))


def _without_erasure(
    reader: Connection, names: Names, emptied: Sequence[Emptied], hub: _Hub
) -> tuple[list[Finding], list[str]]:
    kinds = [names.kind_keys[kind] for kind in every_version(names, {"member.erased"})]
    erased = {id for kind in kinds for (id,) in reader.execute(_ERASED, (kind,))}
    without = [one for one in emptied if one.subject not in erased]
    if without and (hub.behind or reader.execute(_UNREAD).fetchone() is not None):
        return [], [f"{len(without):,} facts were emptied at the hub's word; the erasure itself is still to come."]
    return [about(Wrong.ERASED, one.fact) for one in without], []


def _end(reader: Connection, names: Names, highest_of: Mapping[int, int]) -> Iterator[Finding]:
    """Whether the file reaches as far as the register's own count says, and no further."""
    store, register, incarnation, sequence, last = reader.execute(_STATE).fetchone()
    origin = names.origin_keys.get((store, register, incarnation))
    highest = 0 if origin is None else highest_of.get(origin, 0)
    row = f"{store}, {register}, {incarnation}"
    if highest > sequence:
        words = f"the register's count ends at {row}/{sequence}, and there are facts up to {highest}: it was put back"
        yield Finding(Wrong.END, words)
    if last is None:
        if highest < sequence:
            yield Finding(Wrong.END, f"after {row}/{highest} {sequence - highest:,} facts are missing at the end")
        return
    found = reader.execute(_BY_ID, (last,)).fetchone()
    if found is None:
        yield Finding(Wrong.END, f"the last fact of this register is missing: {text_of(last)} ({row}/{sequence})")
    elif found[1:] != (origin, sequence) and not _is_the_hubs(reader, found[0], last):
        words = f"{text_of(last)} should be the last fact of this register, {row}/{sequence}, and bears another place"
        yield Finding(Wrong.END, words)


def _is_the_hubs(reader: Connection, key: int, id: bytes) -> bool:
    """Whether a fact bears the place that the hub's has: it was given that one, or gave way to the hub's."""
    rows = (reader.execute(_IS_AMENDED, (key,)), reader.execute(_GAVE_WAY, (id,)))
    return any(found.fetchone() is not None for found in rows)


def _confirmed(reader: Connection, names: Names, confirmed: Confirmed, hub: _Hub) -> Iterator[Finding]:
    """Whether every position of the hub's order up to the cursor is borne by one fact, and none beyond the head."""
    aside = {key for (key,) in reader.execute(_ASIDE)} if confirmed.nowhere else set()
    for key in confirmed.nowhere:
        if key not in aside:
            words = "a fact is kept from the hub: it says that the hub set it aside, and the hub's words are not here"
            yield Finding(Wrong.CONFIRMED, words, key)
    if confirmed.epoch > hub.epoch:
        words = f"a fact was confirmed in the hub's epoch {confirmed.epoch}, and the highest known here is {hub.epoch}"
        yield Finding(Wrong.CONFIRMED, words)
    borne = sorted([*confirmed.positions, *(position for (position,) in reader.execute(_UNREAD))])
    if borne and borne[-1] > hub.head:
        said = _at(reader, names, borne[-1])
        yield Finding(Wrong.CONFIRMED, f"{said} bears a place that the hub has not given yet ({borne[-1]:,})")
    twice = [one for one, other in pairwise(borne) if one == other]
    for position in dict.fromkeys(twice[:NAMED]):
        said = _at(reader, names, position)
        yield Finding(Wrong.CONFIRMED, f"one place in the hub's order ({position:,}) is borne by several: {said}")
    yield from _holes(reader, names, [position for position in borne if position <= hub.cursor], hub)


def _holes(reader: Connection, names: Names, borne: Sequence[int], hub: _Hub) -> Iterator[Finding]:
    before, told = 0, 0
    for position in [*borne, hub.cursor + 1]:
        if position > before + 1:
            some = f"{before + 1:,}" if position == before + 2 else f"{before + 1:,} to {position - 1:,}"
            neighbours = f"before it {_at(reader, names, before)}, behind it {_at(reader, names, position)}"
            words = f"nothing bears place {some} of the hub's order, which came here: {neighbours}"
            yield Finding(Wrong.CONFIRMED, words)
            told += 1
            if told == NAMED:
                return
        before = max(before, position)


def _at(reader: Connection, names: Names, position: int) -> str:
    """The facts at a place in the hub's order, in words."""
    found = [str(named(fact_with_subject(row, names))) for row in _readable(reader, names, position)]
    return " and ".join(found[:NAMED]) or "nothing"


def _readable(reader: Connection, names: Names, position: int) -> Iterator[tuple[object, ...]]:
    for row in reader.execute(_AT_POSITION, (position,)).fetchall():
        try:
            fact_with_subject(row, names)
        except _UNREADABLE:
            continue
        yield row


def _closes(reader: Connection, names: Names) -> Iterator[Fact]:
    """Every close that can be read."""
    for kind in every_version(names, {"day.closed"}):
        for row in reader.execute(_OF_KIND, (names.kind_keys[kind],)).fetchall():
            try:
                fact = fact_of(row, None, names)
            except _UNREADABLE:
                continue
            if isinstance(fact.body, DayClosed):
                yield fact


def _of_own_closes(reader: Connection, names: Names, closes: Sequence[Fact]) -> Iterator[Finding]:
    """Whether every fact that a report of this register names is here. What another's names may never come: its hub may
    have set it aside."""
    store, register, *_ = reader.execute(_STATE).fetchone()
    for fact in closes:
        if not isinstance(fact.body, DayClosed) or (fact.store, fact.register) != (store, register):
            continue
        day = fact.body.day.toordinal()
        lost = not_there(fact.body, [text_of(id) for (id,) in reader.execute(_OF_DAY, (day,))])
        if lost:  # a fact may have come to another day by the hub's clock
            lost = not_there(fact.body, [text_of(id) for (id,) in reader.execute(_ALL_IDS)])
        ends = [f"... {mark.hex()[:4]}-{mark.hex()[4:]}" for mark in sorted(lost)]
        ends += [id for id in fact.body.late if reader.execute(_BY_ID, (blob_of(id),)).fetchone() is None]
        if ends:
            some = ", ".join(ends[:NAMED]) + (f" and {len(ends) - NAMED:,} more" if len(ends) > NAMED else "")
            yield Finding(Wrong.REPORT, f"{_report(fact)} names {len(ends):,} facts that are not here: {some}")


def _report(fact: Fact) -> str:
    closed = fact.body
    assert isinstance(closed, DayClosed)
    revision = f", revision {closed.revision}" if closed.revision > 1 else ""
    return f"Z {closed.number:04d}{revision} of {closed.day} in {fact.store} ({named(fact)})"
