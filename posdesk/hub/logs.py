"""Decides what the hub writes down about its work: one line of JSON for each event, from a closed list of fields.

No body, name, token, address or value of a query is among them, so none can be let out by mistake. Of a bug it says
where it was, not with what.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FIELDS = (
    "at", "event", "route", "method", "status", "ms", "device", "api_key", "hook", "error", "facts", "accepted",
    "already", "parked", "forked", "refused", "held", "ids", "days", "sent", "came", "again", "bug", "where", "level",
    "words",
)  # fmt: skip
"""Every field a line may have, in this order."""
ROOT = Path(__file__).resolve().parents[2]

Log = Callable[[str], None]
"""Takes one line, without its end."""


def line_of(fields: Mapping[str, Any]) -> str:
    """The line of an event: what is in FIELDS, and nothing else."""
    return json.dumps({name: fields[name] for name in FIELDS if fields.get(name) is not None}, ensure_ascii=True)


def to_stderr(line: str) -> None:
    """Write a line where services write."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def bug_of(error: BaseException) -> dict[str, Any]:
    """What may be said of a bug: its type, and the lines of code it came through; its words may hold anything."""
    frames = traceback.extract_tb(error.__traceback__)
    return {"bug": type(error).__name__, "where": [f"{_short(frame.filename)}:{frame.lineno}" for frame in frames[-8:]]}


def _short(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


class JsonLines(logging.Formatter):
    """How what the server itself says becomes such a line (logging asks for a class)."""

    def format(self, record: logging.LogRecord) -> str:
        """Its words, and of an exception what may be said of it."""
        fields: dict[str, Any] = {"at": int(record.created * 1000), "event": "server"}
        fields |= {"level": record.levelname.lower(), "words": record.getMessage()}
        if record.exc_info and record.exc_info[1] is not None:
            fields |= bug_of(record.exc_info[1])
        return line_of(fields)


SERVER_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "posdesk.hub.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
    "loggers": {"uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
"""For logging.config.dictConfig."""
