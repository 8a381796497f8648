"""A hub and real registers: what both hold is equal after an exchange, counted the same, and clocks lie."""

from collections.abc import Callable
from datetime import date

import pytest

from db.hub import intake
from db.projections import rebuild
from db.replica import SqlReplica
from db.state import projection_lines
from posdesk.domain.business_day import business_day
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import Line, VisitRecorded
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.replication import Done, Outcome
from posdesk.sync.cycle import Cycle
from tests.builders import CALENDAR
from tests.db.hub.hubs import AHub, Speaker
from tests.db.tills import Till

Tills = Callable[..., Till]
ALL_DAYS = "1970-01-01", "9998-12-31"
HOUR = 3_600_000


def exchange(till: Till, at: Speaker) -> Done:
    return Cycle(at.hub, SqlReplica(till.store.ledger), till.clock).run()


def tally_here(till: Till) -> object:
    return SqlReplica(till.store.ledger).tally(*ALL_DAYS)


def tally_there(at: Speaker) -> object:
    return at.hub.tally(at.seen, *ALL_DAYS)


def test_after_an_exchange_both_hold_the_same_and_count_it_the_same(hub: AHub, tills: Tills) -> None:
    first, second = tills("register 1").opened(), tills("register 2")
    places = hub.register("register 1"), hub.register("register 2")
    maria = first.member()
    for days in range(5):
        first.visit(maria, days_ago=days)
        second.visit(None, days_ago=days)
    done = [exchange(first, places[0]), exchange(second, places[1]), exchange(first, places[0])]
    assert [(each.sent, each.came) for each in done] == [(8, 0), (5, 8), (0, 5)]
    assert tally_here(first) == tally_here(second) == tally_there(places[0])
    assert len(places[0].pull()) == 13
    assert first.projections() == second.projections()


def test_a_fact_more_on_one_side_shows_in_the_tally_of_its_day(hub: AHub, tills: Tills) -> None:
    till, at = tills("register 1").opened(), hub.register("register 1")
    exchange(till, at)
    till.visit(None, days_ago=2)
    here, there = tally_here(till), tally_there(at)
    assert isinstance(here, list)
    assert isinstance(there, list)
    (differing,) = [day for day in here if day not in there]
    assert differing.count == 1


def test_a_fact_from_the_future_is_given_the_hubs_time_and_day_and_the_register_learns_both(
    hub: AHub, tills: Tills
) -> None:
    till, at = tills("register 1").opened(), hub.register("register 1")
    exchange(till, at)
    till.clock.set(till.clock.now() + 400 * 24 * HOUR)
    visit = till.visit(till.member())
    assert exchange(till, at).sent == 2
    (placed,) = [one for one in at.pull() if decode_fact(one.line).id == visit.id]
    kept = decode_fact(placed.line)
    assert (kept.occurred_at, kept.corrected_at) == (visit.occurred_at, hub.clock.now())
    assert kept.business_day == business_day(hub.clock.now(), CALENDAR) == date(2026, 11, 23)
    assert till.store.ledger.fact(visit.id) == kept._replace(hub_epoch=1, hub_position=placed.position)
    assert tally_here(till) == tally_there(at)


def test_whoever_is_one_with_a_member_is_seen_when_the_hub_says_that_she_was(hub: AHub, tills: Tills) -> None:
    till, at = tills("register 1").opened(), hub.register("register 1")
    one, other = till.member("Ann", "Lee"), till.member("Ann", "Leigh")
    till.happened(MemberMerged(one, "the same person"), other)
    exchange(till, at)
    till.clock.set(till.clock.now() + 400 * 24 * HOUR)
    till.visit(other)
    exchange(till, at)
    reader = till.store.connections.reader
    kept = list(projection_lines(reader))
    rebuild(till.store)
    assert kept == list(projection_lines(reader))


@pytest.mark.parametrize(("ahead", "marked"), [(0, False), (intake.TOLERANCE, False), (intake.TOLERANCE + 1, True)])
def test_a_clock_a_little_ahead_is_believed(hub: AHub, ahead: int, marked: bool) -> None:
    at = hub.register()
    at.push(at.visit(at=hub.clock.now() + ahead))
    (placed,) = at.pull()
    assert (decode_fact(placed.line).corrected_at is not None) is marked


