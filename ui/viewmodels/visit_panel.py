"""Decides what the visit panel holds while it is typed in, and when a visit is recorded.

Only the amount is needed; it is the amount before offers, and the desk says what is left to pay. "Saved" is said with
the answer of the ledger, never before; whatever goes wrong, what was typed stays. Refuses to know what a visit is worth
and what an offer gives: that comes from the use case.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain import money
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from ui import wording
from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.uses import Uses, numbered

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard, RecordedBefore
    from posdesk.counter.visits import AfterThis, VisitEntry, VisitSaved
    from posdesk.domain.id_card import IdChecked
    from posdesk.domain.offers import Choice

TOP_BRANDS = 5
"""Chips of the brands a member buys most."""


@dataclass(frozen=True, slots=True)
class BrandChip:
    """One brand that can be ticked."""

    name: str
    ticked: bool


class VisitPanel(QObject):
    """The panel: whose visit, the amount, brands and ticket number as typed."""

    changed = Signal()
    completions_changed = Signal()
    saved = Signal(object)
    """The VisitSaved, after the commit."""
    closed = Signal()

    def __init__(
        self,
        door: DeskDoor,
        parent: QObject | None = None,
        *,
        id_check: "Callable[[str | None], IdChecked | None]" = lambda member: None,
    ) -> None:
        """id_check: what the visit of a member (None: a guest) says of an ID that was looked at."""
        super().__init__(parent)
        self._door, self._id_check = door, id_check
        self._baskets = count(1)
        self.basket = ""
        self._holds = False
        self.uses = Uses()
        self._empty(None)
        self.is_open = False

    def _empty(self, card: "MemberCard | None") -> None:
        self.card = card
        self.amount = ""
        self.ticket = ""
        self.error: str | None = None
        self.note: str | None = None
        self.after: str | None = None
        self.ahead: AfterThis | None = None
        self.uses.clear()
        self.asking: RecordedBefore | None = card.recorded_before if card else None
        self.saving = False
        self.completions: list[str] = []
        self.typed_brand = ""
        self.coupon: str | None = None
        names = [habit.name for habit in card.standing.brands[:TOP_BRANDS]] if card else []
        self.brands = [BrandChip(name, False) for name in names]

    @property
    def typed(self) -> bool:
        """Something would be lost by closing."""
        fields = (self.amount, self.ticket, self.uses.points, self.coupon or "")
        written = any(field.strip() for field in fields) or self.uses.chosen
        return bool(written or any(chip.ticked for chip in self.brands))

    @property
    def uses_something(self) -> bool:
        """Something is taken off what the amount says."""
        return bool(self.uses.chosen or self.uses.points.strip())

    @property
    def read(self) -> str | None:
        """What the typed amount means, `$62.50`; None while it means nothing."""
        try:
            return money.format_cents(money.parse_keypad(self.amount))
        except Refused:
            return None

    def open(self, card: "MemberCard | None") -> None:
        """Open the panel for a member, or for a guest."""
        self._empty(card)
        self.basket = f"visit {next(self._baskets)}"
        self.is_open = True
        self.changed.emit()

    def attach(self, card: "MemberCard") -> None:
        """The guest has shown a card: the visit becomes this member's, what was typed stays."""
        amount, ticket, ticked = self.amount, self.ticket, [chip.name for chip in self.brands if chip.ticked]
        self._empty(card)
        self.amount, self.ticket = amount, ticket
        for name in ticked:
            self._tick(name)
        self._look_ahead()
        self.changed.emit()

    def refresh(self, card: "MemberCard") -> None:
        """A newer card of the same member: ask again whether a visit was recorded just now."""
        if self.is_open and self.card and card.member.id == self.card.member.id and not self.typed:
            self.card, self.asking = card, card.recorded_before
            self.changed.emit()

    def close(self) -> None:
        """Close it and forget what was typed."""
        if self.is_open and not self.saving:
            self.is_open = False
            if self._holds:
                basket, self._holds = self.basket, False
                self._door.ask(lambda desk: use_cases.let_go(desk, basket), lambda _: None)
            self._empty(None)
            self.closed.emit()
            self.changed.emit()

    def say_yes(self) -> None:
        """Yes, record another visit although there was one just now."""
        self.asking = None
        self.changed.emit()

    def set_amount(self, text: str) -> None:
        """The amount as typed: `6250` or `62.50`."""
        self.amount, self.error = text, None
        self._look_ahead()
        self.changed.emit()

    def use(self, number: int) -> None:
        """Alt+n: choose an offer, or take it off."""
        offers = numbered(self.card) if self.card else []
        if self.card is None or number > len(offers):
            self.tell(wording.GUEST_USES if self.card is None else wording.no_offer(number))
            return
        choice = offers[number - 1].choice
        if choice is None:
            self.tell(wording.HAND_OVER_AFTER)
            return
        self.uses.toggle(choice)
        self._used()

    def set_points(self, text: str) -> None:
        """The number of points to pay with, as typed."""
        self.uses.points = text
        self._used()

    def ask_coupon(self) -> None:
        """Alt+C: the field for a coupon's code; again: it goes."""
        if self.card is None:
            self.tell(wording.GUEST_USES)
            return
        self.coupon = "" if self.coupon is None else None
        self.changed.emit()

    def set_coupon(self, text: str) -> None:
        """The code as typed so far."""
        self.coupon, self.error = text, None
        self.changed.emit()

    def add_coupon(self, text: str) -> None:
        """A coupon was typed to its end, or scanned: choose what it stands for, or take it off again."""
        if self.card is None:
            self.tell(wording.GUEST_USES)
        elif text.strip():
            member = self.card.member.id
            self._door.ask(
                lambda desk: use_cases.coupon(desk, member, text),
                lambda choice: self._take_coupon(member, choice),
                self._refuse,
            )

    def _take_coupon(self, member: str, choice: "Choice") -> None:
        if self.is_open and self.card and self.card.member.id == member:
            self.uses.toggle(choice)
            self.coupon = None
            self._used()

    def set_price(self, text: str) -> None:
        """What the goods of a chosen offer cost, as typed; the amount has it in it."""
        self.uses.price = text
        self._used()

    def use_best(self) -> None:
        """Alt+B: choose the best combination for what is typed."""
        entry = self._entry_so_far()
        if self.card is None or entry is None:
            self.tell(wording.GUEST_USES if self.card is None else wording.AMOUNT_FIRST)
            return
        member = self.card.member.id
        self._door.ask(
            lambda desk: use_cases.preview(desk, member, entry),
            lambda after: self._take_best(member, after),
            self._refuse,
            supersede="preview",
        )

    def _take_best(self, member: str, after: "AfterThis") -> None:
        if self.is_open and self.card and self.card.member.id == member:
            self.uses.take_best(after)
            self.note = None if after.best else wording.NOTHING_TAKES_OFF
            self._used()

    def _used(self) -> None:
        self.error = None
        self._look_ahead()
        self.changed.emit()

    def set_ticket(self, text: str) -> None:
        """The ticket number from the receipt."""
        self.ticket = text
        self.changed.emit()

    def toggle(self, name: str) -> None:
        """Tick a brand, or take the tick off."""
        self.brands = [BrandChip(chip.name, chip.ticked ^ (chip.name == name)) for chip in self.brands]
        self._look_ahead()
        self.changed.emit()

    def type_brand(self, text: str) -> None:
        """A brand is being typed: ask for names that begin so."""
        self.typed_brand = text
        prefix = text.strip()
        if not prefix:
            self._complete([], text)
            return
        self._door.ask(
            lambda desk: use_cases.brands(desk, prefix), lambda names: self._complete(names, text), supersede="brands"
        )

    def add_brand(self, name: str) -> None:
        """Tick a brand by name; a new one gets a chip. Known brands keep their own spelling."""
        name = " ".join(name.split())
        known = {each.casefold(): each for each in self.completions}
        if name:
            self._tick(known.get(name.casefold(), name))
            self._look_ahead()
        self.typed_brand, self.completions = "", []
        self.completions_changed.emit()
        self.changed.emit()

    def tell(self, words: str) -> None:
        """Say something beside what is typed."""
        self.note = words
        self.changed.emit()

    def enter(self) -> None:
        """Enter: answer the question yes, take a coupon that is typed, or save."""
        if self.asking:
            self.say_yes()
        elif self.is_open and not self.saving:
            if self.coupon and self.coupon.strip():  # typed and not taken yet: nobody pays without the offer meant
                self.add_coupon(self.coupon)
            else:
                self._save()

    def _save(self) -> None:
        try:
            entry = self._entry()
        except Refused as no:
            self._refuse(no.refusal)
            return
        self.saving, self.error = True, None
        self.changed.emit()
        member, nudges = (self.card.member.id, self.card.nudges) if self.card else (None, ())
        self._door.ask(
            lambda desk: use_cases.record(desk, member, entry, nudges),
            self._saved,
            self._refuse,
            troubled=self._unlock,
        )

    def _entry(self) -> "VisitEntry":
        if self.typed_brand.strip():
            self.add_brand(self.typed_brand)
        return self._typed_entry(self.ticket.strip() or None)

    def _typed_entry(self, ticket: str | None) -> "VisitEntry":
        """What is typed so far. Raises Refused for what cannot be read."""
        cents, choices = money.parse_keypad(self.amount), self.uses.choices()
        ticked = [chip.name for chip in self.brands if chip.ticked]
        checked = self._id_check(self.card.member.id if self.card else None)
        return use_cases.entry(cents, ticked, ticket, choices, self.uses.parts(self.card), self.basket, checked)

    def _saved(self, saved: "VisitSaved") -> None:
        self.saving = self._holds = False  # what it held was let go with the visit
        self.close()
        self.saved.emit(saved)

    def _refuse(self, refusal: Refusal) -> None:
        self.error, self.saving = refusal.words, False
        if refusal.code is RefusalCode.BAD_AMOUNT and not self.amount.strip():
            self.error = wording.AMOUNT_FIRST
        self.changed.emit()

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()

    def _look_ahead(self) -> None:
        """Ask what would be after this visit; only the answer to the newest question is shown."""
        entry = self._entry_so_far()
        if entry is None:
            self.after = self.ahead = None
        if self.card is None or entry is None:
            return
        member = self.card.member.id
        self._holds = self._holds or bool(entry.choices)
        self._door.ask(
            lambda desk: use_cases.preview(desk, member, entry),
            lambda after: self._show_after(member, after),
            lambda refusal: self._show_after(member, None),
            supersede="preview",
        )

    def _entry_so_far(self) -> "VisitEntry | None":
        try:
            return self._typed_entry(None)
        except Refused:
            return None

    def _show_after(self, member: str, after: "AfterThis | None") -> None:
        if self.is_open and self.card and self.card.member.id == member:
            self.after, self.ahead = after.words if after else None, after
            self.changed.emit()

    def _tick(self, name: str) -> None:
        same = [chip.name for chip in self.brands if chip.name.casefold() == name.casefold()]
        name = same[0] if same else name
        others = [chip for chip in self.brands if chip.name != name]
        at = next((index for index, chip in enumerate(self.brands) if chip.name == name), len(others))
        self.brands = [*others[:at], BrandChip(name, True), *others[at:]]

    def _complete(self, names: Sequence[str], text: str) -> None:
        if text == self.typed_brand:
            self.completions = list(names)
            self.completions_changed.emit()
