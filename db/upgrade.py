"""Decides what happens to a file of another version: an older one is copied and brought up, a newer one is refused.

Refuses to load Alembic while nothing is to be done: PRAGMA user_version answers that.
"""

from pathlib import Path

from db.engine import Connections
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

SCHEMA = 1
"""The version of the tables this PosDesk works with, as PRAGMA user_version: the number of the newest migration."""
HEAD = "0001"
"""The newest migration."""
NEWER = "This store was written by a newer PosDesk. Install that version here too, nothing was changed."


def bring_up(connections: Connections, folder: Path, key: bytes | None) -> None:
    """Raises EnvironmentTrouble(NEWER_STORE) for a file from a newer PosDesk."""
    found = connections.writer.execute("PRAGMA user_version").fetchone()[0]
    if found > SCHEMA:
        raise EnvironmentTrouble(TroubleCode.NEWER_STORE, NEWER)
