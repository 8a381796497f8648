"""Decides how a program document says another thing while every other word of it, remarks too, stays as it was written.

What comes out is compared with what was meant: a document that cannot be changed so is refused, never guessed at.
Refuses to know what its values mean (program_document.py) and when it comes into force.
"""

import re
import tomllib
from typing import Any

from posdesk.domain.document_lines import Path, lines_of
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

_NUMBER = re.compile(r"(=\s*)\+?[0-9_]+")
_VERSION: Path = ("program", "version")
_TABLE = "retention"
_MONTHS: Path = (_TABLE, "forget_after_months")
_BY_HAND = (
    "PosDesk cannot write this into the program by itself, as the program is written in another way than it knows. "
    "Write it in by hand (docs/program.md), and publish it."
)


def keeping_for(document: str, months: int | None) -> str:
    """A sound document with the next version, after which members are kept for so many months without a visit; None:
    for ever. Raises Refused(BAD_PROGRAM) where it cannot be written."""
    lines, at = document.splitlines(), lines_of(document)
    wanted = tomllib.loads(document)
    version = wanted["program"]["version"] + 1
    wanted["program"]["version"] = version
    _number(lines, at.get(_VERSION), version)
    table = wanted.setdefault(_TABLE, {})
    if months is None:
        table.pop(_MONTHS[-1], None)
        if _MONTHS in at:
            del lines[at[_MONTHS] - 1]
    else:
        table[_MONTHS[-1]] = months
        if _MONTHS in at:
            _number(lines, at[_MONTHS], months)
        elif (_TABLE,) in at:
            lines.insert(at[(_TABLE,)], f"{_MONTHS[-1]} = {months}")
        else:
            lines += ["", f"[{_TABLE}]", f"{_MONTHS[-1]} = {months}"]
    made = "\n".join(lines) + "\n"
    if _read(made) != {**wanted, _TABLE: table}:
        raise Refused(Refusal(RefusalCode.BAD_PROGRAM, _BY_HAND))
    return made


def _number(lines: list[str], line: int | None, number: int) -> None:
    """Put another number behind the first `=` of a line (from 1)."""
    if line is not None:
        lines[line - 1] = _NUMBER.sub(rf"\g<1>{number}", lines[line - 1], count=1)


def _read(made: str) -> dict[str, Any] | None:
    """What it says now, with the table that may have been left out."""
    try:
        found = tomllib.loads(made)
    except ValueError:
        return None
    found.setdefault(_TABLE, {})
    return found
