"""Rows become receipts, receipts become visits and returns."""

from datetime import date
from pathlib import Path

import pytest

from posdesk.domain.business_day import BusinessCalendar
from posdesk.domain.facts import (
    Line,
    LineKind,
    MemberEnrolled,
    ProgramPublished,
    StoreOpened,
    VisitRecorded,
    VisitReturned,
)
from posdesk.importing.run import dry_run, run
from tests.builders import CALENDAR, STORE, a_shop
from tests.importing.files import LINES_MAP, SAMPLES, a_file, a_map, bodies, facts, imported, reasons

HEADER = "ticket,when,items,paid,buyer,maker"

STORES = """
[store]
column = "shop"
id = "till-{shop}"
name = "Shop {shop}"
zone = "America/New_York"
cut_off = "05:00"
"""


def test_rows_with_one_ticket_are_one_visit_with_lines(tmp_path: Path) -> None:
    shop = a_shop()
    report = imported(
        shop,
        tmp_path,
        HEADER,
        "1,2026-01-05T10:00,1,10.00,7,Leaf",
        "1,2026-01-05T10:00,2,4.50,7,",
        "2,2026-01-06,1,1,8,Stem",
    )
    assert (report.members, report.receipts, report.lines, report.spend_cents, report.refused) == (2, 2, 3, 1550, ())
    first, second = facts(shop, VisitRecorded)
    assert first.body == VisitRecorded(
        lines=(Line(1000, "Leaf"), Line(450, None, quantity=2000)), receipt="1", external="till:1"
    )
    assert (first.store, first.business_day) == (STORE, date(2026, 1, 5))
    assert second.occurred_at - first.occurred_at == 26 * 3_600_000  # noon, because no time is told


def test_a_line_that_is_there_twice_stays_two_lines_of_one_receipt(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER, "1,2026-01-05,1,10.00,7,Leaf", "1,2026-01-05,1,10.00,7,Leaf")
    assert (report.receipts, report.lines, report.spend_cents) == (1, 2, 2000)


def test_a_member_is_enrolled_at_the_first_visit_wherever_it_stands_in_the_file(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, HEADER, "2,2026-02-05,1,10.00,7,Leaf", "1,2025-12-31,1,10.00,7,Leaf")
    (enrolled,) = facts(shop, MemberEnrolled)
    assert isinstance(enrolled.body, MemberEnrolled)
    assert (enrolled.body.enrolled_on, enrolled.body.external) == (date(2025, 12, 31), "till:7")
    first = facts(shop, VisitRecorded)[0]
    assert (enrolled.occurred_at, enrolled.subject) == (first.occurred_at, first.subject)
    assert enrolled.sequence < first.sequence


def test_a_receipt_without_a_member_is_a_guests_or_refused_as_the_map_says(tmp_path: Path) -> None:
    row = "1,2026-01-05,1,10.00,,Leaf"
    shop = a_shop()
    report = imported(shop, tmp_path, HEADER, row)
    assert (report.members, report.receipts, report.guests) == (0, 1, 1)
    assert facts(shop, VisitRecorded)[0].subject is None
    text = LINES_MAP.replace('original = "of"', 'without_member = "refuse"')
    report = imported(a_shop(), tmp_path, HEADER, row, text=text)
    assert (report.receipts, len(report.refused)) == (0, 1)
    assert "names no member" in report.refused[0].reason


def test_a_member_named_once_on_a_receipt_is_the_whole_receipts(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER, "1,2026-01-05,1,10.00,,Leaf", "1,2026-01-05,1,5.00,7,Leaf")
    assert (report.receipts, report.guests, report.members) == (1, 0, 1)


def test_a_refused_row_keeps_its_whole_receipt_out_so_the_mended_file_can_come_in(tmp_path: Path) -> None:
    shop = a_shop()
    good, other = "1,2026-01-05,1,10.00,7,Leaf", "2,2026-01-05,1,1.00,8,Leaf"
    report = imported(shop, tmp_path, HEADER, good, "1,2026-01-05,1,ten,7,Leaf", other)
    assert (report.members, report.receipts, report.spend_cents) == (1, 1, 100)
    assert reasons(report) == [
        (2, "stays out with line 3 of the same receipt"),
        (3, "paid: “ten” is not an amount"),
    ]
    report = imported(shop, tmp_path, HEADER, good, "1,2026-01-05,1,10.00,7,Leaf", other)
    assert (report.members, report.receipts, report.spend_cents, report.new_facts) == (2, 2, 2100, 2)


