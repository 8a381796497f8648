"""The words of the evening: the end of the day, its checklist, exceptions, periods. Refuses to know what is shown
when."""

from datetime import date
from typing import TYPE_CHECKING

from posdesk.domain.points import format_points
from posdesk.reports.checklist import Check, Evening, Item, Mark, Order
from ui.wording import count, day

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard

END_OF_DAY, EXCEPTIONS, PERIOD, COUNTER = "End of day", "Exceptions", "Period", "Counter"
REPORT, CHECKLIST, THE_DAY, LOOKING = "The report", "Before closing", "The day", "Adding up the day…"
DAY_BEFORE, DAY_AFTER = "Day before", "Day after"
LOOK, REVISE, AS_CLOSED, AS_NOW = "Look", "Make revision", "As it was closed", "As it is now"
TICKETS, TICKETS_EXAMPLE = "Tickets of the cash register", "like 181"
NOTE, NOTE_EXAMPLE = "Note of the day", "What there is to say of it"
EARLIER, NO_EARLIER = "Closed days", "No day is closed yet."
OPEN_AND_CLOSED, OPEN_DAY, IS_OPEN = "Open and closed days", "Open day", "Open: close it now"
REASON, REASON_EXAMPLE = "Why", "It is kept with it"
FOLLOWED_UP, DONE_ABOUT_IT = "Followed up", ("What was done about it", "like: called, will come by")
WHOSE, WHOSE_EXAMPLE = "Whose it is", "Card, phone or name"
NOTHING_OPEN = "Nothing to look at: everything of the last 30 days is settled."
ACCEPT, WRITE_OFF, REVERSE, ASSIGN = "Leave it", "Write it off", "Take it back", "Give it to"
WEEK, MONTH, QUARTER, ALL_STORES, THIS_STORE = "Week", "Month", "Quarter", "All stores", "This store"
CANCEL, CANCELLED, MAKING = "Stop", "Stopped. Nothing was changed.", "Adding up…"
CARD = "Show the card"
BEFORE, AFTER = "Before", "After"
NOBODY = "nobody signed in"
NOT_ONE = "That finds no one, or several members. Type the card, or the whole phone."
CORRECTIONS, RECEIPTS, NO_CARD = "Put right", "Receipts", "Open a member's card first, then put it right."
POINTS, POINTS_EXAMPLE, ADJUST = "Points", "like 50, or -50 to take them", "Give or take points"
TIER, UNTIL, UNTIL_EXAMPLE, HOLD = "Tier", "Until", "like 2026-12-31", "Hold the tier"
MOVE = "Give the receipt to"
PRINT, PRINT_X, PRINT_COPY, SAVE = "Print", "Print X", "Print a copy", "Save PDF"
PREVIEW, LOOK_FIRST, PAGE_BEFORE, PAGE_AFTER = "Print preview", "Preview", "Before", "Next"
ON_ROLL, ON_LETTER = "80 mm roll", "Letter"
LARGER, SMALLER = ("Larger", "Alt+Up", "plus"), ("Smaller", "Alt+Down", "minus")
"""Words, key and icon."""
SAVE_AND_SHOW = "Save, show folder"
PRINTED, SAVE_TITLE, FILES = "Handed to the printer.", "Save the report", "PDF (*.pdf)"
MARKS = {
    Mark.OK: ("circle-check", "ok", "In order"),
    Mark.INFO: ("info", "info", "To know"),
    Mark.WARN: ("triangle-alert", "warn", "Look"),
    Mark.BAD: ("circle-x", "bad", "Not yet"),
}
"""Icon, tone and word of each mark."""


def check(each: Check, now: Evening) -> str:
    """One line of the checklist."""
    return _CHECKS[each.item](each, now)


def _sent(each: Check, now: Evening) -> str:
    if not each.number:
        return "All entries are sent"
    wait = "entry waits" if each.number == 1 else "entries wait"
    return f"{each.number:,} {wait} for the hub: you may close, they are in the report"


def _voids(each: Check, now: Evening) -> str:
    if each.mark is Mark.WARN:
        return f"{count(each.number, 'void')} without a reason"
    if not each.number:
        return "No voids"
    return "1 void, with a reason" if each.number == 1 else f"{each.number:,} voids, all with a reason"


def _clock(each: Check, now: Evening) -> str:
    if each.minutes:
        return f"This computer's clock is {count(each.minutes, 'minute')} off the hub's"
    return f"{count(each.number, 'store')} recorded entries with a wrong clock" if each.number else "The clock is right"


def _order(each: Check, now: Evening) -> str:
    if each.order is Order.FUTURE:
        return f"This day has not begun; today is {day(now.today)}"
    latest = "" if now.latest is None else day(now.latest)
    return f"{latest} is closed already: this day stays without a Z"


