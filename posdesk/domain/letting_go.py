"""Decides how much of memory is given back: a piece at a time.

Python frees whatever a list or a dictionary held in one breath, in which no other thread has its turn: of the days of
the members of a quarter of 200,000 receipts for 40 to 70 ms, which a screen shows. Refuses to know what is held.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PIECE = 500
"""Values let go of in one breath: a fraction of a millisecond."""


@contextmanager
def let_go_of(*held: list[Any] | dict[Any, Any]) -> Iterator[None]:
    """When this is over, however it ends, these are emptied. Whoever asks for it must be the only one who has them."""
    try:
        yield
    finally:
        for each in held:
            _empty(each)


def _empty(held: list[Any] | dict[Any, Any]) -> None:
    if isinstance(held, list):
        while held:
            del held[-PIECE:]
    else:
        while held:
            held.popitem()
