"""Names, phones, e-mails and birthdays: one form each, and refusals that say what would be right."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.identity import (
    indexed_words,
    is_fictional,
    name_words,
    normal_birthday,
    normal_email,
    normal_name,
    normal_phone,
    split_name,
    whole_phone,
)
from posdesk.domain.refusals import RefusalCode, Refused

TODAY = date(2026, 11, 23)


def refusal_of(parse: Callable[[str], object], text: str, code: RefusalCode) -> str:
    with pytest.raises(Refused) as refused:
        parse(text)
    assert refused.value.refusal.code is code
    return refused.value.refusal.words


# ------------------------------------------------------------------------------------------------------------ phone


@pytest.mark.rule("I01")
@pytest.mark.parametrize(
    "typed",
    [
        "3038675309",
        "303-867-5309",
        "(303) 867-5309",
        "303.867.5309",
        "1 303 867 5309",
        "+1 303 867 5309",
        "+1 (303) 867\u20115309",
        "001 303 867 5309",
        " 303 867 5309 ext. 12",
        "\u202a303-867-5309\u202c",
        "３０３８６７５３０９",
    ],
)
def test_every_way_to_write_a_phone_is_one_number(typed: str) -> None:
    assert normal_phone(typed) == "+13038675309"


@pytest.mark.rule("I01")
@pytest.mark.parametrize("typed", ["2222222222", "222-222-2222", "0000000000", "1111111111", "+1 999 999 9999"])
def test_one_digit_throughout_is_nobodys_phone(typed: str) -> None:
    assert "one digit throughout" in refusal_of(normal_phone, typed, RefusalCode.BAD_PHONE)


@pytest.mark.rule("I01")
@pytest.mark.parametrize("line", ["0100", "0142", "0199"])
def test_the_numbers_kept_for_films_are_refused_but_can_be_looked_up(line: str) -> None:
    assert "made up for films" in refusal_of(normal_phone, f"303-555-{line}", RefusalCode.BAD_PHONE)
    assert whole_phone(f"303-555-{line}") == f"+1303555{line}"


@pytest.mark.rule("I01")
@pytest.mark.parametrize("line", ["0099", "0200", "1142"])
def test_other_555_numbers_are_phones(line: str) -> None:
    assert normal_phone(f"303-555-{line}") == f"+1303555{line}"
    assert not is_fictional(f"+1303555{line}")


@pytest.mark.rule("I01")
def test_the_stores_own_phone_is_no_members() -> None:
    with pytest.raises(Refused, match="store's own"):
        normal_phone("303-867-5309", own={"+13038675309"})


@pytest.mark.parametrize("typed", ["+44 20 7946 0000", "011 44 20 7946 0000", "0044 20 7946 0000"])
def test_a_phone_from_abroad_keeps_its_country_code(typed: str) -> None:
    assert normal_phone(typed) == "+442079460000"


@pytest.mark.rule("I01")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+1 604 867 5309", "+16048675309"),  # Canada
        ("604-867-5309", "+16048675309"),
        ("+52 55 1234 5678", "+525512345678"),
        ("+52 1 55 1234 5678", "+525512345678"),  # mobile phones had a 1 until 2019
        ("011 52 55 1234 5678", "+525512345678"),
        ("+49 30 123456", "+4930123456"),
        ("+49 (0)30 123456", "+4930123456"),
        ("+49 0151 12345678", "+4915112345678"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("+39 06 1234 5678", "+390612345678"),  # in Italy the 0 is dialled from everywhere
        ("+225 01 23 45 67 89", "+2250123456789"),
        ("+290 2 2158", "+29022158"),
        ("+61 2 9876 5432", "+61298765432"),
    ],
)
def test_a_visitors_phone_is_kept_as_it_is_dialled_from_abroad(typed: str, kept: str) -> None:
    assert normal_phone(typed) == kept
    assert whole_phone(typed) == kept


@pytest.mark.rule("I01")
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("+52 55 1234 567", "A phone there has 10 digits after +52; this one has 9."),
        ("+44 20 7946", "A phone there has 7, 9 or 10 digits after +44; this one has 6."),
        ("+49 30 1234567890123", "A phone there has 4 to 13 digits after +49; this one has 15."),
        ("+999 1234 5678", "No country has the code +999."),
        ("+0 303 867 5309", "No country has the code +030."),
        ("+52 55 5555 5555", "one digit throughout"),
        ("+44 0000000000", "one digit throughout"),
    ],
)
def test_a_phone_that_is_impossible_abroad_is_refused_with_the_reason(typed: str, says: str) -> None:
    assert says in refusal_of(normal_phone, typed, RefusalCode.BAD_PHONE)


@pytest.mark.rule("I01")
def test_a_number_kept_before_abroad_was_looked_at_can_still_be_looked_up() -> None:
    assert whole_phone("+999 1234 5678") == "+99912345678"
    assert whole_phone("+52 55 1234 567") == "+52551234567"


def test_elsewhere_the_country_code_must_be_typed() -> None:
    with pytest.raises(Refused, match="country code"):
        normal_phone("20 7946 0000", region="GB")
    assert normal_phone("+44 20 7946 0000", region="GB") == "+442079460000"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "not a phone number"),
        ("hello", "not a phone number"),
        ("867-5309", "this one has 7"),
        ("30386753091", "this one has 11"),
        ("103-867-5309", "area code 103"),
        ("193-867-5309", "area code 193"),
        ("911-867-5309", "area code 911"),
        ("303-167-5309", "No phone has 167"),
        ("303-411-5309", "No phone has 411"),
        ("+44 20", "this one has 2"),
        ("+1234567890123456", "this one has 15"),
        ("٣٠٣٨٦٧٥٣٠٩", "not a phone number"),
        ("3038675309" * 9, "not a phone number"),
    ],
)
def test_what_cannot_be_a_phone_is_refused_with_what_is_wrong(typed: str, says: str) -> None:
    assert says in refusal_of(normal_phone, typed, RefusalCode.BAD_PHONE)


@given(st.text())
def test_any_text_is_a_phone_or_a_refusal_and_a_phone_stays_itself(text: str) -> None:
    whole_phone(text)
    try:
        phone = normal_phone(text)
    except Refused:
        return
    assert normal_phone(phone) == phone


# ------------------------------------------------------------------------------------------------------------ names


def test_a_name_is_composed_trimmed_and_holds_nothing_unseen() -> None:
    assert normal_name("  Jose\u0301   Mari\u200ba\u202e \t") == "José Maria"


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u202e", "--", "\x00"])
def test_a_name_needs_a_letter(typed: str) -> None:
    assert "at least one letter" in refusal_of(normal_name, typed, RefusalCode.BAD_NAME)


def test_a_name_has_at_most_64_characters() -> None:
    assert normal_name("x" * 64) == "x" * 64
    assert "65" in refusal_of(normal_name, "x" * 65, RefusalCode.BAD_NAME)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("Maria Garcia", "Maria", "Garcia"),
        ("Garcia, Maria", "Maria", "Garcia"),
        ("de la Cruz, Maria Elena", "Maria Elena", "de la Cruz"),
        ("Maria Elena Garcia", "Maria Elena", "Garcia"),
        ("Cher", "Cher", ""),
        ("Cher,", "Cher", ""),
        ("王小明", "王小明", ""),
    ],
)
def test_a_whole_name_is_split(typed: str, first: str, last: str) -> None:
    assert split_name(typed) == (first, last)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Maria GARCIA", ("maria", "garcia")),
        ("D’Angelo O'Brien", ("dangelo", "obrien")),
        ("Ruíz-Łuczak", ("ruiz", "luczak")),
        ("Strauß Ørsted Æsa", ("strauss", "orsted", "aesa")),
        ("王小明", ("王", "小", "明")),
        ("김민수", ("김", "민", "수")),
        ("Nguye\u0302\u0303n", ("nguyen",)),
        ('"a*b:c', ("a", "b", "c")),
        ("\x00\ud800", ()),
    ],
)
def test_names_are_found_by_plain_words(typed: str, words: tuple[str, ...]) -> None:
    assert name_words(typed) == words


def test_a_name_is_kept_under_its_pieces_and_its_whole() -> None:
    assert indexed_words("Mary-Jane", "O'Brien") == ("mary", "jane", "maryjane", "obrien", "brien")
    assert indexed_words("Ann", "Ann") == ("ann",)
    assert indexed_words("王小明", "") == ("王", "小", "明")


@given(st.text(), st.text())
def test_a_member_is_kept_under_every_word_of_the_name(first: str, last: str) -> None:
    kept = indexed_words(first, last)
    assert set(name_words(first)) | set(name_words(last)) <= set(kept)
    assert len(set(kept)) == len(kept)
    for word in kept:
        assert name_words(word) == (word,)
        assert not any(c.isspace() or c == '"' for c in word)
        word.encode()  # no lone surrogate


# ----------------------------------------------------------------------------------------------- e-mail and birthday


@pytest.mark.parametrize("typed", ["Maria.G@Example.com", " maria.g@example.com ", "maria.g@example.com\u200b"])
def test_an_email_is_kept_in_small_letters(typed: str) -> None:
    assert normal_email(typed) == "maria.g@example.com"


@pytest.mark.parametrize(
    "typed",
    ["", "maria", "maria@", "@example.com", "maria@example", "a..b@example.com", "a b@example.com", "ä@example.com",
     "a@-x.com", "a@b.1", f"{'a' * 65}@example.com", f"a@{'b.' * 130}com", "a@b.com\nc"],
)  # fmt: skip
def test_what_is_no_email_is_refused_with_an_example(typed: str) -> None:
    assert "maria@example.com" in refusal_of(normal_email, typed, RefusalCode.BAD_EMAIL)


@pytest.mark.parametrize("typed", ["2001-05-30", "05-30", "2004-02-29", "02-29", " 2001-05-30 "])
def test_a_birthday_has_a_year_or_none(typed: str) -> None:
    assert normal_birthday(typed, TODAY) == typed.strip()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "2001-05-30"),
        ("5/30/2001", "2001-05-30"),
        ("30.05.2001", "2001-05-30"),
        ("2001-5-30", "2001-05-30"),
        ("٢٠٠١-٠٥-٣٠", "2001-05-30"),
        ("2001-02-29", "on no calendar"),
        ("13-01", "on no calendar"),
        ("0000-01-01", "on no calendar"),
        ("1899-12-31", "that old"),
        ("1905-01-01", "that old"),
        ("2026-11-24", "still to come"),
    ],
)
def test_what_is_no_birthday_is_refused_with_what_is_wrong(typed: str, says: str) -> None:
    assert says in refusal_of(lambda text: normal_birthday(text, TODAY), typed, RefusalCode.BAD_BIRTHDAY)


@pytest.mark.parametrize("parse", [normal_name, split_name, normal_email, normal_birthday])
@given(text=st.text())
def test_any_text_is_a_value_or_a_refusal(parse: Callable[[str], object], text: str) -> None:
    with suppress(Refused):
        assert parse(text)
