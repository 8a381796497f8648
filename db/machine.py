"""Decides whether a store was copied to another computer, so that the copy begins a row of facts of its own even while
no hub can tell it that it has a twin.

What is kept is a hash of the name the system gives this computer, in a file beside the store. Refuses to be more than a
hint: images of whole disks bear one name, and the hub finds twins out in any case.
"""

import hashlib
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from db.keys import write_private
from db.replica import SqlReplica
from db.store import Store
from db.trouble import in_words

MACHINE_FILE = "posdesk.machine"
MOVED = (
    "This is another computer than before. If the old one is still used, it is a twin of this one now: pair this one "
    "under a name of its own. Both keep what they record."
)


def this_machine() -> str | None:
    """The name the system gives this computer, for as long as it is not set up anew; None where it tells none."""
    with suppress(OSError, ValueError, subprocess.SubprocessError):
        return _named() or None
    return None


def notice_move(store: Store, name: str | None) -> str | None:
    """Words if this store was on another computer when it was opened last; then a new row of facts has begun. name: of
    this computer; where it has none nothing can be noticed. Raises EnvironmentTrouble."""
    if name is None:
        return None
    path, mark = store.folder / MACHINE_FILE, hashlib.sha256(f"posdesk {name}".encode()).hexdigest()
    with in_words(store.folder):
        before = path.read_text(encoding="ascii", errors="replace").strip() if path.exists() else None
        if before == mark:
            return None
        if before is not None:
            SqlReplica(store.ledger).reincarnate(store.clock.now() // 1000)
        path.unlink(missing_ok=True)
        write_private(path, mark)
    return None if before is None else MOVED


if sys.platform == "win32":
    import winreg

    def _named() -> str:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])

elif sys.platform == "darwin":

    def _named() -> str:
        asked = ["/usr/sbin/ioreg", "-rd1", "-c", "IOPlatformExpertDevice"]
        said = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=True).stdout
        return next((line.split('"')[-2] for line in said.splitlines() if "IOPlatformUUID" in line), "")

else:

    def _named() -> str:
        return Path("/etc/machine-id").read_text(encoding="ascii").strip()
