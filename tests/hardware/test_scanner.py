"""What is a scan, what was typed: told by times alone, with no character lost and none made up."""

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.hardware import scanner

ENTER = "\r"
Stroke = tuple[str, int]
"""A text, and the milliseconds since the stroke before it."""


@dataclass
class Desk:
    """Plays strokes to the decoder as the screen does, asking for silence when it is due, and notes what came out.

    out: in order, every character that reached the screen, and every scan as (text,).
    """

    burst: scanner.Burst = scanner.EMPTY
    held: list[str] = field(default_factory=list)
    out: list[str | tuple[str]] = field(default_factory=list)
    now: int = 1_000
    dropped: int = 0
    too_long: int = 0
    punctual: bool = True
    """Whether the timer comes; a busy screen may get the strokes first."""

    def play(self, strokes: Iterable[Stroke]) -> "Desk":
        for text, gap in strokes:
            then = self.now + gap
            if self.punctual:
                self.wait_until(then)
            self.now = then
            outcome = scanner.stroke(self.burst, text, self.now)
            self.take(outcome)
            if not outcome.swallow:
                self.out.append(text)
            elif self.burst.texts:
                self.held.append(text)
        self.wait_until(self.now + 1_000)
        return self

    def press_other(self) -> bool:
        outcome = scanner.other_key(self.burst, self.now)
        self.take(outcome)
        return outcome.swallow

    def wait_until(self, then: int) -> None:
        while (due := scanner.due(self.burst, self.now)) is not None and due <= then:
            self.now = max(due, self.now)
            self.take(scanner.silence(self.burst, self.now))
        self.now = then

    def take(self, outcome: scanner.Outcome) -> None:
        self.burst = outcome.burst
        self.dropped += outcome.dropped
        self.too_long += outcome.too_long
        if outcome.release:
            self.out.extend(self.held)
        if outcome.release or outcome.scanned is not None or outcome.too_long:
            self.held.clear()
        if outcome.scanned is not None:
            self.out.append((outcome.scanned,))


def played(strokes: Iterable[Stroke], punctual: bool = True) -> list[str | tuple[str]]:
    return Desk(punctual=punctual).play(strokes).out


def burst(text: str, gap: int = 10, before: int = 500) -> list[Stroke]:
    """A text at one speed, after a pause."""
    return [(sign, before if index == 0 else gap) for index, sign in enumerate(text)]


def test_a_fast_burst_with_enter_is_a_scan_and_enter_is_part_of_it() -> None:
    assert played(burst("PD1:ABC123\r")) == [("PD1:ABC123",)]


def test_a_scanner_may_end_with_tab_or_with_nothing() -> None:
    assert played(burst("PD1:ABC123\t")) == [("PD1:ABC123",)]
    assert played(burst("PD1:ABC123")) == [("PD1:ABC123",)]


def test_a_second_terminator_is_not_taken_for_enter() -> None:
    assert played(burst("PD1:ABC123\r\n")) == [("PD1:ABC123",)]


def test_enter_pressed_by_a_person_after_a_scan_is_enter() -> None:
    assert played([*burst("PD1:ABC123\r"), (ENTER, 300)]) == [("PD1:ABC123",), ENTER]


def test_five_characters_are_too_few() -> None:
    assert played(burst("12345\r")) == list("12345\r")


def test_one_gap_over_60_ms_is_a_hand() -> None:
    assert played([*burst("PD1:ABC"), ("1", 61), *burst("23\r", before=10)]) == list("PD1:ABC123\r")


@pytest.mark.parametrize(("gap", "scanned"), [(30, True), (31, False), (60, False)])
def test_the_median_gap_decides(gap: int, scanned: bool) -> None:
    assert played(burst("PD1:ABC123\r", gap)) == ([("PD1:ABC123",)] if scanned else list("PD1:ABC123\r"))


def test_a_scan_without_terminator_ends_at_80_ms_of_silence_and_a_stroke_before_that_is_a_hand() -> None:
    code = burst("PD1:ABC123")
    assert played([*code, ("x", 80)]) == [("PD1:ABC123",), "x"]
    assert played([*code, ("x", 79)]) == list("PD1:ABC123x")


def test_a_gap_of_60_ms_is_still_a_scanner() -> None:
    assert played([*burst("PD1:ABC"), ("1", 60), *burst("23\r", before=10)]) == [("PD1:ABC123",)]


def test_times_that_go_back_are_no_gap() -> None:
    assert played([*burst("PD1:ABC"), ("1", -500), *burst("23\r", before=10)], punctual=False) == [("PD1:ABC123",)]


def test_two_scans_in_a_row_are_two() -> None:
    assert played([*burst("PD1:AAAAAA\r"), *burst("PD1:BBBBBB\r", before=90)]) == [("PD1:AAAAAA",), ("PD1:BBBBBB",)]


def test_an_id_keeps_its_line_ends_may_pause_and_ends_in_silence() -> None:
    text = "@\n\x1e\rANSI 636000100102DL00410288\rDCSSAMPLE\rDAQ123\r"
    assert played(burst(text)) == [(text,)]
    pausing = [*burst(text[:20]), *burst(text[20:], before=140)]
    assert played(pausing) == [(text,)]
    assert played([*burst(text[:20]), *burst(text[20:], before=149)]) == [(text,)]
    assert played([*burst(text[:20]), *burst("x", before=150)]) == [(text[:20],), "x"]


@pytest.mark.parametrize(
    "text",
    [
        " @\n\x1e\rANSI 636000100102DL00410288\rDCSSAMPLE\r",
        "ANSI 636000100102DL00410288\rDCSSAMPLE\rDBC1\rDAQ123\r",
        "AAMVA6360000102DL00410288\rDAASAMPLE\r",
        "%COSOMEWHERE^SAMPLE$ANN^1 ST^?\r;6360201234567=310719840709?\r",
    ],
)
def test_an_id_is_known_by_more_than_its_at_sign(text: str) -> None:
    assert played(burst(text)) == [(text,)]


