"""Decides what a search that found nobody has told about a new member, and how that is said.

Refuses to know where the text came from, but for one thing: whether it was scanned.
"""

from typing import TYPE_CHECKING

from ui import wording
from ui.viewmodels.screens import Screen

if TYPE_CHECKING:
    from posdesk.counter.lookup import Found
    from posdesk.domain.id_card import IdCard
    from ui.viewmodels.gate import Gate
    from ui.viewmodels.search import SearchModel


def known_from(card: "IdCard") -> dict[str, str]:
    """What of an ID the form of a new member takes over, by its fields: name and birthday."""
    words = [word for word in (card.first, card.last) if word]
    name = " ".join(word.title() if word.isupper() else word for word in words)
    return {**({"name": name} if name else {}), "birthday": card.date_of_birth.isoformat()}


def known(found: "Found", text: str, *, scanned: bool) -> dict[str, str]:
    """The one field of the form that the text fills in, by name; none for text that could be anything."""
    text = text.strip()
    if found.phone:
        return {"phone": wording.phone(found.phone)}
    if scanned:
        return {"card_code": text}
    if "@" in text:
        return {"email": text}
    return {"name": text.title() if text.islower() else text} if any(map(str.isalpha, text)) else {}


class Newcomer:
    """What the search, the last scan and the last ID have told about somebody who may be new. code: the text of a scan
    that found nobody."""

    def __init__(self, search: "SearchModel", gate: "Gate") -> None:
        self._search, self._gate = search, gate
        self.code: str | None = None

    @property
    def nobody(self) -> tuple[str, str]:
        """What nobody was found with, and what to do; empty while somebody was."""
        return nobody(self._search.found, self._search.text, scanned=self._is_scan)

    def known(self, screen: Screen) -> dict[str, str]:
        """What the form of a new member is filled in with: from the ID, which is forgotten with that, or the search."""
        if self._gate.prefill is not None:
            return self._gate.prefilled()
        if screen not in (Screen.NOT_FOUND, Screen.MATCHES) or self._search.found is None:
            return {}
        return known(self._search.found, self._search.text, scanned=self._is_scan)

    @property
    def _is_scan(self) -> bool:
        return self.code == self._search.text


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
