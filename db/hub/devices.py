"""Decides who may speak to the hub: codes that are good once, and registers that were paired with one.

Refuses to keep a secret: of codes and tokens it holds their SHA-256 only, which is enough for ones drawn at random, and
of a register's key the public half.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from db.hub import history
from db.hub.intake import Device
from db.hub.tables import attention, codes, devices, facts
from posdesk.domain.business_day import DAY_MS, Instant
from posdesk.domain.codec import MAX_TEXT
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import Hello
from posdesk.domain.same_person import HUB

CODE_MS = 10 * 60_000
"""A code is good for ten minutes."""
CODE_SIGNS = 8
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none looks like another; eight of them are 40 bits."""
_LOOK_ALIKES = str.maketrans("OIL", "011")
NO_CODE = "This code is not good: codes are used once and last ten minutes. Ask for a new one at the hub."
FOR_HUB = "This code lets a store's hub in, not a register: hub pair-upstream URL CODE"
FOR_REGISTER = "This code lets a register in, not a store's hub. Ask at head office for one: hub pair-code --for-hub"
OF_API = "api "
"""What the names begin with under which the hub records what other systems send."""
OWN_NAMES = f"“{HUB}” and names that begin with “{OF_API}” are the hub's own. Give this register another one."
TAKEN = (
    "A register named {register} is paired in {store} already. Give this one another name, or revoke the other at the "
    "hub first: hub revoke {store} {register}"
)

_OF_TOKEN = select(devices).where(devices.c.token == bindparam("mark"))
_GREETING = update(devices).where(devices.c.key == bindparam("device"))
_SEEN = _GREETING.values({name: bindparam(name) for name in ("seen_at", "version", "clock_off")}).returning(
    devices.c.heard
)
_HANDED = _GREETING.values({name: bindparam(name) for name in ("incarnation", "heard")})
_OWN_FACTS = (facts.c.store == bindparam("store"), facts.c.register == bindparam("register"))
_OWN_DEVICES = (devices.c.store == bindparam("store"), devices.c.register == bindparam("register"))
_HIGHEST = select(
    select(func.coalesce(func.max(facts.c.incarnation), 0)).where(*_OWN_FACTS).scalar_subquery(),
    select(func.coalesce(func.max(devices.c.incarnation), 0)).where(*_OWN_DEVICES).scalar_subquery(),
)
_LAST_OF_ROW = select(func.max(facts.c.sequence)).where(*_OWN_FACTS, facts.c.incarnation == bindparam("row"))


