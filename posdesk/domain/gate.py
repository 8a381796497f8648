"""Decides whom the gate lets in: an ID, the state's pack and the local day give one outcome of a closed list (G01).

It comes before loyalty: only an outcome that lets in opens a card. Refuses to know how the ID was read, and what it
says beside the dates; never says "genuine" (G07). Days are those of the store's own calendar (DT02, G08): a birthday
begins at midnight, not at the business day's turn.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from posdesk.domain.birthday import is_of_age
from posdesk.domain.id_card import CheckMethod, IdCard
from posdesk.domain.state_pack import Sale, StatePack


class GateOutcome(StrEnum):
    """Everything the gate can say."""

    ADULT = "ok"
    MEDICAL = "ok_medical"
    UNDER_AGE = "under_age"
    EXPIRED = "expired"
    NO_EXPIRY = "no_expiry"
    MEDICAL_NEEDS_CARD = "medical_needs_card"
    MEDICAL_CARD_EXPIRED = "medical_card_expired"


LETS_IN: Final = frozenset({GateOutcome.ADULT, GateOutcome.MEDICAL})


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """What somebody shows at the gate. expires_on: the ID's last valid day, None when it is not known. never_expires:
    it says so. medical_until: the last valid day of a medical card, None when none was shown."""

    born: date
    expires_on: date | None
    never_expires: bool = False
    medical_until: date | None = None
    method: CheckMethod = CheckMethod.BY_HAND

    def __repr__(self) -> str:
        """Without the dates."""
        return f"Shown({self.method.value})"


@dataclass(frozen=True, slots=True, repr=False)
class GateAnswer:
    """What the gate says. words: the state in one line, advice: what to do now. method: how the ID was checked."""

    outcome: GateOutcome
    words: str
    advice: str
    method: CheckMethod

    @property
    def lets_in(self) -> bool:
        """Whether loyalty may begin."""
        return self.outcome in LETS_IN

    def __repr__(self) -> str:
        """Without the words: they hold a birth date."""
        return f"GateAnswer({self.outcome.value}, {self.method.value})"


def shown(card: IdCard, medical_until: date | None = None) -> Shown:
    """What a scanned ID shows."""
    return Shown(card.date_of_birth, card.expires_on, card.never_expires, medical_until, CheckMethod.SCAN)


def decide(paper: Shown, pack: StatePack, today: date) -> GateAnswer:
    """The outcome on the store-local day `today`. Age is said before anything else, then the ID's own validity, then
    the medical card's."""
    adult = is_of_age(paper.born.isoformat(), pack.adult.age, today)
    medical = pack.medical
    if not adult and (medical is None or not is_of_age(paper.born.isoformat(), medical.age, today)):
        return _answer(paper, GateOutcome.UNDER_AGE, under(paper.born, pack.adult), "No sale. Give the ID back.")
    if paper.expires_on is not None and today > paper.expires_on:
        words = f"ID expired {written(paper.expires_on)}"
        return _answer(paper, GateOutcome.EXPIRED, words, "Ask for another ID that is valid. No sale on this one.")
    if paper.expires_on is None and not paper.never_expires:
        words = "The scan does not say until when this ID is valid"
        return _answer(paper, GateOutcome.NO_EXPIRY, words, "Read the date off the card and type it: Alt+I.")
    if adult:
        how = "Scanned" if paper.method is CheckMethod.SCAN else "Checked by hand"
        return _answer(paper, GateOutcome.ADULT, f"{how}: {pack.adult.age} or older, ID valid", "Look at the face too.")
    return _medical(paper, pack.adult, today)


def _medical(paper: Shown, adult: Sale, today: date) -> GateAnswer:
    """Old enough for medical sales only."""
    until = paper.medical_until
    if until is None:
        advice = "No sale without a medical card. With one, check it by hand: Alt+I, and type until when it is valid."
        return _answer(paper, GateOutcome.MEDICAL_NEEDS_CARD, under(paper.born, adult), advice)
    if today > until:
        words = f"Medical card expired {written(until)}"
        return _answer(paper, GateOutcome.MEDICAL_CARD_EXPIRED, words, "No sale until the card is renewed.")
    return _answer(paper, GateOutcome.MEDICAL, "ID and medical card valid: medical sales only", "Look at the face too.")


def _answer(paper: Shown, outcome: GateOutcome, words: str, advice: str) -> GateAnswer:
    return GateAnswer(outcome, words, advice, paper.method)


def under(born: date, adult: Sale) -> str:
    """`Under 21: born Nov 30, 2005`."""
    return f"Under {adult.age}: born {written(born)}"


def written(day: date) -> str:
    """`Mar 3, 2026`: never a short date, whose order could be misread."""
    return f"{day:%b} {day.day}, {day.year}"
