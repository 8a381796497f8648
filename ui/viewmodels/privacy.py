"""Decides when the screen hides what others should not read: at F8, by itself after a minute without a touch, and
while the customer screen shows the member.

Hidden means initials, no phone, no birthday, no amounts; the views do it. Refuses to know what is on the screen.
"""

from PySide6.QtCore import QObject, QTimer, Signal

IDLE_MS = 60_000
"""Without a key or a click for this long, details hide by themselves."""


class Privacy(QObject):
    """Whether details are hidden, and by whom."""

    changed = Signal()

    def __init__(self, idle_ms: int = IDLE_MS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hidden = self._by_hand = self._mirrored = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(idle_ms)
        self._timer.timeout.connect(lambda: self._set(True))
        self._timer.start()

    @property
    def hidden(self) -> bool:
        """Details are not shown."""
        return self._hidden

    def touch(self) -> None:
        """Somebody is there: count the minute anew."""
        self._timer.start()

    def toggle(self) -> None:
        """F8."""
        self._by_hand = not self._hidden
        self._set(not self._hidden)

    def new_member(self) -> None:
        """Another member comes on the screen: what hid by itself shows again, what was hidden by hand stays hidden."""
        if not self._by_hand and not self._mirrored:
            self._set(False)

    def mirror(self, on: bool) -> None:
        """The customer screen is turned on or off: whoever it is for may look over the counter too. F8 shows details
        all the same."""
        self._mirrored, self._by_hand = on, False
        self._set(on)

    def _set(self, hidden: bool) -> None:
        if hidden != self._hidden:
            self._hidden = hidden
            self.changed.emit()
