"""Decides that None lasts as long as the program, on Python 3.11 too. Refuses to know anything of Qt.

Measured: the PySide6 6.12.0 wheel is compiled with headers of a Python in which None is immortal, and so does not count
the None that a method without a result returns. On Python 3.11 every such call takes one reference away from None;
after some thousands of calls (a few seconds of painting) the interpreter ends with `none_dealloc: deallocating None`.
Python 3.12 and later are not concerned. The remedy is what 3.12 does itself: a count so high that it is never used up.
"""

import sys
from typing import Final

_SINGLE: Final = (None, True, False, NotImplemented, ...)
# Used up after 36 years at a billion calls a second, and far from the largest number the field holds.
_ENOUGH: Final = 1 << 60


def make_lasting() -> None:
    """Raise the reference count of the five lasting constants; does nothing from Python 3.12 on or when done before."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    from ctypes import c_ssize_t

    for constant in _SINGLE:
        count = c_ssize_t.from_address(id(constant))
        # An interpreter that keeps its count elsewhere shows another number here, and is left alone.
        if count.value < _ENOUGH // 2 and abs(count.value - sys.getrefcount(constant)) < 100:
            count.value += _ENOUGH
