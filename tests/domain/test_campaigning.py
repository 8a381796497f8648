"""What a campaign means for one member: its window, trigger, limits, versions, holdout and groups."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.business_day import Instant
from posdesk.domain.campaign_document import parse
from posdesk.domain.campaigning import Here, Kept, side
from posdesk.domain.campaigns import State
from posdesk.domain.clauses import ClauseCode, failing
from posdesk.domain.facts import MemberField, RedemptionVoided
from posdesk.domain.figures import Column
from posdesk.domain.program import BirthdayRule
from tests.domain.campaigners import FIVE, MARCH, Campaigner, document, met
from tests.domain.histories import MEMBER, a_program, milestone, moment, tiers
from tests.domain.regulars import Regular

BEGAN: Instant = 0
HERE = Here(BEGAN, "denver-1", date(2026, 3, 10), time(12))
QUESTION = '[campaign.question]\nfield = "interests"\nwords = "What do you like best?"\n'


def published(own: str = "", tables: str = FIVE) -> Campaigner:
    """One campaign, published on the second of January."""
    shop = Campaigner()
    shop.publish(document(own, tables))
    return shop


def why_not(shop: Campaigner, her: Regular, when: str = MARCH, place: Here | None = None) -> list[ClauseCode]:
    answer = shop.the(her, when, place)
    return [clause.code for clause in failing(answer.why)]


def used(her: Regular, when: str, n: int = 1, name: str = "spring") -> str:
    return her.redeemed(when, award=(f"campaign:{name}", n), reward=f"campaign:{name}:1")


def test_a_campaign_without_an_audience_is_for_everybody_and_its_use_has_a_key() -> None:
    answer = published().the(Regular())
    assert answer.why.holds
    award = answer.award(date(2026, 3, 10))
    assert (award.rule.id, award.rule.version, award.n, award.reward) == ("campaign:spring", 1, 1, "campaign:spring:1")


@pytest.mark.rule("CM10")
def test_an_expired_campaign_is_not_applied_whatever_has_been_heard_of_it_since() -> None:
    shop = published("first_day = 2026-03-01\nlast_day = 2026-03-10")
    assert shop.one(Regular(), "2026-02-28 12:00") is None
    assert shop.gets(Regular(), "2026-03-01 12:00")
    assert shop.gets(Regular(), "2026-03-11 03:59")  # the business day of the tenth
    assert shop.one(Regular(), "2026-03-11 04:00") is None
    assert shop.calendar.state("spring", moment("2026-03-11"), date(2026, 3, 11)) is State.ENDED


def test_it_is_on_at_its_stores_weekdays_and_hours_only() -> None:
    shop, her = published('stores = ["denver-1"]\nweekdays = ["tuesday"]\nhours = ["12:00", "14:00"]'), Regular()
    assert shop.gets(her, "2026-03-10 13:59")
    assert why_not(shop, her, "2026-03-10 14:00") == [ClauseCode.HOURS]
    assert why_not(shop, her, "2026-03-11 12:00") == [ClauseCode.WEEKDAY]
    elsewhere = shop.all(her, store="boulder-1")[0]
    assert [clause.code for clause in failing(elsewhere.why)] == [ClauseCode.STORE]


def test_paused_it_rests_resumed_it_goes_on_and_ended_it_is_over() -> None:
    shop, her = published(), Regular()
    shop.change("spring", State.PAUSED, "2026-03-01 12:00")
    shop.change("spring", State.RUNNING, "2026-03-05 12:00")
    shop.change("spring", State.ENDED, "2026-03-20 12:00")
    assert [shop.gets(her, f"2026-03-{day:02} 13:00") for day in (1, 4, 5, 19, 20)] == [False, False, True, True, False]


@pytest.mark.rule("CM09")
def test_the_version_that_was_shown_is_honoured_until_its_own_end() -> None:
    shop, shown, new = published("last_day = 2026-03-31"), Regular(), Regular()
    met(shown, "2026-03-01", "spring")
    shop.publish(document("last_day = 2026-03-15", FIVE.replace("$5", "$1"), version=2), "2026-03-05")
    for her, version in ((shown, 1), (new, 2)):
        answer = shop.the(her)
        assert answer.campaign.version == version
    assert shop.gets(shown, "2026-03-31 12:00")
    assert shop.one(new, "2026-03-16 12:00") is None
    assert shop.one(shown, "2026-04-01 12:00") is None


@pytest.mark.rule("CM09")
def test_a_version_without_an_end_is_honoured_for_thirty_days_after_the_next_one() -> None:
    shop, her = published(), Regular()
    met(her, "2026-02-01", "spring")
    shop.publish(document(version=2), "2026-03-01")
    assert [shop.the(her, f"2026-03-{day} 12:00").campaign.version for day in (30, 31)] == [1, 1]
    assert shop.the(her, "2026-04-01 12:00").campaign.version == 2


def test_a_version_for_later_leaves_the_one_before_in_force_until_it_begins() -> None:
    shop, her = published("last_day = 2026-03-31"), Regular()
    shop.publish(document("first_day = 2026-04-10", version=2), "2026-03-05")
    assert shop.the(her, "2026-03-31 12:00").campaign.version == 1
    assert shop.one(her, "2026-04-05 12:00") is None
    at, day = moment("2026-04-05"), date(2026, 4, 5)
    assert shop.calendar.state("spring", at, day) is State.SCHEDULED
    assert shop.the(her, "2026-04-10 12:00").campaign.version == 2


@pytest.mark.rule("CM09")
def test_what_was_kept_from_a_member_was_not_shown_to_her() -> None:
    shop, her = published(), Regular()
    met(her, "2026-02-01", "spring", held_out=True)
    shop.publish(document(version=2), "2026-03-01")
    assert shop.the(her).campaign.version == 2


def test_of_a_campaign_that_was_ended_nothing_is_honoured() -> None:
    shop, her = published(), Regular()
    met(her, "2026-02-01", "spring")
    shop.publish(document(version=2), "2026-03-01")
    shop.change("spring", State.ENDED, "2026-03-02")
    assert shop.one(her) is None


def test_a_use_is_once_for_ever_and_its_void_gives_it_back() -> None:
    shop, her = published(), Regular()
    visit = her.visit("2026-03-09 12:00", "$20")
    her.redeemed("2026-03-09 12:00", award=("campaign:spring", 1), reward="campaign:spring:1", visit=visit)
    assert why_not(shop, her) == [ClauseCode.MEMBER_LIMIT]
    her.voided("2026-03-09 13:00", visit)
    assert shop.gets(her)


def test_what_renews_each_month_is_there_again_on_its_first_day_and_ends_with_the_month() -> None:
    shop, her = published("", FIVE + '[campaign.limits]\nper_member = 2\nrenews = "month"\n'), Regular()
    month = 2026 * 12 + 3
    first = shop.the(her)
    assert (first.n, first.until) == (month * 1000 + 1, date(2026, 3, 31))
    used(her, "2026-03-05", month * 1000 + 1)
    assert shop.the(her).n == month * 1000 + 2
    used(her, "2026-03-06", month * 1000 + 2)
    assert why_not(shop, her) == [ClauseCode.MEMBER_LIMIT]
    assert shop.the(her, "2026-04-01 12:00").n == (month + 1) * 1000 + 1


@pytest.mark.rule("CM08")
def test_the_limits_of_all_members_together_count_what_was_used_and_offline_what_the_hub_allowed() -> None:
    shop = published("", FIVE + "[campaign.limits]\nper_day = 2\ntotal = 3\n")
    her, day = Regular(), date(2026, 3, 10)
    here = replace(HERE, uses={"campaign:spring": {("denver-1", day): 1, ("boulder-1", day): 1}})
    assert shop.the(her, place=here).why.holds
    full = replace(HERE, uses={"campaign:spring": {("denver-1", day): 2}})
    assert why_not(shop, her, place=full) == [ClauseCode.DAY_LIMIT]
    over = replace(HERE, uses={"campaign:spring": {("boulder-1", day): 3}})
    assert why_not(shop, her, place=over) == [ClauseCode.TOTAL_LIMIT]
    offline = replace(HERE, online=False)
    assert why_not(shop, her, place=offline) == [ClauseCode.ALLOWANCE]
    assert shop.the(her, place=replace(offline, allowances={"campaign:spring": 1})).why.holds


@pytest.mark.rule("CM07")
@given(st.lists(st.uuids().map(str), min_size=1, max_size=40), st.integers(0, 90))
def test_a_holdout_depends_on_the_member_and_the_salt_alone(members: list[str], percent: int) -> None:
    one = parse(document(f'holdout_percent = {percent}\nsalt = "a"'))
    same = parse(document(f'holdout_percent = {percent}\nsalt = "a"', name="other", version=7))
    assert [side(one, [member]) for member in members] == [side(same, [member]) for member in members]
    more = replace(one, holdout_percent=min(percent + 5, 90))
    assert all(side(more, [member]) is Kept.HELD_OUT for member in members if side(one, [member]) is Kept.HELD_OUT)


@pytest.mark.rule("CM07")
def test_about_as_many_are_held_out_as_it_says_and_another_salt_holds_out_others() -> None:
    one = parse(document('holdout_percent = 20\nsalt = "a"'))
    members = [f"member {number}" for number in range(5000)]
    out = {member for member in members if side(one, [member]) is Kept.HELD_OUT}
    assert 900 < len(out) < 1100
    others = {member for member in members if side(replace(one, salt="b"), [member]) is Kept.HELD_OUT}
    assert 100 < len(out & others) < 300


@pytest.mark.rule("CM07")
def test_who_was_treated_and_held_out_before_a_merge_is_treated_and_marked() -> None:
    one = parse(document('holdout_percent = 50\nsalt = "a"'))
    members = [f"member {number}" for number in range(50)]
    treated = next(member for member in members if side(one, [member]) is Kept.TREATED)
    out = next(member for member in members if side(one, [member]) is Kept.HELD_OUT)
    assert side(one, [treated, out]) is Kept.MIXED


@pytest.mark.rule("CM07")
def test_a_member_who_is_held_out_does_not_get_it_and_only_then_counts_as_held_out() -> None:
    shop = published(
        'holdout_percent = 90\nsalt = "a"', '[campaign.where]\nall = [{ field = "visits", at_least = 1 }]\n' + FIVE
    )
    her = Regular()
    assert side(shop.versions["spring"][0].campaign, [MEMBER]) is Kept.HELD_OUT
    answer = shop.the(her)
    assert not answer.held_out
    her.visit("2026-03-01 12:00", "$10")
    answer = shop.the(her)
    assert answer.held_out
    assert not answer.why.holds
    assert not answer.not_yet


def test_of_a_group_the_first_by_priority_and_then_id_wins_and_the_other_names_it() -> None:
    shop = Campaigner()
    for name, priority in (("a", 50), ("b", 60), ("c", 60)):
        shop.publish(document(f'group = "spring"\npriority = {priority}', name=name))
    her = Regular()
    assert [answer.campaign.id for answer in shop.all(her) if answer.why.holds] == ["b"]
    lost = next(failing(shop.the(her, name="a").why))
    assert (lost.code, lost.seen) == (ClauseCode.CAMPAIGN_GROUP, "Spring 1")
    used(her, "2026-03-09", name="b")
    assert [answer.campaign.id for answer in shop.all(her) if answer.why.holds] == ["c"]


@pytest.mark.parametrize(
    ("day", "gets"), [("2026-02-19", False), ("2026-02-20", True), ("2026-03-01", True), ("2026-03-02", False)]
)
@pytest.mark.rule("DT06")
def test_days_after_joining_run_from_the_first_to_before_the_last(day: str, gets: bool) -> None:
    shop = published("", '[campaign.when]\ntrigger = "joined"\nfirst = 50\nlast = 60\n' + FIVE)
    assert shop.gets(Regular(), f"{day} 12:00") is gets
    assert not gets or shop.the(Regular(), f"{day} 12:00").until == date(2026, 3, 1)


JOINED = '[campaign.when]\ntrigger = "joined"\nfirst = 50\nlast = 60\n' + QUESTION + FIVE


@pytest.mark.rule("DT06")
def test_an_answer_within_the_days_pays_and_on_the_sixtieth_it_pays_nothing() -> None:
    shop, in_time, late = published("", JOINED), Regular(), Regular()
    assert shop.the(in_time, "2026-02-20 12:00").asks
    in_time.told("2026-03-01 12:00", MemberField.INTERESTS, "edibles")
    late.told("2026-03-02 12:00", MemberField.INTERESTS, "edibles")
    paid = shop.the(in_time, "2026-03-20 12:00")
    assert paid.why.holds
    assert not paid.asks
    assert paid.until == date(2026, 3, 31)
    assert why_not(shop, late, "2026-03-03 12:00") == [ClauseCode.TOLD_IN_TIME]


@pytest.mark.rule("DT06")
def test_cleared_and_told_again_it_pays_nothing_more() -> None:
    shop, her = published("", JOINED), Regular()
    her.told("2026-02-21 12:00", MemberField.INTERESTS, "edibles")
    used(her, "2026-02-21")
    her.told("2026-02-22 12:00", MemberField.INTERESTS, None)
    her.told("2026-02-23 12:00", MemberField.INTERESTS, "flower")
    assert why_not(shop, her, "2026-02-24 12:00") == [ClauseCode.MEMBER_LIMIT]


@pytest.mark.rule("DT06")
def test_what_was_told_before_the_campaign_pays_nothing_and_is_not_asked() -> None:
    shop = Campaigner()
    shop.publish(document("", QUESTION + FIVE), "2026-03-01")
    before, after = Regular(interests="flower"), Regular()
    assert why_not(shop, before) == [ClauseCode.TOLD_IN_TIME]
    after.told("2026-03-05 12:00", MemberField.INTERESTS, "edibles")
    assert shop.gets(after)


BIRTHDAY = '[campaign.when]\ntrigger = "birthday"\nfirst = 7\nlast = 7\n' + FIVE


@pytest.mark.rule("DT03")
def test_a_birthday_week_crosses_the_end_of_the_year_and_pays_once() -> None:
    shop, her = published("", BIRTHDAY), Regular(birthday="1990-01-02")
    assert not shop.gets(her, "2026-12-25 12:00")
    before, after = shop.the(her, "2026-12-26 12:00"), shop.the(her, "2027-01-09 12:00")
    assert before.n == after.n == 2027 * 1000 + 1
    assert before.until == date(2027, 1, 9)
    used(her, "2026-12-27", before.n)
    assert why_not(shop, her, "2027-01-03 12:00") == [ClauseCode.MEMBER_LIMIT]
    assert shop.gets(her, "2027-12-30 12:00")


@pytest.mark.rule("DT04")
def test_a_birthday_told_less_than_thirty_days_before_waits_a_year() -> None:
    shop = published("", BIRTHDAY)
    for told, gets in (("2026-02-08", True), ("2026-02-09", False)):
        her = Regular(a_program(birthday=None))
        her.told(f"{told} 12:00", MemberField.BIRTHDAY, "1990-03-10")
        assert shop.gets(her) is gets
    assert shop.gets(her, "2027-03-10 12:00")


def test_the_days_a_birthday_has_to_settle_are_told_with_the_place() -> None:
    shop, her = published("", BIRTHDAY), Regular()
    her.told("2026-03-01 12:00", MemberField.BIRTHDAY, "1990-03-10")
    assert why_not(shop, her) == [ClauseCode.BIRTHDAY_SETTLED]
    soon = replace(HERE, settle_days=BirthdayRule(milestone().award, settle_days=5).settle_days)
    assert shop.the(her, place=soon).why.holds


def test_near_a_milestone_it_is_said_on_one_day_of_each_way_to_it() -> None:
    words = '[campaign.when]\ntrigger = "milestone_near"\nmilestone = "tenth"\nnear = 5\n'
    shop, her = published("", words), Regular(a_program(milestones=(milestone("tenth", every=10),)))
    her.daily_visits(4, "2026-01-05")
    assert why_not(shop, her, "2026-01-20 12:00") == [ClauseCode.FIELD]
    her.visit("2026-01-21 12:00", "$5")
    fifth = shop.the(her, "2026-01-21 13:00")
    assert fifth.why.holds
    assert fifth.n == 1001
    met(her, "2026-01-21 13:00", "spring", n=1001)
    assert shop.gets(her, "2026-01-21 15:00")
    her.visit("2026-01-22 12:00", "$5")
    assert why_not(shop, her, "2026-01-22 13:00") == [ClauseCode.MEMBER_LIMIT]
    her.daily_visits(9, "2026-02-01")
    again = shop.the(her, "2026-02-20 12:00")
    assert again.why.holds
    assert again.n == 2001


def test_after_a_milestone_it_is_there_for_its_days_and_once_for_each() -> None:
    tables = '[campaign.when]\ntrigger = "milestone_reached"\nmilestone = "third"\nlast = 10\n' + FIVE
    shop, her = published("", tables), Regular(a_program(milestones=(milestone("third", every=3),)))
    her.daily_visits(3, "2026-01-05")
    answer = shop.the(her, "2026-01-17 12:00")
    assert answer.why.holds
    assert answer.until == date(2026, 1, 17)
    assert why_not(shop, her, "2026-01-18 12:00") == [ClauseCode.FIELD]
    used(her, "2026-01-10", answer.n)
    assert why_not(shop, her, "2026-01-11 12:00") == [ClauseCode.MEMBER_LIMIT]
    her.daily_visits(3, "2026-02-05")
    assert shop.the(her, "2026-02-08 12:00").n == 2001


def test_a_lapse_is_by_the_members_own_rhythm_and_each_one_is_another() -> None:
    shop, her = published("", '[campaign.when]\ntrigger = "lapse"\npercent = 200\n' + FIVE), Regular()
    for day in ("2026-01-05", "2026-01-12", "2026-01-19"):
        her.visit(f"{day} 12:00", "$20")
    assert why_not(shop, her, "2026-02-01 12:00") == [ClauseCode.FIELD]
    first = shop.the(her, "2026-02-02 12:00")
    assert first.why.holds
    her.visit("2026-02-02 13:00", "$20")
    assert why_not(shop, her, "2026-02-03 12:00") == [ClauseCode.FIELD]
    second = shop.the(her, "2026-03-20 12:00")
    assert second.why.holds
    assert second.n != first.n


def test_a_tier_is_come_to_on_its_day_and_who_began_there_never_came_to_it() -> None:
    tables = '[campaign.when]\ntrigger = "tier_entry"\nlast = 14\n' + FIVE
    shop, her = published("", tables), Regular(a_program(tiers=tiers(100_00)))
    assert why_not(shop, her) == [ClauseCode.FIELD]
    her.visit("2026-03-01 12:00", "$100")
    answer = shop.the(her, "2026-03-15 12:00")
    assert answer.why.holds
    assert answer.until == date(2026, 3, 15)
    assert her.figures(MARCH).values[Column.TIER_SINCE] == date(2026, 3, 1)
    assert not shop.gets(her, "2026-03-16 12:00")


def test_not_yet_is_what_visits_or_money_would_bring_and_nothing_else() -> None:
    close = '[campaign.where]\nall = [{ field = "visits", at_least = 2 }]\n' + FIVE
    her = Regular()
    assert published("", close).the(her).not_yet
    assert not published("not_yet = false", close).the(her).not_yet
    days = '[campaign.where]\nall = [{ field = "days_since_joining", at_least = 400 }]\n' + FIVE
    assert not published("", days).the(her).not_yet


def test_a_text_is_not_for_the_counter_but_is_answered_when_all_are_asked() -> None:
    text = 'channels = ["text"]\nmessage = "Hi {name}"'
    shop = Campaigner()
    shop.publish(document(text, FIVE).replace('say = "Spring!"\n', ""))
    assert shop.gets(Regular())


@pytest.mark.rule("DT06")
def test_an_answer_on_the_evening_it_was_published_pays_though_it_is_the_next_day_in_utc() -> None:
    shop, her = Campaigner(), Regular(joined="2026-01-01 12:00")
    shop.publish(document("", QUESTION + FIVE), "2026-02-24 20:00")
    her.told("2026-02-24 20:10", MemberField.INTERESTS, "edibles")
    assert shop.gets(her, "2026-02-24 20:20")


@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["use", "use", "void"])), max_size=12))
def test_however_it_is_used_and_undone_nobody_has_it_more_often_than_the_limit_and_no_key_stands_twice(
    story: list[tuple[int, str]],
) -> None:
    shop, her = published("", FIVE + '[campaign.limits]\nper_member = 2\nrenews = "month"\n'), Regular()
    day, standing = date(2026, 1, 5), dict[str, int]()
    for days, what in story:
        day += timedelta(days=days)
        answer = shop.the(her, f"{day} 12:00")
        assert answer.why.holds is (sum(n // 1000 == answer.n // 1000 for n in standing.values()) < 2)
        if what == "void" and standing:
            undone = next(iter(standing))
            del standing[undone]
            her.happened(f"{day} 12:00", RedemptionVoided(undone, "a mistake"))
        elif answer.why.holds:
            assert answer.n not in standing.values()
            standing[used(her, f"{day} 12:00", answer.n)] = answer.n
