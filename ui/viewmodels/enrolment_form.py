"""Decides what the form of a new member holds, what is said beside each field, and which field a refusal belongs to.

Refuses to know what a right phone or name is: the use case says so, in words, while it is typed and when it is saved.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.phone_use import PhoneUse
from posdesk.domain.refusals import Refusal, RefusalCode
from ui import enrolment_wording
from ui.viewmodels import joining_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.enrolment import Enrolled
    from posdesk.domain.id_card import IdCard
    from posdesk.domain.typed_birthdays import BirthdayOrder
    from ui.viewmodels.joining_cases import Alike, Looked

FIELDS = ("name", "phone", "email", "birthday", "card_code", "referral")
"""The fields of the form, in the order of Tab."""
COMPLETE = {"name": 2, "phone": 10, "email": 8, "birthday": 8, "card_code": 6, "referral": 10}
"""From so many characters on a field that is being typed in may be whole: before, nothing is said of it."""

_FIELD_OF = {
    RefusalCode.BAD_NAME: "name",
    RefusalCode.BAD_PHONE: "phone",
    RefusalCode.PHONE_TAKEN: "phone",
    RefusalCode.BAD_EMAIL: "email",
    RefusalCode.BAD_BIRTHDAY: "birthday",
    RefusalCode.BAD_DATE: "birthday",
    RefusalCode.BAD_CARD_CODE: "card_code",
    RefusalCode.CARD_TAKEN: "card_code",
    RefusalCode.BAD_REFERRAL: "referral",
}


class EnrolmentPanel(QObject):
    """The form as typed. reasons: why a field cannot be as it is. off_id: the birthday was read off an ID, and is not
    to be typed over. meant: an e-mail that may have been meant. alike: members this may be already. brought_by: whose
    referral it is."""

    changed = Signal()
    saved = Signal(object)
    """The Enrolled, after the commit."""
    closed = Signal()
    filled = Signal()
    """An ID has filled in what it says: something else is to be typed now."""
    taken_over = Signal(str)
    """The id of a member to be opened instead."""

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.is_open = self.saving = False
        self.values = dict.fromkeys(FIELDS, "")
        self._known: dict[str, str] = {}
        self._phone_said: dict[str, PhoneUse] = {}
        self._typing: str | None = None
        self.error: str | None = None
        self.wrong_field: str | None = None
        self.off_id = False
        self.order: BirthdayOrder | None = None
        self._forget_looks()

    def _forget_looks(self) -> None:
        self.reasons: dict[str, str] = {}
        self.meant: str | None = None
        self.alike: tuple[Alike, ...] = ()
        self.brought_by: str | None = None
        self.phone_taken = self.cut_off = False

    @property
    def typed(self) -> bool:
        """Something would be lost by closing."""
        return any(text.strip() and text != self._known.get(field) for field, text in self.values.items())

    def open(self, **known: str) -> None:
        """Open the form with what the search has already told."""
        self._known, self._phone_said, self._typing = known, {}, None
        self.values = dict.fromkeys(FIELDS, "") | known
        self.error = self.wrong_field = None
        self.saving, self.is_open, self.off_id = False, True, False
        self._forget_looks()
        self._door.ask(joining_cases.birthday_order, self._ordered)
        self._look()
        self.changed.emit()

    def fill_from_id(self, card: "IdCard") -> None:
        """Name and birthday off an ID; a name that was typed stays, and all else (G06: one that the ID cuts off is said
        to be)."""
        told = joining_cases.off_id(card)
        typed = self.values["name"].strip() and self.values["name"] != self._known.get("name")
        if typed or not told["name"]:
            told.pop("name")
        self._known = {**self._known, **told}
        self.values |= told
        self.off_id, self.error, self.wrong_field = True, None, None
        self._look()
        self.cut_off = "name" in told and bool(card.first_truncated or card.last_truncated)
        self.changed.emit()
        self.filled.emit()

    def close(self) -> None:
        """Close it and forget what was typed."""
        if self.is_open and not self.saving:
            self.is_open = False
            self.closed.emit()

    def set_field(self, field: str, text: str) -> None:
        """A field was typed in."""
        if self.values[field] == text or (field == "birthday" and self.off_id):
            return
        self.values[field], self._typing = text, field
        self.reasons.pop(field, None)
        if field == "email":
            self.meant = None
        if field == "name":
            self.cut_off = False
        if self.wrong_field in (None, field):
            self.error = self.wrong_field = None
        self._look()
        self.changed.emit()

    def left(self, field: str) -> None:
        """The focus left a field: what is in it is meant to be whole."""
        if self._typing == field:
            self._typing = None
            self._look()

    def use_meant(self) -> None:
        """Take the e-mail that was suggested."""
        if self.meant is not None:
            self.set_field("email", self.meant)

    def take_over(self, member: str) -> None:
        """The new member is one already: open that card, and drop the form."""
        if not self.saving:
            self.close()
            self.taken_over.emit(member)

    def tell(self, words: str, field: str) -> None:
        """Say what is wrong with a field."""
        self.error, self.wrong_field = words, field
        self.changed.emit()

    def said_of(self, field: str) -> tuple[str, bool]:
        """What stands under a field, and whether it says that something is wrong."""
        if self.error and self.wrong_field == field:
            return self.error, True
        if field in self.reasons:
            return self.reasons[field], True
        if field == "birthday" and self.off_id:
            return enrolment_wording.LOCKED_LINE, False
        if field == "name" and self.cut_off:
            return enrolment_wording.CUT_OFF, True
        if field == "phone" and self._phone_use() is PhoneUse.NEW_OWNER:
            return enrolment_wording.NEW_OWNER_LINE, False
        return (self.brought_by, False) if field == "referral" and self.brought_by else ("", False)

    def enter(self) -> None:
        """Enter: save."""
        if self.saving or not self.is_open:
            return
        self.saving, self.error = True, None
        typed, use, off_id = dict(self.values), self._phone_use(), self.off_id
        self.changed.emit()
        self._door.ask(
            lambda desk: joining_cases.enrol(desk, typed, use, off_id=off_id),
            self._saved,
            self._refuse,
            troubled=self._unlock,
        )

    def take_phone(self) -> None:
        """The number that another member has is this one's alone now: it is taken off that one when this is saved."""
        self._phone_said = {self.values["phone"]: PhoneUse.NEW_OWNER}
        self.error = self.wrong_field = None
        self._look()
        self.changed.emit()

    def _phone_use(self) -> PhoneUse:
        return self._phone_said.get(self.values["phone"], PhoneUse.NOT_ASKED)

    def _ordered(self, order: "BirthdayOrder") -> None:
        self.order = order
        self.changed.emit()

    def _look(self) -> None:
        """Ask what is to be said of the form as it is now; of two questions the later one is answered."""
        typed, use, off_id = dict(self.values), self._phone_use(), self.off_id
        self._door.ask(
            lambda desk: joining_cases.look(desk, typed, use, off_id=off_id),
            lambda looked: self._looked(typed, looked),
            lambda _: None,
            supersede="look at the form",
        )

    def _looked(self, typed: dict[str, str], looked: "Looked") -> None:
        if not self.is_open or typed != self.values:
            return
        self.reasons = {
            field: checked.refusal.words
            for field, checked in looked.checked.items()
            if checked.refusal is not None and not self._is_half_typed(field)
        }
        email, referral, phone = (looked.checked.get(field) for field in ("email", "referral", "phone"))
        wrong = None if phone is None else phone.refusal
        self.phone_taken = wrong is not None and wrong.code is RefusalCode.PHONE_TAKEN
        self.meant = None if email is None else email.meant
        self.brought_by = None if referral is None else referral.kept
        self.alike = looked.alike
        self.changed.emit()

    def _is_half_typed(self, field: str) -> bool:
        return self._typing == field and len(self.values[field].strip()) < COMPLETE[field]

    def _saved(self, enrolled: "Enrolled") -> None:
        self.saving = False
        self.close()
        self.saved.emit(enrolled)

    def _refuse(self, refusal: Refusal) -> None:
        self.saving = False
        if refusal.code is RefusalCode.PHONE_TAKEN:  # its words say: save again to let both share it
            self._phone_said, self.phone_taken = {self.values["phone"]: PhoneUse.SHARED}, True
        self.tell(refusal.words, _FIELD_OF.get(refusal.code, "name"))

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()
