"""Decides who is told of new facts, up to where, whose turn it is, and when somebody who does not answer is given up.

At least once: the position moves when an answer has come, so who tells and is cut off tells again. One process at a
time tells a webhook: it holds a lease, which ends by itself. Refuses to know networks.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from db.hub import devices, history
from db.hub.open_tables import webhooks
from db.hub.tables import facts, hub
from posdesk.domain.business_day import DAY_MS, Instant
from posdesk.domain.codec import decode_fact
from posdesk.domain.facts import KINDS, Fact
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import SECRET_KINDS

LEASE_MS = 60_000
"""So long a process may take to tell; longer than a request may last."""
PATIENCE_MS = 3 * DAY_MS
"""Who has not answered for so long is told no more until somebody looks."""
MOST_FACTS = 100
"""Facts in one message."""
MOST_CHARACTERS = 512 * 1024
"""Characters of facts in one message, about; one fact may be more."""
MOST_WORDS = 300
NO_HOOK = "There is no webhook {key}: hub webhook list"
NO_KIND = "“{kind}” is no kind of fact. docs/facts names them all."
PAUSED = (
    "The webhook {key} to {host} has not answered for {days} days and is paused: {words} Nothing is lost; it goes on "
    "where it was with: hub webhook resume {key}"
)


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook. kinds: of the facts it is told of, empty: all. bodies: whether it gets whole facts. inside: whether
    it may be in a private network. position: up to here it was told. words: why it failed last. Times in ms UTC."""

    key: int
    url: str
    secret: str = field(repr=False)
    kinds: tuple[str, ...]
    bodies: bool
    inside: bool
    made_at: Instant
    position: int
    failures: int
    failing_since: Instant | None
    next_at: Instant
    paused_at: Instant | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What a webhook is told next. hub: its name. upto: the position it knows everything up to afterwards."""

    hub: str
    epoch: int
    upto: int
    facts: tuple[tuple[int, Fact, str], ...]


_c = webhooks.c
_SHOWN = (
    *(_c.key, _c.url, _c.secret, _c.kinds, _c.bodies, _c.inside, _c.made_at, _c.position, _c.failures),
    *(_c.failing_since, _c.next_at, _c.paused_at, _c.words),
)
_FREE: dict[str, Any] = {"holder": None, "held_until": 0}


def add(
    connection: Connection, url: str, kinds: Collection[str], *, bodies: bool, inside: bool, now: Instant
) -> tuple[int, str]:
    """Tell this address (already checked) of every fact from now on; yields its number and the secret that messages
    are signed with. Raises Refused(BAD_TEXT) for a kind that is none."""
    known = {kind for kind, _ in KINDS}
    for kind in kinds:
        if kind not in known:
            raise Refused(Refusal(RefusalCode.BAD_TEXT, NO_KIND.format(kind=kind)))
    _, at = history.locked(connection)
    key = connection.execute(select(func.coalesce(func.max(_c.key), 0))).scalar_one() + 1
    secret = f"whsec_{secrets.token_urlsafe(32)}"
    row = {"key": key, "url": url, "secret": secret, "kinds": " ".join(sorted(set(kinds))), "bodies": int(bodies)}
    row |= {"inside": int(inside), "made_at": now, "position": at, "failures": 0, "next_at": now}
    connection.execute(insert(webhooks), row | _FREE)
    return key, secret


def listed(connection: Connection) -> list[Hook]:
    """Every webhook, by number."""
    return [_hook(row) for row in connection.execute(select(*_SHOWN).order_by(_c.key))]


def remove(connection: Connection, key: int) -> None:
    """Tell it no more, and forget it. Raises Refused(BAD_TEXT) when there is none."""
    _one(connection.execute(delete(webhooks).where(_c.key == key)).rowcount, key)


def resume(connection: Connection, key: int, now: Instant) -> None:
    """Go on at once where it was. Raises Refused(BAD_TEXT) when there is none."""
    anew: dict[str, Any] = {"failures": 0, "failing_since": None, "next_at": now, "paused_at": None, "words": None}
    _one(connection.execute(update(webhooks).where(_c.key == key).values(anew)).rowcount, key)


def due(connection: Connection, now: Instant) -> list[int]:
    """The webhooks that there is something to tell, whose time has come, and which nobody tells just now."""
    statement = (
        select(_c.key)
        .join(hub, _c.position < hub.c.head)
        .where(_c.paused_at.is_(None), _c.next_at <= now, _c.held_until <= now)
    )
    return list(connection.execute(statement.order_by(_c.next_at, _c.key)).scalars())


def take(connection: Connection, key: int, holder: str, now: Instant) -> tuple[Hook, Batch] | None:
    """Let `holder` tell this webhook, for LEASE_MS; None: somebody else does, or there is nothing to tell it."""
    mine = {"holder": holder, "held_until": now + LEASE_MS}
    free = update(webhooks).where(_c.key == key, _c.held_until <= now, _c.paused_at.is_(None), _c.next_at <= now)
    if connection.execute(free.values(mine)).rowcount != 1:
        return None
    hook = _hook(connection.execute(select(*_SHOWN).where(_c.key == key)).one())
    batch = _batch(connection, hook)
    if not batch.facts:  # nothing of its kinds
        delivered(connection, hook, holder, batch.upto, now)
        return None
    return hook, batch


def delivered(connection: Connection, hook: Hook, holder: str, upto: int, now: Instant) -> None:
    """It has answered. Nothing happens where the lease had ended and is another's now."""
    well: dict[str, Any] = {"position": upto, "failures": 0, "failing_since": None, "words": None, "next_at": now}
    connection.execute(_held(hook, holder).values(well | _FREE))


