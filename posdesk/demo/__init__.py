"""A made-up store to try PosDesk with: two years of it from a seed, and a morning at its counter.

`run(headless, keep)` is in posdesk.demo.stage and imported when it is called: the names here cost nothing at the start.
"""

from pathlib import Path


def run(headless: bool, keep: Path | None) -> int:
    """Play the demo, see posdesk.demo.stage.run. Returns the exit code."""
    from posdesk.demo import stage

    return stage.run(headless, keep)
