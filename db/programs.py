"""Decides which program and which stores the facts name. Implements the port `Programs`.

Refuses to know the document's rules. What was read is kept until a fact that changes it arrives.
"""

from contextlib import suppress
from dataclasses import dataclass, field

from db import readers
from db.engine import Connections
from db.rows import Names, every_version
from db.trouble import in_words
from posdesk.domain import campaign_calendar
from posdesk.domain.business_day import BusinessCalendar, Instant
from posdesk.domain.campaigns import Calendar
from posdesk.domain.facts import ProgramPublished, StoreOpened, happened_at
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.program_document import parse
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

PROGRAM, STORE = ("program.published", 1), ("store.opened", 1)


@dataclass(frozen=True, slots=True)
class SqlPrograms:
    """The port `Programs` over one file. Kept answers are thrown away by `forget`."""

    connections: Connections
    names: Names
    timelines: list[ProgramTimeline] = field(default_factory=list)
    calendars: dict[str, BusinessCalendar] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)
    published: list[Calendar] = field(default_factory=list)

    def timeline(self) -> ProgramTimeline:
        """See the port."""
        if not self.timelines:
            published = self.documents()
            if not published:
                words = "This store has no loyalty program yet. Set the store up first."
                raise Refused(Refusal(RefusalCode.NO_STORE_YET, words))
            versions = [(since, parse(document)) for since, document in published]
            self.timelines.append(ProgramTimeline(versions, self.campaigns().rewards))
        return self.timelines[-1]

    def documents(self) -> list[tuple[Instant, str]]:
        """See the port."""
        with in_words():
            published = readers.facts_of_nobody(self.connections.reader, self.names, PROGRAM)
        found = [
            (happened_at(fact), fact.body.document) for fact in published if isinstance(fact.body, ProgramPublished)
        ]
        return sorted(found, key=lambda each: each[0])

    def campaigns(self) -> Calendar:
        """See the port."""
        if not self.published:
            with in_words():
                facts = readers.facts_of_nobody(
                    self.connections.reader, self.names, *every_version(self.names, campaign_calendar.KINDS)
                )
            self.published.append(campaign_calendar.calendar_of(facts))
        return self.published[-1]

    def calendar(self, store: str) -> BusinessCalendar:
        """See the port. Of two facts about one store the later counts."""
        if store not in self.calendars:
            with in_words():
                opened = readers.facts_of_nobody(self.connections.reader, self.names, STORE)
            for fact in opened:
                if isinstance(fact.body, StoreOpened):
                    self.calendars[fact.store] = BusinessCalendar(fact.body.zone, fact.body.cut_off)
                    self.called[fact.store] = fact.body.name
        if store not in self.calendars:
            words = f"There is no store “{store}” here. Set it up first, or look how its name is written."
            raise Refused(Refusal(RefusalCode.BAD_STORE, words))
        return self.calendars[store]

    def store_name(self, store: str) -> str:
        """See the port."""
        with suppress(Refused):
            self.calendar(store)
        return self.called.get(store, store)

    def forget(self) -> None:
        """A program, a campaign or a store was published: read anew at the next question."""
        self.timelines.clear()
        self.published.clear()
        self.calendars.clear()
        self.called.clear()
