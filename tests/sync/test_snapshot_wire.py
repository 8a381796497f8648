"""What is said of a snapshot is read again as it was meant, and nothing else is read as one."""

import json

import pytest

from posdesk.domain.refusals import Refused
from posdesk.domain.replication import Snapshot, Witness
from posdesk.sync.snapshot_wire import MOST_PART, read_range, read_snapshot, write_range, write_snapshot


def test_what_is_written_of_a_snapshot_is_read_again() -> None:
    said = Snapshot(Witness(3, 41, "9f2c"), 40, 5, "0.4.0", 9000, 700, "ab" * 32)
    assert read_snapshot(write_snapshot(said)) == said
    assert read_range(write_range(7, 100)) == (7, 100)
    assert read_range("bytes=0-") == (0, MOST_PART)


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "../../etc/passwd"},
        {"sha256": "AB" * 32},
        {"packed": 0},
        {"size": -1},
        {"facts": True},
        {"facts": "40"},
        {"version": ""},
        {"witness": "1"},
    ],
    ids=str,
)
def test_nothing_else_is_read_as_one(change: dict[str, object]) -> None:
    said = Snapshot(Witness(3, 41, "9f2c"), 40, 5, "0.4.0", 9000, 700, "ab" * 32)
    with pytest.raises(Refused):
        read_snapshot(json.dumps(json.loads(write_snapshot(said)) | change))
    for text in ("[]", "{}", "", "null"):
        with pytest.raises(Refused):
            read_snapshot(text)
