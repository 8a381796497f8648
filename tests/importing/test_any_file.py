"""Whatever a file holds, the import answers with a report or a refusal, and what it reports is what it wrote."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.facts import Line, LineKind, VisitRecorded, VisitReturned
from posdesk.domain.refusals import Refused
from posdesk.importing.run import dry_run, run
from tests.builders import Shop, a_shop
from tests.importing.files import LINES_MAP, PEOPLE_MAP, a_map, bodies

HEADER = "ticket,when,items,paid,buyer,maker,kind,of\n"
cells = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "2",
            "-1",
            "0",
            "2026-01-05",
            "2026-01-05T10:00",
            "9.99",
            "-4",
            "tax",
            "offer",
            "7",
            '"',
            '"a""b"',
            '"x\ny"',
        ]
    ),
    st.text(max_size=6),
)
rows = st.lists(st.lists(cells, min_size=7, max_size=9).map(",".join), max_size=8)
likely = st.tuples(
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["2026-01-05", "2026-01-06T10:00"]),
    st.sampled_from(["1", "-1", "0", "2.5"]),
    st.sampled_from(["10.00", "-3.50", "0"]),
    st.sampled_from(["", "7", "8"]),
    st.sampled_from(["", "Leaf"]),
    st.sampled_from(["", "tax", "offer"]),
    st.sampled_from(["", "1", "99"]),
)


def spend_written(shop: Shop) -> int:
    def goods(lines: tuple[Line, ...]) -> int:
        return sum(line.cents for line in lines if line.kind == LineKind.PRODUCT)

    visits = [body for body in bodies(shop, VisitRecorded) if isinstance(body, VisitRecorded)]
    returns = [body for body in bodies(shop, VisitReturned) if isinstance(body, VisitReturned)]
    bought = sum(max(goods(visit.lines) - visit.discount_cents, 0) for visit in visits)
    return bought - sum(goods(back.lines) for back in returns)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@given(st.binary(max_size=400))
def test_any_bytes(folder: Path, raw: bytes) -> None:
    path = folder / "any.csv"
    path.write_bytes(raw)
    for text in (LINES_MAP, PEOPLE_MAP):
        with pytest.raises(Refused):
            run(a_map(folder, text), path, a_shop().desk)


@given(st.binary(max_size=200))
def test_any_bytes_as_json(folder: Path, raw: bytes) -> None:
    path = folder / "any.json"
    path.write_bytes(raw)
    shop = a_shop()
    try:
        report = run("flowhub_customers", path, shop.desk)
    except Refused:
        return
    assert report.members == 0


@given(rows)
def test_any_rows_under_a_right_header(folder: Path, lines: list[str]) -> None:
    path = folder / "rows.csv"
    path.write_text(HEADER + "\n".join(lines), encoding="utf-8", errors="replace", newline="")
    run(a_map(folder), path, a_shop().desk)


@pytest.mark.rule("VS06")
@given(st.lists(likely, max_size=12))
def test_the_report_is_what_was_written_and_again_is_nothing(folder: Path, lines: list[tuple[str, ...]]) -> None:
    path = folder / "likely.csv"
    path.write_text(HEADER + "".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    shop = a_shop()
    before = len(shop.ledger.facts)
    said = dry_run(a_map(folder), path, shop.desk)
    assert len(shop.ledger.facts) == before
    done = run(a_map(folder), path, shop.desk)
    assert (said.new_facts, said.spend_cents, said.refused) == (done.new_facts, done.spend_cents, done.refused)
    assert len(shop.ledger.facts) - before == done.new_facts
    assert spend_written(shop) == done.spend_cents
    refused = {row.line for row in done.refused if not row.kept}
    assert refused <= set(range(2, len(lines) + 2))
    assert run(a_map(folder), path, shop.desk).new_facts == 0
