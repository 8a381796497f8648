"""Programs and stores, read anew from the facts at each question."""

from posdesk.domain.business_day import BusinessCalendar, Instant
from posdesk.domain.campaign_calendar import calendar_of
from posdesk.domain.campaigns import Calendar
from posdesk.domain.facts import ProgramPublished, StoreOpened, fold_order
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.program_document import parse
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from tests.fakes.ledger import FakeLedger


class FakePrograms:
    """The port Programs over a FakeLedger."""

    def __init__(self, ledger: FakeLedger) -> None:
        self._ledger = ledger

    def timeline(self) -> ProgramTimeline:
        """Every program published."""
        versions = [(since, parse(document)) for since, document in self.documents()]
        if not versions:
            raise Refused(Refusal(RefusalCode.NO_STORE_YET, "No program is published yet."))
        return ProgramTimeline(versions, self.campaigns().rewards)

    def documents(self) -> list[tuple[Instant, str]]:
        """Every document published, the earliest first."""
        found = [
            (fact.occurred_at, fact.body.document)
            for fact in sorted(self._ledger.facts.values(), key=fold_order)
            if isinstance(fact.body, ProgramPublished)
        ]
        return sorted(found, key=lambda each: each[0])

    def campaigns(self) -> Calendar:
        """Every campaign published."""
        return calendar_of(self._ledger.facts.values())

    def calendar(self, store: str) -> BusinessCalendar:
        """A store's zone and cut-off."""
        for fact in self._ledger.facts.values():
            if isinstance(fact.body, StoreOpened) and fact.store == store:
                return BusinessCalendar(fact.body.zone, fact.body.cut_off)
        raise Refused(Refusal(RefusalCode.BAD_STORE, f"No store {store}."))

    def store_name(self, store: str) -> str:
        """What a store is called; its id where it is unknown."""
        for fact in self._ledger.facts.values():
            if isinstance(fact.body, StoreOpened) and fact.store == store:
                return fact.body.name
        return store