def failed(connection: Connection, hook: Hook, holder: str, words: str, next_at: Instant, now: Instant) -> None:
    """It has not answered as it should: it is tried again at `next_at`, or paused where that has gone on for long."""
    since = now if hook.failing_since is None else hook.failing_since
    paused = now - since >= PATIENCE_MS
    ill: dict[str, Any] = {"failures": hook.failures + 1, "failing_since": since, "words": words[:MOST_WORDS]}
    ill |= {"next_at": next_at, "paused_at": now if paused else None}
    if connection.execute(_held(hook, holder).values(ill | _FREE)).rowcount and paused:
        host = hook.url.split("/")[2].rpartition("@")[2]
        told = PAUSED.format(key=hook.key, host=host, days=(now - since) // DAY_MS, words=words)
        devices.note_attention(connection, None, "webhook", told, now)


def let_go(connection: Connection, holder: str) -> None:
    """Whoever told ends: others may go on at once."""
    connection.execute(update(webhooks).where(_c.holder == holder).values(_FREE))


def _batch(connection: Connection, hook: Hook) -> Batch:
    head = history.head(connection)
    statement = (
        select(facts.c.position, facts.c.line)
        .where(facts.c.position > hook.position, facts.c.position <= head.position)
        .where(facts.c.kind.not_in(sorted(SECRET_KINDS)))
        .order_by(facts.c.position)
        .limit(MOST_FACTS)
    )
    if hook.kinds:
        statement = statement.where(facts.c.kind.in_(hook.kinds))
    rows = connection.execute(statement).all()
    told = _as_many_as_fit(rows) if hook.bodies else rows
    whole = len(rows) < MOST_FACTS and len(told) == len(rows)
    upto = head.position if whole else told[-1].position
    read = tuple((position, decode_fact(line), line) for position, line in told)
    return Batch(history.name(connection), head.epoch, upto, read)


def _as_many_as_fit(rows: Sequence[Any]) -> Sequence[Any]:
    room = MOST_CHARACTERS
    for number, row in enumerate(rows):
        room -= len(row.line)
        if number and room < 0:
            return rows[:number]
    return rows


def _held(hook: Hook, holder: str) -> Any:
    return update(webhooks).where(_c.key == hook.key, _c.holder == holder)


def _hook(row: Any) -> Hook:
    key, url, secret, kinds, bodies, inside, *rest = row
    return Hook(key, url, secret, tuple(kinds.split()), bool(bodies), bool(inside), *rest)


def _one(rows: int, key: int) -> None:
    if rows != 1:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, NO_HOOK.format(key=key)))
