"""Decides what can be wrong with a file of facts, and says it in words that name the fact.

Refuses to know how it is found (db.auditing).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from posdesk.domain.facts import Fact

MOST_NAMED = 1000
"""So many findings are named; of the rest it is said how many they are."""


class Wrong(StrEnum):
    """What is wrong.

    changed: a fact is not what was sealed, or was put in. moved: it is what it was, and not where it was. missing: a
    fact was sealed and is not there. unsealed: a fact is there that was never sealed, or its seal was removed. seal:
    the seal itself was changed, the fact is what it was. unproven: the seal before it is gone, so it cannot be told.
    erased: a fact was emptied though its member was never erased. confirmed: what is said of the hub's word on it
    cannot be. end: the file does not reach as far as it did. report: the reports of a store's days do not hang
    together, or name facts that are not there.
    """

    CHANGED = "changed"
    MOVED = "moved"
    MISSING = "missing"
    UNSEALED = "unsealed"
    SEAL = "seal"
    UNPROVEN = "unproven"
    ERASED = "erased"
    CONFIRMED = "confirmed"
    END = "end"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Named:
    """A fact as the file names it. key: its place of arrival in the file."""

    key: int
    id: str
    kind: str
    store: str
    register: str
    incarnation: int
    sequence: int

    def __str__(self) -> str:
        place = f"{self.store}, {self.register}, {self.incarnation}/{self.sequence}"
        return f"fact {self.id} ({self.kind}, {place})"


def named(fact: Fact, key: int = 0) -> Named:
    """A fact by its name."""
    return Named(key, fact.id, fact.kind, fact.store, fact.register, fact.incarnation, fact.sequence)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. fact: which, where one can be named. key: where in the file, 0 for no place."""

    wrong: Wrong
    words: str
    key: int = 0
    fact: Named | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """What a look at a whole file gave. facts: how many there are. amended: those that rightly are not as they were
    sealed, by reason (`placed`, `erased`, `replaced`). findings: in the order of the file; more: those beyond them.
    notes: what is right, and somebody may wonder about. seal: the last one, to be noted somewhere else."""

    facts: int
    amended: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    more: int = 0
    notes: tuple[str, ...] = ()
    seal: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


_WORDS = {
    Wrong.CHANGED: "{} was changed after it was recorded, or put in by hand",
    Wrong.UNSEALED: "{} has no seal: it was put in by hand, or its seal was removed",
    Wrong.SEAL: "{} is as it was recorded, but its seal was changed",
    Wrong.UNPROVEN: "{} cannot be checked: the seal before it is gone",
    Wrong.ERASED: "{} was emptied, but its member was never erased",
}


def about(wrong: Wrong, fact: Named) -> Finding:
    """What is wrong with a fact that is there."""
    return Finding(wrong, _WORDS[wrong].format(fact), fact.key, fact)


def moved(fact: Named, behind: Named | None) -> Finding:
    """It was sealed behind another fact than the one before it now. behind: which, None where it was the first."""
    where = "it was the first of this file" if behind is None else f"it was recorded behind {behind}"
    return Finding(Wrong.MOVED, f"{fact} is what it was, but not where it was: {where}", fact.key, fact)


def missing(count: int, before: Named | None, after: Named) -> Finding:
    """So many facts were sealed between two and are not there. before: None at the beginning of the file."""
    what = "one is missing" if count == 1 else f"{count:,} are missing"
    where = f"before {after}" if before is None else f"between {before} and {after}"
    return Finding(Wrong.MISSING, f"{where} {what}", after.key, after)


def seal_word(key: int, link: bytes) -> str:
    """A seal as it is noted: how far the file reaches, and the chain up to there. `1234567-3fa9...`: 32 digits."""
    return f"{key}-{link[:16].hex()}"
