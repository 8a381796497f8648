"""Decides the words about IDs and the gate on the screens. "Scanned", never "genuine": a barcode has no signature."""

from typing import Final

CHECKED: Final = "ID checked"
NO_SALE: Final = "No sale"
BY_HAND: Final = "Check by hand"
CHECK: Final = "Check an ID by hand"
CHECK_NOW: Final = "Check"
CHECK_HINT: Final = "Read the dates off the card. Nothing of it is kept but that it was checked."
BORN: Final = "Date of birth"
BORN_EXAMPLE: Final = "07/09/1984"
VALID_UNTIL: Final = "Valid until"
VALID_UNTIL_EXAMPLE: Final = "07/09/2031"
MEDICAL_UNTIL: Final = "Medical card valid until"
NOBODY: Final = "Nobody here has this name and birthday. F3 makes a new member, F2 records a visit without one."
NOBODY_TO_TYPE: Final = "Nobody here has this name and birthday. F3 makes a new member: ask and type, nothing was kept."
NO_WHOLE_NAME: Final = "The name on the ID is not whole. Look the member up by phone or card; F3 makes a new one."
NEXT_VISIT: Final = "The next visit says: ID checked."
PRODUCT: Final = "This is the barcode of a product, not a member's card. Scan the card, or type a phone or a name."
NO_WHOLE_ID: Final = "This looks like a part of an ID. Hold it still and scan it again, or type a phone or a name."
NO_CARDS_SIGNS: Final = "This code holds signs that no member's card has. Scan again, or type a phone or a name."


REMEMBERED: Final = "ID remembered: a scan opens this card"
MAY_WE: Final = "Remember this ID?"
IS_REMEMBERED: Final = "ID remembered"
IS_KEPT: Final = (
    "When it is scanned, this card opens, whatever name, phone or card the member has then. Kept for that is a code "
    "made from the ID's number, never the number."
)
FORGET: Final = "Forget ID"


def several(count: int, *, of_one_id: bool = False) -> str:
    """More than one member has the name and birthday of the ID, or is remembered by it."""
    what = "are remembered by this ID" if of_one_id else "have this name and birthday"
    return f"{count} members {what}. Choose one by phone."


def remembered(name: str, *, agreed: bool) -> str:
    """After an answer."""
    said = f"The ID of {name.rstrip('.')} is remembered" if agreed else "Nothing of the ID is kept"
    return f"Saved. {said}." if agreed else f"{said}."


def forgotten(name: str) -> str:
    """After the button."""
    return f"Forgotten. A scan of the ID does not open the card of {name.rstrip('.')} by its number any more."
