"""Decides how both sides write their messages down: JSON, and JSON lines for facts, each fact one line.

What enters is read strictly: shapes, types, ranges; unknown keys are passed over, so either side may be the newer one.
Refuses to know the network; posdesk.sync.client and posdesk.hub.app carry these bytes.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from posdesk.domain.codec import canonical, read_json, refuse
from posdesk.domain.replication import (
    LAST_ID,
    START,
    Admitted,
    Answered,
    Asking,
    DayTally,
    Hello,
    Lineage,
    Outcome,
    Page,
    Placed,
    Relay,
    Shared,
    Standing,
    Verdict,
    Vouched,
    Welcome,
    Witness,
)

PROTOCOL = 1
"""The version of these messages."""
MOST_FACTS = 500
"""Facts in one request or page."""
MOST_BYTES = 256 * 1024
"""Characters of facts in one request or page; a single fact may be larger than what is left."""
MOST_IDS = 5_000
"""Ids in one question."""
MOST_BODY = 2 * 1024 * 1024
"""Bytes of a request, unpacked: so much a full page of the widest letters needs."""
MOST_ANSWER = 8 * 1024 * 1024
"""Bytes of an answer, unpacked: the tallies of many stores over MOST_DAYS."""
MOST_DAYS = 400
"""Business days in one question for tallies."""
MOST_WITNESSES = 100
MOST_REGISTERS = 1_000
"""Registers a store's hub may vouch for."""
MOST_NUMBER = 2**53 - 1
HEADER = "posdesk-protocol"
"""The header every request and answer carries: whoever does not send it is not our hub."""
WITNESS_HEADER = "posdesk-witness"
JSON = "application/vnd.posdesk+json"
LINES = "application/vnd.posdesk+lines"
PACKED = "application/vnd.posdesk+packed"
_MARK = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


# ------------------------------------------------------------------------------------------------------------ witness


def write_witness(seen: Witness) -> str:
    """`epoch.position.tag`, for a header or a line."""
    return f"{seen.epoch}.{seen.position}.{seen.tag}"


def read_witness(text: str) -> Witness:
    """Raises Refused."""
    epoch, _, rest = text.partition(".")
    position, _, tag = rest.partition(".")
    if not (_is_number(epoch) and _is_number(position) and len(tag) <= 64 and tag.isascii()):
        refuse("witness", "is not EPOCH.POSITION.TAG")
    if not tag.isalnum() and (tag or int(position)):
        refuse("witness", "has no tag that can be one")
    seen = Witness(int(epoch), int(position), tag)
    return seen if seen.position else START._replace(epoch=seen.epoch)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= MOST_NUMBER


# ------------------------------------------------------------------------------------------------------------- let in


def write_asking(asking: Asking) -> str:
    """JSON."""
    said = {"code": asking.code, "register": asking.register, "store": asking.store, "version": asking.version}
    return canonical(said | ({"for_hub": True} if asking.for_hub else {}))


def read_asking(text: str) -> Asking:
    """Raises Refused. What is asked for is judged by the hub."""
    raw = _object(text)
    store = None if raw.get("store") is None else _text(raw, "store", least=0)
    version = "" if raw.get("version") is None else _text(raw, "version", least=0)
    code, register = _text(raw, "code", least=0, most=64), _text(raw, "register", least=0)
    return Asking(code, register, store, version, raw.get("for_hub") is True)


def write_admitted(admitted: Admitted) -> str:
    """JSON."""
    return canonical(
        {
            "hub": admitted.hub,
            "token": admitted.token,
            "store": admitted.store,
            "register": admitted.register,
            "device": admitted.device,
            "epoch": admitted.epoch,
        }
    )


def read_admitted(text: str) -> Admitted:
    """Raises Refused; also for a token that no header can carry."""
    raw = _object(text)
    token = _text(raw, "token")
    if not (token.isascii() and token.isprintable() and " " not in token):
        refuse("token", "is not of letters, digits and signs")
    store, register = _text(raw, "store"), _text(raw, "register")
    return Admitted(_text(raw, "hub"), token, store, register, _number(raw, "device"), _number(raw, "epoch"))


# --------------------------------------------------------------------------------------------------------------- error


def write_error(code: str, words: str) -> str:
    """JSON: why there is no other answer. code: for programs."""
    return canonical({"error": code, "words": words})


