"""The command card: the code, files of it, and what it refuses."""

from pathlib import Path

from tests.commands.conftest import Door


def enrolled(shop: Door, name: str, phone: str) -> tuple[str, str]:
    value = shop("enrol", "--name", name, "--phone", phone).value
    return value["member"], value["card_code"]


def test_a_card_is_shown_and_written(shop: Door, tmp_path: Path) -> None:
    member, code = enrolled(shop, "Maria Gonzalez", "303-555-4417")
    value = shop("card", member).value
    assert (value["member"], value["card_code"], value["first_name"], value["files"]) == (member, code, "Maria", [])
    assert shop("find", value["written"]).value["exact"] == member
    words = shop("card", member, text=True).out
    assert value["written"] in words
    assert "Gonzalez" not in words
    said = shop("card", member, "--png", str(tmp_path / "c.png"), "--pdf", f"{tmp_path}/", "--sheet", f"{tmp_path}/")
    assert (tmp_path / "c.png").read_bytes().startswith(b"\x89PNG")
    assert len(said.value["files"]) == 3
    assert all(Path(each).stat().st_size > 200 for each in said.value["files"])


def test_several_members_go_on_one_sheet(shop: Door, tmp_path: Path) -> None:
    members = [enrolled(shop, f"Ana {at}th", f"303-555-44{at:02}")[0] for at in (10, 11)]
    value = shop("card", *members, "--sheet", str(tmp_path / "sheet.pdf")).value
    assert [each["member"] for each in value["cards"]] == members
    assert shop("card", *members).code == 3
    assert shop("card", *members, "--sheet", str(tmp_path / "s.pdf"), "--png", str(tmp_path / "p.png")).code == 3
    assert not (tmp_path / "p.png").exists()


def test_a_card_to_be_shown_is_a_picture_or_a_pdf_and_its_name_says_nothing(shop: Door, tmp_path: Path) -> None:
    member, code = enrolled(shop, "Maria Gonzalez", "303-555-4417")
    value = shop("card", member, "--status", "--png", f"{tmp_path}/", "--pdf", f"{tmp_path}/").value
    assert sorted(Path(each).name for each in value["files"]) == ["status card.pdf", "status card.png"]
    assert code not in str(value)
    assert shop("card", member, "--status").code == 3


def test_a_new_code_takes_the_place_of_the_lost_one(shop: Door) -> None:
    member, lost = enrolled(shop, "Maria Gonzalez", "303-555-4417")
    new = shop("card", member, "--new").value["card_code"]
    assert new != lost
    assert shop("find", lost).value["exact"] is None
    assert shop("find", new).value["exact"] == member
