"""Decides how a delimited text file is read row by row: encoding, delimiter, header, and what makes a row unreadable.

Refuses to know what columns mean. A file that cannot be read is refused (BAD_FILE); a bad row spoils only itself.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, NamedTuple, NoReturn

from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from posdesk.importing.column_map import Columns, FileShape

Cells = dict[str, str]

ANY = (",", ";", "\t", "|")
"""The delimiters tried for `any`: the one whose header has every column of the map is the file's."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = ((b"PK\x03\x04", "a spreadsheet or an archive"), (b"%PDF", "a PDF"), (b"\x1f\x8b", "a compressed file"))


class Row(NamedTuple):
    """One row. line: where it starts, from 1. trouble: why it cannot be read (then it has no cells)."""

    line: int
    cells: Cells
    trouble: str | None = None


def refuse_file(path: Path, words: str) -> NoReturn:
    """Raise the Refused for a whole file."""
    raise Refused(Refusal(RefusalCode.BAD_FILE, f"{path.name}: {words}"))


def read_rows(path: Path, shape: FileShape, wanted: Sequence[Columns]) -> Iterator[Row]:
    """The rows of a file, one by one. wanted: the columns the map reads. Raises Refused (BAD_FILE) before the first row
    when the file is no text or lacks a column, and wherever its bytes are not in the encoding declared."""
    encoding = _encoding(path, shape)
    read = _blank_rows if shape.delimiter == "blanks" else _delimited_rows
    try:
        yield from read(path, encoding, shape, wanted)
    except UnicodeError:
        words = f"line {_undecodable_line(path, encoding)} is not written in {encoding.removesuffix('-sig')}."
        refuse_file(path, f"{words} Declare the file's encoding in the map (for example cp1252), or save it as UTF-8.")


def missing_columns(wanted: Iterable[Columns], header: Iterable[str], optional: frozenset[str]) -> list[str]:
    """The columns a header lacks, in words: `spend`, or `phone or Phone`. Those that may be missing are left out."""
    there = set(header)
    lacking = (columns for columns in wanted if not there & set(columns) and not optional & set(columns))
    return [" or ".join(columns) for columns in lacking]


# --------------------------------------------------------------------------------------------------------- the file


def _encoding(path: Path, shape: FileShape) -> str:
    with opened(path) as stream:
        head = stream.read(65536)
    if not head:
        refuse_file(path, "the file is empty")
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    for mark, what in _OTHER_FILES:
        if head.startswith(mark):
            refuse_file(path, f"this is {what}, not a text file. Save it as CSV first.")
    if b"\0" in head[:4096] and not shape.encoding.lower().startswith("utf-16"):
        nulls = head[:4096].count(0)
        if nulls > len(head[:4096]) // 10:
            refuse_file(path, "this is not a text file in the encoding declared. Save it as CSV in UTF-8.")
    return shape.encoding


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes. Raises Refused for a path that is no file, EnvironmentTrouble when it may not be read."""
    if not path.is_file():
        refuse_file(path, "there is no such file" if not path.is_dir() else "this is a folder, not a file")
    try:
        stream = path.open("rb")
    except OSError as trouble:
        words = f"{path.name} cannot be read ({trouble.strerror}). Close it in other programs, or copy it elsewhere."
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, words) from trouble
    with stream:
        yield stream


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[TextIOWrapper]:
    with opened(path) as stream, TextIOWrapper(stream, encoding=encoding, newline="") as text:
        yield text


def _undecodable_line(path: Path, encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)()
    good = 0
    with opened(path) as stream:
        for line in stream:
            try:
                decoder.decode(line)
            except UnicodeError:
                break
            good += 1
    return good + 1


# ------------------------------------------------------------------------------------------------------- delimited


def _delimiter(path: Path, encoding: str, shape: FileShape, wanted: Sequence[Columns]) -> str:
    """The delimiter declared, or of `any` the one whose header has every column. Refuses a header that lacks some."""
    candidates = ANY if shape.delimiter == "any" else (shape.delimiter,)
    best: tuple[int, str, list[str], list[str]] | None = None
    for delimiter in candidates:
        header = list(shape.header) or _header(path, encoding, delimiter)
        missing = missing_columns(wanted, header, shape.optional)
        if best is None or (len(missing), -len(header)) < (best[0], -len(best[2])):
            best = len(missing), delimiter, header, missing
    assert best is not None
    _, delimiter, header, missing = best
    if missing:
        found = ", ".join(header[:40]) or "nothing"
        hint = "" if len(header) > 1 or shape.delimiter == "any" else f" The map says its delimiter is {delimiter!r}."
        refuse_file(
            path, f"the header on the first line has no column {'; no column '.join(missing)}. Found: {found}.{hint}"
        )
    used = {name for columns in wanted for name in columns}
    if not used & set(header):
        refuse_file(path, f"the header has none of the columns the map reads. Found: {', '.join(header[:40])}.")
    twice = sorted({name for name in header if header.count(name) > 1 and name in used})
    if twice:
        refuse_file(path, f"the header has the column {', '.join(twice)} more than once. Rename or remove one.")
    return delimiter


def _header(path: Path, encoding: str, delimiter: str) -> list[str]:
    with _text(path, encoding) as text:
        try:
            for record in csv.reader(text, delimiter=delimiter, strict=True):
                if any(record):
                    return [name.strip() for name in record]
        except csv.Error:
            pass
    return []


def _delimited_rows(path: Path, encoding: str, shape: FileShape, wanted: Sequence[Columns]) -> Iterator[Row]:
    delimiter, names = _delimiter(path, encoding, shape, wanted), list(shape.header)
    with _text(path, encoding) as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as trouble:
                yield Row(line, {}, _csv_trouble(str(trouble), line, reader.line_num))
                continue
            if not any(record):
                continue
            if not names:
                names = [name.strip() for name in record]
                continue
            yield _row(line, names, record)


def _row(line: int, names: Sequence[str], record: Sequence[str]) -> Row:
    if len(record) != len(names):
        return Row(line, {}, f"has {len(record)} values; the header has {len(names)} columns")
    if any("\0" in value for value in record):
        return Row(line, {}, "holds a NUL character; the file is damaged here")
    return Row(line, {name: value.strip() for name, value in zip(names, record, strict=True)})


def _csv_trouble(words: str, first: int, last: int) -> str:
    if "field larger" in words or "unexpected end" in words:
        return f"a quotation mark opened here is not closed; lines {first} to {last} cannot be read"
    return "its quotation marks do not pair; a quotation mark within a value is written twice"


# ---------------------------------------------------------------------------------------------------------- blanks


def _blank_rows(path: Path, encoding: str, shape: FileShape, wanted: Sequence[Columns]) -> Iterator[Row]:
    missing = missing_columns(wanted, shape.header, shape.optional)
    if missing:
        refuse_file(path, f"the map's `header` has no column {'; no column '.join(missing)}")
    with _text(path, encoding) as text:
        for number, line in enumerate(text, start=1):
            record = line.split()
            if record:
                yield _row(number, shape.header, record)
