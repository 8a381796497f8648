"""Decides what a row says about a member: key, name, phone, e-mail, birthday, consents, opening balance.

A value that is no phone, e-mail, birthday or card code is left out and reported; the member still comes in. Refuses to
know who is in the ledger already (member_drafts.py asks).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from posdesk.domain import identity
from posdesk.domain.business_day import Instant, business_day, local_time
from posdesk.domain.facts import Channel, MemberField, OpeningRecorded
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.scan_code import normal_card_code
from posdesk.importing import stable_ids, values
from posdesk.importing.column_map import Columns, MemberColumns
from posdesk.importing.row_values import Stores, filled, moment_of, number_of
from posdesk.importing.source import pick
from posdesk.importing.text_rows import Cells


@dataclass(slots=True)
class MemberRow:
    """What the file tells of one member.

    told: the profile fields from columns; names filled in from the template are not in it. enrolled: instant and day,
    or None when the file does not say. left_out: values that were refused, in words.
    """

    key: str
    external: str
    line: int
    store: str
    first_name: str = ""
    last_name: str = ""
    told: dict[MemberField, str] = field(default_factory=dict)
    enrolled: tuple[Instant, date] | None = None
    consents: dict[Channel, bool] = field(default_factory=dict)
    opening: OpeningRecorded | None = None
    left_out: list[str] = field(default_factory=list)


def has_member(shape: MemberColumns, cells: Cells) -> bool:
    """Whether a row names a member at all: a receipt's row may not (a guest)."""
    if shape.key is None:
        return any(pick(cells, shape.phone if name == "phone" else shape.email) for name in shape.key_from)
    try:
        filled(shape.key, cells)
    except Refused:
        return False
    return True


def member_key(stores: Stores, cells: Cells) -> str:
    """The key that names a member in the other system. Raises Refused when the row has none."""
    shape = stores.column_map.member
    if shape.key is not None:
        return filled(shape.key, cells)
    found = _contacts(shape, cells, [])
    for name in shape.key_from:
        if value := found.get(MemberField(name)):
            return stable_ids.opaque(f"{name}:{value}")
    return values.refuse(
        RefusalCode.BAD_TEXT, f"has no valid {' and no valid '.join(shape.key_from)} to tell members apart"
    )


def read_member(stores: Stores, cells: Cells, line: int, key: str, store: str) -> MemberRow:
    """Everything a row says about its member. Raises Refused when the row as a whole cannot be taken."""
    column_map, shape = stores.column_map, stores.column_map.member
    external = filled(f"{column_map.system}:{{key}}", {"key": key})
    member = MemberRow(key=key, external=external, line=line, store=store)
    member.told |= _contacts(shape, cells, member.left_out)
    if shape.need_one_of and not any(MemberField(name) in member.told for name in shape.need_one_of):
        values.refuse(RefusalCode.BAD_TEXT, f"has no valid {' and no valid '.join(shape.need_one_of)}")
    _names(member, shape, cells)
    _keep(member, MemberField.BIRTHDAY, lambda: _birthday(stores, shape, cells), pick(cells, shape.birthday))
    code = pick(cells, shape.card_code)
    _keep(member, MemberField.CARD_CODE, lambda: normal_card_code(code), code)
    if pick(cells, shape.enrolled):
        instant = moment_of(stores, cells, shape.enrolled, store)
        member.enrolled = instant, business_day(instant, stores.calendars[store])
    for words in column_map.consents:
        said = pick(cells, words.column).casefold()
        if said in words.yes or said in words.no:
            before = member.consents.get(words.channel, True)  # of two columns about one channel a no wins
            member.consents[words.channel] = before and said in words.yes
        elif said and said not in words.unknown:
            member.left_out.append(f"{words.column[0]}: “{said}” is neither yes nor no in the map; no consent is set")
    member.opening = _opening(stores, cells)
    return member


def _contacts(shape: MemberColumns, cells: Cells, left_out: list[str]) -> dict[MemberField, str]:
    found: dict[MemberField, str] = {}
    if phone := pick(cells, shape.phone):
        _try(found, MemberField.PHONE, lambda: identity.normal_phone(phone, shape.region), left_out)
    if email := pick(cells, shape.email):
        _try(found, MemberField.EMAIL, lambda: identity.normal_email(email), left_out)
    return found


def _names(member: MemberRow, shape: MemberColumns, cells: Cells) -> None:
    """The name from its columns, else from the template. Raises Refused when there is neither."""
    whole, first, last = (pick(cells, columns) for columns in (shape.name, shape.first_name, shape.last_name))
    try:
        if whole:
            member.first_name, member.last_name = identity.split_name(whole)
        elif first or last:
            names = [identity.normal_name(part) for part in (first, last) if part]
            member.first_name, member.last_name = (names[0], names[1] if len(names) == 2 else "")
    except Refused as refused:
        member.left_out.append(f"{_first(shape.name, shape.first_name)}: {refused.refusal.words}")
    if member.first_name:
        member.told[MemberField.FIRST_NAME] = member.first_name
        if member.last_name:
            member.told[MemberField.LAST_NAME] = member.last_name
        return
    if shape.name_template is None:
        values.refuse(RefusalCode.BAD_NAME, f"{_first(shape.name, shape.first_name)} is empty; a member needs a name")
    member.first_name = identity.normal_name(filled(shape.name_template, cells))


def _first(*columns: Columns) -> str:
    return next((names[0] for names in columns if names), "name")


def _birthday(stores: Stores, shape: MemberColumns, cells: Cells) -> str:
    year, month, number = values.day(pick(cells, shape.birthday), shape.birthday_dates)
    text = f"{month:02d}-{number:02d}" if year is None else f"{year:04d}-{month:02d}-{number:02d}"
    now = stores.desk.clock.now()
    today = local_time(now, next(iter(stores.calendars.values())).zone).date() if stores.calendars else None
    return identity.normal_birthday(text, today)


def _opening(stores: Stores, cells: Cells) -> OpeningRecorded | None:
    shape, form = stores.column_map.opening, stores.column_map.values
    visits = number_of(cells, shape.visits, lambda text: values.count(text, form.decimal))
    spend = number_of(cells, shape.spend, lambda text: values.amount(text, form.decimal, form.amounts))
    points = number_of(cells, shape.points, lambda text: values.points(text, form.decimal))
    for columns, number in ((shape.visits, visits), (shape.spend, spend)):
        if number < 0:
            values.refuse(RefusalCode.BAD_AMOUNT, f"{columns[0]}: an opening balance is not below zero")
    return OpeningRecorded(visits, spend, points) if visits or spend or points else None


def _keep(member: MemberRow, name: MemberField, read: Callable[[], str], text: str) -> None:
    if text:
        _try(member.told, name, read, member.left_out)


def _try(found: dict[MemberField, str], name: MemberField, read: Callable[[], str], left_out: list[str]) -> None:
    try:
        found[name] = read()
    except Refused as refused:
        left_out.append(f"{name.replace('_', ' ')} left out: {refused.refusal.words}")