def read_error(text: str) -> tuple[str, str]:
    """Code and words. Raises Refused."""
    raw = _object(text)
    return _text(raw, "error"), _text(raw, "words", least=0, most=2000)


# -------------------------------------------------------------------------------------------------------------- hello


def write_hello(hello: Hello) -> str:
    """JSON."""
    return canonical(
        {
            "incarnation": hello.incarnation,
            "sequence": hello.sequence,
            "last": hello.last,
            "witnesses": [write_witness(seen) for seen in hello.witnesses],
            "now": hello.now,
            "version": hello.version,
            "cursor": hello.cursor,
            "let_out": dict(hello.let_out),
        }
    )


def read_hello(text: str) -> Hello:
    """Raises Refused with the path of the trouble."""
    raw = _object(text)
    return Hello(
        incarnation=_number(raw, "incarnation"),
        sequence=_number(raw, "sequence"),
        last=_uuid(raw.get("last"), "last") if raw.get("last") is not None else None,
        witnesses=tuple(read_witness(_is_text(one)) for one in _list(raw, "witnesses", MOST_WITNESSES)),
        now=_number(raw, "now", least=-MOST_NUMBER),
        version=_text(raw, "version"),
        cursor=_number(raw, "cursor"),
        let_out=_numbers(raw.get("let_out", {}), "let_out"),
    )


def write_welcome(welcome: Welcome) -> str:
    """JSON."""
    return canonical(
        {
            "hub": welcome.hub,
            "epoch": welcome.epoch,
            "head": write_witness(welcome.head),
            "agreed": welcome.agreed,
            "lineage": welcome.lineage.value,
            "known": welcome.known,
            "incarnation": welcome.incarnation,
            "now": welcome.now,
            "version": welcome.version,
            "allowances": None if welcome.allowances is None else dict(welcome.allowances),
            "erased": list(welcome.erased),
            "relay": None if welcome.relay is None else _relay_out(welcome.relay),
        }
    )


def read_welcome(text: str) -> Welcome:
    """Raises Refused."""
    raw = _object(text)
    allowances, relay = raw.get("allowances", {}), raw.get("relay")
    return Welcome(
        hub=_text(raw, "hub"),
        epoch=_number(raw, "epoch"),
        head=read_witness(_text(raw, "head")),
        agreed=_number(raw, "agreed"),
        lineage=Lineage(_word(raw, "lineage", Lineage)),
        known=_number(raw, "known"),
        incarnation=_number(raw, "incarnation"),
        now=_number(raw, "now"),
        version=_text(raw, "version"),
        allowances=None if allowances is None else _numbers(allowances, "allowances"),
        erased=tuple(_uuid(one, "erased") for one in _list(raw, "erased", MOST_IDS)),
        relay=None if relay is None else _relay_in(relay),
    )


def _relay_out(relay: Relay) -> dict[str, Any]:
    return {
        "head_office": relay.head_office,
        "reached_at": relay.reached_at,
        "waiting": relay.waiting,
        "behind": relay.behind,
    }


def _relay_in(raw: Any) -> Relay:
    if not isinstance(raw, dict):
        refuse("relay", "is not an object")
    at, behind = raw.get("reached_at"), raw.get("behind")
    if not isinstance(behind, bool):
        refuse("relay.behind", "is neither true nor false")
    reached_at = None if at is None else _is_number_value(at, "reached_at", -MOST_NUMBER)
    return Relay(_text(raw, "head_office", least=0), reached_at, _number(raw, "waiting"), behind)


# --------------------------------------------------------------------------------------------------------------- facts


def write_lines(lines: Sequence[str]) -> str:
    """Facts to be pushed: a line each."""
    return "".join(f"{line}\n" for line in lines)


def read_lines(text: str) -> list[str]:
    """The lines of a push; what is in them is judged one by one. Raises Refused when there are too many, or the last
    was cut."""
    lines = _whole_lines(text, "facts")
    if len(lines) > MOST_FACTS:
        refuse("facts", f"are {len(lines)}; {MOST_FACTS} are the most in one request")
    return lines


