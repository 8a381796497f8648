"""Who is who, as typed at a prompt, on a real encrypted store."""

import pytest

from tests.commands.conftest import Door


def two(shop: Door) -> tuple[str, str]:
    """Two members with a phone each."""
    enrolled = [
        shop("enrol", "--name", name, "--phone", phone).value["member"]
        for name, phone in (("Maria Gonzalez", "303-555-4417"), ("Maria Santos", "303-867-5309"))
    ]
    return enrolled[0], enrolled[1]


@pytest.mark.rule("I03")
def test_two_cards_become_one_that_either_phone_finds_and_two_again(shop: Door) -> None:
    first, second = two(shop)
    for member in (first, second):
        assert shop("visit", member, "--amount", "40").code == 0
    merged = shop("merge", second, "303-555-4417", "--reason", "married").value
    assert (merged["member"], merged["joined"]) == (first, [first, second])
    card = shop("show", "303-867-5309").value
    assert (card["member"], card["joined"], card["visits"], card["spend_cents"]) == (first, [first, second], 1, 8000)
    assert f"One member with the ids {first}, {second}" in shop("show", second, text=True).out
    assert len(shop("find", "maria").value["hits"]) == 1
    state = shop("state-hash").value
    assert shop("rebuild").code == 0
    assert shop("state-hash").value == state
    back = shop("unmerge", merged["merge"], "--reason", "two sisters").value
    assert [each["member"] for each in back["members"]] == [second, first]
    assert [shop("show", member).value["spend_cents"] for member in (first, second)] == [4000, 4000]
    assert shop("unmerge", first, "--reason", "again").code == 3


@pytest.mark.rule("I06")
def test_a_member_is_forgotten_with_all_her_cards_once_it_is_said_really(shop: Door) -> None:
    first, second = two(shop)
    shop("merge", second, first, "--reason", "married")
    asked = shop("erase", second)
    assert (asked.code, asked.value["refused"]) == (3, "not_sure")
    assert "--really" in asked.value["words"]
    assert shop("erase", second, "--really").value["erased"] == [first, second]
    assert shop("show", first).code == 3
    assert shop("find", "maria").value["hits"] == []
    assert "Gonzalez" not in shop("facts", "export", text=True).out


def test_who_has_two_members_of_one_name_is_asked_which(shop: Door) -> None:
    first, _ = two(shop)
    assert shop("merge", "maria", first, "--reason", "married").value["refused"] == "ambiguous_member"
