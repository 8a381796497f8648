"""Enrol, find, show, visit and void as typed at a prompt, on a real encrypted store."""

import pytest

from tests.commands.conftest import Door


def enrolled(shop: Door, name: str = "Maria Gonzalez", phone: str = "303-555-4417") -> str:
    return str(shop("enrol", "--name", name, "--phone", phone).value["member"])


def test_a_member_is_enrolled_found_and_shown(shop: Door) -> None:
    member = enrolled(shop)
    for text in ("gonz", "maria gonzalez", "4417", "(303) 555-4417", "gonzales"):
        hits = shop("find", text).value["hits"]
        assert [hit["member"] for hit in hits] == [member], text
    card = shop("show", member).value
    assert card["member"] == member
    assert card["name"] == "Maria G."
    assert card["visits"] == 0
    assert card["tier"]["name"] == "Bronze"
    assert card["say"].startswith("Welcome, Maria!")


def test_show_gives_every_figure_the_counter_needs(shop: Door) -> None:
    card = shop("show", enrolled(shop)).value
    wanted = "member as_of tier visits spend_cents points milestones awards brands months say".split()
    assert set(wanted) <= card.keys()
    assert {"name", "next", "missing", "until"} <= card["tier"].keys()
    assert len(card["months"]) == 13


def test_a_visit_counts_earns_and_shares_its_amount_among_the_brands(shop: Door) -> None:
    member = enrolled(shop)
    saved = shop("visit", member, "--amount", "62.51", "--brand", "Hill & Dale", "--brand", "Two Rivers").value
    assert saved["visits"] == 1
    assert saved["counted"]
    card = shop("show", member).value
    assert card["spend_cents"] == 6251
    assert card["points"] == 6200
    shares = {brand["brand"]: brand["spend_cents"] for brand in card["brands"]}
    assert sorted(shares.values()) == [3125, 3126]
    assert card["history"][0]["estimated"]
    assert {brand["brand"]: brand["visits"] for brand in card["brands"]} == {"Hill & Dale": 1, "Two Rivers": 1}


@pytest.mark.rule("VS01")
def test_two_receipts_of_one_day_are_one_visit_and_both_spends_count(shop: Door) -> None:
    member = enrolled(shop)
    shop("visit", member, "--amount", "10", "--at", "2026-11-20T12:00")
    second = shop("visit", member, "--amount", "20", "--at", "2026-11-20T12:10").value
    assert not second["counted"]
    assert second["why_not"] == "same business day"
    card = shop("show", member).value
    assert (card["visits"], card["spend_cents"]) == (1, 3000)


@pytest.mark.rule("LG01")
def test_a_void_takes_the_visit_back_and_leaves_it_in_the_history(shop: Door) -> None:
    member = enrolled(shop)
    visit = shop("visit", member, "--amount", "62.50").value["visit"]
    assert shop("void", visit, "--reason", "wrong member").code == 0
    card = shop("show", member).value
    assert (card["visits"], card["spend_cents"], card["points"]) == (0, 0, 0)
    assert card["history"][0]["voided"]
    again = shop("void", visit)
    assert again.code == 3
    assert again.value["refused"] == "already_voided"


@pytest.mark.rule("TI09")
def test_show_as_of_gives_what_was_true_at_the_end_of_that_day(shop: Door) -> None:
    member = enrolled(shop)
    shop("visit", member, "--amount", "600", "--at", "2026-03-01T12:00")
    shop("visit", member, "--amount", "2000", "--at", "2026-03-02T12:00")
    shop("enrol", "--name", "Other", "--phone", "303-555-9000")
    # the member enrolled today, but the visits are older: the card of then shows them all the same
    then = shop("show", member, "--as-of", "2026-03-01").value
    assert (then["tier"]["name"], then["visits"], then["business_day"]) == ("Silver", 1, "2026-03-01")
    assert shop("show", member, "--as-of", "2026-03-02T13:00").value["tier"]["name"] == "Gold"


def test_every_figure_names_its_facts_and_rules(shop: Door) -> None:
    member = enrolled(shop)
    visit = shop("visit", member, "--amount", "62.50", "--brand", "Two Rivers").value["visit"]
    why = shop("show", member, "--why", "points").value
    assert why["facts"] == [visit]
    assert why["rules"] == [{"id": "a-point-a-dollar", "version": 1}]
    assert shop("show", member, "--why", "brand:two rivers").value["facts"] == [visit]
    assert shop("show", member, "--why", "mood").code == 3


def test_a_guest_visit_is_nobodys(shop: Door) -> None:
    saved = shop("visit", "--guest", "--amount", "20").value
    assert saved["member"] is None
    assert shop("void", saved["visit"]).code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("visit", "nobody at all", "--amount", "5"), "no_member"),
        (("visit", "--guest", "--amount", "five"), "bad_amount"),
        (("visit", "--guest", "--amount", "-5"), "bad_amount"),
        (("show", "00000000-0000-7000-8000-000000000000"), "no_member"),
        (("void", "00000000-0000-7000-8000-000000000000"), "no_visit"),
        (("enrol", "--name", " "), "bad_name"),
        (("enrol", "--name", "Ann", "--phone", "303-555-0142"), "bad_phone"),
        (("enrol", "--name", "Ann", "--birthday", "31.12.1990"), "bad_birthday"),
        (("enrol", "--name", "Ann", "--email", "ann@"), "bad_email"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_stored(
    shop: Door, words: tuple[str, ...], code: str
) -> None:
    enrolled(shop, "Someone Else", "303-555-9001")
    before = shop("state-hash", text=True).out
    refused = shop(*words)
    assert refused.code == 3
    assert refused.value["refused"] == code
    assert len(refused.value["words"]) > 10
    assert refused.value["words"] in refused.err
    assert shop("state-hash", text=True).out == before


def test_one_phone_is_one_members_unless_it_is_meant_to_be_shared(shop: Door) -> None:
    enrolled(shop)
    taken = shop("enrol", "--name", "Luis Gonzalez", "--phone", "303 555 4417")
    assert taken.value["refused"] == "phone_taken"
    assert "Maria G." in taken.value["words"]
    assert shop("enrol", "--name", "Luis Gonzalez", "--phone", "303 555 4417", "--share-phone").code == 0
    several = shop("show", "3035554417")
    assert several.value["refused"] == "ambiguous_member"


def test_a_field_of_a_profile_is_changed_and_cleared(shop: Door) -> None:
    member = enrolled(shop)
    assert shop("profile", member, "email", "Maria@Example.com").value["value"] == "maria@example.com"
    assert shop("find", "maria@example.com").value["hits"][0]["member"] == member
    assert shop("profile", member, "email").value["value"] is None
    locked = shop("profile", member, "birthday", "2001-05-30", "--from-id").value
    assert (locked["value"], locked["birthday_locked"]) == ("2001-05-30", True)
