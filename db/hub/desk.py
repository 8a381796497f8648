"""Decides how the hub's own database serves the counter's use cases: their ports, over one transaction.

So a visit that another system sends goes through the very code that a budtender's goes through, and a standing is
folded by the very rules. Names are not looked up here. Refuses to know who asks and whether they may.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, select

from db.hub import devices, feed, intake, looked_up, people, published
from db.hub.intake import Device
from db.hub.looked_up import By
from db.hub.published import Kept
from db.hub.tables import facts
from db.hub.upstream import upstream_of
from db.insertion import conflict
from db.ledger import LATEST, checked_draft
from db.readers import DAY_KINDS
from db.rows import blob_of, is_uuid, text_of
from posdesk.counter.ports import Appended, Clock, Hit, Sketch, Waiting
from posdesk.domain.campaigning import Uses
from posdesk.domain.codec import body_text, decode_fact, encode_fact
from posdesk.domain.facts import Draft, Fact, fold_order, kind_of
from posdesk.domain.hybrid_clock import tick
from posdesk.domain.likeness import Traits, traits_of
from posdesk.domain.member import profile
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import Outcome, Verdict

BEGINNING, REST = 6, 10
"""Bytes of an id: those by which a referral code leads to it, and those behind."""
ENROLLED = "member.enrolled"


@dataclass(frozen=True, slots=True)
class Row:
    """The hub's own row of facts that an append goes on: whose, and which incarnation."""

    device: Device
    incarnation: int


@dataclass(frozen=True, slots=True)
class HubLedger:
    """The port `Ledger` over a hub's database, for as long as the connection's transaction lasts. row: None where
    nothing is to be recorded. fresh: what was recorded, with positions, to be told of once it is committed."""

    connection: Connection
    kept: Kept
    clock: Clock
    row: Row | None = None
    fresh: list[tuple[int, Fact]] = field(default_factory=list)

    def append(self, drafts: Sequence[Draft]) -> Appended:
        """See the port; durable once the transaction is. The hub's row has to be locked already."""
        assert self.row is not None
        checked = [(draft, checked_draft(draft)) for draft in drafts]
        known = {fact.id: fact for fact in self._by_ids([draft.id for draft in drafts])}
        new = []
        for draft, text in checked:
            before = known.get(draft.id)
            if before is None:
                new.append(draft)
            elif _content(before) != (*kind_of(draft.body), *_said(draft), text):
                raise conflict(draft.id)
        sealed = self._seal(self.row, new)
        self._take(self.row, sealed)
        return Appended(tuple(sealed), len(drafts) - len(new))

    def facts_about(self, member: str) -> list[Fact]:
        """See the port."""
        return sorted(feed.facts_about(self.connection, member), key=fold_order) if is_uuid(member) else []

    def fact(self, fact_id: str) -> Fact | None:
        """See the port."""
        return next(iter(self._by_ids([fact_id])), None) if is_uuid(fact_id) else None

    def facts_on(self, day: date, register: str | None = None) -> list[Fact]:
        """See the port."""
        kinds = [kind for kind, _ in DAY_KINDS]
        statement = select(facts.c.line).where(facts.c.business_day == day.toordinal(), facts.c.kind.in_(kinds))
        found = (decode_fact(line) for (line,) in self.connection.execute(statement))
        return sorted((fact for fact in found if register in (None, fact.register)), key=fold_order)

    def facts_since(self, day: date, kinds: Collection[str]) -> list[Fact]:
        """See the port."""
        statement = select(facts.c.line).where(facts.c.business_day >= day.toordinal(), facts.c.kind.in_(list(kinds)))
        return sorted((decode_fact(line) for (line,) in self.connection.execute(statement)), key=fold_order)

    def waiting(self) -> Waiting:
        """Nothing waits at the hub itself."""
        return Waiting(0, None)

    def members(self) -> Iterator[str]:
        """See the port."""
        after: str | None = None
        while some := feed.members(self.connection, after, 1000):
            yield from some
            after = some[-1]

    def joined(self) -> Mapping[str, str]:
        """See the port."""
        return people.joined(self.connection)

    def stock(self, store: str) -> Mapping[str, int]:
        """See the port."""
        return published.stock(self.connection, self.kept, store)

    def uses_of_campaigns(self, since: date) -> Uses:
        """See the port."""
        return published.uses_of_campaigns(self.connection, self.kept, since)

    def _by_ids(self, ids: Sequence[str]) -> list[Fact]:
        statement = select(facts.c.line).where(facts.c.id.in_([blob_of(id) for id in ids]))
        return [decode_fact(line) for (line,) in self.connection.execute(statement)]

    def _seal(self, row: Row, new: Sequence[Draft]) -> list[Fact]:
        if not new:
            return []
        device, now = row.device, min(self.clock.now(), LATEST)
        sequence = devices.last_of_row(self.connection, device, row.incarnation)
        clock = max((fact.clock for fact in self._at(row, sequence)), default=0)
        sealed = []
        for draft in new:
            sequence, clock = sequence + 1, tick(clock, now)
            id, subject, store, staff, occurred_at, day, body, corrected_at = draft
            place = (id, *kind_of(body), subject, store, device.register, row.incarnation, sequence, staff)
            sealed.append(Fact(*place, occurred_at, day, clock, body, corrected_at=corrected_at))
        return sealed

    def _at(self, row: Row, sequence: int) -> list[Fact]:
        statement = select(facts.c.line).where(
            facts.c.store == row.device.store,
            facts.c.register == row.device.register,
            facts.c.incarnation == row.incarnation,
            facts.c.sequence == sequence,
        )
        return [decode_fact(line) for (line,) in self.connection.execute(statement)]

    def _take(self, row: Row, sealed: Sequence[Fact]) -> None:
        if not sealed:
            return
        offered = [intake.read(encode_fact(fact)) for fact in sealed]
        for one in offered:
            if one.fact is None:
                raise Refused(Refusal(RefusalCode.BAD_FACT, one.words))
        in_tray = upstream_of(self.connection) is not None
        taken = intake.take(self.connection, row.device, offered, self.clock.now(), lambda _: None, in_tray=in_tray)
        for verdict, fact in zip(taken.verdicts, sealed, strict=True):
            _check(verdict, fact)
        self.fresh.extend(taken.fresh)