def test_a_bad_date_keeps_its_receipt_out_too(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER, "1,2026-01-05,1,10.00,7,Leaf", "1,01/05/2026,1,10.00,7,Leaf")
    assert report.receipts == 0
    assert [line for line, _ in reasons(report)] == [2, 3]


def test_a_date_to_come_is_refused(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER, "1,2062-01-05,1,10.00,7,Leaf")
    assert reasons(report) == [(2, "when: “2062-01-05” is still to come")]


def test_rows_of_one_ticket_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER, "1,2026-01-05,1,10.00,7,Leaf", "1,2026-01-05,1,10.00,8,Leaf")
    assert "another member than line 2" in reasons(report)[1][1]
    report = imported(a_shop(), tmp_path, HEADER, "1,2026-01-05,1,10.00,7,Leaf", "1,2026-03-05,1,10.00,7,Leaf")
    assert "{@day} belongs in the key" in reasons(report)[1][1]


def test_ticket_numbers_that_begin_again_each_day_are_told_apart_by_the_day(tmp_path: Path) -> None:
    text = LINES_MAP.replace('"{ticket}"', '"{@day} {ticket}"')
    report = imported(
        a_shop(), tmp_path, HEADER, "1,2026-01-05,1,10.00,7,Leaf", "1,2026-03-05,1,10.00,7,Leaf", text=text
    )
    assert (report.receipts, report.refused) == (2, ())


@pytest.mark.rule("E09")
def test_zero_quantities_and_zero_amounts_are_kept_and_hand_nothing_over(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, HEADER, "1,2026-01-05,0,0.00,7,Leaf", "2,2026-01-06,1,0.00,7,Leaf")
    nothing, a_gift = bodies(shop, VisitRecorded)
    assert isinstance(nothing, VisitRecorded)
    assert isinstance(a_gift, VisitRecorded)
    assert (nothing.lines, nothing.items_handed_over) == ((Line(0, "Leaf", quantity=0),), False)
    assert a_gift.items_handed_over


@pytest.mark.rule("E02")
def test_words_of_the_file_tell_tax_and_rewards_from_goods(tmp_path: Path) -> None:
    shop = a_shop()
    header = f"{HEADER},kind"
    report = imported(
        shop,
        tmp_path,
        header,
        "1,2026-01-05,1,100.00,7,Leaf,",
        "1,2026-01-05,1,8.00,7,,TAX",
        "1,2026-01-05,1,-10.00,7,,offer",
    )
    (visit,) = bodies(shop, VisitRecorded)
    assert isinstance(visit, VisitRecorded)
    assert [line.kind for line in visit.lines] == [LineKind.PRODUCT, LineKind.TAX]
    assert (visit.discount_cents, report.spend_cents) == (1000, 9000)


@pytest.mark.rule("X08")
def test_goods_that_come_back_are_returns_against_the_receipt_they_name(tmp_path: Path) -> None:
    shop = a_shop()
    report = imported(
        shop,
        tmp_path,
        f"{HEADER},of",
        "1,2026-01-05,2,10.00,7,Leaf,",
        "2,2026-01-06,-1,-5.00,,Leaf,1",  # the receipt is in this file: its visit and its member are known
        "3,2026-01-07,-1,-4.00,7,Leaf,990",  # it is not: the return waits for ticket 990
        "4,2026-01-08,1,20.00,7,Leaf,",
        "4,2026-01-08,-1,-3.00,7,Leaf,",  # an exchange on one ticket
        "5,2026-01-09,-1,-2.00,7,Leaf,",  # nothing named
    )
    bought, exchanged = facts(shop, VisitRecorded)
    returns = facts(shop, VisitReturned)
    said = [(fact.body.visit, fact.body.receipt) for fact in returns if isinstance(fact.body, VisitReturned)]
    assert said == [(bought.id, None), (None, "990"), (exchanged.id, None), (None, "5")]
    assert {fact.subject for fact in returns} == {bought.subject}
    assert all(line.cents > 0 and line.quantity > 0 for f in returns for line in f.body.lines)  # type: ignore[union-attr]
    assert (report.receipts, report.lines, report.spend_cents) == (5, 6, 1600)


