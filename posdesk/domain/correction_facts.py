"""Decides what is said when a manager puts right what happened: an exception is settled, a receipt was somebody else's.
Bodies of facts, values only; what they take back and record anew is said by facts of the usual kinds beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

_KEY = 16
"""Letters of a key, four bits each: a store has thousands of them, not billions."""


class Remedy(StrEnum):
    """What can be done about an exception."""

    ACCEPT = "accept"
    WRITE_OFF = "write_off"
    REVERSE = "reverse"
    ASSIGN = "assign"
    """Give it to the member it belongs to."""


@dataclass(frozen=True, slots=True)
class ExceptionSettled:
    """Somebody looked at an exception and did something about it. what: its key (exception_key). note: why, or what was
    done. to: of assign, the id of the member it was given to. What a member was answered is about her: she is its
    subject."""

    what: str
    how: Remedy
    note: str
    to: str | None = None


def exception_key(kind: str, told: Iterable[str]) -> str:
    """`twice:0123456789abcdef`: what an exception of a kind is called, the same for the same facts on every computer.
    told: the ids of its facts, or what else makes it the same one."""
    return f"{kind}:{sha256(' '.join(sorted(told)).encode()).hexdigest()[:_KEY]}"


@dataclass(frozen=True, slots=True)
class VisitMoved:
    """A receipt is the subject's and not that of whoever it was recorded for. old: its visit.recorded fact, which is
    voided; new: the one that stands in its place, with the same goods and the same time (LG01)."""

    old: str
    new: str
    reason: str


CorrectionBody = ExceptionSettled | VisitMoved

CORRECTION_KINDS: Mapping[tuple[str, int], type[CorrectionBody]] = {
    ("exception.settled", 1): ExceptionSettled,
    ("visit.moved", 1): VisitMoved,
}
"""Kind and version of each of these; facts.KINDS has them too."""
