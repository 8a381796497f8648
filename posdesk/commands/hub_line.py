"""The commands of a register about its hub: pair, unpair, reset, sync, outbox, compare."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.commands import signing
from posdesk.commands.answer import Answer, table
from posdesk.commands.answers import moment
from posdesk.counter import wording
from posdesk.counter.hub_line import Way
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import Done, Lineage
from posdesk.domain.staff_facts import Permission
from posdesk.sync.register_line import refuse_while_unsent

if TYPE_CHECKING:
    from db.store import Store
    from posdesk.counter.hub_line import LineState
    from posdesk.sync.register_line import RegisterLine

SHOWN_ASIDE = 20
"""How many facts that were set aside are printed as text; --json lists all of them."""
_LINEAGE = {
    Lineage.RESTORED: "This register was put back to an older copy of itself: what it had not sent then is lost. Look "
    "at its receipts since.",
    Lineage.FORKED: "Another computer calls itself as this one does. Both keep what they record; pair one of them "
    "under a name of its own.",
}


def pair(store: "Store", given: Namespace) -> Answer:
    """`pair URL CODE`, or `pair TEXT` with the text of the hub's QR code."""
    from db.link import FolderLinkHome

    signing.allow(store, given, Permission.CHANGE_SETTINGS)
    if given.authority is not None:
        FolderLinkHome(store.folder).trust(Path(given.authority))
    with _line(store, in_the_clear=given.in_the_clear) as line:
        line.pair(given.url, given.code or "")
        state = line.state()
    waiting = sum(kind.count for kind in state.waiting)
    value = {"url": state.url, "store": store.store, "register": store.register, "token": state.token_home}
    text = f"{store.register} is paired with {state.url}. {state.token_home}\n{_waits(waiting)} Send it with: sync"
    return Answer(value | {"waiting": waiting}, text)


def unpair(store: "Store", given: Namespace) -> Answer:
    """`unpair`: refused while facts are on this computer only."""
    signing.allow(store, given, Permission.CHANGE_SETTINGS)
    with _line(store) as line:
        url = line.state().url
        line.unpair()
    text = f"{store.register} works alone now. The hub lists it until: hub revoke {store.store} {store.register}"
    return Answer({"url": url}, text)


def reset(store: "Store", given: Namespace) -> Answer:
    """`reset --really`: take this register's store off this computer; refused while facts are on it only."""
    signing.allow(store, given, Permission.CHANGE_SETTINGS)
    refuse_while_unsent(store.ledger.waiting().count)
    if not given.really:
        words = (
            f"Everything of {store.register} in {store.store} would be taken off this computer: facts, copies, key and "
            "link to the hub. The hub keeps what it has. Nothing brings it back here. Say --really to do it."
        )
        raise Refused(Refusal(RefusalCode.NOT_SURE, words))
    compose.remove_store(store)
    text = (
        f"Nothing of {store.register} is on this computer any more. The hub lists it until: hub revoke {store.store} "
        f"{store.register}"
    )
    return Answer({"store": store.store, "register": store.register}, text)


def sync(store: "Store", given: Namespace) -> Answer:
    """`sync`: one cycle."""
    with _line(store) as line:
        done = line.exchange(lambda done, fresh: None)
        state = line.state()
    waiting = store.ledger.waiting().count
    welcome = done.welcome
    value = {
        "sent": done.sent,
        "came": done.came,
        "again": done.again,
        "waiting": waiting,
        "set_aside": [{"fact": id, "words": words} for id, words in done.set_aside],
        "lineage": done.lineage,
        "reincarnated": done.reincarnated,
        "clock_off_ms": done.off,
        "hub": None if welcome is None else welcome.hub,
        "epoch": None if welcome is None else welcome.epoch,
        "hub_version": None if welcome is None else welcome.version,
        **_way(state),
    }
    return Answer(value, "\n".join([*_told(done, waiting, state), *_passed_on(state)]))


