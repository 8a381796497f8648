"""Decides what the member card shows: profile, standing, chips, offers and the one thing worth saying, at one moment.

Refuses to know pixels and words of buttons (ui) and the rules themselves (domain).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from posdesk.counter import permissions, wording
from posdesk.counter.campaigns import Persona, Seen, seen
from posdesk.counter.known_members import member_in
from posdesk.counter.offers import Offer, asker, in_short, listed, points_to_pay_with, points_worth
from posdesk.counter.ports import Desk, member_calendar
from posdesk.counter.saying import WIN_BACK_DAYS, best_said
from posdesk.domain.birthday import days_until
from posdesk.domain.business_day import AsOf, BusinessCalendar, Instant, as_of, local_time
from posdesk.domain.campaign_facts import Meeting
from posdesk.domain.facts import Fact
from posdesk.domain.fold import fold
from posdesk.domain.follow_ups import unanswered
from posdesk.domain.member import Member
from posdesk.domain.program import Basis
from posdesk.domain.refusals import EnvironmentTrouble
from posdesk.domain.staff import NOBODY, Roster
from posdesk.domain.standing import MilestoneStanding, Standing, VisitOutcome

AGAIN_MS = 10 * 60 * 1000
"""Within so many milliseconds of a visit, another one of the same member is asked about."""
CHIPS = 3
STEP_BOXES = 12
"""The longest visit milestone that is drawn as boxes; longer ones are text."""


class ChipKind(StrEnum):
    """What a chip on the card is about; the order is the order of importance."""

    ID_CHECK = "id_check"
    BIRTHDAY = "birthday"
    WIN_BACK = "win_back"
    FIRST_VISIT = "first_visit"
    PERSONA = "persona"
    ASK_PHONE = "ask_phone"
    ASK_EMAIL = "ask_email"


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip: its kind and its words (`Birthday this week`)."""

    kind: ChipKind
    words: str


@dataclass(frozen=True, slots=True)
class RecordedBefore:
    """The last visit of this member within ten minutes: when, at which wall clock (`12:31`), by whom (None: nobody was
    signed in)."""

    at: Instant
    local_time: str
    staff: str | None


@dataclass(frozen=True, slots=True)
class MemberCard:
    """All that the counter shows about one member at one moment. chips: at most 3, most important first.

    say: one sentence; nudges: what it says once, to be recorded with the visit (M02, P08). usually:
    `Usually buys Flower, Edibles · last: Nov 11, $62` or None. steps: the milestone drawn as step boxes, or None.
    days_since: days since the last visit, None before the first. home_zone_note: words when the member's home store is
    in another zone than this one (VS04). point_name: what the program calls its points. best_only: of all offers a
    basket takes the best one. can_pay: hundredths of points that pay like money now; pay_worth: in cents. campaigns:
    what they come to for her; met: what of them is on the screen for the first time, or kept from her (meetings.note).
    roster: who works here, for the names of whoever recorded something. sees_hidden: the card is for somebody who sees
    what is hidden by role (G27); what shows or writes a card leaves it out otherwise.
    """

    member: Member
    standing: Standing
    chips: tuple[Chip, ...]
    offers: tuple[Offer, ...]
    say: str
    nudges: tuple[str, ...]
    usually: str | None
    steps: MilestoneStanding | None
    days_since: int | None
    recorded_before: RecordedBefore | None
    home_zone_note: str | None
    point_name: str
    best_only: bool
    can_pay: int
    pay_worth: int
    campaigns: Seen
    met: tuple[Meeting, ...] = ()
    roster: Roster = NOBODY
    sees_hidden: bool = False

    @property
    def kind(self) -> str | None:
        """The kind of member (medical ...) as this card may show it."""
        return self.standing.member_type if self.sees_hidden else None


def open_card(desk: Desk, member_id: str, at: Instant | None = None) -> MemberCard:
    """The card of a member now, or as it was at the instant `at` (TI09). Raises Refused(NO_MEMBER)."""
    return card_of(desk, member_id, desk.ledger.facts_about(member_id), desk.clock.now() if at is None else at)


