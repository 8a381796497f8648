"""Decides what a campaign is: who, when, what and how often, as typed values; one version of it never changes.

Refuses to know the document's syntax (campaign_document.py), whether a member gets it (campaigning.py), and how it is
said (posdesk.counter).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cached_property

from posdesk.domain.business_day import Instant
from posdesk.domain.facts import MemberField
from posdesk.domain.rewards import CAMPAIGN, Reward
from posdesk.domain.segments import Group, Segment


class Trigger(StrEnum):
    """What brings a campaign up. look_up: whenever the member stands at the counter. visit: only together with goods
    that she buys. joined: from `first` days after joining to before `last` (DT06). birthday: from `first` days before
    to `last` days after (DT03, DT04). milestone_near: within `near` of one, in its own unit. milestone_reached:
    until `last` days after one. lapse: overdue by `percent` of the member's own rhythm. tier_entry: until `last` days
    after a tier was come to."""

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
    """A trigger with its numbers. first, last: days. milestone: which one, by its id in the program. near: visits,
    cents or hundredths of points. percent: 150 is half as long again as usual."""

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
    """After what a member may have it `per_member` times again. never: not at all. day, month, year: when a new one
    begins. occasion: when its trigger comes up anew (the next birthday, milestone, lapse or tier)."""

    NEVER = "never"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    OCCASION = "occasion"


OCCASIONS = frozenset(
    {Trigger.BIRTHDAY, Trigger.MILESTONE_NEAR, Trigger.MILESTONE_REACHED, Trigger.LAPSE, Trigger.TIER_ENTRY}
)
"""The triggers that can come up more than once."""
MOST_USES = 999
"""`per_member` is at most so many: a use is numbered `period * 1000 + count` (campaigning.py)."""


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
    """A profile question asked at the counter: which field, in what words. The campaign's reward is for who answers:
    within the days of its trigger, and after it began; good for `good_days` after the answer."""

    field: MemberField
    words: str
    good_days: int = 30


@dataclass(frozen=True, slots=True)
class Campaign:
    """One version. first_day, last_day: business days of its window, inclusive, None: open. where: its audience, all of
    the clauses; None: everybody. segments: those it brings along. title: what she gets, or is told. say: the sentence
    for the budtender, with {name}, {title}, {until} and {missing} filled in (missing: to the milestone of its trigger,
    else to the next tier). reward: None for a word or a question
    alone; its id is `campaign:ID:VERSION`. not_yet: shown with its distance while nothing but visits, money or points
    is missing. holdout_percent: CM07, salt: what its hash is salted with. group: of one exclusive group the member
    sees the first by priority, then id. message: the wording of text or e-mail. stores: by id, weekdays (Monday is 0):
    empty means all; hours: by this store's clock, [first, last).
    """

    id: str
    version: int
    title: str
    where: Group | None = None
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
        return f"{CAMPAIGN}{self.id}"


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
    """One version as it was published: the instant from which it holds, the fact that did it, and the business day of
    the store where it was done."""

    campaign: Campaign
    at: Instant
    fact: str
    day: date


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A campaign that this PosDesk cannot read. fact: what published it. name: what could be read of it. why: the first
    thing in it that is not known here."""

    fact: str
    name: str
    why: str


@dataclass(frozen=True)
class Calendar:
    """All campaigns a register knows: every version of each, oldest first; when each was paused, resumed (`running`) or
    ended, oldest first; those that it cannot read; the segments published by themselves; when the last of it came."""

    versions: Mapping[str, Sequence[Published]] = field(default_factory=dict)
    changes: Mapping[str, Sequence[tuple[Instant, State]]] = field(default_factory=dict)
    unreadable: Sequence[Unreadable] = ()
    segments: Mapping[str, Segment] = field(default_factory=dict)
    latest: Instant | None = None

    @cached_property
    def rewards(self) -> Mapping[str, Reward]:
        """The rewards of all versions by their ids."""
        return {
            version.campaign.reward.id: version.campaign.reward
            for versions in self.versions.values()
            for version in versions
            if version.campaign.reward is not None
        }

    @cached_property
    def segments_of(self) -> Mapping[tuple[str, int], Mapping[str, Segment]]:
        """By campaign and version: the segments that it may name. Those it brings along come before others."""
        return {
            (name, version.campaign.version): {
                **self.segments,
                **{segment.id: segment for segment in version.campaign.segments},
            }
            for name, versions in self.versions.items()
            for version in versions
        }

    def version_at(self, name: str, at: Instant, day: date) -> Published | None:
        """The version of a campaign that holds at an instant of business day `day`: the newest whose window has begun,
        so that one for next month leaves this month's in force; the newest of all while none has begun. None: there is
        no such campaign yet."""
        known = [version for version in self.versions.get(name, ()) if version.at <= at]
        begun = [version for version in known if (version.campaign.first_day or day) <= day]
        found = begun or known
        return found[-1] if found else None

    def stopped(self, name: str, at: Instant) -> State | None:
        """Ended or paused by a person; None: neither."""
        said = [state for when, state in self.changes.get(name, ()) if when <= at]
        if State.ENDED in said:
            return State.ENDED
        return State.PAUSED if said and said[-1] is State.PAUSED else None

    def state(self, name: str, at: Instant, day: date) -> State | None:
        """What has become of a campaign at an instant of business day `day`; None when there is no such campaign."""
        version = self.version_at(name, at, day)
        if version is None:
            return None
        stopped, campaign = self.stopped(name, at), version.campaign
        over = campaign.last_day is not None and campaign.last_day < day
        follows = any(each.at <= at and (each.campaign.first_day or day) > day for each in self.versions[name])
        if stopped is State.ENDED or (over and not follows):
            return State.ENDED
        if stopped is not None:
            return stopped
        began = campaign.first_day is None or campaign.first_day <= day
        return State.RUNNING if began and not over else State.SCHEDULED
