"""Decides how what a hub holds of an erased member is taken out of it (I06), and stays out when an older copy of the
hub's file is put back: erasures stand in a small file beside it too.

What is taken out of a fact is posdesk.domain.erasure's to say. PostgreSQL gives overwritten rows free with VACUUM.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, select, update

from db.hub.day_tables import member_days, store_days
from db.hub.open_tables import idempotency, looked_up
from db.hub.tables import NOT_A_VISIT, facts, parked, verified, verified_ids
from db.rows import blob_of, text_of
from db.store import sync_folder
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.erasure import without_person

KIND = "member.erased"
_IDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_GONE = select(facts.c.subject).where(facts.c.kind == KIND, NOT_A_VISIT)
_BEYOND = _GONE.where(facts.c.position > bindparam("position")).order_by(facts.c.position).limit(bindparam("most"))
_ALL = select(facts.c.line).where(facts.c.kind == KIND, NOT_A_VISIT).order_by(facts.c.position)
_ABOUT = select(facts.c.position, facts.c.line).where(facts.c.subject == bindparam("member"))
_REWRITE = update(facts).values(line=bindparam("bare")).where(facts.c.position == bindparam("at"))
_FORGET_VERIFIED = [delete(table).where(table.c.member == bindparam("gone")) for table in (verified, verified_ids)]
_FORGET_PARKED = update(parked).values(line="").where(parked.c.line.contains(bindparam("member")))

_FORGET_SUMS = delete(store_days)
_FORGET_DAYS = delete(member_days).where(member_days.c.member == bindparam("gone"))
"""What days came to tells the reasons that staff gave. Her own days are walked again, for her erasure is a new fact."""
_FORGET_ANSWERS = (
    update(idempotency).values(answer='{"erased":true}').where(idempotency.c.answer.contains(bindparam("member")))
)
_FIND_NO_MORE = delete(looked_up).where(looked_up.c.member == bindparam("gone"))


def among(connection: Connection, members: Iterable[str]) -> set[str]:
    """Those of the members that a fact erased."""
    wanted = [blob_of(member) for member in members]
    if not wanted:
        return set()
    return {text_of(bytes(id)) for (id,) in connection.execute(_GONE.where(facts.c.subject.in_(wanted)))}


def speaks_of_any(connection: Connection, line: str) -> bool:
    """Whether a line, whatever it is, names a member who was erased."""
    return bool(among(connection, set(_IDS.findall(line))))


def beyond(connection: Connection, position: int, most: int) -> tuple[str, ...]:
    """Members who were erased after a position, at most so many."""
    rows = connection.execute(_BEYOND, {"position": position, "most": most})
    return tuple(text_of(bytes(id)) for (id,) in rows)


def erase(connection: Connection, members: Iterable[str]) -> None:
    """Take these members out of every line, in the open transaction; positions stay. Doing it twice does no more."""
    for member in members:
        found = connection.execute(_ABOUT, {"member": blob_of(member)}).all()
        bare = [{"at": position, "bare": encode_fact(without_person(decode_fact(line)))} for position, line in found]
        if bare:
            connection.execute(_REWRITE, bare)
        connection.execute(_FORGET_PARKED, {"member": member})
        connection.execute(_FORGET_ANSWERS, {"member": member})
        connection.execute(_FIND_NO_MORE, {"gone": blob_of(member)})
        for statement in _FORGET_VERIFIED:
            connection.execute(statement, {"gone": blob_of(member)})
        connection.execute(_FORGET_DAYS, {"gone": blob_of(member)})
        connection.execute(_FORGET_SUMS)


def beside(path: Path) -> Path:
    """Where the erasures of a hub's file stand."""
    return path.with_name(path.name + ".erased")


def noted(path: Path) -> list[str]:
    """The lines of the erasures that stand beside a hub's file."""
    note = beside(path)
    return note.read_text(encoding="utf-8", errors="replace").splitlines() if note.exists() else []


def note(connection: Connection, path: Path) -> None:
    """Note beside the hub's file what it holds of erasures. Durable on return; the note is whole, or the old one."""
    lines = [line for (line,) in connection.execute(_ALL)]
    if lines == noted(path):
        return
    half = beside(path).with_suffix(".part")
    with half.open("w", encoding="utf-8") as file:
        half.chmod(0o600)
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    half.replace(beside(path))
    sync_folder(path.parent)
