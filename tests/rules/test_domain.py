"""domain is the rules and nothing else: standard library only, no clock, no I/O, no SQL, no chance."""

import ast
import sys

import pytest

from tests.rules.sources import Source, imported, planted, python_files

# Modules of the standard library that read a clock, a disk, a network or chance, or keep other threads busy.
OUTWARD = {
    "asyncio", "glob", "http", "io", "locale", "logging", "multiprocessing", "os", "pathlib", "platform", "queue",
    "random", "secrets", "select", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "threading", "time", "urllib",
}  # fmt: skip
OUTWARD_CALLS = {"open", "print", "input", "exec", "eval", "now", "utcnow", "today", "uuid1", "uuid4", "fromtimestamp"}


def foreign_imports(source: Source) -> list[str]:
    """Imports that are neither domain's own nor of the quiet part of the standard library."""
    quiet = sys.stdlib_module_names - OUTWARD
    return [
        f"{source.path}:{line} imports {name}"
        for line, name in imported(source.tree)
        if not f"{name}.".startswith("posdesk.domain.") and name.split(".")[0] not in quiet
    ]


def outward_calls(source: Source) -> list[str]:
    """Calls that read a clock or chance, or speak to the outside. `fromtimestamp` with a zone is arithmetic."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rsplit(".", 1)[-1]
            zoned = name == "fromtimestamp" and len(node.args) + len(node.keywords) > 1
            if name in OUTWARD_CALLS and not zoned:
                found.append(f"{source.path}:{node.lineno} calls {ast.unparse(node.func)}")
    return found


# What reads numbers that others wrote, and refuses those that are no whole ones.
MEET_FLOATS = {"posdesk/domain/strict_json.py", "posdesk/domain/document_values.py"}


def floats(source: Source) -> list[str]:
    """Where a float could come from: a number with a point, a true division, the name itself."""
    found = []
    for node in ast.walk(source.tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        division = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if literal or division or (isinstance(node, ast.Name) and node.id == "float"):
            found.append(f"{source.path}:{node.lineno} has a float")  # type: ignore[attr-defined]
    return found


def domain() -> list[Source]:
    return [source for source in python_files("posdesk") if source.path.startswith("posdesk/domain/")]


def test_domain_imports_only_itself_and_the_quiet_standard_library() -> None:
    assert [wrong for source in domain() for wrong in foreign_imports(source)] == []


def test_domain_reads_no_clock_no_chance_and_no_file() -> None:
    assert [wrong for source in domain() for wrong in outward_calls(source)] == []


def test_no_float_touches_money_points_or_anything_else_of_the_rules() -> None:
    assert [wrong for source in domain() if source.path not in MEET_FLOATS for wrong in floats(source)] == []


@pytest.mark.parametrize("text", ["half = 0.5", "share = part / whole", "part /= 2", "float(text)"])
def test_a_float_is_seen(text: str) -> None:
    assert floats(planted(text))


def test_whole_numbers_pass() -> None:
    assert floats(planted("share = part * 10_000 // whole")) == []


@pytest.mark.parametrize(
    "text",
    ["import sqlalchemy", "import os", "from time import time", "from posdesk.counter import ports", "import db"],
)
def test_an_import_from_outside_is_seen(text: str) -> None:
    assert foreign_imports(planted(text))


@pytest.mark.parametrize("text", ["datetime.now(UTC)", "date.today()", "open('x')", "uuid.uuid4()"])
def test_a_look_at_the_outside_is_seen(text: str) -> None:
    assert outward_calls(planted(text))


def test_what_is_pure_passes() -> None:
    text = "from datetime import UTC, datetime\nfrom posdesk.domain import money\ndatetime.fromtimestamp(0, UTC)\n"
    assert foreign_imports(planted(text)) == []
    assert outward_calls(planted(text)) == []
