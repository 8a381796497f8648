"""Decides what opening a store means: its name, its IANA zone and the hour at which its business day turns."""

import re
from collections.abc import Iterable
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posdesk.counter.ports import Clock, Ids, Ledger
from posdesk.domain.business_day import BusinessCalendar, business_day
from posdesk.domain.facts import Draft, Fact, StoreOpened, fold_order
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

_STORE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_CUT_OFF = re.compile(r"(\d{1,2}):(\d{2})")


def open_store(
    ledger: Ledger, clock: Clock, ids: Ids, *, store: str, name: str, zone: str, cut_off: str = "04:00"
) -> str:
    """Open a store and return its fact's id. Raises Refused(BAD_STORE) for an id, zone or cut-off that cannot be."""
    calendar = check_store(store, name, zone, cut_off)
    now = clock.now()
    body = StoreOpened(name.strip(), calendar.zone, calendar.cut_off)
    fact_id = ids.new(now)
    ledger.append([Draft(fact_id, None, store, None, now, business_day(now, calendar), body)])
    return fact_id


def store_names(facts: Iterable[Fact]) -> dict[str, str]:
    """What the stores are called, by their ids, as these facts say; of two about one store the later counts."""
    return {fact.store: fact.body.name for fact in sorted(facts, key=fold_order) if isinstance(fact.body, StoreOpened)}


def check_store(store: str, name: str, zone: str, cut_off: str) -> BusinessCalendar:
    """The calendar of a store that could be opened so. Raises Refused(BAD_STORE)."""
    if _STORE_ID.fullmatch(store) is None:
        _refuse(f"“{store}” cannot be a store's id. Use 1 to 40 letters, digits, dots or dashes, like denver-1.")
    if not name.strip():
        _refuse("A store needs a name, the one on its door.")
    return BusinessCalendar(checked_zone(zone), read_cut_off(cut_off))


def checked_zone(zone: str) -> str:
    """`zone` itself when it is an IANA zone like America/Denver; raises Refused(BAD_STORE) otherwise."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        _refuse(f"“{zone}” is not a time zone. Use an IANA name like America/Denver.")
    return zone


def read_cut_off(text: str) -> int:
    """`04:00` as minutes after midnight, 00:00 to 11:59. Raises Refused(BAD_STORE)."""
    match = _CUT_OFF.fullmatch(text.strip())
    if match is None or int(match[1]) > 11 or int(match[2]) > 59:
        _refuse(f"“{text}” is not a cut-off. The business day turns between 00:00 and 11:59, like 04:00.")
    return int(match[1]) * 60 + int(match[2])


def _refuse(words: str) -> NoReturn:
    raise Refused(Refusal(RefusalCode.BAD_STORE, words))
