"""Decides what a person sees when PosDesk met a fault in itself. Not modal: the counter stays usable behind it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import key_button
from ui.widgets.text import label

_WORDS: Final = (
    "Every visit it said is saved is saved. You can go on; if something looks wrong, close PosDesk and open it again."
)


class CrashDialog(QDialog):
    """Says that saved visits are safe and where the log is. `stop`: the person wants to close PosDesk."""

    stop = Signal()

    def __init__(self, parent: QWidget, log: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("PosDesk met a fault")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(theme.SPACE[2])
        column.addWidget(label("PosDesk met a fault in itself", "section"))
        for text, role in ((_WORDS, "body"), (f"A report without names is in {log}", "muted")):
            line = label(text, role, wrap=True)
            line.setMinimumWidth(440)
            column.addWidget(line)
        keep, stop = key_button("Keep working", "Esc", primary=True), key_button("Close PosDesk", icon="x")
        keep.clicked.connect(self.close)
        stop.clicked.connect(self._stop)
        row = QHBoxLayout()
        row.setSpacing(theme.TARGET_GAP)
        row.addWidget(stop)
        row.addStretch(1)
        row.addWidget(keep)
        column.addLayout(row)

    def _stop(self) -> None:
        self.close()
        self.stop.emit()


def show_once(parent: QWidget, log: Path) -> CrashDialog | None:
    """Show the dialog, unless it is open already: a fault in a paint would open hundreds."""
    if any(dialog.isVisible() for dialog in parent.findChildren(CrashDialog)):
        return None
    made = CrashDialog(parent, log)
    made.show()
    return made
