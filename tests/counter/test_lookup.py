"""One box: what is typed or scanned is understood, and finds the right members."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.counter.lookup import Understood, find
from posdesk.counter.ports import Desk
from posdesk.domain.member import Member
from posdesk.domain.scan_code import new_card_code
from tests.builders import a_shop
from tests.fakes.directory import FakeDirectory

JOINED = date(2026, 1, 5)
CARD = new_card_code(77)
MARIA = Member("m", "Maria", "García", JOINED, "+13038675309", "maria.g@example.com", CARD)
MARTA = Member("t", "Marta", "O'Brien", JOINED, "+17205554417", "tata87@example.com", "OLD-1234")
WANG = Member("w", "小明", "王", JOINED, "+442079460000")
FILM = Member("f", "Fay", "Wray", JOINED, "+13035550142")


def a_desk(*members: Member) -> Desk:
    directory = FakeDirectory()
    for member in members or (MARIA, MARTA, WANG, FILM):
        directory.write(member, JOINED)
    return replace(a_shop().desk, directory=directory)


def found(text: str) -> list[str]:
    return [hit.member for hit in find(a_desk(), text).hits]


@pytest.mark.parametrize(
    "typed", [CARD, CARD.lower(), f"{CARD}\r", f" {CARD.replace(':', '-')} ", CARD.replace(":", "").replace("0", "o")]
)
def test_a_card_opens_its_member_however_it_is_written(typed: str) -> None:
    answer = find(a_desk(), typed)
    assert (answer.kind, answer.exact, len(answer.hits)) == (Understood.CARD, "m", 1)


@pytest.mark.parametrize(
    ("text", "member"),
    [(f"]Q1{CARD}", "m"), (f"]d1{CARD}\r", "m"), (f"X{CARD}", "m"), ("]C0OLD-1234", "t"), ("]A0 old-1234", "t")],
)
def test_a_card_is_found_whatever_the_scanner_says_of_it(text: str, member: str) -> None:
    assert find(a_desk(), text).exact == member


@pytest.mark.parametrize("text", ["]Q1+1 303 867 5309", "]Q1maria.g@example.com", "]maria", "] maria"])
def test_other_texts_are_found_so_too_and_a_bracket_somebody_types_is_only_a_bracket(text: str) -> None:
    assert "m" in found(text)


def test_a_card_of_an_earlier_system_opens_its_member() -> None:
    assert find(a_desk(), "old-1234").exact == "t"


def test_a_wrong_card_says_what_to_do() -> None:
    answer = find(a_desk(), f"{CARD[:-1]}{'1' if CARD[-1] != '1' else '2'}")
    assert (answer.kind, answer.hits, answer.exact) == (Understood.CARD, (), None)
    assert answer.note is not None
    assert "scan the card again" in answer.note


def test_a_card_nobody_has_yet_says_so() -> None:
    answer = find(a_desk(), new_card_code(78))
    assert (answer.kind, answer.hits) == (Understood.CARD, ())
    assert answer.note is not None


@pytest.mark.parametrize(
    "typed", ["309", "5309", "303-867-5309", "(303) 867-5309", "+1 303 867 5309", "13038675309", "86753"]
)
def test_digits_find_the_phone(typed: str) -> None:
    assert found(typed) == ["m"]


@pytest.mark.rule("I01")
@pytest.mark.parametrize("typed", ["3038675309", "(303) 867-5309", "+13038675309", "1 303 867 5309"])
def test_a_whole_phone_of_one_member_is_exact(typed: str) -> None:
    answer = find(a_desk(), typed)
    assert (answer.kind, answer.exact, answer.phone) == (Understood.PHONE, "m", "+13038675309")


def test_a_phone_that_two_share_opens_neither_by_itself() -> None:
    answer = find(a_desk(MARIA, replace(MARTA, phone=MARIA.phone)), "303-867-5309")
    assert answer.exact is None
    assert len(answer.hits) == 2


def test_a_phone_that_nobody_has_is_handed_on_for_a_new_member() -> None:
    answer = find(a_desk(MARIA), "303-555-0142")
    assert (answer.kind, answer.hits, answer.phone) == (Understood.PHONE, (), "+13035550142")


def test_a_fictional_number_kept_by_an_earlier_system_is_found() -> None:
    assert find(a_desk(), "303-555-0142").exact == "f"


@pytest.mark.rule("I01")
@pytest.mark.parametrize(
    ("phone", "typed"),
    [
        (
            "+525512345678",
            ("5678", "234 5678", "55 1234 5678", "+52 55 1234 5678", "+52 1 55 1234 5678", "525512345678"),
        ),
        ("+4915112345678", ("5678", "234 5678", "0151 12345678", "+49 (0)151 12345678", "0049 151 12345678")),
        ("+16048675309", ("5309", "867 5309", "604 867 5309", "+1 604 867 5309")),
    ],
)
def test_a_visitor_is_found_by_the_last_digits_and_the_whole_phone(phone: str, typed: tuple[str, ...]) -> None:
    desk = a_desk(replace(WANG, phone=phone), FILM)
    for text in typed:
        assert [hit.member for hit in find(desk, text).hits] == ["w"], text
    assert all(find(desk, text).exact == "w" for text in typed if text.startswith(("+", "00")))


def test_a_phone_from_abroad_is_found_with_its_leading_zero() -> None:
    assert found("020 7946 0000") == ["w"]
    assert found("+44 20 7946 0000") == ["w"]


def test_two_digits_ask_for_a_third() -> None:
    answer = find(a_desk(), "53")
    assert (answer.kind, answer.hits) == (Understood.PHONE, ())
    assert answer.note == "Type at least 3 digits of the phone."


def test_digits_of_another_script_are_digits() -> None:
    assert found("５３０９") == ["m"]


@pytest.mark.parametrize(
    ("typed", "members"),
    [
        ("maria garcia", ["m"]),
        ("GARCÍA, Maria", ["m"]),
        ("gar mar", ["m"]),
        ("m g", ["m"]),
        ("obrien", ["t"]),
        ("o'brien", ["t"]),
        ("o’b", ["t"]),
        ("brien", ["t"]),
        ("王小明", ["w"]),
        ("小", ["w"]),
        ("mar", ["t", "m"]),
    ],
)
def test_a_name_is_found_by_its_beginnings_in_any_order(typed: str, members: list[str]) -> None:
    answer = find(a_desk(), typed)
    assert answer.kind is Understood.NAME
    assert [hit.member for hit in answer.hits] == members
    assert answer.exact is None


def test_a_name_and_digits_of_the_phone_narrow_together() -> None:
    assert found("mar 4417") == ["t"]
    assert found("4417 marta") == ["t"]
    assert found("maria 4417") != ["m"]


@pytest.mark.parametrize("typed", ["maria.g@", "MARIA.G@EXAMPLE.COM", " maria.g@ex", "maria.g @example"])
def test_an_email_is_found_by_its_beginning(typed: str) -> None:
    answer = find(a_desk(), typed)
    assert (answer.kind, [hit.member for hit in answer.hits]) == (Understood.EMAIL, ["m"])


def test_the_beginning_of_an_email_without_the_at_is_found_when_no_name_is() -> None:
    answer = find(a_desk(), "tata8")
    assert (answer.kind, [hit.member for hit in answer.hits]) == (Understood.EMAIL, ["t"])


def test_a_typing_error_is_forgiven_and_said() -> None:
    answer = find(a_desk(), "mraia garcai")
    assert [hit.member for hit in answer.hits] == ["m"]
    assert answer.note == "No one with exactly this name. This comes close."


def test_nobody_at_all_has_no_hits_and_no_note() -> None:
    answer = find(a_desk(), "Zebulonica Quux")
    assert (answer.kind, answer.hits, answer.note) == (Understood.NAME, (), None)


@pytest.mark.parametrize("typed", ["", "   ", "\t\n", "\u200b", "-", "+"])
def test_an_empty_box_asks_nothing(typed: str) -> None:
    answer = find(a_desk(), typed)
    assert (answer.kind, answer.hits) == (Understood.NOTHING, ())


def test_never_more_than_the_limit_come_back() -> None:
    many = [replace(MARIA, id=f"m{number}", card_code=None) for number in range(30)]
    for typed in ("maria", "5309", "maria.g@", "mraia", "maria 5309"):
        assert len(find(a_desk(*many), typed).hits) == 20
        assert len(find(a_desk(*many), typed, limit=3).hits) == 3


@given(
    st.one_of(st.text(), st.sampled_from(['"', "*", "a:b", "NEAR(", "\0", "\ud800", "9" * 10_000, "PD1:", "@", "0000"]))
)
def test_every_text_has_an_answer(text: str) -> None:
    answer = find(a_desk(), text)
    assert answer.exact is None or answer.exact in [hit.member for hit in answer.hits]
