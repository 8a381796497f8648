"""Decides how a store's hub takes part in the exchange with head office: what waits in its tray, what was confirmed,
what came. Its history is head office's, under head office's positions.

Implements the port `Replica` of posdesk.sync over a hub's database; each method is one transaction. Refuses to know how
head office is reached (posdesk.hub.relay) and what registers are answered (posdesk.hub.store_hub).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from db.hub import erasure, feed, grants, hash_key, history, tray
from db.hub.intake import CONTRADICTS
from db.hub.opening import ITSELF, HubDatabase
from db.hub.rows import mirrored_row
from db.hub.tables import TRAY, facts, heads, hub, shown, upstream
from db.rows import blob_of, text_of
from posdesk.counter.ports import Clock
from posdesk.domain.business_day import Instant
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.erasure import without_person
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
    same_content,
)

MOST_SHOWN = 16
"""Witnesses head office is asked about in one exchange."""
MOST_KNOWN = 200
"""Witnesses of registers that are remembered besides those head office showed this hub."""
NEAR = 16
"""So many witnesses are offered whole; of older ones one for each doubling of the distance."""

_WITNESSES = select(heads.c.epoch, heads.c.position, heads.c.tag).order_by(heads.c.position.desc())
_IN_TRAY = facts.c.position >= TRAY


@dataclass(frozen=True, slots=True)
class Upstream:
    """A store's hub's own place. store, register: as whom head office let it in. url: of head office. cursor: up to
    which it has pulled. version: of head office's PosDesk. granted_to: head office's head when it granted; heard: the
    incarnation of that welcome. Times in ms UTC; fault, words: of the last exchange that ended in trouble, since none
    ended well. certificate: of head office, where it is known by that alone."""

    store: str
    register: str
    url: str
    cursor: int
    version: str
    granted_at: Instant
    granted_to: int
    reached_at: Instant | None
    tried_at: Instant | None
    fault: str | None
    words: str
    heard: int = 0
    certificate: str | None = None


def upstream_of(connection: Connection) -> Upstream | None:
    """Where a store's hub stands; None: this hub has no other above it."""
    row = connection.execute(select(*[column for column in upstream.c if column.name != "key"])).first()
    return None if row is None else Upstream(*row)


def belong_to(connection: Connection, name: str, epoch: int, place: Upstream) -> bool:
    """Become, or go on being, a store's hub of this chain; False, and nothing is changed, where facts of another chain
    are here, or registers that believe to be of another."""
    history.locked(connection)
    known = upstream_of(connection)
    if history.name(connection) != name:
        if known is not None or not tray.is_new(connection):
            return False
        connection.execute(update(hub).values(name=name, epoch=epoch))
    elif known is None:
        return False  # it is that hub itself, or a copy of it
    row = {"store": place.store, "register": place.register, "url": place.url, "fault": None, "words": ""}
    row["certificate"] = place.certificate
    if known is None:
        fresh = {"key": 1, "cursor": 0, "version": "", "granted_at": 0, "granted_to": 0, "heard": 0}
        connection.execute(insert(upstream), row | fresh | {"reached_at": None, "tried_at": None})
        hash_key.told(connection, None)  # what it drew while it was no store's hub yet; nobody has it
    else:
        connection.execute(update(upstream).values(row))
    return True


def note_tried(connection: Connection, at: Instant, fault: str | None, words: str) -> None:
    """How an exchange with head office ended; fault None: well."""
    row: dict[str, Any] = {"tried_at": at, "fault": fault, "words": words}
    connection.execute(update(upstream).values(row if fault is not None else row | {"reached_at": at}))


def show(connection: Connection, seen: Witness) -> None:
    """A register was given this witness, and this hub does not know it."""
    there = select(shown.c.epoch).where(shown.c.position == seen.position, shown.c.tag == seen.tag)
    if connection.execute(there).first() is None:
        row = {"position": seen.position, "epoch": seen.epoch, "tag": seen.tag, "known": 0}
        connection.execute(insert(shown), row)


def all_shown(connection: Connection) -> list[Witness]:
    """What head office is to be asked about, the newest first."""
    statement = select(shown.c.epoch, shown.c.position, shown.c.tag).where(shown.c.known == 0)
    newest = statement.order_by(shown.c.epoch.desc(), shown.c.position.desc()).limit(MOST_SHOWN)
    return [Witness(*row) for row in connection.execute(newest)]


def judged(connection: Connection, seen: Witness, known: bool) -> None:
    """Head office knows a witness that was shown, or does not. It counts once this hub has got as far: then it loses
    its own newest witness too where head office goes back beyond that one. So it is never offered as one of its own."""
    history.locked(connection)
    this = shown.c.position == seen.position, shown.c.tag == seen.tag
    if not known:
        connection.execute(delete(shown).where(*this))
    elif seen.position <= history.head(connection).position:
        connection.execute(update(shown).values(known=1).where(*this))
        old = select(shown.c.position).where(shown.c.known == 1).order_by(shown.c.position.desc())
        last = connection.execute(old.offset(MOST_KNOWN).limit(1)).scalar()
        connection.execute(delete(shown).where(shown.c.known == 1, shown.c.position <= (last or 0)))


