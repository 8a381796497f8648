"""Decides what a search that found nobody has told about a new member, and how that is said.

Refuses to know where the text came from, but for one thing: whether it was scanned.
"""

from typing import TYPE_CHECKING

from posdesk.domain.identity import whole_phone
from ui import wording
from ui.viewmodels.screens import Screen

if TYPE_CHECKING:
    from posdesk.counter.lookup import Found


def is_id(text: str) -> bool:
    """Whether a scan is a driving licence or another ID (AAMVA: `@`, then signs no card of a member has)."""
    return text.startswith("@") or not text.isprintable()


def known(found: "Found", text: str, *, scanned: bool) -> dict[str, str]:
    """The one field of the form that the text fills in, by name; none for text that could be anything."""
    text = text.strip()
    if found.phone:
        return {"phone": wording.phone(found.phone)}
    if scanned:
        return {"card_code": text}
    if "@" in text:
        return {"email": text}
    if phone := whole_phone(text):  # the answer is still about what was typed before
        return {"phone": wording.phone(phone)}
    return {"name": text.title() if text.islower() else text} if any(map(str.isalpha, text)) else {}


def known_here(found: "Found | None", text: str, screen: Screen, *, scanned: bool) -> dict[str, str]:
    """What the search on the screen has told; nothing when it is about something else."""
    if screen not in (Screen.NOT_FOUND, Screen.MATCHES) or found is None:
        return {}
    return known(found, text, scanned=scanned)


def nobody(found: "Found | None", text: str, *, scanned: bool) -> tuple[str, str]:
    """What nobody was found with, and what to do; empty before there is an answer."""
    return ("", "") if found is None else (sought(found, text, scanned=scanned), advice(found, text, scanned=scanned))


def sought(found: "Found", text: str, *, scanned: bool) -> str:
    """What nobody was found with, as it may be read out."""
    if found.phone:
        return wording.phone(found.phone)
    return wording.THIS_CARD if scanned else f"“{text.strip()}”"


def advice(found: "Found", text: str, *, scanned: bool) -> str:
    """What to do now: what F3 would do, unless the desk has something better to say than that there is no one."""
    note = found.note or ""
    if note and not note.startswith(wording.NO_ONE):
        return note
    field = next(iter(known(found, text, scanned=scanned)), "")
    return wording.make_new(wording.KNOWN_BY.get(field, ""))
