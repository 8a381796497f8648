"""Files as people and machines write them: encodings, delimiters, quotes, damage."""

from pathlib import Path

import pytest

from posdesk.domain.facts import VisitRecorded
from posdesk.domain.refusals import Refused
from posdesk.importing.run import run
from tests.builders import a_shop
from tests.importing.files import LINES_MAP, a_map, bodies, facts, imported, reasons

HEADER = "ticket,when,items,paid,buyer,maker"
TWO_LINES = f"{HEADER}\n1,2026-01-05,1,10.00,7,Größe & Söhne\n2,2026-01-06,1,5.00,8,Leaf\n"


def spend_of(folder: Path, raw: bytes, text: str = LINES_MAP) -> tuple[int, str | None]:
    shop = a_shop()
    path = folder / "export.csv"
    path.write_bytes(raw)
    report = run(a_map(folder, text), path, shop.desk)
    assert report.refused == ()
    (first, *_) = bodies(shop, VisitRecorded)
    assert isinstance(first, VisitRecorded)
    return report.spend_cents, first.lines[0].brand


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    assert spend_of(tmp_path, TWO_LINES.encode(encoding)) == (1500, "Größe & Söhne")


def test_an_older_encoding_is_declared_in_the_map(tmp_path: Path) -> None:
    text = LINES_MAP.replace("[file]", '[file]\nencoding = "cp1252"')
    assert spend_of(tmp_path, TWO_LINES.encode("cp1252"), text) == (1500, "Größe & Söhne")


def test_bytes_in_another_encoding_are_refused_with_their_line_and_nothing_is_written(tmp_path: Path) -> None:
    shop = a_shop()
    before = len(shop.ledger.facts)
    path = tmp_path / "export.csv"
    path.write_bytes(TWO_LINES.encode("cp1252"))
    with pytest.raises(Refused, match=r"export.csv: line 2 is not written in utf-8"):
        run(a_map(tmp_path), path, shop.desk)
    assert len(shop.ledger.facts) == before


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_whose_header_has_all_columns(tmp_path: Path, delimiter: str) -> None:
    assert spend_of(tmp_path, TWO_LINES.replace(",", delimiter).encode())[0] == 1500


def test_windows_line_ends_and_a_missing_last_one_are_fine(tmp_path: Path) -> None:
    assert spend_of(tmp_path, TWO_LINES.replace("\n", "\r\n").rstrip().encode())[0] == 1500


def test_semicolons_with_decimal_commas_are_declared(tmp_path: Path) -> None:
    raw = "ticket;when;items;paid\n1;2026-01-05;1;1.010,50\n"
    assert spend_of(tmp_path, raw.encode(), LINES_MAP + '[values]\ndecimal = ","\n')[0] == 101_050


def test_a_row_is_named_by_the_line_it_starts_on(tmp_path: Path) -> None:
    shop = a_shop()
    report = imported(
        shop,
        tmp_path,
        HEADER,
        '1,2026-01-05,1,10.00,7,"Leaf',
        'and Stem"',
        "2,2026-01-06,1,oops,8,Leaf",
        "",
        "3,x,1,1,9,",
    )
    assert [line for line, _ in reasons(report)] == [4, 6]
    (fact,) = facts(shop, VisitRecorded)
    assert isinstance(fact.body, VisitRecorded)
    assert fact.body.lines[0].brand == "Leaf and Stem"


def test_a_row_with_too_many_or_too_few_values_is_refused_and_the_rest_comes_in(tmp_path: Path) -> None:
    report = imported(
        a_shop(),
        tmp_path,
        HEADER,
        "1,2026-01-05,1,10.00,7",
        "2,2026-01-05,1,10.00,7,Leaf,more",
        "3,2026-01-05,1,4.00,7,Leaf",
    )
    assert reasons(report) == [
        (2, "has 5 values; the header has 6 columns"),
        (3, "has 7 values; the header has 6 columns"),
    ]
    assert report.spend_cents == 400


def test_quotes_that_do_not_pair_are_refused(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER, '1,2026-01-05,1,10.00,7,"Le"af', "2,2026-01-05,1,4.00,7,Leaf")
    assert report.spend_cents == 400
    assert reasons(report)[0][0] == 2
    assert "quotation marks do not pair" in reasons(report)[0][1]


def test_a_quote_that_is_never_closed_names_the_lines_it_swallowed(tmp_path: Path) -> None:
    report = imported(
        a_shop(), tmp_path, HEADER, "1,2026-01-05,1,10.00,7,Leaf", '2,2026-01-05,1,4.00,7,"Leaf', "3,x,x,x,x,x"
    )
    assert reasons(report) == [(3, "a quotation mark opened here is not closed; lines 3 to 4 cannot be read")]


def test_a_nul_character_spoils_its_row_only(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER, "1,2026-01-05,1,10.00,7,Le\0af", "2,2026-01-05,1,4.00,7,Leaf")
    assert report.spend_cents == 400
    assert "NUL" in reasons(report)[0][1]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04rest", "a spreadsheet or an archive"),
        (b"%PDF-1.7", "a PDF"),
        (bytes(range(256)) + b"\0" * 400, "not a text file"),
        (b"ticket,when,items\n", "no column paid. Found: ticket, when, items"),
        (b"ticket,when,items,paid,paid\n", "the column paid more than once"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(raw)
    with pytest.raises(Refused, match=words):
        run(a_map(tmp_path), path, a_shop().desk)


def test_a_header_with_none_of_the_columns_is_refused_even_when_each_is_optional(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Telefon;Name\n3035552671;Ada\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"none of the columns the map reads. Found: Telefon, Name."):
        run("springbig_list", path, a_shop().desk)


def test_a_file_with_only_a_header_brings_nothing(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER)
    assert (report.members, report.receipts, report.new_facts, report.refused) == (0, 0, 0, ())


def test_a_missing_file_and_a_folder_without_the_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such file"):
        run(a_map(tmp_path), tmp_path / "gone.csv", a_shop().desk)
    with pytest.raises(Refused, match="names no file in it"):
        run(a_map(tmp_path), tmp_path, a_shop().desk)
    with pytest.raises(Refused, match=r"the folder has no transactions.csv"):
        run("cdnow", tmp_path, a_shop().desk)


def test_values_between_blanks_have_their_columns_from_the_map(tmp_path: Path) -> None:
    text = LINES_MAP.replace(
        "[file]", '[file]\ndelimiter = "blanks"\nheader = ["ticket", "buyer", "when", "items", "paid"]'
    )
    raw = b" 00004 0001 19970101  2   29.33\r\n 00005 0001 19970118  2   29.73\r\n"
    assert spend_of(tmp_path, raw, text) == (5906, None)
