"""Files stay within 400 lines, functions within 60, and half of all functions within 10."""

import ast
from collections.abc import Iterable
from statistics import median

from tests.rules.sources import SHIPPED, Source, planted, python_files

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MEDIAN_FUNCTION = 10


def long_files(sources: Iterable[Source]) -> list[str]:
    lengths = {source.path: source.text.count("\n") for source in sources}
    return [f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST_FILE]


def functions(sources: Iterable[Source]) -> dict[str, int]:
    """Where each function stands, with its length in lines, its docstring left out of neither."""
    return {
        f"{source.path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def long_functions(sources: Iterable[Source]) -> list[str]:
    return [f"{where}: {length} lines" for where, length in functions(sources).items() if length > LONGEST_FUNCTION]


def a_function(lines: int) -> str:
    return "def f() -> None:\n" + "    pass\n" * (lines - 1)


def test_files_are_short() -> None:
    assert long_files(python_files()) == []


def test_functions_are_short() -> None:
    assert long_functions(python_files()) == []


def test_half_of_all_functions_are_very_short() -> None:
    assert median(functions(python_files(*SHIPPED)).values()) < MEDIAN_FUNCTION


def test_what_is_too_long_is_seen() -> None:
    assert long_files([planted("x = 1\n" * 401)])
    assert long_files([planted("x = 1\n" * 400)]) == []
    assert long_functions([planted(a_function(61))])
    assert long_functions([planted(a_function(60))]) == []
