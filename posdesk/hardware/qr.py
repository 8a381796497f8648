"""Decides how a text becomes the dots of a QR code. Refuses to know what it says, and where the dots are drawn.

A member code (`PD1:` + 10 characters + `:` + 1) is alphanumeric in QR's sense and just fits version 1 at level Q: 21 by
21 dots of which a quarter may be unreadable (ISO/IEC 18004).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posdesk.counter.cards import Dots

QUIET = 4
"""Dots of white that a reader needs around a code."""


def dots(text: str) -> "Dots":
    """The dots of a QR code, row by row from the top, True: dark; without the white around them. Raises ValueError for
    a text that is too long for any."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

    level = ERROR_CORRECT_Q if len(text) <= 64 else ERROR_CORRECT_M
    code = qrcode.QRCode(border=0, error_correction=level)
    code.add_data(text)
    code.make(fit=True)
    return tuple(tuple(bool(dot) for dot in row) for row in code.get_matrix())
