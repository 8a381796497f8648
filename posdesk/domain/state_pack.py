"""Decides what a state's pack says about the gate: from which age, with which papers, and what may be kept.

A pack is a dated document (JSON) with the words and the source of every rule. Packs are a starting point and no legal
advice: each rule says whether somebody has checked it, and all that come with PosDesk say that the store's counsel has
to. Refuses to know which pack a store chose, and where packs lie.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn

from posdesk.domain.refusals import Refusal, RefusalCode, Refused

MAX_PACK: Final = 20_000
"""Characters of the longest pack that is read."""
AGES: Final = range(16, 31)
_RULE: Final = frozenset({"text", "source", "checked"})
_PACK: Final = frozenset("state name dated adult medical expired scan retain id_hash".split())


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule in words, the statute or regulation it is from, and who checked that, in words."""

    text: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Sale:
    """From which age somebody may be let in. card: only with a medical card that is valid."""

    age: int
    card: bool
    rule: RuleText


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whether something may be done with an ID."""

    allowed: bool
    rule: RuleText


@dataclass(frozen=True, slots=True)
class StatePack:
    """The rules of one state, as of a date. medical: None where the state has none. scan: whether a machine may read
    the ID. retain: whether fields of it may be kept for enrolment, with the member's consent. id_hash: whether a keyed
    hash of its number may be, with consent."""

    state: str
    name: str
    dated: date
    adult: Sale
    medical: Sale | None
    expired: RuleText
    scan: Keeping
    retain: Keeping
    id_hash: Keeping


_EVERYWHERE = RuleText("21 or older with a valid ID.", "no state chosen", "nobody")
WITHOUT_A_STATE: Final = StatePack(
    state="--",
    name="No state chosen",
    dated=date(2026, 11, 1),
    adult=Sale(21, False, _EVERYWHERE),
    medical=None,
    expired=_EVERYWHERE,
    scan=Keeping(True, _EVERYWHERE),
    retain=Keeping(False, _EVERYWHERE),
    id_hash=Keeping(False, _EVERYWHERE),
)
"""What an ID is held against where no store and no state is: 21 or older. Never the gate of a store."""


def parse(text: str) -> StatePack:
    """The pack of a JSON document. Strict: nothing missing, nothing unknown. Raises Refused(BAD_STATE_PACK) with the
    path of what is wrong."""
    if len(text) > MAX_PACK:
        _refuse("pack", f"is longer than {MAX_PACK} characters")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        _refuse("pack", "is not JSON")
    whole = _object(value, "pack", _PACK)
    state = _words(whole["state"], "state", 2)
    if len(state) != 2 or not (state.isascii() and state.isalpha() and state.isupper()):
        _refuse("state", "is not the two letters of a state, like CO")
    medical = whole["medical"]
    pack = StatePack(
        state=state,
        name=_words(whole["name"], "name", 60),
        dated=_day(whole["dated"]),
        adult=_sale(whole["adult"], "adult"),
        medical=None if medical is None else _sale(medical, "medical"),
        expired=_rule(_object(whole["expired"], "expired", _RULE), "expired"),
        scan=_keeping(whole["scan"], "scan"),
        retain=_keeping(whole["retain"], "retain"),
        id_hash=_keeping(whole["id_hash"], "id_hash"),
    )
    if pack.adult.card or (pack.medical is not None and pack.medical.age > pack.adult.age):
        _refuse("medical", "is for people younger than adults; adults need no card")
    return pack


def _object(value: Any, path: str, keys: frozenset[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(path, "is not an object")
    missing, unknown = sorted(keys - value.keys()), sorted(value.keys() - keys)
    if missing:
        _refuse(path, f"has no {', '.join(missing)}")
    if unknown:
        _refuse(path, f"has {', '.join(unknown)[:80]}, which no pack has")
    return value


def _words(value: Any, path: str, most: int = 600) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= most or not value.isprintable():
        _refuse(path, f"is not text of 1 to {most} characters")
    return str(value)


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(_words(value, "dated", 10))
    except ValueError:
        _refuse("dated", "is not a date like 2026-11-23")


def _flag(value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        _refuse(path, "is neither true nor false")
    return value


def _rule(value: dict[str, Any], path: str) -> RuleText:
    text, source, checked = (_words(value[key], f"{path}.{key}") for key in ("text", "source", "checked"))
    return RuleText(text, source, checked)


def _sale(value: Any, path: str) -> Sale:
    given = _object(value, path, _RULE | {"age", "card"})
    if type(given["age"]) is not int or given["age"] not in AGES:
        _refuse(f"{path}.age", f"is not a whole number from {AGES[0]} to {AGES[-1]}")
    return Sale(given["age"], _flag(given["card"], f"{path}.card"), _rule(given, path))


def _keeping(value: Any, path: str) -> Keeping:
    given = _object(value, path, _RULE | {"allowed"})
    return Keeping(_flag(given["allowed"], f"{path}.allowed"), _rule(given, path))


def _refuse(path: str, trouble: str) -> NoReturn:
    raise Refused(Refusal(RefusalCode.BAD_STATE_PACK, f"The state pack cannot be used: {path} {trouble}."))
