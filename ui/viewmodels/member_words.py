"""Decides how a member card reads: which words and figures stand where, shown or hidden.

Hidden: initials, no phone, no amounts, nothing that names the member. Refuses to know widgets and rules.
"""

from dataclasses import dataclass
from datetime import date

from posdesk.counter.card import ChipKind, MemberCard
from posdesk.counter.offers import Offer
from posdesk.counter.saying import LAST_TIME
from posdesk.counter.wording import amount, balance, ending
from posdesk.domain import money
from posdesk.domain.facts import LineKind
from posdesk.domain.program import Basis
from posdesk.domain.standing import Award, AwardSource, NotCounted, TierStanding, VisitOutcome
from ui import id_wording, wording

BAR_ROWS = 5

CHIP_LOOKS = {
    ChipKind.ID_CHECK: ("scan-line", "warn"),
    ChipKind.BIRTHDAY: ("cake", "info"),
    ChipKind.WIN_BACK: ("clock", "warn"),
    ChipKind.FIRST_VISIT: ("star", "ok"),
    ChipKind.PERSONA: ("user", "info"),
    ChipKind.ASK_PHONE: ("phone", "warn"),
    ChipKind.ASK_EMAIL: ("mail", "warn"),
}
"""Icon and tone of each kind of chip."""

WHY_NOT = {
    NotCounted.SAME_BUSINESS_DAY: "same day",
    NotCounted.TOO_SOON: "too soon",
    NotCounted.NOTHING_HANDED_OVER: "nothing sold",
    NotCounted.VOIDED: wording.VOIDED,
}
"""Why a visit has no number, in as few words as a column has room for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the three big numbers, and what stands under it."""

    number: str
    caption: str


def name(card: MemberCard, hidden: bool) -> str:
    """`Maria G.`, or `M. G.`"""
    return card.member.initials if hidden else card.member.short_name


def about(card: MemberCard, hidden: bool) -> tuple[str, ...]:
    """`Phone ends 4417 · member since 2023`, and shorter ways to say it for where there is less room."""
    if hidden:
        return (wording.DETAILS_HIDDEN,)
    member = card.member
    parts = [f"Phone ends {member.phone_ends}"] if member.phone_ends else []
    if member.enrolled_on:
        same_year = member.enrolled_on.year == today(card).year
        since = wording.day_near(member.enrolled_on, today(card)) if same_year else str(member.enrolled_on.year)
        parts.append(f"member since {since}" if parts else f"Member since {since}")
    if card.kind:
        parts.append(card.kind)
    return " · ".join(parts), parts[0] if parts else ""


def note(card: MemberCard) -> str:
    """The quiet line under the card: by whose days it counts, and that the ID is remembered; empty for most."""
    notes = [card.home_zone_note, id_wording.REMEMBERED if card.member.id_hash else None]
    return " · ".join(each for each in notes if each)


def today(card: MemberCard) -> date:
    """The business day of the card."""
    return card.standing.as_of.day


def chips(card: MemberCard, hidden: bool, id_checked: bool = False) -> list[tuple[str, str, str]]:
    """Words, icon and tone of each chip; hidden leaves the birthday out. id_checked: this member's ID was looked at a
    moment ago, and the chip that asks for it says so instead."""
    shown = [chip for chip in card.chips if not (hidden and chip.kind is ChipKind.BIRTHDAY)]
    return [
        (id_wording.CHECKED, "check", "ok")
        if id_checked and chip.kind is ChipKind.ID_CHECK
        else (chip.words, *CHIP_LOOKS[chip.kind])
        for chip in shown
    ]


def figures(card: MemberCard, hidden: bool) -> tuple[Figure, Figure, Figure]:
    """Visits, the way to the next tier, days since the last visit."""
    return _visits(card), _next_tier(card, hidden), _since(card)


def _visits(card: MemberCard) -> Figure:
    standing = card.standing
    counted_today = any(visit.counted and visit.day == today(card) for visit in reversed(standing.history))
    this = "one today" if counted_today else f"this is the {wording.ordinal(standing.visits + 1)}"
    return Figure(f"{standing.visits:,}", f"{'visit' if standing.visits == 1 else 'visits'}, {this}")


def _next_tier(card: MemberCard, hidden: bool) -> Figure:
    tier = card.standing.tier
    following = tier.next
    if following is None:
        metric = _short(tier.metric, tier, hidden)
        return Figure(metric, f"{_measured(tier, card.point_name)}, {tier.name} is the highest")
    until = f", by {wording.day_ahead(following.until, today(card))}" if following.until else ""
    return Figure(_short(following.missing, tier, hidden), f"to {following.name}{until}")


