"""Decides how a hub's address, a pairing code and the hub's key travel as one text, in a QR code or in a mail:
`ADDRESS#CODE`, and `ADDRESS#CODE.PIN` for a hub that made its certificate itself.

What stands behind `#` stays with whoever opens an address, so a phone that does so sends the code to nobody. Refuses to
know whether the code is good, and whose key it is (posdesk.sync.pinning).
"""

import re
from typing import NamedTuple

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

_WORDS = "Give the hub's address and the code: pair ADDRESS CODE. The hub's `pair-code` shows both."
_CUT = "The text of the QR code is not whole: it ends with 43 signs, the hub's key. Scan or copy it again."
_OPEN = "A hub that is known by its key has an address that begins with https. Scan or copy the text again."
_PIN = re.compile(r"[A-Za-z0-9_-]{43}")


class Invitation(NamedTuple):
    """What a hub's owner hands to a register. pin: SHA-256 of the key in the hub's certificate, base64url; None: its
    certificate is one that an authority vouches for."""

    url: str
    code: str
    pin: str | None = None


def write_invitation(url: str, code: str, pin: str | None = None) -> str:
    """One text of all."""
    return f"{url.rstrip('/')}#{code}" + ("" if pin is None else f".{pin}")


def read_invitation(text: str, code: str | None = None) -> Invitation:
    """What an invitation says, or an address with the code beside it. Raises Refused(BAD_CODE, BAD_ADDRESS)."""
    url, _, behind = text.strip().partition("#")
    found, dot, pin = (code or behind).strip().partition(".")
    if not url or not found:
        raise Refused(Refusal(RefusalCode.BAD_CODE, _WORDS))
    if not dot:
        return Invitation(url, found)
    if _PIN.fullmatch(pin) is None:
        raise Refused(Refusal(RefusalCode.BAD_CODE, _CUT))
    if not url.lower().startswith("https:"):
        raise Refused(Refusal(RefusalCode.BAD_ADDRESS, _OPEN))
    return Invitation(url, found, pin)