def knows(connection: Connection, seen: Witness) -> bool:
    """Whether head office's history, as far as it is here, went through that witness."""
    if history.knows(connection, seen):
        return True
    there = shown.c.position == seen.position, shown.c.tag == seen.tag, shown.c.known == 1
    return connection.execute(select(shown.c.epoch).where(*there)).first() is not None


def agreed(connection: Connection, witnesses: Sequence[Witness]) -> int:
    """The highest position up to which both histories are one."""
    return max((seen.position for seen in witnesses if knows(connection, seen)), default=0)


@dataclass(frozen=True, slots=True)
class HubReplica:
    """The port `Replica` of a store's hub towards head office. told: hears of facts that are new, once committed."""

    database: HubDatabase
    clock: Clock
    told: Callable[[Sequence[tuple[int, Fact]]], None] = lambda fresh: None

    def place(self) -> Place:
        """See the port. A store's hub makes no facts: its own row is empty."""
        with self.database.reading() as connection:
            at, head, name = _there(connection), history.head(connection), history.name(connection)
            seen = tuple(_thinned(connection))
        return Place(at.store, at.register, 0, 0, None, name, head.epoch, at.cursor, seen, at.version, at.heard)

    def let_out(self) -> dict[str, int]:
        """See the port."""
        with self.database.reading() as connection:
            return dict(tray.uses(connection) + Counter(grants.let_out(connection, self.clock.now())))

    def settle(self, welcome: Welcome) -> int:
        """See the port."""
        with self.database.writing() as connection:
            history.locked(connection)
            at, agreed, again = _there(connection), welcome.agreed, 0
            newest = connection.execute(select(func.coalesce(func.max(heads.c.position), 0))).scalar_one()
            forgot = agreed < newest
            if forgot:
                again = tray.back_into(connection, agreed)
                connection.execute(delete(heads).where(heads.c.position > agreed))
                connection.execute(delete(shown).where(shown.c.position > agreed, shown.c.known == 1))
            if forgot or at.version != welcome.version:  # what it would not take it may take now
                again += tray.offer_again(connection)
            erasure.erase(connection, welcome.erased)
            cursor = min(at.cursor, agreed)
            here: dict[str, Any] = {"cursor": cursor, "version": welcome.version}
            if welcome.allowances is not None:
                said = welcome.incarnation
                grants.put(connection, ITSELF, welcome.allowances, welcome.now, said, said)
                here |= {"granted_at": self.clock.now(), "granted_to": welcome.head.position, "heard": said}
            connection.execute(update(upstream).values(here))
            connection.execute(update(hub).values(epoch=welcome.epoch))
            _note_head(connection, welcome.head)
            _move_head(connection, cursor)
        if welcome.erased:
            self.database.note_erasures()
        return again

    def reincarnate(self, incarnation: int) -> int:
        """See the port: the rows of facts here are registers'."""
        del incarnation
        return 0

    def unsent_urgent(self) -> list[int]:
        """See the port."""
        urgent = select(facts.c.position).where(_IN_TRAY, facts.c.kind.in_(sorted(URGENT)))
        with self.database.reading() as connection:
            return [at for (at,) in connection.execute(urgent.order_by(facts.c.position))]

    def unsent(self, limit: int, max_bytes: int, keys: Sequence[int] | None = None) -> list[tuple[str, str]]:
        """See the port."""
        wanted = select(facts.c.id, facts.c.line).where(_IN_TRAY).order_by(facts.c.position).limit(limit)
        if keys is not None:
            wanted = wanted.where(facts.c.position.in_(list(keys)))
        found: list[tuple[str, str]] = []
        with self.database.reading() as connection:
            for id, line in connection.execute(wanted):
                max_bytes -= len(line)
                if found and max_bytes < 0:
                    break
                found.append((text_of(bytes(id)), line))
        return found

    def unsent_ids(self, after: int, limit: int) -> tuple[list[str], int]:
        """See the port."""
        wanted = select(facts.c.id, facts.c.position).where(facts.c.position > max(after, TRAY - 1))
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(facts.c.position).limit(limit)).all()
        return [text_of(bytes(id)) for id, _ in rows], rows[-1][1] if rows else after

    def note_verdicts(self, ids: Sequence[str], verdicts: Sequence[Verdict], head: Witness) -> int:
        """See the port."""
        answered = list(zip(ids, verdicts, strict=True))
        aside = {id: verdict.words for id, verdict in answered if verdict.outcome in (Outcome.PARKED, Outcome.REFUSED)}
        stands = [(verdict.position, blob_of(id)) for id, verdict in answered if verdict.stands]
        with self.database.writing() as connection:
            history.locked(connection)
            for position, id in stands:
                tray.take_out(connection, id, position)
            tray.park(connection, aside, self.clock.now())
            _note_head(connection, head)
        return len(stands) + len(aside)

    def receive(self, page: Page) -> Received:
        """See the port. A page that does not follow on what is here is left alone: somebody else was quicker."""
        with self.database.writing() as connection:
            history.locked(connection)
            cursor = _there(connection).cursor
            if page.facts and page.facts[0].position > cursor + 1:
                return Received()
            placed = [one for one in page.facts if one.position > cursor]
            fresh, adopted, contradicted = _store(connection, placed, self.clock.now())
            cursor = placed[-1].position if placed else cursor
            connection.execute(update(upstream).values(cursor=cursor))
            _note_head(connection, page.head)
            _move_head(connection, cursor)
        self.told(fresh)
        return Received([fact for _, fact in fresh], adopted, 0, contradicted)

    def tally(self, first_day: str, last_day: str) -> list[DayTally]:
        """See the port."""
        with self.database.reading() as connection:
            return feed.tallies(connection, date.fromisoformat(first_day), date.fromisoformat(last_day))


