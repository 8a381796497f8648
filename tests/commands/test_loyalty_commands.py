"""The loyalty engine as typed at a prompt, on a real encrypted store: use, return, adjust, explain, close to zero."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from posdesk.commands.receipt_lines import read_line, read_quantity
from posdesk.domain.business_day import BusinessCalendar, business_day, to_instant
from posdesk.domain.facts import Line, LineKind
from posdesk.domain.refusals import Refused
from tests.commands.conftest import Door

TODAY = datetime.now(ZoneInfo("America/Denver"))
BUSINESS_DAY = str(business_day(to_instant(TODAY), BusinessCalendar("America/Denver")))


def ago(days: int) -> str:
    """Noon so many days ago, at the store."""
    return f"{(TODAY - timedelta(days=days)).date()}T12:00"


def regular(shop: Door, visits: int = 10) -> str:
    """A member with so many visits of $62, the last one three days ago."""
    member = str(shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-555-4417").value["member"])
    for number in range(visits):
        days = 3 + visits - 1 - number
        assert shop("visit", member, "--amount", "62", "--brand", "Hilltop", "--at", ago(days)).code == 0
    return member


def test_an_award_is_previewed_used_in_a_visit_and_reversed_with_its_goods(shop: Door) -> None:
    member = regular(shop)
    seen = shop("preview", member, "--amount", "45", "--best").value
    assert seen["best"] == ["award:welcome:1", "award:every-10-visits:1"]
    assert (seen["pay_cents"], seen["saved_cents"], seen["refused"]) == (3000, 1500, [])
    assert seen["uses"][0]["stage"] == "amount off the basket"
    before = shop("show", member).value
    used = shop("redeem", member, "ten-off", "--amount", "45").value
    assert used["uses"][0]["award"] == "every-10-visits:1"
    card = shop("show", member).value
    assert card["spend_cents"] == before["spend_cents"] + 3500
    assert [award["state"] for award in card["awards"] if award["id"] == "every-10-visits"] == ["redeemed"]
    again = shop("redeem", member, "award:every-10-visits:1", "--amount", "45")
    assert again.code == 3
    assert "used today at this register" in again.err.lower()
    back = shop("return", used["visit"]).value
    assert back["refund_cents"] == 3500
    after = shop("show", member).value
    assert (after["points"], after["spend_cents"]) == (before["points"], before["spend_cents"])
    assert [award["state"] for award in after["awards"] if award["id"] == "every-10-visits"] == ["open"]


def test_lines_are_typed_and_come_back_one_by_one(shop: Door) -> None:
    member = regular(shop, 1)
    lines = ["--line", "30 brand=Hilltop category=Flower quantity=2", "--line", "12.50 product='Night Gummies'"]
    visit = shop("visit", member, *lines, "--at", ago(1)).value["visit"]
    first = shop("return", visit, "--line", "1:1", "--reason", "wrong strain").value
    assert (first["refund_cents"], first["visit"]) == (1500, visit)
    assert shop("return", visit, "--line", "1:$5", "--line", "2").value["refund_cents"] == 1750
    too_much = shop("return", visit, "--line", "1:3")
    assert too_much.code == 3
    assert "can come back" in too_much.err
    assert shop("return", visit, "--line", "2").code == 3
    assert shop("return", visit).value["refund_cents"] == 1000
    assert shop("return", visit).err.strip() == "All of this visit has come back already."


@pytest.mark.rule("X08")
def test_a_return_by_receipt_waits_for_a_visit_that_is_not_here(shop: Door) -> None:
    member = regular(shop, 1)
    back = shop("return", "--receipt", "T-77", "--member", member, "--amount", "10").value
    assert back["waits"]
    assert shop("show", member).value["exceptions"] == []
    shop("visit", member, "--amount", "25", "--receipt", "T-77", "--at", ago(1))
    assert shop("show", member).value["spend_cents"] == 62_00 + 15_00
    assert shop("return", "--receipt", "T-77", "--amount", "10").code == 3


def test_points_are_paid_like_money_adjusted_and_never_taken_below_zero(shop: Door) -> None:
    member = regular(shop, 2)
    points = shop("show", member).value["points"]
    seen = shop("preview", member, "--amount", "45", "--use", "points:100").value
    assert (seen["points_paid_cents"], seen["pay_cents"]) == (100, 4400)
    assert (
        shop("preview", member, "--amount", "45", "--use", "points:99999")
        .value["refused"][0]["reason"]
        .endswith("points short")
    )
    assert shop("adjust", member, "-12.5", "--reason", "typed twice").value["points"] == points - 1250
    refused = shop("adjust", member, "-5000", "--reason", "typed twice")
    assert refused.code == 3
    assert "Take that many or fewer" in refused.err
    assert shop("adjust", member, "5", "--reason", " ").code == 3
    assert shop("adjust", member, "--write-off", "--reason", "kind").code == 3
    assert shop("adjust", member, "--reason", "kind").code == 3


def test_a_manager_gives_an_award_holds_a_tier_and_counts_goods(shop: Door) -> None:
    member = regular(shop, 1)
    award = shop("award", member, "free-pre-roll", "--reason", "a long wait", "--days", "10").value
    assert (award["source"], award["state"]) == ("given", "open")
    held = shop("hold-tier", member, "gold", "--until", "2099-12-31", "--reason", "moved here").value
    assert (held["tier"], held["natural"]) == ("gold", "bronze")
    assert shop("show", member).value["tier"]["name"] == "Gold"
    assert shop("hold-tier", member, "diamond", "--until", "2099-12-31", "--reason", "x").code == 3
    assert shop("hold-tier", member, "gold", "--until", "2001-01-01", "--reason", "x").code == 3
    assert shop("award", member, "no-such", "--reason", "x").code == 3
    assert shop("stock", "t-shirt", "2").value["stock"] == {"t-shirt": 2}
    assert shop("stock", "ten-off", "2").code == 3
    shop("adjust", member, "2000", "--reason", "a start")
    used = shop("redeem", member, "t-shirt").value
    assert shop("stock").value["stock"] == {"t-shirt": 1}
    assert shop("undo-redemption", used["redemption"], "--reason", "wrong size").code == 0
    assert shop("stock").value["stock"] == {"t-shirt": 2}
    assert shop("undo-redemption", used["redemption"], "--reason", "again").code == 3
    assert shop("handed-over", member).code == 3


def test_five_refusals_can_be_read_aloud(shop: Door) -> None:
    member = regular(shop)
    shop("redeem", member, "ten-off", "--amount", "45")
    told = {
        what: shop("explain", member, what, text=True).out.splitlines()[0]
        for what in ("ten-off", "fifty-off", "tier:platinum", "t-shirt", "points:9999")
    }
    assert told["ten-off"] == "$10 off: used today at this register."
    assert told["fifty-off"] == "$50 off $100 or more: 89 visits to go."
    assert told["tier:platinum"] == "Platinum: $3,345 to go."
    assert told["t-shirt"].startswith("A Corner Leaf T-shirt: ")
    assert told["points:9999"].endswith(" points short.")


def test_an_explanation_is_a_tree_with_values_rules_and_versions(shop: Door) -> None:
    member = regular(shop, 2)
    found = shop("explain", member, "points:9999").value
    assert not found["holds"]
    leaf = next(part for part in found["clause"]["parts"] if not part["holds"])
    assert (leaf["code"], leaf["law"], leaf["unit"]) == ("points_enough", "RD01", "points")
    assert leaf["distance"] == leaf["needed"] - leaf["seen"]
    assert shop("explain", member, "visits").value["because"]["value"] == 2
    then = shop("explain", member, "milestone:every-10-visits", "--as-of", ago(4)[:10]).value
    assert then["clause"]["seen"] == 1
    assert shop("explain", member, "luck").code == 3


@pytest.mark.rule("LG03")
def test_a_days_liability_closes_to_zero_for_the_store_and_each_member(shop: Door) -> None:
    member = regular(shop, 2)
    shop("visit", member, "--amount", "20")
    shop("adjust", member, "7", "--reason", "a gift")
    found = shop("liability", BUSINESS_DAY, "--members").value
    (store,) = found["stores"].values()
    assert store["difference"] == 0
    assert store["adjusted"] == 700
    assert store["opening"] + store["earned"] + store["adjusted"] == store["closing"]
    assert found["members"][member]["denver-1"] == store
    assert "closing" in shop("liability", BUSINESS_DAY, text=True).out
    assert shop("liability", "yesterday").code == 3


@pytest.mark.rule("TI07")
def test_who_is_about_to_drop_is_listed_with_what_keeps_the_tier(shop: Door) -> None:
    member = str(shop("enrol", "--name", "Lee Park", "--type", "medical").value["member"])
    shop("visit", member, "--amount", "600", "--at", ago(380))
    (drop,) = shop("due-to-drop").value
    assert (drop["member"], drop["tier"], drop["to"]) == (member, "Silver", "Bronze")
    assert drop["keeps"] == 500_00
    assert "keep it" in shop("due-to-drop", text=True).out
    assert shop("show", member).value["member_type"] == "medical"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("12.50", Line(12_50)),
        ("$9 brand=Hilltop category=Flower", Line(9_00, "Hilltop", "Flower")),
        ("9 product='Blue Dream 3.5 g' quantity=3.5", Line(9_00, None, None, "Blue Dream 3.5 g", 3500)),
        ("2 kind=tax", Line(2_00, kind=LineKind.TAX)),
    ],
)
def test_a_line_is_an_amount_and_what_is_known_of_the_goods(text: str, line: Line) -> None:
    assert read_line(text) == line


@pytest.mark.parametrize(
    "text", ["", "abc", "9 colour=red", "9 quantity=0", "9 kind=magic", "-3", "9 brand='x", "9 brand"]
)
def test_a_line_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused):
        read_line(text)


def test_a_quantity_has_at_most_three_places() -> None:
    assert read_quantity("0.125") == 125
    with pytest.raises(Refused):
        read_quantity("1.2345")
