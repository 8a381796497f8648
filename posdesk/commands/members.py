"""The commands about one member's profile: enrol, profile, consent. The same use cases as the screen's."""

from argparse import Namespace

from posdesk.commands.answer import Answer, Json
from posdesk.commands.counter import resolve
from posdesk.counter import consents
from posdesk.counter.enrolment import Enrolled, EnrolmentForm
from posdesk.counter.enrolment import enrol as enrol_member
from posdesk.counter.known_members import known_member
from posdesk.counter.ports import Desk
from posdesk.counter.profile_edits import set_field
from posdesk.domain.channels import Channel
from posdesk.domain.consent_wording import Language, asked_with
from posdesk.domain.facts import FieldSource, MemberField
from posdesk.domain.referral_code import code_of
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

CHANNELS = {"sms": Channel.TEXT, "text": Channel.TEXT, "email": Channel.EMAIL}
"""What `--channel` takes."""


def enrol(desk: Desk, given: Namespace) -> Answer:
    """`enrol --name --phone`: make a member."""
    form = EnrolmentForm(
        name=given.name,
        phone=given.phone,
        email=given.email,
        birthday=given.birthday,
        card_code=given.card,
        phone_use=given.phone_use,
        member_type=given.type,
        referral=given.referral,
        birthday_source=FieldSource.ID_SCAN if given.from_id else None,
    )
    enrolled = enrol_member(desk, form)
    member = enrolled.card.member
    value = {
        "member": enrolled.member_id,
        "name": member.short_name,
        "card_code": member.card_code,
        "referral_code": code_of(member.id),
        "birthday_locked": member.birthday_locked,
        "brought_by": enrolled.brought_by,
        "no_reward": enrolled.no_reward,
    }
    words = f"Enrolled {member.short_name}. Member {enrolled.member_id}, card {member.card_code}.{_brought(enrolled)}"
    return Answer(value, words)


def _brought(enrolled: Enrolled) -> str:
    if enrolled.brought_by is None:
        return ""
    if enrolled.no_reward is not None:
        return f" Brought by {enrolled.brought_by}, without a reward: {enrolled.no_reward}."
    return f" Brought by {enrolled.brought_by}."


def change_field(desk: Desk, given: Namespace) -> Answer:
    """`profile MEMBER FIELD [VALUE]`: set or clear a field of a member's profile."""
    member, field = resolve(desk, given.member), MemberField(given.field)
    source = None if given.source is None else FieldSource(given.source)
    card = set_field(desk, member, field, given.value, source, given.phone_use)
    now = getattr(card.member, field)
    value = {"member": member, "field": field, "value": now, "birthday_locked": card.member.birthday_locked}
    return Answer(value, f"{card.member.short_name}: {field.replace('_', ' ')} is {now or 'cleared'}.")


def consent(desk: Desk, given: Namespace) -> Answer:
    """`consent MEMBER [--channel sms|email --give|--decline|--withdraw] [--language en|es]`: what a member allows; or
    what she reads when she is asked."""
    member = resolve(desk, given.member)
    if given.channel is None:
        return _allowed(desk, member, given)
    channel = CHANNELS[given.channel]
    if given.withdraw:
        told = consents.stop(desk, member, channel)
    elif given.give or given.decline:
        language = Language(given.language) if given.language else consents.language_of(known_member(desk, member)[0])
        told = consents.answer(desk, member, channel, language, agreed=given.give)
    else:
        words = "Say what the member answered: --give, --decline or --withdraw."
        raise Refused(Refusal(RefusalCode.BAD_TEXT, words))
    asked = asked_with(told.source)
    allowed = channel in told.card.member.consents
    value: dict[str, Json] = {
        "member": told.card.member.id,
        "channel": channel,
        "allowed": allowed,
        "fact": told.fact,
        "source": told.source,
        "wording": None if asked is None else asked.version,
        "language": told.card.member.language,
    }
    words = f"{told.card.member.short_name}: {channel} {'allowed' if allowed else 'not allowed'} ({told.source})."
    return Answer(value, words)


def _allowed(desk: Desk, member: str, given: Namespace) -> Answer:
    if given.give or given.decline or given.withdraw:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, "Say what it is about: --channel sms or --channel email."))
    known = known_member(desk, member)[0]
    language = Language(given.language) if given.language else None
    questions = consents.questions(desk, member, language)
    value: dict[str, Json] = {
        "member": known.id,
        "language": known.language,
        "consents": {channel: channel in known.consents for channel in Channel},
        "ask": [
            {"channel": each.channel, "language": each.language, "wording": each.version, "text": each.text}
            for each in questions
        ],
    }
    lines = [f"{channel}: {'allowed' if channel in known.consents else 'not allowed'}" for channel in Channel]
    lines += [f"Ask about {each.channel} (wording {each.version}): {each.text}" for each in questions]
    return Answer(value, "\n".join(lines))
