"""Awards and their uses, told whole: from a milestone, a tier, a manager; used, over, never earned."""

from datetime import date

from posdesk.domain.given_facts import AwardGiven
from posdesk.domain.program import AwardRule, Tier
from posdesk.domain.standing import ExceptionKind, RedemptionOutcome
from tests.domain.histories import History, a_program, milestone


def test_a_use_is_told_whole() -> None:
    history = History(a_program(milestones=(milestone("first", at=1),)))
    earned = history.visit("2026-01-01", "$10")
    visit = "00000000-0000-7000-9000-000000000001"
    used = history.redeemed(
        "2026-01-02", 4_00, reward="ten", award=("first", 1), visit=visit, value_cents=7_00, code="SPRING1"
    )
    history.visit("2026-01-02", "$20", id=visit, discount_cents=7_00)
    (use,) = history.standing("2026-01-03").redemptions
    assert use == RedemptionOutcome(
        fact_id=used,
        day=date(2026, 1, 2),
        store="denver-1",
        register="register 1",
        staff=None,
        reward="ten",
        title="a treat",
        visit=visit,
        award_rule="first",
        award_n=1,
        points=4_00,
        given_back=0,
        value_cents=7_00,
        standing=True,
        double=False,
        unearned=False,
        handed_over=True,
        lots=((earned, 4_00),),
        code="SPRING1",
    )
    history.voided("2026-01-04", visit)
    (use,) = history.standing("2026-01-05").redemptions
    assert (use.standing, use.points, use.lots, use.unearned) == (False, 0, (), False)


def test_an_award_that_was_never_earned_is_an_exception_once_it_is_used() -> None:
    history = History(a_program(milestones=(milestone("first", at=5),)))
    history.visit("2026-01-01", "$10")
    used = history.redeemed("2026-01-02", award=("first", 1), value_cents=7_00)
    (line,) = history.standing("2026-01-03").exceptions
    assert (line.kind, line.fact, line.day, line.amount) == (
        ExceptionKind.REDEEMED_NOT_EARNED, used, date(2026, 1, 2), 7_00
    )  # fmt: skip


def test_a_given_award_has_its_own_key_and_end_and_is_used_once() -> None:
    history = History(a_program(version=5))
    fact = history.happened("2026-01-01", AwardGiven("ten", "$10 off", "sorry", valid_until=date(2026, 1, 9)))
    (award,) = history.standing("2026-01-05").awards
    assert (award.rule.id, award.rule.version, award.n, award.title, award.reward) == (
        f"given:{fact}", 5, 1, "$10 off", "ten"
    )  # fmt: skip
    assert (award.earned_by, award.earned_on, award.valid_until, award.source) == (
        fact, date(2026, 1, 1), date(2026, 1, 9), "given"
    )  # fmt: skip
    assert history.award_states("2026-01-10") == {(f"given:{fact}", 1): "expired"}
    used = history.redeemed("2026-01-05", award=(f"given:{fact}", 1))
    (award,) = history.standing("2026-01-10").awards
    assert (award.state, award.redeemed_by) == ("redeemed", used)


def test_a_tier_entry_award_is_told_whole_and_counts_its_days_from_the_visit_that_led_there() -> None:
    ladder = (Tier("base", "Base", 0), Tier("gold", "Gold", 50_00, 100, AwardRule("Welcome", 10, "ten")))
    history = History(a_program(version=6, tiers=ladder))
    visit = history.visit("2026-01-01", "$50")
    (award,) = history.standing("2026-01-02").awards
    assert (award.rule.id, award.rule.version, award.n, award.title, award.reward, award.earned_by) == (
        "tier:gold", 6, 1, "Welcome", "ten", visit
    )  # fmt: skip
    assert (award.earned_on, award.valid_until, award.source) == (date(2026, 1, 1), date(2026, 1, 11), "tier")
