"""Decides how a hub's address and a pairing code travel as one text, in a QR code or in a mail: `ADDRESS#CODE`.

What stands behind `#` stays with whoever opens an address, so a phone that does so sends the code to nobody. Refuses to
know whether the code is good.
"""

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

_WORDS = "Give the hub's address and the code: pair ADDRESS CODE. The hub's `pair-code` shows both."


def write_invitation(url: str, code: str) -> str:
    """One text of both."""
    return f"{url.rstrip('/')}#{code}"


def read_invitation(text: str, code: str | None = None) -> tuple[str, str]:
    """Address and code of an invitation, or of an address with the code beside it. Raises Refused(BAD_CODE)."""
    url, _, behind = text.strip().partition("#")
    found = (code or behind).strip()
    if not url or not found:
        raise Refused(Refusal(RefusalCode.BAD_CODE, _WORDS))
    return url, found