@pytest.mark.parametrize(
    "text", ["@", "@\n\x1e\rANSI 636000", " @ANSI", "ANSI 636000", "AAMVA636000", ";636000123=3107"]
)
def test_what_begins_as_an_id_is_taken_for_one(text: str) -> None:
    assert scanner.looks_like_id(text)


@pytest.mark.parametrize("text", ["PD1:ABC", "012345678905", "ANSISON MARY", "50% OFF", "%20", "", "a@b.example"])
def test_what_does_not_is_not(text: str) -> None:
    assert not scanner.looks_like_id(text)


def test_an_at_sign_typed_by_hand_is_typed() -> None:
    assert played([("@", 500), ("k", 120), ("e", 90), (ENTER, 200)]) == list("@ke\r")


def test_enter_alone_is_enter_at_once() -> None:
    outcome = scanner.stroke(scanner.EMPTY, ENTER, 5_000)
    assert (outcome.swallow, outcome.release) == (False, False)


def test_what_was_typed_is_given_back_before_enter_goes_on() -> None:
    desk = Desk()
    desk.play([("a", 500), ("b", 40), (ENTER, 40)])
    assert desk.out == ["a", "b", ENTER]


def test_a_sign_that_is_not_of_a_code_is_dropped_and_counted() -> None:
    desk = Desk().play(burst("PD1:ABÉ123\r"))
    assert desk.out == [("PD1:AB123",)]
    assert desk.dropped == 1


def test_another_key_in_a_scan_is_dropped_and_the_scan_goes_on() -> None:
    desk = Desk()
    for sign, gap in burst("PD1:AB"):
        desk.now += gap
        outcome = scanner.stroke(desk.burst, sign, desk.now)
        desk.burst = outcome.burst
    assert desk.press_other()
    desk.play(burst("C123\r", before=10))
    assert desk.out == [("PD1:ABC123",)]


def test_another_key_after_typing_gives_the_typing_back_first() -> None:
    desk = Desk()
    desk.burst, desk.held = scanner.stroke(scanner.EMPTY, "a", desk.now).burst, ["a"]
    desk.now += 40
    assert not desk.press_other()
    assert desk.out == ["a"]


def test_a_scan_over_4096_characters_is_thrown_away_whole_and_said_once() -> None:
    desk = Desk().play([*burst("A" * 5_000 + ENTER, gap=1), *burst("PD1:ABC123\r")])
    assert desk.out == [("PD1:ABC123",)]
    assert desk.too_long == 1


@pytest.mark.parametrize("text", ["", "\x00", "\x0b", "\x1b", "\x7f", "\u202e", "\u200b"])
def test_signs_that_neither_hands_nor_scanners_write_are_not_held(text: str) -> None:
    assert not scanner.is_held(text)


CODES = st.text(string.ascii_letters + string.digits + ":-+ $%", min_size=6, max_size=30).filter(
    lambda t: t[0] not in "@%"
)
SIGNS = st.sampled_from(string.ascii_letters + string.digits + "@ .-éñ漢")
PAUSES = st.integers(151, 2_000)


@st.composite
def scans(draw: st.DrawFn) -> tuple[list[Stroke], list[str | tuple[str]]]:
    code = draw(CODES)
    gaps = draw(st.lists(st.integers(0, 30), min_size=len(code), max_size=len(code)))
    end = draw(st.sampled_from(["\r", "\t", "\n", ""]))
    strokes = [*zip(code, [draw(PAUSES), *gaps[1:]], strict=True), *((sign, 10) for sign in end)]
    return strokes, [(code,)]


@st.composite
def typing(draw: st.DrawFn) -> tuple[list[Stroke], list[str | tuple[str]]]:
    """By hand: up to five signs rolled together, or any number with gaps over 30 ms; Enter now and then."""
    rolled = draw(st.booleans())
    text = draw(st.lists(SIGNS, min_size=1, max_size=5 if rolled else 25)) + draw(st.sampled_from([[], [ENTER]]))
    gap = st.integers(0 if rolled else 31, 400)
    strokes = [(sign, draw(PAUSES) if index == 0 else draw(gap)) for index, sign in enumerate(text)]
    return strokes, list(text)


@given(st.lists(st.one_of(scans(), typing()), max_size=12), st.booleans())
def test_any_mix_of_scans_and_typing_comes_out_as_it_went_in(
    parts: Sequence[tuple[list[Stroke], list[str | tuple[str]]]], punctual: bool
) -> None:
    wanted = [out for _, outs in parts for out in outs]
    assert played([stroke for strokes, _ in parts for stroke in strokes], punctual) == wanted


ANY_SIGN = st.sampled_from(string.ascii_letters + "@1234567890" + "\r\n\t\x1d")


@given(st.lists(st.tuples(ANY_SIGN, st.integers(0, 200)), max_size=80))
def test_whatever_the_times_every_sign_comes_out_once_and_in_order(strokes: list[Stroke]) -> None:
    """Only the terminators of a scan are taken away."""
    came_out = "".join(part if isinstance(part, str) else part[0] for part in played(strokes))
    went_in = "".join(sign for sign, _ in strokes)
    kept = str.maketrans("", "", "\r\n\t")
    assert came_out.translate(kept) == went_in.translate(kept)
    taken = sum(went_in.count(sign) - came_out.count(sign) for sign in "\r\n\t")
    ends = sum(1 for part in played(strokes) if isinstance(part, tuple))
    assert taken == 0 or ends > 0
