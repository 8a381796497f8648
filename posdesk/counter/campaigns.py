"""Decides what the campaigns mean at the counter: gifts among the offers, words worth saying, one question, and what
the look-up has to note of it. Refuses to know rules (campaigning.py) and what else is said (card.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from posdesk.counter import referrals, wording
from posdesk.counter.ports import Desk
from posdesk.domain.business_day import Instant, business_day, local_time
from posdesk.domain.campaign_facts import Meeting
from posdesk.domain.campaigning import Answer, Here, Met, Uses, answers, met_by
from posdesk.domain.campaigns import Calendar, Campaign, Place, Question
from posdesk.domain.facts import Fact, happened_at
from posdesk.domain.figures import Figures
from posdesk.domain.figuring import figures_of
from posdesk.domain.member import Member, profile
from posdesk.domain.membership import Known, holds
from posdesk.domain.offers import Gift
from posdesk.domain.program import Program
from posdesk.domain.referrals import Referral
from posdesk.domain.standing import Standing

SETTLE_DAYS = 30
"""Where the program has no treat of its own (DT04)."""

GIVES = "{name}, you get {title} ({until})."
"""What is said of a gift whose campaign has no words of its own."""


class Persona(NamedTuple):
    """A kind of member that she is: what it is called, and a tip for the budtender."""

    title: str
    tip: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words that a campaign has the budtender say, and how important they are, 0 to 100. met: to be noted when these
    are the words that are said; None: it is noted already, or its gift is."""

    words: str
    priority: int
    campaign: str
    met: Meeting | None = None


@dataclass(frozen=True, slots=True)
class AskHer:
    """A question for her profile. gets: what she gets for the answer, empty: nothing."""

    field: str
    words: str
    gets: str
    campaign: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the campaigns come to for one member now. gifts: those she gets, and those she is close to. met: gifts and
    the question that are on the screen for the first time, and what is kept from her. unreadable: names of campaigns
    of a newer PosDesk. updated: when the last campaign came to this register, in words (CM10). referrals: the members
    she brought; what can be used for them is among the gifts, before the campaigns'."""

    answers: tuple[Answer, ...] = ()
    gifts: tuple[Gift, ...] = ()
    says: tuple[Said, ...] = ()
    question: AskHer | None = None
    personas: tuple[Persona, ...] = ()
    met: tuple[Meeting, ...] = ()
    unreadable: tuple[str, ...] = ()
    updated: str = ""
    referrals: tuple[Referral, ...] = ()


def seen(desk: Desk, facts: Sequence[Fact], standing: Standing, at: Instant) -> Seen:
    """The campaigns for a member at the counter at the instant `at`, and whom she brought. facts: all about her."""
    found, brought = _of_campaigns(desk, facts, standing, at), referrals.of(desk, facts, standing, at)
    if not brought:
        return found
    given = referrals.gifts(desk.programs.timeline().at(at), brought)
    return replace(found, gifts=(*given, *found.gifts), referrals=brought)


def _of_campaigns(desk: Desk, facts: Sequence[Fact], standing: Standing, at: Instant) -> Seen:
    calendar = desk.programs.campaigns()
    if not (calendar.versions or calendar.segments or calendar.unreadable):
        return Seen()
    she = _she(desk, facts, standing, at)
    if she is None:
        return Seen()
    return replace(_seen(calendar, she, standing), updated=_updated(desk, calendar, at))


def answers_for(desk: Desk, facts: Sequence[Fact], standing: Standing, at: Instant) -> tuple[Answer, ...]:
    """Every campaign that runs, wherever it is said, for one member, with all of its clauses."""
    she = _she(desk, facts, standing, at)
    if she is None:
        return ()
    return answers(desk.programs.campaigns(), she.figures, standing, she.met, she.here, None)


class _She(NamedTuple):
    """Whom campaigns are asked for, and where."""

    member: Member
    figures: Figures
    met: tuple[Met, ...]
    here: Here


def _she(desk: Desk, facts: Sequence[Fact], standing: Standing, at: Instant) -> _She | None:
    """None when nobody has enrolled under this id by `at`."""
    known = [fact for fact in facts if happened_at(fact) <= at]
    member = profile(standing.member, known)
    if member is None:
        return None
    program = desk.programs.timeline().at(at)
    figures = figures_of(member, known, standing, program, standing.as_of.day)
    return _She(member, figures, met_by(known), _here(desk, program, at))


def _here(desk: Desk, program: Program, at: Instant) -> Here:
    store, online = desk.programs.calendar(desk.station.store), desk.reach.online()
    return Here(
        at=at,
        store=desk.station.store,
        day=business_day(at, store),
        clock=local_time(at, store.zone).time(),
        online=online,
        allowances={} if online is None else desk.reach.allowances(),
        uses=_uses(desk, desk.programs.campaigns()),
        settle_days=SETTLE_DAYS if program.birthday is None else program.birthday.settle_days,
    )


