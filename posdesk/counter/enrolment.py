"""Decides what enrolling a member means: a plain form becomes one fact, and one more for whoever brought the member.

Nothing here asks for consent to messages: that is a step of its own (consents.py, G21). Refuses to know screens and
SQL.
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from posdesk.counter import referrals
from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.duplicates import Candidate, candidates
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft, this_day
from posdesk.domain import birthday, email_typos, identity, proper_names, scan_code, typed_birthdays
from posdesk.domain.facts import FieldSource, MemberEnrolled
from posdesk.domain.id_card import IdCard
from posdesk.domain.likeness import Traits
from posdesk.domain.member import short_name
from posdesk.domain.people_facts import ReferralMade
from posdesk.domain.program import EnrolmentRules
from posdesk.domain.referrals import WhyNothing, pays_nothing
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

MAX_TYPE = 40
_COMPARED = ("name", "phone", "email", "birthday")


@dataclass(frozen=True, slots=True)
class EnrolmentForm:
    """What was typed, as it was typed. share_phone: the phone may be another member's too (a family's). member_type: a
    kind of member that the program's rules name, such as `medical`. referral: the code of whoever brought the member,
    or that one's phone or card. birthday_source: ID_SCAN where the birthday was read off an ID; it is locked then."""

    name: str
    phone: str | None = None
    email: str | None = None
    birthday: str | None = None
    card_code: str | None = None
    share_phone: bool = False
    member_type: str | None = None
    referral: str | None = None
    birthday_source: FieldSource | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A member who is durable: the id and the new card. brought_by: whose referral it is, `Maria G.`; no_reward: why it
    gives nothing, as far as that is known now."""

    member_id: str
    card: MemberCard
    brought_by: str | None = None
    no_reward: WhyNothing | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What one field of a form means while it is typed. kept: the value as it would be kept, None for an empty field or
    one that cannot be. refusal: why not. meant: an e-mail that may have been meant instead."""

    kept: str | None = None
    refusal: Refusal | None = None
    meant: str | None = None


def enrol(desk: Desk, form: EnrolmentForm) -> Enrolled:
    """Enrol a member at this store. A card code is made when none is given. Raises Refused with what to do."""
    member_id = desk.ids.new(desk.clock.now())
    brought = referrals.referrer(desk, form.referral) if form.referral and form.referral.strip() else None
    drafts = [draft(desk, member_id, enrolment_body(desk, form, member_id))]
    if brought is not None:
        drafts.append(draft(desk, brought.member.id, ReferralMade(member_id)))
    desk.ledger.append(drafts)
    card = open_card(desk, member_id)
    if brought is None:
        return Enrolled(member_id, card)
    return Enrolled(member_id, card, brought.member.short_name, no_reward(desk, brought, member_id))


def no_reward(desk: Desk, brought: referrals.Referrer, member_id: str) -> WhyNothing | None:
    """Why bringing this member, who has just been enrolled, gives nothing; None: it may (LG10). Nobody can have been
    brought by somebody who is only now a member."""
    return pays_nothing(brought.facts, desk.ledger.facts_about(member_id), member_id, circular=False)


def enrolment_body(desk: Desk, form: EnrolmentForm, member_id: str) -> MemberEnrolled:
    """The fact's body for a form. Raises Refused with what to do."""
    first_name, last_name = identity.split_name(identity.normal_name(form.name))
    today = this_day(desk)
    born = checked_birthday(rules(desk), form.birthday, today) if form.birthday and form.birthday.strip() else None
    return MemberEnrolled(
        first_name=first_name,
        last_name=last_name,
        enrolled_on=today,
        phone=_phone(desk, form),
        email=identity.normal_email(form.email) if form.email and form.email.strip() else None,
        card_code=_card_code(desk, form, member_id),
        birthday=born,
        home_store=desk.station.store,
        member_type=kind_of_member(form.member_type),
        birthday_source=form.birthday_source if born else None,
    )


def form_of_id(card: IdCard, blank: EnrolmentForm | None = None) -> EnrolmentForm:
    """The form filled in from an ID: name and birthday, and nothing else of it. What was known before stays. A name
    that the card cut off is filled in as far as it goes, for a person to finish (G06)."""
    known = blank or EnrolmentForm("")
    first = proper_names.proper(identity.normal_name(card.first)) if card.first else ""
    last = " ".join(part for part in (card.last, card.suffix) if part)
    last = proper_names.proper(identity.normal_name(last), last=True) if last else ""
    name = f"{last}, {first}" if first and " " in last else f"{first} {last}".strip()
    return replace(
        known,
        name=name or known.name,
        birthday=card.date_of_birth.isoformat(),
        birthday_source=FieldSource.ID_SCAN,
    )


def check(desk: Desk, form: EnrolmentForm, field: str) -> Checked:
    """What one field of the form, by its name, means as it is typed: the value it would be kept as, or why it cannot
    be, in the words that enrolling would be refused with."""
    typed = getattr(form, field)
    if not isinstance(typed, str) or not typed.strip():
        return Checked()
    try:
        kept = _kept(desk, form, field, typed)
    except Refused as refused:
        return Checked(refusal=refused.refusal)
    return Checked(kept, meant=email_typos.meant(kept) if field == "email" else None)


def _kept(desk: Desk, form: EnrolmentForm, field: str, typed: str) -> str:
    match field:
        case "name":
            return " ".join(part for part in identity.split_name(identity.normal_name(typed)) if part)
        case "phone":
            return free_phone(desk, typed, form.share_phone)
        case "email":
            return identity.normal_email(typed)
        case "birthday":
            return checked_birthday(rules(desk), typed, this_day(desk))
        case "card_code":
            return free_card_code(desk, typed)
        case "referral":
            return referrals.referrer(desk, typed).member.short_name
    return typed.strip()


def alike(desk: Desk, form: EnrolmentForm) -> tuple[Candidate, ...]:
    """Members this may be already, as far as the form says it, the likeliest first; nobody before there is a name, or
    with a name that nothing else goes with."""
    checked = {field: check(desk, replace(form, share_phone=True), field).kept for field in _COMPARED}
    if checked["name"] is None:
        return ()
    first, last = identity.split_name(identity.normal_name(form.name))
    return candidates(desk, Traits(first, last, checked["phone"], checked["email"], checked["birthday"]))


def rules(desk: Desk) -> EnrolmentRules:
    """How forms are read here now."""
    return desk.programs.timeline().at(desk.clock.now()).enrolment


def checked_birthday(how: EnrolmentRules, typed: str, today: date) -> str:
    """A birthday in its normal form, of somebody old enough to be enrolled. Raises Refused(BAD_BIRTHDAY)."""
    born = typed_birthdays.read(typed, how.birthdays, today)
    if len(born) == len("2001-05-30") and not birthday.is_of_age(born, how.minimum_age, today):
        words = f"Nobody under {how.minimum_age} is enrolled. Look at the year {born[:4]} again."
        raise Refused(Refusal(RefusalCode.BAD_BIRTHDAY, words))
    return born


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
    phone = identity.normal_phone(typed, own=rules(desk).own_phones)
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
