"""Decides what every command gives back: an Answer, with one of six exit codes. Loaded before any window: small."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = Any
DONE, USAGE, REFUSED, ENVIRONMENT, UNREACHED, NOT_ADMITTED = 0, 2, 3, 4, 5, 6
"""Exit codes of every command. UNREACHED: the hub was not reached, or did not take it; it may be tried again as it is.
NOT_ADMITTED: the hub does not speak with this register as both are; somebody has to pair or update one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: `value` with --json, `text` without; and its exit code."""

    value: Json
    text: str
    code: int = DONE


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, two blanks between."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
