"""Whether a part of a screen is shown whole: inside its parent, and with room for its words."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.widgets.text import Label


def scrolls(widget: QWidget) -> bool:
    """Inside a list that scrolls, what is below the edge is not cut but scrolled to."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea) and parent.verticalScrollBar().maximum() > 0:
            return True
        parent = parent.parentWidget()
    return False


def assert_whole(widget: QWidget) -> None:
    """Fails, saying how, where it is cut."""
    parent = widget.parentWidget()
    name = f"{type(widget).__name__} “{widget.accessibleName()}”"
    if parent is not None and not isinstance(parent, QAbstractScrollArea):
        inside = QRect(QPoint(0, 0), parent.size())
        assert inside.contains(widget.geometry()), f"{name} at {widget.geometry()} leaves {inside} of {parent}"
    if isinstance(widget, Label):
        text, metrics = widget.text(), widget.fontMetrics()
        if widget.wordWrap():
            assert widget.height() >= widget.heightForWidth(widget.width()), f"“{text}” is cut below"
        else:
            assert widget.width() >= metrics.horizontalAdvance(text), f"“{text}” is cut"
            assert widget.height() >= metrics.height() - 1, f"“{text}” is cut below"  # QLabel rounds a line down
    elif not isinstance(widget, QAbstractScrollArea):
        least = widget.minimumSizeHint()
        assert widget.height() >= least.height(), f"{name} is {widget.height()} high, needs {least.height()}"
