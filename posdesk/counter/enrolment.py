"""Decides what enrolling a member means: a plain form becomes one fact. Refuses to know screens and SQL."""

from dataclasses import dataclass
from uuid import UUID

from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain import identity, scan_code
from posdesk.domain.facts import MemberEnrolled
from posdesk.domain.member import short_name
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

MAX_TYPE = 40


@dataclass(frozen=True, slots=True)
class EnrolmentForm:
    """What was typed, as it was typed. share_phone: the phone may be another member's too (a family's). member_type: a
    kind of member that the program's rules name, such as `medical`."""

    name: str
    phone: str | None = None
    email: str | None = None
    birthday: str | None = None
    card_code: str | None = None
    share_phone: bool = False
    member_type: str | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A member who is durable: the id and the new card."""

    member_id: str
    card: MemberCard


def enrol(desk: Desk, form: EnrolmentForm) -> Enrolled:
    """Enrol a member at this store. A card code is made when none is given. Raises Refused with what to do."""
    member_id = desk.ids.new(desk.clock.now())
    desk.ledger.append([draft(desk, member_id, enrolment_body(desk, form, member_id))])
    return Enrolled(member_id, open_card(desk, member_id))


def enrolment_body(desk: Desk, form: EnrolmentForm, member_id: str) -> MemberEnrolled:
    """The fact's body for a form. Raises Refused with what to do."""
    first_name, last_name = identity.split_name(identity.normal_name(form.name))
    today = this_day(desk)
    return MemberEnrolled(
        first_name=first_name,
        last_name=last_name,
        enrolled_on=today,
        phone=_phone(desk, form),
        email=identity.normal_email(form.email) if form.email and form.email.strip() else None,
        card_code=_card_code(desk, form, member_id),
        birthday=identity.normal_birthday(form.birthday, today) if form.birthday and form.birthday.strip() else None,
        home_store=desk.station.store,
        member_type=kind_of_member(form.member_type),
    )


def kind_of_member(typed: str | None) -> str | None:
    """The kind of member, as the program's rules name it; None for none. Raises Refused(BAD_TEXT)."""
    words = " ".join((typed or "").split())
    if len(words) > MAX_TYPE:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, f"A kind of member has at most {MAX_TYPE} characters."))
    return words or None


def _phone(desk: Desk, form: EnrolmentForm) -> str | None:
    return free_phone(desk, form.phone, form.share_phone) if form.phone and form.phone.strip() else None


def free_phone(desk: Desk, typed: str, shared: bool, holder: str | None = None) -> str:
    """A phone in E.164 that is nobody's but `holder`'s, or that may be shared. Raises Refused(BAD_PHONE,
    PHONE_TAKEN)."""
    phone = identity.normal_phone(typed)
    others = [member for member in desk.directory.by_phone(phone) if member != holder]
    if others and not shared:
        (hit, *_) = desk.directory.by_ids(others[:1])
        name = short_name(hit.first_name, hit.last_name)
        words = f"This phone is {name}'s already. Open that card, or save again to let both share it."
        raise Refused(Refusal(RefusalCode.PHONE_TAKEN, words))
    return phone


def free_card_code(desk: Desk, typed: str, holder: str | None = None) -> str:
    """A card code that is nobody's but `holder`'s. Raises Refused(BAD_CARD_CODE, CARD_TAKEN)."""
    code = scan_code.normal_card_code(typed)
    hit = desk.directory.by_card(code)
    if hit is not None and hit.member != holder:
        raise Refused(Refusal(RefusalCode.CARD_TAKEN, "This card belongs to another member. Take a new card."))
    return code


def _card_code(desk: Desk, form: EnrolmentForm, member_id: str) -> str:
    if not form.card_code or not form.card_code.strip():
        return scan_code.new_card_code(UUID(member_id).int % 2**scan_code.CODE_BITS)
    return free_card_code(desk, form.card_code)
