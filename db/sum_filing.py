"""Decides how the sums of a store's business day are kept, and when they are thrown away: a quarter is ninety days of
rows, not two hundred thousand receipts.

Any fact of a day throws the day's away; who is who, where a store is, and an erasure throw all away. What is kept is
always what adding up anew gives; a test compares. Refuses to know what the sums mean (posdesk.domain.day_sums).
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, literal_column, select

from db.day_tables import store_days
from db.engine import Connection, sql
from posdesk.domain.channels import Channel
from posdesk.domain.day_sums import Correction, Hour, Person, Sums, Uses, What
from posdesk.domain.exceptional import Exceptional, Kind, Unit
from posdesk.domain.facts import Fact
from posdesk.domain.signals import StoreDay
from posdesk.domain.staff import KINDS as STAFF
from posdesk.domain.sums_of_days import COUNTS

WHOLE_DAY = ""
"""In the place of a store: says that all stores of the day are kept, with which MEANING, and which they are."""
BEGUN = "\n"
"""In the place of a store, which none is called: that somebody adds the day up, and who (day_adding.py)."""
Row = tuple[int, str, str]
"""Of store_days: the day, the store, what is told."""
MEANING = 2
"""Of what a row says. A whole day that bears another number, or none, is of another PosDesk, and is added up anew."""
CHANGE_ALL = frozenset({"member.merged", "member.unmerged", "member.erased", "store.opened", *STAFF})
"""Kinds of facts that change days they do not belong to."""
_d = store_days.c
_FORGET_ALL = sql(delete(store_days))
_FORGET = sql(delete(store_days).where(_d.day == bindparam("of")))
_PUT = sql(insert(store_days).prefix_with("OR REPLACE"))
_WHOLE = sql(
    select(_d.day, _d.told).where(
        _d.store == bindparam("whole"), _d.day >= bindparam("first"), _d.day <= bindparam("last")
    )
)
_ONE = sql(select(_d.told).where(_d.day == bindparam("on"), _d.store == bindparam("whose")))
_SIGNALS = sql(
    select(func.json_extract(_d.told, literal_column("'$.signals'"))).where(
        _d.day == bindparam("on"), _d.store == bindparam("whose")
    )
)
_AMOUNTS_OF_PERSON = tuple(Person.__slots__)
_AMOUNTS_OF_USES = tuple(Uses.__slots__)


def forget(connection: Connection, fresh: Iterable[Fact]) -> None:
    """Facts are stored: what they change is not kept any more."""
    known = list(fresh)
    if any(fact.kind in CHANGE_ALL for fact in known):
        forget_all(connection)
    else:
        days = sorted({fact.business_day.toordinal() for fact in known})
        connection.executemany(_FORGET, [(day,) for day in days])


def forget_all(connection: Connection) -> None:
    """Nothing is kept any more."""
    connection.execute(_FORGET_ALL)


def kept(connection: Connection, first: date, last: date) -> dict[int, list[str]]:
    """The days (ordinals) that are kept whole by this PosDesk, each with its stores."""
    rows = connection.execute(_WHOLE, (WHOLE_DAY, first.toordinal(), last.toordinal()))
    said = [(day, json.loads(told)) for day, told in rows]
    return {day: stores[1:] for day, stores in said if stores[:1] == [MEANING]}


def read(connection: Connection, day: int, stores: Iterable[str]) -> list[StoreDay] | None:
    """These stores' day; None when it is not kept, or not any more."""
    found = []
    for store in stores:
        row = connection.execute(_ONE, (day, store)).fetchone()
        if row is None:
            return None
        found.append(decoded(date.fromordinal(day), store, row[0]))
    return found


def signals(connection: Connection, day: int, stores: Iterable[str]) -> list[Exceptional] | None:
    """The signals of these stores' day, without the sums; None when it is not kept, or not any more."""
    found: list[Exceptional] = []
    for store in stores:
        row = connection.execute(_SIGNALS, (day, store)).fetchone()
        if row is None:
            return None
        found += _signals(date.fromordinal(day), store, json.loads(row[0]))
    return found


def mark(connection: Connection, days: Iterable[int], whose: str) -> None:
    """Say in the open transaction that these days are being added up; whoever began before has to begin anew."""
    connection.executemany(_PUT, [(day, BEGUN, whose) for day in days])


def is_marked(connection: Connection, day: int, whose: str) -> bool:
    """Whether the mark of a day still stands: no fact has come that changes its sums."""
    found: tuple[str] | None = connection.execute(_ONE, (day, BEGUN)).fetchone()
    return found == (whose,)


def write(connection: Connection, day: int, rows: Sequence[Row]) -> None:
    """Keep all stores of a day, in the open transaction."""
    connection.execute(_FORGET, (day,))
    whole = json.dumps([MEANING, *(store for _, store, _ in rows)])
    connection.executemany(_PUT, [*rows, (day, WHOLE_DAY, whole)])


def encoded(each: StoreDay) -> str:
    """What stands in the row of a store's day."""
    sums = each.sums
    said = {
        "counts": [getattr(sums, name) for name in COUNTS],
        "stores": sums.stores.get(each.store),
        "hours": [[hour.hour, int(hour.again), *pair] for hour, pair in sums.hours.items()],
        "people": [[staff, *(getattr(one, name) for name in _AMOUNTS_OF_PERSON)] for staff, one in sums.people.items()],
        "brands": sums.brands,
        "categories": sums.categories,
        "rewards": [[*key, *(getattr(one, name) for name in _AMOUNTS_OF_USES)] for key, one in sums.rewards.items()],
        "consents": [[channel, int(given), number] for (channel, given), number in sums.consents.items()],
        "members": [[member, *pair] for (member, _, _), pair in sums.of_member.items()],
        "refunds": sums.refunds,
        "corrections": sums.corrections,
        "kinds": sums.kinds,
        "scores": [[score, number] for score, number in sums.scores.items()],
        "low": sums.low,
        "signals": [
            [one.kind, one.member, one.staff, one.facts, one.amount, one.unit] for one in each.signals
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def decoded(day: date, store: str, told: str) -> StoreDay:
    """The store's day of a row."""
    said: dict[str, Any] = json.loads(told)
    sums = Sums(**dict(zip(COUNTS, said["counts"], strict=True)))
    if said["stores"] is not None:
        sums.stores[store] = said["stores"]
    sums.hours = {Hour(hour, bool(again)): [receipts, cents] for hour, again, receipts, cents in said["hours"]}
    sums.people = {staff: Person(*amounts) for staff, *amounts in said["people"]}
    sums.brands, sums.categories = said["brands"], said["categories"]
    sums.rewards = {(reward, title): Uses(*amounts) for reward, title, *amounts in said["rewards"]}
    sums.consents = {(Channel(channel), bool(given)): number for channel, given, number in said["consents"]}
    sums.of_member = {(member, store, day): [receipts, cents] for member, receipts, cents in said["members"]}
    sums.members = {member for member, _, _ in said["members"]}
    sums.refunds, sums.kinds = said["refunds"], said["kinds"]
    sums.scores, sums.low = dict(said["scores"]), said["low"]
    sums.corrections = [Correction(What(what), *rest) for what, *rest in said["corrections"]]
    return StoreDay(day, store, sums, tuple(_signals(day, store, said["signals"])))


def _signals(day: date, store: str, said: Any) -> list[Exceptional]:
    return [
        Exceptional(Kind(kind), store, day, member, staff, tuple(facts), amount, Unit(unit))
        for kind, member, staff, facts, amount, unit in said
    ]
