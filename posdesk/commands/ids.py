"""The commands about IDs: scan-id, gate.

scan-id keeps nothing: the bytes come on standard input, never in a command line, which other programs see (G13), and
nothing is left but what is printed.
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
from posdesk.commands.answer import Answer, table
from posdesk.counter import id_checks
from posdesk.counter.ports import Desk
from posdesk.domain import gate as the_gate
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
WIDTH = 110
"""Characters of a line of what is printed of rules."""


def scan_id(folder: Path, given: Namespace) -> Answer:
    """`scan-id [--fields] [--state CO] [--on DAY]`: what an ID says. Needs no store. Raises Refused."""
    pack = WITHOUT_A_STATE if given.state is None else _pack(folder, given.state)
    today = given.on or _today()
    card = aamva.read(_text(sys.stdin.buffer.read(aamva.MAX_SCAN + 1)), today)
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
    value = {"state": pack.state, "name": pack.name, "dated": pack.dated.isoformat(), "rules": rules, "packs": states}
    return Answer(value, "\n".join([head, *map(_in_words, rules)]))


def _in_words(rule: dict[str, Any]) -> str:
    """A rule, and below it where it is from and who checked it: too long for a row of a table."""
    below = [rule["source"], rule["checked"]]
    lines = [fill(rule["text"], WIDTH, initial_indent=f"{rule['rule']:<9}", subsequent_indent=" " * 9)]
    lines += [fill(words, WIDTH, initial_indent=" " * 11, subsequent_indent=" " * 11) for words in below]
    return "\n".join(lines)


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
