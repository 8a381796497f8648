"""Decides when a slip is printed, and how it is said that it was, or was not: in passing, never in the way of a visit.

The slip is made where the store is; it is printed on a lane of its own, for a printer that is off takes seconds to say
so. Refuses to know printers and what is on a slip.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import EnvironmentTrouble, Refused
from posdesk.hardware.settings import HardwareSettings
from ui import hardware_wording as wording
from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.counter.slips import Slip, SlipWishes
    from ui.viewmodels.plugged import Plugged


class SlipPrinting(QObject):
    """The slips of one window. said: words, and whether it went well."""

    said = Signal(str, bool)

    def __init__(self, door: DeskDoor, plugged: "Plugged | None", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._plugged = door, plugged
        self.settings = HardwareSettings()

    def last(self, member: str | None) -> None:
        """Print, or print again, what was done last for a member (UUID text), or at this register today."""
        wishes = self._wishes()
        self._make(lambda desk: use_cases.last_slip(desk, member, wishes))

    def card(self, member: str) -> None:
        """Print a member's code."""
        self._make(lambda desk: use_cases.card_slip(desk, member))

    def sample(self, done: Callable[[str, bool], None]) -> None:
        """Print what tests the printer; `done` hears how it went."""
        self._make(use_cases.sample_slip, done)

    def after_visit(self, visit: str, guest: bool) -> None:
        """A visit was saved (its fact's id): a slip, where the shop wants one by itself."""
        if self.settings.slip_after_visit and self._plugged is not None and not guest:
            wishes = self._wishes()
            self._make(lambda desk: use_cases.slip_of(desk, visit, wishes), quiet=True)

    def _wishes(self) -> "SlipWishes":
        from posdesk.counter.slips import SlipWishes

        return SlipWishes(self.settings.survey, self.settings.card_on_slip)

    def _make(
        self, make: "Callable[[Desk], Slip]", done: Callable[[str, bool], None] | None = None, *, quiet: bool = False
    ) -> None:
        """quiet: only what went wrong is said."""
        plugged, tell = self._plugged, done or self.said.emit
        if plugged is None:
            tell(wording.NOTHING_PLUGGED, False)
            return

        def printed(_: None) -> None:
            if not quiet:
                tell(wording.SLIP_PRINTED if done is None else wording.TEST_PRINTED, True)

        def failed(trouble: Exception) -> None:
            if not isinstance(trouble, Refused | EnvironmentTrouble):
                raise trouble
            tell(str(trouble), False)

        def made(slip: "Slip") -> None:
            plugged.lane.submit(lambda: plugged.printer.print_slip(slip), printed, failed)

        self._door.ask(make, made, lambda no: tell(no.words, False))
