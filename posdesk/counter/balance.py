"""Decides what a points balance opens into: its lots in the order they are used, and every award with its state.

Refuses to know pixels and how points are reckoned; the lots are the standing's own.
"""

from dataclasses import dataclass
from datetime import date

from posdesk.counter import referrals
from posdesk.counter.card import open_card
from posdesk.counter.ports import Desk
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.member import short_name
from posdesk.domain.program import ReferralRule
from posdesk.domain.referral_code import code_of
from posdesk.domain.referrals import Referral
from posdesk.domain.standing import Award, Lot, LotSource, Standing


@dataclass(frozen=True, slots=True)
class LotLine:
    """Points of one source. origin: what they came from, in words; about: which one it was (the reason of an
    adjustment, the title of what gave a bonus). spend_cents: what the visit came to, None for anything else."""

    lot: Lot
    origin: str
    about: str = ""
    spend_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """A member she brought: what that one is called (`Luis O.`, or `Somebody` where nobody knows any more), since when,
    and what has come of it."""

    name: str
    referral: Referral
    words: str


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance, opened. point_name: what the program calls its points. lots: first used first. awards: those that can
    be used or will be, then the others, newest first. referral_code: hers, None where the program rewards nobody for
    it; brought: whom she brought with it, newest first."""

    standing: Standing
    point_name: str
    lots: tuple[LotLine, ...]
    awards: tuple[Award, ...]
    referral_code: str | None = None
    brought: tuple[Brought, ...] = ()

    @property
    def today(self) -> date:
        """The business day it is."""
        return self.standing.as_of.day


_ORIGINS = {
    LotSource.VISIT: "Visit",
    LotSource.OPENING: "Brought along",
    LotSource.BONUS: "Bonus",
    LotSource.ADJUSTMENT: "Put right",
    LotSource.GRACE: "Came back",
}


def open_balance(desk: Desk, member_id: str) -> Balance:
    """The points of a member and what they came from. Raises Refused(NO_MEMBER)."""
    card = open_card(desk, member_id)
    standing = card.standing
    lots = tuple(_line(desk, standing, lot) for lot in standing.lots)
    kept = [award for award in standing.awards if award.state in ("open", "waiting")]
    kept.sort(key=lambda award: (award.valid_until or date.max, award.earned_on))
    gone = sorted((award for award in standing.awards if award not in kept), key=lambda each: each.earned_on)
    rule = desk.programs.timeline().at(standing.as_of.at).referral
    brought = tuple(_brought(desk, rule, standing, each) for each in reversed(card.campaigns.referrals))
    code = None if rule is None else code_of(card.member.id)
    return Balance(standing, card.point_name, lots, (*kept, *reversed(gone)), code, brought)


def _brought(desk: Desk, rule: ReferralRule | None, standing: Standing, referral: Referral) -> Brought:
    hits = desk.directory.by_ids([referral.referred])
    name = short_name(hits[0].first_name, hits[0].last_name) if hits else "Somebody"
    return Brought(name, referral, referrals.in_words(referral, rule, standing))


def _line(desk: Desk, standing: Standing, lot: Lot) -> LotLine:
    visit = next((each for each in standing.history if each.fact_id == lot.fact), None)
    return LotLine(lot, _ORIGINS[lot.source], _about(desk, standing, lot), visit.spend_cents if visit else None)


def _about(desk: Desk, standing: Standing, lot: Lot) -> str:
    if lot.source is LotSource.BONUS:
        return next((use.title for use in standing.redemptions if use.fact_id == lot.fact), "")
    if lot.source is LotSource.ADJUSTMENT:
        fact = desk.ledger.fact(lot.fact)
        return fact.body.reason if fact is not None and isinstance(fact.body, PointsAdjusted) else ""
    return ""
