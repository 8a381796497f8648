"""What is committed names no machine and no registry, the lock pins all that ships, and no store's data is in it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.sources import PROJECT, tracked

TEXTS = (
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".lock",
    ".json",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".sh",
    "run",
    ".mako",
    ".desktop",
)
MACHINE_PATH = re.compile(r"(?<![\w.*/}>-])/(?:root|home|work|opt|Users|mnt|srv)/[\w.]|[A-Z]:\\\\?Users\\")
ADDRESS = re.compile(r"\bhttps?://([\w.-]+)")
# Names that mean no machine: of examples (RFC 2606), of this computer, and of a format's definition.
NAMES_NO_MACHINE = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|org|net))$|^127\.0\.0\.1$")
DEFINITIONS = {"json-schema.org", "www.w3.org"}
STORES_DATA = (".db", ".sqlite", ".sqlite3", ".db-wal", ".parquet", ".jsonl")
BIGGEST_FILE_BYTES = 2_000_000


def texts() -> Iterator[tuple[str, str]]:
    """Path and text of the project's own texts; what others wrote (fonts' and icons' licences) keeps its addresses."""
    for path in tracked():
        if path.endswith(TEXTS) and not path.startswith(("resources/fonts/", "resources/icons/")):
            yield path, (PROJECT / path).read_text("utf-8")


def machine_paths(text: str) -> list[str]:
    return [found[0] for found in MACHINE_PATH.finditer(text)]


def addresses(text: str) -> list[str]:
    return [host for host in ADDRESS.findall(text) if not NAMES_NO_MACHINE.search(host) and host not in DEFINITIONS]


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert [(path, found) for path, text in texts() for found in machine_paths(text)] == []


def test_no_file_names_an_address() -> None:
    assert [(path, found) for path, text in texts() for found in addresses(text)] == []


@pytest.mark.parametrize("folder", ["root", "home", "opt"])
def test_a_path_of_a_machine_is_seen(folder: str) -> None:
    assert machine_paths(f"see /{folder}/somebody/posdesk")
    assert machine_paths("see docs/home/page.md and ui/works/x.py") == []


def test_an_address_is_seen() -> None:
    assert addresses("--index https" + "://registry.somewhere.org/simple") == ["registry.somewhere.org"]
    assert addresses("https://hub.example/v1 and http://127.0.0.1:8000") == []


def test_nothing_large_and_no_stores_data_is_committed() -> None:
    assert [path for path in tracked() if path.endswith(STORES_DATA)] == []
    assert [path for path in tracked() if (PROJECT / path).stat().st_size > BIGGEST_FILE_BYTES] == []


def pins(lock: str) -> dict[str, str]:
    """Package to version, of every package that the lock pins; raises for a line that is neither a pin nor a hash."""
    found = {}
    for entry in lock.replace("\\\n", " ").splitlines():
        pin = re.match(r"([a-z0-9-]+)==(\S+)(?: ; [^#]+?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*$", entry)
        assert pin, f"neither a pin nor its hashes: {entry[:80]}"
        found[pin[1]] = pin[2]
    return found


def locked(name: str) -> dict[str, str]:
    return pins((PROJECT / name).read_text("utf-8"))


def asked_for() -> tuple[set[str], set[str]]:
    """What pyproject.toml asks for: to run, and to develop."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    return plain(project["dependencies"]), plain(project["optional-dependencies"]["dev"])


def plain(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=~!;\[ ]", wish)[0].lower().replace("_", "-") for wish in requirements}


def test_the_locks_pin_everything_that_is_asked_for() -> None:
    to_run, to_develop = asked_for()
    assert to_run <= locked("requirements.lock").keys()
    assert to_run | to_develop <= locked("requirements-dev.lock").keys()


def test_what_is_tested_is_what_ships() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def test_a_pin_without_a_hash_is_seen() -> None:
    with pytest.raises(AssertionError, match="neither a pin nor its hashes"):
        pins("alembic==1.0\n")
    with pytest.raises(AssertionError, match="neither a pin nor its hashes"):
        pins("--find-links somewhere\n")


def test_the_wheel_takes_every_file_of_the_packages_along() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    endings = {".py", *(pattern.removeprefix("*") for pattern in settings["package-data"]["*"])}
    shipped = [path for path in tracked() if path.startswith(("posdesk/", "ui/", "db/", "resources/"))]
    assert [path for path in shipped if Path(path).suffix not in endings] == []
    assert settings["packages"]["find"]["include"][::2] == ["posdesk", "ui", "db", "resources"]
