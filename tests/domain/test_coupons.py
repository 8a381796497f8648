"""Coupon codes: written in any way they are one code, and a typing error is seen before anyone looks it up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.coupons import ALPHABET, LONGEST, SHORTEST, check_character, coupon_code, is_sound, normal

stems = st.text(ALPHABET, min_size=SHORTEST - 1, max_size=LONGEST - 1)
codes = stems.map(coupon_code)
places = st.integers(0, LONGEST - 1)


@pytest.mark.rule("RD14")
def test_no_two_letters_of_a_code_look_alike() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert normal("ILOU ilou") == "110V110V"


@pytest.mark.rule("RD14")
@given(codes)
def test_small_letters_blanks_dashes_and_look_alikes_are_the_same_code(code: str) -> None:
    spread = "-".join([code[:3], code[3:]]).lower().replace("1", "l").replace("0", "o").replace("v", "u")
    assert normal(f" {spread} \r\n") == normal(code) == code
    assert normal(code.replace("1", "I").replace("0", "O")) == code
    assert normal("\u2013".join(code)) == code
    assert is_sound(code)


@pytest.mark.rule("RD14")
@given(codes, places, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_seen(code: str, place: int, other: str) -> None:
    at = place % len(code)
    wrong = code[:at] + other + code[at + 1 :]
    assert is_sound(wrong) is (wrong == code)


@pytest.mark.rule("RD14")
@given(codes, places, places)
def test_two_swapped_characters_are_always_seen_neighbours_or_not(code: str, one: int, other: int) -> None:
    characters = list(code)
    a, b = one % len(code), other % len(code)
    characters[a], characters[b] = characters[b], characters[a]
    wrong = "".join(characters)
    assert is_sound(wrong) is (wrong == code)


def test_every_wrong_character_and_every_swap_of_neighbours_of_a_long_code_is_seen() -> None:
    code = coupon_code("0123456789ABCDEFGHJKMNP")
    assert len(code) == LONGEST
    for at, right in enumerate(code):
        assert [other for other in ALPHABET if is_sound(code[:at] + other + code[at + 1 :])] == [right]
    for at in range(len(code) - 1):
        assert not is_sound(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


def test_a_code_is_its_stem_and_one_character_more() -> None:
    assert coupon_code("green day") == f"GREENDAY{check_character('GREENDAY')}"
    assert coupon_code("Hello-5").startswith("HE1105")


@pytest.mark.parametrize("stem", ["", "AB", "A" * LONGEST, "TEN%OFF", "ÄRGER"])
def test_what_makes_no_code_is_a_mistake_of_the_caller(stem: str) -> None:
    with pytest.raises(ValueError):
        coupon_code(stem)


@pytest.mark.parametrize("text", ["", "0", "000", "0" * (LONGEST + 1), "TEN%OFF", "١٢٣٤"])  # all zeros check
def test_what_is_too_short_too_long_or_of_other_letters_is_no_code(text: str) -> None:
    assert not is_sound(text)


@given(st.text())
def test_any_text_has_one_form_and_is_a_code_or_not(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    assert is_sound(once) in (True, False)
