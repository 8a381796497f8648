"""Decides what every command gives back: an Answer, with one of four exit codes. Loaded before any window: small."""

from dataclasses import dataclass
from typing import Any

Json = Any
DONE, USAGE, REFUSED, ENVIRONMENT = 0, 2, 3, 4
"""Exit codes of every command."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: `value` with --json, `text` without; and its exit code."""

    value: Json
    text: str
    code: int = DONE
