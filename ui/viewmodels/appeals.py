"""Decides what becomes of an act that is refused to whoever is signed in: a manager's PIN lets it be done once.

Refuses to know which acts those are: the door hears of each (DeskDoor.appeals).
"""

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui.viewmodels import people_cases
from ui.viewmodels.door import Appeal, DeskDoor
from ui.viewmodels.people_cases import PeopleNow
from ui.viewmodels.pin_entry import PinEntry


class Appeals(QObject):
    """The one act that waits for an approval."""

    changed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.entry = PinEntry(self)
        self.appeal: Appeal | None = None
        self.entry.entered.connect(self._approve)
        door.appeals = self._hear

    @property
    def words(self) -> str:
        """What was refused, and who may do it."""
        return "" if self.appeal is None else self.appeal.words

    def cancel(self) -> None:
        """It is not done; whoever asked hears the refusal."""
        appeal = self.appeal
        if appeal is not None and not self.entry.busy:
            self._over()
            appeal.give_up()

    def _hear(self, appeal: Appeal) -> bool:
        """Take it up; not while another one waits."""
        if self.appeal is not None:
            return False
        self.appeal = appeal
        self.entry.begin(())
        self._door.ask(people_cases.people, self._known)
        return True

    def _known(self, now: PeopleNow) -> None:
        if self.appeal is None:
            return
        if now.signed_in is None:  # whoever is to sign in finds the lock, not this
            self.cancel()
            return
        self.entry.begin([each for each in now.everybody if each.leads])
        self.changed.emit()

    def _approve(self, who: str, pin: str) -> None:
        assert self.appeal is not None
        self.appeal.again(who, pin, self._over, self._refuse)

    def _refuse(self, no: Refusal) -> None:
        self.entry.refuse(no.words)

    def _over(self) -> None:
        self.appeal = None
        self.entry.begin(())
        self.changed.emit()