def test_without_a_known_zone_the_day_stays_and_with_one_it_is_that_of_the_store(hub: AHub) -> None:
    tomorrow = hub.clock.now() + 30 * HOUR
    at = hub.register()
    line = at.visit(at=tomorrow)
    at.push(line)
    at.push(at.opening())
    at.push(at.visit(at=tomorrow))
    days = [decode_fact(placed.line).business_day for placed in at.pull()]
    assert days == [date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 23)]
    assert at.outcomes(line) == [Outcome.ALREADY]  # as it was sent, it says the same


def test_a_correction_that_lies_in_the_future_itself_is_replaced_with_its_day_and_every_computer_can_read_it(
    hub: AHub,
) -> None:
    at, now = hub.register(), hub.clock.now()
    years_off, wrong = now + 9 * 365 * 24 * HOUR, now + 40 * 24 * HOUR
    fact = at.fact(VisitRecorded((Line(2500),)), at=years_off)
    fact = fact._replace(corrected_at=wrong, business_day=business_day(wrong, CALENDAR))
    at.push(encode_fact(fact))
    (placed,) = at.pull()
    assert decode_fact(placed.line).business_day == date(2026, 11, 23)


def test_a_clamped_fact_sent_again_with_or_without_its_mark_is_there_already(hub: AHub) -> None:
    at, other = hub.register(), hub.register("register 2")
    line = at.visit(at=hub.clock.now() + HOUR)
    at.push(line)
    (placed,) = at.pull()
    hub.clock.advance(600)
    assert at.outcomes(line, placed.line) == [Outcome.ALREADY, Outcome.ALREADY]
    assert other.outcomes(placed.line) == [Outcome.ALREADY]


def test_a_parked_fact_holds_up_no_exchange_and_stands_on_both_sides_once_it_may(hub: AHub, tills: Tills) -> None:
    till, at = tills("register 1").opened(), hub.register("register 1")
    visit = till.visit(None)
    other = encode_fact(visit._replace(body=VisitRecorded((Line(1),))))
    at.push(other)  # somebody came with another fact of this id
    done = exchange(till, at)
    assert [words for _, words in done.set_aside] == [intake.CONTRADICTS]
    assert tally_here(till) == tally_there(at)
    assert till.store.ledger.fact(visit.id) is not None


def test_a_hub_put_back_is_filled_again_by_the_registers(hub: AHub, tills: Tills) -> None:
    first, second = tills("register 1").opened(), tills("register 2")
    places = hub.register("register 1"), hub.register("register 2")
    exchange(first, places[0])
    head = hub.positions()[-1]
    for _ in range(3):
        first.visit(None)
        second.visit(None)
        exchange(first, places[0])
        exchange(second, places[1])
    before = {placed.line for placed in Speaker(places[0].hub, hub.clock, hub.ids).pull()}
    hub.put_back(head)
    second.visit(None)
    done = exchange(second, places[1])  # it alone brings back what both had
    assert (done.again, done.sent) == (8, 7)  # it knew nothing as old as the copy: two of them the hub had still
    exchange(first, places[0])
    after = {placed.line for placed in Speaker(places[0].hub, hub.clock, hub.ids).pull()}
    assert before < after
    assert len(after) == len(before) + 1
    assert tally_here(first) == tally_here(second) == tally_there(Speaker(places[0].hub, hub.clock, hub.ids))
    assert hub.attention() == ["rolled_back"]


def test_what_a_hub_set_aside_is_offered_again_once_it_was_put_back(hub: AHub, tills: Tills) -> None:
    till, at = tills("register 1").opened(), hub.register("register 1")
    exchange(till, at)
    head, replica, visit = hub.positions()[-1], SqlReplica(till.store.ledger), till.visit(None)
    line = encode_fact(visit)
    hub.register("register 2").push(encode_fact(visit._replace(body=VisitRecorded((Line(1),)))))
    answered = at.hub.push(replica.place().witnesses[0], [line])  # and then the line is cut: what stands never comes
    assert [verdict.outcome for verdict in answered.verdicts] == [Outcome.PARKED]
    replica.note_verdicts([visit.id], answered.verdicts, answered.head)
    assert replica.unsent_ids(0, 10)[0] == []
    hub.put_back(head)
    exchange(till, at)
    assert line in {placed.line for placed in Speaker(at.hub, hub.clock, hub.ids).pull()}
