"""Rows about members: profile, consents, opening balance, and the same member again."""

from datetime import date
from pathlib import Path

import pytest

from posdesk.domain.business_day import AsOf
from posdesk.domain.facts import Channel, ConsentSet, MemberEnrolled, MemberField, MemberFieldSet, OpeningRecorded
from posdesk.domain.fold import fold
from posdesk.domain.member import Member, profile
from tests.builders import Shop, a_shop
from tests.importing.files import PEOPLE_MAP, bodies, facts, imported, reasons

HEADER = "number,first,last,phone,mail,born,joined,card,news,visits,spent,points"
ADA = "17,Ada,Linden,(303) 555-2671,Ada@Example.com,1990-05-30,2024-02-29,ab-12345,Yes,12,640.50,80"


def the_member(shop: Shop, number: str = "17", system: str = "club") -> Member:
    member = shop.directory.by_external(f"{system}:{number}")
    assert member is not None
    found = profile(member, shop.ledger.facts_about(member))
    assert found is not None
    return found


def test_a_member_comes_in_with_all_the_file_tells(tmp_path: Path) -> None:
    shop = a_shop()
    report = imported(shop, tmp_path, HEADER, ADA, text=PEOPLE_MAP)
    assert (report.members, report.receipts, report.new_facts, report.refused) == (1, 0, 3, ())
    ada = the_member(shop)
    assert (ada.first_name, ada.last_name, ada.phone, ada.email) == ("Ada", "Linden", "+13035552671", "ada@example.com")
    assert (ada.birthday, ada.card_code, ada.enrolled_on) == ("1990-05-30", "AB-12345", date(2024, 2, 29))
    assert ada.consents == frozenset({Channel.EMAIL})
    assert bodies(shop, OpeningRecorded) == [OpeningRecorded(12, 64050, 8000)]


def test_a_member_without_a_day_or_a_name_is_enrolled_today_by_the_maps_template(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, "number", "18", text=PEOPLE_MAP)
    member = the_member(shop, "18")
    assert (f"{member.first_name} {member.last_name}".strip(), member.enrolled_on) == ("Member 18", date(2026, 11, 23))


