"""Decides how a QR code is drawn with letters. Refuses to know what it says."""

import io


def drawn(text: str, on_screen: bool) -> str:
    """The QR code of a text, two rows of it to a line. on_screen: white on black of its own, whatever the screen's
    colours are; otherwise as black ink on paper."""
    import qrcode

    code = qrcode.QRCode(border=2)
    code.add_data(text)
    code.make(fit=True)
    out = io.StringIO()
    code.print_ascii(out=out, invert=on_screen)
    lines = out.getvalue().rstrip("\n").split("\n")
    return "\n".join(f"\x1b[97;40m{line}\x1b[0m" for line in lines) if on_screen else "\n".join(lines)