def _short(value: int, tier: TierStanding, hidden: bool) -> str:
    if tier.basis is Basis.SPEND and hidden:
        return wording.HIDDEN
    return amount(value, tier.basis, "").rstrip()  # the caption says of what


def _measured(tier: TierStanding, point_name: str) -> str:
    return {Basis.VISITS: "so far", Basis.SPEND: "spent", Basis.POINTS: point_name}[tier.basis]


def _since(card: MemberCard) -> Figure:
    if card.days_since is None:
        return Figure("New", "no visit yet")
    if card.days_since == 0:
        return Figure("Today", "last visit")
    return Figure(f"{card.days_since:,} d", "since last visit")


def bars(card: MemberCard) -> list[tuple[str, int]]:
    """Brands of the last 12 visits with their counts, most first."""
    rows = [(habit.name, habit.recent_visits) for habit in card.standing.brands if habit.recent_visits]
    return sorted(rows, key=lambda row: -row[1])[:BAR_ROWS]


def usually(card: MemberCard, hidden: bool) -> str:
    """`Usually buys Flower · last: Nov 11, $62`; hidden without the last part, which has the amount."""
    words = card.usually or ""
    return words.split(" · ")[0] if hidden else words


def spent(card: MemberCard) -> str:
    """The sum of the 13 months."""
    return money.format_short(sum(month.spend_cents for month in card.standing.months))


def say(card: MemberCard, hidden: bool) -> str:
    """The sentence to say; hidden without the member's first name, and not at all when it speaks of money, or of what
    was not right."""
    if not hidden:
        return card.say
    named = card.member.first_name and card.member.first_name in card.say
    return wording.SAY_HIDDEN if named or "$" in card.say or LAST_TIME in card.say else card.say


def award_title(award: Award | None, title: str, hidden: bool) -> str:
    """What an award is called; hidden, a birthday's treat does not say what it is for."""
    return wording.TREAT if hidden and award is not None and award.source is AwardSource.BIRTHDAY else title


def offer_line(offer: Offer, hidden: bool) -> str:
    """The second line of an offer; hidden, what a member has still to spend or has too few of is an amount too."""
    by_money = offer.milestone is not None and offer.milestone.on is Basis.SPEND
    too_few = not offer.usable and offer.milestone is None and any(sign.isdigit() for sign in offer.line)
    birthday = offer.award is not None and offer.award.source is AwardSource.BIRTHDAY
    return wording.HIDDEN if hidden and (by_money or too_few or birthday) else offer.line


def points(card: MemberCard, hidden: bool) -> tuple[str, str]:
    """The balance, and what of it ends soon: `312 points`, `40 end Dec 31`; hidden, the word alone."""
    if hidden:
        return card.point_name[:1].upper() + card.point_name[1:], wording.HIDDEN
    return balance(card.standing.points, card.point_name), ending(card.standing)


def steps_done(card: MemberCard) -> tuple[int, int]:
    """Boxes filled, and boxes in all, of the milestone that is drawn; 0, 0 when none is.

    On the day a recurring one is reached all its boxes are full: that is what there is to be glad about.
    """
    milestone = card.steps
    if milestone is None:
        return 0, 0
    awards = [award for award in card.standing.awards if award.rule.id == milestone.rule.id]
    if milestone.missing == milestone.step and any(award.earned_on == today(card) for award in awards):
        return milestone.step, milestone.step
    return milestone.step - milestone.missing, milestone.step


def came_back(visit: VisitOutcome) -> str:
    """Whether goods of a visit came back, and whether that was all of them."""
    if not visit.returned_by or visit.voided_by:
        return ""
    left = any(line.cents > 0 for line in visit.lines if line.kind is LineKind.PRODUCT)
    return wording.PART_BACK if left else wording.WHOLE_BACK


def visit_cells(visit: VisitOutcome, card: MemberCard, hidden: bool) -> tuple[str, str, str, str, str]:
    """Date, brands, store and staff, what it counts as, amount: one row of the history."""
    brands = list(dict.fromkeys(line.brand for line in visit.lines if line.brand))
    why_not = wording.VOIDED if visit.voided_by else WHY_NOT.get(visit.why_not or NotCounted.VOIDED, "")
    what = f"No. {visit.number}" if visit.counted else why_not
    if visit.clock_suspect:
        what = f"{what} · {wording.CLOCK_OFF}"
    paid = wording.HIDDEN if hidden else money.format_cents(visit.spend_cents)
    who = card.roster.name_of(visit.staff) or visit.store
    return wording.day_near(visit.day, today(card)), ", ".join(brands), who, what, paid
