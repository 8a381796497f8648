"""Every message of the exchange, with a value of each: how it is written and how it is read."""

from collections.abc import Callable
from typing import Any, NamedTuple

from posdesk.domain.replication import (
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
    Snapshot,
    Standing,
    Verdict,
    Vouched,
    Welcome,
    Witness,
)
from posdesk.sync import sharing_wire, snapshot_wire, wire
from tests.builders import PUBLIC

ID, OTHER = "019ab0b6-8a60-7000-8000-000000000003", "019ab0b6-8a60-7000-8000-000000000004"
HEAD = Witness(2, 44, "c3d1a86f5b7e2094")
MARK = "9c" * 32
KEY = bytes(range(32))


class Message(NamedTuple):
    """A message of the exchange. value: one with every field said."""

    value: Any
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _welcome(**said: Any) -> Welcome:
    plain = Welcome("04824dade91a5088", 2, HEAD, 41, Lineage.SAME, 119, 1795458661, 1795458660213, "0.4.0")
    return plain if not said else Welcome(**{name: getattr(plain, name) for name in plain.__slots__} | said)


MESSAGES: dict[str, Message] = {
    "asking": Message(
        Asking("6A6S-CCH9", "front-1", "denver-1", "0.4.0", True, public=PUBLIC, wants_key=True),
        wire.write_asking,
        wire.read_asking,
    ),
    "asking without a key": Message(
        Asking("6A6S-CCH9", "front-1", None, "0.4.0", public=PUBLIC), wire.write_asking, wire.read_asking
    ),
    "admitted": Message(
        Admitted("04824dade91a5088", "to-ken_1", "denver-1", "front-1", 7, 2, hash_key=KEY),
        wire.write_admitted,
        wire.read_admitted,
    ),
    "admitted without a key": Message(
        Admitted("04824dade91a5088", "to-ken_1", "denver-1", "front-1", 7, 2), wire.write_admitted, wire.read_admitted
    ),
    "error": Message(("busy", "Wait."), lambda said: wire.write_error(*said), wire.read_error),
    "hello": Message(
        Hello(
            1795458602,
            120,
            ID,
            (HEAD, Witness(1, 38, "07aa51c2be904d1e")),
            1795458660000,
            "0.4.0",
            40,
            {"campaign:shirts": 1},
            1795458610,
            MARK,
        ),
        wire.write_hello,
        wire.read_hello,
    ),
    "first hello": Message(Hello(1, 0, None, (), -1, "0.4.0"), wire.write_hello, wire.read_hello),
    "hello without a key": Message(Hello(1, 0, None, (), -1, "0.4.0", hash_mark=""), wire.write_hello, wire.read_hello),
    "welcome": Message(
        _welcome(
            allowances={"campaign:shirts": 3},
            erased=(ID,),
            lineage=Lineage.RESTORED,
            relay=Relay("hub.corner-leaf.example", 1795458000000, 3, True, "-----BEGIN CERTIFICATE-----\n"),
            hash_key=KEY,
        ),
        wire.write_welcome,
        wire.read_welcome,
    ),
    "welcome without allowances": Message(_welcome(allowances=None), wire.write_welcome, wire.read_welcome),
    "lines": Message(["{}", '{"id":1}'], wire.write_lines, wire.read_lines),
    "answered": Message(
        Answered(
            tuple(Verdict(one, 45 if one in (Outcome.ACCEPTED, Outcome.ALREADY) else 0, "why") for one in Outcome), HEAD
        ),
        wire.write_answered,
        lambda text: wire.read_answered(text, len(Outcome)),
    ),
    "page": Message(
        Page((Placed(43, "{}"), Placed(44, '{"id":1}')), HEAD, True),
        wire.write_page,
        lambda text: wire.read_page(text, 42),
    ),
    "ids": Message([ID, OTHER], wire.write_ids, wire.read_ids),
    "positions": Message([12, 0], wire.write_positions, lambda text: wire.read_positions(text, 2)),
    "tally": Message([DayTally("denver-1", "2026-11-23", 214, 2**63 + 5)], wire.write_tally, wire.read_tally),
    "sharing": Message(("", OTHER, [ID]), lambda said: sharing_wire.write_sharing(*said), sharing_wire.read_sharing),
    "shared": Message(
        Shared((ID,), ('{"id":1}',), OTHER), sharing_wire.write_shared, lambda text: sharing_wire.read_shared(text, "")
    ),
    "registers": Message(
        [Vouched("front-1", MARK, PUBLIC.hex(), True)], sharing_wire.write_vouched, sharing_wire.read_vouched
    ),
    "standings": Message(
        list(Standing), sharing_wire.write_standings, lambda text: sharing_wire.read_standings(text, len(Standing))
    ),
    "snapshot": Message(
        Snapshot(HEAD, 44, 7, "0.4.0", 1_000_000, 200_000, MARK),
        snapshot_wire.write_snapshot,
        snapshot_wire.read_snapshot,
    ),
    "range": Message((5, 100), lambda said: snapshot_wire.write_range(*said), snapshot_wire.read_range),
}
