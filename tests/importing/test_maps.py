"""A column map is refused with its line when it cannot work, and every key of one is explained."""

import re
from pathlib import Path

import pytest

from posdesk.domain.refusals import Refused
from posdesk.importing import column_map, formats
from posdesk.importing.map_document import KEYS, parse
from tests.importing.files import LINES_MAP, PEOPLE_MAP, words_of

DOCUMENTATION = Path(__file__).resolve().parent.parent.parent / "docs" / "import.md"


def refusal_of(text: str) -> str:
    with pytest.raises(Refused) as refused:
        parse(text, "own")
    return words_of(refused.value)


def test_every_ready_map_is_sound() -> None:
    assert formats() == [
        "cdnow",
        "cdnow_txt",
        "complete_journey",
        "flowhub_customers",
        "flowhub_orders",
        "receipt_lines",
        "shopify_customers",
        "springbig_list",
        "square_customers",
    ]
    assert [column_map(name).name for name in formats()] == formats()


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(Refused, match=r"no format “clover”. Known are cdnow, .*square_customers"):
        column_map("clover")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('amount = "paid"', 'amuont = "paid"', "Map own, line 19: line.amuont: is not a key of a map"),
        ('amount = "paid"', "amount = 5", "line 19: line.amount: is neither a column's name nor a list"),
        ('time = "when"', "", "line 12: receipt.time: is missing"),
        ('kind = "receipts"', 'kind = "sales"', "line 3: kind: “sales” is not one of members, receipts"),
        ('kind = "receipts"', 'kind = "members"', "line 3: kind: a map of members has no [receipt] and no [line]"),
        ('key = "{ticket}"', 'key = "ticket"', "line 13: receipt.key: names no column"),
        ('name_template = "Member {buyer}"', "", "line 8: member: has no name"),
        ("[member]", '[values]\ndates = "MYD"\n[member]', "line 9: values.dates: “MYD” is not one of"),
        ("[member]", '[values]\ndates = "MD"\n[member]', "an order without a year is for birthdays only"),
        ("[member]", '[values]\ndecimal = "_"\n[member]', "line 9: values.decimal: is neither “.” nor “,”"),
        ("[file]", '[file]\nencoding = "latin-99"', "line 6: file.encoding: “latin-99” is no encoding"),
        ("[file]", '[file]\ndelimiter = "--"', "line 6: file.delimiter: is not one character"),
        ("[file]", '[file]\ndelimiter = "blanks"', "needs `header`"),
        ('kind = "kind"\n', "", "needs `kind`"),
        ("[line.kinds]", '[line.kinds]\nproduct = ["x"]', "line 25: line.kinds.product: is not a key of a map"),
        (
            "[file]",
            '[store]\ncolumn = "s"\nid = "{s}"\nname = "S"\nzone = "Mars"\n[file]',
            "line 9: store.zone: “Mars”",
        ),
        (
            "[file]",
            '[store]\ncolumn = "s"\nid = "{s}"\nname = "S"\nzone = "UTC"\ncut_off = "25:00"\n[file]',
            "line 10: store.cut_off: “25:00” is not a cut-off",
        ),
        ("[file]", '[[join]]\nname = "p"\nkey = "k"\n[file]', "line 5: join.1.file: is missing"),
        ("[file]", "[member", "is not a TOML document"),
    ],
)
def test_a_map_that_cannot_work_is_refused_with_its_line(old: str, new: str, words: str) -> None:
    assert old in LINES_MAP
    assert words in refusal_of(LINES_MAP.replace(old, new, 1))


def test_every_problem_is_named_at_once() -> None:
    words = refusal_of(LINES_MAP.replace('amount = "paid"', "amount = 5").replace('time = "when"', "time = 6"))
    assert [line.split(":")[0] for line in words.splitlines()] == ["Map own, line 15", "Map own, line 19"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('key = "{number}"', "", "has neither `key` nor `key_from`"),
        ('key = "{number}"', 'key = "{number}"\nkey_from = ["phone"]', "stands beside `key`"),
        ('key = "{number}"', 'key_from = ["card"]', "“card” is neither phone nor email"),
        ('no = ["no"]', 'no = ["Yes"]', "consent.1.no: has a word that stands in yes as well"),
        ('channel = "email"', 'channel = "pigeon"', "“pigeon” is not one of text, email"),
        ('birthday_dates = ["YMD", "MD"]', 'birthday_dates = ["Y"]', "“Y” is not one of"),
    ],
)
def test_a_map_of_members_that_cannot_work_is_refused(old: str, new: str, words: str) -> None:
    assert old in PEOPLE_MAP
    assert words in refusal_of(PEOPLE_MAP.replace(old, new, 1))


def test_every_key_of_a_map_is_documented() -> None:
    page = DOCUMENTATION.read_text(encoding="utf-8")
    sections = re.split(r"^### ", page, flags=re.MULTILINE)
    for table, keys in KEYS.items():
        heads = (f"`[{table}]`", f"`[[{table}]]`") if table else ("At the top",)
        (section,) = [text for text in sections if text.startswith(heads)]
        explained = set(re.findall(r"^\| `([a-z_]+)`", section, flags=re.MULTILINE))
        assert explained == set(keys), f"docs/import.md, [{table}]"


def test_every_ready_map_is_documented_and_the_sample_is_the_one_that_is_tested() -> None:
    page = DOCUMENTATION.read_text(encoding="utf-8")
    listed = page.partition("## Ready maps")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([a-z_]+)`", listed, flags=re.MULTILINE) == formats()
    sample = Path(__file__).resolve().parent / "samples" / "receipt_lines.csv"
    assert sample.read_text(encoding="utf-8") in page
