"""Decides under which key a register hashes numbers of IDs: the chain's, which its hub told it, else one of its own.

The hub's key lies beside the link to it (db.link), the register's own is derived from the key of the store's file and
is nowhere else. Refuses to know who may be remembered (posdesk.counter.id_memory).
"""

from contextlib import suppress
from dataclasses import dataclass

from db.link import FolderLinkHome
from posdesk.domain.id_hash import id_hash, key_for_hashes
from posdesk.domain.refusals import EnvironmentTrouble


@dataclass(frozen=True, slots=True)
class KeptIdHashes:
    """The port `IdHashes` of a register. secret: of the store's file; None: it is not encrypted, so there is no key
    without a hub."""

    home: FolderLinkHome
    secret: bytes | None

    def of(self, jurisdiction: str, number: str) -> str | None:
        """See the port. While a key cannot be read nobody is found by an ID's number, and none is remembered: the scan
        itself goes on."""
        with suppress(EnvironmentTrouble, ValueError):
            key = self.home.hash_key()
            if key is None and self.secret is not None:
                key = key_for_hashes(self.secret)
            return None if key is None else id_hash(key, jurisdiction, number)
        return None
