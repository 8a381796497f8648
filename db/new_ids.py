"""Decides what a new id is: UUIDv7 after RFC 9562, for whoever runs and is no test."""

import secrets

from posdesk.domain.business_day import Instant


class RandomIds:
    """The port Ids, rising within this process: within one millisecond the last is counted up."""

    def __init__(self) -> None:
        self._last = 0

    def new(self, now: Instant) -> str:
        """A new id with `now` in its first 48 bits."""
        random = secrets.randbits(74)
        value = now << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
        self._last = value = value if value > self._last else self._last + 1
        text = f"{value:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
