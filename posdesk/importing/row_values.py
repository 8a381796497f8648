"""Decides how a row's cells become the values of one map: amounts, moments, the store, templates filled in.

Refuses to know what is done with them (member_rows.py and receipt_rows.py do that).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from posdesk.counter.ports import Desk
from posdesk.domain.business_day import DAY_MS, BusinessCalendar, Instant
from posdesk.domain.codec import MAX_TEXT
from posdesk.domain.facts import WHOLE
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.importing import values
from posdesk.importing.column_map import DAY_PLACE, PLACE, ColumnMap, Columns
from posdesk.importing.source import pick
from posdesk.importing.text_rows import Cells


@dataclass(slots=True)
class Stores:
    """The stores of one import. calendars: known ones and new ones. opened: new ones, id -> name."""

    column_map: ColumnMap
    desk: Desk
    calendars: dict[str, BusinessCalendar] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)


def store_of(stores: Stores, cells: Cells) -> str:
    """The store's id: the column's, or this computer's when the map has none. A new one is noted. Raises Refused."""
    shape = stores.column_map.store
    if shape is None:
        store = stores.desk.station.store
        if store not in stores.calendars:
            stores.calendars[store] = stores.desk.programs.calendar(store)
        return store
    if not pick(cells, shape.column):
        values.refuse(RefusalCode.BAD_STORE, f"{shape.column[0]} is empty; it must name the store")
    store = filled(shape.id, cells)
    if store not in stores.calendars:
        try:
            stores.calendars[store] = stores.desk.programs.calendar(store)
        except Refused as refused:
            if refused.refusal.code != RefusalCode.BAD_STORE:
                raise
            stores.opened[store] = filled(shape.name, cells)
            stores.calendars[store] = BusinessCalendar(shape.zone, shape.cut_off)
    return store


def filled(template: str, cells: Cells, day: date | None = None) -> str:
    """A template with its columns filled in. Raises Refused when one of them is empty, or all is too long to keep."""

    def value(name: str) -> str:
        found = (day.isoformat() if day else "") if name == DAY_PLACE else pick(cells, tuple(name.split("|")))
        if not found:
            values.refuse(RefusalCode.BAD_TEXT, f"{name.partition('|')[0]} is empty")
        return found

    return kept_text(PLACE.sub(lambda match: value(match[1]), template), template)


def kept_text(text: str, name: str) -> str:
    """A text as it is kept. Raises Refused when it is too long or holds what cannot be seen or stored."""
    if len(text) > MAX_TEXT:
        values.refuse(RefusalCode.BAD_TEXT, f"{name} has {len(text)} characters; {MAX_TEXT} are the most")
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text).strip()
    return text


def text_of(cells: Cells, columns: Columns) -> str | None:
    """A text, or None when the column is empty or not in the file. Raises Refused when it is too long."""
    found = pick(cells, columns)
    return (kept_text(found, columns[0]) or None) if found else None


def amount_of(cells: Cells, columns: Columns, column_map: ColumnMap) -> int:
    """Cents. Raises Refused, naming the column."""
    shape = column_map.values
    return _named(columns, lambda text: values.amount(text, shape.decimal, shape.amounts), pick(cells, columns))


def quantity_of(cells: Cells, columns: Columns, column_map: ColumnMap) -> int:
    """Thousandths of a unit; one whole unit when the column is empty or the map has none. Raises Refused."""
    found = pick(cells, columns)
    return _named(columns, lambda text: values.quantity(text, column_map.values.decimal), found) if found else WHOLE


def moment_of(stores: Stores, cells: Cells, columns: Columns, store: str) -> Instant:
    """The instant of a column in the zone of `store`. Raises Refused when it is no date, or lies in the future."""
    zone, dates = stores.calendars[store].zone, stores.column_map.values.dates
    instant: Instant = _named(columns, lambda text: values.moment(text, dates, zone)[0], pick(cells, columns))
    if instant > stores.desk.clock.now() + DAY_MS:
        values.refuse(RefusalCode.BAD_DATE, f"{columns[0]}: “{pick(cells, columns)}” is still to come")
    return instant


def number_of(cells: Cells, columns: Columns, read: Callable[[str], int]) -> int:
    """A number read by `read`; 0 when the column is empty or not in the file. Raises Refused, naming the column."""
    found = pick(cells, columns)
    return _named(columns, read, found) if found else 0


def _named(columns: Columns, read: Callable[[str], int], text: str) -> int:
    try:
        return read(text)
    except Refused as refused:
        code, words = refused.refusal.code, refused.refusal.words
        values.refuse(code, f"{columns[0]} {words}" if words.startswith("is empty") else f"{columns[0]}: {words}")
