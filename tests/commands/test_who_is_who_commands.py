"""Who may be whom, what is held of a member, and who is forgotten, as typed at a prompt on a real encrypted store."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.commands.conftest import Door

PROGRAM = Path(__file__).resolve().parents[2] / "resources" / "programs" / "sample.toml"


def two(shop: Door) -> tuple[str, str]:
    """Maria twice, with one phone."""
    first, second = (
        shop("enrol", "--name", name, "--phone", "303-867-5309", "--share-phone", *more).value["member"]
        for name, more in (("Maria Gonzalez", ["--birthday", "1990-05-30"]), ("Maria Gonzales", ["--type", "medical"]))
    )
    return first, second


@pytest.mark.rule("I02")
def test_a_pair_is_listed_with_its_reasons_until_somebody_says_that_they_are_two(shop: Door) -> None:
    first, second = two(shop)
    found = shop("duplicates").value
    assert (found["looked_at"], found["more"], len(found["pairs"])) == (2, 0, 1)
    (pair,) = found["pairs"]
    assert (pair["one"]["member"], pair["other"]["member"]) == (first, second)
    assert pair["reasons"] == ["same_phone", "same_first_name", "near_last_name"]
    assert pair["one"]["phone_ends"] == "5309"
    (mine,) = shop("duplicates", second).value
    assert (mine["member"], mine["score"]) == (first, pair["score"])
    assert "Maybe one  Maria G." in shop("duplicates", text=True).out
    assert shop("apart", first, second).code == 0
    assert shop("duplicates").value["pairs"] == []
    assert shop("duplicates", first).value == []
    assert shop("duplicates", text=True).out == "Looked at 2 members. No two look like one person.\n"


@pytest.mark.rule("I03")
def test_a_merge_is_looked_at_first_and_changes_nothing_by_that(shop: Door) -> None:
    first, second = two(shop)
    for member in (first, second):
        shop("visit", member, "--amount", "40")
    state = shop("state-hash").value
    seen = shop("merge", second, first, "--preview").value
    assert (seen["one"]["visits"], seen["other"]["visits"], seen["both"]["visits"]) == (1, 1, 1)  # on one day
    assert (seen["both"]["spend_cents"], seen["both"]["joined"]) == (8000, [first, second])
    assert "Nothing was changed." in shop("merge", first, second, "--preview", text=True).out
    assert shop("state-hash").value == state
    assert shop("merge", first, second).value["refused"] == "no_reason"
    assert shop("merge", first, second, "--reason", "married").code == 0
    after = shop("show", first).value
    assert [after[key] for key in ("visits", "spend_cents", "points")] == [
        seen["both"][key] for key in ("visits", "spend_cents", "points")
    ]


@pytest.mark.rule("I06")
def test_all_that_is_held_is_printed_and_written_and_that_it_was_is_recorded(shop: Door, tmp_path: Path) -> None:
    first, second = two(shop)
    shop("visit", second, "--amount", "62.50", "--brand", "Moonridge")
    data = shop("member-data", second).value
    assert data["profile"]["phone"] == "+13038675309"
    assert data["profile"]["member_type"] == "medical"  # nobody signs in here, so nothing is hidden
    kinds = [each["raw"]["kind"] for each in data["entries"]]
    assert kinds == ["member.enrolled", "visit.recorded", "member.data_given"]
    assert "lines 1 cents: 6250" in data["entries"][1]["told"]
    written = shop("member-data", second, "--pdf", f"{tmp_path}/").value
    path = Path(written["pdf"])
    assert path.name == f"member-data {second}.pdf"
    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
    for held in ("Maria Gonzales", "+13038675309", "Moonridge", "All of this was given out"):
        assert held in words
    assert len(shop("member-data", second).value["given_out"]) == 3
    assert shop("member-data", first, "--pdf", f"{tmp_path}/none/there.pdf").value["refused"] == "bad_file"
    assert "All that is held of Maria Gonzales" in shop("member-data", second, text=True).out


@pytest.mark.rule("I06", "G13")
def test_nobody_is_purged_until_the_program_says_so_and_then_only_who_has_not_come(
    shop: Door, tmp_path: Path, data: Path
) -> None:
    gone = shop("enrol", "--name", "Zebulonica Quillfeather", "--phone", "720-234-5678").value["member"]
    stays = shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-867-5309").value["member"]
    shop("visit", stays, "--amount", "40")
    assert shop("purge", "--dry-run").value["refused"] == "not_usable"
    program = tmp_path / "program.toml"
    text = PROGRAM.read_text("utf-8").replace("version = 1", "version = 2", 1)
    program.write_text(f"{text}\n[retention]\nforget_after_months = 1\n", "utf-8")
    assert shop("program", "publish", str(program)).code == 0
    assert shop("purge").value["members"] == 0
    for member in (gone, stays):
        shop("show", member)
    assert "Forgot 0 members" in shop("purge", text=True).out
    told = shop("purge", "--dry-run", "--save", str(tmp_path / "report.json")).value
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["parts"] == told["parts"]
    assert shop("purge", "--save", f"{tmp_path}/").value["file"].endswith(".txt")
    nowhere = str(tmp_path / "nowhere" / "report.txt")
    assert shop("purge", "--save", nowhere).value["refused"] == "bad_file"
    assert shop("find", "zebulonica").value["hits"]
    assert data.exists()
