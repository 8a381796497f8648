"""Decides how a register's file takes part in the exchange with its hub: what waits, what was confirmed, what came.

Implements the port `Shareable` of posdesk.sync. Each method is one transaction. Refuses to know how the hub is reached.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, delete, insert, literal_column, null, select, update

from db import figure_stale, seals, sum_filing
from db.allowances import waiting
from db.engine import Connection, marks, reading, sql, writing
from db.erasure import erase, leave_no_trace
from db.insertion import insert_facts, known_facts
from db.ledger import SqlLedger
from db.projections import refill, write_people
from db.rows import (
    SELECT_WITH_SUBJECT,
    Names,
    blob_of,
    fact_with_subject,
    keys_of,
    learn,
    origin_key,
    row_of,
    text_of,
)
from db.tables import allowances, facts, hub_link, kinds, register_state, set_aside, unread, witnesses
from db.transfer import follow, readable_fact
from db.trouble import in_words
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import (
    URGENT,
    DayTally,
    Outcome,
    Page,
    Place,
    Placed,
    Received,
    Verdict,
    Welcome,
    Witness,
    is_behind,
    same_content,
)
from posdesk.domain.tallying import tally_of

NEAR = 16
"""So many witnesses are kept whole; of older ones one for each doubling of the distance."""
NOWHERE = -1
"""Before every position, that of what was answered and not taken (0) too."""
CONTRADICTED = "The hub holds another fact under this id; it stands, and ours was set aside."

_s, _l = register_state.c, hub_link.c
_STATE = sql(select(_s.store, _s.register, _s.incarnation, _s.sequence, _s.last))
_LINK = sql(select(_l.hub, _l.epoch, _l.cursor, _l.version, _l.heard))
_WITNESSES = sql(select(witnesses.c.epoch, witnesses.c.position, witnesses.c.tag).order_by(witnesses.c.position.desc()))
ADD_WITNESS = sql(insert(witnesses).prefix_with("OR REPLACE"))
_DROP_WITNESS = sql(delete(witnesses).where(witnesses.c.position == bindparam("position")))
_DROP_LATER = sql(delete(witnesses).where(witnesses.c.position > bindparam("agreed")))
_DROP_UNREAD = sql(delete(unread).where(unread.c.position > bindparam("agreed")))
_PUT_LINK = sql(insert(hub_link).prefix_with("OR REPLACE"))
_MOVE_CURSOR = sql(update(hub_link).values(cursor=bindparam("cursor")))
_NOWHERE = {"hub_epoch": null(), "hub_position": null()}
_WAIT_AGAIN = sql(update(facts).values(_NOWHERE).where(facts.c.hub_position > bindparam("agreed")))
_OFFER_AGAIN = sql(update(facts).values(_NOWHERE).where(facts.c.hub_position == literal_column("0")))
_FORGET_HUB = sql(delete(hub_link))
_FORGET_ASIDE = sql(delete(set_aside).where(set_aside.c.line.is_(None)))
_UNSENT = f"{SELECT_WITH_SUBJECT} WHERE facts.hub_position IS NULL"
_UNSENT_IDS = sql(
    select(facts.c.key, facts.c.id)
    .where(facts.c.hub_position.is_(None), facts.c.key > bindparam("after"))
    .order_by(facts.c.key)
)
_WAITING_AFTER = sql(
    select(facts.c.id).where(facts.c.hub_position.is_(None), facts.c.id > bindparam("after")).order_by(facts.c.id)
)
_CONFIRM = sql(
    update(facts)
    .values(hub_epoch=bindparam("epoch"), hub_position=bindparam("position"))
    .where(facts.c.id == bindparam("id"))
)
_DROP_ALLOWANCES = sql(delete(allowances))
_PUT_ALLOWANCE = sql(insert(allowances))
KEEP_ASIDE = sql(insert(set_aside).prefix_with("OR REPLACE"))
_KEEP_UNREAD = sql(insert(unread).prefix_with("OR REPLACE"))
_UNREAD = sql(select(unread.c.position, unread.c.line).order_by(unread.c.position))
_CLEAR_UNREAD = sql(delete(unread).where(unread.c.position == bindparam("position")))
_NEW_ROW = sql(
    update(register_state).values(
        incarnation=bindparam("incarnation"), sequence=bindparam("sequence"), last=bindparam("last")
    )
)
_RESEAL = sql(
    update(facts)
    .values(origin=bindparam("origin"), sequence=bindparam("sequence"))
    .where(facts.c.key == bindparam("key"))
)
_DROP_FACT = sql(delete(facts).where(facts.c.id == bindparam("id")))
_ADOPT = sql(
    update(facts)
    .values(
        origin=bindparam("origin"),
        sequence=bindparam("sequence"),
        business_day=bindparam("business_day"),
        clock_ahead=bindparam("clock_ahead"),
        corrected_at=bindparam("corrected_at"),
    )
    .where(facts.c.key == bindparam("key"))
)
_USES = sql(
    select(facts.c.subject)
    .join(kinds, kinds.c.key == facts.c.kind)
    .where(facts.c.id == bindparam("id"), kinds.c.kind == literal_column("'reward.redeemed'"))
)
_KEYS_OF = sql(select(facts.c.key, facts.c.subject).where(facts.c.id == bindparam("id")))


@dataclass(frozen=True, slots=True)
class SqlReplica:
    """The port `Shareable` over a store's ledger."""

    ledger: SqlLedger

    def place(self) -> Place:
        """See the port."""
        with in_words(self.ledger.folder), reading(self.ledger.reader):
            store, register, incarnation, sequence, last = self.ledger.reader.execute(_STATE).fetchone()
            hub, epoch, cursor, version, heard = self.ledger.reader.execute(_LINK).fetchone() or (None, 0, 0, None, 0)
            seen = tuple(Witness(*row) for row in self.ledger.reader.execute(_WITNESSES))
        last_id = None if last is None else text_of(last)
        return Place(store, register, incarnation, sequence, last_id, hub, epoch, cursor, seen, version, heard)

    def let_out(self) -> dict[str, int]:
        """See the port."""
        at = self.place()
        return waiting(self.ledger, (at.store, at.register))

    def settle(self, welcome: Welcome) -> int:
        """See the port."""
        before, agreed = self.place(), welcome.agreed
        newest = before.witnesses[0].position if before.witnesses else 0
        with self._writing() as writer:
            again, forgot = 0, agreed < newest
            if forgot:
                again += writer.execute(_WAIT_AGAIN, (agreed,)).rowcount
                writer.execute(_DROP_LATER, (agreed,))
                writer.execute(_DROP_UNREAD, (agreed,))
            if forgot or before.hub_version != welcome.version:  # what it would not take it may take now
                again += writer.execute(_OFFER_AGAIN).rowcount
                writer.execute(_FORGET_ASIDE)
            erase(writer, self.ledger.names, welcome.erased)
            cursor = min(before.cursor, agreed)
            epoch = max(before.epoch, welcome.epoch) if is_behind(welcome) else welcome.epoch
            heard = before.heard if welcome.allowances is None else welcome.incarnation
            writer.execute(_PUT_LINK, (1, welcome.hub, epoch, cursor, welcome.version, heard))
            if welcome.allowances is not None:
                writer.execute(_DROP_ALLOWANCES)
                told = [(rule, uses, welcome.head.position, welcome.now) for rule, uses in welcome.allowances.items()]
                writer.executemany(_PUT_ALLOWANCE, told)
            if not is_behind(welcome):
                _witness(writer, welcome.head)
        self.ledger.outbox.clear()
        if welcome.erased:
            leave_no_trace(self.ledger.connections)
        return again

    def reincarnate(self, incarnation: int) -> int:
        """See the port."""
        names = self.ledger.names
        with self._writing() as writer:
            store, register, before, *_ = writer.execute(_STATE).fetchone()
            following = max(incarnation, before + 1)
            own = [key for (a, b, _), key in names.origin_keys.items() if (a, b) == (store, register)]
            mine = f"{_UNSENT} AND facts.origin IN ({marks(len(own))}) ORDER BY facts.key"
            rows = writer.execute(mine, own).fetchall()
            origin = origin_key(names, writer, (store, register, following))
            for place, row in enumerate(rows, 1):
                seals.amend(writer, names, row[0], _RESEAL, (origin, place, row[0]))
            writer.execute(_NEW_ROW, (following, len(rows), rows[-1][1] if rows else None))
            figure_stale.note(writer, {row[3] for row in rows if row[3] is not None})
        return len(rows)

    def unsent_urgent(self) -> list[int]:
        """See the port."""
        with in_words(self.ledger.folder):
            kinds = keys_of(self.ledger.names, [k for k in self.ledger.names.kind_keys if k[0] in URGENT])
            wanted = f"{_UNSENT} AND facts.kind IN ({marks(len(kinds))}) ORDER BY facts.key"
            return [row[0] for row in self.ledger.reader.execute(wanted, kinds)] if kinds else []

    def unsent(self, limit: int, max_bytes: int, keys: Sequence[int] | None = None) -> list[tuple[str, str]]:
        """See the port."""
        some = f" AND facts.key IN ({marks(len(keys))})" if keys is not None else ""
        found: list[tuple[str, str]] = []
        with in_words(self.ledger.folder):
            statement = f"{_UNSENT}{some} ORDER BY facts.key LIMIT ?"
            rows = self.ledger.reader.execute(statement, (*(keys or ()), limit))
            for row in rows:
                fact = fact_with_subject(row, self.ledger.names)
                line = encode_fact(fact)
                max_bytes -= len(line)
                if found and max_bytes < 0:
                    break
                found.append((fact.id, line))
        return found

    def unsent_ids(self, after: int, limit: int) -> tuple[list[str], int]:
        """See the port."""
        with in_words(self.ledger.folder):
            rows = self.ledger.reader.execute(_UNSENT_IDS, (after,)).fetchmany(limit)
        return [text_of(id) for _, id in rows], rows[-1][0] if rows else after

    def note_verdicts(self, ids: Sequence[str], verdicts: Sequence[Verdict], head: Witness) -> int:
        """See the port."""
        now = self.ledger.clock.now()
        answered = list(zip(ids, verdicts, strict=True))
        standing = [(head.epoch, verdict.position, blob_of(id)) for id, verdict in answered if verdict.stands]
        aside = [(id, v.words) for id, v in answered if v.outcome in (Outcome.PARKED, Outcome.REFUSED)]
        with self._writing() as writer:
            writer.executemany(_CONFIRM, standing)
            writer.executemany(_CONFIRM, [(head.epoch, 0, blob_of(id)) for id, _ in aside])
            writer.executemany(KEEP_ASIDE, [(blob_of(id), now, words, None) for id, words in aside])
            _note_stale(writer, [id for _, _, id in standing])
            _witness(writer, head)
        self.ledger.outbox.clear()
        return len(standing) + len(aside)

    def receive(self, page: Page) -> Received:
        """See the port."""
        readable, unreadable = _read(page.facts)
        with self._writing() as writer:
            writer.executemany(_KEEP_UNREAD, unreadable)
            received = _store(writer, self.ledger.names, readable, page.head.epoch)
            follow(writer, received.new)
            if page.facts:
                writer.execute(_MOVE_CURSOR, (page.facts[-1].position,))
            _witness(writer, page.head)
        self.ledger.outbox.clear()
        self.ledger.stored(received.new)
        return replace(received, unread=len(unreadable))

    def read_again(self) -> int:
        """Try what could not be read before, after PosDesk was brought up to date; yields how many facts it gave."""
        lines = [Placed(*row) for row in self.ledger.reader.execute(_UNREAD)]
        readable, _ = _read(lines)
        if not readable:
            return 0
        epoch = self.place().epoch
        with self._writing() as writer:
            received = _store(writer, self.ledger.names, readable, epoch)
            follow(writer, received.new)
            writer.executemany(_CLEAR_UNREAD, [(position,) for position, _ in readable])
        self.ledger.stored(received.new)
        return len(received.new)

    def belong_to(self, hub: str) -> int:
        """Another hub than before takes this register: what the old one confirmed has to be offered to it. Yields how
        many facts wait that did not; 0 when it is the hub of before, or the first."""
        if self.place().hub in (None, hub):
            return 0
        with self._writing() as writer:
            again = writer.execute(_WAIT_AGAIN, (NOWHERE,)).rowcount
            writer.execute(_DROP_LATER, (NOWHERE,))
            writer.execute(_DROP_UNREAD, (NOWHERE,))
            writer.execute(_FORGET_HUB)
            writer.execute(_FORGET_ASIDE)
        self.ledger.outbox.clear()
        return again

    def waiting_after(self, id: str, limit: int) -> list[str]:
        """See the port."""
        with in_words(self.ledger.folder):
            rows = self.ledger.reader.execute(_WAITING_AFTER, (blob_of(id) if id else b"",)).fetchmany(limit)
        return [text_of(found) for (found,) in rows]

    def lines_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """See the port."""
        wanted = f"{_UNSENT} AND facts.id IN ({marks(len(ids))}) ORDER BY facts.key"
        with in_words(self.ledger.folder):
            rows = self.ledger.reader.execute(wanted, [blob_of(id) for id in ids])
            found = [fact_with_subject(row, self.ledger.names) for row in rows]
        found.sort(key=lambda fact: fact.kind not in URGENT)
        return [(fact.id, encode_fact(fact)) for fact in found]

    def keep(self, lines: Sequence[str]) -> Received:
        """See the port."""
        readable, unreadable = _read(Placed(0, line) for line in lines)
        with self._writing() as writer:
            there = known_facts(writer, self.ledger.names, [fact.id for _, fact in readable])
            fresh = [fact for _, fact in readable if fact.id not in there]
            insert_facts(writer, self.ledger.names, fresh)
            follow(writer, fresh)
        self.ledger.stored(fresh)
        return Received(fresh, unread=len(unreadable))

    def tally(self, first_day: str, last_day: str) -> list[DayTally]:
        """See the port."""
        days = date.fromisoformat(first_day).toordinal(), date.fromisoformat(last_day).toordinal()
        wanted = f"{SELECT_WITH_SUBJECT} WHERE facts.business_day BETWEEN ? AND ?"
        with in_words(self.ledger.folder):
            found = (fact_with_subject(row, self.ledger.names) for row in self.ledger.reader.execute(wanted, days))
            return tally_of((fact.store, fact.business_day, encode_fact(fact)) for fact in found)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction; when it fails, what was kept in memory of it is forgotten."""
        ledger = self.ledger
        with ledger.door, in_words(self.ledger.folder):
            try:
                with writing(ledger.connections.writer):
                    yield ledger.connections.writer
            except BaseException:
                learn(ledger.names, ledger.connections.reader)
                raise


def _witness(connection: Connection, head: Witness) -> None:
    """Note the newest witness, and let go of older ones: near ones all stay, then one for each doubling of distance."""
    if not head.position:
        return
    connection.execute(ADD_WITNESS, (head.position, head.epoch, head.tag))
    positions = [row[1] for row in connection.execute(_WITNESSES)]
    kept: set[int] = set()
    for position in positions[NEAR:]:
        distance = (head.position - position).bit_length()
        if distance in kept:
            connection.execute(_DROP_WITNESS, (position,))
        kept.add(distance)


def _note_stale(connection: Connection, ids: Iterable[bytes]) -> None:
    """What was confirmed may have changed which of two uses stands: their members are filed anew."""
    rows = [row for id in ids for row in connection.execute(_USES, (id,))]
    figure_stale.note(connection, {subject for (subject,) in rows if subject is not None})


def _read(placed: Iterable[Placed]) -> tuple[list[tuple[int, Fact]], list[tuple[int, str]]]:
    readable, unreadable = [], []
    for position, line in placed:
        try:
            readable.append((position, readable_fact(line)))
        except Refused:
            unreadable.append((position, line))
    return readable, unreadable


def _store(connection: Connection, names: Names, placed: Sequence[tuple[int, Fact]], epoch: int) -> Received:
    """Store what is new, and give what was known the hub's word on it."""
    known = known_facts(connection, names, [fact.id for _, fact in placed])
    fresh: list[Fact] = []
    confirmed: list[tuple[int, int, bytes]] = []
    differing: list[Fact] = []
    contradicting: list[Fact] = []
    for position, fact in placed:
        before, here = known.get(fact.id), fact._replace(hub_epoch=epoch, hub_position=position)
        if before is None:
            fresh.append(here)
            continue
        if not same_content(before, fact):
            contradicting.append(here)
        elif encode_fact(before) != encode_fact(fact):
            differing.append(here)
        if before.hub_position != position:
            confirmed.append((epoch, position, blob_of(fact.id)))
    connection.executemany(_CONFIRM, confirmed)
    _note_stale(connection, [id for _, _, id in confirmed])
    for fact in differing:
        _adopt(connection, names, fact)
    _replace(connection, names, contradicting, known)
    insert_facts(connection, names, fresh)
    return Received(fresh, len(differing), 0, len(contradicting))


def _adopt(connection: Connection, names: Names, fact: Fact) -> None:
    """Let a fact of ours bear the place in its register's row, and the time, that the hub's has."""
    key, subject = connection.execute(_KEYS_OF, (blob_of(fact.id),)).fetchone()
    row = row_of(fact, key, subject, names, connection)
    sum_filing.forget_all(connection)
    seals.amend(connection, names, key, _ADOPT, (row[4], row[5], row[8], row[9], row[13], key))
    if subject is not None:
        write_people(connection, names, subject)
        figure_stale.note(connection, {subject})


def _replace(connection: Connection, names: Names, theirs: Sequence[Fact], ours: Mapping[str, Fact]) -> None:
    """The hub holds another fact under an id of ours: its stands, ours is set aside. It is rare, and may take long."""
    if not theirs:
        return
    for fact in theirs:
        line = encode_fact(ours[fact.id])
        (key, _), id = connection.execute(_KEYS_OF, (blob_of(fact.id),)).fetchone(), blob_of(fact.id)
        seals.drop(connection, names, key, id, _DROP_FACT)
        connection.execute(KEEP_ASIDE, (id, fact.occurred_at, CONTRADICTED, line))
    refill(connection, names)
    insert_facts(connection, names, theirs)
