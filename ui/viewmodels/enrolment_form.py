"""Decides what the form of a new member holds, and which field a refusal belongs to.

Refuses to know what a right phone or name is: the use case says so, in words.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal, RefusalCode
from ui.viewmodels import use_cases
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.enrolment import Enrolled

FIELDS = ("name", "phone", "email", "birthday", "card_code")
"""The fields of the form, in the order of Tab."""

_FIELD_OF = {
    RefusalCode.BAD_NAME: "name",
    RefusalCode.BAD_PHONE: "phone",
    RefusalCode.PHONE_TAKEN: "phone",
    RefusalCode.BAD_EMAIL: "email",
    RefusalCode.BAD_BIRTHDAY: "birthday",
    RefusalCode.BAD_DATE: "birthday",
    RefusalCode.BAD_CARD_CODE: "card_code",
    RefusalCode.CARD_TAKEN: "card_code",
}


class EnrolmentPanel(QObject):
    """The form as typed."""

    changed = Signal()
    saved = Signal(object)
    """The Enrolled, after the commit."""
    closed = Signal()

    def __init__(self, door: DeskDoor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.is_open = False
        self.values = dict.fromkeys(FIELDS, "")
        self._known: dict[str, str] = {}
        self._shared_phone: str | None = None
        self.error: str | None = None
        self.wrong_field: str | None = None
        self.saving = False

    @property
    def typed(self) -> bool:
        """Something would be lost by closing."""
        return any(text.strip() and text != self._known.get(field) for field, text in self.values.items())

    def open(self, **known: str) -> None:
        """Open the form with what the search has already told."""
        self._known, self._shared_phone = known, None
        self.values = dict.fromkeys(FIELDS, "") | known
        self.error = self.wrong_field = None
        self.saving, self.is_open = False, True
        self.changed.emit()

    def close(self) -> None:
        """Close it and forget what was typed."""
        if self.is_open and not self.saving:
            self.is_open = False
            self.closed.emit()

    def set_field(self, field: str, text: str) -> None:
        """A field was typed in."""
        if self.values[field] == text:
            return
        self.values[field] = text
        if self.wrong_field in (None, field):
            self.error = self.wrong_field = None
        self.changed.emit()

    def tell(self, words: str, field: str) -> None:
        """Say what is wrong with a field."""
        self.error, self.wrong_field = words, field
        self.changed.emit()

    def enter(self) -> None:
        """Enter: save."""
        if self.saving or not self.is_open:
            return
        self.saving, self.error = True, None
        fields = {field: text.strip() or None for field, text in self.values.items()}
        fields["name"] = fields["name"] or ""
        share = self._shared_phone is not None and self._shared_phone == self.values["phone"]
        self.changed.emit()
        self._door.ask(
            lambda desk: use_cases.enrol(desk, fields, share_phone=share),
            self._saved,
            self._refuse,
            troubled=self._unlock,
        )

    def _saved(self, enrolled: "Enrolled") -> None:
        self.saving = False
        self.close()
        self.saved.emit(enrolled)

    def _refuse(self, refusal: Refusal) -> None:
        self.saving = False
        if refusal.code is RefusalCode.PHONE_TAKEN:  # its words say: save again to let both share it
            self._shared_phone = self.values["phone"]
        self.tell(refusal.words, _FIELD_OF.get(refusal.code, "name"))

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()
