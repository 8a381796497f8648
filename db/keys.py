"""Decides where the key of a store's file is kept: the keyring where there is one, else a file for us alone.

Refuses to know what is encrypted with it. The key is 32 random bytes and never leaves this computer.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

KEY_FILE = "posdesk.key"
INSTALL_FILE = "posdesk.install"
SERVICE = "posdesk"
IN_KEYRING = "The key of this store is in this account's keyring."
IN_FILE = (
    "The key of this store is a file on this disk, beside the store: whoever copies the whole folder can read it. "
    "Encrypt the disk, or let PosDesk use a keyring."
)
NO_CIPHER = (
    "This computer has no SQLCipher: the store's file is not encrypted by PosDesk. Encrypt the disk of this computer."
)
_NO_KEY = (
    "The key of this store is neither in this account's keyring nor in its folder. Sign in with the account that set "
    f"the store up, or bring the file {KEY_FILE} back."
)


@dataclass(frozen=True, slots=True)
class Key:
    """The 32 bytes (None: nothing is encrypted), and words that say where they are kept."""

    secret: bytes | None
    home: str


def make_key(folder: Path, install: str, *, keyring: bool = True) -> Key:
    """A new key for a new store in `folder`. install: the name of this installation in the keyring.

    keyring False keeps the key in the file in any case.
    """
    secret = secrets.token_bytes(32)
    if keyring and to_keyring(install, secret.hex()):
        write_private(folder / INSTALL_FILE, install)
        return Key(secret, IN_KEYRING)
    write_private(folder / KEY_FILE, secret.hex())
    return Key(secret, IN_FILE)


def find_key(folder: Path) -> Key:
    """The key of the store in `folder`. Raises EnvironmentTrouble(WRONG_KEY) when it is gone or not a key."""
    try:
        if (folder / KEY_FILE).exists():
            return Key(_secret((folder / KEY_FILE).read_text(encoding="ascii")), IN_FILE)
        if (folder / INSTALL_FILE).exists():
            return Key(_secret(from_keyring((folder / INSTALL_FILE).read_text(encoding="ascii").strip())), IN_KEYRING)
    except PermissionError as error:
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, f"{KEY_FILE} may not be read by this account.") from error
    except UnicodeDecodeError as error:
        raise EnvironmentTrouble(TroubleCode.WRONG_KEY, _NO_KEY) from error
    raise EnvironmentTrouble(TroubleCode.WRONG_KEY, _NO_KEY)


def _secret(text: str | None) -> bytes:
    try:
        secret = bytes.fromhex(text or "")
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise EnvironmentTrouble(TroubleCode.WRONG_KEY, _NO_KEY)
    return secret


def write_private(path: Path, text: str) -> None:
    """Readable by this account alone from its first byte on, and on the disk before the store is."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def to_keyring(install: str, secret: str) -> bool:
    """Whether the keyring took it: some take everything and keep nothing, so it is asked back."""
    import keyring
    import keyring.errors

    try:
        keyring.set_password(SERVICE, install, secret)
        return keyring.get_password(SERVICE, install) == secret
    except (keyring.errors.KeyringError, OSError, RuntimeError):
        return False


def from_keyring(install: str) -> str | None:
    """What the keyring holds under this name, None: nothing. Raises EnvironmentTrouble(NO_ACCESS) when it is locked."""
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(SERVICE, install)
    except (keyring.errors.KeyringError, OSError, RuntimeError) as error:
        words = "This account's keyring does not open. Unlock it, then start PosDesk again."
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, words) from error


def forget_in_keyring(install: str) -> None:
    """Let the keyring forget what it holds under this name, if it holds anything and can."""
    import keyring
    import keyring.errors

    with suppress(keyring.errors.KeyringError, OSError, RuntimeError):
        keyring.delete_password(SERVICE, install)
