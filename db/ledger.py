"""Decides how a draft becomes a fact: sequence, incarnation and hybrid clock are given here, in a durable transaction.

Refuses to know what a fact means and how a member is found. Implements the port `Ledger`; reading is in readers.py.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import RLock

from sqlalchemy import bindparam, select, update

from db import readers
from db.ballast import Ballast
from db.engine import Connection, Connections, sql, writing
from db.erasure import ERASED, leave_no_trace
from db.insertion import conflict, insert_facts, known_facts
from db.rows import Names, blob_of, is_uuid, learn
from db.tables import register_state
from db.trouble import noting_damage, trouble_of
from posdesk.counter.ports import Appended, Clock, Waiting
from posdesk.domain import campaign_calendar, staff
from posdesk.domain.campaign_uses import Counts, count_use
from posdesk.domain.campaigning import Uses
from posdesk.domain.codec import MAX_TEXT, body_text, checked_text, refuse
from posdesk.domain.facts import ABOUT_A_MEMBER, Draft, Fact, Parked, kind_of
from posdesk.domain.hybrid_clock import tick
from posdesk.domain.refusals import TroubleCode

_s = register_state.c
_STATE = sql(select(_s.register, _s.incarnation, _s.sequence, _s.clock))
_MOVE_ON = sql(update(register_state).values({name: bindparam(name) for name in ("sequence", "clock", "last")}))
CHANGE_STOCK = frozenset(kind for kind, _ in (readers.STOCK_COUNTED, *readers.USE_KINDS))
TAKE_BACK_USES = CHANGE_STOCK - {"reward.redeemed", "stock.counted"}
CHANGE_PUBLISHED = frozenset({"program.published", "store.opened", *campaign_calendar.KINDS, *staff.KINDS})
LATEST = 32_503_680_000_000
"""The year 3000 in ms UTC. A clock that is further off is not followed: the hybrid clock must fit a JSON number."""


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """The port `Ledger` over one file. Every method may be called from any thread, one at a time is let in to write.

    published: told when a program, a campaign, a store or who works here may have changed. pieces: the stock by store,
    until a fact changes it. uses: of campaigns since a day, until one is taken back.
    outbox: what waits for the hub, once it was counted; kept up to date by whoever stores facts, since counting
    millions takes a tenth of a second.
    """

    connections: Connections
    names: Names
    clock: Clock
    ballast: Ballast
    door: RLock
    published: Callable[[], None]
    outbox: list[Waiting] = field(default_factory=list)
    pieces: dict[str, Mapping[str, int]] = field(default_factory=dict)
    uses: dict[date, Counts] = field(default_factory=dict)

    @property
    def reader(self) -> Connection:
        """For questions only."""
        return self.connections.reader

    @property
    def folder(self) -> Path:
        """Where the store's file lies."""
        return self.connections.path.parent

    def append(self, drafts: Sequence[Draft]) -> Appended:
        """See the port. Raises Refused or EnvironmentTrouble; then nothing of it is stored."""
        checked = [(draft, checked_draft(draft)) for draft in drafts]
        with self.door, noting_damage(self.folder):
            try:
                return self._append(checked)
            except Exception as error:
                trouble = trouble_of(error, self.folder)
                if trouble is None or trouble.code is not TroubleCode.DISK_FULL or not self.ballast.give_up():
                    raise
            return self._append(checked)  # the ballast's room is free now: the visit is saved after all

    def facts_about(self, member: str) -> list[Fact]:
        """See the port."""
        with noting_damage(self.folder):
            return readers.facts_about(self.reader, self.names, member)

    def fact(self, fact_id: str) -> Fact | None:
        """See the port."""
        with noting_damage(self.folder):
            return readers.fact(self.reader, self.names, fact_id)

    def facts_on(self, day: date, register: str | None = None) -> list[Fact]:
        """See the port."""
        with noting_damage(self.folder):
            return readers.facts_on(self.reader, self.names, day, register)

    def members(self) -> Iterator[str]:
        """See the port."""
        with noting_damage(self.folder):
            yield from readers.members(self.reader)

    def joined(self) -> Mapping[str, str]:
        """See the port."""
        with noting_damage(self.folder):
            return readers.joined_members(self.reader)

    def stock(self, store: str) -> Mapping[str, int]:
        """See the port."""
        if store not in self.pieces:
            with noting_damage(self.folder):
                self.pieces[store] = readers.stock(self.reader, self.names, store)
        return self.pieces[store]

    def facts_since(self, day: date, kinds: Collection[str]) -> list[Fact]:
        """See the port."""
        with noting_damage(self.folder):
            return readers.facts_since(self.reader, self.names, day, kinds)

    def uses_of_campaigns(self, since: date) -> Uses:
        """See the port."""
        if since not in self.uses:
            with self.door, noting_damage(self.folder):  # nothing is stored meanwhile
                self.uses[since] = readers.uses_of_campaigns(self.reader, self.names, since)
        return self.uses[since]

    def waiting(self) -> Waiting:
        """See the port."""
        if not self.outbox:
            with self.door, noting_damage(self.folder):
                self.outbox[:] = [readers.waiting(self.reader)]
        return self.outbox[0]

    def stored(self, fresh: Sequence[Fact]) -> None:
        """These facts are new and committed: what was kept in memory follows. Said by every door that stores facts."""
        if any(fact.kind == ERASED[0] for fact in fresh):
            leave_no_trace(self.connections)
        waiting = [fact.occurred_at for fact in fresh if fact.hub_position is None]
        if self.outbox and waiting:
            count, oldest = self.outbox[0].count + len(waiting), min(waiting)
            self.outbox[:] = [Waiting(count, min(oldest, self.outbox[0].oldest or oldest))]
        if any(fact.kind in CHANGE_STOCK for fact in fresh):
            self.pieces.clear()
        if any(fact.kind in TAKE_BACK_USES for fact in fresh):
            self.uses.clear()
        for since, uses in self.uses.items():
            for fact in fresh:
                if fact.business_day >= since:
                    count_use(uses, fact)
        if any(fact.kind in CHANGE_PUBLISHED for fact in fresh):
            self.published()

    def forget(self) -> None:
        """Another file took the place of this one: nothing that was kept in memory of it holds."""
        for kept in (self.outbox, self.pieces, self.uses):
            kept.clear()
        self.published()

    def _append(self, checked: Sequence[tuple[Draft, str]]) -> Appended:
        writer = self.connections.writer
        try:
            with writing(writer):
                fresh, already = _fresh(writer, self.names, checked)
                sealed = _seal(writer, fresh, self.clock.now())
                if sealed:
                    insert_facts(writer, self.names, sealed)
            self.stored(sealed)
            return Appended(tuple(sealed), already)
        except BaseException:
            learn(self.names, self.reader)
            raise


