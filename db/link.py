"""Decides where a register keeps the link to its hub: a small file beside the store says whose it is, the secret is in
the keyring where there is one, else in a file for this account alone.

Neither is in the store's own file: a copy of that, or a file that was recovered, is another thing than the right to
speak for this register. Refuses to know what a hub is.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from db import keys
from db.store import sync_folder
from db.trouble import in_words
from posdesk.counter.hub_line import Way
from posdesk.counter.hub_link import Link
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode

LINK_FILE = "posdesk.hub.json"
TOKEN_FILE = "posdesk.hub-token"
AUTHORITY_FILE = "posdesk.hub-authority.pem"
IN_KEYRING = "The secret for the hub is in this account's keyring."
IN_FILE = (
    f"The secret for the hub is the file {TOKEN_FILE} on this disk, beside the store: whoever copies the whole folder "
    "can speak to the hub as this register. Encrypt the disk, or let PosDesk use a keyring."
)
NOWHERE = "This register has no secret for a hub: it was not paired."
_BAD_LINK = (
    f"{LINK_FILE} is damaged: this register no longer knows its hub. Nothing else is lost. Ask for a code at the hub "
    "and pair this register anew."
)


@dataclass(frozen=True, slots=True)
class FolderLinkHome:
    """The port `LinkHome` in a store's folder. keyring False: the secret is kept in the file in any case."""

    folder: Path
    keyring: bool = True

    def link(self) -> Link | None:
        """See the port. Raises EnvironmentTrouble(DAMAGED) for a file that cannot be read."""
        found = self._read()
        return None if found is None else found[0]

    def keep(self, link: Link) -> None:
        """See the port."""
        found = self._read()
        self._write(link, None if found is None else found[1])

    def pair(self, link: Link, token: str) -> None:
        """See the port. The new secret is there before the old one goes."""
        before = self._name()
        name = f"hub-{secrets.token_hex(8)}"
        in_keyring = self.keyring and keys.to_keyring(name, token)
        if not in_keyring:
            with in_words(self.folder):
                _replace(self.folder / TOKEN_FILE, token)
        self._write(link, name if in_keyring else None)
        if in_keyring:
            with in_words(self.folder):
                (self.folder / TOKEN_FILE).unlink(missing_ok=True)
        if before is not None:
            keys.forget_in_keyring(before)

    def token(self) -> str | None:
        """See the port."""
        found = self._read()
        if found is None:
            return None
        if found[1] is not None:
            return keys.from_keyring(found[1])
        try:
            return (self.folder / TOKEN_FILE).read_text(encoding="ascii") or None
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        except PermissionError as error:
            words = f"{TOKEN_FILE} may not be read by this account."
            raise EnvironmentTrouble(TroubleCode.NO_ACCESS, words) from error

    def words(self) -> str:
        """See the port."""
        found = self._read()
        if found is None:
            return NOWHERE
        return IN_FILE if found[1] is None else IN_KEYRING

    def forget(self) -> None:
        """See the port. The link goes last: as long as it is there, this can be done again."""
        before = self._name()
        with in_words(self.folder):
            for name in (TOKEN_FILE, AUTHORITY_FILE):
                (self.folder / name).unlink(missing_ok=True)
            (self.folder / LINK_FILE).unlink(missing_ok=True)
        if before is not None:
            keys.forget_in_keyring(before)

    def trust(self, authority: Path) -> None:
        """Trust these certificates too (a PEM file) when the hub shows its own. Raises Refused(BAD_FILE)."""
        try:
            text = authority.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            words = f"{authority} cannot be read. A file of certificates in PEM is needed."
            raise Refused(Refusal(RefusalCode.BAD_FILE, words)) from None
        with in_words(self.folder):
            _replace(self.folder / AUTHORITY_FILE, text)

    def authority(self) -> Path | None:
        """The certificates that are trusted besides the usual ones, None: no others."""
        path = self.folder / AUTHORITY_FILE
        return path if path.exists() else None

    def _name(self) -> str | None:
        """The name of the secret in the keyring, also of a link that cannot be read any more: then none."""
        try:
            found = self._read()
        except EnvironmentTrouble:
            return None
        return None if found is None else found[1]

    def _read(self) -> tuple[Link, str | None] | None:
        try:
            text = (self.folder / LINK_FILE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise EnvironmentTrouble(TroubleCode.DAMAGED, _BAD_LINK) from error
        try:
            raw = json.loads(text)
            link = Link(**{field.name: raw[field.name] for field in fields(Link) if field.name in raw})
            link = replace(link, way=None if link.way is None else Way(link.way))
            whole, name = _is_whole(link), raw["in_keyring"]
        except (ValueError, TypeError, KeyError):
            whole, name = False, None
        if not whole or not isinstance(name, str | None):
            raise EnvironmentTrouble(TroubleCode.DAMAGED, _BAD_LINK)
        return link, name

    def _write(self, link: Link, name: str | None) -> None:
        with in_words(self.folder):
            _replace(self.folder / LINK_FILE, json.dumps(asdict(link) | {"in_keyring": name}))


def _is_whole(link: Link) -> bool:
    texts: tuple[object, ...] = link.url, link.hub
    unless_none: tuple[object, ...] = link.head_office, link.certificate, link.office_certificate
    numbers: tuple[object, ...] = link.reached_at, link.ahead, link.compared_at, link.passed_on_at
    return (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(text, str | None) for text in unless_none)
        and all(isinstance(number, int | None) and not isinstance(number, bool) for number in numbers)
    )


def _replace(path: Path, text: str) -> None:
    """The whole text or what was there before, for this account alone, durable on return."""
    half = path.with_name(f"{path.name}.new")
    half.unlink(missing_ok=True)
    keys.write_private(half, text)
    os.replace(half, path)
    sync_folder(path.parent)
