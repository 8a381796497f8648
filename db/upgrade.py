"""Decides what happens to a file of another version: an older one is copied and brought up, a newer one is refused.

Refuses to load Alembic while nothing is to be done: PRAGMA user_version answers that.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as SqlAlchemyConnection

from db import backup, seals
from db.engine import CIPHER, Connection, Connections, open_engine
from db.projections import refill
from db.rows import Names, learn
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

SCHEMA = 9
"""The version of the tables this PosDesk works with, as PRAGMA user_version: the number of the newest migration."""
HEAD = f"{SCHEMA:04}"
"""The newest migration."""
NEWER = (
    "This store was written by a newer PosDesk (tables {found}, this one knows {known}). Install that version here "
    "too; nothing was changed."
)
Schema = dict[tuple[str, str], str]
"""(table or index, name) -> its SQL."""
_SCHEMA_ROWS = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"


def bring_up(connections: Connections, folder: Path, key: bytes | None) -> Path | None:
    """Bring an older file up to this version's tables; yields the copy made before, None when nothing was to be done.

    All of it is one transaction: a crash leaves the older file. Raises EnvironmentTrouble(NEWER_STORE).
    """
    found = connections.writer.execute("PRAGMA user_version").fetchone()[0]
    if found == SCHEMA:
        return None
    if found > SCHEMA:
        raise EnvironmentTrouble(TroubleCode.NEWER_STORE, NEWER.format(found=found, known=SCHEMA))
    copies = folder / backup.COPIES
    copies.mkdir(mode=0o700, exist_ok=True)
    before = copies / f"before-tables-{SCHEMA}.db"
    backup.copy_file(connections.path, before, key)
    carry_out(connections)
    return before


def carry_out(connections: Connections) -> None:
    """Bring an older file up, all in one transaction, without a copy."""
    with connections.engine.begin() as connection:
        migrate(connection)
        driver: Connection = connection.connection.driver_connection  # type: ignore[assignment]
        names = Names()
        learn(names, driver)
        seals.begin(driver, names)
        refill(driver, names)


def migrate(connection: SqlAlchemyConnection, to: str = "head") -> None:
    """Run the migrations that are still to come, up to the revision `to`, in the open transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, to)
    revision = SCHEMA if to == "head" else int(to)
    connection.exec_driver_sql(f"PRAGMA user_version = {revision}")


def drift() -> list[str]:
    """What differs between tables made fresh and tables brought up by the migrations; [] is how it must be."""
    from db.store import make_tables

    with tempfile.TemporaryDirectory() as folder:
        made, migrated = (open_engine(Path(folder) / name, None, CIPHER) for name in ("made", "migrated"))
        with made.begin() as fresh, migrated.begin() as brought_up:
            make_tables(fresh)
            migrate(brought_up)
            one, other = _schema_of(fresh), _schema_of(brought_up)
        made.dispose()
        migrated.dispose()
    return differences(one, other)


def differences(fresh: Schema, migrated: Schema) -> list[str]:
    """What one has and the other has not, or has otherwise, in words."""
    return [
        *_missing(fresh, migrated, "the migrations do not make"),
        *_missing(migrated, fresh, "only the migrations make"),
    ]


def _schema_of(connection: SqlAlchemyConnection) -> Schema:
    rows: Iterable[Any] = connection.exec_driver_sql(_SCHEMA_ROWS)
    return {(kind, name): alike(text) for kind, name, text in rows}


def alike(text: str) -> str:
    """The SQL of a table, written as SQLAlchemy and as Alembic write it."""
    return " ".join(text.replace('"', "").replace("( ", "(").split())


def _missing(wanted: Schema, there: Schema, words: str) -> list[str]:
    return [
        f"{words} {kind} {name}: {text}" for (kind, name), text in wanted.items() if there.get((kind, name)) != text
    ]
