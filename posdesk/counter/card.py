"""Decides what the member card shows: profile, standing, offers and the one thing worth saying, at one moment.

Refuses to know pixels and words of buttons (ui) and the rules themselves (domain).
"""

from dataclasses import dataclass
from enum import StrEnum

from posdesk.domain.business_day import Instant
from posdesk.domain.member import Member
from posdesk.domain.standing import Award, MilestoneStanding, Standing


class ChipKind(StrEnum):
    """What a chip on the card is about; the order is the order of importance."""

    BIRTHDAY = "birthday"
    WIN_BACK = "win_back"
    FIRST_VISIT = "first_visit"
    ASK_EMAIL = "ask_email"
    ASK_PHONE = "ask_phone"


@dataclass(frozen=True, slots=True)
class Chip:
    """One chip: its kind and its words (`Birthday this week`)."""

    kind: ChipKind
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Something on the right side. title: what she gets. line: until when, or why not yet. usable: now, or not yet.

    award: the award behind it, when there is one. milestone: the milestone a not-yet one waits for.
    """

    title: str
    line: str
    usable: bool
    award: Award | None = None
    milestone: MilestoneStanding | None = None


@dataclass(frozen=True, slots=True)
class RecordedBefore:
    """The last visit of this member within ten minutes: when, and by whom (None: nobody was signed in)."""

    at: Instant
    local_time: str
    staff: str | None


@dataclass(frozen=True, slots=True)
class MemberCard:
    """All that the counter shows about one member at one moment. chips: at most 3, most important first.

    say: one sentence. usually: `Usually buys: Flower, Edibles` or None. steps: the milestone drawn as step boxes, or
    None. days_since: days since the last visit, None before the first. home_zone_note: words when the member's home
    store is in another zone than this one (VS04).
    """

    member: Member
    standing: Standing
    chips: tuple[Chip, ...]
    offers: tuple[Offer, ...]
    say: str
    usually: str | None
    steps: MilestoneStanding | None
    days_since: int | None
    recorded_before: RecordedBefore | None
    home_zone_note: str | None
