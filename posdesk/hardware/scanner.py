"""Decides which key strokes are a scan and which were typed by hand, from their characters and times alone.

A wedge scanner is a keyboard that types very fast. Strokes are held until it is certain which of the two they are, at
most 60 ms for typing; then they are given back in order (`release`) or become the text of a scan. Refuses to know Qt,
clocks and timers: times come in as milliseconds of any one clock, and `due` says when to ask again. Pure: every
function takes a Burst and returns an Outcome with the next one.

Formula (measured, screens.md): a scan is 6 characters or more, median gap 30 ms or less, no gap over 60 ms, ended by
Enter or Tab or by 80 ms of silence. A text that starts as an ID does (`@`, also after a blank; `ANSI ` or `AAMVA` where
the `@` was lost; `%`, a magnetic stripe) holds Enter as a character, may pause, and ends at 150 ms of silence. Before
it may stand what scanners are set to put there: STX, an AIM identifier, a few signs of the shop's choice. ETX ends any
scan.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from posdesk.domain import symbology

LEAST_CHARACTERS: Final = 6
MEDIAN_GAP_MS: Final = 30
LONGEST_GAP_MS: Final = 60
SILENCE_MS: Final = 80
ID_SILENCE_MS: Final = 150
MOST_CHARACTERS: Final = 4096
SUSPECT_CHARACTERS: Final = 3
_ID_BEGINS: Final = ("@", "ANSI ", "AAMVA", "%")
_LONGEST_PREAMBLE: Final = 8
_LONGEST_BEGINNING: Final = 24
# An `@` behind a preamble may be an address of e-mail: only with what follows it on an ID it is one.
_BEHIND_PREAMBLE: Final = re.compile(rf".{{1,{_LONGEST_PREAMBLE}}}?(?:@[\r\n\x1c-\x1e]|@? {{0,2}}(?:ANSI |AAMVA)\d)")
_ID: Final = re.compile(r"[\s\x00-\x1f]*(?:@|ANSI ?\d|AAMVA ?\d|%[A-Z]{2}[A-Z .'-]*\^|;(?:636|604)\d{3})")
_ID_BEHIND_PREAMBLE: Final = re.compile(
    rf"[^@]{{1,{_LONGEST_PREAMBLE}}}?(?:@[ \r\n\x1c-\x1e]{{0,8}})?(?:ANSI ?|AAMVA ?)\d{{6}}"
)

STX, ETX = "\x02", "\x03"
TERMINATORS: Final = frozenset("\r\n\t" + ETX)
# Group, record and end-of-transmission signs, which IDs and some codes hold; declared, everything else is dropped.
DECLARED: Final = frozenset("\x1d\x1e\x04")
_PRINTABLE: Final = frozenset(map(chr, range(0x20, 0x7F)))


@dataclass(frozen=True, slots=True)
class Burst:
    """The strokes held. last: time of the newest in ms. flooded: too long to read, swallowed until silence.

    ended: when a scan ended by a terminator, so that a second terminator (CR LF) is not taken for Enter.
    """

    texts: tuple[str, ...] = ()
    gaps: tuple[int, ...] = ()
    last: int = 0
    flooded: bool = False
    ended: int | None = None


EMPTY: Final = Burst()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do. release: give back all strokes held before this one, in order. swallow: this stroke is held or
    dropped, else it goes on its way after the released ones. scanned: the text of a whole scan; what was held is it.
    dropped: signs that do not belong in a scan. too_long: a scan over 4096 characters was thrown away.
    """

    burst: Burst
    swallow: bool = False
    release: bool = False
    scanned: str | None = None
    dropped: int = 0
    too_long: bool = False


