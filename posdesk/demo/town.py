"""Decides what happened in the made-up store over its two years: every fact of it, in order, from a seed.

Refuses to know how facts are stored and what they mean. The same seed, end and number of members give the same facts,
ids too. Nothing in it comes from outside the project.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from posdesk.demo import campaigns, rhythm
from posdesk.demo.cast import PHONES, Cast, cast
from posdesk.demo.people import Kind, Names, Resident, address, load_names, residents, uuid_at
from posdesk.demo.shelf import RESOURCES, Shelf, Taste, basket, load, total
from posdesk.domain.business_day import BusinessCalendar, Instant, business_day, to_instant
from posdesk.domain.campaign_facts import CampaignPublished, SegmentPublished
from posdesk.domain.facts import (
    Body,
    Channel,
    ConsentSet,
    Draft,
    Line,
    MemberField,
    MemberFieldSet,
    OpeningRecorded,
    ProgramPublished,
    StoreOpened,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.feedback_facts import FeedbackGiven

STORE, REGISTER = "lantern-1", "register 1"
SEED = 20_261
MEMBERS = 3_000
GUESTS_A_DAY = 7
CAMPAIGNS_DAYS = 120
"""The campaigns began so many days before the end."""
SECOND_PROGRAM_DAYS = 245
"""The second program came into force so many days before the end."""
MINUTE = 60_000
_OF_THE_OFFICE = (StoreOpened, ProgramPublished, CampaignPublished, SegmentPublished)
"""Nobody at the counter did these."""
NOBODY = Taste((), 0.0)
RETURNED, VOIDED, DISCOUNTED, ESTIMATED = 0.012, 0.006, 0.12, 0.05
RATED, SCORES = 0.08, (10, 10, 9, 9, 9, 8, 8, 7, 6, 3)
REASONS_TO_RETURN = ("faulty cartridge", "wrong item", "seal broken")
REASONS_TO_VOID = ("wrong member", "rang up twice", "undone at the counter")


@dataclass(frozen=True, slots=True)
class Town:
    """Where it all happens: the generator everything random comes from, the names, the shelf and the two years."""

    rng: Random
    names: Names
    shelf: Shelf
    period: rhythm.Season


def calendar(names: Names | None = None) -> BusinessCalendar:
    """The made-up store's zone and cut-off."""
    return BusinessCalendar((names or load_names()).zone, 240)


def cast_of(seed: int, until: Instant) -> Cast:
    """Who plays in the story of the town that `make_facts` makes of the same seed and end."""
    return cast(seed, rhythm.season(until, calendar()), STORE)


def make_facts(seed: int, until: Instant, members: int = MEMBERS) -> Iterator[Draft]:
    """Every fact of the town in the order in which it happened. until: the instant (ms UTC) shortly before which the
    last one happens. members: how many besides the cast."""
    names = load_names()
    period = rhythm.season(until, calendar(names))
    town = Town(Random(f"town {seed} {until} {members}"), names, load(), period)
    drafts = [*_beginnings(town)]
    for player in cast(seed, period, STORE).players():
        drafts += _life(town, player.resident, list(player.days), quiet=True)
    for resident in residents(town.rng, names, town.shelf, period, STORE, members, PHONES):
        days = rhythm.coming(town.rng, resident.joins, resident.leaves, resident.gap)
        drafts += _life(town, resident, [resident.joins, *days])
    drafts += _guests(town, max(1, round(GUESTS_A_DAY * members / MEMBERS)))
    drafts.sort(key=lambda draft: (draft.occurred_at, draft.id))
    return (draft for draft in drafts if draft.occurred_at < until)


def _beginnings(town: Town) -> Iterator[Draft]:
    """The store opens, twice a program is published, and then the campaigns of the trade."""
    first = to_instant(datetime.combine(town.period.first, time(8), ZoneInfo(town.names.zone)))
    yield _draft(town, None, StoreOpened(town.names.store, town.names.zone, town.period.calendar.cut_off), first)
    second_day = town.period.last - timedelta(days=SECOND_PROGRAM_DAYS)
    second = to_instant(datetime.combine(second_day, time(8), ZoneInfo(town.names.zone)))
    for at, document in ((first + 1, "program-first.toml"), (second, "program-second.toml")):
        text = (RESOURCES / document).read_text(encoding="utf-8")
        yield _draft(town, None, ProgramPublished(text), at)
    begin = town.period.last - timedelta(days=CAMPAIGNS_DAYS)
    eight = to_instant(datetime.combine(begin, time(8), ZoneInfo(town.names.zone)))
    for number, body in enumerate(campaigns.published()):
        yield _draft(town, None, body, eight + number)


def _life(town: Town, resident: Resident, days: list[date], quiet: bool = False) -> Iterator[Draft]:
    """All facts about one member. quiet: nothing but the enrolment and one whole visit a day (the cast)."""
    visits = [at for day in days if (at := rhythm.at_day(town.rng, town.period, day)) is not None]
    if not visits:
        return
    visits.sort()
    joined = visits[0] - 2 * MINUTE
    yield _draft(town, resident.id, resident.profile, joined)
    if not quiet:
        yield from _at_the_door(town, resident, joined)
        yield from _later(town, resident, joined)
    for at in visits:
        visit = _draft(town, resident.id, _visit(town, resident, at, quiet), at)
        yield visit
        if not quiet:
            yield from _regrets(town, visit)
    yield from _said(town, resident, visits[-1])


