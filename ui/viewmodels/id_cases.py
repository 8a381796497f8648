"""The use cases of the gate as the screen calls them, each imported when first needed; they run on the ledger lane.

Refuses to know rules and words: it only hands over. The text of a scan goes in and is nowhere afterwards (G13).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posdesk.counter.id_checks import IdLook
    from posdesk.counter.ports import Desk


def scan(desk: "Desk", text: str) -> "IdLook":
    """What a scanned ID leads to. Raises Refused: why it could not be read, or that the gate is off."""
    from posdesk.counter import id_checks
    from posdesk.hardware import aamva

    id_checks.pack_of(desk)
    return id_checks.look(desk, aamva.read(text, id_checks.local_day(desk)))


def by_hand(desk: "Desk", born: str, expires: str, medical_until: str) -> "IdLook":
    """What an ID leads to that somebody read and typed. Raises Refused."""
    from posdesk.counter import id_checks

    return id_checks.by_hand(desk, born, expires, medical_until)
