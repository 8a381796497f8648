"""Decides how records of a JSON file (or of JSON lines) become rows like those of a table.

A nested value is read as `outer.inner`; each entry of the list the map names as `items` is a row of its own with the
record's values beside. Numbers stay the text they were, so no amount passes through a float.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from posdesk.importing.column_map import FileShape
from posdesk.importing.text_rows import Cells, Row, opened, refuse_file

SUFFIXES = (".json", ".jsonl", ".ndjson")
"""Files with these names are read here, whatever the map says about delimiters."""

MAX_BYTES = 512 * 1024 * 1024
"""A JSON document is read whole; JSON lines (.jsonl) are not, and may be as long as they like."""


def read_records(path: Path, shape: FileShape) -> Iterator[Row]:
    """The rows of a JSON file; `line` is the record's place in its list, from 1, or the line of a JSON-lines file.
    Raises Refused (BAD_FILE) when the file is no JSON or has no records where the map looks for them."""
    if path.suffix.lower() == ".json":
        for number, record in enumerate(_records(path, shape), start=1):
            yield from _rows(number, record, shape.items)
        return
    with opened(path) as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                record = _loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            except (ValueError, RecursionError):
                yield Row(number, {}, "is not a JSON record in UTF-8")
                continue
            yield from _rows(number, record, shape.items)


def _records(path: Path, shape: FileShape) -> list[Any]:
    with opened(path) as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        refuse_file(path, "is too large to be read at once. Export it as JSON lines (.jsonl) or as CSV.")
    if not raw.strip():
        refuse_file(path, "the file is empty")
    try:
        document = _loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        refuse_file(path, "is not written in UTF-8, as JSON has to be")
    except (ValueError, RecursionError) as trouble:
        refuse_file(path, f"is not a JSON document ({trouble})")
    if isinstance(document, list):
        return document
    for path_of_keys in shape.records:
        found = _inside(document, path_of_keys.split("."))
        if found is not None:
            return found if isinstance(found, list) else [found]
    wanted = ", ".join(shape.records) or "a list"
    return refuse_file(path, f"has no records where the map looks for them ({wanted})")


def _inside(document: Any, keys: list[str]) -> Any:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)


def _rows(number: int, record: Any, items: str | None) -> Iterator[Row]:
    if not isinstance(record, Mapping):
        yield Row(number, {}, "is not a record with names and values")
        return
    cells = _flat(record, "")
    entries = record.get(items) if items else None
    if not items or not entries:  # a record without lines: what a line would tell is missed, and said so
        yield _checked(number, cells)
        return
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, Mapping):
            yield _checked(number, cells | _flat(entry, f"{items}."))
        else:
            yield Row(number, {}, f"has something in {items} that is no record")


def _checked(number: int, cells: Cells) -> Row:
    if any("\0" in value or any("\ud800" <= char <= "\udfff" for char in value) for value in cells.values()):
        return Row(number, {}, "holds a character that cannot be stored")
    return Row(number, cells)


def _flat(record: Mapping[str, Any], prefix: str) -> Cells:
    cells: Cells = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            cells |= _flat(value, f"{prefix}{name}.")
        elif isinstance(value, bool):
            cells[f"{prefix}{name}"] = "true" if value else "false"
        elif isinstance(value, str):
            cells[f"{prefix}{name}"] = value.strip()
        elif value is None:
            cells[f"{prefix}{name}"] = ""
    return cells
