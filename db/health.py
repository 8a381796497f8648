"""Decides what can be said of a store's file without knowing what is in it: is it sound, how large, how many rows.

Refuses to change anything: it looks through the reading connection.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlite_utils

from db.trouble import in_words

if TYPE_CHECKING:
    from db.store import Store

_CHECK = "PRAGMA integrity_check(5)"


@dataclass(frozen=True, slots=True)
class Health:
    """What an examination found. troubles: what SQLite's own check says, () when the file is sound. size: bytes, with
    the WAL. tables: rows of each of our tables; the inner tables of the full-text indexes are left out."""

    troubles: tuple[str, ...]
    size: int
    tables: dict[str, int]


def examine(store: "Store") -> Health:
    """Look at the whole file of an open store; a second for 100 MB. Raises EnvironmentTrouble."""
    with in_words(store.folder):
        found = [str(row[0]) for row in store.connections.reader.execute(_CHECK)]
        database = sqlite_utils.Database(store.connections.reader)  # type: ignore[arg-type]  # sqlcipher3 is a sqlite3
        virtual = [table.name for table in database.tables if table.virtual_table_using]
        inner = tuple(f"{name}_" for name in virtual)
        names = [name for name in database.table_names() if not name.startswith(inner) and name not in virtual]
        rows = {name: int(database[name].count) for name in names}
    path = store.connections.path
    files = (path, path.with_name(f"{path.name}-wal"))
    size = sum(file.stat().st_size for file in files if file.exists())
    return Health(() if found == ["ok"] else tuple(found), size, rows)
