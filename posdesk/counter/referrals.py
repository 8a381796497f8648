"""Decides whom a referral code means, and what has come of the members that somebody brought (LG10).

Refuses to know the rules (posdesk.domain.referrals) and where a code is shown.
"""

from collections.abc import Sequence
from typing import NamedTuple

from posdesk.counter import lookup, wording
from posdesk.counter.ports import Desk, member_calendar
from posdesk.domain import referral_code, referrals
from posdesk.domain.business_day import Instant, as_of
from posdesk.domain.clauses import all_of
from posdesk.domain.facts import Fact, happened_at
from posdesk.domain.fold import fold
from posdesk.domain.member import Member, profile
from posdesk.domain.offers import Gift
from posdesk.domain.people_facts import ReferralMade
from posdesk.domain.program import Program, ReferralRule
from posdesk.domain.referrals import Friend, Referral, ReferralState
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.standing import Standing

MOST_LOOKED_AT = 100
"""Of somebody who brought more members the first are looked at; a program rewards fewer."""


class Referrer(NamedTuple):
    """Who brought a new member, and all facts about that person."""

    member: Member
    facts: Sequence[Fact]


def referrer(desk: Desk, typed: str) -> Referrer:
    """Whom a referral code means, or a card code or a whole phone in its place. Raises Refused(BAD_REFERRAL)."""
    leads = referral_code.leads_to(typed)
    if leads is not None:
        ids = desk.directory.by_beginning(leads.beginning)
        ids = [id for id in ids if referral_code.mark_of(id) == leads.mark]
    else:
        found = lookup.find(desk, typed)
        ids = [found.exact] if found.exact is not None else []
    if len(ids) == 1:
        facts = desk.ledger.facts_about(ids[0])
        member = profile(ids[0], facts)
        if member is not None:
            return Referrer(member, facts)
    words = "Nobody has this referral code. Type it again, or the phone of who brought them, or leave it empty."
    raise Refused(Refusal(RefusalCode.BAD_REFERRAL, words))


def of(desk: Desk, facts: Sequence[Fact], standing: Standing, at: Instant) -> tuple[Referral, ...]:
    """The members that somebody brought, the earliest first, and what has come of each by `at`. facts: all about her.
    Nothing but a look at her own facts while she brought nobody, or the program rewards nobody for it."""
    rule = desk.programs.timeline().at(at).referral
    made = referrals.made_by(fact for fact in facts if happened_at(fact) <= at)
    if rule is None or not made:
        return ()
    used = {(use.award_rule, use.award_n) for use in standing.redemptions if use.standing}
    found = []
    for each in made[:MOST_LOOKED_AT]:
        plain = Referral(_referred(each), each.id, each.business_day, ReferralState.USED)
        found.append(plain if plain.key in used else _judged(desk, rule, each, facts, standing, at))
    return tuple(referrals.with_most(rule, found))


def gifts(program: Program, found: Sequence[Referral]) -> tuple[Gift, ...]:
    """What of it can be used, now or soon, as the offers know gifts."""
    rule = program.referral
    if rule is None:
        return ()
    reward = program.reward_by_id.get(rule.award.reward or "")
    awards = [award for each in found if (award := referrals.award_of(program, rule, each)) is not None]
    return tuple(Gift(award, reward, all_of((), award.rule, "LG10")) for award in awards if reward is not None)


def in_words(referral: Referral, rule: ReferralRule | None, standing: Standing) -> str:
    """`Can be used`, `From Dec 12`, `Nothing: both have the same phone`."""
    today = standing.as_of.day
    match referral.state:
        case ReferralState.NOTHING:
            return f"Nothing: {referral.why}"
        case ReferralState.HELD if referral.first is not None:
            return f"From {wording.day_words(referral.first, today)}, if the first visit stands"
        case ReferralState.OPEN:
            return "Can be used"
        case ReferralState.EXPIRED:
            return "Not used in time"
        case ReferralState.USED:
            return "Used"
    days = 0 if rule is None else rule.void_days
    return f"Waits for the first visit; {wording.count(days, 'day')} later it can be used" if days else "Waits for it"


def _judged(
    desk: Desk, rule: ReferralRule, made: Fact, own: Sequence[Fact], standing: Standing, at: Instant
) -> Referral:
    referred = _referred(made)
    about = [fact for fact in desk.ledger.facts_about(referred) if happened_at(fact) <= at]
    member = profile(referred, about)
    moment = as_of(
        at, member_calendar(desk.programs, None if member is None else member.home_store, desk.station.store)
    )
    hers = fold(referred, about, desk.programs.timeline(), moment)
    circular = referrals.leads_back(about, own, desk.ledger.facts_about)
    return referrals.judged(rule, made, own, Friend(about, hers, circular), standing.as_of.day)


def _referred(made: Fact) -> str:
    body = made.body
    assert isinstance(body, ReferralMade)
    return body.referred