@dataclass(frozen=True, slots=True)
class HubDirectory:
    """The port `Directory` over a hub's database: exact values only, so nothing is to be browsed."""

    connection: Connection

    def by_card(self, code: str) -> Hit | None:
        """See the port."""
        return next(iter(self.by_ids(self._found(By.CARD, code))), None)

    def by_phone(self, phone: str) -> list[str]:
        """See the port."""
        return self._found(By.PHONE, phone)

    def by_external(self, external: str) -> str | None:
        """See the port."""
        return next(iter(looked_up.found(self.connection, By.EXTERNAL, external)), None)

    def by_birthday(self, birthday: str, is_called: Callable[[str, str], bool]) -> list[Hit]:
        """No one: members are found by what they hold or know themselves."""
        return []

    def by_id_hash(self, id_hash: str) -> list[Hit]:
        """No one: other systems scan no IDs, and are told no hashes."""
        return []

    def by_beginning(self, beginning: int) -> list[str]:
        """See the port."""
        begins = beginning.to_bytes(BEGINNING, "big")
        low, high = begins + bytes(REST), begins + b"\xff" * REST
        statement = select(facts.c.subject).where(facts.c.subject.between(low, high), facts.c.kind == ENROLLED)
        return [text_of(bytes(id)) for (id,) in self.connection.execute(statement.distinct())]

    def by_email(self, prefix: str, limit: int) -> list[Hit]:
        """Members with exactly this e-mail."""
        return self.by_ids(self._found(By.EMAIL, prefix.lower())[:limit])

    def by_ids(self, members: Sequence[str]) -> list[Hit]:
        """See the port."""
        found = []
        for id in members:
            about = feed.facts_about(self.connection, id)
            member = profile(id, about)
            if member is not None:
                seen = max(fact.business_day for fact in about)
                found.append(Hit(id, member.first_name, member.last_name, member.phone_ends, seen, "id"))
        return found

    def _found(self, by: By, value: str) -> list[str]:
        return people.shown(self.connection, looked_up.found(self.connection, by, value))

    def by_phone_digits(self, digits: str, limit: int) -> list[Hit]:
        """No one: members are found by whole values only."""
        return []

    def by_names(self, words: Sequence[str], limit: int) -> list[Hit]:
        """No one: members are found by whole values only."""
        return []

    def by_similar_names(self, words: Sequence[str], limit: int) -> list[Hit]:
        """No one: members are found by whole values only."""
        return []

    def recent(self, limit: int) -> list[Hit]:
        """No one: members are found by whole values only."""
        return []

    def alike(self, traits: Traits) -> list[Sketch]:
        """Those with exactly this phone, or e-mail."""
        found = self._found(By.PHONE, traits.phone) if traits.phone else []
        found += self._found(By.EMAIL, traits.email.lower()) if traits.email else []
        profiles = ((id, profile(id, feed.facts_about(self.connection, id))) for id in dict.fromkeys(found))
        return [Sketch(id, member.id, traits_of(member)) for id, member in profiles if member is not None]

    def brands(self, prefix: str, limit: int) -> list[str]:
        """None: nobody types here."""
        return []


def last_incarnation(connection: Connection, device: Device) -> int:
    """The highest incarnation of a row that the hub holds facts of, 0 before there is one."""
    statement = select(func.max(facts.c.incarnation)).where(
        facts.c.store == device.store, facts.c.register == device.register
    )
    return int(connection.execute(statement).scalar() or 0)


def _said(said: Draft | Fact) -> tuple[object, ...]:
    return said.subject, said.store, said.staff, said.occurred_at, said.business_day


def _content(fact: Fact) -> tuple[object, ...]:
    return fact.kind, fact.version, *_said(fact), body_text(fact)


def _check(verdict: Verdict, fact: Fact) -> None:
    """The hub sealed it itself: that it does not stand is a bug, or what the database cannot hold."""
    if verdict.outcome not in (Outcome.ACCEPTED, Outcome.HELD):
        raise conflict(fact.id)
