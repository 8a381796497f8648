"""Which files the rules look at, read once. Knows where things lie, and not one rule."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[2]
SHIPPED = ("posdesk", "ui", "db")


class Source(NamedTuple):
    """A Python file: its path from the project's folder with slashes, and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The file, parsed."""
        return ast.parse(self.text, self.path)


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the project by its path: what git tracks or would, so neither .venv nor what tests leave."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    ended = subprocess.run(listing, cwd=PROJECT, capture_output=True, text=True, check=True)
    return tuple(sorted(path for path in ended.stdout.splitlines() if (PROJECT / path).is_file()))


@cache
def python_files(*folders: str) -> tuple[Source, ...]:
    """The Python files in these top folders, or all of them."""
    chosen = [path for path in tracked() if path.endswith(".py") and (not folders or path.split("/")[0] in folders)]
    return tuple(Source(path, (PROJECT / path).read_text("utf-8")) for path in chosen)


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of every module that is imported, anywhere in the file; `from . import x` has no name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def planted(text: str, path: str = "posdesk/planted.py") -> Source:
    """A file that is not there, for a rule to be tried on."""
    return Source(path, text)
