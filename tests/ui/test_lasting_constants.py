"""None outlives any number of calls into Qt."""

import sys

from PySide6.QtCore import QObject

import ui


def test_calls_into_qt_do_not_use_none_up() -> None:
    assert ui.__doc__
    thing = QObject()
    for _ in range(20_000):  # None has about 5,000 references in a bare interpreter
        thing.setObjectName("x")
    assert sys.getrefcount(None) > 1_000_000_000
