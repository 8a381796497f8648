"""Decides what the page of the store's settings shows and does: whose rules hold at the door, how long members are
kept, what stands on slips, and forgetting who has been away for so long.

A setting is in force at once and can be taken back; forgetting cannot (forgetting.py). Refuses to know widgets, and who
may do what: the desk says so.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from posdesk.hardware.settings import HardwareSettings
from ui import settings_wording
from ui import store_wording as wording
from ui.viewmodels import store_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.forgetting import Forgetting
from ui.viewmodels.store_cases import Changed, GateNow, StoreNow
from ui.viewmodels.taking_back import Change, TakingBack

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office
    from ui.viewmodels.plugged import Plugged

T = TypeVar("T")
LEAST_MONTHS, MOST_MONTHS = 1, 1200
OFF = "off"
"""The key of "no state" among the states."""


class StorePage(QObject):
    """The page. typed: the months, as typed. file_name: of a report saved today, without its ending. words, trouble:
    what the last act came to, and what is wrong."""

    changed = Signal()
    settings_changed = Signal(object)
    """Settings of this computer are in force from now on."""

    def __init__(
        self,
        door: DeskDoor,
        office: "Callable[[Desk], Office]",
        plugged: "Plugged | None" = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._door, self._plugged = door, plugged
        self.undoing, self.forgetting = TakingBack(self), Forgetting(door, office, self)
        self.now: StoreNow | None = None
        self.settings = HardwareSettings()
        self.typed, self.file_name, self.words = "", "", ""
        self.trouble: str | None = None
        self._shown = False
        self.forgetting.began.connect(self._begin)
        for part in (self.undoing, self.forgetting):
            part.changed.connect(self.changed)
            part.said.connect(self._say)
            part.refused.connect(self._refuse_words)
        door.troubled.connect(self._hear)

    # ---------------------------------------------------------------------------------------------------- what is shown

    @property
    def gate(self) -> GateNow | None:
        """Whose rules hold; None while it is asked for."""
        return None if self.now is None else self.now.gate

    @property
    def _months(self) -> int | None:
        return None if self.now is None else self.now.months

    @property
    def _months_text(self) -> str:
        """The months in force, as they would be typed."""
        return str(self._months or "")

    def open(self, settings: HardwareSettings) -> None:
        """Come to the front; what is being forgotten goes on."""
        self._shown, self.settings, self.words, self.trouble = True, settings, "", None
        self.typed = self._months_text
        self.undoing.begin()
        self.forgetting.begin()
        self.refresh(count=True)

    def leave(self) -> None:
        """Nobody looks any more."""
        self._shown = False
        self.forgetting.leave()

    def refresh(self, *, count: bool = False) -> None:
        """Ask for the settings in force; what is typed meanwhile stays. count: and then what would be forgotten now,
        where that asks nobody."""

        def show(told: tuple[StoreNow, str]) -> None:
            untouched = self.typed == self._months_text
            self.now, self.file_name = told
            if untouched:
                self.typed = self._months_text
            self.forgetting.follow(self._months)
            self.changed.emit()
            if count and self.now.may_forget:
                self.forgetting.count_by_itself()

        self._ask(lambda desk: (store_cases.store_now(desk), store_cases.report_name(desk)), show)

    # --------------------------------------------------------------------------------------------------------- settings

    def choose_state(self, key: str) -> None:
        """The rules of a state hold from now on, or none (OFF)."""
        self._begin()
        state = None if key == OFF else key

        def chosen(told: tuple[GateNow, GateNow]) -> None:
            before, now = told
            self._gate_is(now)
            if before.known and before.state != now.state:
                back = partial(self._state_back, before.state, now)
                self.undoing.note(Change(wording.THE_STATE, back))
            self._say(wording.gate_is_now(now.chosen))

        self._ask(lambda desk: store_cases.choose_state(desk, state), chosen)

    def type_months(self, text: str) -> None:
        """The months, as typed so far."""
        self.typed = text

    def set_months(self) -> None:
        """Members are kept for as many months as were typed; nothing: for ever."""
        text = self.typed.strip()
        digits = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_MONTHS))
        if text and not (digits and LEAST_MONTHS <= int(text) <= MOST_MONTHS):
            self._refuse_words(wording.BAD_MONTHS)
            return
        months = int(text) if text else None
        if self.now is None or months == self._months:
            return
        self._begin()

        def kept(told: tuple[int | None, bool]) -> None:
            before, is_another = told
            if is_another:
                self.undoing.note(Change(wording.THE_MONTHS, partial(self._months_back, before, months)))
            self._in_force(months)
            self._say(wording.kept_from_now(months))
            self.refresh(count=True)

        self._ask(lambda desk: store_cases.keep_for(desk, months), kept, self._not_kept)

    def set(self, name: str, text: str) -> None:
        """Change a setting of this computer, as it was chosen."""
        plugged = self._plugged
        if plugged is None:
            self._refuse_words(wording.NOT_KEPT)
            return
        self._begin()

        def saved(told: Changed) -> None:
            self._settings_are(told.now)
            if told.before != told.now:
                back = partial(self._setting_back, name, store_cases.as_typed(told.before, name))
                self.undoing.note(Change(settings_wording.SETTINGS[name], back))

        self._ask(lambda desk: store_cases.set_hardware(desk, plugged, name, text), saved)

    def undo(self) -> None:
        """Take back what was changed last."""
        self._begin()
        self.undoing.undo()

    def _state_back(
        self, state: str | None, expected: GateNow, done: Callable[[], None], failed: Callable[[Refusal | None], None]
    ) -> None:
        def put(told: tuple[GateNow, GateNow]) -> None:
            self._gate_is(told[1])
            done()

        self._put_back(lambda desk: store_cases.choose_state(desk, state, expected), put, failed)

    def _months_back(
        self, before: int | None, after: int | None, done: Callable[[], None], failed: Callable[[Refusal | None], None]
    ) -> None:
        def put(_: object) -> None:
            self._in_force(before)
            done()
            self.refresh(count=True)

        self._put_back(lambda desk: store_cases.keep_for(desk, before, (after,)), put, failed)

    def _setting_back(
        self, name: str, text: str, done: Callable[[], None], failed: Callable[[Refusal | None], None]
    ) -> None:
        plugged = self._plugged
        assert plugged is not None

        def put(told: Changed) -> None:
            self._settings_are(told.now)
            done()

        self._put_back(lambda desk: store_cases.set_hardware(desk, plugged, name, text), put, failed)

    def _put_back(
        self,
        work: "Callable[[Desk], T]",
        done: Callable[[T], None],
        failed: Callable[[Refusal | None], None],
    ) -> None:
        self._door.ask(work, done, failed, troubled=lambda: failed(None))

    def _gate_is(self, gate: GateNow) -> None:
        if self.now is not None:
            self.now = self.now._replace(gate=gate)

    def _in_force(self, months: int | None) -> None:
        if self.now is not None:
            self.now = self.now._replace(months=months)
        self.typed = self._months_text
        self.forgetting.follow(months)

    def _settings_are(self, settings: HardwareSettings) -> None:
        self.settings = settings
        self.settings_changed.emit(settings)
        self.changed.emit()

    def _not_kept(self, no: Refusal) -> None:
        self.typed = self._months_text
        self._refuse_words(no.words)

    # ----------------------------------------------------------------------------------------------------------- inside

    def _begin(self) -> None:
        self.words, self.trouble = "", None

    def _ask(
        self,
        work: "Callable[[Desk], T]",
        done: Callable[[T], None],
        refused: Callable[[Refusal], None] | None = None,
    ) -> None:
        self._door.ask(work, done, refused or self._refused, troubled=self.changed.emit)

    def _say(self, words: str) -> None:
        self.words, self.trouble = words, None
        self.changed.emit()

    def _refused(self, no: Refusal) -> None:
        self._refuse_words(no.words)

    def _refuse_words(self, words: str) -> None:
        self.words, self.trouble = "", words
        self.changed.emit()

    def _hear(self, words: str) -> None:
        """The computer could not: the banner says so at the counter, and this page does while it is looked at."""
        if self._shown:
            self.trouble = words
            self.changed.emit()