def _said(town: Town, resident: Resident, last: Instant) -> Iterator[Draft]:
    """Some say how likely they are to recommend the shop, a minute after a visit. Drawn from each one's id, so that
    nothing else of the town depends on it."""
    rng = Random(f"said {resident.id}")
    at = last + MINUTE
    if rng.random() < RATED and at < town.period.until - rhythm.SILENCE_MS:
        body = FeedbackGiven(rng.choice(SCORES))
        day = business_day(at, town.period.calendar)
        yield Draft(uuid_at(rng, at), resident.id, STORE, None, at, day, body)


def _at_the_door(town: Town, resident: Resident, joined: Instant) -> Iterator[Draft]:
    rng = town.rng
    if rng.random() < 0.45:
        yield _draft(town, resident.id, ConsentSet(Channel.TEXT, True, "form of the counter, 1"), joined + 1)
    early = (resident.joins - town.period.first).days < 60
    if early and rng.random() < 0.12:
        visits = rng.randint(3, 240)
        spend = visits * rng.randint(2500, 7500)
        yield _draft(town, resident.id, OpeningRecorded(visits, spend, spend), joined + 2)


def _later(town: Town, resident: Resident, joined: Instant) -> Iterator[Draft]:
    """What changes in a profile over the months."""
    rng, profile = town.rng, resident.profile
    span = town.period.until - rhythm.SILENCE_MS - joined
    if span < 10 * MINUTE:
        return
    later = joined + rng.randrange(5 * MINUTE, span)
    if profile.email is None and rng.random() < 0.1:
        won = address(rng, town.names, profile.first_name, profile.last_name)
        yield _draft(town, resident.id, MemberFieldSet(MemberField.EMAIL, won), later)
    elif rng.random() < 0.03:
        yield _draft(town, resident.id, ConsentSet(Channel.TEXT, False, "asked at the counter"), later)


def _visit(town: Town, resident: Resident, at: Instant, quiet: bool) -> VisitRecorded:
    rng, day = town.rng, business_day(at, town.period.calendar)
    lines = basket(town.shelf, rng, day, resident.likes)
    if resident.kind is Kind.GIFT:  # presents come in twos
        lines = (*lines, *(one for one in basket(town.shelf, rng, day, NOBODY) if one not in lines))
    estimated = not quiet and rng.random() < ESTIMATED
    if estimated:
        lines = tuple(Line(one.cents, one.brand) for one in lines)
    discount = total(lines) // 10 if rng.random() < DISCOUNTED else 0
    return VisitRecorded(lines, discount, receipt=_receipt(rng), estimated=estimated)


def _regrets(town: Town, visit: Draft) -> Iterator[Draft]:
    """A void shortly after, or something that comes back days later."""
    rng, body, chance = town.rng, visit.body, town.rng.random()
    assert isinstance(body, VisitRecorded)
    if chance < VOIDED:
        voided = VisitVoided(visit.id, rng.choice(REASONS_TO_VOID))
        yield _draft(town, visit.subject, voided, visit.occurred_at + rng.randint(1, 4) * MINUTE)
    elif chance < VOIDED + RETURNED and not body.estimated:
        at = rhythm.at_day(rng, town.period, visit.business_day + timedelta(days=rng.randint(1, 6)))
        if at is not None and at < town.period.until:
            back = VisitReturned((rng.choice(body.lines),), visit=visit.id, reason=rng.choice(REASONS_TO_RETURN))
            yield _draft(town, visit.subject, back, at)


def _guests(town: Town, a_day: int) -> Iterator[Draft]:
    """Visits of people who are no members."""
    day = town.period.first
    while day <= town.period.last:
        for _ in range(round(town.rng.gauss(a_day, a_day / 4) * rhythm.demand(day))):
            at = rhythm.at_day(town.rng, town.period, day)
            if at is not None:
                body = VisitRecorded(basket(town.shelf, town.rng, day, NOBODY), receipt=_receipt(town.rng))
                yield _draft(town, None, body, at)
        day += timedelta(days=1)


def _receipt(rng: Random) -> str | None:
    return f"{rng.randrange(100_000, 1_000_000)}" if rng.random() < 0.9 else None


def _draft(town: Town, subject: str | None, body: Body, at: Instant) -> Draft:
    day = business_day(at, town.period.calendar)
    staff = None if isinstance(body, _OF_THE_OFFICE) else _on_shift(town, day)
    return Draft(uuid_at(town.rng, at), subject, STORE, staff, at, day, body)


def _on_shift(town: Town, day: date) -> str:
    """One of the three people who work that day."""
    everyone = town.names.staff
    return everyone[(day.toordinal() + town.rng.randrange(3)) % len(everyone)]
