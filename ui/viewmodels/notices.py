"""Decides what is said at the edge of the screen: the toast at the bottom left and the red banner of trouble.

Refuses to know how long a toast is shown (the widget does). Trouble stays until it is dismissed.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Toast:
    """One short message. undo: F4 takes it back, and the toast says so. ok: a tick stands before it."""

    words: str
    undo: bool = False
    ok: bool = True


class Notices(QObject):
    """The latest toast and the trouble that stands."""

    said = Signal(object)
    """A new Toast."""
    trouble_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trouble: str | None = None
        self._toast: Toast | None = None

    @property
    def toast(self) -> Toast | None:
        """The last thing said."""
        return self._toast

    @property
    def trouble(self) -> str | None:
        """Words of the trouble that stands, or None."""
        return self._trouble

    def say(self, toast: Toast) -> None:
        """Say something in passing."""
        self._toast = toast
        self.said.emit(toast)

    def tell_trouble(self, words: str) -> None:
        """Put trouble on the banner."""
        if words != self._trouble:
            self._trouble = words
            self.trouble_changed.emit()

    def dismiss(self) -> None:
        """Take the trouble off the banner."""
        if self._trouble is not None:
            self._trouble = None
            self.trouble_changed.emit()
