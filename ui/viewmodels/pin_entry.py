"""Decides what is typed where a PIN is asked for: whose it is, the digits, and what was wrong with the last ones.

Refuses to know what the PIN is for. The digits are kept until they are asked about, and shown to nobody.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from ui import people_wording as wording
from ui.viewmodels.people_cases import Colleague


class PinEntry(QObject):
    """One of several people, and a PIN."""

    changed = Signal()
    people_changed = Signal()
    entered = Signal(str, str)
    """Whose (an id), and the PIN."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.people: tuple[Colleague, ...] = ()
        self.at = 0
        self.pin = ""
        self.words: str | None = None
        self.busy = False

    @property
    def chosen(self) -> Colleague | None:
        """Whose PIN it is."""
        return self.people[self.at] if self.people else None

    def begin(self, people: Sequence[Colleague], chosen: str | None = None) -> None:
        """Ask these people anew; chosen: the id of who stands first."""
        self.follow(people, chosen)
        self.pin, self.words, self.busy = "", None, False
        self.changed.emit()

    def follow(self, people: Sequence[Colleague], chosen: str | None = None) -> None:
        """These people work here now; whoever was chosen stays so."""
        wanted = chosen or (self.chosen.id if self.chosen else None)
        self.people = tuple(people)
        self.at = next((at for at, each in enumerate(self.people) if each.id == wanted), 0)
        self.people_changed.emit()
        self.changed.emit()

    def choose(self, at: int) -> None:
        """Somebody else types."""
        if 0 <= at < len(self.people) and at != self.at:
            self.at, self.pin, self.words = at, "", None
            self.changed.emit()

    def move(self, step: int) -> None:
        """The next one, or the one before."""
        self.choose(self.at + step)

    def set_pin(self, text: str) -> None:
        """The digits as typed; anything else is left out."""
        digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())[: wording.MOST_DIGITS]
        if digits != self.pin:
            self.pin = digits
            self.words = None if digits else self.words
        self.changed.emit()

    def press(self, digits: str) -> None:
        """A key of the pad."""
        if not self.busy:
            self.set_pin(self.pin + digits)

    def rub_out(self) -> None:
        """All digits go."""
        self.set_pin("")

    def enter(self) -> None:
        """Ask about it."""
        who = self.chosen
        if self.busy or who is None:
            return
        if not self.pin:
            self.refuse(wording.TYPE_PIN)
            return
        pin, self.pin, self.words, self.busy = self.pin, "", None, True
        self.changed.emit()
        self.entered.emit(who.id, pin)

    def refuse(self, words: str) -> None:
        """It was not taken: say why."""
        self.words, self.busy = words, False
        self.changed.emit()

    def let_go(self) -> None:
        """It could not be asked about."""
        self.busy = False
        self.changed.emit()
