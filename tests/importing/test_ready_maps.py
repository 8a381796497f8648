"""The ready maps over small files of our own, made like the exports they are for."""

import json
from pathlib import Path

import pytest

from posdesk.domain.facts import (
    Channel,
    ConsentSet,
    Line,
    MemberEnrolled,
    OpeningRecorded,
    StoreOpened,
    VisitRecorded,
    VisitReturned,
)
from posdesk.domain.member import profile
from posdesk.importing.report import ImportReport
from posdesk.importing.run import run
from tests.builders import Shop, a_shop
from tests.importing.files import SAMPLES, a_file, bodies, facts, reasons


def names(shop: Shop) -> list[str]:
    return [
        f"{b.first_name} {b.last_name}".strip() for b in bodies(shop, MemberEnrolled) if isinstance(b, MemberEnrolled)
    ]


def again(shop: Shop, map_name: str, path: Path) -> ImportReport:
    return run(map_name, path, shop.desk)


def test_squares_export_with_three_ways_to_write_a_birthday() -> None:
    shop = a_shop()
    report = run("square_customers", SAMPLES / "square.csv", shop.desk)
    assert report.members == 3
    enrolled = [body for body in bodies(shop, MemberEnrolled) if isinstance(body, MemberEnrolled)]
    assert sorted(body.birthday or "" for body in enrolled) == ["05-31", "1985-12-24", "1990-05-30"]
    said = [body.given for body in bodies(shop, ConsentSet) if isinstance(body, ConsentSet)]
    assert sorted(said) == [False, True]  # Unknown says nothing
    assert OpeningRecorded(12, 64050) in bodies(shop, OpeningRecorded)
    assert len(bodies(shop, OpeningRecorded)) == 2
    assert names(shop) == ["Ada Linden", "Noa Brook", "Ida"]
    assert again(shop, "square_customers", SAMPLES / "square.csv").new_facts == 0


def test_squares_interface_withdraws_but_never_gives_consent() -> None:
    shop = a_shop()
    run("square_customers", SAMPLES / "square.json", shop.desk)
    assert names(shop) == ["Una Field"]
    assert bodies(shop, ConsentSet) == [ConsentSet(Channel.EMAIL, False, "import:square_customers")]


def test_records_may_stand_deeper_in_a_document(tmp_path: Path) -> None:
    inner = json.loads((SAMPLES / "square.json").read_text(encoding="utf-8"))
    path = a_file(tmp_path, json.dumps({"ListCustomersResponse": inner}), name="answer.json")
    assert run("square_customers", path, a_shop().desk).members == 1


def test_shopifys_export_with_apostrophes_and_a_note_over_two_lines() -> None:
    shop = a_shop()
    report = run("shopify_customers", SAMPLES / "shopify.csv", shop.desk)
    ada = shop.directory.by_external("shopify:7001")
    assert ada is not None
    member = profile(ada, shop.ledger.facts_about(ada))
    assert member is not None
    assert (member.phone, member.email, member.consents) == (
        "+13035552671",
        "ada@example.com",
        frozenset({Channel.EMAIL}),
    )
    assert OpeningRecorded(237, 123450) in bodies(shop, OpeningRecorded)
    assert [line for line, _ in reasons(report)] == [5, 5]  # the third member's e-mail and “maybe”
    assert all(row.kept for row in report.refused)
    assert again(shop, "shopify_customers", SAMPLES / "shopify.csv").new_facts == 0


def test_springbigs_list_tells_members_apart_by_phone_or_email() -> None:
    shop = a_shop()
    report = run("springbig_list", SAMPLES / "springbig.csv", shop.desk)
    assert report.members == 3
    assert reasons(report) == [
        (5, "has no valid phone and no valid email to tell members apart"),
        (6, "is the same member as line 2; the first one comes in"),
    ]
    assert all("303" not in (body.external or "") for body in bodies(shop, MemberEnrolled))  # type: ignore[union-attr]
    assert again(shop, "springbig_list", SAMPLES / "springbig.csv").new_facts == 0


def test_flowhubs_records_are_read_from_json() -> None:
    shop = a_shop()
    report = run("flowhub_customers", SAMPLES / "flowhub.json", shop.desk)
    assert (report.members, report.refused) == (1, ())
    assert names(shop) == ["Ada Linden"]
    assert bodies(shop, OpeningRecorded) == [OpeningRecorded(points=12050)]
    assert {(b.channel, b.given) for b in bodies(shop, ConsentSet)} == {  # type: ignore[union-attr]
        (Channel.EMAIL, True),
        (Channel.TEXT, False),
    }