def card_of(desk: Desk, member_id: str, facts: Sequence[Fact], at: Instant) -> MemberCard:
    """As open_card, from facts already read: of whoever is one with others, the one card of all of them."""
    member = member_in(member_id, facts)
    moment, calendar = member_moment(desk, member, at)
    standing = fold(member.id, facts, desk.programs.timeline(), moment)
    campaigns = seen(desk, facts, standing, at)
    who = asker(desk, standing, at, campaigns.gifts)
    offers, can_pay = in_short(listed(who)), points_to_pay_with(who)
    days_since = None if standing.last_visit is None else (moment.day - standing.last_visit).days
    said, met = best_said(member, standing, offers, campaigns, days_since, unanswered(facts, moment))
    return MemberCard(
        member=member,
        standing=standing,
        chips=(*_gate_chip(desk), *_chips(member, standing, campaigns.personas, days_since))[:CHIPS],
        offers=offers,
        say=said.words,
        nudges=said.nudges,
        usually=_usually(standing),
        steps=_steps(standing),
        days_since=days_since,
        recorded_before=_recorded_before(desk, standing, at, calendar),
        home_zone_note=_zone_note(desk, calendar),
        point_name=who.program.point_name,
        best_only=who.program.best_only,
        can_pay=can_pay,
        pay_worth=points_worth(who.program, can_pay),
        campaigns=campaigns,
        met=campaigns.met if met is None else (*campaigns.met, met),
        roster=permissions.roster(desk),
        sees_hidden=permissions.sees_hidden(desk),
    )


def member_moment(desk: Desk, member: Member | None, at: Instant) -> tuple[AsOf, BusinessCalendar]:
    """The moment `at` in the zone of the member's home store, or of this store when that is not known (VS04)."""
    home_store = None if member is None else member.home_store
    calendar = member_calendar(desk.programs, home_store, desk.station.store)
    return as_of(at, calendar), calendar


def _gate_chip(desk: Desk) -> tuple[Chip, ...]:
    """Where the gate is on, that an ID has to be looked at. A choice that cannot be read is no reason to show no
    card."""
    try:
        due = desk.state_packs.chosen() is not None
    except EnvironmentTrouble:
        due = True
    return (Chip(ChipKind.ID_CHECK, "ID check due"),) if due else ()


def _chips(member: Member, standing: Standing, personas: Sequence[Persona], days_since: int | None) -> Iterator[Chip]:
    if member.birthday is not None:
        away = days_until(member.birthday, standing.as_of.day)
        if away < 7:
            yield Chip(ChipKind.BIRTHDAY, "Birthday today" if away == 0 else "Birthday this week")
    if days_since is None:
        yield Chip(ChipKind.FIRST_VISIT, "First visit")
    elif days_since >= WIN_BACK_DAYS:
        yield Chip(ChipKind.WIN_BACK, f"First visit in {days_since:,} days")
    for persona in personas[:1]:
        yield Chip(ChipKind.PERSONA, persona.title)
    if member.phone is None:
        yield Chip(ChipKind.ASK_PHONE, "Ask for a phone")
    if member.email is None:
        yield Chip(ChipKind.ASK_EMAIL, "Ask for an email")


def _steps(standing: Standing) -> MilestoneStanding | None:
    for milestone in standing.milestones:
        if milestone.on is Basis.VISITS and not milestone.reached and milestone.step <= STEP_BOXES:
            return milestone
    return None


def _usually(standing: Standing) -> str | None:
    visits = [visit for visit in standing.history if _is_purchase(visit)]
    if not visits:
        return None
    last = f"last: {wording.day_words(visits[-1].day, standing.as_of.day)}, {wording.dollars(visits[-1].spend_cents)}"
    names = [habit.name for habit in standing.categories[:2]] or [habit.name for habit in standing.brands[:2]]
    return f"Usually buys {', '.join(names)} · {last}" if names else last[:1].upper() + last[1:]


def _is_purchase(visit: VisitOutcome) -> bool:
    """Whether anything of a visit stands: it was not voided, and not all of it came back (X06)."""
    return visit.voided_by is None and not (visit.returned_by and not visit.spend_cents)


def _recorded_before(desk: Desk, standing: Standing, at: Instant, calendar: BusinessCalendar) -> RecordedBefore | None:
    last: VisitOutcome | None = next((visit for visit in reversed(standing.history) if visit.voided_by is None), None)
    if last is None or not 0 <= at - last.occurred_at < AGAIN_MS:
        return None
    who = permissions.named(desk, last.staff)
    return RecordedBefore(last.occurred_at, f"{local_time(last.occurred_at, calendar.zone):%H:%M}", who)


def _zone_note(desk: Desk, calendar: BusinessCalendar) -> str | None:
    if calendar.zone == desk.programs.calendar(desk.station.store).zone:
        return None
    return f"Days count in the home store's time, {calendar.zone.rpartition('/')[2].replace('_', ' ')}"
