"""Decides how both sides write their messages down: JSON, and JSON lines for facts, each fact one line.

What enters is read strictly: shapes, types, ranges; unknown keys are passed over, so either side may be the newer one.
Refuses to know the network; posdesk.sync.client and posdesk.hub.app carry these bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from posdesk.domain.codec import canonical, refuse
from posdesk.domain.replication import (
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
    Verdict,
    Welcome,
    Witness,
)
from posdesk.sync.wire_values import (
    MOST_NUMBER,
    digits_of,
    listed,
    number,
    number_value,
    numbers,
    object_of,
    text_of,
    text_value,
    uuid_of,
    whole_lines,
    word,
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
MOST_CERTIFICATE = 16 * 1024
"""Characters of a certificate in PEM."""
HEADER = "posdesk-protocol"
"""The header every request and answer carries: whoever does not send it is not our hub."""
WITNESS_HEADER = "posdesk-witness"
JSON = "application/vnd.posdesk+json"
LINES = "application/vnd.posdesk+lines"
PACKED = "application/vnd.posdesk+packed"
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_LINEAGES = {lineage.value: lineage for lineage in Lineage}


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
    said["public"] = asking.public.hex()
    flags = {"for_hub": asking.for_hub, "wants_key": asking.wants_key}
    return canonical(said | {name: True for name, raised in flags.items() if raised})


def read_asking(text: str) -> Asking:
    """Raises Refused. What is asked for is judged by the hub."""
    raw = object_of(text)
    store = None if raw.get("store") is None else text_of(raw, "store", least=0)
    version = "" if raw.get("version") is None else text_of(raw, "version", least=0)
    code, register = text_of(raw, "code", least=0, most=64), text_of(raw, "register", least=0)
    public = bytes.fromhex(digits_of(raw, "public"))
    wants_key = raw.get("wants_key") is True
    return Asking(code, register, store, version, raw.get("for_hub") is True, public=public, wants_key=wants_key)


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
            **_key_out(admitted.hash_key),
        }
    )


def read_admitted(text: str) -> Admitted:
    """Raises Refused; also for a token that no header can carry."""
    raw = object_of(text)
    token = text_of(raw, "token")
    if not (token.isascii() and token.isprintable() and " " not in token):
        refuse("token", "is not of letters, digits and signs")
    store, register = text_of(raw, "store"), text_of(raw, "register")
    device, epoch = number(raw, "device"), number(raw, "epoch")
    return Admitted(text_of(raw, "hub"), token, store, register, device, epoch, hash_key=_key_in(raw))


def _key_out(key: bytes | None) -> dict[str, str]:
    return {} if key is None else {"hash_key": key.hex()}


def _key_in(raw: Mapping[str, Any]) -> bytes | None:
    return None if raw.get("hash_key") is None else bytes.fromhex(digits_of(raw, "hash_key"))


# --------------------------------------------------------------------------------------------------------------- error


def write_error(code: str, words: str) -> str:
    """JSON: why there is no other answer. code: for programs."""
    return canonical({"error": code, "words": words})


def read_error(text: str) -> tuple[str, str]:
    """Code and words. Raises Refused."""
    raw = object_of(text)
    return text_of(raw, "error"), text_of(raw, "words", least=0, most=2000)


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
            "heard": hello.heard,
            **({} if hello.hash_mark is None else {"hash_mark": hello.hash_mark}),
        }
    )


def read_hello(text: str) -> Hello:
    """Raises Refused with the path of the trouble."""
    raw = object_of(text)
    return Hello(
        incarnation=number(raw, "incarnation"),
        sequence=number(raw, "sequence"),
        last=uuid_of(raw.get("last"), "last") if raw.get("last") is not None else None,
        witnesses=tuple(read_witness(text_value(one)) for one in listed(raw, "witnesses", MOST_WITNESSES)),
        now=number(raw, "now", least=-MOST_NUMBER),
        version=text_of(raw, "version"),
        cursor=number(raw, "cursor"),
        let_out=numbers(raw.get("let_out", {}), "let_out"),
        heard=number(raw, "heard") if "heard" in raw else 0,
        hash_mark=None if raw.get("hash_mark") is None else _mark_in(raw),
    )


def _mark_in(raw: Mapping[str, Any]) -> str:
    return digits_of(raw, "hash_mark") if raw["hash_mark"] else text_of(raw, "hash_mark", least=0, most=0)


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
            "relay": None if welcome.relay is None else asdict(welcome.relay),
            **_key_out(welcome.hash_key),
        }
    )


def read_welcome(text: str) -> Welcome:
    """Raises Refused."""
    raw = object_of(text)
    allowances, relay = raw.get("allowances", {}), raw.get("relay")
    return Welcome(
        hub=text_of(raw, "hub"),
        epoch=number(raw, "epoch"),
        head=read_witness(text_of(raw, "head")),
        agreed=number(raw, "agreed"),
        lineage=word(raw, "lineage", _LINEAGES),
        known=number(raw, "known"),
        incarnation=number(raw, "incarnation"),
        now=number(raw, "now"),
        version=text_of(raw, "version"),
        allowances=None if allowances is None else numbers(allowances, "allowances"),
        erased=tuple(uuid_of(one, "erased") for one in listed(raw, "erased", MOST_IDS)),
        relay=None if relay is None else _relay_in(relay),
        hash_key=_key_in(raw),
    )


def _relay_in(raw: Any) -> Relay:
    if not isinstance(raw, dict):
        refuse("relay", "is not an object")
    at, behind = raw.get("reached_at"), raw.get("behind")
    if not isinstance(behind, bool):
        refuse("relay.behind", "is neither true nor false")
    reached_at = None if at is None else number_value(at, "reached_at", -MOST_NUMBER)
    certificate = None if raw.get("certificate") is None else text_of(raw, "certificate", most=MOST_CERTIFICATE)
    return Relay(text_of(raw, "head_office", least=0), reached_at, number(raw, "waiting"), behind, certificate)


# --------------------------------------------------------------------------------------------------------------- facts


def write_lines(lines: Sequence[str]) -> str:
    """Facts to be pushed: a line each."""
    return "".join(f"{line}\n" for line in lines)


def read_lines(text: str) -> list[str]:
    """The lines of a push; what is in them is judged one by one. Raises Refused when there are too many, or the last
    was cut."""
    lines = whole_lines(text, "facts")
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
    raw = object_of(text)
    verdicts = []
    for one in listed(raw, "verdicts", MOST_FACTS):
        if not isinstance(one, dict):
            refuse("verdicts", "holds something that is no object")
        outcome = word(one, "outcome", _OUTCOMES)
        position = number(one, "position")
        if (outcome in (Outcome.ACCEPTED, Outcome.ALREADY)) != (position > 0):
            refuse("verdicts", f"says {outcome} at position {position}")
        verdicts.append(Verdict(outcome, position, text_of(one, "words", least=0, most=MOST_BYTES)))
    if len(verdicts) != asked:
        refuse("verdicts", f"are {len(verdicts)}; {asked} facts were sent")
    return Answered(tuple(verdicts), read_witness(text_of(raw, "head")))


def write_page(page: Page) -> str:
    """A line with the head and whether this is the end, then each fact's position, a blank and its line."""
    head = canonical({"head": write_witness(page.head), "end": page.end, "facts": len(page.facts)})
    return "".join((head, "\n", *(f"{position} {line}\n" for position, line in page.facts)))


