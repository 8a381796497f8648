"""Decides how a clause is said in the shop: short on a button, as a sentence to a member, line by line for a manager.

The one place that turns explanations into words; no rule is decided here, and no HTML.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from posdesk.counter import wording
from posdesk.domain import hidden
from posdesk.domain.clauses import Clause, ClauseCode, Unit, Value, failing
from posdesk.domain.segments import Comparison
from posdesk.domain.standing import Standing

MAX_REASON = 60
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Words = Callable[[Clause, "Told"], str]


class Told(NamedTuple):
    """To whom and when something is said. point_name: what the program calls its points. here: the register that
    asks. sees: whoever asks may see what is hidden by role (G27)."""

    today: date
    point_name: str
    here: str = ""
    sees: bool = False


def told(standing: Standing, here: str = "", *, sees: bool = False) -> Told:
    """About a member, on the day of the standing."""
    return Told(standing.as_of.day, standing.point_name, here, sees)


def reason(clause: Clause, said: Told) -> str:
    """Why not, in a few words: `Add $7.50`, `2 visits to go`, `Used Nov 3 at this register`. Empty when it holds."""
    first = next(failing(_shown(clause, said)), None)
    if first is None:
        return ""
    if said.here and first.needed == said.here and first.unit is Unit.DATE:
        first = replace(first, needed="this register")
    return _cut(_SHORT[first.code](first, said))


def sentence(clause: Clause, title: str, said: Told) -> str:
    """What one says to the member: `You can use $10 off now.` or `$10 off: add $7.50.`"""
    if clause.holds:
        return f"You can use {title} now." if title else "Yes, now."
    why = reason(clause, said)
    named = why[:1].lower() + why[1:] if not why[:1].isdigit() and _may_be_small(why) else why
    return f"{title}: {named}." if title else f"{why}."


def lines(clause: Clause, said: Told, depth: int = 0) -> list[str]:
    """The whole tree, a line for each clause: whether it holds, what was seen and needed, and the rule."""
    clause = _shown(clause, said)
    mark = "yes" if clause.holds else "no "
    rule = f"  [{clause.rule.id} {clause.rule.version}]" if clause.rule else ""
    law = f" {clause.law}" if clause.law else ""
    own = f"{'  ' * depth}{mark} {_label(clause, said)}{law}{rule}"
    return [own, *(line for part in clause.parts for line in lines(part, said, depth + 1))]


def _shown(clause: Clause, said: Told) -> Clause:
    return clause if said.sees else hidden.veiled(clause)


def _label(clause: Clause, said: Told) -> str:
    name = clause.about or clause.code.replace("_", " ")
    seen, needed = value(clause.seen, clause.unit, said), _needed(clause, said)
    if clause.code is ClauseCode.FIELD:
        return f"{name}: {seen or 'not known'}, {f'{_WANTED[clause.how]} {needed}'.strip()}"
    parts = [f"has {seen}" if seen else "", f"needs {needed}" if needed else ""]
    if not clause.holds and not clause.parts:
        parts.append(_SHORT[clause.code](clause, said))
    words = ", ".join(part for part in parts if part)
    return f"{name}: {words}" if words else name


def value(seen: Value, unit: Unit, said: Told) -> str:
    """A value of a clause in its unit: `$7.50`, `2 visits`, `Nov 3`."""
    if seen is None or seen == "":
        return ""
    if isinstance(seen, date):
        return wording.day_words(seen, said.today)
    if isinstance(seen, int) and unit is Unit.POINTS:
        return wording.some_points(seen, said.point_name)
    if isinstance(seen, int):
        return _NUMBERS.get(unit, "{:,}".format)(seen)
    return seen


def _needed(clause: Clause, said: Told) -> str:
    """What is needed: one value, or several (`$0.01 and $50`)."""
    if not isinstance(clause.needed, str) or clause.unit in (Unit.WORD, Unit.DATE) or not clause.how:
        return value(clause.needed, clause.unit, said)
    numbers = [each.strip() for each in clause.needed.split(",")]
    words = [value(int(each), clause.unit, said) if each.lstrip("-").isdecimal() else each for each in numbers]
    return _and(words) if clause.how == Comparison.BETWEEN else ", ".join(words)


_NUMBERS: Mapping[Unit, Callable[[int], str]] = {
    Unit.CENTS: wording.dollars,
    Unit.PERCENT: lambda number: f"{number} %",
    Unit.RECEIPTS: lambda number: wording.count(number, "receipt"),
    Unit.YES_NO: lambda number: "yes" if number else "no",
    Unit.VISITS: lambda number: wording.count(number, "visit"),
    Unit.DAYS: lambda number: wording.count(number, "day"),
    Unit.ITEMS: lambda number: wording.count(number, "item"),
    Unit.USES: lambda number: wording.count(number, "use"),
}


def _say(words: str) -> Words:
    return lambda clause, said: words


def _with(words: str) -> Words:
    """Words with {seen}, {needed} and {distance} filled in."""

    def fill(clause: Clause, said: Told) -> str:
        return words.format(
            seen=value(clause.seen, clause.unit, said),
            needed=value(clause.needed, clause.unit, said),
            distance=value(clause.distance, clause.unit, said),
            about=clause.about,
            points=said.point_name,
            Points=said.point_name[:1].upper() + said.point_name[1:],
        )

    return fill


def _used(clause: Clause, said: Told) -> str:
    """`Used Nov 3 at register 1`; needed names the register where the clause knows it."""
    when = f" {wording.day_words(clause.seen, said.today)}" if isinstance(clause.seen, date) else ""
    where = f" at {clause.needed}" if isinstance(clause.needed, str) and clause.needed else ""
    return f"Used{when}{where}"


def _field(clause: Clause, said: Told) -> str:
    """`2 visits to go: Visits`, `Not known: Age`, `Tier: bronze, not gold`."""
    if clause.seen is None and clause.how != Comparison.KNOWN:
        return f"Not known: {clause.about}"
    if clause.distance is not None:
        return f"{value(clause.distance, clause.unit, said)} to go: {clause.about}"
    seen = value(clause.seen, clause.unit, said) or "nothing"
    return f"{clause.about}: {seen}, {_HOW[clause.how]}{_needed(clause, said)}".rstrip(" ,")


_HOW: Mapping[str, str] = {
    Comparison.IS: "not ",
    Comparison.IS_NOT: "left out: ",
    Comparison.ONE_OF: "none of ",
    Comparison.NONE_OF: "left out: ",
    Comparison.AT_LEAST: "needs at least ",
    Comparison.AT_MOST: "at most ",
    Comparison.MORE_THAN: "needs more than ",
    Comparison.LESS_THAN: "needs less than ",
    Comparison.BETWEEN: "not between ",
    Comparison.KNOWN: "not known",
    Comparison.UNKNOWN: "known already",
    "": "",
}
"""What stands between what was seen and what is needed."""
_WANTED: Mapping[str, str] = {
    Comparison.IS: "asked for",
    Comparison.IS_NOT: "anything but",
    Comparison.ONE_OF: "asked for",
    Comparison.NONE_OF: "anything but",
    Comparison.AT_LEAST: "at least",
    Comparison.AT_MOST: "at most",
    Comparison.MORE_THAN: "more than",
    Comparison.LESS_THAN: "less than",
    Comparison.BETWEEN: "between",
    Comparison.KNOWN: "to be known",
    Comparison.UNKNOWN: "not to be known",
    "": "",
}
"""How what is needed is named in the whole tree."""


def _weekdays(clause: Clause, said: Told) -> str:
    named = [_DAYS[int(number)] for number in str(clause.needed or "").split(",") if number.isdigit()]
    return f"{_and(named)} only" if named else "Not today"


def _goods(clause: Clause, said: Told) -> str:
    return f"Add {clause.seen}" if clause.seen else "Nothing here that it is for"


def _types(clause: Clause, said: Told) -> str:
    return f"For {_and(str(clause.needed or '').split(', '))} members"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


_SHORT: Mapping[ClauseCode, Words] = {
    ClauseCode.ALL: _say("Not now"),
    ClauseCode.ANY: _say("Not now"),
    ClauseCode.NONE: _with("Not for: {about}"),
    ClauseCode.SEGMENT: _with("Not in: {about}"),
    ClauseCode.FIELD: _field,
    ClauseCode.REWARD_KNOWN: _say("Not in the program"),
    ClauseCode.AWARD_EARNED: _say("Not earned yet"),
    ClauseCode.AWARD_UNUSED: _used,
    ClauseCode.AWARD_NOT_REVOKED: _say("Taken back with the goods"),
    ClauseCode.AWARD_FROM: _with("From {needed}"),
    ClauseCode.AWARD_UNTIL: _with("Ended {needed}"),
    ClauseCode.CAN_BE_BOUGHT: _with("{Points} do not buy this one"),
    ClauseCode.POINTS_POSITIVE: _with("Type a number of {points} above 0"),
    ClauseCode.POINTS_ENOUGH: _with("{distance} short"),
    ClauseCode.POINTS_NOT_NEGATIVE: _with("{distance} to earn back first"),
    ClauseCode.POINTS_PAY: _with("{Points} do not pay here"),
    ClauseCode.VALID_FROM: _with("From {needed}"),
    ClauseCode.VALID_UNTIL: _with("Ended {needed}"),
    ClauseCode.WEEKDAY: _weekdays,
    ClauseCode.STORE: _with("Only at {needed}"),
    ClauseCode.TIER: _with("{needed} and up"),
    ClauseCode.MEMBER_TYPE: _types,
    ClauseCode.USES_LEFT: _used,
    ClauseCode.GOODS: _goods,
    ClauseCode.ENOUGH_ITEMS: _with("Add {distance}"),
    ClauseCode.MINIMUM: _with("Add {distance}"),
    ClauseCode.GIVES_SOMETHING: _say("Takes nothing off here"),
    ClauseCode.ONCE_IN_BASKET: _say("Already in this basket"),
    ClauseCode.GROUP_FREE: _with("{seen} saves more"),
    ClauseCode.NOT_HELD: _say("Held by another basket"),
    ClauseCode.ONLINE: _say("One-time: needs the hub"),
    ClauseCode.ALLOWANCE: _say("None left offline: needs the hub"),
    ClauseCode.STOCK: _say("None left here"),
    ClauseCode.COUPON_KNOWN: _say("No such code"),
    ClauseCode.COUPON_UNUSED: _used,
    ClauseCode.COUPON_FROM: _with("Code starts {needed}"),
    ClauseCode.COUPON_UNTIL: _with("Code ended {needed}"),
    ClauseCode.COUPON_STORE: _with("Code is for {needed}"),
    ClauseCode.HOURS: _with("Only from {needed}"),
    ClauseCode.MEMBER_LIMIT: _say("Had it already"),
    ClauseCode.DAY_LIMIT: _say("All of today's are given"),
    ClauseCode.TOTAL_LIMIT: _say("All are given"),
    ClauseCode.TOLD_IN_TIME: _with("Told {seen}, not in its days"),
    ClauseCode.BIRTHDAY_SETTLED: _say("Birthday told too late: next year"),
    ClauseCode.NOT_HELD_OUT: _say("Kept back to compare"),
    ClauseCode.CAMPAIGN_GROUP: _with("{seen} comes first"),
    ClauseCode.VISITS: _with("{distance} to go"),
    ClauseCode.SPEND: _with("{distance} to go"),
    ClauseCode.POINTS: _with("{distance} to go"),
    ClauseCode.HIDDEN: _say("Depends on what is hidden"),
}


def codes_with_words() -> Iterator[ClauseCode]:
    """Every code that has words; all of them do."""
    return iter(_SHORT)


def _may_be_small(words: str) -> bool:
    """Whether the first word is a common one, not a name that keeps its capital."""
    return words.partition(" ")[0] in _COMMON


_COMMON = frozenset(
    "Add Used From Ended Only Not Type Points None One-time: Already Held Nothing Takes Taken No Code For".split()
)


def _cut(words: str) -> str:
    return words if len(words) <= MAX_REASON else f"{words[: MAX_REASON - 1].rstrip()}…"
