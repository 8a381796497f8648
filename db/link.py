"""Decides where a register keeps the link to its hub: a small file beside the store says whose it is, the secret is in
the keyring where there is one, else in a file for this account alone; so is the key for hashes of IDs that a hub told.

Neither is in the store's own file: a copy of that, or a file that was recovered, is another thing than the right to
speak for this register. Refuses to know what a hub is.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import NamedTuple

from db import keys
from db.store import sync_folder
from db.trouble import in_words
from posdesk.counter.hub_line import Way
from posdesk.counter.hub_link import Link
from posdesk.domain.id_hash import KEY_BYTES
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode

LINK_FILE = "posdesk.hub.json"
TOKEN_FILE = "posdesk.hub-token"
AUTHORITY_FILE = "posdesk.hub-authority.pem"
HASH_KEY_FILE = "posdesk.hub-hash-key"
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
    """The port `LinkHome` in a store's folder. keyring False: the secret is kept in the file in any case. read: keys
    for hashes of IDs that the keyring gave out, by their names there, which are never used twice: a scan at the counter
    does not wait for a keyring again."""

    folder: Path
    keyring: bool = True
    read: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def link(self) -> Link | None:
        """See the port. Raises EnvironmentTrouble(DAMAGED) for a file that cannot be read."""
        found = self._read()
        return None if found is None else found.link

    def keep(self, link: Link) -> None:
        """See the port."""
        found = self._read()
        self._write(_Kept(link) if found is None else found._replace(link=link))

    def pair(self, link: Link, token: str) -> None:
        """See the port. The new secret is there before the old one goes."""
        before = self._names()
        name = self._put("hub", token, TOKEN_FILE)
        with in_words(self.folder):
            (self.folder / HASH_KEY_FILE).unlink(missing_ok=True)
        self._write(_Kept(link, name))
        if name is not None:
            with in_words(self.folder):
                (self.folder / TOKEN_FILE).unlink(missing_ok=True)
        for old in before:
            keys.forget_in_keyring(old)

    def hash_key(self) -> bytes | None:
        """See the port. Raises EnvironmentTrouble."""
        found = self._read()
        if found is None:
            return None
        text = self._text(HASH_KEY_FILE) if found.hash_key is None else self._from_keyring(found.hash_key)
        try:
            key = bytes.fromhex(text or "")
        except ValueError:
            return None
        return key if len(key) == KEY_BYTES else None

    def keep_hash_key(self, key: bytes) -> None:
        """See the port."""
        found = self._read()
        if found is None:
            return
        name = self._put("hashes", key.hex(), HASH_KEY_FILE)
        self._write(found._replace(hash_key=name))
        if name is not None:
            with in_words(self.folder):
                (self.folder / HASH_KEY_FILE).unlink(missing_ok=True)
        if found.hash_key is not None:
            keys.forget_in_keyring(found.hash_key)

    def token(self) -> str | None:
        """See the port."""
        found = self._read()
        if found is None:
            return None
        return self._text(TOKEN_FILE) if found.token is None else keys.from_keyring(found.token)

    def words(self) -> str:
        """See the port."""
        found = self._read()
        if found is None:
            return NOWHERE
        return IN_FILE if found.token is None else IN_KEYRING

    def forget(self) -> None:
        """See the port. The link goes last: as long as it is there, this can be done again."""
        before = self._names()
        with in_words(self.folder):
            for name in (TOKEN_FILE, HASH_KEY_FILE, AUTHORITY_FILE, LINK_FILE):
                (self.folder / name).unlink(missing_ok=True)
        for old in before:
            keys.forget_in_keyring(old)

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

    def _put(self, what: str, secret: str, file: str) -> str | None:
        """Keep a secret where it belongs: its name in the keyring, or None: it is in the file."""
        name = f"{what}-{secrets.token_hex(8)}"
        if self.keyring and keys.to_keyring(name, secret):
            return name
        with in_words(self.folder):
            _replace(self.folder / file, secret)
        return None

    def _from_keyring(self, name: str) -> str | None:
        """The key for hashes of IDs under this name."""
        if name not in self.read:
            text = keys.from_keyring(name)
            if text is None:
                return None
            self.read[name] = text
        return self.read[name]

    def _text(self, file: str) -> str | None:
        """The secret in a file; None when it is gone."""
        try:
            return (self.folder / file).read_text(encoding="ascii") or None
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        except PermissionError as error:
            words = f"{file} may not be read by this account."
            raise EnvironmentTrouble(TroubleCode.NO_ACCESS, words) from error

    def _names(self) -> list[str]:
        """The names of the secrets in the keyring; none of a link that cannot be read any more."""
        try:
            found = self._read()
        except EnvironmentTrouble:
            return []
        return [] if found is None else [name for name in (found.token, found.hash_key) if name is not None]

    def _read(self) -> "_Kept | None":
        try:
            text = (self.folder / LINK_FILE).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise EnvironmentTrouble(TroubleCode.DAMAGED, _BAD_LINK) from error
        try:
            raw = json.loads(text)
            link = Link(**{each.name: raw[each.name] for each in fields(Link) if each.name in raw})
            link = replace(link, way=None if link.way is None else Way(link.way))
            whole, names = _is_whole(link), (raw["in_keyring"], raw.get("hash_key_in_keyring"))
        except (ValueError, TypeError, KeyError):
            whole, names = False, (None, None)
        if not whole or not all(isinstance(name, str | None) for name in names):
            raise EnvironmentTrouble(TroubleCode.DAMAGED, _BAD_LINK)
        return _Kept(link, *names)

    def _write(self, kept: "_Kept") -> None:
        names = {"in_keyring": kept.token, "hash_key_in_keyring": kept.hash_key}
        with in_words(self.folder):
            _replace(self.folder / LINK_FILE, json.dumps(asdict(kept.link) | names))


class _Kept(NamedTuple):
    """What the file says. token, hash_key: the names of both in the keyring; None: in files of their own."""

    link: Link
    token: str | None = None
    hash_key: str | None = None


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
