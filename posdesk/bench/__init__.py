"""Measures this computer with PosDesk on it, each figure beside its floor of the same run.

The names here cost nothing at the start: the bench is imported when it is run, its probes import next to nothing.
"""

from pathlib import Path


def run(members: int, data: Path | None, as_json: bool, postgresql: str | None = None) -> int:
    """Run the bench, see posdesk.bench.course.run. Returns the exit code."""
    from posdesk.bench import course

    return course.run(members, data, as_json, postgresql)
