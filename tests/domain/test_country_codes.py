"""Phones of other countries: the table is libphonenumber's, and what is possible there is possible here."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE as REGIONS
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

from posdesk.domain import country_codes
from posdesk.domain.country_codes import MOST_DIGITS, from_abroad, is_possible, lengths, lengths_in_words, parted
from posdesk.domain.identity import normal_phone

ABROAD = sorted(code for code in REGIONS if code != 1)


@pytest.mark.rule("I01")
def test_every_country_code_is_known_and_no_other() -> None:
    known = [code for code in range(2, 1000) if parted(f"{code}000000") == (str(code), "000000")]
    assert known == ABROAD
    assert parted("15551234567") is None
    assert parted("") is None


@pytest.mark.rule("I01")
@pytest.mark.parametrize("code", ABROAD)
def test_so_many_digits_are_possible_as_the_library_says(code: int) -> None:
    possible = {
        count
        for count in range(1, MOST_DIGITS - len(str(code)) + 1)
        if phonenumbers.is_possible_number_with_reason(PhoneNumber(code, int("2" * count)))
        == ValidationResult.IS_POSSIBLE
    }
    assert lengths(str(code)) == possible


@pytest.mark.rule("I01")
def test_example_numbers_of_all_countries_are_kept_in_e164_with_and_without_the_0_of_the_country() -> None:
    tried = 0
    for code in ABROAD:
        for region in REGIONS[code]:
            for kind in PhoneNumberType.values():
                number = phonenumbers.example_number_for_type(region, kind)
                if number is None:
                    continue
                e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
                if len(e164) > MOST_DIGITS:
                    continue
                national = phonenumbers.national_significant_number(number)
                assert normal_phone(e164) == e164
                if phonenumbers.ndd_prefix_for_region(region, True) == "0" and not national.startswith("0"):
                    assert normal_phone(f"+{code} (0){national}") == e164
                tried += 1
    assert tried > 500


def test_words_for_how_many() -> None:
    assert lengths_in_words("52") == "10"
    assert lengths_in_words("44") == "7, 9 or 10"
    assert lengths_in_words("49") == "4 to 13"


@given(st.sampled_from(ABROAD), st.text("0123456789", min_size=1, max_size=14))
def test_what_is_dialled_from_abroad_is_so_already(code: int, national: str) -> None:
    once = from_abroad(str(code), national)
    assert national.endswith(once)
    if is_possible(str(code), once):
        assert from_abroad(str(code), once) == once
    assert country_codes.parted(f"{code}{national}") is not None
