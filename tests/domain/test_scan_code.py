"""Card codes: ours with a check character, and those of earlier systems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.scan_code import (
    CODE_BITS,
    PREFIX,
    is_product_code,
    looks_ours,
    new_card_code,
    normal_card_code,
    written,
)

codes = st.integers(0, 2**CODE_BITS - 1).map(new_card_code)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def refusal_of(text: str) -> str:
    with pytest.raises(Refused) as refused:
        normal_card_code(text)
    assert refused.value.refusal.code is RefusalCode.BAD_CARD_CODE
    return refused.value.refusal.words


def test_a_code_is_its_bits_in_base_32_with_a_check_character() -> None:
    assert new_card_code(0) == "PD1:0000000000:0"
    assert new_card_code(1) == "PD1:0000000001:2"
    assert new_card_code(2**CODE_BITS - 1)[:14] == "PD1:ZZZZZZZZZZ"


@pytest.mark.parametrize("bits", [-1, 2**CODE_BITS])
def test_a_code_is_made_of_fifty_bits_and_no_others(bits: int) -> None:
    with pytest.raises(ValueError):
        new_card_code(bits)


@given(codes)
def test_a_code_is_read_in_every_way_people_write_it(code: str) -> None:
    assert normal_card_code(code) == code
    assert normal_card_code(code.lower()) == code
    assert normal_card_code(f" {code.replace(':', ' - ')}\r\n") == code
    assert normal_card_code(code.replace(":", "")) == code
    assert normal_card_code(f"PD1:{code[4:].replace('1', 'l').replace('0', 'o')}") == code
    assert code.startswith(f"{PREFIX}:")
    assert looks_ours(code.lower())


@given(codes, st.sampled_from(["]Q1", "]C0", "\x02]Q1", "X", "QR", " s", "j-"]))
def test_what_a_scanner_puts_before_a_code_of_ours_is_no_part_of_it(code: str, before: str) -> None:
    assert normal_card_code(before + code) == code
    assert looks_ours(before + code)


def test_what_stands_before_a_code_that_does_not_check_stays() -> None:
    assert not looks_ours("XPD1:0000000001:3")
    assert "letters, digits or hyphens" in refusal_of("XPD1:0000000001:3")
    assert "letters, digits or hyphens" in refusal_of("ABCDPD1:0000000001:2")


@pytest.mark.parametrize(("scanned", "kept"), [("]A0ab-1234", "AB-1234"), ("]C01234", "1234")])
def test_an_identifier_before_a_card_of_an_earlier_system_is_no_part_of_it(scanned: str, kept: str) -> None:
    assert normal_card_code(scanned) == kept


def test_a_letter_before_such_a_card_is_part_of_it_for_nobody_can_tell() -> None:
    assert normal_card_code("XAB-1234") == "XAB-1234"


@given(codes, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_seen(code: str, place: int, other: str) -> None:
    at = 4 + place
    wrong = code[:at] + other + code[at + 1 :]
    if other != code[at]:
        assert "does not check" in refusal_of(wrong)


@given(codes, st.integers(0, 9), st.integers(0, 9))
def test_two_swapped_characters_are_always_seen(code: str, one: int, other: int) -> None:
    characters = list(code)
    characters[4 + one], characters[4 + other] = characters[4 + other], characters[4 + one]
    wrong = "".join(characters)
    if wrong != code:
        assert "does not check" in refusal_of(wrong)


def test_a_code_of_ours_that_is_cut_short_is_refused_with_what_to_do() -> None:
    assert "scan the card again" in refusal_of("PD1:0000")
    assert "scan the card again" in refusal_of("PD1-0000")


def test_a_letter_that_no_card_has_is_named() -> None:
    assert "V" in refusal_of("PD1:000000000U:0")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1234", "1234"), ("ab-12 34", "AB-1234"), ("3035550142", "3035550142"), ("x" * 32, "X" * 32), ("PD12", "PD12")],
)
def test_a_plain_code_of_an_earlier_system_is_kept_in_capitals(typed: str, kept: str) -> None:
    assert normal_card_code(typed) == kept
    assert not kept.startswith(f"{PREFIX}:")


@pytest.mark.parametrize("typed", ["", "123", "x" * 33, "-123", "123-", "12_34", "a@b.c", "１２３４", "12\x0034"])
def test_what_no_card_carries_is_refused(typed: str) -> None:
    refusal_of(typed)


@given(st.text())
def test_any_text_is_a_code_or_a_refusal_and_a_code_stays_itself(text: str) -> None:
    looks_ours(text)
    try:
        code = normal_card_code(text)
    except Refused:
        return
    assert normal_card_code(code) == code


@pytest.mark.parametrize("code", ["012345678905", "4006381333931", "96385074", "00012345678905", " 012345678905\r"])
def test_the_barcode_of_a_product_is_known(code: str) -> None:
    assert is_product_code(code)


@pytest.mark.parametrize(
    "code", ["012345678906", "4006381333930", "3035554417", "PD1:ABC", "", "٠١٢٣٤٥٦٧٨٩٠٥", "0123456789052"]
)
def test_what_is_no_product_is_told(code: str) -> None:
    assert not is_product_code(code)


@given(codes)
def test_a_code_read_aloud_in_groups_is_the_code(code: str) -> None:
    assert normal_card_code(written(code)) == code
    assert written("MARIA-4417") == "MARIA-4417"