def outbox(store: "Store", given: Namespace) -> Answer:
    """`outbox [--save FILE]`. What is saved are whole entries, as `facts export` has them."""
    if given.save is not None:
        signing.allow(store, given, Permission.EXPORT, Permission.SEE_HIDDEN)
    with _line(store) as line:
        state = line.state()
        saved = None if given.save is None else line.save_outbox(Path(given.save))
    waiting = sum(kind.count for kind in state.waiting)
    value = {
        "url": state.url,
        "token": state.token_home,
        "reached_at": None if state.reached_at is None else moment(state.reached_at),
        "waiting": [{"kind": one.kind, "count": one.count, "oldest": moment(one.oldest)} for one in state.waiting],
        "set_aside": [
            {"fact": one.id, "kind": one.kind, "at": moment(one.at), "words": one.words} for one in state.aside
        ],
        "unread": state.unread,
        "saved": saved,
        **_way(state),
    }
    where = "This register works alone." if state.url is None else f"Paired with {state.url}. {state.token_home}"
    reached = "" if state.reached_at is None else f" All was exchanged last {moment(state.reached_at)}."
    lines = [f"{where}{reached}", *_passed_on(state), _waits(waiting)]
    lines.append(table([[f"  {one.kind}", f"{one.count:,}", f"since {moment(one.oldest)}"] for one in state.waiting]))
    lines += [f"Set aside by the hub: {one.id}: {one.words}" for one in state.aside[:SHOWN_ASIDE]]
    if len(state.aside) > SHOWN_ASIDE:
        lines.append(f"  and {len(state.aside) - SHOWN_ASIDE:,} more; --json lists all of them.")
    if state.unread:
        lines.append(f"{wording.count(state.unread, 'fact')} of the hub can be read by a newer PosDesk only.")
    if saved is not None:
        lines.append(f"Wrote {wording.count(saved, 'fact')} to {given.save}.")
    return Answer(value, "\n".join(line for line in lines if line))


def compare(store: "Store", given: Namespace) -> Answer:
    """`compare [--days N]`."""
    with _line(store) as line:
        found = line.compare(given.days)
    value = [{"store": one.store, "day": one.day, "here": one.here, "hub": one.there} for one in found]
    rows = [[one.day, one.store, f"{one.here:,} here", f"{one.there:,} at the hub"] for one in found]
    same = f"The last {wording.count(given.days, 'business day')} are the same here and at the hub."
    return Answer(value, table(rows) or same)


@contextmanager
def _line(store: "Store", *, in_the_clear: bool = False) -> "Iterator[RegisterLine]":
    line = compose.line_of(store, in_the_clear=in_the_clear)
    try:
        yield line
    finally:
        line.close()


def _waits(count: int) -> str:
    return f"{wording.count(count, 'fact')} on this computer only." if count else "Nothing waits for the hub."


def _way(state: "LineState") -> dict[str, object]:
    """What was reached, and what the store's hub said of the one above it."""
    passed_on_at = None if state.passed_on_at is None else moment(state.passed_on_at)
    return {"way": state.way, "head_office": state.head_office, "passed_on_at": passed_on_at}


def _passed_on(state: "LineState") -> Iterator[str]:
    if state.way is Way.HEAD_OFFICE:
        yield f"The store's hub did not answer: head office was reached, {state.head_office}."
    if state.way is Way.STORE_HUB:
        since = "not yet" if state.passed_on_at is None else moment(state.passed_on_at)
        yield f"The store's hub was reached. It was in step with head office last: {since}."


def _told(done: Done, waiting: int, state: "LineState") -> Iterator[str]:
    waits = _waits(waiting)
    if waiting and state.way is Way.STORE_HUB:
        waits = f"{wording.count(waiting, 'fact')} are shared in the store and wait for head office."
    yield f"Sent {wording.count(done.sent, 'fact')}, {done.came:,} came. {waits}"
    if done.again:
        yield f"The hub had gone back to an older state: {wording.count(done.again, 'fact')} were offered again."
    if done.lineage in _LINEAGE:
        yield _LINEAGE[done.lineage]
    for id, words in done.set_aside[:SHOWN_ASIDE]:
        yield f"Set aside by the hub: {id}: {words}"
    if len(done.set_aside) > SHOWN_ASIDE:
        yield f"  and {len(done.set_aside) - SHOWN_ASIDE:,} more: outbox"
