"""The made-up store: the same from the same seed, in order, plausible in its sums, and nobody's phone in it."""

import re
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

from posdesk.demo import town
from posdesk.demo.cast import PHONES
from posdesk.demo.people import load_names
from posdesk.domain import codec
from posdesk.domain.business_day import DAY_MS, business_day
from posdesk.domain.facts import (
    Draft,
    LineKind,
    MemberEnrolled,
    OpeningRecorded,
    ProgramPublished,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.identity import is_fictional, normal_phone
from posdesk.domain.program_document import parse

UNTIL = 1_795_458_660_000  # Monday, Nov 23, 2026, 11:31 in Denver
TODAY = date(2026, 11, 23)
MANY = 500


@cache
def facts() -> tuple[Draft, ...]:
    return tuple(town.make_facts(7, UNTIL, MANY))


def enrolments() -> list[MemberEnrolled]:
    return [draft.body for draft in facts() if isinstance(draft.body, MemberEnrolled)]


def visits() -> list[tuple[Draft, VisitRecorded]]:
    return [(draft, draft.body) for draft in facts() if isinstance(draft.body, VisitRecorded)]


def visit_days() -> dict[str, list[date]]:
    days: dict[str, list[date]] = {}
    for draft, _ in visits():
        if draft.subject is not None:
            days.setdefault(draft.subject, []).append(draft.business_day)
    return days


def test_the_same_seed_makes_the_same_facts_to_the_last_id() -> None:
    assert list(town.make_facts(7, UNTIL, 60)) == list(town.make_facts(7, UNTIL, 60))


def test_another_seed_makes_other_facts_with_other_ids() -> None:
    first, second = ({draft.id for draft in town.make_facts(seed, UNTIL, 30)} for seed in (1, 2))
    assert not first & second


def test_everything_happened_in_order_within_two_years_and_before_now() -> None:
    times = [draft.occurred_at for draft in facts()]
    assert times == sorted(times)
    assert times[-1] < UNTIL
    assert facts()[0].business_day == TODAY - timedelta(days=730)
    assert {draft.id for draft in facts()}.__len__() == len(facts())


def test_the_last_day_is_today_and_its_visits_lie_behind() -> None:
    todays = [draft for draft, _ in visits() if draft.business_day == TODAY]
    assert todays
    assert all(draft.occurred_at < UNTIL - 10 * 60_000 for draft in todays)


@pytest.mark.parametrize("hours", [0, 7, 13, 16, 21])
def test_at_any_hour_of_the_day_there_has_been_a_morning(hours: int) -> None:
    until = UNTIL + hours * 3_600_000
    last = max(draft.business_day for draft in town.make_facts(7, until, 300))
    assert last == business_day(until, town.calendar())


def test_every_fact_lies_in_its_own_business_day_and_can_be_stored() -> None:
    for draft in facts():
        assert draft.business_day == business_day(draft.occurred_at, town.calendar())
        assert codec.checked_text(draft.body)


def test_nobody_can_be_reached_under_a_phone_of_the_town() -> None:
    phones = [body.phone for body in enrolments() if body.phone is not None]
    assert len(phones) == len(set(phones)) > MANY * 0.9
    for phone in [*phones, *PHONES]:
        assert re.fullmatch(r"\+1(303|720|970|719)555\d{4}", phone)
        assert not is_fictional(phone)
        assert normal_phone(phone) == phone


def test_names_are_of_many_origins_and_some_members_left_fields_empty() -> None:
    everyone = enrolments()
    names = [f"{body.first_name} {body.last_name}" for body in everyone]
    assert any("'" in name for name in names)
    assert any("-" in name for name in names)
    assert any(re.search("[À-ž]", name) for name in names)
    assert any(re.search("[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7a3]", name) for name in names)
    for field in ("email", "birthday", "card_code"):
        with_it = sum(getattr(body, field) is not None for body in everyone)
        assert 0.4 < with_it / len(everyone) < 0.95
    codes = [body.card_code for body in everyone if body.card_code is not None]
    assert len(codes) == len(set(codes))


def test_a_few_birthdays_are_this_week() -> None:
    week = {f"{TODAY + timedelta(days=ahead):%m-%d}" for ahead in range(7)}
    birthdays = [body.birthday for body in enrolments() if body.birthday is not None]
    assert 1 <= sum(birthday[-5:] in week for birthday in birthdays) <= 30


def test_most_members_come_back_and_many_have_lapsed() -> None:
    days = visit_days()
    returning = sum(len(set(each)) > 1 for each in days.values()) / len(days)
    lapsed = sum((TODAY - max(each)).days >= 75 for each in days.values()) / len(days)
    new = sum((TODAY - min(each)).days <= 60 for each in days.values()) / len(days)
    assert 0.75 < returning < 0.98
    assert 0.18 < lapsed < 0.45
    assert 0.06 < new < 0.25


def test_weekends_and_december_are_busier_and_some_visits_are_guests() -> None:
    on_weekday = Counter(draft.business_day.weekday() for draft, _ in visits())
    in_month = Counter(f"{draft.business_day:%Y-%m}" for draft, _ in visits())
    guests = sum(draft.subject is None for draft, _ in visits()) / len(visits())
    assert on_weekday[4] > on_weekday[0]
    assert in_month["2025-12"] > in_month["2025-11"]
    assert 0.02 < guests < 0.2


def test_baskets_hold_one_to_ten_products_at_prices_of_the_shelf_and_brands_have_their_friends() -> None:
    for _, body in visits():
        assert 1 <= len(body.lines) <= 10
        assert all(line.cents > 0 and line.kind is LineKind.PRODUCT and line.brand for line in body.lines)
    favourite = [
        Counter(line.brand for _, body in mine for line in body.lines).most_common(1)[0][1]
        / sum(len(body.lines) for _, body in mine)
        for mine in by_member().values()
        if len(mine) >= 10
    ]
    assert sum(share > 0.35 for share in favourite) / len(favourite) > 0.4


def by_member() -> dict[str, list[tuple[Draft, VisitRecorded]]]:
    found: dict[str, list[tuple[Draft, VisitRecorded]]] = {}
    for draft, body in visits():
        if draft.subject is not None:
            found.setdefault(draft.subject, []).append((draft, body))
    return found


def test_returns_and_voids_name_a_visit_that_was_there_before() -> None:
    recorded = {draft.id: (draft, body) for draft, body in visits()}
    returns = [draft for draft in facts() if isinstance(draft.body, VisitReturned)]
    voids = [draft for draft in facts() if isinstance(draft.body, VisitVoided)]
    assert returns
    assert voids
    for draft in [*returns, *voids]:
        assert isinstance(draft.body, VisitReturned | VisitVoided)
        visit, body = recorded[draft.body.visit or ""]
        assert visit.occurred_at < draft.occurred_at
        assert visit.subject == draft.subject
        if isinstance(draft.body, VisitReturned):
            assert set(draft.body.lines) <= set(body.lines)


def test_the_program_changed_once_and_some_brought_balances() -> None:
    programs = [parse(draft.body.document) for draft in facts() if isinstance(draft.body, ProgramPublished)]
    assert [program.version for program in programs] == [1, 2]
    assert any(isinstance(draft.body, OpeningRecorded) for draft in facts())


def test_several_people_work_behind_the_counter() -> None:
    assert {draft.staff for draft, _ in visits()} == set(load_names().staff)


def test_the_cast_has_the_past_that_the_story_needs() -> None:
    cast, days = town.cast_of(7, UNTIL), visit_days()
    assert len(set(days[cast.ten.resident.id])) == 9
    assert TODAY - max(days[cast.gone.resident.id]) == timedelta(days=94)
    assert cast.typed.resident.profile.birthday == "1987-11-26"
    assert all(max(days[player.resident.id]) < TODAY for player in cast.players())
    assert town.cast_of(7, UNTIL) == cast
    assert town.cast_of(7, UNTIL + DAY_MS) != cast
