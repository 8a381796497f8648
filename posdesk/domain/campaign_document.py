"""Decides whether a campaign written as TOML is sound, and reads it; every problem at once, each with its line, its
path and the fix.

Refuses to know whether the program has what it names (campaign_contradictions.py) and how one is written
(campaign_writing.py).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from posdesk.domain import reward_document
from posdesk.domain.campaigns import (
    MOST_USES,
    OCCASIONS,
    Campaign,
    Limits,
    Place,
    Question,
    Renewal,
    Trigger,
    When,
)
from posdesk.domain.document_lines import lines_of
from posdesk.domain.document_values import (
    Reading,
    Section,
    day,
    flag,
    hours,
    if_said,
    section,
    text,
    unknown_keys,
    weekdays,
    whole,
    word,
    words_in,
)
from posdesk.domain.facts import MemberField
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.rewards import CAMPAIGN, Reward
from posdesk.domain.segment_document import SEGMENT_KEYS, check_names, in_lines, read_segments, read_where
from posdesk.domain.segments import Group, Joined, Segment

KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({"campaign", "segment"}),
    "campaign": frozenset(
        """id version title say message channels first_day last_day priority group holdout_percent salt not_yet stores
        weekdays hours when where limits reward question""".split()
    ),
    "campaign.when": frozenset({"trigger", "first", "last", "milestone", "near", "percent"}),
    "campaign.where": frozenset(Joined),
    "campaign.limits": frozenset({"per_member", "renews", "per_day", "total"}),
    "campaign.reward": reward_document.KEYS["reward"],
    "campaign.question": frozenset({"field", "words", "good_days"}),
    "segment": SEGMENT_KEYS,
}
"""Every key of a campaign's document, clauses aside; docs/campaigns.md explains them."""
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BRACED = re.compile(r"\{([^{}]*)\}")
SAID = ("name", "title", "until", "missing")
"""What stands in braces in the sentence for the budtender."""
ASKED = frozenset(MemberField) - {
    *(MemberField.HOME_STORE, MemberField.MEMBER_TYPE, MemberField.CARD_CODE, MemberField.LANGUAGE)
}
"""The fields that a member can be asked for."""
MOST_DAYS = 3660
MAX_WORDS, MAX_MESSAGE = 200, 480
OF_TRIGGER: Mapping[Trigger, tuple[str, ...]] = {
    Trigger.LOOK_UP: (),
    Trigger.VISIT: (),
    Trigger.JOINED: ("first", "last"),
    Trigger.BIRTHDAY: ("first", "last"),
    Trigger.MILESTONE_NEAR: ("milestone", "near"),
    Trigger.MILESTONE_REACHED: ("milestone", "last"),
    Trigger.LAPSE: ("percent",),
    Trigger.TIER_ENTRY: ("last",),
}
"""The numbers each trigger has; it needs all of them, and no other means anything to it."""


def parse(document: str, known: Mapping[str, Segment] | None = None) -> Campaign:
    """Read one campaign and the segments it brings along. known: segments published before, which it may name. Raises
    Refused(BAD_CAMPAIGN); its words hold a line for each problem."""
    try:
        tables = tomllib.loads(document)
    except (ValueError, RecursionError) as trouble:
        raise Refused(Refusal(RefusalCode.BAD_CAMPAIGN, f"This is not a TOML document. {trouble}")) from None
    reading = Reading(lines_of(document))
    unknown_keys(reading, _without_clauses(tables), KEYS)
    segments = read_segments(Section(reading, tables, ()), known)
    if "campaign" not in tables:
        reading.wrong((), "no [campaign] is in it. Write one, with id, title and what it gives.")
    campaign = _campaign(section(reading, tables, "campaign"), segments)
    everyone = {**(known or {}), **{segment.id: segment for segment in segments}}
    if campaign.where is not None:
        check_names(reading, campaign.where, everyone)
    if reading.problems:
        raise Refused(Refusal(RefusalCode.BAD_CAMPAIGN, in_lines(reading)))
    return campaign


def name_of(document: str) -> str:
    """What can be read of the title or id of a document that `parse` refuses; it is for people."""
    try:
        table: Any = tomllib.loads(document).get("campaign", {})
    except (ValueError, RecursionError):
        return "a campaign"
    said = table.get("title") or table.get("id") if isinstance(table, dict) else None
    return said[:MAX_WORDS] if isinstance(said, str) else "a campaign"


