"""Goods taken back at the counter: which lines, what that would do before it is saved, and what is refused in words."""

import pytest

from posdesk.counter.card import open_card
from posdesk.counter.returns import Back, open_return, pieces, preview_return, read_pieces, return_goods
from posdesk.counter.undoing import undo_last
from posdesk.counter.visits import VisitEntry, record, void
from posdesk.domain.facts import WHOLE, Line, LineKind, VisitRecorded
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import Shop, a_shop

LINES = (
    Line(40_00, "Hilltop Farms", "Flower", "Blue Dream 3.5 g", 2 * WHOLE),
    Line(12_00, "Kivara", "Edibles", None, WHOLE),
    Line(4_10, kind=LineKind.TAX),
)


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana")


@pytest.fixture
def maria(shop: Shop) -> str:
    return shop.member("Maria", "Garcia")


def bought(shop: Shop, member: str | None, *lines: Line) -> str:
    return shop.happened(VisitRecorded(lines or LINES), member, shop.days_ago(3)).id


def refusal(shop: Shop, visit: str) -> tuple[RefusalCode, str]:
    with pytest.raises(Refused) as refused:
        open_return(shop.desk, visit)
    return refused.value.refusal.code, refused.value.refusal.words


def test_the_goods_of_a_visit_are_listed_with_what_is_left_of_them(shop: Shop, maria: str) -> None:
    visit = bought(shop, maria)
    found = open_return(shop.desk, visit)
    assert [(line.number, line.name, line.quantity, line.cents, line.by_amount) for line in found.lines] == [
        (0, "Blue Dream 3.5 g · Hilltop Farms", 2 * WHOLE, 40_00, False),
        (1, "Kivara", WHOLE, 12_00, False),
    ]
    return_goods(shop.desk, visit, [Back(0, WHOLE), Back(1, WHOLE)])
    (left,) = open_return(shop.desk, visit).lines
    assert (left.number, left.quantity, left.cents) == (0, WHOLE, 20_00)


def test_a_line_is_called_what_it_is_and_comes_back_by_amount_where_no_more_is_known(shop: Shop, maria: str) -> None:
    shared = record(shop.desk, maria, VisitEntry(20_00, ("Kivara", "Blue Fern"))).visit_id
    assert [(line.name, line.by_amount) for line in open_return(shop.desk, shared).lines] == [
        ("Kivara", True),
        ("Blue Fern", True),
    ]
    named = bought(shop, maria, Line(9_00, "Kivara", "Edibles", "KIVARA mints"))
    assert [line.name for line in open_return(shop.desk, named).lines] == ["KIVARA mints"]
    (alone,) = open_return(shop.desk, bought(shop, maria, Line(30_00))).lines
    assert (alone.name, alone.by_amount) == ("Goods", True)


@pytest.mark.rule("X02")
def test_the_preview_says_what_the_return_then_does_and_saves_nothing(shop: Shop, maria: str) -> None:
    visit = bought(shop, maria)
    before = dict(shop.ledger.facts)
    after = preview_return(shop.desk, visit, [Back(0, WHOLE)])
    assert after.words == "Refund $20.00 · 20 points taken back"
    assert (after.before.points, after.after.points) == (52_00, 32_00)
    assert shop.ledger.facts == before
    done = return_goods(shop.desk, visit, [Back(0, WHOLE)])
    assert done.words == f"Returned. {after.words}"
    assert done.card.standing.points == after.after.points


@pytest.mark.rule("X05")
def test_what_is_short_after_a_return_is_said_in_plain_words(shop: Shop, maria: str) -> None:
    shop.visit(maria, 1_000_00, days_ago=20)
    visit = bought(shop, maria, Line(600_00))
    record(shop.desk, maria, VisitEntry(60_00))
    card = open_card(shop.desk, maria)
    assert "now Bronze" not in preview_return(shop.desk, visit, [Back(0, cents=100_00)]).words
    assert card.standing.tier.name == "Gold"
    assert preview_return(shop.desk, visit).words.endswith("now Silver")


def test_a_preview_of_more_than_there_is_is_refused_in_words(shop: Shop, maria: str) -> None:
    visit = bought(shop, maria)
    with pytest.raises(Refused, match="2 can come back"):
        preview_return(shop.desk, visit, [Back(0, 3 * WHOLE)])


def test_guests_voided_visits_and_what_is_all_back_are_refused_in_words(shop: Shop, maria: str) -> None:
    code, words = refusal(shop, bought(shop, None))
    assert (code, "guest's visit" in words) == (RefusalCode.NOTHING_TO_RETURN, True)
    undone = bought(shop, maria)
    void(shop.desk, undone, "wrong member")
    assert refusal(shop, undone) == (RefusalCode.NO_VISIT, "This visit is voided: nothing of it can come back.")
    back = bought(shop, maria)
    return_goods(shop.desk, back)
    assert refusal(shop, back) == (RefusalCode.NOTHING_TO_RETURN, "All of this visit has come back already.")


def test_undo_does_not_take_another_visit_when_the_last_thing_done_was_a_return(shop: Shop, maria: str) -> None:
    record(shop.desk, None, VisitEntry(15_00))
    return_goods(shop.desk, bought(shop, maria))
    with pytest.raises(Refused, match="The last thing done here was a return"):
        undo_last(shop.desk)


@pytest.mark.parametrize(("text", "thousandths"), [("2", 2_000), ("3.5", 3_500), (" 0.125 ", 125), ("1.", 1_000)])
def test_pieces_are_typed_as_people_write_them(text: str, thousandths: int) -> None:
    assert read_pieces(text) == thousandths
    assert read_pieces(pieces(thousandths)) == thousandths


@pytest.mark.parametrize("text", ["", "two", "-1", "1,5", "1.2345"])
def test_what_is_no_number_of_pieces_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is not a number of pieces"):
        read_pieces(text)
