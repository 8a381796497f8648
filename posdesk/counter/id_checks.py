"""Decides what follows from an ID at the counter: the gate's answer, whose card opens, what a new form may take over.

The gate comes before loyalty (G01): whom it does not let in is not even looked for. What a visit later keeps is an
IdChecked, never anything of the ID (G02, G13). Refuses to know how an ID is read (hardware) and what a screen shows.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from posdesk.counter import id_memory, signing_in
from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.id_memory import IdMark
from posdesk.counter.lookup import Found, Understood
from posdesk.counter.ports import Desk, Hit
from posdesk.domain.business_day import local_time
from posdesk.domain.gate import GateAnswer, Shown, decide, shown
from posdesk.domain.id_card import CheckMethod, IdCard, IdChecked, matching_name
from posdesk.domain.identity import OLDEST_AGE, name_words
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission
from posdesk.domain.state_pack import StatePack

GATE_OFF = (
    "The ID check is off here: the store has not chosen its state. A manager does that: F10, “Store settings”. "
    "Nothing of the scan was kept."
)
NO_SCAN = "In this state a machine may not read IDs. Check the ID by hand: Alt+I. Nothing of the scan was kept."

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_AMERICAN = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})|(\d{2})(\d{2})(\d{4})")


@dataclass(frozen=True, slots=True, repr=False)
class IdLook:
    """What an ID led to. found: members for whom it is remembered, else those with its name and birthday; None where
    the gate let nobody in, or the ID said no whole name. card: theirs, when it is exactly one. checked: what the visit
    may keep; None: not let in. prefill: the ID itself, for the form of a new member, where the state's pack allows it;
    nobody may keep it. mark: what may be remembered of it, if a member agrees; None: nothing, or it is remembered."""

    answer: GateAnswer
    found: Found | None = None
    card: MemberCard | None = None
    checked: IdChecked | None = None
    prefill: IdCard | None = None
    mark: IdMark | None = None

    def __repr__(self) -> str:
        """Without anybody's data."""
        return f"IdLook({self.answer!r})"


def pack_of(desk: Desk) -> StatePack:
    """The state's pack that was chosen. Raises Refused(NO_STATE_PACK) while the gate is off."""
    pack = desk.state_packs.chosen()
    if pack is None:
        raise Refused(Refusal(RefusalCode.NO_STATE_PACK, GATE_OFF))
    return pack


def choose(desk: Desk, state: str | None) -> StatePack | None:
    """Choose the state whose rules hold here, or none; an approval is written down. Raises Refused (NO_STATE_PACK,
    BAD_STATE_PACK, NOT_PERMITTED) and EnvironmentTrouble."""
    signing_in.allow(desk, Permission.CHANGE_SETTINGS)
    return desk.state_packs.choose(state)


def local_day(desk: Desk) -> date:
    """The calendar day it is at this store: a birthday and an expiry turn at midnight, not with the business day."""
    return local_time(desk.clock.now(), desk.programs.calendar(desk.station.store).zone).date()


def look(desk: Desk, card: IdCard) -> IdLook:
    """What a scanned ID leads to. Raises Refused(NO_STATE_PACK) while the gate is off, or where it may not be
    scanned."""
    pack = pack_of(desk)
    if not pack.scan.allowed:
        raise Refused(Refusal(RefusalCode.NO_STATE_PACK, NO_SCAN))
    answer = decide(shown(card), pack, local_day(desk))
    if not answer.lets_in:
        return IdLook(answer)
    mark = id_memory.mark_of(desk, card)
    known = [] if mark is None else id_memory.members_of(desk, mark)
    hits = known or _members_like(desk, card)
    one = hits[0].member if hits and len(hits) == 1 else None
    kind = Understood.ID if known else Understood.NAME
    return IdLook(
        answer,
        None if hits is None else Found(kind, tuple(hits), exact=one),
        card=None if one is None else open_card(desk, one),
        checked=said(desk, answer.method),
        prefill=card if pack.retain.allowed and not hits else None,
        mark=None if known else mark,
    )


def by_hand(desk: Desk, born: str, expires: str, medical_until: str = "") -> IdLook:
    """What an ID leads to that somebody read: its birth date and last valid day as typed, and those of a medical card
    where one is shown. Raises Refused(BAD_DATE), and NO_STATE_PACK while the gate is off."""
    pack, today = pack_of(desk), local_day(desk)
    birth = typed_date(born, "birth date")
    if birth > today or birth.year < today.year - OLDEST_AGE:
        _bad("Nobody has this birth date. Look at the year again.")
    until = typed_date(medical_until, "medical card's date") if medical_until.strip() else None
    answer = decide(Shown(birth, typed_date(expires, "date until which it is valid"), medical_until=until), pack, today)
    return IdLook(answer, checked=said(desk, answer.method) if answer.lets_in else None)


def said(desk: Desk, method: CheckMethod) -> IdChecked:
    """What a visit keeps where somebody says that an ID was looked at now, and the gate was asked elsewhere."""
    return IdChecked(method, desk.clock.now(), desk.station.staff)


def typed_date(text: str, what: str) -> date:
    """A date typed off a card: `1984-07-09`, `07/09/1984` or `07091984`, month first as on the cards here. Raises
    Refused(BAD_DATE) with words that do not repeat it."""
    bare = text.strip()
    if match := _ISO.fullmatch(bare):
        year, month, day = match.groups()
    elif match := _AMERICAN.fullmatch(bare):
        month, day, year = (part for part in match.groups() if part is not None)
    else:
        _bad(f"Type the {what} as month, day, year: 07/09/1984.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        _bad(f"The {what} is on no calendar. Type it as month, day, year: 07/09/1984.")


def _bad(words: str) -> NoReturn:
    raise Refused(Refusal(RefusalCode.BAD_DATE, words))


def _members_like(desk: Desk, card: IdCard) -> list[Hit] | None:
    """The members with this name and birthday, newest first; None for an ID whose name is not whole (G06)."""
    name = matching_name(card)
    if name is None:
        return None
    first, last = name_words(name[0])[:1], name_words(name[1])
    if not first or not last:
        return None

    def is_called(given: str, family: str) -> bool:
        """Whether the first given name and every word of the last name are this member's, whole."""
        return name_words(given)[:1] == first and name_words(family) == last

    return desk.directory.by_birthday(card.date_of_birth.isoformat(), is_called)
