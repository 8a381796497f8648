"""One fact for each permission that a fact can need, and who did it when: for the matrix of roles and acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from posdesk.domain.campaign_facts import CampaignEnded
from posdesk.domain.correction_facts import ExceptionSettled, Remedy, VisitMoved
from posdesk.domain.facts import (
    Body,
    FieldSource,
    Line,
    MemberErased,
    MemberField,
    MemberFieldSet,
    ProgramPublished,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted, TierOverridden
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.staff_facts import Permission, Role, StaffAdded
from posdesk.domain.store_facts import DayClosed, StockCounted
from tests.builders import SAMPLE_PROGRAM

SOMEBODY, OTHER, FORGOTTEN, VISIT, NEWCOMER = (f"019ac1d0-0000-7000-8000-0000000000{each}a" for each in range(5))


@dataclass(frozen=True)
class Act:
    """What is done, and about whom. visit: the visit of a colleague that it takes back is made first."""

    body: Callable[[str], Body]
    subject: str | None = None


ACTS: dict[Permission, Act] = {
    Permission.ADJUST_POINTS: Act(lambda visit: PointsAdjusted(5_00, "sorry"), SOMEBODY),
    Permission.WRITE_OFF: Act(lambda visit: PointsAdjusted(5_00, "sorry", write_off=True), SOMEBODY),
    Permission.GIVE_AWARD: Act(lambda visit: AwardGiven("pen", "A pen", "sorry"), SOMEBODY),
    Permission.OVERRIDE_TIER: Act(lambda visit: TierOverridden("gold", date(2026, 12, 31), "moved here"), SOMEBODY),
    Permission.TAKE_BACK: Act(lambda visit: VisitReturned((Line(500),), visit), SOMEBODY),
    Permission.VOID_OF_ANOTHER: Act(lambda visit: VisitVoided(visit, "typed twice"), SOMEBODY),
    Permission.MOVE_VISIT: Act(lambda visit: VisitMoved(visit, VISIT, "the wrong card"), SOMEBODY),
    Permission.MERGE: Act(lambda visit: MemberMerged(OTHER, "two cards"), SOMEBODY),
    Permission.ERASE: Act(lambda visit: MemberErased(), FORGOTTEN),
    Permission.CLOSE_DAY: Act(lambda visit: DayClosed(date(2026, 11, 23), 1, "")),
    Permission.SETTLE_EXCEPTION: Act(lambda visit: ExceptionSettled("twice:0123456789abcdef", Remedy.ACCEPT, "fine")),
    Permission.CHANGE_LOCKED: Act(
        lambda visit: MemberFieldSet(MemberField.BIRTHDAY, "1990-05-30", FieldSource.MANAGER), SOMEBODY
    ),
    Permission.MANAGE_STAFF: Act(lambda visit: StaffAdded(NEWCOMER, "Eli", Role.BUDTENDER)),
    Permission.PUBLISH_PROGRAM: Act(lambda visit: ProgramPublished(SAMPLE_PROGRAM.read_text(encoding="utf-8"))),
    Permission.RUN_CAMPAIGNS: Act(lambda visit: CampaignEnded("win-back")),
    Permission.CHANGE_SETTINGS: Act(lambda visit: StockCounted("pen", 12)),
}
"""Those of which a fact remains."""
NO_FACT = frozenset({Permission.EXPORT, Permission.BRING_IN, Permission.SEE_HIDDEN})
"""Those of which none does: a register asks, and that is all."""