def _without_clauses(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The document without its segments and without the clauses of the audience, which have readers of their own."""
    kept = {key: value for key, value in tables.items() if key != "segment"}
    campaign = kept.get("campaign")
    if isinstance(campaign, dict) and isinstance(campaign.get("where"), dict):
        kept["campaign"] = {**campaign, "where": dict.fromkeys(campaign["where"], None)}
    return kept


def _campaign(at: Section, segments: tuple[Segment, ...]) -> Campaign:
    first, last = if_said(day, at, "first_day"), if_said(day, at, "last_day")
    if first is not None and last is not None and last < first:
        at.wrong("last_day", f"{last} is before first_day, {first}. Write the later day here.")
    name, version, title = _id(at), whole(at, "version", 1, least=1), text(at, "title")
    when = _when(_inner(at, "when"))
    campaign = Campaign(
        id=name,
        version=version,
        title=title,
        where=_where(at),
        when=when,
        channels=_channels(at),
        first_day=first,
        last_day=last,
        reward=_reward(at, f"{CAMPAIGN}{name}:{version}", title or "a reward", when),
        say=_say(at),
        message=text(at, "message", most=MAX_MESSAGE) if "message" in at.table else "",
        question=_question(at),
        limits=_limits(_inner(at, "limits"), when.trigger),
        priority=whole(at, "priority", 50, least=0, most=100),
        group=text(at, "group") if "group" in at.table else "",
        holdout_percent=whole(at, "holdout_percent", 0, least=0, most=90),
        salt=text(at, "salt", name or None),
        not_yet=flag(at, "not_yet", True),
        stores=frozenset(words_in(at, "stores")),
        weekdays=weekdays(at, "weekdays"),
        hours=if_said(hours, at, "hours"),
        segments=segments,
    )
    _says_something(at, campaign)
    return campaign


def _says_something(at: Section, campaign: Campaign) -> None:
    counter = Place.COUNTER in campaign.channels
    if counter and not (campaign.reward or campaign.say or campaign.question):
        at.wrong("", "does nothing at the counter: give it a say, a [campaign.reward] or a [campaign.question].")
    if campaign.channels - {Place.COUNTER} and not campaign.message:
        at.wrong("message", "is missing: what a text or an e-mail reads.")
    if not counter and (campaign.question or campaign.say):
        at.wrong("channels", 'a say and a question are for the counter: write channels = ["counter"].')


def _id(at: Section) -> str:
    name = text(at, "id")
    if name and not _ID.fullmatch(name):
        at.wrong("id", "has small letters, digits and single dashes, like tenth-visit.")
        return ""
    return name


def _inner(at: Section, key: str) -> Section:
    table = at.table.get(key, {})
    if not isinstance(table, dict):
        at.wrong(key, f"is a table: write [campaign.{key}] above its keys.")
        table = {}
    return Section(at.reading, table, (*at.path, key))


def _where(at: Section) -> Group | None:
    return read_where(_inner(at, "where")) if "where" in at.table else None


def _channels(at: Section) -> frozenset[Place]:
    if "channels" not in at.table:
        return frozenset({Place.COUNTER})
    said = words_in(at, "channels")
    for name in said:
        if name not in list(Place):
            at.wrong("channels", f"“{name}” is not one of {', '.join(Place)}.")
    if not said:
        at.wrong("channels", f"is empty. Write at least one of {', '.join(Place)}.")
    return frozenset(Place(name) for name in said if name in list(Place))


def _when(at: Section) -> When:
    trigger = word(at, "trigger", Trigger, Trigger.LOOK_UP)
    needed = OF_TRIGGER[trigger]
    for key in sorted(set(at.table) & KEYS["campaign.when"] - {"trigger", *needed}):
        at.wrong(key, f"means nothing to the trigger {trigger}. Leave it out.")
    for key in needed:
        if key not in at.table:
            at.wrong(key, f"is missing: the trigger {trigger} needs it.")
    number = {
        key: if_said(whole, at, key, least=1 if key in ("near", "percent") else 0, most=10**9)
        for key in needed
        if key != "milestone"
    }
    if trigger is Trigger.JOINED and (number["first"] or 0) >= (number["last"] or 10**9):
        at.wrong("last", f"ends before it begins: day {number['last']} is not in it, {number['first']} is the first.")
    for key in ("first", "last"):
        if (number.get(key) or 0) > MOST_DAYS:
            at.wrong(key, f"is more than {MOST_DAYS:,} days.")
    if trigger is Trigger.BIRTHDAY and (number["first"] or 0) + (number["last"] or 0) > 182:
        at.wrong("last", "with first, it comes to more than half a year around the birthday. Write smaller numbers.")
    return When(
        trigger,
        number.get("first") or 0,
        number.get("last") or 0,
        text(at, "milestone") if "milestone" in needed and "milestone" in at.table else "",
        number.get("near") or 0,
        number.get("percent") or 0,
    )


def _limits(at: Section, trigger: Trigger) -> Limits:
    usual = Renewal.OCCASION if trigger in OCCASIONS else Renewal.NEVER
    renews = word(at, "renews", Renewal, usual)
    if renews is Renewal.OCCASION and trigger not in OCCASIONS:
        at.wrong("renews", f"{renews} means nothing to the trigger {trigger}. It is one of never, day, month, year.")
    return Limits(
        per_member=_cap(at, "per_member", MOST_USES) or 1,
        renews=renews,
        per_day=_cap(at, "per_day", 10**6),
        total=_cap(at, "total", 10**9),
    )


def _cap(at: Section, key: str, most: int) -> int | None:
    """A number from 1. 0 is refused: it has meant both nobody and no limit."""
    if at.table.get(key) == 0 and not isinstance(at.table.get(key), bool):
        at.wrong(key, "0 would be nobody. Leave it out for no limit, or end the campaign.")
        return None
    return if_said(whole, at, key, least=1, most=most)


def _reward(at: Section, name: str, title: str, when: When) -> Reward | None:
    if "reward" not in at.table:
        return None
    found = reward_document.gift(_inner(at, "reward"), name, title)
    if when.trigger is Trigger.VISIT and not found.minimum_cents:
        return replace(found, minimum_cents=1)  # so that it is used with goods, and not by itself
    return found


def _say(at: Section) -> str:
    said = text(at, "say", most=MAX_WORDS) if "say" in at.table else ""
    for name in _BRACED.findall(said):
        if name not in SAID:
            at.wrong("say", f"nothing is known for {{{name}}}. There are {', '.join(f'{{{each}}}' for each in SAID)}.")
    return said


def _question(at: Section) -> Question | None:
    if "question" not in at.table:
        return None
    inner = _inner(at, "question")
    field = word(inner, "field", MemberField)
    if field not in ASKED:
        inner.wrong("field", f"nobody is asked for {field}. It is one of {', '.join(sorted(ASKED))}.")
    good = whole(inner, "good_days", Question(field, "").good_days, least=0, most=MOST_DAYS)
    return Question(field, text(inner, "words", most=MAX_WORDS), good)
