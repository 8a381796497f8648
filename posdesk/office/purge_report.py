"""Decides how a purge, or what one would do, is told: as numbers by kind, as text, as a value to be kept.

It holds counts alone: nobody's name, number or birthday, and not who was of which kind (G13, G27). Refuses to know what
is forgotten (retention.py) and where a file lies.
"""

import json
from typing import Any

from posdesk.counter import permissions, wording
from posdesk.counter.ports import Desk
from posdesk.counter.visits import this_day
from posdesk.domain.business_day import local_time
from posdesk.office.member_data import PROFILE
from posdesk.office.retention import Purge

LONGEST = 4096
"""Bytes that no report is longer than."""


def file_name(desk: Desk) -> str:
    """What a report that is saved today is called, without its ending."""
    return f"purge {this_day(desk)}"


def value_of(done: Purge) -> dict[str, Any]:
    """The report as `purge --json` prints it."""
    return {
        "dry_run": done.dry,
        "before": done.before.isoformat(),
        "months": done.months,
        "members": done.members,
        "ids": done.ids,
        "entries": done.entries,
        "parts": dict(done.parts),
        "unsent": done.unsent,
    }


def summary(done: Purge) -> str:
    """Who was forgotten, or would be, in a sentence."""
    verb = "Would forget" if done.dry else "Forgot"
    return (
        f"{verb} {wording.count(done.members, 'member')} last seen before {wording.whole_day(done.before)} "
        f"({wording.count(done.months, 'month')} ago): {wording.count(done.ids, 'id')}, "
        f"{done.entries:,} {'entry' if done.entries == 1 else 'entries'}."
    )


def counts(done: Purge) -> tuple[tuple[str, int], ...]:
    """By kind, what is held of those members, as (`Phone`, 3); only what there is."""
    return tuple((PROFILE[part], number) for part, number in done.parts.items() if number)


def left(done: Purge) -> str | None:
    """Who stays although she is due; None: nobody."""
    if not done.unsent:
        return None
    stay = "stays" if done.unsent == 1 else "stay"
    return f"{wording.count(done.unsent, 'member')} {stay}: the hub lacks something of theirs. Sync first."


def file_of(desk: Desk, done: Purge, ending: str) -> bytes:
    """The report as a file, with the shop, the moment and who is signed in: as JSON for `.json`, else as text."""
    at = local_time(desk.clock.now(), desk.programs.calendar(desk.station.store).zone)
    shop, who = desk.programs.store_name(desk.station.store), permissions.named(desk, desk.station.staff)
    if ending.lower() == ".json":
        head = {"store": desk.station.store, "register": desk.station.register, "by": who}
        value = {**head, "at": at.isoformat(timespec="minutes"), **value_of(done)}
        return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()
    by = f" · {who}" if who else ""
    head_line = f"Purge · {shop} · {desk.station.register} · {wording.whole_day(at.date())} {at:%H:%M}{by}"
    rows = [f"{name:<28}{number:>12,}" for name, number in counts(done)]
    stays = left(done)
    return "\n".join([head_line, "", summary(done), *rows, *([stays] if stays else [])]).encode() + b"\n"
