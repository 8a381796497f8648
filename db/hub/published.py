"""Decides what a hub keeps in memory of programs, campaigns, stores and goods, and when it is read anew.

What is kept belongs to a witness: whoever reads finds out from it whether anything has changed since, and whether this
is still the same history. Threads share it; who changes it puts another in its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from sqlalchemy import Connection, bindparam, select

from db.hub import feed, history
from db.hub.tables import NOT_A_VISIT, facts
from posdesk.domain import campaign_calendar
from posdesk.domain.business_day import BusinessCalendar, Instant
from posdesk.domain.campaign_uses import Counts, uses_of
from posdesk.domain.campaigns import Calendar
from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import Fact, ProgramPublished, StoreOpened, fold_order, happened_at
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.program_document import parse
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import Witness
from posdesk.domain.stock import left

CHANGE_USES = ("reward.redeemed", "redemption.voided", "visit.voided", "stock.counted")
CHANGE_PROGRAMS = ("program.published", "store.opened", *sorted(campaign_calendar.KINDS))
NO_PROGRAM = "This hub has not heard of a loyalty program yet. It comes with the first register that is synced."
NO_SUCH_STORE = "This hub knows no store “{store}”. Look how its id is written, or sync one of its registers first."


_CHANGED = (
    select(facts.c.kind)
    .where(NOT_A_VISIT, facts.c.kind.in_((*CHANGE_USES, *CHANGE_PROGRAMS)), facts.c.position > bindparam("since"))
    .distinct()
)


@dataclass(slots=True)
class Kept:
    """What was read up to the witness `seen`."""

    seen: Witness
    timelines: list[ProgramTimeline] = field(default_factory=list)
    published: list[Calendar] = field(default_factory=list)
    calendars: dict[str, BusinessCalendar] = field(default_factory=dict)
    pieces: dict[str, Mapping[str, int]] = field(default_factory=dict)
    uses: dict[date, Counts] = field(default_factory=dict)


@dataclass(slots=True)
class Shelf:
    """Where a process keeps it."""

    door: Lock = field(default_factory=Lock)
    kept: Kept | None = None

    def look(self, connection: Connection) -> Kept:
        """What is right for the history that this connection sees."""
        with self.door:
            head, known = history.head(connection), self.kept
            if known is not None and known.seen == head:
                return known
            if known is None or not history.knows(connection, known.seen):
                self.kept = Kept(head)
                return self.kept
            changed = _changed(connection, known.seen.position)
            if changed.intersection(CHANGE_PROGRAMS):
                known = Kept(head)
            elif changed:
                known = Kept(head, known.timelines, known.published, known.calendars)
            known.seen, self.kept = head, known
            return known


def _changed(connection: Connection, since: int) -> set[str]:
    """Which of the kinds that matter have come beyond a position."""
    return set(connection.execute(_CHANGED, {"since": since}).scalars())


@dataclass(frozen=True, slots=True)
class HubPrograms:
    """The port `Programs` over a hub's database, for as long as the connection's transaction lasts."""

    connection: Connection
    kept: Kept

    def timeline(self) -> ProgramTimeline:
        """See the port."""
        if not self.kept.timelines:
            versions = [(since, parse(document)) for since, document in self.documents()]
            if not versions:
                raise Refused(Refusal(RefusalCode.NO_STORE_YET, NO_PROGRAM))
            self.kept.timelines.append(ProgramTimeline(versions, self.campaigns().rewards))
        return self.kept.timelines[-1]

    def documents(self) -> list[tuple[Instant, str]]:
        """See the port."""
        found = [
            (happened_at(fact), fact.body.document)
            for fact in self._facts("program.published")
            if isinstance(fact.body, ProgramPublished)
        ]
        return sorted(found, key=lambda each: each[0])

    def campaigns(self) -> Calendar:
        """See the port."""
        if not self.kept.published:
            self.kept.published.append(campaign_calendar.calendar_of(self._facts(*campaign_calendar.KINDS)))
        return self.kept.published[-1]

    def calendar(self, store: str) -> BusinessCalendar:
        """See the port. Of two facts about one store the later counts."""
        if store not in self.kept.calendars:
            for fact in self._facts("store.opened"):
                if isinstance(fact.body, StoreOpened):
                    self.kept.calendars[fact.store] = BusinessCalendar(fact.body.zone, fact.body.cut_off)
        if store not in self.kept.calendars:
            raise Refused(Refusal(RefusalCode.BAD_STORE, NO_SUCH_STORE.format(store=store)))
        return self.kept.calendars[store]

    def store_name(self, store: str) -> str:
        """See the port."""
        named = [
            fact.body.name
            for fact in self._facts("store.opened")
            if isinstance(fact.body, StoreOpened) and fact.store == store
        ]
        return named[-1] if named else store

    def _facts(self, *kinds: str) -> list[Fact]:
        return sorted((fact for _, fact in feed.facts_of_kinds(self.connection, kinds)), key=fold_order)


def stock(connection: Connection, kept: Kept, store: str) -> Mapping[str, int]:
    """The pieces left in a store of each reward whose goods were counted there."""
    if store not in kept.pieces:
        counted = feed.facts_of_kinds(connection, ["stock.counted"])
        days = [fact.business_day for _, fact in counted if fact.store == store]
        kept.pieces[store] = left(_since(connection, min(days)), store) if days else {}
    return kept.pieces[store]


def uses_of_campaigns(connection: Connection, kept: Kept, since: date) -> Counts:
    """The uses of each campaign that stand, since a business day."""
    if since not in kept.uses:
        kept.uses[since] = uses_of(_since(connection, since))
    return kept.uses[since]


def _since(connection: Connection, day: date) -> list[Fact]:
    """What uses rewards, takes that back, or counts goods, of a business day and later."""
    statement = select(facts.c.line).where(
        NOT_A_VISIT, facts.c.kind.in_(CHANGE_USES), facts.c.business_day >= day.toordinal()
    )
    return [decode_fact(line) for (line,) in connection.execute(statement)]