def test_a_store_column_makes_visits_of_several_stores_and_opens_the_new_ones(tmp_path: Path) -> None:
    shop = a_shop()
    header = f"{HEADER},shop"
    report = imported(
        shop,
        tmp_path,
        header,
        "1,2026-01-05T23:00,1,10.00,7,Leaf,12",
        "1,2026-01-06T04:30,1,5.00,7,Leaf,13",  # the same number in another store is another receipt
        text=LINES_MAP + STORES,
    )
    opened = [fact for fact in facts(shop, StoreOpened) if fact.store != STORE]
    assert {fact.store: fact.body for fact in opened} == {
        "till-12": StoreOpened("Shop 12", "America/New_York", 300),
        "till-13": StoreOpened("Shop 13", "America/New_York", 300),
    }
    assert shop.desk.programs.calendar("till-12") == BusinessCalendar("America/New_York", 300)
    visits = facts(shop, VisitRecorded)
    assert [(fact.store, fact.business_day) for fact in visits] == [
        ("till-12", date(2026, 1, 5)),
        ("till-13", date(2026, 1, 5)),  # half past four is before the cut-off
    ]
    assert report.new_facts == 5
    assert imported(shop, tmp_path, header, "9,2026-01-07,1,1,7,Leaf,12", text=LINES_MAP + STORES).new_facts == 1


def test_a_row_without_its_store_is_refused(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, f"{HEADER},shop", "1,2026-01-05,1,10.00,7,Leaf,", text=LINES_MAP + STORES)
    assert reasons(report) == [(2, "shop is empty; it must name the store")]


def test_rows_the_map_leaves_out_are_counted_and_are_no_refusals(tmp_path: Path) -> None:
    text = LINES_MAP + '\n[keep]\nmaker = ["leaf"]\n[skip]\nbuyer = ["9"]\n'
    report = imported(
        a_shop(),
        tmp_path,
        HEADER,
        "1,2026-01-05,1,1,7,Leaf",
        "2,2026-01-05,1,1,9,Leaf",
        "3,2026-01-05,1,1,7,x",
        text=text,
    )
    assert (report.receipts, report.left_out, report.refused) == (1, 2, ())


def test_a_joined_file_tells_maker_and_category_and_an_unknown_product_has_none(tmp_path: Path) -> None:
    a_file(tmp_path, "sku;brand;kind", "A;Leaf;Flower", "B;;Vapes", name="goods.csv")
    text = LINES_MAP.replace('brand = "maker"', 'brand = "goods.brand"\ncategory = "goods.kind"').replace(
        "[receipt]", '[[join]]\nname = "goods"\nfile = "goods.csv"\nkey = "maker"\nmatch = "sku"\n[receipt]'
    )
    shop = a_shop()
    rows = [f"1,2026-01-05,1,1.00,7,{sku}" for sku in ("A", "B", "C")]
    report = imported(shop, tmp_path, HEADER, *rows, text=text)
    assert report.refused == ()
    (visit,) = bodies(shop, VisitRecorded)
    assert isinstance(visit, VisitRecorded)
    assert [(line.brand, line.category) for line in visit.lines] == [("Leaf", "Flower"), (None, "Vapes"), (None, None)]


def test_a_dry_run_says_what_would_come_in_and_writes_nothing(tmp_path: Path) -> None:
    shop = a_shop()
    before = dict(shop.ledger.facts)
    path = a_file(tmp_path, HEADER, "1,2026-01-05T10:00,1,10.00,7,Leaf", "2,2026-01-06,1,oops,7,Leaf")
    said = dry_run(a_map(tmp_path), path, shop.desk)
    assert shop.ledger.facts == before
    done = run(a_map(tmp_path), path, shop.desk)
    assert (said.members, said.receipts, said.new_facts, said.refused) == (1, 1, 2, done.refused)
    assert (said.new_facts, said.spend_cents) == (done.new_facts, done.spend_cents)
    assert [row.words for row in said.preview] == ["new member Member 7", "$10.00, 1 line: Leaf"]
    assert said.preview[1].when == "2026-01-05 10:00"


def test_the_sample_of_the_documentation_comes_in_whole() -> None:
    shop = a_shop()
    report = run("receipt_lines", SAMPLES / "receipt_lines.csv", shop.desk)
    assert report.refused == ()
    assert (report.members, report.receipts, report.lines, report.guests) == (2, 4, 7, 1)
    assert CALENDAR.zone == "America/Denver"
    assert len(facts(shop, ProgramPublished)) == 1