def read_page(text: str, after: int) -> Page:
    """Raises Refused; also when lines are missing, or are not in the order of positions beyond `after`."""
    first, _, rest = text.partition("\n")
    raw = object_of(first)
    lines = whole_lines(rest, "page")
    if len(lines) != number(raw, "facts") or not isinstance(raw.get("end"), bool):
        refuse("page", "is not whole")
    facts = []
    for line in lines:
        position, _, fact = line.partition(" ")
        if not _is_number(position) or int(position) <= after:
            refuse("page", "is not in the order of positions")
        after = int(position)
        facts.append(Placed(after, fact))
    return Page(tuple(facts), read_witness(text_of(raw, "head")), raw["end"])


# ------------------------------------------------------------------------------------------------------- have, tally


def write_ids(ids: Sequence[str]) -> str:
    """A line each."""
    return "\n".join(ids)


def read_ids(text: str) -> list[str]:
    """Raises Refused."""
    ids = [line for line in text.split("\n") if line]
    if len(ids) > MOST_IDS:
        refuse("ids", f"are {len(ids)}; {MOST_IDS} are the most in one request")
    return [uuid_of(id, "ids") for id in ids]


def write_positions(positions: Sequence[int]) -> str:
    """JSON."""
    return canonical({"positions": list(positions)})


def read_positions(text: str, asked: int) -> list[int]:
    """Raises Refused; also when it does not answer each of the `asked` ids."""
    found = [number_value(one) for one in listed(object_of(text), "positions", MOST_IDS)]
    return found if len(found) == asked else refuse("positions", f"are {len(found)}; {asked} ids were sent")


def write_tally(tally: Sequence[DayTally]) -> str:
    """JSON. Marks are written as text: they need all 64 bits."""
    days = [{"store": one.store, "day": one.day, "count": one.count, "mark": f"{one.mark:016x}"} for one in tally]
    return canonical({"days": days})


def read_tally(text: str) -> list[DayTally]:
    """Raises Refused."""
    found = []
    for one in listed(object_of(text), "days", 1_000_000):
        if not isinstance(one, dict):
            refuse("days", "holds something that is no object")
        try:
            mark = int(text_of(one, "mark", most=16), 16)
        except ValueError:
            refuse("days", "holds a mark that is no number")
        found.append(DayTally(text_of(one, "store"), text_of(one, "day"), number(one, "count"), mark))
    return found