def write_answered(answered: Answered) -> str:
    """JSON."""
    verdicts = [
        {"outcome": verdict.outcome.value, "position": verdict.position, "words": verdict.words}
        for verdict in answered.verdicts
    ]
    return canonical({"head": write_witness(answered.head), "verdicts": verdicts})


def read_answered(text: str, asked: int) -> Answered:
    """Raises Refused; also when it does not answer each of the `asked` facts."""
    raw = _object(text)
    verdicts = []
    for one in _list(raw, "verdicts", MOST_FACTS):
        if not isinstance(one, dict):
            refuse("verdicts", "holds something that is no object")
        outcome = Outcome(_word(one, "outcome", Outcome))
        position = _number(one, "position")
        if (outcome in (Outcome.ACCEPTED, Outcome.ALREADY)) != (position > 0):
            refuse("verdicts", f"says {outcome} at position {position}")
        verdicts.append(Verdict(outcome, position, _text(one, "words", least=0, most=MOST_BYTES)))
    if len(verdicts) != asked:
        refuse("verdicts", f"are {len(verdicts)}; {asked} facts were sent")
    return Answered(tuple(verdicts), read_witness(_text(raw, "head")))


def write_page(page: Page) -> str:
    """A line with the head and whether this is the end, then each fact's position, a blank and its line."""
    head = canonical({"head": write_witness(page.head), "end": page.end, "facts": len(page.facts)})
    return "".join((head, "\n", *(f"{position} {line}\n" for position, line in page.facts)))


def read_page(text: str, after: int) -> Page:
    """Raises Refused; also when lines are missing, or are not in the order of positions beyond `after`."""
    first, _, rest = text.partition("\n")
    raw = _object(first)
    lines = _whole_lines(rest, "page")
    if len(lines) != _number(raw, "facts") or not isinstance(raw.get("end"), bool):
        refuse("page", "is not whole")
    facts = []
    for line in lines:
        position, _, fact = line.partition(" ")
        if not _is_number(position) or int(position) <= after:
            refuse("page", "is not in the order of positions")
        after = int(position)
        facts.append(Placed(after, fact))
    return Page(tuple(facts), read_witness(_text(raw, "head")), raw["end"])


# ------------------------------------------------------------------------------------------------------- have, tally


def write_ids(ids: Sequence[str]) -> str:
    """A line each."""
    return "\n".join(ids)


def read_ids(text: str) -> list[str]:
    """Raises Refused."""
    ids = [line for line in text.split("\n") if line]
    if len(ids) > MOST_IDS:
        refuse("ids", f"are {len(ids)}; {MOST_IDS} are the most in one request")
    return [_uuid(id, "ids") for id in ids]


def write_positions(positions: Sequence[int]) -> str:
    """JSON."""
    return canonical({"positions": list(positions)})


def read_positions(text: str, asked: int) -> list[int]:
    """Raises Refused; also when it does not answer each of the `asked` ids."""
    found = [_is_number_value(one) for one in _list(_object(text), "positions", MOST_IDS)]
    return found if len(found) == asked else refuse("positions", f"are {len(found)}; {asked} ids were sent")


def write_tally(tally: Sequence[DayTally]) -> str:
    """JSON. Marks are written as text: they need all 64 bits."""
    days = [{"store": one.store, "day": one.day, "count": one.count, "mark": f"{one.mark:016x}"} for one in tally]
    return canonical({"days": days})


def read_tally(text: str) -> list[DayTally]:
    """Raises Refused."""
    found = []
    for one in _list(_object(text), "days", 1_000_000):
        if not isinstance(one, dict):
            refuse("days", "holds something that is no object")
        try:
            mark = int(_text(one, "mark", most=16), 16)
        except ValueError:
            refuse("days", "holds a mark that is no number")
        found.append(DayTally(_text(one, "store"), _text(one, "day"), _number(one, "count"), mark))
    return found


# -------------------------------------------------------------------------------------------------------- store's hub


def write_sharing(after: str, upto: str, ids: Sequence[str]) -> str:
    """A line with the span of ids it is about, then each id of it that waits."""
    return "\n".join((canonical({"after": after, "upto": upto}), *ids))


def read_sharing(text: str) -> tuple[str, str, list[str]]:
    """After which id, up to which, and the ids between that wait. after is empty before the first. Raises Refused."""
    first, _, rest = text.partition("\n")
    raw = _object(first)
    after = _text(raw, "after", least=0)
    return after and _uuid(after, "after"), _uuid(raw.get("upto"), "upto"), read_ids(rest)


