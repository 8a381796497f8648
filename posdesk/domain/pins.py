"""Decides which PINs are taken, and how long one waits after wrong ones.

Refuses to know how a PIN is hashed and where wrong ones are counted: both are ports of the counter.
"""

import re
from dataclasses import dataclass

from posdesk.domain.business_day import Instant
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

SHORTEST, LONGEST = 4, 6
LOCKED_OUT_AT = 5
"""So many wrong PINs in a row are a thing that a manager should hear of."""
_WAITS = (0, 0, 0, 5, 10, 30, 60, 120, 240, 480, 900)
"""Seconds to wait after so many wrong PINs in a row; after more, as after the last."""
_DIGITS = re.compile(rf"[0-9]{{{SHORTEST},{LONGEST}}}")
_KEYS = ("01234567890", "09876543210", "2580", "0852", "147", "741", "159", "951", "357", "753", "369", "963")
_COMMON = frozenset("1004 2000 6969 1122 112233 1313 4321 5683 7890 159753 147258 147369 789456 456123 321654".split())


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong PINs in a row for one person at this register: how many, and when the last of them was."""

    wrong: int = 0
    at: Instant = 0


def may_be_one(text: str) -> bool:
    """Whether a text is a PIN at all, be it a bad one."""
    return _DIGITS.fullmatch(text) is not None


def checked_pin(pin: str) -> str:
    """A PIN that is taken, blanks around it aside. Raises Refused(BAD_PIN) in words that say what is wrong."""
    digits = pin.strip()
    if not may_be_one(digits):
        raise _bad(f"A PIN has {SHORTEST} to {LONGEST} digits and nothing else.")
    if _is_repeated(digits) or any(digits in keys for keys in _KEYS) or digits in _COMMON:
        raise _bad("Everybody tries this PIN first. Take digits that do not repeat and are not in a row.")
    if len(digits) == SHORTEST and digits[:2] in ("19", "20"):
        raise _bad("This PIN looks like a year, and years are tried first. Take other digits.")
    return digits


def _is_repeated(digits: str) -> bool:
    """`0000`, `1212`, `123123`: a part of it, again and again."""
    return digits in (digits * 2)[1:-1]


def _bad(words: str) -> Refused:
    return Refused(Refusal(RefusalCode.BAD_PIN, words))


def one_more_wrong(tries: Tries, now: Instant) -> Tries:
    """The count after another wrong PIN."""
    return Tries(tries.wrong + 1, now)


def wait_ms(tries: Tries, now: Instant) -> int:
    """How long no PIN is taken yet, in milliseconds; 0: it may be tried. A clock that was put back makes the whole wait
    begin again, see seen_at."""
    whole = _WAITS[min(tries.wrong, len(_WAITS) - 1)] * 1000
    return max(whole - max(now - tries.at, 0), 0)


def seen_at(tries: Tries, now: Instant) -> Tries:
    """The same wrong PINs, looked at now: when the clock says a time before the last of them it was put back, and the
    wait is reckoned from now on. So it neither ends early nor lasts until that time comes again."""
    return Tries(tries.wrong, now) if now < tries.at else tries


def wait_words(milliseconds: int) -> str:
    """`30 seconds`, `1 minute`, `15 minutes`: at least as long as it is."""
    seconds = -(-milliseconds // 1000)
    number, unit = (seconds, "second") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"
