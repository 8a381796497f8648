"""Decides what lies in the tray of a store's hub: facts head office has not answered yet, in the order in which they
came.

The tray is the part of the table of facts from TRAY on. Refuses to know how its facts get there (db.hub.intake) and to
head office (db.hub.upstream). Everything here is said after `history.locked`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from db.hub import history
from db.hub.intake import Device, Offered, read
from db.hub.rows import mark_of, row_of
from db.hub.tables import TRAY, devices, facts, parked
from db.rows import blob_of, text_of
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import RewardRedeemed
from posdesk.domain.rewards import CAMPAIGN

IDS_AT_ONCE = 5_000

_taken = facts.alias("taken")
_TAKE_OUT = (
    update(facts)
    .values(position=bindparam("to"))
    .where(facts.c.id == bindparam("known"), facts.c.position >= TRAY)
    .where(~exists().where(_taken.c.position == bindparam("to")))
)
_WAITING = select(func.count()).select_from(facts).where(facts.c.position >= TRAY)


def waiting(connection: Connection) -> int:
    """How many facts head office has not answered."""
    return int(connection.execute(_WAITING).scalar_one())


def waits(connection: Connection) -> bool:
    """Whether anything waits for head office."""
    return connection.execute(select(facts.c.id).where(facts.c.position >= TRAY).limit(1)).first() is not None


def uses(connection: Connection, device: Device | None = None) -> Counter[str]:
    """By rule, the uses of campaigns in the tray; with a device, those it gave itself."""
    wanted = select(facts.c.line).where(facts.c.position >= TRAY, facts.c.kind == "reward.redeemed")
    if device is not None:
        wanted = wanted.where(facts.c.store == device.store, facts.c.register == device.register)
    found: Counter[str] = Counter()
    for (line,) in connection.execute(wanted):
        fact = read(line).fact
        if fact is not None and isinstance(fact.body, RewardRedeemed) and fact.body.award_rule is not None:
            found[fact.body.award_rule] += fact.body.award_rule.startswith(CAMPAIGN)
    return found


def is_new(connection: Connection) -> bool:
    """Whether a hub holds nothing yet and has let nobody in."""
    anything = [
        connection.execute(select(table.c[key]).limit(1)).first() for table, key in ((facts, "id"), (devices, "key"))
    ]
    return not any(anything)


def of_span(
    connection: Connection, after: str, upto: str, but: Sequence[str], limit: int, max_bytes: int
) -> tuple[list[str], str]:
    """Lines of the tray beyond the id `after` up to the id `upto`, but those named, by their ids; and the id up to
    which that is all of them."""
    wanted = select(facts.c.id, facts.c.line).where(facts.c.position >= TRAY, facts.c.id <= blob_of(upto))
    if after:
        wanted = wanted.where(facts.c.id > blob_of(after))
    named = {blob_of(id) for id in but}
    found: list[tuple[bytes, str]] = []
    for id, line in connection.execute(wanted.order_by(facts.c.id)):
        if bytes(id) in named:
            continue
        max_bytes -= len(line)
        if found and (max_bytes < 0 or len(found) == limit):
            return [line for _, line in found], text_of(found[-1][0])
        found.append((bytes(id), line))
    return [line for _, line in found], upto


def lacking(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Those of the facts that this hub does not hold, in the tray or with a position."""
    there: set[bytes] = set()
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = [blob_of(id) for id in ids[start : start + IDS_AT_ONCE]]
        there.update(bytes(id) for (id,) in connection.execute(select(facts.c.id).where(facts.c.id.in_(some))))
    return [id for id in ids if blob_of(id) not in there]


def take_out(connection: Connection, id: bytes, position: int) -> None:
    """Head office gave a fact its position."""
    connection.execute(_TAKE_OUT, {"known": id, "to": position})


def back_into(connection: Connection, agreed: int) -> int:
    """What has a position beyond `agreed` is not known to stand at head office any more; yields how many."""
    further = history.top(connection) + 1
    beyond = facts.c.position > agreed, facts.c.position < TRAY
    return connection.execute(update(facts).values(position=facts.c.position + further).where(*beyond)).rowcount


def clear(connection: Connection, positions: Sequence[int]) -> None:
    """Whatever stands at these positions, and should not, waits again."""
    further = history.top(connection) + 1
    there = update(facts).values(position=facts.c.position + further).where(facts.c.position.in_(list(positions)))
    connection.execute(there)


def park(connection: Connection, words: Mapping[str, str], now: Instant) -> None:
    """Head office holds these not, by id, and says why: they are kept aside here."""
    key = connection.execute(select(func.coalesce(func.max(parked.c.key), 0))).scalar_one()
    for id, why in words.items():
        row = connection.execute(select(facts.c.line, facts.c.device).where(facts.c.id == blob_of(id))).first()
        if row is None:
            continue
        mark, key = mark_of(row.line), key + 1
        known = select(parked.c.key).where(parked.c.id == blob_of(id), parked.c.mark == mark)
        if connection.execute(known).first() is None:
            aside = {"key": key, "id": blob_of(id), "mark": mark, "line": row.line, "words": why}
            connection.execute(insert(parked), aside | {"received_at": now, "device": row.device})
        connection.execute(delete(facts).where(facts.c.id == blob_of(id)))


def offer_again(connection: Connection) -> int:
    """Head office's PosDesk is another one: what it parked may stand now. Yields how many facts wait that did not."""
    rows = connection.execute(select(parked.c.key, parked.c.id, parked.c.line, parked.c.device, parked.c.received_at))
    again = 0
    for key, id, line, device, came in rows.all():
        one: Offered = read(line)
        there = connection.execute(select(facts.c.id).where(facts.c.id == bytes(id))).first()
        if one.fact is None or there is not None:
            continue
        again += 1
        place = history.top(connection) + 1
        connection.execute(insert(facts), row_of(one.fact, one.line, place, device, came))
        connection.execute(delete(parked).where(parked.c.key == key))
    return again
