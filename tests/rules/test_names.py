"""Names say what a thing is; nobody is called a customer, and no module is a drawer for everything."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.rules.sources import SHIPPED, Source, planted, python_files, tracked

DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "manager",
    "managers",
    "misc",
    "core",
    "shared",
    "lib",
}
NOT_A_MEMBER = re.compile(r"(?:^|_)(?:customers?|clients?|users?)(?:_|$)|Customer|Client|User")
# The second display is called that in the shop; SQLite calls a number of its own so.
ALLOWED = re.compile(r"customer_screen|CustomerScreen|user_version|USER_VERSION")


def drawers(paths: tuple[str, ...]) -> list[str]:
    return [path for path in paths if DRAWERS & set(re.sub(r"\.py$", "", path).split("/"))]


def names_given(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that a file itself gives: not those it uses of others."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def members_called_otherwise(source: Source) -> list[str]:
    given = names_given(source.tree)
    return [f"{source.path}:{line} {name}" for line, name in given if NOT_A_MEMBER.search(ALLOWED.sub("", name))]


def without_docstring(source: Source) -> bool:
    return bool(source.text.strip()) and ast.get_docstring(source.tree) is None


def test_no_module_is_a_drawer_for_everything() -> None:
    assert drawers(tuple(path for path in tracked() if path.endswith(".py"))) == []
    assert drawers(("posdesk/utils.py", "ui/common/chip.py", "db/engine.py")) == [
        "posdesk/utils.py",
        "ui/common/chip.py",
    ]


def test_a_member_is_called_a_member() -> None:
    assert [wrong for source in python_files(*SHIPPED) for wrong in members_called_otherwise(source)] == []


@pytest.mark.parametrize("text", ["def customer_name(): ...", "class UserCard: ...", "def f(client): ...", "users = 1"])
def test_a_member_called_otherwise_is_seen(text: str) -> None:
    assert members_called_otherwise(planted(text))


@pytest.mark.parametrize("text", ["customer_screen = 1", "def user_version(): ...", "path.expanduser()", "reuse = 1"])
def test_other_words_are_not_taken_for_a_member(text: str) -> None:
    assert members_called_otherwise(planted(text)) == []


def test_every_module_says_what_it_decides() -> None:
    assert [source.path for source in python_files() if without_docstring(source)] == []
    assert without_docstring(planted("x = 1"))


def test_every_test_folder_is_a_package() -> None:
    folders = {path.rsplit("/", 1)[0] for path in tracked() if path.startswith("tests/") and path.endswith(".py")}
    assert [folder for folder in sorted(folders) if f"{folder}/__init__.py" not in tracked()] == []
