"""Decides how a register's store is taken off a computer: everything PosDesk put into its folder, and nothing else.

Refuses to know whether that may be (posdesk.commands.hub_line): it does what it is told.
"""

import shutil
from contextlib import suppress

from db import backup, keys, recovery, snapshot
from db.link import FolderLinkHome
from db.single import LOCK_FILE
from db.store import DB_FILE, Store, sync_folder
from db.trouble import in_words
from posdesk.domain.refusals import EnvironmentTrouble

FOLDERS = (backup.COPIES, recovery.DAMAGED, snapshot.FOLDER)
OURS = "posdesk.*"


def remove(store: Store) -> None:
    """Close the store and take it away: the file, its copies, its key, its link to a hub. What cannot be forgotten
    because the keyring is locked opens nothing any more. Raises EnvironmentTrouble; then it can be done again."""
    folder = store.folder
    with suppress(EnvironmentTrouble):  # a keyring that does not open keeps a secret that nobody asks for again
        FolderLinkHome(folder).forget()
    installed = folder / keys.INSTALL_FILE
    name = installed.read_text(encoding="ascii").strip() if installed.exists() else None
    with in_words(folder):
        store.connections.close()
        for part in FOLDERS:
            shutil.rmtree(folder / part, ignore_errors=True)
        (folder / DB_FILE).unlink(missing_ok=True)  # from here on there is no store
        for path in folder.glob(OURS):
            if path.name != LOCK_FILE:
                path.unlink(missing_ok=True)
        sync_folder(folder)
    if name is not None:
        keys.forget_in_keyring(name)
