"""Decides what the counter asks anew when facts have come from elsewhere: the day, the card that is open, a search that
found nobody. What came within a moment is one refresh. Refuses to know what is in the facts.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.viewmodels import use_cases
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.notices import Toast
from ui.viewmodels.screens import Screen

if TYPE_CHECKING:
    from ui.viewmodels.exchanges import Came

MOMENT_MS = 250
"""While thousands come, screens are asked for no more often than this."""
ERASED = "member.erased"
WHO_IS_WHO = ("member.merged", "member.unmerged")
"""Kinds that are about more members than the one they name."""
PUBLISHED = ("program.", "campaign.", "segment.", "store.")


class Arrivals(QObject):
    """What came since the last refresh. published: programs or campaigns are among it."""

    published = Signal()

    def __init__(self, counter: CounterModel, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter, self._door = counter, door
        self._members: set[str | None] = set()
        self._published = False
        self._erased: set[str | None] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(MOMENT_MS)
        self._timer.timeout.connect(self._refresh)

    def take(self, came: "Sequence[Came]") -> None:
        """These came."""
        self._members.update(None if each.kind in WHO_IS_WHO else each.subject for each in came)
        self._published = self._published or any(each.kind.startswith(PUBLISHED) for each in came)
        self._erased.update(each.subject for each in came if each.kind == ERASED)
        if not self._timer.isActive():
            self._timer.start()

    def everything(self) -> None:
        """Nobody knows what came."""
        self._members.add(None)
        self._published = True
        self._timer.start()

    def _refresh(self) -> None:
        members, published, erased = self._members, self._published, self._erased
        self._members, self._published, self._erased = set(), False, set()
        counter, card = self._counter, self._counter.card
        counter.day.refresh()
        # A visit that was taken back elsewhere names no member, and a merge one of two: either may be on the screen.
        shown = set() if card is None else {None, card.member.id, *card.member.joined}
        if card is not None and (published or shown & members):
            member = card.member.id
            self._door.ask(
                lambda desk: use_cases.open_card(desk, member),
                counter.renew_card,
                lambda no: self._gone(member, no.words),
                supersede="arrived",
            )
        # Any other list of matches stays as it is: somebody may be choosing from it.
        if counter.screen is Screen.NOT_FOUND or any(hit.member in erased for hit in counter.search.hits):
            counter.search.ask_again()
        if published:
            self.published.emit()

    def _gone(self, member: str, words: str) -> None:
        """She was erased elsewhere: nothing that says who she was stays on the screen, not even half a visit."""
        counter = self._counter
        if counter.card is not None and counter.card.member.id == member:
            counter.panels.close()
            counter.home()
            counter.notices.say(Toast(words, ok=False))