def looks_like_id(text: str) -> bool:
    """Whether a scan means to be an ID, whole or not: it begins as the barcode or the stripe of one does, maybe behind
    what the scanner puts before every code."""
    data = symbology.bare(text)
    return _ID.match(data) is not None or _ID_BEHIND_PREAMBLE.match(data) is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a whole scan came, for whoever tests a scanner: its strokes, the ms between them, and whether a terminator
    ended it (else silence did)."""

    texts: tuple[str, ...]
    gaps: tuple[int, ...]
    terminated: bool


def reading(before: Burst, outcome: Outcome) -> Reading:
    """How the scan of an outcome came. before: the burst that it ended."""
    return Reading(before.texts, before.gaps, outcome.burst.ended is not None)


def is_held(text: str) -> bool:
    """Whether a stroke with this text may be part of a scan: printable, or a control sign scanners send."""
    return bool(text) and (text.isprintable() or (len(text) == 1 and text in TERMINATORS | DECLARED | {STX}))


def due(burst: Burst, now: int) -> int | None:
    """The time in ms at which `silence` should be asked next, or None when nothing is held."""
    if not burst.texts and not burst.flooded:
        return None
    last = burst.last
    limits = (LONGEST_GAP_MS + 1, SILENCE_MS, ID_SILENCE_MS)
    return next((last + limit for limit in limits if last + limit > now), now)


def silence(burst: Burst, now: int) -> Outcome:
    """Nothing came until `now`: decide whether what is held was typed, or is a scan without a terminator."""
    gap = now - burst.last
    if burst.flooded:
        return Outcome(EMPTY if gap > LONGEST_GAP_MS else burst)
    if not burst.texts or gap <= LONGEST_GAP_MS:
        return Outcome(burst)
    if not _is_scan(burst):
        return Outcome(EMPTY, release=True)
    if gap >= (ID_SILENCE_MS if _is_id(burst) else SILENCE_MS):
        return _scanned(burst, EMPTY)
    return Outcome(burst)


def stroke(burst: Burst, text: str, at: int) -> Outcome:
    """A stroke with a text for which `is_held` is true, at a time in ms."""
    settled = _settled(burst, at)
    after = _begin(settled.burst, text, at) if not settled.burst.texts else _go_on(settled.burst, text, at)
    return replace(
        after,
        release=settled.release or after.release,
        scanned=settled.scanned or after.scanned,
        dropped=settled.dropped + after.dropped,
    )


def other_key(burst: Burst, at: int) -> Outcome:
    """Any other key (F2, an arrow, a shortcut, a repeated key): in the middle of a scan it is dropped, so that no scan
    fires a shortcut; else what is held was typed and is released before the key goes on."""
    settled = _settled(burst, at)
    held = settled.burst
    if held.flooded or (len(held.texts) >= SUSPECT_CHARACTERS and _is_fast(held)):
        return replace(settled, swallow=True, dropped=settled.dropped + 1)
    return replace(settled, burst=replace(EMPTY, ended=held.ended), release=settled.release or bool(held.texts))


def _settled(burst: Burst, at: int) -> Outcome:
    """As `silence`, but a stroke has come at `at`: a pause between 60 and 80 ms means that it was typing after all."""
    outcome = silence(burst, at)
    pause = at - burst.last > LONGEST_GAP_MS
    if outcome.burst.texts and pause and not _is_id(outcome.burst):
        return Outcome(EMPTY, release=True)
    return outcome


def _begin(burst: Burst, text: str, at: int) -> Outcome:
    """The first stroke after a pause, or the next one of a flood."""
    if burst.flooded:
        return Outcome(replace(burst, last=at), swallow=True, dropped=1)
    if text in TERMINATORS:
        echo = burst.ended is not None and at - burst.ended <= LONGEST_GAP_MS
        return Outcome(burst, swallow=echo)
    if text in DECLARED:
        return Outcome(burst)
    return Outcome(Burst((text,), (), at), swallow=True)


def _go_on(burst: Burst, text: str, at: int) -> Outcome:
    """A stroke while others are held."""
    if text == ETX or (text in TERMINATORS and not _is_id(burst, text)):
        return _scanned(burst, replace(EMPTY, ended=at)) if _is_scan(burst) else Outcome(EMPTY, release=True)
    longer = Burst((*burst.texts, text), (*burst.gaps, max(at - burst.last, 0)), at)
    if len(longer.texts) <= MOST_CHARACTERS:
        return Outcome(longer, swallow=True)
    if _is_scan(longer):
        return Outcome(Burst(last=at, flooded=True), swallow=True, dropped=len(longer.texts), too_long=True)
    return Outcome(Burst((text,), (), at), swallow=True, release=True)


def _is_id(burst: Burst, following: str = "") -> bool:
    begin = "".join(burst.texts[:_LONGEST_BEGINNING]) + following
    data = symbology.bare(begin.lstrip(STX)).lstrip(" ")
    return data.startswith(_ID_BEGINS) or _BEHIND_PREAMBLE.match(data) is not None


def _belongs(burst: Burst, text: str) -> bool:
    return text in _PRINTABLE or text in DECLARED or (text in TERMINATORS and _is_id(burst))


def _is_fast(burst: Burst) -> bool:
    """Whether the median gap is at most 30 ms. `statistics` would do it too, and delay the first paint by 10 ms."""
    gaps, half = sorted(burst.gaps), len(burst.gaps) // 2
    middle = gaps[half] if len(gaps) % 2 else (gaps[half - 1] + gaps[half]) / 2
    return middle <= MEDIAN_GAP_MS


def _is_scan(burst: Burst) -> bool:
    """Long enough and fast enough. The longest gap needs no look: a longer one has settled the burst before."""
    if len(burst.texts) < LEAST_CHARACTERS or not _is_fast(burst):
        return False
    return sum(_belongs(burst, text) for text in burst.texts) >= LEAST_CHARACTERS


def _scanned(burst: Burst, after: Burst) -> Outcome:
    kept = [text for text in burst.texts if _belongs(burst, text)]
    return Outcome(after, swallow=True, scanned="".join(kept), dropped=len(burst.texts) - len(kept))