def checked_draft(draft: Draft) -> str:
    """The body's text of a draft that can be stored and read back by any PosDesk. Raises Refused(BAD_FACT)."""
    if isinstance(draft.body, Parked):
        refuse("body", "is of a kind this PosDesk does not know, so it cannot be made here")
    kind, _ = kind_of(draft.body)
    if draft.subject is None and kind in ABOUT_A_MEMBER:
        refuse("subject", f"a {kind} names the member it is about")
    for path, id in (("id", draft.id), ("subject", draft.subject)):
        if id is not None and not is_uuid(id):
            refuse(path, "is not a UUID in small letters with dashes")
    for path, text in (("store", draft.store), ("staff", draft.staff)):
        if text is not None and not 0 < len(text) <= MAX_TEXT:
            refuse(path, f"has {len(text)} characters; 1 to {MAX_TEXT} are right")
    if not 0 <= draft.occurred_at <= LATEST:
        refuse("occurred_at", "is not between 1970 and 3000: look at the clock of this computer")
    return checked_text(draft.body)


def _fresh(connection: Connection, names: Names, checked: Sequence[tuple[Draft, str]]) -> tuple[list[Draft], int]:
    """The drafts that are not stored yet, each once, and how many are (VS06). Raises Refused on a contradiction."""
    known: dict[str, tuple[object, ...]] = {
        fact.id: (fact.kind, fact.version, *_content(fact), body_text(fact))
        for fact in known_facts(connection, names, [draft.id for draft, _ in checked]).values()
    }
    fresh = []
    for draft, text in checked:
        content = (*kind_of(draft.body), *_content(draft), text)
        before = known.setdefault(draft.id, content)
        if before is content:
            fresh.append(draft)
        elif before != content:
            raise conflict(draft.id)
    return fresh, len(checked) - len(fresh)


def _content(said: Draft | Fact) -> tuple[object, ...]:
    return said.subject, said.store, said.staff, said.occurred_at, said.business_day


def _seal(connection: Connection, fresh: Sequence[Draft], now: int) -> list[Fact]:
    """Give each draft its place in this register's row of facts; sequence numbers have no gaps."""
    if not fresh:
        return []
    register, incarnation, sequence, clock = connection.execute(_STATE).fetchone()
    sealed = []
    for draft in fresh:
        sequence, clock = sequence + 1, tick(clock, min(now, LATEST))
        id, subject, store, staff, occurred_at, day, body, corrected_at = draft
        kind, version = kind_of(body)
        place = (id, kind, version, subject, store, register, incarnation, sequence, staff)
        sealed.append(Fact(*place, occurred_at, day, clock, body, corrected_at=corrected_at))
    connection.execute(_MOVE_ON, (sequence, clock, blob_of(sealed[-1].id)))
    return sealed
