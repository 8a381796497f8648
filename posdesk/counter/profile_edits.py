"""Decides what changing one field of a member's profile means: one fact, once the value is sound.

Refuses to know screens and SQL.
"""

from posdesk.counter import enrolment, permissions
from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain import identity
from posdesk.domain.consent_wording import Language
from posdesk.domain.facts import FieldSource, MemberField, MemberFieldSet, happened_at
from posdesk.domain.phone_use import PhoneUse
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission

_NEEDED = (MemberField.FIRST_NAME, MemberField.CARD_CODE)
"""What a member cannot be without."""
MAX_INTERESTS = 200


def set_field(
    desk: Desk,
    member_id: str,
    field: MemberField,
    typed: str | None,
    source: FieldSource | None = None,
    phone_use: PhoneUse = PhoneUse.NOT_ASKED,
) -> MemberCard:
    """Set a field, or clear it (None, or blanks); yields the new card. Setting what is there already seals nothing.

    Raises Refused: NO_MEMBER; what the field's own reader refuses; FIELD_LOCKED for a birthday that was read off an ID,
    when source is None (DT04); NO_FIELD when a field is cleared that every member has; NOT_PERMITTED
    for who is no manager and says so.
    """
    member, facts = known_member(desk, member_id)
    member_id = member.id
    value = _value(desk, member_id, field, typed.strip() if typed else "", phone_use)
    if value is None and field in _NEEDED:
        raise Refused(Refusal(RefusalCode.NO_FIELD, f"Every member has a {field.replace('_', ' ')}. Give another one."))
    if field is MemberField.BIRTHDAY and member.birthday_locked and source is None:
        words = "This birthday was read off an ID. Only a manager changes it, or another ID."
        raise Refused(Refusal(RefusalCode.FIELD_LOCKED, words))
    if value == getattr(member, field) and source is None:
        return card_of(desk, member_id, facts, desk.clock.now())
    told = [draft(desk, member_id, MemberFieldSet(field, value, source))]
    if source is FieldSource.MANAGER:
        (fact,) = permissions.append(desk, Permission.CHANGE_LOCKED, told)
    else:
        taken = enrolment.released(desk, value, phone_use, member_id) if field is MemberField.PHONE else []
        *_, fact = desk.ledger.append([*taken, *told]).facts
    return card_of(desk, member_id, [*facts, fact], max(desk.clock.now(), happened_at(fact)))


def _words(typed: str) -> str | None:
    """`edibles, vapes`: each word once, in small letters. Raises Refused(BAD_TEXT)."""
    words = dict.fromkeys(" ".join(word.split()).casefold() for word in typed.split(","))
    text = ", ".join(word for word in words if word)
    if len(text) > MAX_INTERESTS:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, f"Interests have at most {MAX_INTERESTS} characters together."))
    return text or None


def _language(typed: str) -> str:
    """`es`, or the language's name. Raises Refused(BAD_TEXT)."""
    named = {"english": Language.ENGLISH, "spanish": Language.SPANISH, "español": Language.SPANISH}
    said = typed.casefold()
    if said in [*Language]:
        return said
    if said in named:
        return named[said]
    raise Refused(Refusal(RefusalCode.BAD_TEXT, "A language is en (English) or es (Spanish)."))


def _value(desk: Desk, member_id: str, field: MemberField, typed: str, phone_use: PhoneUse) -> str | None:
    """The value as it is kept. Raises Refused."""
    if not typed:
        return None
    match field:
        case MemberField.FIRST_NAME | MemberField.LAST_NAME:
            return identity.normal_name(typed)
        case MemberField.PHONE:
            return enrolment.free_phone(desk, typed, phone_use, member_id)
        case MemberField.EMAIL:
            return identity.normal_email(typed)
        case MemberField.CARD_CODE:
            return enrolment.free_card_code(desk, typed, member_id)
        case MemberField.BIRTHDAY:
            return enrolment.checked_birthday(enrolment.rules(desk), typed, this_day(desk))
        case MemberField.HOME_STORE:
            desk.programs.calendar(typed)
            return typed
        case MemberField.MEMBER_TYPE:
            return enrolment.kind_of_member(typed)
        case MemberField.INTERESTS:
            return _words(typed)
        case MemberField.LANGUAGE:
            return _language(typed)