def test_flowhubs_orders_in_cents_with_a_return_and_a_voided_one() -> None:
    shop = a_shop()
    report = run("flowhub_orders", SAMPLES / "flowhub.json", shop.desk)
    assert (report.receipts, report.lines, report.spend_cents, report.left_out) == (2, 3, 6200 - 500 - 1200, 1)
    (visit,) = facts(shop, VisitRecorded)
    assert isinstance(visit.body, VisitRecorded)
    assert visit.body.lines == (
        Line(3800, "Fernhollow", "PackedBud", "Quiet Meadow 3.5 g"),
        Line(2400, "Low Lantern", "Edible", "Ginger Drops", 2000),
    )
    assert (visit.body.discount_cents, visit.body.receipt, visit.staff) == (500, "o-1", "Dana")
    (back,) = bodies(shop, VisitReturned)
    assert isinstance(back, VisitReturned)
    assert back.visit == visit.id
    assert "flowhub-north" in {fact.store for fact in facts(shop, StoreOpened)}


def test_flowhubs_orders_from_a_table_are_the_same_visits() -> None:
    shop = a_shop()
    run("flowhub_orders", SAMPLES / "flowhub.json", shop.desk)
    report = run("flowhub_orders", SAMPLES / "flowhub_orders.csv", shop.desk)
    assert (report.receipts, report.already, report.new_facts, report.refused) == (1, 1, 0, ())
    assert len(facts(shop, VisitRecorded)) == 1


def test_json_lines_name_the_line_that_is_no_record(tmp_path: Path) -> None:
    record = json.loads((SAMPLES / "flowhub.json").read_text(encoding="utf-8"))["customer"]
    path = a_file(tmp_path, json.dumps(record), "{oops", "", '["no record"]', name="members.jsonl")
    report = run("flowhub_customers", path, a_shop().desk)
    assert report.members == 1
    assert reasons(report) == [(2, "is not a JSON record in UTF-8"), (4, "is not a record with names and values")]


@pytest.mark.parametrize("text", ["", "{", '{"people": []}', "[" * 100_000])
def test_a_json_file_without_records_is_refused(tmp_path: Path, text: str) -> None:
    from posdesk.domain.refusals import Refused

    path = tmp_path / "members.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"members.json"):
        run("flowhub_customers", path, a_shop().desk)


def test_the_maps_of_the_two_files_of_cdnow_make_the_same_facts(tmp_path: Path) -> None:
    table = a_file(tmp_path, "customer_id,master_id,date,cds,spend", "0001,00004,1997-01-01,2,29.33", name="a.csv")
    plain = a_file(tmp_path, " 00004 0001 19970101  2   29.33", name="b.txt")
    shop = a_shop()
    assert run("cdnow", table, shop.desk).new_facts == 2
    assert run("cdnow_txt", plain, shop.desk).new_facts == 0


def test_the_journeys_makers_are_brands_and_its_days_turn_at_midnight(tmp_path: Path) -> None:
    a_file(
        tmp_path,
        "household_id,store_id,basket_id,timestamp,product_id,quantity,sales_value,retail_disc,coupon_disc,"
        "coupon_match_disc,week",
        "5,319,100,2017-02-01T01:30:00,1,1,1.50,0.29,0.00,0.00,1",
        "5,319,100,2017-02-01T01:30:00,2,0,0.00,0.00,0.00,0.00,1",
        name="transactions.csv",
    )
    a_file(
        tmp_path,
        "product_id,manufacturer_id,department,brand,product_category,product_type,package_size",
        "1,69,GROCERY,Private,SOUP,SOUP,1 LB",
        name="products.csv",
    )
    shop = a_shop()
    report = run("complete_journey", tmp_path, shop.desk)
    assert (report.members, report.receipts, report.lines, report.spend_cents, report.refused) == (1, 1, 2, 150, ())
    (visit,) = facts(shop, VisitRecorded)
    assert isinstance(visit.body, VisitRecorded)
    assert visit.body.lines == (Line(150, "69", "SOUP", "1"), Line(0, None, None, "2", 0))
    assert (visit.store, visit.business_day.isoformat()) == ("cj-319", "2017-02-01")
    assert names(shop) == ["Household 5"]