@dataclass(frozen=True, slots=True)
class Paired:
    """A register that was let in. token: the secret it shows from now on; nobody can ask for it again."""

    device: Device
    token: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A register as the hub knows it, for a list. Times in ms UTC. for_hub: it is a store's hub; vouched: one let it
    in."""

    store: str
    register: str
    paired_at: Instant
    revoked_at: Instant | None
    seen_at: Instant | None
    version: str | None
    clock_off: int | None
    for_hub: bool = False
    vouched: bool = False


class Known(NamedTuple):
    """Who shows a token. public: proves what it signs."""

    device: Device
    may_speak: bool
    public: bytes


class Greeted(NamedTuple):
    """What a hello is answered by. incarnation: one that no register of this name has had or will be told of again, so
    two twins never get the same. since: the last welcome with allowances that certainly arrived. fresh: this hello is
    the first that speaks of it, so it did not come late."""

    incarnation: int
    since: int
    fresh: bool


def make_code(connection: Connection, store: str, now: Instant, for_hub: bool = False) -> str:
    """A code with which one register of this store, or the store's hub, can be paired within CODE_MS. Raises
    Refused(BAD_STORE)."""
    _check_name(store, "store")
    code = "".join(secrets.choice(_SIGNS) for _ in range(CODE_SIGNS))
    connection.execute(
        insert(codes), {"mark": _mark(code), "store": store, "expires_at": now + CODE_MS, "for_hub": int(for_hub)}
    )
    return f"{code[:4]}-{code[4:]}"


def pair(
    connection: Connection,
    code: str,
    register: str,
    store: str | None,
    now: Instant,
    for_hub: bool = False,
    *,
    public: bytes,
) -> Paired:
    """Let a register, or a store's hub, in. store: where it says it stands; it has to be the code's; None: wherever the
    code is for. public: the 32 bytes of its Ed25519 public key. Raises Refused(BAD_CODE, BAD_STORE, ALREADY_PAIRED);
    nothing is changed then."""
    _check_name(register, "register")
    if (register == HUB and not for_hub) or register.startswith(OF_API):
        raise Refused(Refusal(RefusalCode.BAD_STORE, OWN_NAMES))
    mark = _mark(_normal(code))
    found = connection.execute(select(codes).where(codes.c.mark == mark, codes.c.used_at.is_(None))).first()
    if found is None or found.expires_at <= now:
        raise Refused(Refusal(RefusalCode.BAD_CODE, NO_CODE))
    if bool(found.for_hub) != for_hub:
        raise Refused(Refusal(RefusalCode.BAD_CODE, FOR_HUB if found.for_hub else FOR_REGISTER))
    store = found.store if store is None else store
    if found.store != store:
        words = f"This code is for the store {found.store}, and this register stands in {store}."
        raise Refused(Refusal(RefusalCode.BAD_STORE, words))
    history.locked(connection)  # two that pair at once come one after the other
    if _live(connection, store, register) is not None:
        raise Refused(Refusal(RefusalCode.ALREADY_PAIRED, TAKEN.format(store=store, register=register)))
    used = update(codes).where(codes.c.mark == mark, codes.c.used_at.is_(None)).values(used_at=now)
    if connection.execute(used).rowcount != 1:
        raise Refused(Refusal(RefusalCode.BAD_CODE, NO_CODE))
    key = connection.execute(select(func.coalesce(func.max(devices.c.key), 0))).scalar_one() + 1
    token = secrets.token_urlsafe(32)
    row = {"key": key, "store": store, "register": register, "token": _mark(token), "paired_at": now, "public": public}
    connection.execute(insert(devices), row | {"incarnation": 0, "for_hub": found.for_hub})
    return Paired(Device(key, store, register, bool(found.for_hub)), token)


def device_of(connection: Connection, token: str) -> Known | None:
    """Who shows this token, and whether it may still speak; None: nobody we know."""
    found = connection.execute(_OF_TOKEN, {"mark": _mark(token)}).first()
    if found is None:
        return None
    device = Device(found.key, found.store, found.register, bool(found.for_hub), found.vouched_by)
    return Known(device, found.revoked_at is None, bytes(found.public))


def revoke(connection: Connection, store: str, register: str, now: Instant) -> bool:
    """Let a register speak no more, and with a store's hub those it vouched for; whether there was one."""
    live = _live(connection, store, register)
    if live is not None:
        with_it = or_(devices.c.key == live, devices.c.vouched_by == live)
        connection.execute(update(devices).where(with_it, devices.c.revoked_at.is_(None)).values(revoked_at=now))
    return live is not None


