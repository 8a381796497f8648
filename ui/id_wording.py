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


def several(count: int) -> str:
    """More than one member has the name and birthday of the ID."""
    return f"{count} members have this name and birthday. Choose one by phone."