def _there(connection: Connection) -> Upstream:
    found = upstream_of(connection)
    assert found is not None, "this hub has no other above it"
    return found


def _thinned(connection: Connection) -> Iterable[Witness]:
    """The witnesses that are offered: near ones all, then one for each doubling of the distance."""
    near = [Witness(*row) for row in connection.execute(_WITNESSES.limit(NEAR))]
    yield from near
    if len(near) < NEAR:
        return
    newest, last = near[0].position, near[-1].position
    for doubling in range(newest.bit_length() + 1):
        before = min(last, newest - 2**doubling + 1)
        row = connection.execute(_WITNESSES.where(heads.c.position < before).limit(1)).first()
        if row is None:
            return
        last = row.position
        yield Witness(*row)


def _note_head(connection: Connection, head: Witness) -> None:
    """Head office's history went through this."""
    if head.position:
        connection.execute(delete(heads).where(heads.c.position == head.position))
        connection.execute(insert(heads), {"position": head.position, "epoch": head.epoch, "tag": head.tag})


def _move_head(connection: Connection, cursor: int) -> None:
    """What is given out ends where head office showed a witness: so no register is told a position without one."""
    last = select(func.coalesce(func.max(heads.c.position), 0)).where(heads.c.position <= cursor)
    connection.execute(update(hub).values(head=connection.execute(last).scalar_one()))


def _store(connection: Connection, placed: Sequence[Placed], now: Instant) -> tuple[list[tuple[int, Fact]], int, int]:
    """Put head office's facts where it has them. Yields what is new, how many were known otherwise, and how many
    contradicted."""
    read = [(one, _read(one.line)) for one in placed]
    subjects = {fact.subject for _, fact in read if fact is not None and fact.subject is not None}
    gone = erasure.among(connection, subjects)
    gone |= {fact.subject or "" for _, fact in read if fact is not None and fact.kind == erasure.KIND}
    rows, fresh, adopted, contradicted = [], [], 0, 0
    tray.clear(connection, [one.position for one in placed])
    for (position, line), fact in read:
        bare = without_person(fact) if fact is not None and fact.subject in gone else fact
        line = line if bare is None or bare is fact else encode_fact(bare)
        row = mirrored_row(bare, line, position, now)
        before = _known(connection, row["id"])
        if before is None:
            fresh += [] if bare is None else [(position, bare)]
        elif bare is not None and not _same(before.line, bare):
            tray.park(connection, {text_of(row["id"]): CONTRADICTS}, now)
            contradicted += 1
        else:
            adopted += before.line != line
        if before is not None:
            connection.execute(delete(facts).where(facts.c.id == row["id"]))
            row |= {"device": before.device, "received_at": before.received_at}
        rows.append(row)
    if rows:
        connection.execute(insert(facts), rows)
    erasure.erase(connection, gone)
    return fresh, adopted, contradicted


_KNOWN = select(facts.c.line, facts.c.device, facts.c.received_at).where(facts.c.id == bindparam("known"))


def _known(connection: Connection, id: bytes) -> "Row[Any, Any, Any] | None":
    return connection.execute(_KNOWN, {"known": id}).first()


def _same(line: str, fact: Fact) -> bool:
    ours = _read(line)
    return ours is not None and same_content(ours, fact)


def _read(line: str) -> Fact | None:
    """The fact of a line head office holds; None where only a newer PosDesk can read it."""
    try:
        return decode_fact(line)
    except (Refused, ValueError, RecursionError):
        return None