def greet(connection: Connection, device: Device, hello: Hello, now: Instant, odd: bool = False) -> Greeted:
    """A register said hello. odd: to a store's hub, so that it hands out none of head office's incarnations."""
    this = {"device": device.key}
    said = {"seen_at": now, "version": hello.version[:MAX_TEXT], "clock_off": hello.now - now}
    before = connection.execute(_SEEN, this | said).scalar()  # twins wait here for each other
    known = connection.execute(_HIGHEST, {"store": device.store, "register": device.register}).one()
    incarnation, since = max(*known, now // 1000) + 1, max(before or 0, hello.heard)
    incarnation += incarnation % 2 != odd
    connection.execute(_HANDED, this | {"incarnation": incarnation, "heard": since})
    return Greeted(int(incarnation), since, before is None or hello.heard > before or device.vouched_by is not None)


def all_devices(connection: Connection) -> list[Seen]:
    """Every register that was ever paired, by store and name."""
    d = devices.c
    shown = select(d.store, d.register, d.paired_at, d.revoked_at, d.seen_at, d.version, d.clock_off, d.for_hub)
    rows = connection.execute(shown.add_columns(d.vouched_by).order_by(d.store, d.register, d.paired_at))
    return [_seen(*row) for row in rows]


def _seen(*row: Any) -> Seen:
    *said, for_hub, vouched_by = row
    known = Seen(*said)
    return replace(known, for_hub=bool(for_hub), vouched=vouched_by is not None)


def last_of_row(connection: Connection, device: Device, incarnation: int) -> int:
    """The highest sequence this hub holds of a register's incarnation, 0 when it holds none."""
    place = {"store": device.store, "register": device.register, "row": incarnation}
    return int(connection.execute(_LAST_OF_ROW, place).scalar_one() or 0)


def at_place(connection: Connection, device: Device, incarnation: int, sequence: int) -> list[bytes]:
    """The ids of the facts that stand in one place of a register's row."""
    rows = connection.execute(
        select(facts.c.id).where(
            facts.c.store == device.store,
            facts.c.register == device.register,
            facts.c.incarnation == incarnation,
            facts.c.sequence == sequence,
        )
    )
    return [bytes(id) for (id,) in rows]


def note_attention(
    connection: Connection,
    device: Device | None,
    kind: str,
    words: str,
    now: Instant,
    awaits: int | None = None,
) -> None:
    """Something the owner should look at; said once a day of the same register. awaits: the incarnation the register
    has to come with before it is said; see note_incarnation."""
    store, register = (None, None) if device is None else (device.store, device.register)
    place = {"store": store, "register": register}
    said = select(attention.c.key).where(
        attention.c.kind == kind, attention.c.at > now - DAY_MS, attention.c.awaits.is_(None)
    )
    for column, value in place.items():
        said = said.where(attention.c[column] == value)
    if device is not None and connection.execute(said).first() is not None:
        return
    history.locked(connection)  # two that have something to say at once come one after the other
    key = connection.execute(select(func.coalesce(func.max(attention.c.key), 0))).scalar_one() + 1
    row = {"key": key, "at": now, "kind": kind, "words": words, "awaits": awaits}
    connection.execute(insert(attention), row | place)


def note_incarnation(connection: Connection, device: Device, incarnation: int) -> None:
    """A register comes with this incarnation: what was said of the one it had before is true. A hello that arrives late
    looks like that of a register put back to an older copy, but nobody takes the incarnation it is answered with."""
    here = attention.c.store == device.store, attention.c.register == device.register
    held = connection.execute(select(attention.c.key).where(*here, attention.c.awaits <= incarnation)).first()
    if held is not None:
        history.locked(connection)
        shown = update(attention).where(*here, attention.c.awaits == incarnation).values(awaits=None)
        connection.execute(shown)
        connection.execute(delete(attention).where(*here, attention.c.awaits < incarnation))


def _live(connection: Connection, store: str, register: str) -> int | None:
    statement = select(devices.c.key).where(
        devices.c.store == store, devices.c.register == register, devices.c.revoked_at.is_(None)
    )
    found = connection.execute(statement).first()
    return None if found is None else int(found.key)


def _check_name(name: str, what: str) -> None:
    if not 0 < len(name.strip()) <= MAX_TEXT or not name.isprintable():
        raise Refused(Refusal(RefusalCode.BAD_STORE, f"The {what}'s name needs 1 to {MAX_TEXT} letters."))


def _normal(code: str) -> str:
    signs = code.upper().translate(_LOOK_ALIKES)
    return "".join(sign for sign in signs if sign in _SIGNS)


def _mark(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
