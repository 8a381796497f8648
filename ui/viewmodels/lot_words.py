"""Decides how the page of points reads: the lots in the order they are used, then the awards with their states.

Hidden: no figure is shown, and no reason somebody typed. Refuses to know widgets and how points are reckoned.
"""

from dataclasses import dataclass
from datetime import date

from posdesk.counter.balance import Balance, LotLine
from posdesk.domain.referrals import ReferralState
from posdesk.domain.standing import Award, RedemptionOutcome
from ui import enrolment_wording, wording
from ui.viewmodels import member_words


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row: what it is, more about it; until when it can be used and from when; a figure with what stands under it.
    Without anything but `title` it is a heading."""

    title: str
    about: str = ""
    when: str = ""
    since: str = ""
    figure: str = ""
    under: str = ""
    muted: bool = False

    @property
    def heading(self) -> bool:
        """Whether it heads what follows."""
        return not (self.about or self.when or self.figure)


def rows(balance: Balance, hidden: bool) -> list[PageRow]:
    """Every row of the page, from the top."""
    lots = [_lot(line, balance, hidden) for line in balance.lots]
    awards = [_award(award, balance, hidden) for award in balance.awards]
    return [*lots, *([PageRow(wording.AWARDS), *awards] if awards else []), *_brought(balance, hidden)]


def _brought(balance: Balance, hidden: bool) -> list[PageRow]:
    """Whom she brought; hidden, that is nobody's business."""
    if not balance.brought or hidden:
        return []
    found = [
        PageRow(
            title=each.name,
            about=enrolment_wording.brought_on(wording.day_near(each.referral.made_on, balance.today)),
            when=each.words,
            figure=enrolment_wording.REFERRAL_STATES[each.referral.state],
            muted=each.referral.state is not ReferralState.OPEN,
        )
        for each in balance.brought
    ]
    return [PageRow(enrolment_wording.BROUGHT), *found]


def referral_code(balance: Balance, hidden: bool) -> str:
    """With which code she brings others; nothing where that is not rewarded."""
    shown = balance.referral_code is not None and not hidden
    return enrolment_wording.brings_with(balance.referral_code or "") if shown else ""


def nothing(balance: Balance, hidden: bool) -> str:
    """What is said in place of lots, or above them while points are owed."""
    standing = balance.standing
    if standing.points < 0:
        return wording.points_owed(-standing.points, balance.point_name) if not hidden else wording.HIDDEN
    return "" if balance.lots else wording.no_points(balance.point_name)


def _lot(line: LotLine, balance: Balance, hidden: bool) -> PageRow:
    lot, today = line.lot, balance.today
    spent = wording.money_short(line.spend_cents) if line.spend_cents is not None and not hidden else ""
    about = [wording.day_near(lot.earned_on, today), spent, "" if hidden else line.about, wording.version(lot.program)]
    left, earned = wording.points(lot.left), wording.points(lot.earned)
    return PageRow(
        title=line.origin,
        about=" · ".join(part for part in about if part),
        when=_ends(line, balance),
        since=wording.usable_from(wording.day_ahead(lot.usable_from, today)) if lot.usable_from > today else "",
        figure=wording.HIDDEN if hidden else left,
        under=wording.left_of(earned) if lot.left != lot.earned and not hidden else "",
        muted=lot.usable_from > today,
    )


def _ends(line: LotLine, balance: Balance) -> str:
    lot = line.lot
    if lot.idle_days is not None:
        return wording.idle(lot.idle_days)
    return wording.NO_END if lot.expires_on is None else wording.until(wording.day(lot.expires_on))


def _award(award: Award, balance: Balance, hidden: bool) -> PageRow:
    today, state = balance.today, str(award.state)
    use = next((each for each in balance.standing.redemptions if each.fact_id == award.redeemed_by), None)
    return PageRow(
        title=(title := member_words.award_title(award, award.title, hidden)),
        about=wording.HIDDEN if title != award.title else _earned(award, today),
        when="" if title != award.title else _state(award, use, balance),
        figure=wording.AWARD_STATES[state],
        muted=state != "open",
    )


def _earned(award: Award, today: date) -> str:
    return wording.earned_on(wording.day_near(award.earned_on, today), provisional=award.provisional)


def _state(award: Award, use: RedemptionOutcome | None, balance: Balance) -> str:
    today = balance.today
    match str(award.state):
        case "redeemed":
            return wording.used_at(wording.day_near(use.day, today), use.register) if use else ""
        case "revoked":
            return award.why or wording.TAKEN_BACK
        case "expired":
            return wording.ended(wording.day_near(award.valid_until, today)) if award.valid_until else ""
        case "waiting":
            return wording.usable_from(wording.day_ahead(award.valid_from, today)) if award.valid_from else ""
        case _:
            return wording.until(wording.day(award.valid_until)) if award.valid_until else wording.NO_END
