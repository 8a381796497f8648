"""Which PINs are taken, and how long one waits after wrong ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.pins import Tries, checked_pin, one_more_wrong, seen_at, wait_ms, wait_words
from posdesk.domain.refusals import RefusalCode, Refused

NOW = 1_800_000_000_000


@pytest.mark.parametrize("pin", ["4719", "80352", "913604", " 4719 "])
def test_a_pin_of_four_to_six_digits_is_taken(pin: str) -> None:
    assert checked_pin(pin) == pin.strip()


@pytest.mark.parametrize(
    ("pin", "says"),
    [
        ("", "4 to 6 digits"),
        ("471", "4 to 6 digits"),
        ("4719036", "4 to 6 digits"),
        ("47a9", "4 to 6 digits"),
        ("４７１９", "4 to 6 digits"),
        ("0000", "Everybody tries"),
        ("7777", "Everybody tries"),
        ("1212", "Everybody tries"),
        ("123123", "Everybody tries"),
        ("1234", "Everybody tries"),
        ("34567", "Everybody tries"),
        ("9876", "Everybody tries"),
        ("7890", "Everybody tries"),
        ("2580", "Everybody tries"),
        ("1987", "looks like a year"),
        ("2004", "looks like a year"),
    ],
)
def test_a_pin_that_is_none_or_that_everybody_tries_is_refused_in_words(pin: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as no:
        checked_pin(pin)
    assert no.value.refusal.code is RefusalCode.BAD_PIN
    assert not pin or pin not in no.value.refusal.words


def test_the_wait_grows_to_a_quarter_of_an_hour_and_no_further() -> None:
    waits = [wait_ms(Tries(wrong, NOW), NOW) // 1000 for wrong in range(13)]
    assert waits == [0, 0, 0, 5, 10, 30, 60, 120, 240, 480, 900, 900, 900]


def test_the_wait_ends_when_its_time_is_over() -> None:
    tries = Tries(5, NOW)
    assert wait_ms(tries, NOW + 29_000) == 1000
    assert wait_ms(tries, NOW + 30_000) == 0


@given(st.integers(0, 30), st.integers(0, 10**10), st.integers(0, 10**7))
def test_a_clock_put_back_neither_ends_the_wait_nor_makes_it_last(wrong: int, back: int, later: int) -> None:
    tries = Tries(wrong, NOW)
    whole = wait_ms(tries, NOW)
    seen = seen_at(tries, NOW - back)
    assert seen.wrong == wrong
    assert wait_ms(seen, NOW - back) == whole
    assert wait_ms(seen, NOW - back + later) == max(whole - later, 0)


def test_one_more_wrong_pin_is_counted() -> None:
    assert one_more_wrong(Tries(2, NOW), NOW + 5) == Tries(3, NOW + 5)


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [(1, "1 second"), (29_001, "30 seconds"), (60_000, "1 minute"), (61_000, "2 minutes"), (900_000, "15 minutes")],
)
def test_the_wait_in_words(milliseconds: int, words: str) -> None:
    assert wait_words(milliseconds) == words
