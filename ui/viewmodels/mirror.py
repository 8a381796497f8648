"""Decides what the customer screen shows and for how long: the member whose card is open, for half a minute; then
nothing; and while no card is open, how to join.

A member's phone, birthday, amounts and history never come here: Facing has no room for them. Refuses to know displays
and pixels.
"""

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.cards import Dots, Facing
    from ui.viewmodels.counter import CounterModel

BLANK_MS = 30_000
"""For so long a member is shown: as long as her number is good."""
PICTURE_MS = 8_000
"""For so long the picture that tests a display."""


class Shown(StrEnum):
    """What is on the customer screen. off: it is not there at all."""

    OFF = "off"
    JOIN = "join"
    MEMBER = "member"
    BLANK = "blank"
    PICTURE = "picture"


class Mirror(QObject):
    """The customer screen. shop: its name. join: the code to join with, None: the shop names no address. number: what
    the member reads aloud to prove that she is here."""

    changed = Signal()

    def __init__(
        self, model: "CounterModel", door: DeskDoor, blank_ms: int = BLANK_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._door = model, door
        self.shown = Shown.OFF
        self.facing: Facing | None = None
        self.number: str | None = None
        self.shop = ""
        self.join: Dots | None = None
        self._card: MemberCard | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(blank_ms)
        self._timer.timeout.connect(self.blank)
        self._picture = QTimer(self)
        self._picture.setSingleShot(True)
        self._picture.setInterval(PICTURE_MS)
        self._picture.timeout.connect(self._after_picture)
        model.card_changed.connect(self._follow)

    @property
    def on(self) -> bool:
        """Whether members are shown on it."""
        return self.shown not in (Shown.OFF, Shown.PICTURE)

    def turn_on(self, join: str) -> None:
        """Begin to show; details at the counter are hidden from now on. join: an address, or nothing."""
        from posdesk.hardware.qr import dots

        self.join = dots(join) if join else None
        self._card = None
        self._picture.stop()
        self._show(Shown.JOIN)
        self._model.privacy.mirror(True)
        self._door.ask(lambda desk: use_cases.facing(desk, ""), lambda told: self._named(told[0]))
        self._follow()

    def turn_off(self) -> None:
        """Nothing is shown any more."""
        was_on = self.on
        self._forget()
        self._picture.stop()
        self._show(Shown.OFF)
        if was_on:
            self._model.privacy.mirror(False)

    def blank(self) -> None:
        """Take the member off it, until there is something new to show."""
        if self.on:
            self._forget()
            self._show(Shown.BLANK)

    def show_picture(self) -> None:
        """Show for a moment which display this is, where nothing else is shown."""
        if not self.on:
            self._picture.start()
            self._show(Shown.PICTURE)

    def _after_picture(self) -> None:
        if self.shown is Shown.PICTURE:
            self._show(Shown.OFF)

    def _follow(self) -> None:
        """Another card, or the same one with something new on it. Hiding and showing details is no news."""
        card = self._model.card
        if not self.on or card is self._card:
            return
        self._card = card
        if card is None:
            self._forget()
            self._show(Shown.JOIN)
            return
        self._show_member(card)

    def _show_member(self, card: "MemberCard") -> None:
        from posdesk.counter.cards import facing
        from ui.viewmodels import member_words

        member = card.member.id
        self.facing, self.number = facing(card, member_words.steps_done(card)), None
        self._timer.start()
        self._show(Shown.MEMBER)

        def told(answer: tuple[str, str | None]) -> None:
            if self._card is card and self.shown is Shown.MEMBER:
                self.number = answer[1]
                self._named(answer[0])

        self._door.ask(lambda desk: use_cases.facing(desk, member), told, supersede="facing")

    def _named(self, shop: str) -> None:
        self.shop = shop
        self.changed.emit()

    def _forget(self) -> None:
        self._timer.stop()
        self.facing = self.number = None

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.changed.emit()
