"""Decides what a campaign is: who, when, what and how often, as typed values; one version of it never changes.

Refuses to know the document's syntax (campaign_document.py), whether a member gets it (campaigning.py), and how it is
said (posdesk.counter).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from posdesk.domain.business_day import Instant
from posdesk.domain.rewards import Reward
from posdesk.domain.segments import Group, Segment


class Trigger(StrEnum):
    """What brings a campaign up. look_up: whenever the member stands at the counter. visit: with a visit that is being
    recorded (its basket counts already). joined: from so many days after joining to before so many (DT06). birthday:
    around it (DT03, DT04). milestone_near, milestone_reached: of one milestone. lapse: overdue by the member's own
    rhythm. tier_entry: a tier was come to within so many days."""

    LOOK_UP = "look_up"
    VISIT = "visit"
    JOINED = "joined"
    BIRTHDAY = "birthday"
    MILESTONE_NEAR = "milestone_near"
    MILESTONE_REACHED = "milestone_reached"
    LAPSE = "lapse"
    TIER_ENTRY = "tier_entry"


@dataclass(frozen=True, slots=True)
class When:
    """A trigger with its numbers. first, last: days, as joined [first, last) after joining; birthday from `first` days
    before to `last` days after; tier_entry within `last` days. milestone: which one; near: within so many visits or
    cents of it. percent: lapse, of the member's own rhythm (150: half as long again as usual)."""

    trigger: Trigger = Trigger.LOOK_UP
    first: int = 0
    last: int = 0
    milestone: str = ""
    near: int = 0
    percent: int = 0


class Place(StrEnum):
    """Where it is said. counter: by the budtender. text, email: a message is queued."""

    COUNTER = "counter"
    TEXT = "text"
    EMAIL = "email"


class Renewal(StrEnum):
    """After what a member may have it again. never: `per_member` times in all. visit, day, month, year: so often in
    each; birthday: once per birthday year."""

    NEVER = "never"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Limits:
    """How often. per_member: uses in each `renews` period. per_day: all members of this store on one business day, None
    for no limit. total: all members ever, None for no limit (CM08)."""

    per_member: int = 1
    renews: Renewal = Renewal.NEVER
    per_day: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A profile question asked at the counter: which field, in what words; its reward is the campaign's."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """One version. first_day, last_day: business days of its window, inclusive, None: open. where: its audience, all of
    the clauses; segments: those it brings along. title: what she gets, or is told. say: the sentence for the budtender,
    with {name}, {missing}, {until} filled in. reward: None for a message or a question alone; its id is
    `campaign:ID:VERSION`. not_yet: shown with its distance while only clauses with a distance fail. holdout_percent:
    CM07, salt: what its hash is salted with. group: of one exclusive group the member sees the first by priority, then
    id. message: the wording of text or e-mail. valid_days: how long what was shown stays good, within the window.
    """

    id: str
    version: int
    title: str
    where: Group
    when: When = When()
    channels: frozenset[Place] = frozenset({Place.COUNTER})
    first_day: date | None = None
    last_day: date | None = None
    reward: Reward | None = None
    say: str = ""
    message: str = ""
    question: Question | None = None
    limits: Limits = Limits()
    priority: int = 50
    group: str = ""
    holdout_percent: int = 0
    salt: str = ""
    not_yet: bool = True
    stores: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    hours: tuple[time, time] | None = None
    segments: tuple[Segment, ...] = ()

    @property
    def rule(self) -> str:
        """Its id as the rule of an award: (member, rule, n) is the key of each use (M03)."""
        return f"campaign:{self.id}"


class State(StrEnum):
    """What has become of a campaign."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    UNREADABLE = "unreadable"
    """From a newer PosDesk: kept, not applied, named on the screen."""


@dataclass(frozen=True, slots=True)
class Published:
    """One version as it was published: the instant from which it holds, and the fact that did it."""

    campaign: Campaign
    at: Instant
    fact: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """All campaigns a register knows: every version of each, oldest first; when each was paused, resumed or ended;
    those that it cannot read (fact id, what could be read of their name); the segments published by themselves."""

    versions: Mapping[str, Sequence[Published]] = field(default_factory=dict)
    changes: Mapping[str, Sequence[tuple[Instant, State]]] = field(default_factory=dict)
    unreadable: Sequence[tuple[str, str]] = ()
    segments: Mapping[str, Segment] = field(default_factory=dict)
