"""exceptions and move at a prompt."""

import pytest

from tests.commands.conftest import Door


@pytest.fixture
def doubled(shop: Door) -> str:
    """A member with one receipt twice; yields her id."""
    member = str(shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-555-4417").value["member"])
    for _ in range(2):
        shop("visit", member, "--amount", "20", "--staff", "Dana")
    return member


def test_what_is_listed_is_settled_by_its_key(shop: Door, doubled: str) -> None:
    (double,) = shop("exceptions").value
    assert (double["kind"], double["member"], double["can"]) == ("twice", doubled, ["accept", "reverse"])
    no = shop("exceptions", "settle", double["key"], "--how", "assign", "--reason", "so")
    assert (no.code, no.value["refused"]) == (3, "not_usable")
    done = shop("exceptions", "settle", double["key"][:10], "--how", "reverse", "--reason", "twice", "--staff", "Kim")
    assert (done.code, done.value["settled"]["by"], done.value["settled"]["how"]) == (0, "Kim", "reverse")
    assert shop("exceptions", "list").value == []
    assert shop("show", doubled).value["visits"] == 1
    assert shop("exceptions", "settle", double["key"]).value["refused"] == "no_exception"


def test_a_balance_below_zero_is_written_off(shop: Door, doubled: str) -> None:
    double = shop("exceptions").value[0]
    shop("exceptions", "settle", double["key"], "--how", "accept", "--reason", "two bags")
    balance = shop("show", doubled).value["points"]
    assert balance > 0
    shop("adjust", doubled, f"-{balance // 100}.{balance % 100:02d}", "--reason", "spent")
    visit = double["facts"][0]
    assert shop("return", visit).code == 0
    (short,) = [each for each in shop("exceptions").value if each["kind"] == "negative_balance"]
    assert (short["unit"], short["can"]) == ("points", ["accept", "write_off"])
    done = shop("exceptions", "settle", short["key"], "--how", "write_off", "--reason", "our fault")
    assert done.code == 0
    assert shop("show", doubled).value["points"] == 0
    assert [each["kind"] for each in shop("exceptions", "list", "--all").value] == ["twice"]


def test_a_receipt_is_moved_to_whom_it_belongs(shop: Door, doubled: str) -> None:
    ben = shop("enrol", "--name", "Ben Ortiz", "--phone", "303-866-0177").value["member"]
    visit = shop("exceptions").value[0]["facts"][0]
    done = shop("move", visit, "Ben Ortiz", "--reason", "the wrong card")
    assert (done.code, done.value["member"], done.value["old"]) == (0, ben, visit)
    assert shop("show", ben).value["visits"] == 1
    assert shop("exceptions").value == []
