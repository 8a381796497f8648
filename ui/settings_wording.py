"""The words of taking back a setting, the same on every page of settings. Refuses to know the pages."""

UNDO, NOTHING_TO_UNDO = "Undo", "Nothing was changed here since this page was opened."
SETTINGS = {
    "printer": "how the printer is reached",
    "printer_address": "address of the printer",
    "paper": "paper",
    "code_page": "letters",
    "codes": "who draws QR codes",
    "slip_after_visit": "slip after each visit",
    "survey": "survey",
    "card_on_slip": "code on slips",
    "join": "address to join",
    "screen": "display",
    "scanner_port": "port of the scanner",
    "scanner_baud": "speed of the scanner",
}
"""What each setting of this computer is called inside a sentence."""


def undo(what: str | None) -> str:
    """What the button says."""
    return UNDO if what is None else f"{UNDO}: {what}"


def taken_back(what: str) -> str:
    """What was done."""
    return f"Taken back: {what}."
