"""Where a segment of all members begins and ends, on days and amounts laid out by hand."""

from collections.abc import Sequence

import pytest
from sqlalchemy import literal, select

from db.engine import bound
from db.segment_sources import floored
from posdesk.domain.facts import Line, MemberEnrolled, VisitRecorded
from posdesk.domain.segments import Asks, Comparison, Needed, Span, Window
from tests.db.tills import Till

DAY_MS = 86_400_000
JOINED_DAYS_AGO = 100
LEAST, MOST = Comparison.AT_LEAST, Comparison.AT_MOST


def regular(till: Till, *days_after_joining: int, lines: Sequence[Line] = (Line(2500, "Moonridge", "Flower"),)) -> str:
    """Somebody who joined 100 days ago and came on these days after it."""
    at = till.clock.now() - JOINED_DAYS_AGO * DAY_MS
    member = till.ids.new(at)
    till.happened(MemberEnrolled("Maria", "Gomez", till.draft(VisitRecorded(()), at=at).business_day), member, at=at)
    for day in days_after_joining:
        till.happened(VisitRecorded(tuple(lines)), member, at=at + day * DAY_MS)
    return member


def count(
    till: Till, field: str, comparison: Comparison, *needed: Needed, of: str = "", window: Window | None = None
) -> int:
    """How many members such a clause holds for."""
    asks = Asks(field, comparison, needed, of=of, window=window or Window())
    return till.store.audiences.count(asks, {}, till.clock.now())


@pytest.mark.parametrize(("day", "inside"), [(49, 0), (50, 1), (59, 1), (60, 0)])
def test_days_after_joining_begin_with_the_first_and_end_before_the_last(till: Till, day: int, inside: int) -> None:
    till.opened()
    regular(till, day)
    window = Window(Span.SINCE_JOINING, first=50, last=60)
    assert count(till, "visits", LEAST, 1, window=window) == inside
    assert count(till, "brand.purchases", LEAST, 1, of="moonridge", window=window) == inside
    assert count(till, "favourite_brand", Comparison.KNOWN, window=window) == inside


@pytest.mark.parametrize(("days", "inside"), [(30, 0), (31, 1)])
def test_the_last_days_hold_today_and_those_before_it(till: Till, days: int, inside: int) -> None:
    till.opened()
    regular(till, 70)  # 30 days ago
    assert count(till, "visits", LEAST, 1, window=Window(Span.LAST_DAYS, days=days)) == inside


def test_three_purchases_and_sixty_percent_are_always(till: Till) -> None:
    till.opened()
    sixty = (Line(6000, "Moonridge"), Line(4000, "Tall Pine"))
    regular(till, 10, 20, 30, lines=sixty)
    regular(till, 10, 20, lines=sixty)
    regular(till, 10, 20, 30, lines=(Line(5999, "Moonridge"), Line(4001, "Tall Pine")))
    assert count(till, "brand.always", Comparison.IS, 1, of="moonridge") == 1
    assert count(till, "brand.always", Comparison.IS, 0, of="moonridge") == 2
    assert count(till, "brand.share", LEAST, 60, of="moonridge") == 2
    assert count(till, "brand.share", Comparison.IS, 59, of="moonridge") == 1


def test_of_two_favourites_the_lower_name_is_it(till: Till) -> None:
    till.opened()
    regular(till, 10, lines=(Line(5000, "Tall Pine"), Line(5000, "Moonridge"), Line(100, "Acorn")))
    assert count(till, "favourite_brand", Comparison.IS, "moonridge") == 1
    assert count(till, "favourite_brand", Comparison.IS, "tall pine") == 0


def test_who_never_bought_it_is_everybody_without_a_row(till: Till) -> None:
    till.opened()
    regular(till, 10)
    regular(till)
    assert count(till, "brand.purchases", Comparison.IS, 0, of="moonridge") == 1
    assert count(till, "brand.purchases", Comparison.IS, 0, of="nobody's") == 2
    assert count(till, "brand.days_since", MOST, 90, of="moonridge") == 1


@pytest.mark.rule("CM02")
def test_what_is_not_known_holds_nobody_unless_it_is_asked_for(till: Till) -> None:
    till.opened()
    regular(till, 10)
    regular(till)
    asks = Asks("favourite_brand", Comparison.IS_NOT, ("tall pine",))
    wide = Asks("favourite_brand", Comparison.IS_NOT, ("tall pine",), or_unknown=True)
    at, audiences = till.clock.now(), till.store.audiences
    assert (audiences.count(asks, {}, at), audiences.count(wide, {}, at)) == (1, 2)


@pytest.mark.parametrize("part", [-201, -200, -101, -100, -99, -1, 0, 1, 99, 100, 199])
def test_percents_below_zero_are_floored_as_python_does(till: Till, part: int) -> None:
    statement = select(floored(literal(part), literal(100)))
    assert till.store.connections.reader.execute(*bound(statement)).fetchone() == (part // 100,)
