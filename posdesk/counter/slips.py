"""Decides what a slip says: what a visit, a return or a use gave a member, where she stands now, what comes next.

A slip is words and codes, and no paper: hardware prints it, reports draw it. It bears a first name and an initial, no
phone, no birthday, nothing of what was bought. Refuses to know printers and settings files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from posdesk.counter import wording
from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.cards import wallet_card
from posdesk.counter.ports import Desk
from posdesk.counter.visits import today_facts
from posdesk.domain import scan_code
from posdesk.domain.business_day import local_time
from posdesk.domain.facts import (
    Fact,
    RedemptionVoided,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    happened_at,
)
from posdesk.domain.money import format_short
from posdesk.domain.points import format_points
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.rewards import PAY_WITH_POINTS
from posdesk.domain.standing import RedemptionOutcome, Standing, VisitOutcome

OFFLINE = "Not confirmed by the hub yet. What other registers recorded may still change it."
SURVEY = "How was it? Tell us:"
YOUR_CARD = "Your card:"
NO_SLIP = "There is nothing to print a slip of: no visit, return or use of a reward."
UNDONE = "This was undone. There is no slip of it."
GUEST = "A guest's visit has no slip: it gives nothing. Look the member up first."


class SlipLine(NamedTuple):
    """One line: words left, and a figure right, or nothing. strong: what the member looks for first."""

    left: str
    right: str = ""
    strong: bool = False


class SlipCode(NamedTuple):
    """A QR code: what stands above it, what it says, and what stands below."""

    above: str
    text: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip says, from top to bottom. about: when and where. notes: sentences. marks: what is not sure yet."""

    shop: str
    title: str
    about: str
    lines: tuple[SlipLine, ...]
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    codes: tuple[SlipCode, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipWishes:
    """What a shop wants on its slips besides. survey: an address; empty: none. card_code: the member's own code."""

    survey: str = ""
    card_code: bool = False


PLAIN = SlipWishes()


class SlipPrinter(Protocol):
    """The printer of slips. Asked on a thread of its own: it may take seconds, and a visit never waits for it."""

    def print_slip(self, slip: Slip) -> None:
        """Print it. Raises Refused(NO_PRINTER) in words: none is set up, it is off, it is out of paper."""
        ...


def slip_of(desk: Desk, fact_id: str, wishes: SlipWishes = PLAIN) -> Slip:
    """The slip of a visit, a return, or a use of a reward without a visit, by its fact's id: as things are now, so a
    reprint says what is true today. Raises Refused(NO_VISIT) for anything else, and for what was undone."""
    fact = desk.ledger.fact(fact_id)
    if fact is None or not isinstance(fact.body, VisitRecorded | VisitReturned | RewardRedeemed):
        raise Refused(Refusal(RefusalCode.NO_VISIT, NO_SLIP))
    member = fact.subject or _of_return(desk, fact)
    if member is None:
        raise Refused(Refusal(RefusalCode.NO_VISIT, GUEST))
    facts = desk.ledger.facts_about(member)
    if any(_undoes(each, fact.id) for each in facts):
        raise Refused(Refusal(RefusalCode.NO_VISIT, UNDONE))
    card = card_of(desk, member, facts, max(desk.clock.now(), happened_at(fact)))
    if isinstance(fact.body, RewardRedeemed) and fact.body.visit is not None:
        return slip_of(desk, fact.body.visit, wishes)
    title, lines, notes = _told(desk, fact, facts, card)
    return Slip(
        shop=desk.programs.store_name(desk.station.store),
        title=title,
        about=_about(desk, fact),
        lines=(SlipLine(card.member.short_name, card.standing.tier.name), *lines, *_standing(card)),
        notes=tuple(notes),
        marks=(OFFLINE,) if desk.reach.online() is False else (),
        codes=tuple(_codes(card, wishes)),
    )


def last_slip(desk: Desk, member_id: str | None, wishes: SlipWishes = PLAIN) -> Slip:
    """The slip of what was done last for a member, or at this register today (None). Raises Refused(NO_VISIT)."""
    facts = today_facts(desk) if member_id is None else desk.ledger.facts_about(member_id)
    undone = {gone for each in facts if (gone := _undone(each)) is not None}
    for fact in reversed(facts):
        if fact.id not in undone and _has_slip(fact):
            return slip_of(desk, fact.id, wishes)
    raise Refused(Refusal(RefusalCode.NO_VISIT, NO_SLIP))


def card_slip(desk: Desk, member_id: str) -> Slip:
    """A member's code on paper, for who has no card yet. Raises Refused as cards.wallet_card."""
    card = wallet_card(desk, member_id)
    code = SlipCode(YOUR_CARD, card.code, card.written)
    return Slip(card.shop, card.first_name, _when(desk, desk.clock.now()), (), codes=(code,))


def sample_slip(desk: Desk) -> Slip:
    """What is printed to test a printer: letters that are hard to print, and a code to scan."""
    return Slip(
        shop=desk.programs.store_name(desk.station.store),
        title="Test of the printer",
        about=_when(desk, desk.clock.now()),
        lines=(SlipLine("Letters", "é ñ ü ç Å"), SlipLine("A line as wide as the paper", "1,234.50", strong=True)),
        notes=("If you can read this and scan the code, the printer is ready.",),
        codes=(SlipCode("Scan this:", "POSDESK-TEST"),),
    )


def _told(
    desk: Desk, fact: Fact, facts: Sequence[Fact], card: MemberCard
) -> tuple[str, Sequence[SlipLine], Sequence[str]]:
    """Title, lines and notes of what happened."""
    standing = card.standing
    if isinstance(fact.body, VisitRecorded):
        visit = next(each for each in reversed(standing.history) if each.fact_id == fact.id)
        return _visit_title(visit), list(_of_visit(visit, standing)), list(_notes_of_visit(desk, visit, standing))
    if isinstance(fact.body, RewardRedeemed):
        return "Reward used", [_use(each, standing) for each in standing.redemptions if each.fact_id == fact.id], ()
    before = card_of(desk, card.member.id, [each for each in facts if each.id != fact.id], happened_at(fact)).standing
    outcome = next((each for each in standing.returns if each.fact_id == fact.id), None)
    if outcome is None:
        return "Return", (), ("The return waits for its visit, which has not come to this register yet.",)
    return "Return", (), [f"{part[:1].upper()}{part[1:]}." for part in wording.return_parts(outcome, before, standing)]


def _visit_title(visit: VisitOutcome) -> str:
    return f"Visit {visit.number:,}" if visit.counted else f"Visit ({visit.why_not})"


def _of_visit(visit: VisitOutcome, standing: Standing) -> Iterator[SlipLine]:
    yield SlipLine(f"{_name(standing)} earned", f"+{format_points(visit.points)}", strong=True)
    for use in standing.redemptions:
        if use.visit == visit.fact_id and use.standing:
            yield _use(use, standing)
    for award in standing.awards:
        if award.earned_by == visit.fact_id:
            until = "" if award.valid_until is None else f"until {wording.whole_day(award.valid_until)}"
            yield SlipLine(f"Earned: {award.title}", until, strong=True)


def _notes_of_visit(desk: Desk, visit: VisitOutcome, standing: Standing) -> Iterator[str]:
    """A visit that led to another tier earned at the one before it, and says so (E06)."""
    if visit.tier_after != visit.tier_before:
        tiers = desk.programs.timeline().at(visit.occurred_at).tier_by_id
        old, new = (tiers[each].name if each in tiers else each for each in (visit.tier_before, visit.tier_after))
        yield f"You are {new} now. This visit still earned as {old}; from the next one on you earn as {new}."


def _use(use: RedemptionOutcome, standing: Standing) -> SlipLine:
    """`Used: $10 off   -$10`, or what it cost in points."""
    what = use.title if use.reward == PAY_WITH_POINTS else f"Used: {use.title}"
    worth = f"-{format_short(use.value_cents)}" if use.value_cents else ""
    return SlipLine(what, worth or (f"-{format_points(use.points)} {standing.point_name}" if use.points else ""))


def _standing(card: MemberCard) -> Iterator[SlipLine]:
    """Where she stands: the balance, what ends soon, the next milestone and the next tier."""
    standing, today = card.standing, card.standing.as_of.day
    yield SlipLine(f"{_name(standing)} now", wording.balance(standing.points, "").strip(), strong=True)
    if ending := wording.ending(standing):
        yield SlipLine("Of these", ending)
    following = next((offer for offer in card.offers if offer.milestone is not None), None)
    if following is not None:
        yield SlipLine(f"Next: {following.title}", following.line)
    if standing.tier.next is not None:
        words = wording.to_next_tier(standing.tier, standing.tier.next, today, standing.point_name)
        yield SlipLine(f"Next tier: {standing.tier.next.name}", words.replace(f" to {standing.tier.next.name}", "", 1))


def _codes(card: MemberCard, wishes: SlipWishes) -> Iterator[SlipCode]:
    if wishes.survey:
        yield SlipCode(SURVEY, wishes.survey)
    if wishes.card_code and card.member.card_code:
        yield SlipCode(YOUR_CARD, card.member.card_code, scan_code.written(card.member.card_code))


def _about(desk: Desk, fact: Fact) -> str:
    return _when(desk, happened_at(fact))


def _when(desk: Desk, at: int) -> str:
    local = local_time(at, desk.programs.calendar(desk.station.store).zone)
    return f"{wording.whole_day(local.date())} {local:%H:%M} · {desk.station.register}"


def _name(standing: Standing) -> str:
    return standing.point_name[:1].upper() + standing.point_name[1:]


def _has_slip(fact: Fact) -> bool:
    body = fact.body
    return isinstance(body, VisitReturned) or (
        fact.subject is not None and isinstance(body, VisitRecorded | RewardRedeemed)
    )


def _of_return(desk: Desk, fact: Fact) -> str | None:
    """Whose a return is: of the visit it names."""
    if not isinstance(fact.body, VisitReturned) or fact.body.visit is None:
        return None
    visit = desk.ledger.fact(fact.body.visit)
    return None if visit is None else visit.subject


def _undone(fact: Fact) -> str | None:
    """The fact that this one takes back."""
    if isinstance(fact.body, VisitVoided):
        return fact.body.visit
    return fact.body.redemption if isinstance(fact.body, RedemptionVoided) else None


def _undoes(fact: Fact, other: str) -> bool:
    return _undone(fact) == other
