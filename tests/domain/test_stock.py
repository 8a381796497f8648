"""Pieces of a reward's goods: counted, taken, given back."""

from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import stock
from posdesk.domain.facts import Fact, RedemptionVoided
from posdesk.domain.store_facts import StockCounted
from tests.domain.histories import History


def shirts() -> History:
    """Five shirts counted, one given, another one in another store, one in a visit; and a tote that nobody counted."""
    history = History()
    history.happened("2026-03-01", StockCounted("shirt", 5))
    history.redeemed("2026-03-02", reward="shirt")
    history.redeemed("2026-03-03", reward="shirt", store="boulder-1")
    history.redeemed("2026-03-04", reward="shirt", visit="00000000-0000-7000-8000-00000000beef")
    history.redeemed("2026-03-05", reward="tote")
    return history


def test_what_was_given_since_the_count_is_gone_from_this_store() -> None:
    assert stock.left(shirts().facts, "denver-1") == {"shirt": 3}
    assert stock.left(shirts().facts, "boulder-1") == {}


def test_a_new_count_begins_anew_and_what_was_given_before_it_is_in_it() -> None:
    history = shirts()
    history.happened("2026-03-10", StockCounted("shirt", 12))
    history.redeemed("2026-03-11", reward="shirt")
    assert stock.left(history.facts, "denver-1") == {"shirt": 11}


def test_a_use_taken_back_or_in_a_visit_taken_back_took_nothing() -> None:
    history = shirts()
    history.voided("2026-03-06", "00000000-0000-7000-8000-00000000beef")
    assert stock.left(history.facts, "denver-1") == {"shirt": 4}
    history.happened("2026-03-07", RedemptionVoided(history.facts[1].id, "wrong size"))
    assert stock.left(history.facts, "denver-1") == {"shirt": 5}


def test_more_given_than_there_were_is_below_nothing() -> None:
    history = History()
    history.happened("2026-03-01", StockCounted("shirt", 1))
    for day in (2, 3, 4):
        history.redeemed(f"2026-03-0{day}", reward="shirt")
    assert stock.left(history.facts, "denver-1") == {"shirt": -2}


@given(st.permutations(shirts().facts), st.integers(0, 4))
def test_order_and_repetition_are_no_matter(facts: list[Fact], again: int) -> None:
    assert stock.left([*facts, facts[again]], "denver-1") == {"shirt": 3}
