"""Medical status at each door of a register: for a manager, and in nothing that is for everybody or goes out."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands.conftest import Door, Said

pytestmark = pytest.mark.rule("G27")
Typed = Callable[..., Said]
OWNERS, BUDTENDERS = "4719", "913604"
WORD = "cardholder"
"""The shop's own word for it, which stands nowhere else."""
SEGMENTS = f"""
[[segment]]
id = "patients"
title = "Patients"
any = [{{ field = "member_type", is = "{WORD}" }}]

[[segment]]
id = "came"
title = "Came"
all = [{{ field = "visits", at_least = 1 }}]
"""


@pytest.fixture
def typed(shop: Door, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """A command with PINs on standard input."""

    def run(pins: str, *words: str, text: bool = False) -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{pin}\n" for pin in pins.split())))
        return shop(*words, *(["--pin-stdin"] if pins else []), text=text)

    return run


@pytest.fixture
def member(typed: Typed) -> str:
    """Maria, of a kind; Ana owns the shop and Cy serves."""
    enrolled = typed("", "enrol", "--name", "Maria Garcia", "--phone", "303-866-4417", "--type", WORD)
    assert enrolled.code == 0
    assert typed(OWNERS, "staff", "add", "Ana").code == 0
    assert typed(f"{OWNERS} {BUDTENDERS}", "staff", "add", "Cy", "--staff", "Ana").code == 0
    member = str(enrolled.value["member"])
    assert typed(BUDTENDERS, "visit", member, "--amount", "62.50", "--staff", "Cy").code == 0
    return member


@pytest.fixture
def segments(tmp_path: Path) -> str:
    path = tmp_path / "segments.toml"
    path.write_text(SEGMENTS, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("text", [False, True])
def test_a_card_has_it_for_an_owner_and_not_for_a_budtender_or_nobody(typed: Typed, member: str, text: bool) -> None:
    assert WORD in typed(OWNERS, "show", member, "--staff", "Ana", text=text).out
    for said in (
        typed(BUDTENDERS, "show", member, "--staff", "Cy", text=text),
        typed(f"{BUDTENDERS} {OWNERS}", "show", member, "--staff", "Cy", "--approved-by", "Ana", text=text),
        typed("", "show", member, text=text),
    ):
        assert said.code == 0
        assert WORD not in said.out
        assert "member_type" not in said.out


@pytest.mark.parametrize(
    "words",
    [
        ("offers", "MEMBER"),
        ("explain", "MEMBER", "points"),
        ("preview", "MEMBER", "--amount", "20"),
        ("find", "Maria"),
        ("exceptions",),
        ("liability", "TODAY", "--members"),
        ("report", "TODAY"),
    ],
)
def test_no_other_answer_has_it(typed: Typed, member: str, words: tuple[str, ...]) -> None:
    today = datetime.now(UTC).date().isoformat()
    given = [{"MEMBER": member, "TODAY": today}.get(word, word) for word in words]
    for text in (False, True):
        said = typed("", *given, text=text)
        assert said.code == 0, said.err
        assert WORD not in said.out


def test_no_form_of_a_report_and_no_code_has_it(typed: Typed, member: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    day = datetime.now(UTC).date().isoformat()
    said = typed(OWNERS, "report", day, "--csv", str(out), "--staff", "Ana")
    assert said.code == 0
    written = [path.read_text("utf-8-sig") for path in out.iterdir()]
    assert written
    assert [text for text in written if WORD in text] == []
    card = typed(BUDTENDERS, "show", member, "--staff", "Cy").value["card_code"]
    assert card
    assert WORD not in card


def test_who_is_of_a_kind_is_asked_by_a_manager_only(typed: Typed, member: str, segments: str) -> None:
    asked = (
        ("count", segments),
        ("members", segments, "patients"),
        ("explain", segments, "patients", member),
    )
    for words in asked:
        said = typed(BUDTENDERS, "segment", *words, "--staff", "Cy")
        assert (said.code, said.value["refused"]) == (3, "not_permitted")
        assert typed(OWNERS, "segment", *words, "--staff", "Ana").code == 0
    assert WORD in typed(OWNERS, "segment", "explain", segments, "patients", member, "--staff", "Ana").out
    assert typed(BUDTENDERS, "segment", "members", segments, "came", "--staff", "Cy").code == 0


def test_all_entries_have_it_and_are_for_a_manager(typed: Typed, member: str) -> None:
    assert typed(BUDTENDERS, "facts", "export", "--staff", "Cy").value["refused"] == "not_permitted"
    assert WORD in typed(OWNERS, "facts", "export", "--staff", "Ana", text=True).out
