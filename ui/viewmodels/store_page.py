"""Decides what the page of the store's settings shows and does: whose rules hold at the door, how long members are
kept, what stands on slips, and forgetting who has been away for so long.

A setting is in force at once and can be taken back. Forgetting is said before it is done, in numbers, and cannot: it
goes on a moment at a time, so that the counter does. Refuses to know widgets, and who may do what: the desk says so.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from posdesk.hardware.settings import HardwareSettings
from ui import settings_wording
from ui import store_wording as wording
from ui.viewmodels import store_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.store_cases import Changed, GateNow, StoreNow
from ui.viewmodels.taking_back import Change, TakingBack

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.office.ports import Office
    from posdesk.office.retention import Purge, Steps
    from ui.viewmodels.plugged import Plugged

T = TypeVar("T")
LEAST_MONTHS, MOST_MONTHS = 1, 1200
OFF = "off"
"""The key of "no state" among the states."""


class Doing(StrEnum):
    """What goes on, a moment at a time."""

    NOTHING = "nothing"
    COUNTING = "counting"
    FORGETTING = "forgetting"


class StorePage(QObject):
    """The page. counted: what would be forgotten now; report: what was. asked: it was said what goes, and the next
    press does it. so_far: members counted or forgotten while that goes on. typed: the months, as typed."""

    changed = Signal()
    settings_changed = Signal(object)
    """Settings of this computer are in force from now on."""
    forgot = Signal(str)
    """Members were forgotten, in words: a card that is shown may be one of theirs."""

    def __init__(
        self,
        door: DeskDoor,
        office: "Callable[[Desk], Office]",
        plugged: "Plugged | None" = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._door, self._office, self._plugged = door, office, plugged
        self.undoing = TakingBack(self)
        self.now: StoreNow | None = None
        self.settings = HardwareSettings()
        self.typed, self.file_name, self.words = "", "", ""
        self.trouble: str | None = None
        self.doing, self.so_far, self.asked = Doing.NOTHING, 0, False
        self.counted: Purge | None = None
        self.report: Purge | None = None
        self._shown = self._ending = False
        self._steps: Steps | None = None
        self.undoing.changed.connect(self.changed)
        self.undoing.said.connect(self._say)
        self.undoing.refused.connect(self._refuse_words)
        door.troubled.connect(self._hear)

    # ---------------------------------------------------------------------------------------------------- what is shown

    @property
    def gate(self) -> GateNow | None:
        """Whose rules hold; None while it is asked for."""
        return None if self.now is None else self.now.gate

    @property
    def may_count(self) -> bool:
        """There is a time after which members may be forgotten, and nothing goes on."""
        return self.now is not None and self.now.months is not None and self.doing is Doing.NOTHING

    @property
    def may_forget(self) -> bool:
        """Somebody was counted who would go."""
        return self.may_count and self.counted is not None and self.counted.members > 0

    def open(self, settings: HardwareSettings) -> None:
        """Come to the front; what is being forgotten goes on."""
        self._shown, self.settings, self.words, self.trouble = True, settings, "", None
        self.undoing.begin()
        if self.doing is not Doing.FORGETTING:
            self._stop()
            self.counted, self.report, self.asked, self.so_far = None, None, False, 0
        self.refresh(count=True)

    def leave(self) -> None:
        """Nobody looks any more: a count is over."""
        self._shown, self.asked = False, False
        if self.doing is Doing.COUNTING:
            self._stop()

    def refresh(self, *, count: bool = False) -> None:
        """Ask for the settings in force. count: and then what would be forgotten now, where that asks nobody."""

        def show(told: tuple[StoreNow, str]) -> None:
            self.now, self.file_name = told
            self.typed = str(self.now.months or "")
            self.changed.emit()
            if count and self.now.may_forget and self.may_count:
                self.count()

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
        if self.now is None or months == self.now.months:
            return
        self._begin()

        def kept(told: tuple[int | None, bool]) -> None:
            before, is_another = told
            if is_another:
                self.undoing.note(Change(wording.THE_MONTHS, partial(self._months_back, before, months)))
            self._say(wording.kept_from_now(months))
            self._count_anew()

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
            done()
            self._count_anew()

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

    def _settings_are(self, settings: HardwareSettings) -> None:
        self.settings = settings
        self.settings_changed.emit(settings)
        self.changed.emit()

    def _not_kept(self, no: Refusal) -> None:
        self.typed = "" if self.now is None else str(self.now.months or "")
        self._refuse_words(no.words)

    # ------------------------------------------------------------------------------------------------------- forgetting

    def count(self) -> None:
        """Count what would be forgotten now; while that, or forgetting, goes on: stop it."""
        if self.doing is not Doing.NOTHING:
            self.stop()
        elif self.may_count:
            self._start(Doing.COUNTING, None)

    def forget(self) -> None:
        """Say what goes; the second time, after that was said, forget them."""
        if not self.may_forget:
            return
        if not self.asked:
            self._begin()
            self.asked = True
            self.changed.emit()
        else:
            self._start(Doing.FORGETTING, self.counted)

    def keep(self) -> None:
        """Do not forget them."""
        self.asked = False
        self.changed.emit()

    def stop(self) -> None:
        """End what goes on; who was forgotten stays forgotten, and so does the one who is being forgotten now."""
        if self.doing is Doing.FORGETTING and self._steps is not None:
            self._ending = True
        else:
            self._stop()
            self.words = wording.STOPPED
        self.changed.emit()

    def save(self, path: Path) -> None:
        """Write the report of what was forgotten."""
        done = self.report
        if done is not None:
            self._begin()
            self._ask(
                lambda desk: store_cases.save_report(desk, done, path), lambda _: self._say(wording.saved(path.name))
            )

    def _count_anew(self) -> None:
        """Another time holds: who would go is somebody else."""
        if self.doing is Doing.COUNTING:
            self._stop()
        self.counted, self.asked = None, False
        self.refresh(count=True)

    def _start(self, doing: Doing, counted: "Purge | None") -> None:
        self._begin()
        self.doing, self.asked, self.so_far, self.report = doing, False, 0, None
        self.changed.emit()
        self._door.ask(
            lambda desk: store_cases.begin(self._office(desk), counted), self._begun, self._broke, troubled=self._broke
        )

    def _begun(self, steps: "Steps") -> None:
        if self.doing is not Doing.NOTHING:
            self._steps = steps
            self._go_on(steps)

    def _go_on(self, steps: "Steps") -> None:
        seconds = 0 if self.doing is Doing.FORGETTING else store_cases.A_MOMENT
        self._door.ask(
            lambda _: store_cases.go_on_with(steps, seconds),
            lambda far: self._went_on(steps, far),
            self._broke,
            troubled=self._broke,
        )

    def _went_on(self, steps: "Steps", far: "int | Purge") -> None:
        if steps is not self._steps:
            return
        if isinstance(far, int):
            self.so_far = far
            if self._ending:
                self._stop()
                self._ended_early(far)
            else:
                self._go_on(steps)
            self.changed.emit()
            return
        self._stop()
        if far.dry:
            self.counted = far
        else:
            self.counted, self.report = None, far
            self.forgot.emit(wording.forgotten(far))
        self.changed.emit()

    def _broke(self, no: Refusal | None = None) -> None:
        """It was refused, or the computer could not go on: its words come by themselves then."""
        doing, done = self.doing, self.so_far
        self._stop()
        self.counted = None
        if doing is Doing.FORGETTING and done:
            self._ended_early(done)
        if no is not None:
            self.trouble = no.words
        self.changed.emit()

    def _ended_early(self, done: int) -> None:
        self.counted, self.words = None, wording.cut_short(done)
        if done:
            self.forgot.emit(self.words)

    def _stop(self) -> None:
        self._steps, self.doing, self.so_far, self._ending = None, Doing.NOTHING, 0, False

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
