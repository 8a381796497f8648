"""What a manager's screen needs beside the counter's desk, put together by posdesk.compose."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from posdesk.counter.ports import Desk, Sketch
from posdesk.domain.business_day import Instant
from posdesk.domain.day_sums import Adding
from posdesk.domain.exceptional import Exceptional
from posdesk.domain.facts import Fact
from posdesk.domain.member_days import MemberDay
from posdesk.domain.signals import StoreDay
from posdesk.domain.staff import Roster
from posdesk.office.audiences import Audiences

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much; what it raises ends the work (Cancelled)."""


class Cancelled(Exception):
    """Whoever waited for a report does not want it any more."""


def unheard(done: int, of: int) -> None:
    """Nobody wants to know how far it is."""


class MembersDays(NamedTuple):
    """What business days did to all members. opening: by store, the hundredths it owed before the first of them. days:
    those with anything, in order of store, day and member; they are his who asked, to keep or to let go."""

    opening: Mapping[str, int]
    days: list[MemberDay]


class SetAside(NamedTuple):
    """A fact of this register that the hub does not hold: its id, when the hub said so (ms UTC), and its words."""

    fact: str
    at: Instant
    words: str


class Days(Protocol):
    """Business days of all stores, as this register or the hub has them. Every method raises EnvironmentTrouble."""

    def stores(self) -> list[str]:
        """Every store that was opened, in order of its id."""
        ...

    def roster(self) -> Roster:
        """Who works here, or did: what a fact's `staff` is called."""
        ...

    def of_staff(self) -> list[Fact]:
        """Every fact about who works here, in fold order."""
        ...

    def store_names(self) -> Mapping[str, str]:
        """What the stores are called, by their ids. Of two facts about one store the later counts."""
        ...

    def facts(self, first: date, last: date, store: str | None) -> Iterator[list[Fact]]:
        """The facts of each business day that has any, both ends included, in order of the days, each day's in fold
        order; of one store or of all. A day's close is no part of it."""
        ...

    def of_kinds(self, first: date, last: date, store: str | None, kinds: Collection[str]) -> list[Fact]:
        """The facts of some kinds (`visit.voided`), any version of them, of these days, in fold order; closes too."""
        ...

    def sums(
        self, first: date, last: date, store: str | None, adding: Adding, progress: Progress = unheard
    ) -> Iterator[StoreDay]:
        """The same days added up, each store's by itself, in order of day and store. adding: as things are now."""
        ...

    def with_receipts(self, first: date, last: date, store: str) -> list[date]:
        """The business days of a store on which something was rung up, both ends included, in order."""
        ...

    def set_aside(self) -> list[SetAside]:
        """What the hub did not take of this register's; nothing at a hub, which lists it by itself."""
        ...

    def closes(self, store: str) -> list[Fact]:
        """Every day.closed of a store, in fold order."""
        ...

    def member_days(self, first: date, last: date, store: str | None, progress: Progress = unheard) -> MembersDays:
        """What the days did to each member, under the name she is shown, of one store or of all."""
        ...

    def odd(self, first: date, last: date, store: str | None) -> Sequence[MemberDay]:
        """Of those days only the ones with something odd: they are few, and quickly found."""
        ...

    def signals(self, first: date, last: date, store: str | None, adding: Adding) -> Iterator[Exceptional]:
        """The signals of the days, as `sums` has them, without the sums."""
        ...

    def strangers(self, first: date, last: date, store: str | None) -> list[Fact]:
        """The receipts of the days whose member nobody enrolled, as far as it is known here, in fold order."""
        ...


class Alike(StrEnum):
    """What members are put side by side by, when a whole list is gone through: a part of likeness.Traits."""

    ID = "id_hash"
    PHONE = "phone"
    EMAIL = "email"
    BIRTHDAY = "birthday"


class MemberList(Protocol):
    """All members, page by page: between two pages others read and write. Each method raises EnvironmentTrouble."""

    def side_by_side(self, by: Alike, after: Sketch | None, limit: int) -> list[Sketch]:
        """Members who have it, those with the same next to each other, beginning after this one."""
        ...

    def in_order(self, after: str | None, limit: int) -> list[Sketch]:
        """Members in an order that stays, beginning after this one (her own id)."""
        ...

    def sketched(self, members: Sequence[str]) -> list[Sketch]:
        """Those of these members (own ids) that exist."""
        ...

    def last_seen_before(self, day: date, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """Members whose last visit, or else enrolment, lies before a business day, each once, under the id she is shown
        by; beginning after this one. And what the next page begins after, None: there is none."""
        ...


class Printer(Protocol):
    """The printer of this computer."""

    def print_pdf(self, pdf: bytes, title: str) -> None:
        """Hand a PDF over; it is printed when the printer gets to it. Raises Refused(NO_PRINTER) in words."""
        ...


@dataclass(frozen=True, slots=True)
class Roll:
    """What puts a report on a roll of 80 mm. pdf, sheets: as of Paper. in_use: whether the printer of this computer has
    such a roll in it now, as its settings say."""

    pdf: Callable[[Any, bool], bytes]
    sheets: Callable[[Any, bool], Sequence[Any]]
    in_use: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Paper:
    """What puts a report on paper. pdf: the bytes of a report (posdesk.reports.values), the flag says that it is a
    copy. printer: takes them. sheets: the same pages as marks (posdesk.reports.pdf_letter.Sheet), to be looked at; None
    where they cannot be. roll: the same figures on a narrow roll; None where there is none."""

    pdf: Callable[[Any, bool], bytes]
    printer: Printer
    sheets: Callable[[Any, bool], Sequence[Any]] | None = None
    roll: Roll | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """The ports of the office. templates: the folder of the ready campaigns. days: the business
    days, for the evening. paper: None where nothing is printed. members: the whole list."""

    desk: Desk
    audiences: Audiences
    templates: Path
    days: Days | None = None
    paper: Paper | None = None
    members: MemberList | None = None
