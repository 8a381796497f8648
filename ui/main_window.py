"""Decides what the window does with keys, scans and focus; it holds the counter and the panels that lie over it. It is
a window by itself, or lies in the frame that was painted before it (frame.py).

The search box has the focus unless a panel that is typed in is open; what is typed anywhere else goes to it. No box is
ever modal. Refuses to know how the desk does its work.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSizePolicy, QStackedWidget, QWidget

from ui import theme, wording
from ui.viewmodels.connection import Connection, ConnectionState, Reach
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.door import DeskDoor, LedgerLane
from ui.viewmodels.look import Look
from ui.viewmodels.notices import Toast
from ui.viewmodels.screens import TYPED_IN, Panel
from ui.views.counter_page import CounterPage
from ui.widgets.buttons import KeyButton
from ui.widgets.text import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QShortcut

    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office
    from ui.beside import Beside
    from ui.evenings import Evenings
    from ui.locking import Locking
    from ui.viewmodels.commands import Command
    from ui.viewmodels.exchanges import Exchanges
    from ui.viewmodels.hub_side import HubSide
    from ui.viewmodels.plugged import Plugged
    from ui.views.office_page import OfficePage
    from ui.views.sync_view import SyncView

LEAST = (960, 600)
OVERLAY_WIDTH, COMMANDS_HEIGHT = 820, 520
USE_KEYS = 9
"""Alt+1 to Alt+9."""
LOCK_KEY = "Ctrl+L"
"""Works on every page."""
LEAVES: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class MainWindow(QMainWindow):
    """PosDesk's window. desk: the desk, or what opens it, called on the lane with the first question. hub: what it
    takes to keep in step with a hub; without it this register works alone. first: where nobody signs in yet, ask once
    for the owner. aside: the lane of what takes long and only reads; the ledger's without it. plugged: printer and
    scanner of this computer."""

    painted = Signal()
    """The window has been painted for the first time."""

    def __init__(
        self,
        desk: "Desk | Callable[[], Desk]",
        lane: LedgerLane,
        settings: QSettings,
        connection: ConnectionState | None = None,
        office: "Callable[[Desk], Office] | None" = None,
        hub: "HubSide | None" = None,
        *,
        first: bool = False,
        aside: LedgerLane | None = None,
        plugged: "Plugged | None" = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("PosDesk")
        self.setMinimumSize(*LEAST)
        self.look = Look(settings, self)
        self._apply_look()
        self.look.changed.connect(self._apply_look)
        self._door, self._office_of, self._hub = DeskDoor(desk, lane, self), office, hub
        told = Connection() if hub is None else Connection(Reach.OPENING)
        self.model = CounterModel(self._door, connection or ConnectionState(told, self), self)
        self.page = CounterPage(self.model, self.look)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.page)
        self.setCentralWidget(self._pages)
        self.office: OfficePage | None = None
        self.exchanges: Exchanges | None = None
        self.locking: Locking | None = None
        self.evenings: Evenings | None = None
        self.beside: Beside | None = None
        self._settings, self._first, self._aside, self._plugged = settings, first, aside or lane, plugged
        self.sync: SyncView | None = None
        self._shortcuts: list[QShortcut] = []
        self.commands: tuple[Command, ...] = ()
        self.overlays: dict[Panel, QWidget] = {}
        self._started = self._was_painted = False
        self.model.panel_changed.connect(self._panel_changed)
        self.page.top.sync.clicked.connect(self.open_sync)
        self.page.top.search.setFocus()

    def start(self) -> None:
        """Ask the desk for today's figures and make ready what comes next; called once the window has been painted."""
        if not self._started:
            self._started = True
            self.page.complete()
            locking = self.locking = self._made_locking()
            from ui.beside import Beside

            self.beside = Beside(self, self._door, self._plugged, self._pages, self._turn_to, self._to_counter)
            self._bind_keys()
            locking.begin(self._first, self.model.start)
            self._keep_in_step()
            app = QApplication.instance()
            if app is not None:  # not before the first paint: a filter has Qt make every event's type known to Python
                app.installEventFilter(self)
            QTimer.singleShot(0, self, self.page.prepare)

    def scanned(self, text: str) -> None:
        """A scan, from anywhere: it is answered at the counter."""
        if self.locking is None or not (self.locking.takes_scan() or (self.beside and self.beside.takes_scan())):
            self._to_counter()
            self.model.scanned(text)

    def say(self, words: str) -> None:
        """Say something in passing at the bottom left."""
        self.model.notices.say(Toast(words))

    # -------------------------------------------------------------------------------------------------------- commands

    def _bind_keys(self) -> None:
        from PySide6.QtGui import QShortcut

        from ui.actions import actions_of
        from ui.viewmodels.commands import commands

        self.commands = commands(actions_of(self))
        keys = [(key, each.run) for each in self.commands for key in (each.key, each.other_key) if key is not None]
        keys += [(f"Alt+{number}", partial(self.model.use, number)) for number in range(1, USE_KEYS + 1)]
        for key, run in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(run)
            self._shortcuts.append(shortcut)

    # ------------------------------------------------------------------------------------------------------------ lock

    def _made_locking(self) -> "Locking":
        """Whoever has to sign in does so before anything of the store is shown."""
        from ui.locking import Locking

        made = Locking(self, self._door, self._settings, self._pages, self._turn_to)
        made.keys_wanted.connect(self._let_keys)
        self.page.top.person.clicked.connect(made.signing.lock)
        return made

    # ---------------------------------------------------------------------------------------------------------- office

    def open_office(self) -> None:
        """The manager's screens, in place of the counter, which stays as it is behind them."""
        if self._office_of is None or not self.model.panels.may_leave():
            return
        self.model.close_panels()
        if self.office is None:
            from ui.views.office_page import OfficePage

            self.office = OfficePage(self._door, self._office_of)
            self.office.left.connect(self._to_counter)
            self._pages.addWidget(self.office)
        self._turn_to(self.office)
        self.office.open()

    def open_evening(self, *, correct: bool = False) -> None:
        """F12: the end of the day, for who may close it; or what can be put right about the member who is shown."""
        evenings = self.made_evenings()
        if evenings is not None:
            (evenings.correct if correct else evenings.open)()

    def made_evenings(self) -> "Evenings | None":
        """What brings up a manager's pages, made when first wanted; None where there is no office."""
        if self.evenings is None and self._office_of is not None:
            from ui.evenings import Evenings
            from ui.place import Place

            ways = self._pages, self._turn_to, self._to_counter
            self.evenings = Evenings(Place(self, self._door, self._office_of, *ways), self._aside)
        return self.evenings

    # ------------------------------------------------------------------------------------------------------------- hub

    def _keep_in_step(self) -> None:
        """Begin to exchange facts with the hub, if there is one; what comes is shown."""
        if self._hub is None or self.locking is None:
            return
        from ui.viewmodels.arrivals import Arrivals
        from ui.viewmodels.exchanges import Exchanges

        self.exchanges = Exchanges(self._door, self._hub, self.model.connection, self)
        self._arrivals = Arrivals(self.model, self._door, self)
        self._arrivals.published.connect(self._published)
        self.exchanges.came.connect(self._arrivals.take)
        self.exchanges.came.connect(self.locking.heard)
        self.exchanges.came.connect(self._late_came)
        self.exchanges.said.connect(lambda words, well: self.model.notices.say(Toast(words, ok=well)))
        self.exchanges.refresh()

    def _published(self) -> None:
        if self.office is not None and self._pages.currentWidget() is self.office:
            self.office.campaigns.refresh()

    def _late_came(self) -> None:
        if self.evenings is not None:
            self.evenings.refresh()

    def sync_now(self) -> None:
        """F5: exchange facts with the hub."""
        if self.exchanges is None:
            self.model.notices.say(Toast(wording.NO_HUB_HERE, ok=False))
        else:
            self.exchanges.hurry()

    def network_back(self) -> None:
        """The network is there again: the hub may be, too."""
        if self.exchanges is not None:
            self.exchanges.network_back()

    def open_sync(self) -> None:
        """The page about the hub, in place of the counter, which stays as it is behind it."""
        if self._hub is None or self.exchanges is None:
            self.model.notices.say(Toast(wording.NO_HUB_HERE, ok=False))
            return
        if not self.model.panels.may_leave():
            return
        self.model.close_panels()
        if self.sync is None:
            from ui.viewmodels.sync_page import SyncPage
            from ui.views.sync_view import SyncView

            page = SyncPage(self._door, self._hub, self.exchanges, self.model.connection, self)
            page.loaded.connect(self._arrivals.everything)
            self.sync = SyncView(page)
            self.sync.left.connect(self._to_counter)
            self._pages.addWidget(self.sync)
        self._turn_to(self.sync)
        self.sync.open()

    def _to_counter(self) -> None:
        if self._pages.currentWidget() is not self.page:
            self._turn_to(self.page)
            self.page.top.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn_to(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._let_keys(page is self.page)

    def _let_keys(self, mean: bool) -> None:
        """Whether the counter's keys mean something: they do not elsewhere."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(mean or shortcut.key() == QKeySequence(LOCK_KEY))

    def run_command(self, command_id: str) -> None:
        """Run a command by its id, after the list of commands has gone."""
        if self.model.panel is Panel.COMMANDS:
            self.model.lay(Panel.COMMANDS)
        next(command for command in self.commands if command.id == command_id).run()

    def focus_search(self) -> None:
        """F6: the search box; a panel that nothing was typed into goes."""
        if self.model.panels.may_leave():
            self.model.close_panels()
        search = self.page.top.search
        search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        search.selectAll()

    def leave(self) -> None:
        """Close PosDesk."""
        self.window().close()

    def full_screen(self) -> None:
        """F11: all of the screen, or back."""
        window = self.window()
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    # ---------------------------------------------------------------------------------------------------------- panels

    def overlay(self, panel: Panel) -> QWidget:
        """The key list, the commands or the look, made when first wanted; others lie in `overlays` already."""
        if panel not in self.overlays:
            made = {Panel.KEYS: self._keys, Panel.COMMANDS: self._command_box, Panel.LOOK: self._look_view}[panel]()
            made.setParent(self.page)
            self.overlays[panel] = made
        return self.overlays[panel]

    def _keys(self) -> QWidget:
        from ui.viewmodels.commands import key_rows
        from ui.widgets.key_list import key_list

        made = key_list(wording.KEYS, key_rows(self.commands))
        for words in made.findChildren(Label):  # in a grid each may be as wide as its column
            words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return made

    def _command_box(self) -> QWidget:
        from ui.widgets import command_box

        listed = [command_box.Command(each.id, each.words, each.key or "", each.icon) for each in self.commands]
        made = command_box.command_box([each for each in listed if each.id != "more"])
        made.chosen.connect(self.run_command)
        made.closed.connect(lambda: self.model.lay(Panel.COMMANDS))
        return made

    def _look_view(self) -> QWidget:
        from ui.views.look_view import LookView

        return LookView(self.look, self.model.escape)

    def _panel_changed(self) -> None:
        panel = self.model.panel
        for other, shown in self.overlays.items():
            shown.setVisible(other is panel)
        if panel in (Panel.KEYS, Panel.COMMANDS, Panel.LOOK, Panel.CARD):
            self._show_overlay(self.overlay(panel))
        elif panel in TYPED_IN:
            self.page.left.page(panel).take_focus()  # type: ignore[attr-defined]
        else:
            self.page.top.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_overlay(self, shown: QWidget) -> None:
        self._place(shown)
        shown.show()
        shown.raise_()
        if hasattr(shown, "open"):
            shown.open()
        elif hasattr(shown, "take_focus"):
            shown.take_focus()

    def _place(self, shown: QWidget) -> None:
        """Centred under the top row, as high as it needs to be."""
        around, top = self.page.rect(), self.page.top.height()
        width = min(max(OVERLAY_WIDTH, shown.sizeHint().width()), around.width() - 32)
        least = COMMANDS_HEIGHT if shown is self.overlays.get(Panel.COMMANDS) else 0
        wanted = max(shown.sizeHint().height(), shown.heightForWidth(width), least)
        height = min(wanted, around.height() - top - 32)
        shown.setGeometry((around.width() - width) // 2, top + 16, width, height)

    # ------------------------------------------------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nothing else wanted: Esc, Enter on a button, and typing, which goes to the search box."""
        focused = self.focusWidget()
        if self.locking is not None and self.locking.locked:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.model.escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, KeyButton):
            focused.click()
        elif event.key() in LEAVES:
            self.page.turn_leaf(LEAVES[event.key()])
        elif self._is_typing(event):
            search = self.page.top.search
            search.setFocus(Qt.FocusReason.OtherFocusReason)
            search.insert(event.text())
        else:
            super().keyPressEvent(event)

    def _is_typing(self, event: QKeyEvent) -> bool:
        free = self.model.panel not in TYPED_IN
        modifiers = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return free and bool(event.text()) and event.text().isprintable() and not modifiers

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every key and click shows that somebody is there."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress):
            self.model.privacy.touch()
            if self.locking is not None:
                self.locking.touch()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first time, say so once the paint is over."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies over the counter stays in its middle."""
        super().resizeEvent(event)
        for shown in self.overlays.values():
            if shown.isVisible():
                self._place(shown)
        if self.locking is not None:
            self.locking.place()

    def _apply_look(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            wanted = theme.Theme(self.look.theme)
            now = theme.look()
            if (now.chosen, now.scale) != (wanted, self.look.scale) or not app.styleSheet():
                theme.apply(app, wanted, self.look.scale)
