"""Decides what is said when a manager puts right what happened: an exception is settled, a receipt was somebody else's.
Bodies of facts, values only; what they take back and record anew is said by facts of the usual kinds beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Remedy(StrEnum):
    """What can be done about an exception."""

    ACCEPT = "accept"
    WRITE_OFF = "write_off"
    REVERSE = "reverse"
    ASSIGN = "assign"
    """Give it to the member it belongs to."""


@dataclass(frozen=True, slots=True)
class ExceptionSettled:
    """Somebody looked at an exception and did something about it. what: its key (exceptional.key_of). note: why. to: of
    assign, the id of the member it was given to."""

    what: str
    how: Remedy
    note: str
    to: str | None = None


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
