"""The commands about IDs: scan-id, gate, remember-id, forget-id.

scan-id keeps nothing: the bytes come on standard input, never in a command line, which other programs see (G13), and
nothing is left but what is printed. remember-id keeps a keyed hash of the number, if the member agreed.
"""

import sys
from argparse import Namespace
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from textwrap import fill
from typing import Any

from db.state_packs import FolderStatePacks
from posdesk import compose
from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.counter import resolve
from posdesk.counter import id_checks, id_memory
from posdesk.counter.ports import Desk
from posdesk.domain import gate as the_gate
from posdesk.domain.consent_wording import Language
from posdesk.domain.id_card import outcome
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.state_pack import WITHOUT_A_STATE, StatePack
from posdesk.hardware import aamva

_FIELDS = {
    "document": "document",
    "aamva_version": "aamva_version",
    "issuer_iin": "issuer_iin",
    "jurisdiction": "jurisdiction",
    "country": "country",
    "first": "first",
    "middle": "middle",
    "last": "last",
    "suffix": "suffix",
    "first_truncated": "first_truncated",
    "middle_truncated": "middle_truncated",
    "last_truncated": "last_truncated",
    "date_of_birth": "date_of_birth",
    "expiration_date": "expires_on",
    "never_expires": "never_expires",
    "issue_date": "issued_on",
    "sex": "sex",
    "street": "street",
    "street2": "street2",
    "city": "city",
    "postal_code": "postal_code",
    "id_number": "id_number",
    "under_18_until": "under_18_until",
    "under_19_until": "under_19_until",
    "under_21_until": "under_21_until",
    "eye_color": "eye_color",
    "height": "height",
}
"""The name of each field as printed, and of the value it comes from."""
HASHES_KEPT = "With a member's consent, a keyed hash of an ID's number is kept, so that she is found by her ID."
NO_HASHES = "Nothing of an ID's number is kept, not even a hash."
NO_MARK = (
    "Nothing of this ID can be remembered: it has no number or says not whose it is, or this register has no key to "
    "hash it with. Nothing of it was kept."
)
WIDTH = 110
"""Characters of a line of what is printed of rules."""


def scan_id(folder: Path, given: Namespace) -> Answer:
    """`scan-id [--fields] [--state CO] [--on DAY]`: what an ID says. Needs no store. Raises Refused."""
    pack = WITHOUT_A_STATE if given.state is None else _pack(folder, given.state)
    today = given.on or _today()
    card = aamva.read(_scan(), today)
    answer, kept = the_gate.decide(the_gate.shown(card), pack, today), outcome(card, today)
    value: dict[str, Any] = {
        "outcome": answer.outcome,
        "age": kept.age,
        "valid": kept.valid,
        "method": kept.method,
        "lets_in": answer.lets_in,
        "words": answer.words,
        "advice": answer.advice,
    }
    fields = {name: _plain(getattr(card, source)) for name, source in _FIELDS.items()} if given.fields else {}
    lines = [f"{answer.words}. {answer.advice}"]
    lines += [table([[name, str(each)] for name, each in fields.items() if each is not None])] if fields else []
    return Answer(value | fields, "\n".join(lines))


def gate(desk: Desk, given: Namespace) -> Answer:
    """`gate show|choose STATE|off`: which state's rules hold at the door. Raises Refused."""
    if given.what == "choose":
        if given.state is None:
            known = ", ".join(f"{pack.state} ({pack.name})" for pack in desk.state_packs.all())
            raise Refused(Refusal(RefusalCode.NO_STATE_PACK, f"Say which state. There are: {known}."))
        id_checks.choose(desk, given.state)
    elif given.what == "off":
        id_checks.choose(desk, None)
    pack = desk.state_packs.chosen()
    packs = desk.state_packs.all()
    states = [{"state": each.state, "name": each.name, "dated": each.dated.isoformat()} for each in packs]
    if pack is None:
        words = "The ID check is off: no state is chosen. gate choose STATE turns it on."
        return Answer({"state": None, "packs": states}, words)
    rules = _rules(pack)
    head = f"{pack.name}, as of {the_gate.written(pack.dated)}. This is no legal advice."
    named = {"state": pack.state, "name": pack.name, "dated": pack.dated.isoformat()}
    value = named | {"rules": rules, "packs": states, "id_hash_allowed": pack.id_hash.allowed}
    hashes = HASHES_KEPT if pack.id_hash.allowed else NO_HASHES
    return Answer(value, "\n".join([head, *map(_in_words, rules), hashes]))


