"""Decides on which display the customer screen stands, and that it is gone with that display.

Refuses to know what is on it.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from ui import hardware_wording as wording
from ui.viewmodels.mirror import Mirror, Shown

if TYPE_CHECKING:
    from ui.views.customer_view import CustomerScreenView


def second_display(wanted: str, own: QScreen | None) -> QScreen | None:
    """The display for the customer screen: the one of that name, else the first that PosDesk is not on; None without
    any. own: the display PosDesk is on."""
    others = [screen for screen in QGuiApplication.screens() if screen is not own]
    return next((screen for screen in others if screen.name() == wanted), others[0] if others else None)


def displays(own: QScreen | None) -> dict[str, str]:
    """The displays PosDesk is not on, by name, and what each is called."""
    return {
        screen.name(): wording.display(screen.name(), screen.size().width(), screen.size().height(), number)
        for number, screen in enumerate(QGuiApplication.screens(), 1)
        if screen is not own
    }


class CustomerScreen(QObject):
    """The window on the second display. said: words, and whether it went well."""

    said = Signal(str, bool)

    def __init__(self, mirror: Mirror, window: QWidget) -> None:
        super().__init__(window)
        self._mirror, self._window = mirror, window
        self.view: CustomerScreenView | None = None
        self._display = ""
        mirror.changed.connect(self._follow)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self.screen_gone)

    def turn(self, wanted: str, join: str) -> None:
        """F9: on or off. wanted: the name of its display."""
        if self._mirror.on:
            self._mirror.turn_off()
            self.said.emit(wording.MIRROR_OFF, True)
        elif screen := self._placed(wanted):
            self._mirror.turn_on(join)
            self.said.emit(wording.mirror_on(screen.name()), True)

    def show_picture(self, wanted: str) -> bool:
        """Show for a moment which display it is; False where there is none."""
        if self._mirror.on:
            return True
        screen = self._placed(wanted)
        if screen is not None:
            self._mirror.show_picture()
        return screen is not None

    def _placed(self, wanted: str) -> QScreen | None:
        """The window made ready on its display; None, and why, without any."""
        screen = second_display(wanted, self._window.screen())
        if screen is None:
            self.said.emit(wording.NO_SECOND, False)
            return None
        if self.view is None:
            from ui.views.customer_view import CustomerScreenView

            self.view = CustomerScreenView(self._mirror, self._window)
            self.view.setWindowFlags(
                Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
            )
            self.view.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self.view.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._display = screen.name()
        self.view.setScreen(screen)
        self.view.setGeometry(screen.geometry())
        return screen

    def _follow(self) -> None:
        shown = self._mirror.shown is not Shown.OFF
        if self.view is not None and self.view.isVisible() != shown:
            self.view.setVisible(shown)
            if shown:  # some systems give every new window the keys, whatever its flags say
                self._window.window().activateWindow()

    def screen_gone(self, screen: QScreen) -> None:
        """Somebody pulled the cable: what faced the member must not come up over the counter."""
        if self._mirror.shown is not Shown.OFF and screen.name() == self._display:
            self._mirror.turn_off()
            self.said.emit(wording.SECOND_GONE, False)