def filled(words: str, member: Member, answer: Answer, standing: Standing) -> str:
    """The words of a campaign with what stands in braces filled in."""
    until = "now" if answer.until is None else wording.day_words(answer.until, standing.as_of.day)
    known: Mapping[str, str] = {
        "name": member.first_name or "there",
        "title": _title(answer.campaign),
        "until": until,
        "missing": _missing(answer.campaign, standing),
    }
    return words.format_map(known)


def _missing(campaign: Campaign, standing: Standing) -> str:
    """`3 visits` to the milestone that brings it up, else `$80` to the next tier; empty at the top."""
    tier, points = standing.tier, standing.point_name
    for milestone in standing.milestones:
        if milestone.rule.id == campaign.when.milestone:
            return wording.amount(milestone.missing, milestone.on, points)
    return "" if tier.next is None else wording.amount(tier.next.missing, tier.basis, points)


def _title(campaign: Campaign) -> str:
    return campaign.title if campaign.reward is None else campaign.reward.title


def _updated(desk: Desk, calendar: Calendar, at: Instant) -> str:
    """`today 11:50`, `Nov 20`: when the last campaign came, by this store's clock."""
    if calendar.latest is None:
        return ""
    zone = desk.programs.calendar(desk.station.store).zone
    came, today = local_time(calendar.latest, zone), local_time(at, zone).date()
    day = wording.day_words(came.date(), today)
    return f"{day} {came:%H:%M}" if came.date() == today else day


def _uses(desk: Desk, calendar: Calendar) -> Uses:
    """How often those with a limit over all members were used; nothing is counted when there are none. From the day
    before: it may be the day before at another store when one is published."""
    starts = [
        versions[0].day
        for versions in calendar.versions.values()
        if any(each.campaign.limits.total or each.campaign.limits.per_day for each in versions)
    ]
    return desk.ledger.uses_of_campaigns(min(starts) - timedelta(days=1)) if starts else {}


def _seen(calendar: Calendar, she: _She, standing: Standing) -> Seen:
    found = answers(calendar, she.figures, standing, she.met, she.here, Place.COUNTER)
    shown = [answer for answer in found if answer.why.holds]
    asks = next((answer for answer in shown if answer.asks), None)
    gifts = [answer for answer in found if not answer.asks and (answer.why.holds or answer.not_yet)]
    noted = {each.meeting for each in she.met}
    fresh = [answer for answer in found if _meeting(answer) not in noted]
    return Seen(
        answers=found,
        gifts=tuple(
            Gift(answer.award(she.here.day), answer.campaign.reward, answer.why)
            for answer in gifts
            if answer.campaign.reward is not None
        ),
        says=tuple(_said(answer, she, standing, answer in fresh) for answer in shown if _speaks(answer)),
        question=None if asks is None else _question(asks),
        personas=_personas(calendar, she.figures),
        met=tuple(_meeting(answer) for answer in fresh if _is_there(answer, asks)),
        unreadable=tuple(each.name for each in calendar.unreadable),
    )


def _speaks(answer: Answer) -> bool:
    return not answer.asks and bool(answer.campaign.say or answer.campaign.reward)


def _said(answer: Answer, she: _She, standing: Standing, new: bool) -> Said:
    campaign = answer.campaign
    words = filled(campaign.say or GIVES, she.member, answer, standing)
    note = _meeting(answer) if new and campaign.reward is None else None
    return Said(words, campaign.priority, campaign.id, note)


def _is_there(answer: Answer, asks: Answer | None) -> bool:
    """Whether it is on the screen for sure, or kept from it: gifts are, and of the questions the one that is asked;
    words are when they are the ones that are said."""
    if answer.asks or answer.held_out:
        return answer is asks or answer.held_out
    return answer.why.holds and answer.campaign.reward is not None


def _meeting(answer: Answer) -> Meeting:
    return Meeting(answer.campaign.id, answer.campaign.version, answer.n, answer.held_out)


def _question(answer: Answer) -> AskHer | None:
    question: Question | None = answer.campaign.question
    if question is None:
        return None
    gets = "" if answer.campaign.reward is None else answer.campaign.reward.title
    return AskHer(question.field, question.words, gets, answer.campaign.id)


def _personas(calendar: Calendar, figures: Figures) -> tuple[Persona, ...]:
    known: Known = {}
    return tuple(
        Persona(segment.title, segment.tip)
        for segment in calendar.segments.values()
        if segment.persona and holds(figures, segment.root, calendar.segments, known).holds
    )
