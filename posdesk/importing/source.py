"""Decides which files an import reads, and gives their rows with the columns of joined files and constants added.

Refuses to know what the columns mean.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from sys import intern

from posdesk.importing.column_map import ColumnMap, Columns, Join, used_columns
from posdesk.importing.json_rows import SUFFIXES, read_records
from posdesk.importing.text_rows import Cells, Row, read_rows, refuse_file


def main_file(column_map: ColumnMap, source: Path) -> Path:
    """The file to read: `source` itself, or in a folder the file the map names. Raises Refused (BAD_FILE)."""
    if not source.is_dir():
        return source
    if column_map.file.name is None:
        refuse_file(source, f"is a folder, and the map {column_map.name} names no file in it. Give the file itself.")
    path = source / column_map.file.name
    if not path.is_file():
        refuse_file(source, f"the folder has no {column_map.file.name}, which the map {column_map.name} reads")
    return path


def rows(column_map: ColumnMap, path: Path) -> Iterator[Row]:
    """Every row of the main file, with the joined columns as `name.column` and the map's constants."""
    own, joined = _split(column_map)
    tables = [(join, _table(column_map, join, path.parent, joined[join.name])) for join in column_map.joins]
    if path.suffix.lower() in SUFFIXES:
        plain = read_records(path, column_map.file)
    else:
        plain = read_rows(path, column_map.file, own)
    for row in plain:
        if row.trouble is None:
            if column_map.values.drop_apostrophe:
                _drop_apostrophes(row.cells)
            for join, table in tables:
                row.cells.update(table.get(row.cells.get(join.key, ""), {}))
            row.cells.update(column_map.constants)
        yield row


def pick(cells: Cells, columns: Columns) -> str:
    """The value of a column, by the first of its names that is there; empty when none is."""
    for name in columns:
        if value := cells.get(name):
            return value
    return ""


def _split(column_map: ColumnMap) -> tuple[list[Columns], dict[str, list[str]]]:
    """The columns of the main file, and by join the columns of its file."""
    joined: dict[str, list[str]] = {join.name: [] for join in column_map.joins}
    own: list[Columns] = []
    for columns in used_columns(column_map):
        prefixes = {name.partition(".")[0] for name in columns}
        if prefixes <= joined.keys() and all("." in name for name in columns):
            for name in columns:
                prefix, _, column = name.partition(".")
                joined[prefix].append(column)
        elif not set(columns) & column_map.constants.keys():
            own.append(columns)
    return own, joined


def _table(column_map: ColumnMap, join: Join, folder: Path, columns: Sequence[str]) -> dict[str, Cells]:
    """The joined file by its key, with the columns the map reads. Equal values share their text in memory."""
    path = folder / join.file
    if not path.is_file():
        refuse_file(path, f"is not beside the main file; the map {column_map.name} reads it")
    wanted = [(join.match,), *((column,) for column in columns)]
    shape = column_map.file
    found: dict[str, Cells] = {}
    for row in read_rows(
        path, type(shape)(encoding=shape.encoding, delimiter=_join_delimiter(shape.delimiter)), wanted
    ):
        if row.trouble is None and row.cells[join.match] not in found:
            found[row.cells[join.match]] = {f"{join.name}.{name}": intern(row.cells[name]) for name in columns}
    return found


def _join_delimiter(delimiter: str) -> str:
    return "any" if delimiter == "blanks" else delimiter


def _drop_apostrophes(cells: Cells) -> None:
    for name, value in cells.items():
        if value.startswith("'"):
            cells[name] = value[1:]
