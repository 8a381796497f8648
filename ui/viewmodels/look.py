"""Decides how the screen looks for this computer, and keeps it in the data folder's settings file.

Refuses to know colours (ui.theme does).
"""

from PySide6.QtCore import QObject, QSettings, Signal

THEMES = {"system": "As the computer", "light": "Light", "dark": "Dark", "contrast": "High contrast"}
SCALES = {100: "100 %", 115: "115 %", 133: "133 %", 150: "150 %"}


class Look(QObject):
    """Theme, text size and motion; a change is kept at once."""

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def theme(self) -> str:
        """One of THEMES."""
        value = str(self._settings.value("look/theme", "system"))
        return value if value in THEMES else "system"

    @property
    def scale(self) -> int:
        """Text size in percent, one of SCALES."""
        text = str(self._settings.value("look/scale", "100"))
        return int(text) if text.isdigit() and int(text) in SCALES else 100

    @property
    def motion(self) -> bool:
        """Panels may slide (never longer than 150 ms)."""
        return str(self._settings.value("look/motion", "true")) == "true"

    def set_theme(self, theme: str) -> None:
        """Take another theme; raises KeyError for an unknown one."""
        self._keep("theme", theme, THEMES[theme] and self.theme)

    def set_scale(self, scale: int) -> None:
        """Take another text size; raises KeyError for an unknown one."""
        self._keep("scale", str(scale), SCALES[scale] and str(self.scale))

    def set_motion(self, motion: bool) -> None:
        """Let panels slide, or not."""
        self._keep("motion", "true" if motion else "false", "true" if self.motion else "false")

    def _keep(self, name: str, value: str, before: str) -> None:
        if value != before:
            self._settings.setValue(f"look/{name}", value)
            self.changed.emit()
