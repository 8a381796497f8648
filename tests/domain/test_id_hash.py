"""What stands for the number of an ID: the same for one ID however it is typed, and nothing without the key."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.id_hash import KEY_BYTES, id_hash, mark_of

KEYS = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
NUMBERS = st.text(string.ascii_letters + string.digits, min_size=1, max_size=25)
BETWEEN = st.sampled_from(["", " ", "-", "  ", "\t", "."])


@st.composite
def typed_otherwise(draw: st.DrawFn, number: str) -> str:
    """The number with letters in either case, and blanks, hyphens and dots anywhere."""
    cased = (letter.upper() if draw(st.booleans()) else letter.lower() for letter in number)
    return "".join(draw(BETWEEN) + letter for letter in cased) + draw(BETWEEN)


@pytest.mark.rule("G13")
@given(st.data(), KEYS, NUMBERS)
def test_the_hash_of_a_number_never_depends_on_case_or_blanks(data: st.DataObject, key: bytes, number: str) -> None:
    other = data.draw(typed_otherwise(number))
    state = data.draw(st.sampled_from(["CO", "co", " Co "]))
    assert id_hash(key, "CO", number) == id_hash(key, state, other)


@pytest.mark.rule("G13")
@given(KEYS, KEYS, NUMBERS, NUMBERS)
def test_another_key_state_or_number_gives_another_hash(key: bytes, other: bytes, number: str, another: str) -> None:
    hashed = id_hash(key, "CO", number)
    assert hashed != id_hash(key, "CA", number)
    assert (hashed == id_hash(other, "CO", number)) == (key == other)
    assert (hashed == id_hash(key, "CO", another)) == (number.upper() == another.upper())


@pytest.mark.rule("G13")
@given(KEYS, KEYS)
def test_a_mark_tells_keys_apart_and_nothing_of_them(key: bytes, other: bytes) -> None:
    assert (mark_of(key) == mark_of(other)) == (key == other)
    assert key.hex() not in mark_of(key)
    assert mark_of(None) == ""
    assert len(mark_of(key)) == 64
