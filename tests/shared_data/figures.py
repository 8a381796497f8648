"""Works out, from facts and standings of a store into which real files were imported, what their reference.json says.

Every figure is a pair: what PosDesk says, and what the reference says. Quantiles, RFM and models are left to the issues
that bring them.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from db.store import Store
from db.transfer import export_facts
from posdesk import compose
from posdesk.counter.ports import Desk
from posdesk.domain.business_day import AsOf, BusinessCalendar, end_of_day, local_time
from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import Fact, MemberEnrolled, VisitRecorded
from posdesk.domain.fold import fold
from posdesk.domain.standing import Standing
from posdesk.importing.run import run

Json = Any


class Figure(NamedTuple):
    """One figure: its name, what PosDesk says, what the reference says."""

    name: str
    ours: object
    reference: object

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.ours == self.reference


@dataclass(frozen=True)
class Imported:
    """A data set in a store. visits, members: facts of visits and enrolments. standings: by the other system's id."""

    desk: Desk
    calendar: BusinessCalendar
    visits: list[Fact]
    members: list[Fact]
    standings: Mapping[str, Standing]
    facts_about: Callable[[str], list[Fact]]
    last_day: date


def new_store(folder: Path, zone: str) -> Store:
    """An empty store with the sample program."""
    program = compose.SAMPLE_PROGRAM.read_text(encoding="utf-8")
    compose.create_store(folder, compose.StoreSettings("here", "Here", zone, "00:00", "register-1", program))
    return compose.open_store(folder)


def bring_in(store: Store, map_name: str, source: Path) -> Imported:
    """Import a folder and fold every member as of the reference's last day."""
    desk = compose.desk_of(store)
    run(map_name, source, desk)
    last_day = date.fromisoformat(reference_of(source)["as_of"])
    facts = [decode_fact(line) for line in export_facts(store)]
    visits = [fact for fact in facts if isinstance(fact.body, VisitRecorded)]
    calendar = desk.programs.calendar(visits[0].store)
    as_of, timeline = end_of_day(last_day, calendar), desk.programs.timeline()
    members = [fact for fact in facts if isinstance(fact.body, MemberEnrolled)]
    standings = {
        external_of(fact): fold(str(fact.subject), desk.ledger.facts_about(str(fact.subject)), timeline, as_of)
        for fact in members
    }
    return Imported(desk, calendar, visits, members, standings, desk.ledger.facts_about, last_day)


def reference_of(source: Path) -> Json:
    """reference.json of a folder, amounts as exact fractions."""
    return json.loads((source / "reference.json").read_text(encoding="utf-8"), parse_float=Fraction)


def external_of(fact: Fact) -> str:
    """The id in the other system."""
    assert isinstance(fact.body, MemberEnrolled)
    return str(fact.body.external).partition(":")[2]


def common(data: Imported, reference: Json) -> Iterator[Figure]:
    """What both data sets' references say."""
    receipts = {name: len(standing.history) for name, standing in data.standings.items()}
    spend = {name: standing.spend_cents for name, standing in data.standings.items()}
    count = len(receipts)
    yield Figure("members", count, reference["customers"])
    yield Figure("visits", sum(receipts.values()), reference["visits"])
    yield Figure("spend in cents", sum(spend.values()), cents(reference["spend_total"]))
    days = [fact.business_day for fact in data.visits]
    yield Figure("first day", min(days).isoformat(), reference["first_day"])
    yield Figure("last day", max(days).isoformat(), reference["last_day"])
    per_member = reference["visits_per_customer"]
    yield Figure("mean visits", rounded(sum(receipts.values()), count, 4), per_member["mean"])
    yield Figure("median visits", Fraction(median(receipts.values())), per_member["median"])
    yield Figure("most visits", max(receipts.values()), per_member["max"])
    often = Counter("21 or more" if number > 20 else str(number) for number in receipts.values())
    yield Figure("members by visits", dict(often), per_member["distribution"])
    back = sum(number > 1 for number in receipts.values())
    yield Figure("repeat rate", rounded(back, count, 4), reference["repeat_rate"])
    for least, members in reference["customers_with_at_least_visits"].items():
        yield Figure(f"with at least {least} visits", sum(n >= int(least) for n in receipts.values()), members)
    for least, members in reference["customers_with_at_least_spend"].items():
        yield Figure(f"with at least ${least}", sum(n >= int(least) * 100 for n in spend.values()), members)
    for away, members in reference["customers_away_at_least_days"].items():
        gone = [standing for standing in data.standings.values() if days_away(standing, data.last_day) >= int(away)]
        yield Figure(f"away at least {away} days", len(gone), members)
    for count_wanted, members in reference["customers_whose_visit_count_at_as_of_is_one_short_of"].items():
        yield Figure(
            f"one short of {count_wanted}", sum(n == int(count_wanted) - 1 for n in receipts.values()), members
        )
    for day in reference["busiest_days"]:
        yield Figure(f"busy {day['day']}", a_day(data, day["day"]), {**day, "spend": cents(day["spend"])})


def a_day(data: Imported, day: str) -> Json:
    """One business day's visits, members, new members and spend."""
    there = [fact for fact in data.visits if fact.business_day.isoformat() == day]
    new = [fact for fact in data.members if getattr(fact.body, "enrolled_on", None) == date.fromisoformat(day)]
    return {
        "day": day,
        "visits": len(there),
        "customers": len({fact.subject for fact in there}),
        "new_customers": len(new),
        "spend": sum(line.cents for fact in there for line in lines_of(fact)),
    }


