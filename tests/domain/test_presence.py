"""The number on the customer screen: as the standard says, one member's own, and soon over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import presence

SECRET = bytes(range(32))
MARIA, JAMAL = "01920000-0000-7000-8000-00000000000a", "01920000-0000-7000-8000-00000000000b"
NOON = 1_764_000_000_000
STEP = presence.STEP_MS


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "46119246"),
        (1111111109, "68084774"),
        (1111111111, "67062674"),
        (1234567890, "91819424"),
        (2000000000, "90698825"),
        (20000000000, "77737706"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert presence.hotp(b"12345678901234567890123456789012", seconds // 30, 8) == code


@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**42), st.integers(0, STEP - 1))
def test_a_number_is_good_in_its_step_and_the_next_and_then_no_more(secret: bytes, step: int, late: int) -> None:
    said = presence.number(secret, MARIA, step * STEP)
    assert presence.is_number(secret, MARIA, said, step * STEP + late)
    assert presence.is_number(secret, MARIA, said, (step + 1) * STEP + late)
    if said not in (presence.number(secret, MARIA, (step + more) * STEP) for more in (1, 2)):
        assert not presence.is_number(secret, MARIA, said, (step + 2) * STEP + late)


def test_a_number_is_one_members_and_one_registers() -> None:
    said = presence.number(SECRET, MARIA, NOON)
    assert not presence.is_number(SECRET, JAMAL, said, NOON)
    assert not presence.is_number(SECRET[::-1], MARIA, said, NOON)


def test_it_is_taken_as_people_write_it_and_nothing_else_is() -> None:
    said = presence.number(SECRET, MARIA, NOON)
    for written in (said, presence.in_groups(said), f"{said[:3]}-{said[3:]}", f" {said}\u00a0"):
        assert presence.is_number(SECRET, MARIA, written, NOON)
    for wrong in ("", said[:-1], said + "0", "٠١٢٣٤٥", "\x1b" + said, "\ud800", "x" * 10_000):
        assert not presence.is_number(SECRET, MARIA, wrong, NOON)
