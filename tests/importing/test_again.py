"""The same import again, a cut-off import, and files that overlap."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.facts import MemberEnrolled, OpeningRecorded, VisitRecorded
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.importing import run as running
from posdesk.importing import stable_ids
from posdesk.importing.drafts import before_opening
from tests.builders import a_shop
from tests.importing.files import LINES_MAP, PEOPLE_MAP, SAMPLES, a_file, a_map, facts, imported, reasons

HEADER = "ticket,when,items,paid,buyer,maker"
EACH_ROW = LINES_MAP.replace('"{ticket}"', '"{buyer} {@day}"').replace('number = "ticket"', "each_row = true")


@pytest.mark.rule("VS06")
@pytest.mark.parametrize("sample", ["receipt_lines.csv"])
def test_an_import_done_again_adds_nothing(sample: str) -> None:
    shop = a_shop()
    first = running.run("receipt_lines", SAMPLES / sample, shop.desk)
    before = dict(shop.ledger.facts)
    shop.clock.advance(minutes=60 * 24 * 30)
    again = running.run("receipt_lines", SAMPLES / sample, shop.desk)
    assert (again.new_facts, again.refused) == (0, ())
    assert shop.ledger.facts == before
    assert (again.members, again.receipts, again.lines, again.spend_cents) == (
        first.members,
        first.receipts,
        first.lines,
        first.spend_cents,
    )


def test_a_row_a_receipt_keeps_two_rows_of_a_day_apart_and_finds_both_again(tmp_path: Path) -> None:
    shop = a_shop()
    rows = ("a,2026-01-05,1,10.00,7,", "b,2026-01-05,1,10.00,7,", "c,2026-01-06,1,10.00,7,")
    report = imported(shop, tmp_path, HEADER, *rows, text=EACH_ROW)
    assert (report.receipts, report.new_facts) == (3, 4)
    assert len({fact.id for fact in facts(shop, VisitRecorded)}) == 3
    assert imported(shop, tmp_path, HEADER, *rows, text=EACH_ROW).new_facts == 0


def test_a_longer_file_adds_only_what_is_new_even_an_earlier_first_visit(tmp_path: Path) -> None:
    shop = a_shop()
    row = "2,2026-01-05,1,10.00,7,"
    imported(shop, tmp_path, HEADER, row)
    report = imported(shop, tmp_path, HEADER, "1,2025-01-05,1,10.00,7,", row, "3,2026-02-05,1,1.00,7,")
    assert (report.members, report.receipts, report.new_facts, report.already) == (1, 3, 2, 1)
    assert len(facts(shop, MemberEnrolled)) == 1
    assert len({fact.subject for fact in facts(shop, VisitRecorded)}) == 1


def test_a_receipt_that_changed_since_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, HEADER, "1,2026-01-05,1,10.00,7,", "2,2026-01-05,1,1.00,7,")
    rows = (HEADER, "1,2026-01-05,1,99.00,7,", "2,2026-01-05,1,1.00,7,", "3,2026-01-05,1,2.00,7,")
    said = running.dry_run(a_map(tmp_path), a_file(tmp_path, *rows), shop.desk)
    report = imported(shop, tmp_path, *rows)
    assert (report.receipts, report.spend_cents, report.new_facts, report.already) == (2, 300, 1, 1)
    assert reasons(report) == [
        (2, "was imported before with other content; what is in the ledger stays. Void it there if it was wrong.")
    ]
    assert (said.receipts, said.new_facts, said.already, said.refused) == (2, 1, 1, report.refused)


def test_an_import_that_was_cut_off_is_finished_by_running_it_again(tmp_path: Path) -> None:
    rows = [f"{n},2026-01-{n % 28 + 1:02d},1,10.00,{n % 40}," for n in range(1, 1500)]
    whole = a_shop()
    imported(whole, tmp_path, HEADER, *rows)
    shop = a_shop()

    def full_disk(done: int, _: int) -> None:
        if done > 600:
            shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")

    with pytest.raises(EnvironmentTrouble):
        running.run(a_map(tmp_path), a_file(tmp_path, HEADER, *rows), shop.desk, full_disk)
    assert 0 < len(facts(shop, VisitRecorded)) < 1499
    imported(shop, tmp_path, HEADER, *rows)
    assert shop.ledger.facts.keys() == whole.ledger.facts.keys()


def test_one_bad_receipt_blocks_no_other(tmp_path: Path) -> None:
    shop = a_shop()
    too_long = [f"1,2026-01-05,1,1.00,7,brand {n}" for n in range(1001)]
    report = imported(shop, tmp_path, HEADER, *too_long, "2,2026-01-05,1,1.00,7,", "3,2026-01-05,1,1.00,8,")
    assert (report.receipts, report.members) == (2, 2)
    assert reasons(report) == [(2, "body.lines: has 1001 entries; 1000 are the most")]


@pytest.mark.rule("M10")
def test_an_opening_balance_and_the_visits_in_it_are_not_both_counted(tmp_path: Path) -> None:
    people = PEOPLE_MAP.replace('"club"', '"till"')
    shop = a_shop()
    imported(shop, tmp_path, "number,visits", "7,40", text=people)
    report = imported(shop, tmp_path, HEADER, "1,2026-01-05,1,10.00,7,", "2,2026-01-05,1,10.00,8,")
    assert reasons(report) == [(2, "is older than the member's opening balance, which counts it already")]
    shop = a_shop()
    imported(shop, tmp_path, HEADER, "1,2026-01-05,1,10.00,7,")
    report = imported(shop, tmp_path, "number,visits", "7,40", text=people)
    assert "would count twice" in report.refused[0].reason
    assert facts(shop, OpeningRecorded) == []


@pytest.mark.rule("M10", "VS05")
def test_what_an_opening_balance_holds_follows_the_time_it_really_was(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, "number,visits", "7,40", text=PEOPLE_MAP.replace('"club"', '"till"'))
    (opening,) = facts(shop, OpeningRecorded)
    assert before_opening([opening]) == opening.occurred_at
    year = 365 * 86_400_000
    wrong = opening._replace(occurred_at=opening.occurred_at + year, corrected_at=opening.occurred_at)
    assert before_opening([wrong]) == opening.occurred_at


texts = st.text(max_size=12)
instants = st.integers(0, 2**47)


@given(instants, instants, st.lists(texts, min_size=1, max_size=4), st.lists(texts, min_size=1, max_size=4))
def test_ids_are_uuids_in_order_of_time_and_as_different_as_their_parts(
    early: int, late: int, some: list[str], others: list[str]
) -> None:
    first, second = stable_ids.fact_id(early, *some), stable_ids.fact_id(late, *others)
    assert (first == second) == (early == late and some == others)
    assert early >= late or first < second
    assert first[14] == "8"
    assert first[19] in "89ab"
    assert len(first) == 36


def test_ids_never_change() -> None:
    # a new release must find what an older one imported
    assert stable_ids.fact_id(1_500_000_000_000, "cj", "visit", "1", "77") == "015d3ef7-9800-82a3-ae91-837222222d36"
    assert stable_ids.member_id("cj", "906") == "c31de47e-e746-8615-a4f7-c556a27df2ad"
