"""Decides what PosDesk knows of an ID while it is looked at, and the little of it that may outlive that look.

Refuses to know how an ID is read (posdesk.hardware.aamva), what the law asks of it (gate.py) and whether it is genuine:
a barcode has no signature (G07). An IdCard lives in memory for one decision or one form; nothing stores, logs or shows
it whole (G13), and its `repr` holds none of its data. What a visit may keep is an IdOutcome.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from posdesk.domain.birthday import age
from posdesk.domain.business_day import Instant


class Document(StrEnum):
    """What was scanned: the barcode of a driving licence or of an identity card, or a magnetic stripe."""

    LICENCE = "DL"
    IDENTITY = "ID"
    STRIPE = "magnetic stripe"


class CheckMethod(StrEnum):
    """How an ID was checked: a scan of it, or somebody read it and typed what the gate asks for."""

    SCAN = "scan"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, repr=False)
class IdCard:
    """What stands on an ID, blanks off, in the letters of the ID. None: it does not say.

    date_of_birth: the one thing every card has. expires_on: the last day on which it is valid (G08); for a stripe that
    gives year and month, the last day of that month. never_expires: it says so itself. issuer_iin: six digits.
    jurisdiction: two letters (`CO`, `ON`). country: `USA` or `CAN`. sex: `M`, `F` or `X`. first_truncated and its like:
    whether the name is not whole, because it was too long for the card or the scan lost the signs between the fields
    (G06); None when the card does not say.
    under_18_until and its like: the day the holder turns that age, as the card says it. height: `63 in` or `170 cm`.
    """

    document: Document
    date_of_birth: date
    expires_on: date | None = None
    never_expires: bool = False
    issued_on: date | None = None
    aamva_version: int | None = None
    issuer_iin: str | None = None
    jurisdiction: str | None = None
    country: str | None = None
    first: str | None = None
    middle: str | None = None
    last: str | None = None
    suffix: str | None = None
    first_truncated: bool | None = None
    middle_truncated: bool | None = None
    last_truncated: bool | None = None
    sex: str | None = None
    street: str | None = None
    street2: str | None = None
    city: str | None = None
    postal_code: str | None = None
    id_number: str | None = None
    under_18_until: date | None = None
    under_19_until: date | None = None
    under_21_until: date | None = None
    eye_color: str | None = None
    height: str | None = None

    def __repr__(self) -> str:
        """Nothing that says whose card it is: a traceback or a log line may hold this."""
        return f"IdCard({self.document.value}, version {self.aamva_version})"


@dataclass(frozen=True, slots=True)
class IdOutcome:
    """What may be kept of an ID that was looked at. age: whole years on that day. valid: whether it was valid then;
    None when it does not say until when."""

    age: int
    valid: bool | None
    method: CheckMethod


@dataclass(frozen=True, slots=True)
class IdChecked:
    """That an ID was looked at and the gate let its holder in (G02): when (ms UTC), by whom (a person's id, or a name
    where the shop has no list of its people), and how. Nothing of the ID."""

    method: CheckMethod
    checked_at: Instant
    staff: str | None = None


def outcome(card: IdCard, today: date, method: CheckMethod = CheckMethod.SCAN) -> IdOutcome:
    """What stays of `card` after it was looked at on the store-local day `today` (DT02, G08)."""
    return IdOutcome(age(card.date_of_birth, today), is_valid(card, today), method)


def is_valid(card: IdCard, today: date) -> bool | None:
    """Whether the card is valid on the store-local day `today`: through its last day (G08). None: it does not say."""
    if card.expires_on is not None:
        return today <= card.expires_on
    return True if card.never_expires else None


def matching_name(card: IdCard) -> tuple[str, str] | None:
    """First and last name, if a member may be looked for by them: both are there and neither was cut off (G06)."""
    if not card.first or not card.last or card.first_truncated or card.last_truncated:
        return None
    return card.first, card.last
