"""Decides how the state of the line to the hub reads: on the chip, on the banner, and on the sync page. Pure.

Refuses to know widgets, and when the state is asked for (exchanges.py).
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from posdesk.counter.hub_line import Difference, Fault, LineState, LineTrouble, Way
from posdesk.domain.business_day import DAY_MS, Instant, local_time
from posdesk.domain.clock_trust import TRUSTED_MS
from posdesk.domain.replication import Done, Lineage
from ui import sync_wording as wording
from ui import wording as days
from ui.viewmodels.connection import Connection, Reach

MINUTE_MS = 60_000
CLOCK_BANNER_MS = 5 * MINUTE_MS
"""A clock that is further off belongs on the banner."""
_REACHES = {
    Fault.REVOKED: Reach.REVOKED,
    Fault.OTHER_HUB: Reach.ATTENTION,
    Fault.OTHER_KEY: Reach.ATTENTION,
    Fault.OUTDATED: Reach.OUTDATED,
}


@dataclass(frozen=True, slots=True)
class LineNow:
    """What is known of the line. state: None before the first answer; at, zone: when it was given, and where.

    running: an exchange is under way; under_way: how far it has come; asked: somebody waits for it. trouble: of the
    last one; since: when the hub was first not reached. last: how the last one ended that ended well. notes: what a
    manager should read. asks_hub: there is a reward that can be given only while the hub is reached.
    """

    state: LineState | None = None
    at: Instant = 0
    zone: str = "UTC"
    running: bool = False
    under_way: Done | None = None
    asked: bool = False
    trouble: LineTrouble | None = None
    since: Instant | None = None
    last: Done | None = None
    notes: tuple[str, ...] = ()
    asks_hub: bool = False

    @property
    def paired(self) -> bool:
        """Whether there is a hub."""
        return self.state is not None and self.state.url is not None

    @property
    def waiting(self) -> int:
        """Facts the hub has not confirmed."""
        return 0 if self.state is None else sum(kind.count for kind in self.state.waiting)

    @property
    def is_first_pull(self) -> bool:
        """Whether this register was never in step with its hub."""
        return self.paired and self.state is not None and self.state.reached_at is None

    def moment(self, at: Instant) -> str:
        """`12:41`, and with the day when it is not today's."""
        then, now = local_time(at, self.zone), local_time(self.at, self.zone)
        time = f"{then:%H:%M}"
        return time if then.date() == now.date() else f"{days.day_near(then.date(), now.date())}, {time}"


class Line(NamedTuple):
    """A row of the page. heading: it heads those after it. words: the whole of it, where a row cuts it."""

    key: str
    cells: tuple[str, str]
    heading: bool = False
    words: str = ""


class Headline(NamedTuple):
    """What stands over the state: words, icon, tone."""

    words: str
    icon: str
    tone: str


def connection(now: LineNow, waiting: int, *, lasting: bool) -> Connection:
    """What chip and banner say. waiting: facts that wait at this moment. lasting: not reached for a while."""
    state = now.state
    if state is None or state.url is None:
        return Connection(Reach.OPENING if state is None else Reach.ALONE, waiting)
    at = None if state.reached_at is None else now.moment(state.reached_at)
    if now.trouble is not None:
        return _in_trouble(now, now.trouble, waiting, at, lasting)
    off = 0 if now.last is None else now.last.off
    if abs(off) > CLOCK_BANNER_MS:
        return Connection(Reach.CLOCK, waiting, at, words=_clock(off))
    if attention := _attention(now):
        return Connection(Reach.ATTENTION, waiting, at, lasting=False, words=attention)
    if waiting or at is None:
        oldest = min((kind.oldest for kind in state.waiting), default=None)
        words = wording.wait_since(waiting, None if oldest is None else now.moment(oldest))
        if state.way is Way.STORE_HUB:
            words = wording.shared(waiting)
        return Connection(Reach.SENDING, waiting, at, words=words if waiting else wording.SENDING)
    return Connection(Reach.UP_TO_DATE, 0, at)


def _in_trouble(now: LineNow, trouble: LineTrouble, waiting: int, at: str | None, lasting: bool) -> Connection:
    if trouble.fault in _REACHES:
        return Connection(_REACHES[trouble.fault], waiting, at, words=trouble.words)
    if lasting and trouble.fault is not Fault.UNREACHED:
        return Connection(Reach.ATTENTION, waiting, at, words=trouble.words)
    since = None if now.since is None else now.moment(now.since)
    reached = None if now.state is None else now.state.reached_at
    old = 0 if reached is None else (now.at - reached) // DAY_MS
    stale = wording.days_old(old) if old >= 1 else None
    return Connection(Reach.OFFLINE, waiting, at, since, at, lasting, stale, asks_hub=now.asks_hub)


def _attention(now: LineNow) -> str:
    """What a manager should look at, in one sentence or more; empty when there is nothing."""
    state, words = now.state, [*now.notes]
    if state is not None and state.aside:
        words.append(wording.set_aside(len(state.aside)))
    if state is not None and state.unread:
        words.append(wording.unread(state.unread))
    return " ".join(words)