@pytest.mark.rule("I01")
def test_a_value_that_cannot_be_right_is_left_out_and_reported_and_the_member_comes_in(tmp_path: Path) -> None:
    shop = a_shop()
    row = "17,Ada,Linden,5555555555,nowhere,1890-05-30,,!,perhaps,,,"
    report = imported(shop, tmp_path, HEADER, row, text=PEOPLE_MAP)
    assert report.members == 1
    assert [row.kept for row in report.refused] == [True] * 5
    told = " / ".join(reason for _, reason in reasons(report))
    for piece in (
        "phone left out",
        "email left out",
        "birthday left out",
        "card code left out",
        "“perhaps” is neither",
    ):
        assert piece in told
    ada = the_member(shop)
    assert (ada.phone, ada.email, ada.birthday, ada.card_code) == (None, None, None, None)
    assert bodies(shop, ConsentSet) == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",Ada,Linden,,,,,,,,,", "number is empty"),
        ("17,Ada,Linden,,,,29.02.2024,,,,,", "joined: “29.02.2024” is not a date"),
        ("17,Ada,Linden,,,,,,,many,,", "visits: “many” is not a whole number"),
        ("17,Ada,Linden,,,,,,,,-5,", "spent: an opening balance is not below zero"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused(tmp_path: Path, row: str, words: str) -> None:
    report = imported(a_shop(), tmp_path, HEADER, row, text=PEOPLE_MAP)
    assert (report.members, report.new_facts) == (0, 0)
    assert words in report.refused[0].reason


def test_words_that_say_nothing_set_no_consent(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, "number,news", "1,not asked", "2,", "3,no", text=PEOPLE_MAP)
    assert bodies(shop, ConsentSet) == [ConsentSet(Channel.EMAIL, False, "import:own")]


def test_of_two_columns_about_one_channel_a_no_wins(tmp_path: Path) -> None:
    second = '[[consent]]\nchannel = "email"\ncolumn = "stop"\nno = ["stop"]\n[opening]'
    text = PEOPLE_MAP.replace("[opening]", second)
    for rows in (("number,news,stop", "1,yes,stop"), ("number,news,stop", "1,no,")):
        shop = a_shop()
        imported(shop, tmp_path, *rows, text=text)
        assert bodies(shop, ConsentSet) == [ConsentSet(Channel.EMAIL, False, "import:own")]


def test_the_same_member_twice_in_a_file_comes_in_once(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, HEADER, ADA, ADA, text=PEOPLE_MAP)
    assert (report.members, reasons(report)) == (1, [(3, "is the same member as line 2; the first one comes in")])


def test_a_card_that_is_anothers_is_left_out(tmp_path: Path) -> None:
    shop = a_shop()
    shop.member("Una", "Field", card="AB-12345")
    report = imported(shop, tmp_path, "number,card", "17,AB-12345", "18,CD-1", "19,cd-1", text=PEOPLE_MAP)
    assert [line for line, _ in reasons(report)] == [2, 4]
    assert (the_member(shop, "17").card_code, the_member(shop, "18").card_code) == (None, "CD-1")


def test_a_family_may_share_a_phone(tmp_path: Path) -> None:
    report = imported(a_shop(), tmp_path, "number,phone", "17,3035552671", "18,3035552671", text=PEOPLE_MAP)
    assert (report.members, report.refused) == (2, ())


@pytest.mark.rule("M10")
def test_an_opening_count_of_237_pays_nothing_back_and_the_next_reward_is_300(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, "number,visits", "17,237", text=PEOPLE_MAP)
    member = the_member(shop).id
    now = AsOf(shop.clock.now(), date(2026, 11, 23))
    standing = fold(member, shop.ledger.facts_about(member), shop.desk.programs.timeline(), now)
    assert (standing.visits, standing.awards) == (237, ())
    next_one = {milestone.rule.id: milestone.target for milestone in standing.milestones}
    assert (next_one["every-100-visits"], next_one["every-10-visits"]) == (300, 240)


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, HEADER, ADA, text=PEOPLE_MAP)
    before = dict(shop.ledger.facts)
    shop.clock.advance(minutes=5000)
    report = imported(shop, tmp_path, HEADER, ADA, text=PEOPLE_MAP)
    assert (report.members, report.new_facts, report.refused) == (1, 0, ())
    assert shop.ledger.facts == before


def test_a_newer_file_sets_what_it_says_anew_and_takes_nothing_back(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, HEADER, ADA, text=PEOPLE_MAP)
    shop.clock.advance(minutes=5000)
    newer = "17,Ada,Linden-Brook,,new@example.com,1990-05-30,2024-02-29,,Yes,99,,"
    report = imported(shop, tmp_path, HEADER, newer, text=PEOPLE_MAP)
    assert bodies(shop, MemberFieldSet) == [
        MemberFieldSet(MemberField.EMAIL, "new@example.com"),
        MemberFieldSet(MemberField.LAST_NAME, "Linden-Brook"),
    ]
    ada = the_member(shop)
    assert (ada.last_name, ada.email, ada.phone) == ("Linden-Brook", "new@example.com", "+13035552671")
    assert reasons(report) == [(2, "opening balance left out: one was recorded before and counts once")]


def test_an_old_file_does_not_undo_what_the_counter_changed(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, HEADER, ADA, text=PEOPLE_MAP)
    member = the_member(shop).id
    shop.clock.advance(minutes=10)
    shop.happened(MemberFieldSet(MemberField.EMAIL, "counter@example.com"), member)
    shop.happened(ConsentSet(Channel.EMAIL, False, "counter"), member)
    report = imported(shop, tmp_path, HEADER, ADA, text=PEOPLE_MAP)
    assert report.new_facts == 0
    assert (the_member(shop).email, the_member(shop).consents) == ("counter@example.com", frozenset())


def test_a_withdrawal_in_a_newer_file_counts_at_once(tmp_path: Path) -> None:
    shop = a_shop()
    imported(shop, tmp_path, "number,news", "17,yes", text=PEOPLE_MAP)
    shop.clock.advance(minutes=10)
    assert imported(shop, tmp_path, "number,news", "17,no", text=PEOPLE_MAP).new_facts == 1
    assert the_member(shop).consents == frozenset()
    assert imported(shop, tmp_path, "number,news", "17,yes", text=PEOPLE_MAP).new_facts == 0
    assert len(facts(shop, MemberEnrolled)) == 1