def _in_words(rule: dict[str, Any]) -> str:
    """A rule, and below it where it is from and who checked it: too long for a row of a table."""
    below = [rule["source"], rule["checked"]]
    lines = [fill(rule["text"], WIDTH, initial_indent=f"{rule['rule']:<9}", subsequent_indent=" " * 9)]
    lines += [fill(words, WIDTH, initial_indent=" " * 11, subsequent_indent=" " * 11) for words in below]
    return "\n".join(lines)


def remember_id(desk: Desk, given: Namespace) -> Answer:
    """`remember-id MEMBER --agreed en|es < scan.bin`: remember a member's ID, by a keyed hash of its number. Raises
    Refused."""
    member = resolve(desk, given.member)
    pack = id_checks.pack_of(desk)
    card = aamva.read(_scan(), id_checks.local_day(desk))
    answer = the_gate.decide(the_gate.shown(card), pack, id_checks.local_day(desk))
    if not answer.lets_in:
        raise Refused(Refusal(RefusalCode.NOT_USABLE, f"{answer.words}. Nothing of the ID was kept."))
    mark = id_memory.mark_of(desk, card)
    if mark is None:
        words = NO_MARK if id_memory.allowed(desk) else id_memory.NOT_ALLOWED
        raise Refused(Refusal(RefusalCode.NOT_USABLE, words))
    told = id_memory.remember(desk, member, mark, Language(given.agreed), agreed=True)
    value: dict[str, Json] = {"member": told.card.member.id, "remembered": True, "fact": told.fact}
    return Answer(value | {"source": told.source}, f"{told.card.member.short_name}: the ID is remembered.")


def forget_id(desk: Desk, given: Namespace) -> Answer:
    """`forget-id MEMBER`: a member's ID is remembered no more. Raises Refused."""
    told = id_memory.forget(desk, resolve(desk, given.member))
    value: dict[str, Json] = {"member": told.card.member.id, "remembered": False, "fact": told.fact}
    return Answer(value, f"{told.card.member.short_name}: no ID is remembered.")


def _rules(pack: StatePack) -> list[dict[str, Any]]:
    named = {
        "adult": pack.adult.rule,
        **({} if pack.medical is None else {"medical": pack.medical.rule}),
        "expired": pack.expired,
        "scan": pack.scan.rule,
        "retain": pack.retain.rule,
        "id_hash": pack.id_hash.rule,
    }
    return [{"rule": name, **asdict(rule)} for name, rule in named.items()]


def _pack(folder: Path, state: str) -> StatePack:
    packs = FolderStatePacks(folder, compose.STATE_PACKS).all()
    for pack in packs:
        if pack.state == state.strip().upper():
            return pack
    words = f"There is no pack for this state. There are: {', '.join(pack.state for pack in packs)}."
    raise Refused(Refusal(RefusalCode.NO_STATE_PACK, words))


def _scan() -> str:
    """What a scanner sent, from standard input."""
    return _text(sys.stdin.buffer.read(aamva.MAX_SCAN + 1))


def _text(scan: bytes) -> str:
    """UTF-8 where it is that, else a byte a character, as scanners send."""
    try:
        return scan.decode("utf-8")
    except UnicodeDecodeError:
        return scan.decode("latin-1")


def _today() -> date:
    """The day it is here, by this computer's own calendar: there may be no store to ask for its zone."""
    return datetime.fromtimestamp(compose.SystemClock().now() / 1000).astimezone().date()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
