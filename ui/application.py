"""Decides how the application is built: platform, style, fonts, look, settings file, and what a fault in it does.

Refuses to know any screen. The order matters: fonts before the first widget, the look before the first paint.
"""

import os
import sys
from collections.abc import MutableMapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, QTimer, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from ui import crash, theme

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

NO_DISPLAY_WORDS: Final = (
    "There is no screen here to open the window on. Start PosDesk on the desktop of this computer; "
    "every other command works without one."
)
_BEAT_MS: Final = 30_000


def build(
    look: theme.Theme = theme.Theme.SYSTEM, scale: int = 100, *, headless: bool = False, outline: bool = False
) -> QApplication:
    """The one QApplication, in the house style; a second call gives the same one and only changes its look.

    headless: for the demo, pictures and tests: draws without a screen where there is none. Otherwise raises
    EnvironmentTrouble(NO_DISPLAY) without one; Qt itself would abort the process. outline: only what the frame's first
    paint needs; call again without it before any other widget. Raises KeyError for a bad scale.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        choose_platform(os.environ, headless=headless)
        # Fusion by argument: setStyle gives the style back, and making Python's QStyle takes 8 ms from the first paint.
        app = QApplication(["posdesk", "-style", "fusion"])
        app.setApplicationName("posdesk")
        app.setApplicationDisplayName("PosDesk")
        app.setDesktopFileName("posdesk")
        _hush_offscreen(app)
    if outline:
        theme.outline(app, look, scale)
    else:
        theme.load_fonts()
        theme.apply(app, look, scale)
    return app


def _hush_offscreen(app: QApplication) -> None:
    """The offscreen platform says of every window what it cannot do with it; that means nothing there."""
    if app.platformName() != "offscreen":
        return
    before = qInstallMessageHandler(_say)
    if before is not None:  # somebody listens already and sorts for himself
        qInstallMessageHandler(before)


def _say(kind: "QtMsgType", context: "QMessageLogContext", message: str) -> None:
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)


def choose_platform(environ: MutableMapping[str, str], *, headless: bool, system: str = sys.platform) -> None:
    """Name the Qt platform plugin in `environ` where Qt's own choice would abort. What is set there already stands."""
    if environ.get("QT_QPA_PLATFORM") or not system.startswith("linux"):
        return
    screen = bool(environ.get("WAYLAND_DISPLAY")) or _x_answers(environ.get("DISPLAY"))
    if headless:
        environ["QT_QPA_PLATFORM"] = "xcb;offscreen" if screen else "offscreen"
    elif not screen:
        raise EnvironmentTrouble(TroubleCode.NO_DISPLAY, NO_DISPLAY_WORDS)


def _x_answers(display: str | None) -> bool:
    """Whether an X server answers under this name. Where libxcb is missing Qt could not use it either."""
    if not display:
        return False
    from ctypes import CDLL, c_char_p, c_int, c_void_p

    try:
        xcb = CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype, xcb.xcb_connect.argtypes = c_void_p, [c_char_p, c_void_p]
    xcb.xcb_connection_has_error.restype, xcb.xcb_connection_has_error.argtypes = c_int, [c_void_p]
    xcb.xcb_disconnect.restype, xcb.xcb_disconnect.argtypes = None, [c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    answers: bool = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return answers


def settings(data: Path) -> QSettings:
    """What this computer's screen remembers (look, window place), as an ini file in the data folder."""
    return QSettings(str(data / "screen.ini"), QSettings.Format.IniFormat)


class Watch(QObject):
    """Stands by while the window is open: keeps the log, and tells the GUI thread of a fault in any thread.

    `fault` is sent on the GUI thread after the log is written. stopped: words when PosDesk did not end properly the
    last time, else None. Call `end` after the window has closed.
    """

    fault = Signal()

    def __init__(self, data: Path) -> None:
        super().__init__()
        self.log = data / "log"
        self.stopped = crash.words(crash.begin(self.log), datetime.now().astimezone())
        self._uninstall = crash.install(self.log, self.fault.emit)
        self._timer = QTimer(self)
        self._timer.timeout.connect(partial(crash.beat, self.log))
        self._timer.start(_BEAT_MS)

    def end(self, *, properly: bool = True) -> None:
        """Stop watching. properly False: the next start says that PosDesk stopped."""
        self._timer.stop()
        self._uninstall()
        if properly:
            crash.end(self.log)


def watch(data: Path) -> Watch:
    """Begin to watch; the caller holds the claim on the data folder (ui.second_start)."""
    return Watch(data)
