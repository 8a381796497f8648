"""Closing a day: once, in order, numbered and chained; what comes later makes a revision."""

from datetime import date, timedelta

import pytest

from posdesk.domain.day_chain import loose
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.store_facts import DayClosed
from posdesk.office import day_close
from tests.reports.evenings import STORE, TODAY, YESTERDAY, Evening, an_evening


def refused(evening: Evening, day: date) -> RefusalCode:
    before = len(evening.shop.ledger.facts)
    with pytest.raises(Refused) as no:
        evening.close(day)
    assert len(evening.shop.ledger.facts) == before
    assert no.value.refusal.words.endswith(".")
    return no.value.refusal.code


def test_closes_are_numbered_without_gaps_and_each_names_the_one_before() -> None:
    evening = an_evening()
    first, second = evening.close(YESTERDAY), evening.close(TODAY)
    assert [first.closed.number, second.closed.number] == [1, 2]
    assert (first.closed.previous, second.closed.previous) == (None, first.hash)
    chain = day_close.chain_of(evening.days.closes(STORE))
    assert [report.hash for report in chain] == [first.hash, second.hash]
    assert loose([report.fact for report in chain]) == []


def test_a_close_that_was_changed_breaks_the_chain_behind_it() -> None:
    evening = an_evening()
    first, second = evening.close(YESTERDAY), evening.close(TODAY)
    changed = first.fact._replace(staff="somebody else")
    assert loose([changed, second.fact]) == [second.fact]
    assert loose([second.fact]) == [second.fact]


@pytest.mark.rule("VS07")
def test_a_day_is_closed_once() -> None:
    evening = an_evening()
    evening.close()
    assert refused(evening, TODAY) == RefusalCode.ALREADY_CLOSED


def test_a_day_in_the_future_is_not_closed() -> None:
    assert refused(an_evening(), TODAY + timedelta(days=1)) == RefusalCode.FUTURE_DAY


def test_a_day_before_the_last_closed_one_stays_without() -> None:
    evening = an_evening()
    evening.close(TODAY)
    assert refused(evening, YESTERDAY) == RefusalCode.DAY_PASSED


def test_a_clock_behind_the_last_close_closes_nothing() -> None:
    evening = an_evening()
    evening.close(YESTERDAY)
    evening.shop.clock.advance(-10)
    assert refused(evening, TODAY) == RefusalCode.CLOCK_BEHIND


def test_looking_at_a_day_changes_nothing() -> None:
    evening = an_evening()
    evening.shop.visit(evening.shop.member("Maria", "Gomez"), 10_00)
    before = dict(evening.shop.ledger.facts)
    evening.report()
    assert evening.shop.ledger.facts == before


@pytest.mark.rule("VS07")
def test_what_comes_after_the_close_leaves_it_and_revision_2_names_it() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    evening.bought(maria)
    evening.close()
    as_closed = evening.report()
    late = evening.bought(maria, at="2026-11-23 11:05")
    assert evening.report().head.unnamed == 1
    revised = evening.revise()
    assert (revised.closed.number, revised.closed.revision, revised.closed.late) == (1, 2, (late,))
    first, second = evening.report(revision=1), evening.report()
    assert first.totals == as_closed.totals
    assert (first.totals.receipts, first.owed) == (1, as_closed.owed)
    assert (second.totals.receipts, second.totals.visits, second.head.revision) == (2, 1, 2)
    assert [late_fact.fact for late_fact in second.revisions[1].late] == [late]
    assert second.owed.closing > first.owed.closing
    assert loose(evening.days.closes(STORE)) == []


@pytest.mark.rule("VS07")
def test_nothing_late_and_nothing_closed_makes_no_revision() -> None:
    evening = an_evening()
    with pytest.raises(Refused) as no:
        evening.revise()
    assert no.value.refusal.code == RefusalCode.NOT_CLOSED
    evening.close()
    with pytest.raises(Refused) as no:
        evening.revise()
    assert no.value.refusal.code == RefusalCode.NOTHING_LATE


@pytest.mark.rule("VS07")
def test_of_two_registers_that_closed_a_day_without_each_other_the_first_stands_everywhere() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    evening.bought(maria)
    ours = evening.close()
    earlier = _by_another(ours.fact)
    evening.shop.ledger.facts[earlier.id] = earlier
    (stands,) = day_close.standing(evening.days, STORE, TODAY).reports
    assert stands.fact.id == earlier.id
    evening.shop.clock.advance(24 * 60)
    following = evening.close(TODAY + timedelta(days=1))
    assert (following.closed.number, following.closed.previous) == (2, stands.hash)


def _by_another(fact: Fact) -> Fact:
    """The same close, made a little before at another register."""
    id = "00000000-0000-7000-8000-00000000abcd"
    body = fact.body
    assert isinstance(body, DayClosed)
    return fact._replace(id=id, register="register 2", occurred_at=fact.occurred_at - 1000)


@pytest.mark.rule("VS07", "LG03")
def test_a_late_fact_of_an_earlier_day_changes_no_closed_report() -> None:
    evening = an_evening()
    maria = evening.shop.member("Maria", "Gomez")
    evening.bought(maria, at="2026-11-23 11:00")
    evening.close()
    before = evening.report()
    evening.bought(maria, at="2026-11-16 11:00")
    evening.bought(maria, at="2026-11-22 11:00")
    assert evening.report() == before
    assert evening.report(as_now=True).owed.opening > before.owed.opening