def _clock(off: int) -> str:
    return wording.clock_off(max(1, abs(off) // MINUTE_MS), off > 0)


def notes(done: Done) -> tuple[str, ...]:
    """What an exchange has found out that a manager should read."""
    found = {Lineage.RESTORED: wording.RESTORED, Lineage.FORKED: wording.TWIN}.get(done.lineage)
    again = wording.SEEN_ANEW if done.again else None
    return tuple(words for words in (found, again) if words)


# ---------------------------------------------------------------------------------------------------------- sync page


def headline(now: LineNow, told: Connection) -> Headline:
    """The state in a few words."""
    if now.state is None:
        return Headline(days.OPENING, "store", "plain")
    if not now.paired:
        return Headline(wording.ALONE, "hard-drive", "info")
    if told.reach is Reach.OFFLINE:
        return Headline(days.offline_short(0, told.since), "wifi-off", "warn")
    found = {
        Reach.REVOKED: Headline(days.NOT_LET_IN, "lock", "bad"),
        Reach.OUTDATED: Headline(days.UPDATE_NEEDED, "circle-alert", "bad"),
        Reach.ATTENTION: Headline(days.NEEDS_ATTENTION, "triangle-alert", "bad"),
        Reach.CLOCK: Headline(days.CLOCK_IS_OFF, "clock", "warn"),
        Reach.SENDING: Headline(days.waiting(told.waiting) if told.waiting else wording.SENDING, "refresh-cw", "warn"),
    }
    return found.get(told.reach, Headline(days.up_to_date(told.at), "circle-check", "ok"))


def lines(now: LineNow) -> list[str]:
    """What is said of the line, one thing a line; the trouble is not among it."""
    state = now.state
    if state is None:
        return []
    if state.url is None:
        return [wording.ALONE_WHY, wording.HOW_TO_PAIR]
    reached = wording.NEVER if state.reached_at is None else now.moment(state.reached_at)
    said = [wording.hub_at(state.url), wording.reached(reached)]
    if state.way is not None:
        passed_on = wording.NEVER if state.passed_on_at is None else now.moment(state.passed_on_at)
        said += wording.through(state.way, state.head_office, passed_on)
    if now.last is not None and abs(now.last.off) > TRUSTED_MS:
        said.append(_clock(now.last.off))
    return [*said, state.token_home] if state.token_home else said


def progress(now: LineNow) -> tuple[str, float | None]:
    """How far the exchange under way has come: words, and which part of a first pull, None where that is not known.
    Empty words: there is none, or none that moves anything and that somebody waits for."""
    done = now.under_way or Done()
    come, of = done.loaded
    if now.running and of and not done.came:
        return wording.snapshot(come, of), come / of if come < of else None
    if not now.running or not (done.sent or done.came or now.asked):
        return "", None
    head = 0 if done.welcome is None else done.welcome.head.position
    if now.is_first_pull and done.came:
        return wording.first_pull(done.came, head), min(1.0, done.came / head) if head else None
    return wording.under_way(done.sent, done.came), None


def page_rows(now: LineNow, differences: list[Difference] | None) -> list[Line]:
    """What waits by kind, what needs attention, and, once it was compared, what differs from the hub."""
    state = now.state
    if state is None:
        return []
    heading = f"{wording.WAITING}: {wording.entries(now.waiting)}" if now.waiting else wording.WAITING
    rows = [Line("waiting", (heading, ""), heading=True)]
    if not state.waiting:
        rows.append(Line("nothing", (wording.NOTHING_WAITS if now.paired else wording.NOTHING_YET, "")))
    for kind in sorted(state.waiting, key=lambda kind: (-kind.count, kind.kind)):
        rows.append(Line(kind.kind, (wording.kind(kind.kind, kind.count), wording.since(now.moment(kind.oldest)))))
    return [*rows, *_attention_rows(now, state), *_difference_rows(now, differences)]


def _attention_rows(now: LineNow, state: LineState) -> list[Line]:
    rows = [Line(words, (wording.NOTES[words], ""), words=words) for words in now.notes]
    if state.unread:
        rows.append(Line("unread", (wording.unread_short(state.unread), ""), words=wording.unread(state.unread)))
    for each in state.aside:
        rows.append(Line(each.id, (wording.aside_short(each.kind), now.moment(each.at)), words=each.words))
    return [Line("aside", (wording.ASIDE, ""), heading=True), *rows] if rows else []


def _difference_rows(now: LineNow, differences: list[Difference] | None) -> list[Line]:
    if differences is None:
        return []
    today, rows = local_time(now.at, now.zone).date(), []
    for each in differences:
        day = days.day_near(date.fromisoformat(each.day), today)
        rows.append(Line(f"{each.store} {each.day}", (f"{day}, {each.store}", wording.differs(each.here, each.there))))
    rows = rows or [Line("same", (wording.SAME, ""))]
    return [Line("differs", (wording.DIFFERS, ""), heading=True), *rows]
