"""The use cases of enrolling and consent as the screen calls them, each imported when it is first needed. They run on
the ledger lane."""

from typing import TYPE_CHECKING, NamedTuple

from posdesk.domain.phone_use import PhoneUse

if TYPE_CHECKING:
    from posdesk.counter.consents import Answered, Question
    from posdesk.counter.enrolment import Checked, Enrolled, EnrolmentForm
    from posdesk.counter.id_memory import IdMark, IdQuestion, Remembered
    from posdesk.counter.ports import Desk
    from posdesk.domain.consent_wording import Language
    from posdesk.domain.facts import Channel
    from posdesk.domain.id_card import IdCard
    from posdesk.domain.typed_birthdays import BirthdayOrder

    AnyQuestion = Question | IdQuestion
    Questions = tuple[AnyQuestion, ...]

Typed = dict[str, str]
"""The fields of the form by name, as typed."""
SHOWN_ALIKE = 3


class Looked(NamedTuple):
    """What one look at a form tells. checked: each field that was asked about. alike: members this may be already."""

    checked: "dict[str, Checked]"
    alike: "tuple[Alike, ...]"


class Alike(NamedTuple):
    """A member whom the new one may be. member: UUID text. reasons: words, or empty."""

    member: str
    name: str
    phone_ends: str | None
    reasons: str


def form_of(typed: Typed, phone_use: PhoneUse, *, off_id: bool) -> "EnrolmentForm":
    """The form that the use cases take. off_id: the birthday was read off an ID."""
    from posdesk.counter.enrolment import EnrolmentForm
    from posdesk.domain.facts import FieldSource

    fields = {name: text.strip() or None for name, text in typed.items()}
    name = fields.pop("name") or ""
    source = FieldSource.ID_SCAN if off_id else None
    return EnrolmentForm(name, phone_use=phone_use, birthday_source=source, **fields)


def enrol(desk: "Desk", typed: Typed, phone_use: PhoneUse, *, off_id: bool) -> "Enrolled":
    """Make a new member of the form; durable when this returns. Raises Refused."""
    from posdesk.counter import enrolment

    return enrolment.enrol(desk, form_of(typed, phone_use, off_id=off_id))


def look(desk: "Desk", typed: Typed, phone_use: PhoneUse, *, off_id: bool) -> Looked:
    """What is wrong with each field that is filled in, and who this may be already."""
    from posdesk.counter import enrolment, likeness_words

    form = form_of(typed, phone_use, off_id=off_id)
    checked = {field: enrolment.check(desk, form, field) for field, text in typed.items() if text.strip()}
    found = enrolment.alike(desk, form)[:SHOWN_ALIKE]
    alike = (Alike(each.member, each.name, each.phone_ends, likeness_words.reasons(each.how)) for each in found)
    return Looked(checked, tuple(alike))


def birthday_order(desk: "Desk") -> "BirthdayOrder":
    """In which order birthdays are typed here."""
    from posdesk.counter import enrolment

    return enrolment.rules(desk).birthdays


def off_id(card: "IdCard") -> Typed:
    """What an ID fills in: name and birthday."""
    from posdesk.counter import enrolment

    form = enrolment.form_of_id(card)
    return {"name": form.name, "birthday": form.birthday or ""}


def questions(desk: "Desk", member: str, language: "Language | None", mark: "IdMark | None" = None) -> "Questions":
    """What there is to ask a member (UUID text). mark: of an ID that was scanned. Raises Refused."""
    from posdesk.counter import consents, id_memory

    of_id = None if mark is None else id_memory.question(desk, member, mark, language)
    return (*consents.questions(desk, member, language), *([] if of_id is None else [of_id]))


def answer(desk: "Desk", member: str, question: "AnyQuestion", *, agreed: bool) -> "Answered | Remembered":
    """What a member answered; durable when this returns. Raises Refused."""
    from posdesk.counter import consents, id_memory
    from posdesk.counter.id_memory import IdQuestion

    if isinstance(question, IdQuestion):
        return id_memory.remember(desk, member, question.mark, question.language, agreed=agreed)
    return consents.answer(desk, member, question.channel, question.language, agreed=agreed)


def forget_id(desk: "Desk", member: str) -> "Remembered":
    """A member's ID is remembered no more; durable when this returns. Raises Refused."""
    from posdesk.counter import id_memory

    return id_memory.forget(desk, member)


def stop(desk: "Desk", member: str, channel: "Channel") -> "Answered":
    """A member is not written to any more; durable when this returns. Raises Refused."""
    from posdesk.counter import consents

    return consents.stop(desk, member, channel)
