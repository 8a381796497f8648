"""What a campaign brought is said with its interval, and not at all when there are too few."""

from random import Random
from statistics import NormalDist, fmean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.lift import ENOUGH, Did, Interval, Side, difference_of_shares, lift, side


def group(members: int, came: int, spend_cents: int = 50_00) -> Side:
    return side([Did(number < came, spend_cents if number < came else 0) for number in range(members)])


def test_shares_and_their_interval_are_those_of_newcombes_paper() -> None:
    # Newcombe 1998, table II, contrast (a), method 10: 56/70 against 48/80 gives 0.0524 to 0.3339.
    assert difference_of_shares(Side(70, 56), Side(80, 48)) == Interval(5_24, 20_00, 33_39)


@given(st.integers(0, 2**32))
def test_money_a_member_agrees_with_the_statistics_of_the_standard_library(seed: int) -> None:
    chance = Random(seed)
    spends = [[chance.randrange(0, 200_00) for _ in range(number)] for number in (150, 400)]
    sides = [side([Did(cents > 100_00, cents) for cents in each]) for each in spends]
    found = lift(*sides).spend
    half = NormalDist().inv_cdf(0.975) * sum(variance(each) / len(each) for each in spends) ** 0.5
    middle = fmean(spends[0]) - fmean(spends[1])
    assert found is not None
    assert (found.low, found.middle, found.high) == pytest.approx((middle - half, middle, middle + half), abs=1)


def test_too_few_on_either_side_is_said_plainly() -> None:
    assert lift(group(500, 100), group(12, 3)).too_few == "Too few to say: 12 are in the holdout, 100 are needed."
    assert lift(group(ENOUGH - 1, 50), group(500, 100)).too_few.startswith("Too few to say: 99 were shown it")
    few_came = lift(group(500, 100), group(100, 4))
    assert few_came.too_few == "Too few to say: of those who are in the holdout, 4 of 100 came."
    assert few_came.came is None
    assert few_came.spend is None


def test_a_hundred_on_each_side_are_enough() -> None:
    assert not lift(group(ENOUGH, 50), group(ENOUGH, 50)).too_few


def test_no_difference_is_not_sure_and_a_large_one_is() -> None:
    same = lift(group(1000, 300), group(1000, 300))
    assert same.came is not None
    assert same.came.middle == 0
    assert not same.came.is_sure
    more = lift(group(1000, 400), group(1000, 300))
    assert more.came is not None
    assert more.came.is_sure
    assert more.came.low > 0
    assert more.spend is not None
    assert more.spend.middle == 5_00


@given(st.integers(100, 2000), st.integers(100, 2000), st.data())
def test_swapping_the_sides_mirrors_the_interval(one: int, other: int, data: st.DataObject) -> None:
    first = group(one, data.draw(st.integers(5, one - 5)))
    second = group(other, data.draw(st.integers(5, other - 5)))
    here, there = lift(first, second).came, lift(second, first).came
    assert here is not None
    assert there is not None
    assert (here.low, here.middle, here.high) == pytest.approx((-there.high, -there.middle, -there.low), abs=1)
    assert here.low <= here.middle <= here.high