def _open_days(each: Check, now: Evening) -> str:
    named = [day(which) for which in now.left_open]
    if len(named) == 1:
        return f"{named[0]} is open: close it first, or it stays without a Z"
    return (
        f"{count(len(named), 'earlier day')} are open, from {named[0]} on: close them first, or they stay without a Z"
    )


_CHECKS = {
    Item.SENT: _sent,
    Item.DOUBLES: lambda each, now: (
        f"{count(each.number, 'possible double visit')}" if each.number else "No visit looks recorded twice"
    ),
    Item.UNUSUAL: lambda each, now: (
        f"{count(each.number, 'visit')} over $1,000" if each.number else "No unusual amounts"
    ),
    Item.VOIDS: _voids,
    Item.CLOCK: _clock,
    Item.EXCEPTIONS: lambda each, now: (
        f"{count(each.number, 'other exception')} open" if each.number else "No exceptions are open"
    ),
    Item.FOLLOW_UPS: lambda each, now: f"{count(each.number, 'member')} unhappy, not followed up yet",
    Item.POINTS: lambda each, now: "The points owed do not add up: keep this day open and call for help",
    Item.OPEN_DAYS: _open_days,
    Item.ORDER: _order,
}


def tickets(theirs: int | None, ours: int) -> tuple[str, str, str]:
    """The cash register's count beside ours: words, icon, tone."""
    if theirs is None:
        return f"We have {count(ours, 'ticket')}. What does the cash register say?", *MARKS[Mark.INFO][:2]
    if theirs == ours:
        return f"The cash register's {count(theirs, 'ticket')} are ours", *MARKS[Mark.OK][:2]
    apart = abs(theirs - ours)
    side = "not recorded here" if theirs > ours else "more here than there"
    return f"Register says {theirs:,}, we have {ours:,}: {apart:,} {side}", *MARKS[Mark.WARN][:2]


NO_NUMBER = "Tickets are a number, such as 181."


def close(number: int) -> str:
    """The button."""
    return f"Close the day ({z(number)})"


def really_close(number: int) -> str:
    """The same, asked once more."""
    return f"Close for ever? ({z(number)})"


def z(number: int) -> str:
    """`Z 0042`."""
    return f"Z {number:04d}"


def closed(which: date, number: int) -> str:
    """What was done."""
    return f"{day(which)} is closed: {z(number)}. What comes now is named by a revision."


def is_closed(number: int, revision: int) -> str:
    """The chip of a closed day."""
    return f"Closed, {z(number)}" + (f", revision {revision}" if revision > 1 else "")


def lasting(number: int, revision: int) -> str:
    """What stands on a closed day for good. revision: the next one."""
    return f"This day is closed ({z(number)}). What is recorded for it now is named by revision {revision}."


def today_is_closed(number: int, revision: int) -> str:
    """The same at the counter."""
    return f"Today is closed ({z(number)}). What is recorded now is in no report until revision {revision} names it."


def late(number: int, revision: int) -> str:
    """What came after the close, and what to do. revision: the next one."""
    came = "entry came" if number == 1 else "entries came"
    return f"{number:,} {came} after the close: make revision {revision}"


def revised(which: date, revision: int, number: int) -> str:
    """What was done."""
    return f"{day(which)} has revision {revision}, which names {count(number, 'entry', 'entries')}."


def earlier(which: date, number: int, revision: int) -> tuple[str, str]:
    """A closed day in the list."""
    return day(which), z(number) + (f", revision {revision}" if revision > 1 else "")


def open_number(number: int) -> str:
    """How many are listed."""
    return f"{count(number, 'exception')} to look at"


def settled(words: str, left: int) -> str:
    """What was done with one."""
    return f"Settled. {words}. {count(left, 'exception')} left." if left else f"Settled. {words}. Nothing is left."


def part(done: int, of: int) -> str:
    """How far a period is."""
    return f"{MAKING} {100 * done // max(of, 1)} percent"


def has_points(name: str, points: int) -> str:
    """After points were given or taken by hand."""
    return f"{name} has {format_points(points)} points now."


def holds(name: str, tier: str) -> str:
    """After a tier was held."""
    return f"{name} is {tier} now, by your word."


def about(card: "MemberCard") -> str:
    """Whose figures they are."""
    standing = card.standing
    return f"{card.member.short_name} · {standing.tier.name} · {format_points(standing.points)} points"


def saved(name: str) -> str:
    """After a report was written. name: of the file."""
    return f"Saved as {name}."


def page_of(at: int, count: int) -> str:
    """Which page of how many is looked at."""
    return f"Page {at} of {count}"


def span(first: date, last: date) -> str:
    """`Nov 1, 2026 to Nov 30, 2026`."""
    return f"{day(first)} to {day(last)}"
