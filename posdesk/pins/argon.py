"""Decides what a PIN's hash costs: argon2id with 19 MiB, two rounds, one lane. Implements the port `PinHashes`.

Refuses to know whose PIN it is. A PIN has so few digits that no hash protects it once it is taken away; what does
is said in docs/decisions/people.md.
"""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MEMORY_KIB, ROUNDS, LANES = 19 * 1024, 2, 1
NOBODYS = "0000-nobody"
"""What no PIN can be."""


class ArgonHashes:
    """The port `PinHashes`. Loads argon2 with the first PIN."""

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher

        return PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(NOBODYS)

    def made(self, pin: str) -> str:
        """See the port."""
        return self._hasher.hash(pin)

    def fits(self, pin: str, pin_hash: str | None) -> bool:
        """See the port."""
        from argon2.exceptions import InvalidHashError, VerificationError

        nobodys = self._nobodys  # made before anything is compared, so that it costs everybody the same
        try:
            self._hasher.verify(nobodys if pin_hash is None else pin_hash, pin)
        except (VerificationError, InvalidHashError):
            return False
        return pin_hash is not None
