"""Decides which facts are acts that not everybody may do, and which of them were done by somebody who might not.

A register asks before it stores (posdesk.counter.permissions); this asks again of what is stored, wherever it comes
from: a register that had not heard of people yet, one where somebody signed in who had left elsewhere, or a program
that asks nobody. It is a fold over facts, so the hub and every register find the same. Refuses to drop anything: what
happened happened, and is listed (exceptional.Kind.NOT_PERMITTED).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from posdesk.domain.campaign_facts import (
    CampaignEnded,
    CampaignPaused,
    CampaignPublished,
    CampaignResumed,
    SegmentPublished,
)
from posdesk.domain.correction_facts import ExceptionSettled, VisitMoved
from posdesk.domain.facts import (
    Fact,
    FieldSource,
    MemberErased,
    MemberFieldSet,
    ProgramPublished,
    RedemptionVoided,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted, TierOverridden
from posdesk.domain.people_facts import MemberDataGiven, MemberMerged, MemberToldApart, MemberUnmerged
from posdesk.domain.staff import KINDS as OF_STAFF
from posdesk.domain.staff import Person, Roster, may, may_manage, roster_of
from posdesk.domain.staff_facts import (
    ApprovalGiven,
    Permission,
    Role,
    StaffAdded,
    StaffChanged,
    StaffEnded,
    StaffPinSet,
)
from posdesk.domain.store_facts import DayClosed, StockCounted

Look = Callable[[str], Fact | None]
_BY_BODY: Mapping[type, Permission] = {
    AwardGiven: Permission.GIVE_AWARD,
    TierOverridden: Permission.OVERRIDE_TIER,
    VisitMoved: Permission.MOVE_VISIT,
    MemberUnmerged: Permission.MERGE,
    MemberErased: Permission.ERASE,
    DayClosed: Permission.CLOSE_DAY,
    ExceptionSettled: Permission.SETTLE_EXCEPTION,
    ProgramPublished: Permission.PUBLISH_PROGRAM,
    CampaignPublished: Permission.RUN_CAMPAIGNS,
    CampaignPaused: Permission.RUN_CAMPAIGNS,
    CampaignResumed: Permission.RUN_CAMPAIGNS,
    CampaignEnded: Permission.RUN_CAMPAIGNS,
    SegmentPublished: Permission.RUN_CAMPAIGNS,
    StockCounted: Permission.CHANGE_SETTINGS,
    MemberToldApart: Permission.MERGE,
    MemberDataGiven: Permission.EXPORT,
}
"""Acts that need a permission whatever they say."""
KINDS = (
    frozenset(
        """points.adjusted award.given tier.overridden visit.returned visit.voided redemption.voided visit.moved
    member.merged member.unmerged member.erased member.field_set day.closed exception.settled program.published
    campaign.published campaign.paused campaign.resumed campaign.ended segment.published stock.counted
    member.told_apart member.data_given
    approval.given""".split()
    )
    | OF_STAFF
)
"""The kinds among which guarded acts are, and those that approve them."""


@dataclass(frozen=True, slots=True)
class Unpermitted:
    """An act and what would have been needed for it."""

    fact: Fact
    act: Permission


def needed(fact: Fact, look: Look) -> Permission | None:
    """What an act needs; None for what everybody may do. look: finds the fact that is taken back; of one that is not
    here nothing is said. What a rule did by itself, and what was brought in from another system, is nobody's act."""
    match fact.body:
        case PointsAdjusted(write_off=write_off):
            return Permission.WRITE_OFF if write_off else Permission.ADJUST_POINTS
        case VisitReturned(external=external):
            return Permission.TAKE_BACK if external is None else None
        case VisitVoided(visit=about) | RedemptionVoided(redemption=about):
            done = look(about)
            return None if done is None or done.staff == fact.staff else Permission.VOID_OF_ANOTHER
        case MemberMerged(by_rule=by_rule):
            return None if by_rule else Permission.MERGE
        case MemberFieldSet(source=source):
            return Permission.CHANGE_LOCKED if source is FieldSource.MANAGER else None
        case StaffAdded() | StaffChanged() | StaffPinSet() | StaffEnded():
            return Permission.MANAGE_STAFF
        case _:
            return _BY_BODY.get(type(fact.body))


def unpermitted(facts: Iterable[Fact], of_staff: Sequence[Fact], look: Look) -> Iterator[Unpermitted]:
    """The acts among these facts that neither whoever did them might do, nor anybody who approved them, as people were
    when each was done (by hybrid clock). Before a shop names anybody all may be done.

    facts: of whole transactions, so that an approval is among them. of_staff: all facts about who works here, of all
    time.
    """
    known = list(facts)
    approved: dict[str, list[str]] = {}
    for fact in known:
        if isinstance(fact.body, ApprovalGiven):
            for id in fact.body.approved:
                approved.setdefault(id, []).append(fact.body.by)
    rosters = _Rosters(sorted({each.id: each for each in of_staff}.values(), key=_stamp))
    for fact in known:
        act = needed(fact, look)
        if act is None:
            continue
        roster = rosters.before(fact)
        asked = [roster.one(who) for who in (fact.staff, *approved.get(fact.id, ()))]
        if roster.in_use and not any(_might(who, act, fact, roster) for who in asked):
            yield Unpermitted(fact, act)


def _might(who: Person | None, act: Permission, fact: Fact, roster: Roster) -> bool:
    if act is not Permission.MANAGE_STAFF:
        return may(who, act)
    if who is not None and isinstance(fact.body, StaffPinSet) and fact.body.person == who.id == fact.staff:
        return True  # everybody changes their own
    return may_manage(who, _over(fact, roster))


def _over(fact: Fact, roster: Roster) -> Role:
    """The highest role that is touched."""
    body = fact.body
    roles = [body.role] if isinstance(body, StaffAdded | StaffChanged) and body.role is not None else []
    if isinstance(body, StaffChanged | StaffPinSet | StaffEnded) and (person := roster.people.get(body.person)):
        roles.append(person.role)
    return max(roles, key=list(Role).index, default=Role.OWNER)


class _Rosters:
    """Who worked here before each fact. said: facts about people in the order in which they count."""

    def __init__(self, said: Sequence[Fact]) -> None:
        self._said = said
        self._kept: dict[int, Roster] = {}

    def before(self, fact: Fact) -> Roster:
        number = sum(1 for _ in takewhile(lambda each: _stamp(each) < _stamp(fact), self._said))
        if number not in self._kept:
            self._kept[number] = roster_of(self._said[:number])
        return self._kept[number]


def _stamp(fact: Fact) -> tuple[int, str]:
    return fact.clock, fact.id
