"""Decides what the panel of a return holds: the lines of a visit, and how much of each comes back, as typed.

A line comes back by pieces, or by its amount where only that is known; what that gives and takes is the use case's
answer. "Returned" is said with the answer of the ledger, never before. Refuses to know points and widgets.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain import money
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from ui import wording
from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.returns import AfterReturn, Back, GoodsReturned, Returnable, SoldLine

PIECE = 1_000
"""Thousandths in one piece."""


@dataclass(frozen=True, slots=True)
class LineBack:
    """One line of the visit, and what was typed as coming back of it: pieces, or an amount."""

    sold: "SoldLine"
    typed: str = ""


class ReturnPanel(QObject):
    """The panel: whose visit, its lines, what comes back of each."""

    changed = Signal()
    saved = Signal(object)
    """The GoodsReturned, after the commit."""
    closed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.is_open = False
        self._empty(None)

    def _empty(self, found: "Returnable | None") -> None:
        self.found = found
        self.lines = [LineBack(sold) for sold in found.lines] if found else []
        self.error: str | None = None
        self.note: str | None = None
        self.after: str | None = None
        self.saving = False

    @property
    def typed(self) -> bool:
        """Something would be lost by closing."""
        return any(line.typed.strip() for line in self.lines)

    def open(self, found: "Returnable") -> None:
        """Open the panel for a visit."""
        self._empty(found)
        self.is_open = True
        self.changed.emit()

    def close(self) -> None:
        """Close it and forget what was typed."""
        if self.is_open and not self.saving:
            self.is_open = False
            self._empty(None)
            self.closed.emit()

    def set_back(self, at: int, text: str) -> None:
        """What comes back of a line, as typed: pieces like `2` or `3.5`, or an amount like `12.50`."""
        self.lines[at] = replace(self.lines[at], typed=text)
        self._changed()

    def step(self, at: int, by: int) -> None:
        """+ and -: a piece more or less; of an amount all of it, or nothing."""
        line = self.lines[at]
        if line.sold.by_amount:
            wanted = line.sold.cents if by > 0 else 0
        else:
            wanted = max(0, min(line.sold.quantity, (_read(line) or 0) + by * PIECE))
        self.lines[at] = replace(line, typed=_written(line.sold, wanted))
        self._changed()

    def all_back(self) -> None:
        """Everything that is left comes back."""
        self.lines = [LineBack(each.sold, _written(each.sold, _whole(each.sold))) for each in self.lines]
        self._changed()

    def tell(self, words: str) -> None:
        """Say something beside what is typed."""
        self.note = words
        self.changed.emit()

    def enter(self) -> None:
        """Enter: save."""
        if not self.is_open or self.saving or self.found is None:
            return
        try:
            back = self._back()
        except Refused as no:
            self._refuse(no.refusal)
            return
        if not back:
            self._refuse(Refusal(RefusalCode.NOTHING_TO_RETURN, wording.NOTHING_NAMED))
            return
        self.saving, self.error = True, None
        self.changed.emit()
        visit = self.found.visit.fact_id
        self._door.ask(
            lambda desk: use_cases.return_goods(desk, visit, back), self._saved, self._refuse, troubled=self._unlock
        )

    def _back(self) -> "list[Back]":
        """What comes back, line by line. Raises Refused for what cannot be read."""
        return [use_cases.back(line.sold, amount) for line in self.lines if (amount := _read(line, strict=True))]

    def _saved(self, done: "GoodsReturned") -> None:
        self.saving = False
        self.close()
        self.saved.emit(done)

    def _refuse(self, refusal: Refusal) -> None:
        self.error, self.saving = refusal.words, False
        self.changed.emit()

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()

    def _changed(self) -> None:
        self.error = None
        self._look_ahead()
        self.changed.emit()

    def _look_ahead(self) -> None:
        """Ask what this return would do; only the answer to the newest question is shown."""
        self.after = None
        try:
            back = self._back()
        except Refused:
            return
        if self.found is None or not back:
            return
        visit = self.found.visit.fact_id
        self._door.ask(
            lambda desk: use_cases.preview_return(desk, visit, back),
            lambda after: self._show_after(visit, back, after),
            lambda refusal: self._show_refusal(visit, back, refusal),
            supersede="return",
        )

    def _show_after(self, visit: str, back: "list[Back]", after: "AfterReturn") -> None:
        if self._is_still(visit, back):
            self.after = after.words
            self.changed.emit()

    def _show_refusal(self, visit: str, back: "list[Back]", refusal: Refusal) -> None:
        if self._is_still(visit, back):
            self._refuse(refusal)

    def _is_still(self, visit: str, back: "list[Back]") -> bool:
        """Whether an answer is about what is typed now."""
        try:
            return (
                self.is_open and self.found is not None and self.found.visit.fact_id == visit and self._back() == back
            )
        except Refused:
            return False


def _whole(sold: "SoldLine") -> int:
    """All of a line: cents, or thousandths of a piece."""
    return sold.cents if sold.by_amount else sold.quantity


def _written(sold: "SoldLine", amount: int) -> str:
    """An amount as one would type it; nothing for 0."""
    if not amount:
        return ""
    return money.format_cents(amount).removeprefix("$") if sold.by_amount else use_cases.written_pieces(amount)


def _read(line: LineBack, *, strict: bool = False) -> int | None:
    """What was typed: cents, or thousandths of a piece; None for nothing. strict: raise Refused for nonsense."""
    text = line.typed.strip()
    if not text:
        return None
    try:
        return money.parse_keypad(text) if line.sold.by_amount else use_cases.read_pieces(text)
    except Refused:
        if strict:
            raise
        return None
