"""Decides when the window is locked and what comes back when it is not: the page, the words half typed, the place of
the cursor; and where a manager's PIN is asked for.

Refuses to know who may sign in (the desk) and what lies under the lock.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from ui import people_wording as wording
from ui import theme
from ui.staff_room import StaffRoom
from ui.viewmodels import people_cases
from ui.viewmodels.appeals import Appeals
from ui.viewmodels.commands import LOCKS_AFTER
from ui.viewmodels.notices import Toast
from ui.viewmodels.signing import Signing

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.viewmodels.door import DeskDoor
    from ui.viewmodels.exchanges import Came
    from ui.views.approval_view import ApprovalView
    from ui.views.lock_view import LockView

USUALLY_AFTER = 5
APPROVAL_WIDTH = 640


class Locking(QObject):
    """The lock of one window. pages: what the window shows one of. turn_to: shows one of them."""

    keys_wanted = Signal(bool)
    """Whether the counter's keys mean something while a PIN is asked for, and after it."""

    def __init__(
        self,
        window: "MainWindow",
        door: "DeskDoor",
        settings: QSettings,
        pages: QStackedWidget,
        turn_to: Callable[[QWidget], None],
    ) -> None:
        super().__init__(window)
        self._window, self._door, self._settings, self._pages, self._turn_to = window, door, settings, pages, turn_to
        self.signing, self.appeals = Signing(door, self), Appeals(door, self)
        self.staff_room = StaffRoom(window, door, self.signing, pages, turn_to)
        self.view: LockView | None = None
        self.approval: ApprovalView | None = None
        self._under: QWidget | None = None
        self._focused: QWidget | None = None
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.timeout.connect(self._idle_over)
        self.signing.changed.connect(self._follow)
        self.signing.opened.connect(self._opened)
        self.signing.said.connect(lambda words: self._say(words, ok=False))
        self.appeals.changed.connect(self._appeal)

    @property
    def locked(self) -> bool:
        """Something lies in place of the window's pages."""
        return not self.signing.is_open

    @property
    def minutes(self) -> int:
        """After so many minutes without anybody it locks by itself; 0: never."""
        text = str(self._settings.value("people/lock_after", USUALLY_AFTER))
        return int(text) if text.isdigit() and int(text) in LOCKS_AFTER else USUALLY_AFTER

    def begin(self, first: bool, then: Callable[[], None]) -> None:
        """Ask who works here, and when that is known go on with `then`: nothing of the store is asked for before.
        first: where it is nobody, ask once for the owner."""

        def known() -> None:
            if first and not self.signing.in_use and str(self._settings.value("people/asked", "false")) != "true":
                self.signing.begin_first()
            then()

        self.signing.known.connect(known, Qt.ConnectionType.SingleShotConnection)
        self.signing.refresh()
        self.touch()

    def touch(self) -> None:
        """Somebody is there."""
        if self.minutes:
            self.idle.start(self.minutes * 60_000)

    def lock_after(self, minutes: int) -> None:
        """Another time without anybody; a setting of this computer, for who may change those."""

        def changed(_: None) -> None:
            self._settings.setValue("people/lock_after", minutes)
            self.idle.stop()
            self.touch()
            self._say(wording.locks_after(minutes))

        self._door.ask(people_cases.may_change_settings, changed, lambda no: self._say(no.words, ok=False))

    def takes_scan(self) -> bool:
        """Whether a scan ends here: while it is locked nothing of one is kept. An act that waits is given up for it."""
        if self.locked:
            self.signing.tell_scan()
        else:
            self.appeals.cancel()
        return self.locked

    def heard(self, came: "Sequence[Came]") -> None:
        """Facts have come from elsewhere."""
        if any(each.kind.startswith("staff.") for each in came):
            self.signing.refresh()
            self.staff_room.heard()

    def place(self) -> None:
        """The panel of an approval in the middle, as high as it needs to be."""
        shown = self.approval
        if shown is not None and shown.isVisible():
            around = self._pages.rect()
            width = min(APPROVAL_WIDTH * theme.look().scale // 100, around.width() - 32)
            height = min(max(shown.sizeHint().height(), shown.heightForWidth(width)), around.height() - 32)
            shown.setGeometry((around.width() - width) // 2, max((around.height() - height) // 3, 16), width, height)

    # ------------------------------------------------------------------------------------------------------- the lock

    def _idle_over(self) -> None:
        self.signing.lock_by_itself()

    def _follow(self) -> None:
        self._window.page.top.show_person(self.signing.person.name if self.signing.person else "")
        if not self.locked or self._pages.currentWidget() is self.view:
            return
        self.appeals.cancel()
        if self.view is None:
            from ui.views.lock_view import LockView

            self.view = LockView(self.signing)
            self._pages.addWidget(self.view)
        self._under, self._focused = self._pages.currentWidget(), QApplication.focusWidget()
        self._turn_to(self.view)
        self.view.take_focus()

    def _opened(self, another: bool) -> None:
        """The lock is gone: whoever locked it finds everything as it was; somebody else finds the start."""
        self._settings.setValue("people/asked", "true")
        counter, window = self._window.model, self._window
        under = window.page if another or self._under is None else self._under
        self._turn_to(under)
        if another:
            counter.panels.close()
            counter.home()
        focused = None if another else self._focused
        self._under = self._focused = None
        if focused is not None and focused.window() is window.window():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            window.page.top.search.setFocus(Qt.FocusReason.OtherFocusReason)
        if another and self.signing.person is not None:
            self._say(wording.welcome(self.signing.person.name))
        self.touch()

    # ----------------------------------------------------------------------------------------------------- the approval

    def _appeal(self) -> None:
        if self.appeals.appeal is None:
            if self.approval is not None and self.approval.isVisible():
                self._close_approval()
            return
        if self.approval is None:
            from ui.views.approval_view import ApprovalView

            self.approval = ApprovalView(self.appeals, self._pages)
            self.approval.words.setText(self.appeals.words)
        if not self.approval.isVisible():
            self._focused = QApplication.focusWidget()
        self.keys_wanted.emit(False)
        self.approval.show()
        self.approval.raise_()
        self.place()
        self.approval.take_focus()

    def _close_approval(self) -> None:
        assert self.approval is not None
        self.approval.hide()
        self.keys_wanted.emit(self._pages.currentWidget() is self._window.page)
        focused, self._focused = self._focused, None
        if focused is not None:
            focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str, ok: bool = True) -> None:
        self._window.model.notices.say(Toast(words, ok=ok))