def write_shared(shared: Shared) -> str:
    """A line with what is lacking and how far the rest goes, then the facts."""
    first = canonical({"lacking": list(shared.lacking), "upto": shared.upto, "facts": len(shared.lines)})
    return "".join((first, "\n", *(f"{line}\n" for line in shared.lines)))


def read_shared(text: str, after: str) -> Shared:
    """Raises Refused; also when lines are missing, or it goes no further than `after`."""
    first, _, rest = text.partition("\n")
    raw, lines = _object(first), _whole_lines(rest, "facts")
    upto = _uuid(raw.get("upto"), "upto")
    if len(lines) != _number(raw, "facts") or (upto <= after and after != LAST_ID):
        refuse("facts", "are not whole")
    return Shared(tuple(_uuid(one, "lacking") for one in _list(raw, "lacking", MOST_IDS)), tuple(lines), upto)


def write_vouched(registers: Sequence[Vouched]) -> str:
    """JSON."""
    return canonical({"registers": [one._asdict() for one in registers]})


def read_vouched(text: str) -> list[Vouched]:
    """Raises Refused."""
    found = []
    for one in _list(_object(text), "registers", MOST_REGISTERS):
        if not isinstance(one, dict) or not isinstance(one.get("revoked"), bool):
            refuse("registers", "holds something that is none")
        mark = _text(one, "mark", most=64)
        if _MARK.fullmatch(mark) is None:
            refuse("mark", "is no SHA-256 in small letters")
        found.append(Vouched(_text(one, "register"), mark, one["revoked"]))
    return found


def write_standings(standings: Sequence[Standing]) -> str:
    """JSON."""
    return canonical({"standings": [one.value for one in standings]})


def read_standings(text: str, asked: int) -> list[Standing]:
    """Raises Refused; also when it does not answer each of the `asked` registers."""
    raw = _list(_object(text), "standings", MOST_REGISTERS)
    if len(raw) != asked or any(one not in set(Standing) for one in raw):
        refuse("standings", f"do not answer for {asked} registers")
    return [Standing(one) for one in raw]


# -------------------------------------------------------------------------------------------------------------- values


def _numbers(raw: Any, name: str) -> dict[str, int]:
    if not isinstance(raw, dict):
        refuse(name, "is not an object")
    return {str(rule): _number(raw, rule) for rule in raw}


def _whole_lines(text: str, what: str) -> list[str]:
    """Lines that each end in a line feed: what is cut in its last line is not taken for whole."""
    if text and not text.endswith("\n"):
        refuse(what, "end in the middle of a line")
    return [line for line in text.split("\n") if line]


def _object(text: str) -> dict[str, Any]:
    raw = read_json(text)
    return raw if isinstance(raw, dict) else refuse("message", "is not an object")


def _number(raw: Mapping[str, Any], name: str, least: int = 0) -> int:
    return _is_number_value(raw.get(name), name, least)


def _is_number_value(value: Any, name: str = "number", least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST_NUMBER:
        refuse(name, f"is not a whole number from {least} on")
    return int(value)


def _text(raw: Mapping[str, Any], name: str, least: int = 1, most: int = 300) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not least <= len(value) <= most:
        refuse(name, f"is not text of {least} to {most} characters")
    if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        refuse(name, "holds a character that cannot be stored")
    return value


def _uuid(value: Any, name: str) -> str:
    if not isinstance(value, str) or _UUID.fullmatch(value) is None:
        refuse(name, "holds something that is no UUID in small letters with dashes")
    return value


def _is_text(value: Any) -> str:
    return value if isinstance(value, str) else refuse("witnesses", "holds something that is no text")


def _word(raw: Mapping[str, Any], name: str, words: type[Lineage] | type[Outcome]) -> str:
    value = _text(raw, name)
    return value if value in set(words) else refuse(name, f"“{value}” is not one of {', '.join(words)}")


def _list(raw: Mapping[str, Any], name: str, most: int) -> list[Any]:
    value = raw.get(name)
    if not isinstance(value, list) or len(value) > most:
        refuse(name, f"is not a list of at most {most}")
    return value
