"""The counter's commands: enrol, find, show, visit, void. The same use cases as the screen's."""

import re
from argparse import Namespace
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.answers import because_of, card_text, card_value
from posdesk.commands.entries import entry_of
from posdesk.counter import id_checks, lookup
from posdesk.counter.card import member_moment, open_card
from posdesk.counter.enrolment import EnrolmentForm
from posdesk.counter.enrolment import enrol as enrol_member
from posdesk.counter.ports import Desk
from posdesk.counter.profile_edits import set_field
from posdesk.counter.visits import record
from posdesk.counter.visits import void as void_visit
from posdesk.domain.business_day import BusinessCalendar, Instant, end_of_day, to_instant
from posdesk.domain.explain import FIGURES
from posdesk.domain.facts import FieldSource, MemberField
from posdesk.domain.id_card import CheckMethod
from posdesk.domain.member import profile, short_name
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def enrol(desk: Desk, given: Namespace) -> Answer:
    """`enrol --name --phone`: make a member."""
    form = EnrolmentForm(
        given.name, given.phone, given.email, given.birthday, given.card, given.share_phone, given.type
    )
    enrolled = enrol_member(desk, form)
    card = enrolled.card
    value = {"member": enrolled.member_id, "name": card.member.short_name, "card_code": card.member.card_code}
    return Answer(
        value, f"Enrolled {card.member.short_name}. Member {enrolled.member_id}, card {card.member.card_code}."
    )


def change_field(desk: Desk, given: Namespace) -> Answer:
    """`profile MEMBER FIELD [VALUE]`: set or clear a field of a member's profile."""
    member, field = resolve(desk, given.member), MemberField(given.field)
    source = None if given.source is None else FieldSource(given.source)
    card = set_field(desk, member, field, given.value, source, given.share_phone)
    now = getattr(card.member, field)
    value = {"member": member, "field": field, "value": now, "birthday_locked": card.member.birthday_locked}
    return Answer(value, f"{card.member.short_name}: {field.replace('_', ' ')} is {now or 'cleared'}.")


def find(desk: Desk, given: Namespace) -> Answer:
    """`find TEXT`: what the search box finds."""
    found = lookup.find(desk, given.text, limit=given.limit)
    hits: list[dict[str, Json]] = [
        {
            "member": hit.member,
            "name": short_name(hit.first_name, hit.last_name),
            "phone_ends": hit.phone_ends,
            "last_seen": hit.last_seen.isoformat(),
            "by": hit.by,
        }
        for hit in found.hits
    ]
    value = {"kind": found.kind, "exact": found.exact, "note": found.note, "hits": hits}
    rows = [
        [hit["name"], f"ends {hit['phone_ends'] or '-'}", f"seen {hit['last_seen']}", hit["member"]] for hit in hits
    ]
    return Answer(value, "\n".join(part for part in (table(rows), found.note) if part) or "No one found.")


def show(desk: Desk, given: Namespace) -> Answer:
    """`show MEMBER [--as-of MOMENT] [--why FIGURE]`: the card, now or then."""
    member = resolve(desk, given.member)
    at = None if given.as_of is None else read_moment(given.as_of, home_calendar(desk, member))
    card = open_card(desk, member, at)
    if given.why is None:
        return Answer(card_value(card), card_text(card))
    why = because_of(card.standing, given.why, desk.programs.timeline())
    if why is None:
        words = f"“{given.why}” is no figure of this member. Ask for {', '.join(FIGURES)}, milestone:ID, brand:NAME ..."
        raise Refused(Refusal(RefusalCode.BAD_TEXT, words))
    rules = ", ".join(f"{rule['id']} (version {rule['version']})" for rule in why["rules"]) or "no rule, a plain sum"
    return Answer(why, "\n".join([f"{why['figure']} = {why['value']} by {rules}, from", *why["facts"]]))


def visit(desk: Desk, given: Namespace) -> Answer:
    """`visit MEMBER --amount --brand ...`, or `visit --guest --amount`: record a visit."""
    member = None if given.guest else resolve(desk, given.member)
    entry = entry_of(desk, member, given)
    if given.id_checked is not None:
        entry = replace(entry, id_check=id_checks.said(desk, CheckMethod(given.id_checked)))
    at = None if given.at is None else read_moment(given.at, desk.programs.calendar(desk.station.store))
    nudges = open_card(desk, member).nudges if member is not None and at is None else ()
    saved = record(desk, member, entry, nudges, at)
    value: dict[str, Json] = {"visit": saved.visit_id, "member": member, "words": saved.words}
    if saved.card is not None:
        mine = next(visit for visit in saved.card.standing.history if visit.fact_id == saved.visit_id)
        value |= {
            "visits": saved.card.standing.visits,
            "counted": mine.counted,
            "why_not": mine.why_not,
            "points": mine.points,
            "tier": saved.card.standing.tier.name,
        }
    return Answer(value, f"{saved.words} ({saved.visit_id})")


def void(desk: Desk, given: Namespace) -> Answer:
    """`void VISIT --reason`: undo a visit with a reversing fact."""
    undone = void_visit(desk, given.visit.strip().lower(), given.reason)
    return Answer({"visit": undone.visit_id, "words": undone.words}, undone.words)


def resolve(desk: Desk, text: str) -> str:
    """The member a text means: an id, `SYSTEM:ID` of an import, or anything the search box finds exactly one of.

    Raises Refused(NO_MEMBER, AMBIGUOUS_MEMBER).
    """
    wanted = text.strip()
    if _UUID.fullmatch(wanted.lower()):
        return wanted.lower()
    if imported := desk.directory.by_external(wanted):
        return imported
    found = lookup.find(desk, wanted)
    if found.exact is not None:
        return found.exact
    if len(found.hits) == 1:
        return found.hits[0].member
    if not found.hits:
        raise Refused(Refusal(RefusalCode.NO_MEMBER, found.note or f"No one with “{wanted}”. Check the spelling."))
    words = f"{len(found.hits)} members or more match “{wanted}”. Give the id that `find` lists, or the card code."
    raise Refused(Refusal(RefusalCode.AMBIGUOUS_MEMBER, words))


def read_moment(text: str, calendar: BusinessCalendar) -> Instant:
    """`2026-11-23` is the end of that business day; `2026-11-23T14:00` is that time at the store (or with its own
    offset). Raises Refused(BAD_DATE)."""
    try:
        if len(text) == len("2026-11-23"):
            return end_of_day(date.fromisoformat(text), calendar).at
        moment = datetime.fromisoformat(text)
        return to_instant(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(calendar.zone)))
    except (ValueError, OverflowError):
        words = f"“{text}” is no moment. Write 2026-11-23 for the end of that day, or 2026-11-23T14:00."
        raise Refused(Refusal(RefusalCode.BAD_DATE, words)) from None


def read_day(text: str) -> date:
    """`2026-11-23`. Raises Refused(BAD_DATE)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Refusal(RefusalCode.BAD_DATE, f"“{text}” is no date. Write it like 2026-11-23.")) from None


def home_calendar(desk: Desk, member: str) -> BusinessCalendar:
    """The calendar by which a member's days are reckoned."""
    return member_moment(desk, profile(member, desk.ledger.facts_about(member)), desk.clock.now())[1]
