"""In quiet moments what business days come to is kept, a piece at a time; what comes in between is not missed."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

import pytest

from db import sum_filing
from db.quiet import AIM, INTERRUPTED, Rounds, days_in_pieces
from posdesk.domain.business_day import DAY_MS
from posdesk.domain.facts import Line, StoreOpened, VisitRecorded, VisitVoided
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.signals import StoreDay, summed
from tests.builders import CALENDAR
from tests.db.tills import Till

TODAY = date(2026, 11, 23)
LONG_AGO = TODAY - timedelta(days=400)


def kept(till: Till) -> list[int]:
    """How many days ago it was, of each day whose sums are kept."""
    days = sum_filing.kept(till.store.connections.reader, LONG_AGO, TODAY)
    return sorted(TODAY.toordinal() - day for day in days)


def stale(till: Till) -> int:
    found: int = till.writer.execute("SELECT count(*) FROM member_days_stale").fetchone()[0]
    return found


def sums(till: Till) -> list[StoreDay]:
    days = till.store.days
    return list(days.sums(LONG_AGO, TODAY, None, days.adding()))


def added_up(till: Till) -> list[StoreDay]:
    """From the facts, whatever is kept."""
    days = till.store.days
    return [each for facts in days.facts(LONG_AGO, TODAY, None) for each in summed(facts, days.adding())]


def with_days(till: Till) -> str:
    """A member who came on three days before today, and today; each day has more facts than one piece."""
    till.opened()
    maria = till.member("Maria")
    for days_ago in (0, 1, 2, 3):
        at = till.clock.now() - days_ago * DAY_MS
        bodies = [VisitRecorded((Line(1000 + number),)) for number in range(120)]
        till.store.ledger.append([till.draft(body, maria, at=at + number) for number, body in enumerate(bodies)])
    return maria


def test_a_quiet_moment_keeps_everybodys_days_and_the_sums_of_the_days_before_today(till: Till) -> None:
    with_days(till)
    till.quiet()
    assert kept(till) == [1, 2, 3, 30, 365]
    assert stale(till) == 0
    assert sums(till) == added_up(till)


def voided(till: Till, member: str) -> None:
    visit = till.visit(member, days_ago=2)
    till.happened(VisitVoided(visit.id, "x"), member, at=visit.occurred_at + 1)


def merged(till: Till, member: str) -> None:
    till.happened(MemberMerged(till.member("Mary"), "x"), member)


COMES_IN_BETWEEN: list[Callable[[Till, str], object]] = [
    lambda till, member: till.visit(member, days_ago=1),
    lambda till, member: till.visit(member, days_ago=3),
    voided,
    merged,
    lambda till, _: till.happened(StoreOpened("Corner Leaf", "Asia/Tokyo", CALENDAR.cut_off)),
]


@pytest.mark.rule("VS07", "LG02")
@pytest.mark.parametrize("comes", COMES_IN_BETWEEN)
def test_what_comes_between_two_pieces_is_in_what_is_kept(till: Till, comes: Callable[[Till, str], object]) -> None:
    maria, number = with_days(till), 0
    whole = len(list(days_in_pieces(till.store.days, TODAY)))
    for number in range(0, whole + 1, 3):
        with till.store.days.door:
            till.writer.execute("DELETE FROM store_days")
        pieces = days_in_pieces(till.store.days, TODAY)
        for _ in zip(range(number), pieces, strict=False):
            pass
        comes(till, maria)
        for _ in pieces:
            pass
        assert sums(till) == added_up(till), f"after {number} pieces"
    assert number > 10


def test_two_who_add_up_the_same_day_do_not_keep_what_is_old(till: Till) -> None:
    maria = with_days(till)
    first = days_in_pieces(till.store.days, TODAY)
    for _ in zip(range(6), first, strict=False):
        pass
    till.visit(maria, days_ago=1)
    second = days_in_pieces(till.store.days, TODAY)
    for _ in zip(range(6), second, strict=False):
        pass
    for pieces in (first, second):
        for _ in pieces:
            pass
        assert sums(till) == added_up(till)


def test_a_day_that_takes_back_what_is_not_here_is_not_kept_and_not_tried_again(till: Till) -> None:
    till.opened()
    nowhere = till.ids.new(till.clock.now())
    till.happened(VisitVoided(nowhere, "x"), at=till.clock.now() - DAY_MS)
    till.quiet()
    assert 1 not in kept(till)
    pieces = len(list(days_in_pieces(till.store.days, TODAY)))
    till.visit(None, days_ago=2)
    assert len(list(days_in_pieces(till.store.days, TODAY))) > pieces, "another day is still added up"
    till.quiet()
    assert 1 not in kept(till)
    assert sums(till) == added_up(till)


def test_a_store_that_is_not_set_up_has_nothing_to_keep(till: Till) -> None:
    till.quiet()
    assert kept(till) == []


def pieces_noted(done: list[int]) -> Iterator[None]:
    for number in range(5):
        done.append(number)
        yield


def test_a_step_ends_when_its_time_is_over_and_the_next_goes_on(till: Till) -> None:
    done: list[int] = []
    ticks = count(0)
    rounds = Rounds(lambda: next(ticks) * AIM / 2)
    assert rounds.go_on(lambda: pieces_noted(done))
    assert done == [0, 1]
    while rounds.go_on(lambda: pieces_noted(done)):
        pass
    assert done == [0, 1, 2, 3, 4]


def test_what_was_interrupted_begins_anew() -> None:
    done: list[int] = []
    times = iter([0.0, AIM, AIM + 2 * INTERRUPTED, 2 * AIM + 2 * INTERRUPTED])
    rounds = Rounds(lambda: next(times))
    assert rounds.go_on(lambda: pieces_noted(done))
    assert rounds.go_on(lambda: pieces_noted(done))
    assert done == [0, 0]


def test_what_fails_is_not_gone_on_with() -> None:
    def trouble() -> Iterator[None]:
        yield
        raise OSError

    rounds = Rounds(lambda: 0.0)
    with pytest.raises(OSError):
        rounds.go_on(trouble)
    assert not rounds.go_on(lambda: iter(()))