def journey(data: Imported, reference: Json) -> Iterator[Figure]:
    """What only The Complete Journey says: brands, whole days."""
    lines: Counter[str] = Counter()
    spend: Counter[str] = Counter()
    households: dict[str, set[str]] = defaultdict(set)
    for fact in data.visits:
        for line in lines_of(fact):
            if line.brand is not None:
                lines[line.brand] += 1
                spend[line.brand] += line.cents
                households[line.brand].add(str(fact.subject))
    told = reference["brands"]
    yield Figure("brands", len(lines), told["manufacturers"])
    for place, brand in enumerate(told["top_by_spend"], start=1):
        name = brand["manufacturer_id"]
        (ours,) = spend.most_common(place)[-1:]
        found = (ours[0], lines[name], ours[1], len(households[name]))
        wanted = (name, brand["lines"], cents(brand["spend"]), brand["households"])
        yield Figure(f"brand {place} by spend", found, wanted)
        habits = [h.spend_cents for s in data.standings.values() for h in s.brands if h.name == name]
        yield Figure(f"brand {place} in the standings", (sum(habits), len(habits)), (wanted[2], wanted[3]))
    # one household only bought products whose maker is not told; the reference leaves it out of the mean
    each = [len(standing.brands) for standing in data.standings.values() if standing.brands]
    told_each = told["manufacturers_per_household"]
    yield Figure("mean brands", rounded(sum(each), len(each), 2), told_each["mean"])
    yield Figure("median and most brands", (Fraction(median(each)), max(each)), (told_each["median"], told_each["max"]))
    for day in reference["end_of_day"]:
        keys = ("lines", "baskets", "households", "new_households", "stores", "by_hour", "first_basket", "last_basket")
        wanted_day = {key: day[key] for key in keys} | {"sales_value": cents(day["sales_value"])}
        yield Figure(f"end of {day['day']}", whole_day(data, day["day"]), wanted_day)


def whole_day(data: Imported, day: str) -> Json:
    """One day over all stores, as the reference's end_of_day has it."""
    there = [fact for fact in data.visits if fact.business_day.isoformat() == day]
    times = sorted(local_time(fact.occurred_at, data.calendar.zone) for fact in there)
    short = a_day(data, day)
    return {
        "lines": sum(len(lines_of(fact)) for fact in there),
        "baskets": len(there),
        "households": short["customers"],
        "new_households": short["new_customers"],
        "stores": len({fact.store for fact in there}),
        "by_hour": {str(hour): number for hour, number in Counter(moment.hour for moment in times).items()},
        "first_basket": times[0].strftime("%Y-%m-%d %H:%M:%S"),
        "last_basket": times[-1].strftime("%Y-%m-%d %H:%M:%S"),
        "sales_value": short["spend"],
    }


def counted_days(data: Imported, source: Path) -> Iterator[Figure]:
    """Counted visits, one a member and business day on which an item was handed over (VS01, E09), from the file."""
    handed: set[tuple[str, str]] = set()
    with (source / "transactions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if int(row.get("quantity") or row.get("cds") or 0) > 0:
                name = row.get("household_id") or row["customer_id"]
                handed.add((name, (row.get("timestamp") or row["date"])[:10]))
    wanted = Counter(name for name, _ in handed)
    ours = {name: standing.visits for name, standing in data.standings.items() if standing.visits}
    yield Figure("counted visits", sum(ours.values()), sum(wanted.values()))
    yield Figure("counted visits of each member", ours, dict(wanted))


def calibration(data: Imported, source: Path) -> Iterator[Figure]:
    """CDNOW's repeat purchases to 1997-09-30, several of one day being one: the standing of that evening, less one."""
    reference = reference_of(source)["bg_nbd"]["computed"]["bg_nbd"]
    then = end_of_day(date.fromisoformat(reference["calibration_end"]), data.calendar)
    repeats = {external_of(fact): visits_then(data, str(fact.subject), then) - 1 for fact in data.members}
    yield Figure("repeat purchases to 1997-09-30", sum(repeats.values()), reference["repeat_transactions"])
    none = sum(number == 0 for number in repeats.values())
    yield Figure("members without a repeat", none, reference["customers_without_repeat"])
    with (source / "calibration_summary.csv").open(encoding="utf-8", newline="") as file:
        told = {row["customer_id"]: int(row["x"]) for row in csv.DictReader(file)}
    yield Figure("repeat purchases of each member", repeats, told)


def visits_then(data: Imported, member: str, then: AsOf) -> int:
    """Counted visits as of a past evening (TI09)."""
    return fold(member, data.facts_about(member), data.desk.programs.timeline(), then).visits


def lines_of(fact: Fact) -> tuple[Any, ...]:
    """The lines of a visit."""
    assert isinstance(fact.body, VisitRecorded)
    return fact.body.lines


def days_away(standing: Standing, last_day: date) -> int:
    """Days since the last visit; every member here has one."""
    assert standing.last_visit is not None
    return (last_day - standing.last_visit).days


def cents(dollars: Fraction | int) -> int:
    """Whole cents of an exact amount."""
    return int(Fraction(dollars) * 100)


def rounded(number: int, of: int, digits: int) -> Fraction:
    """A ratio rounded as the reference rounds it."""
    return round(Fraction(number, of), digits)
