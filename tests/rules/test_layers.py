"""Imports go one way. Every contract of pyproject.toml holds here, and each is shown an import that breaks it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import check
from tests.rules.sources import PROJECT, Source, imported, planted, python_files

LAYERED = (
    "posdesk/cli", "posdesk/commands", "posdesk/compose", "posdesk/hub", "posdesk/sync", "posdesk/reports",
    "posdesk/hardware", "posdesk/importing", "posdesk/counter", "posdesk/office", "posdesk/domain", "ui", "db",
)  # fmt: skip
# What a screen may know of posdesk. Everything else of it, there today or one day, is behind the composition root.
SCREENS_MAY_KNOW = ("counter", "office", "domain", "reports", "hardware", "__version__")

# The id of a contract, a file, and an import in it that the contract must refuse.
BREACHES = [
    ("one-way", "posdesk/domain/a.py", "import posdesk.counter"),
    ("one-way", "posdesk/counter/a.py", "import db"),
    ("one-way", "posdesk/counter/a.py", "import posdesk.office"),
    ("one-way", "posdesk/office/a.py", "import posdesk.reports"),
    ("one-way", "posdesk/importing/a.py", "import db"),
    ("one-way", "posdesk/sync/a.py", "import posdesk.importing"),
    ("one-way", "db/a.py", "import ui"),
    ("one-way", "posdesk/reports/a.py", "def f():\n    import posdesk.hub"),
    ("one-way", "ui/a.py", "import posdesk.compose"),
    ("one-way", "posdesk/hub/a.py", "import ui"),
    ("one-way", "posdesk/compose/a.py", "import posdesk.cli"),
    ("one-way", "posdesk/commands/a.py", "import posdesk.cli"),
    ("every-package-has-its-layer", "posdesk/drawer/__init__.py", ""),
    ("every-package-has-its-layer", "posdesk/counter/a.py", "import posdesk.hardware"),
    ("screens-know-no-storage", "ui/a.py", "import db"),
    ("screens-know-no-storage", "ui/a.py", "from posdesk.importing import a"),
    ("screens-know-no-storage", "ui/a.py", "import sqlalchemy"),
    ("screens-know-no-storage", "ui/a.py", "import httpx"),
    ("qt-in-ui-only", "posdesk/hardware/a.py", "from PySide6.QtCore import QObject"),
    ("qt-in-ui-only", "posdesk/compose/a.py", "import PySide6.QtWidgets"),
    ("nothing-below-reaches-qt", "db/a.py", "import ui.planted_qt"),
    ("rules-are-plain-python", "posdesk/domain/a.py", "import sqlite3"),
    ("rules-are-plain-python", "posdesk/counter/a.py", "from sqlalchemy import text"),
]


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """The whole house without a line of code in it, and the project's own contracts."""
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    for folder in (*LAYERED, "posdesk"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "posdesk" / "importing" / "a.py").touch()
    (tmp_path / "ui" / "planted_qt.py").write_text("import PySide6.QtWidgets\n")
    return tmp_path


def breaches(house: Path, *only: str) -> str:
    """What the contracts find, in the linter's words; nothing when all of them are kept."""
    chosen = [word for contract in only for word in ("--contract", contract)]
    command = [sys.executable, "-c", check.LINT_IMPORTS, "--no-cache", "--no-logo", *chosen]
    ended = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    assert "Contracts:" in ended.stdout, ended.stdout + ended.stderr  # broken, or kept: but looked at
    return ended.stdout if ended.returncode else ""


def strangers_on_screen(source: Source) -> list[str]:
    """Parts of posdesk that a screen imports and may not know."""
    return [
        f"{source.path}:{line} imports {name}"
        for line, name in imported(source.tree)
        if name.startswith("posdesk.") and name.split(".")[1] not in SCREENS_MAY_KNOW
    ]


def test_the_contracts_hold() -> None:
    assert breaches(PROJECT) == ""


def test_an_empty_house_keeps_every_contract(empty_house: Path) -> None:
    assert breaches(empty_house) == ""


@pytest.mark.parametrize(("contract", "file", "breach"), BREACHES)
def test_a_contract_refuses_what_breaks_it(empty_house: Path, contract: str, file: str, breach: str) -> None:
    path = empty_house / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(breach + "\n")
    assert breaches(empty_house, contract)


def test_no_contract_is_without_its_breach() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {contract["id"] for contract in contracts} == {contract for contract, _, _ in BREACHES}


def test_screens_know_only_what_they_may() -> None:
    assert [wrong for source in python_files("ui") for wrong in strangers_on_screen(source)] == []
    assert strangers_on_screen(planted("from posdesk.sync import cycle", "ui/planted.py"))
    assert strangers_on_screen(planted("import posdesk.compose", "ui/planted.py"))
    assert strangers_on_screen(planted("from posdesk.counter import ports", "ui/planted.py")) == []
