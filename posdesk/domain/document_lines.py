"""Decides on which line of a TOML document a key stands, so that a refusal can name it.

Refuses to know what the keys mean. `tomllib` has read the text already, so it is valid TOML.
"""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Where a value is: table names, keys, and the index within an array of tables: ("tiers", "tier", 2, "minimum")."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\s\"']+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+|\"[^\"]*\"|'[^']*')\s*(?:\.[^=]*)?=(.*)")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


def lines_of(text: str) -> Mapping[Path, int]:
    """The line (from 1) of every table header and key. Values over several lines stand where they begin."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    closing: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if closing is not None:
            closing = _still_open(line, closing)
            continue
        if header := _HEADER.match(line):
            table = _table_path(header[2], header[1] == "[[", counts)
            found[table] = number
        elif key := _KEY.match(line):
            found[(*table, key[1].strip("\"'"))] = number
            closing = _opens(key[2])
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the nearest table around it; None when even that is not in the document."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def _table_path(name: str, is_array: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for index, part in enumerate(parts):
        path = (*path, part)
        if is_array and index == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _opens(value: str) -> str | None:
    """What must close a value that goes on below its line: the quotes of a long string, `]` per open bracket."""
    for quotes in ('"""', "'''"):
        if value.strip().startswith(quotes) and value.count(quotes) == 1:
            return quotes
    bare = _STRING.sub("", value).split("#")[0]
    depth = bare.count("[") - bare.count("]")
    return "]" * depth if depth > 0 else None


def _still_open(line: str, closing: str) -> str | None:
    if closing in ('"""', "'''"):
        return None if closing in line else closing
    bare = _STRING.sub("", line).split("#")[0]
    depth = len(closing) + bare.count("[") - bare.count("]")
    return "]" * depth if depth > 0 else None
