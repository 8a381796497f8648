"""The hub's snapshots: made of its facts, brought up and not made anew, given out in parts, never of a lost history."""

import shutil
import sqlite3
import stat
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from db import single
from db.upgrade import SCHEMA
from posdesk import __version__
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.domain.replication import START, Snapshot, Witness
from posdesk.hub.limits import Limits, Rate
from posdesk.hub.serving import Serving
from posdesk.hub.snapshots import FOLDER, NOTE, PACKED, STANDING, Making, Snapshots, Stopped, folder_for
from posdesk.sync import wire
from posdesk.sync.client import HttpHub
from posdesk.sync.snapshot_wire import write_snapshot
from posdesk.sync.trouble import HistoryChanged, HubBusy, NoHub, Revoked
from tests.hub.facts import a_line, id_of
from tests.hub.hubs import NOBODY, House, Stranger, error_of
from tests.sync.faults import BadLine, Fault, answer_lost, cut, cut_without_a_word_on_length, lost_on_the_way, twice


@dataclass
class Maker:
    """A hub, the facts it was given, and its snapshots."""

    house: House
    snapshots: Snapshots
    token: str

    def take(self, count: int) -> Witness:
        """So many new facts come."""
        hub = self.house.service.of(self.house.device(self.token))
        return hub.push(START, [a_line() for _ in range(count)]).head

    def line(self, to: Serving | BadLine) -> HttpHub:
        """Its register's line."""
        return HttpHub(to.url, self.token, self.house.clock)

    def ids_in(self, made: Snapshot) -> list[str]:
        """The ids of the facts in a snapshot, in order, as a register would unpack them."""
        found = self.snapshots.part(made.sha256, 0, made.packed)
        assert found is not None
        path = self.snapshots.folder / "unpacked.db"
        path.write_bytes(zlib.decompress(found[0]))
        assert path.stat().st_size == made.size
        with sqlite3.connect(path) as connection:
            rows = connection.execute("SELECT id FROM facts ORDER BY hub_position").fetchall()
        connection.close()
        path.unlink()
        return [id.hex() for (id,) in rows]

    def ids_held(self) -> list[str]:
        """The ids of the hub's facts, in their order."""
        return [id_of(line).replace("-", "") for line in self.house.lines()]


@pytest.fixture
def maker(house: House, tmp_path: Path) -> Maker:
    """A hub with thirty facts."""
    made = Maker(house, Snapshots(tmp_path / FOLDER, house.database, fewest=10), house.token())
    made.take(30)
    return made


# -------------------------------------------------------------------------------------------------------------- making


def test_a_snapshot_is_of_the_head_and_says_what_is_in_it(maker: Maker) -> None:
    head = maker.take(5)
    assert maker.snapshots.offered() is None
    made = maker.snapshots.make()
    assert (made.witness, made.facts, made.schema, made.version) == (head, 35, SCHEMA, __version__)
    assert maker.snapshots.offered() == made
    assert maker.ids_in(made) == maker.ids_held()


def test_one_that_is_behind_is_brought_up_and_not_made_anew(maker: Maker) -> None:
    maker.snapshots.make()
    standing = maker.snapshots.folder / STANDING
    mark(standing)
    maker.take(3)
    made = maker.snapshots.make()
    assert made.facts == 33
    assert maker.ids_in(made) == maker.ids_held()
    assert is_marked(standing)


def test_the_one_before_stays_for_whoever_fetches_it_and_older_ones_go(maker: Maker) -> None:
    made = []
    for _ in range(3):
        maker.take(1)
        made.append(maker.snapshots.make())
    assert [maker.snapshots.part(one.sha256, 0, 1) is not None for one in made] == [False, True, True]
    assert len(list(maker.snapshots.folder.glob(f"*{PACKED}"))) == 2


def test_what_was_made_by_another_program_or_for_another_hub_is_made_anew(maker: Maker, tmp_path: Path) -> None:
    first = maker.snapshots.make()
    note = maker.snapshots.folder / NOTE
    for other in (replace(first, version="0.0.1"), replace(first, schema=SCHEMA - 1), replace(first, packed=9)):
        note.write_text(write_snapshot(other), encoding="utf-8")
        assert maker.snapshots.offered() is None
        assert maker.snapshots.is_due()
    standing = maker.snapshots.folder / STANDING
    for change in ("UPDATE hub_link SET version = '0.0.1'", "UPDATE hub_link SET hub = 'x'", "PRAGMA user_version = 2"):
        mark(standing, change)
        assert maker.ids_in(maker.snapshots.make()) == maker.ids_held()
        assert not is_marked(standing)


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 500, b"{"])
def test_a_damaged_folder_is_made_anew(maker: Maker, damage: bytes) -> None:
    maker.snapshots.make()
    for name in (STANDING, NOTE):
        (maker.snapshots.folder / name).write_bytes(damage)
    assert maker.snapshots.offered() is None
    assert maker.ids_in(maker.snapshots.make()) == maker.ids_held()


def test_a_making_that_is_stopped_anywhere_goes_on_the_next_time(maker: Maker) -> None:
    maker = replace(maker, snapshots=replace(maker.snapshots, at_once=7))
    calls = count_of_calls(maker)
    assert calls >= 5
    for stop_at in range(1, calls + 1):
        shutil.rmtree(maker.snapshots.folder)
        with pytest.raises(Stopped):
            maker.snapshots.make(stopping(stop_at))
        assert maker.snapshots.offered() is None
        assert maker.ids_in(maker.snapshots.make()) == maker.ids_held()


def test_only_one_process_makes_one(maker: Maker) -> None:
    maker.snapshots.make()
    with single.take(maker.snapshots.folder), pytest.raises(EnvironmentTrouble) as trouble:
        maker.snapshots.make()
    assert trouble.value.code is TroubleCode.IN_USE


def test_nobody_else_may_read_the_folder(maker: Maker) -> None:
    maker.snapshots.folder.mkdir(mode=0o755)
    maker.snapshots.make()
    assert stat.S_IMODE(maker.snapshots.folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in maker.snapshots.folder.iterdir()}
    assert STANDING in modes
    assert set(modes.values()) == {0o600}


def test_one_is_due_when_there_are_enough_facts_and_again_when_the_hub_has_grown(house: House, tmp_path: Path) -> None:
    maker = Maker(house, Snapshots(tmp_path / FOLDER, house.database, fewest=10), house.token())
    assert not maker.snapshots.is_due()
    maker.take(9)
    assert not maker.snapshots.is_due()
    maker.take(1)
    assert maker.snapshots.is_due()
    maker.snapshots.make()
    assert not maker.snapshots.is_due()
    maker.take(9)
    assert not maker.snapshots.is_due()
    maker.take(1)
    assert maker.snapshots.is_due()


def test_a_hub_that_was_put_back_offers_nothing_of_what_it_lost(maker: Maker, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    maker.house.database.close()
    shutil.copy(tmp_path / "hub.db", backup)
    maker.take(12)
    lost = maker.snapshots.make()
    maker.house.database.close()
    shutil.copy(backup, tmp_path / "hub.db")
    assert maker.snapshots.is_due()
    maker.take(4)
    made = maker.snapshots.make()
    assert made.facts == 34
    assert made.sha256 != lost.sha256
    assert maker.ids_in(made) == maker.ids_held()


def test_a_thread_makes_them_as_they_become_due_and_ends_when_it_is_told(maker: Maker) -> None:
    told, heard = [], threading.Event()

    def log(line: str) -> None:
        told.append(line)
        heard.set()

    making = Making(maker.snapshots, maker.house.clock, log, every=0.01).start()
    assert heard.wait(60)
    making.stop()
    assert maker.snapshots.offered() is not None
    assert '"event": "snapshot"' in told[0]
    assert '"facts": 30' in told[0]


def test_when_somebody_is_erased_what_is_packed_goes_at_once(maker: Maker) -> None:
    made = maker.snapshots.make()
    making = Making(maker.snapshots, maker.house.clock, maker.house.log.append)
    told = replace(maker, house=replace(maker.house, service=replace(maker.house.service, told=making.told)))
    told.take(1)
    assert maker.snapshots.offered() == made
    device = maker.house.device(maker.token)
    member = "019ac1d0-0000-7000-8000-00000000beef"
    erasure = a_line(kind="member.erased", subject=member, body={})
    told.house.service.of(device).push(START, [erasure])
    assert maker.snapshots.offered() is None
    assert maker.snapshots.part(made.sha256, 0, 1) is None


def test_they_lie_beside_a_hub_in_a_file_and_in_the_cache_of_one_that_is_elsewhere(home: Path, tmp_path: Path) -> None:
    assert folder_for(f"sqlite:///{tmp_path / 'hub.db'}") == tmp_path / FOLDER
    one, other = (folder_for(f"postgresql+psycopg://u:secret@db.example/{name}") for name in ("one", "other"))
    assert one.is_relative_to(home)
    assert one != other
    assert "secret" not in str(one)


# -------------------------------------------------------------------------------------------------------- over the line


def test_a_register_is_told_what_there_is_and_fetches_it_in_parts(maker: Maker) -> None:
    made = maker.snapshots.make()
    with (
        maker.house.serving(snapshots=maker.snapshots) as hub,
        maker.line(hub) as line,
    ):
        assert line.snapshot_head(made.witness) == made
        parts = [line.snapshot_part(made.sha256, start, 1000) for start in range(0, made.packed, 1000)]
    whole = maker.snapshots.part(made.sha256, 0, made.packed)
    assert whole is not None
    assert b"".join(parts) == whole[0]


def test_where_there_is_none_a_register_is_told_so(maker: Maker) -> None:
    with (
        maker.house.serving(snapshots=maker.snapshots) as hub,
        maker.line(hub) as line,
    ):
        assert line.snapshot_head(START) is None
        assert line.snapshot_part("0" * 64, 0, 10) == b""
    with maker.house.serving() as hub, maker.line(hub) as line:
        assert line.snapshot_head(START) is None
        assert error_of(Stranger(hub.url, maker.token).ask("GET", "/v1/snapshot/head")) == "no_snapshot"


def test_one_of_a_history_that_was_lost_is_not_offered(maker: Maker) -> None:
    made = maker.snapshots.make()
    stranger = replace(made, witness=Witness(1, 30, "0123456789abcdef"))
    (maker.snapshots.folder / NOTE).write_text(write_snapshot(stranger), encoding="utf-8")
    with (
        maker.house.serving(snapshots=maker.snapshots) as hub,
        maker.line(hub) as line,
    ):
        assert line.snapshot_head(START) is None
        with pytest.raises(HistoryChanged):
            line.snapshot_head(Witness(1, 30, "feedfeedfeedfeed"))


def test_only_paired_registers_get_one_and_not_too_often(maker: Maker) -> None:
    made = maker.snapshots.make()
    limits = Limits(snapshot=Rate(1, 2))
    with maker.house.serving(limits, snapshots=maker.snapshots) as hub:
        with HttpHub(hub.url, NOBODY, maker.house.clock) as stranger:
            for ask in (lambda: stranger.snapshot_head(START), lambda: stranger.snapshot_part(made.sha256, 0, 1)):
                with pytest.raises(Revoked):
                    ask()
        with maker.line(hub) as line:
            assert line.snapshot_head(START) == made
            assert line.snapshot_part(made.sha256, 0, 1)
            with pytest.raises(HubBusy):
                line.snapshot_part(made.sha256, 1, 1)


@pytest.mark.parametrize(
    ("wanted", "status", "bytes_"),
    [
        ("bytes=0-0", 206, "0-0"),
        ("bytes=5-", 206, "5-{last}"),
        ("bytes=0-99999999999", 206, "0-{last}"),
        ("bytes={packed}-", 416, None),
        ("bytes=99999999-", 416, None),
        ("bytes=5-4", 400, None),
        ("bytes=-5", 400, None),
        ("bytes=0-1,3-4", 400, None),
        ("lines=0-1", 400, None),
        (None, 400, None),
    ],
)
def test_each_range_gets_its_bytes_or_a_no(maker: Maker, wanted: str | None, status: int, bytes_: str | None) -> None:
    made = maker.snapshots.make()
    numbers = {"packed": made.packed, "last": made.packed - 1}
    header = {"range": None if wanted is None else wanted.format(**numbers)}
    with maker.house.serving(snapshots=maker.snapshots) as hub:
        answer = Stranger(hub.url, maker.token).ask("GET", f"/v1/snapshot/{made.sha256}", headers=header)
    assert answer.status_code == status
    assert answer.headers[wire.HEADER] == "1"
    if bytes_ is None:
        error_of(answer)
    else:
        assert answer.headers["content-type"] == wire.PACKED
        assert answer.headers["content-range"] == f"bytes {bytes_.format(**numbers)}/{made.packed}"


@pytest.mark.parametrize("name", ["..%2fsnapshot.json", "standing.db", "A" * 64, "0" * 63, "0" * 65])
def test_no_other_file_can_be_asked_for(maker: Maker, name: str) -> None:
    maker.snapshots.make()
    assert maker.snapshots.part(name, 0, 1) is None
    with maker.house.serving(snapshots=maker.snapshots) as hub:
        answer = Stranger(hub.url, maker.token).ask("GET", f"/v1/snapshot/{name}", headers={"range": "bytes=0-"})
    assert answer.status_code in (400, 404)
    error_of(answer)


@pytest.mark.parametrize(
    "fault", [lost_on_the_way, answer_lost, cut(0.1), cut(0.5), cut(0.99)], ids=["sent", "lost", "head", "half", "end"]
)
def test_a_part_that_is_cut_is_no_part_and_can_be_asked_for_again(maker: Maker, fault: Fault) -> None:
    made = maker.snapshots.make()
    with (
        maker.house.serving(snapshots=maker.snapshots) as hub,
        BadLine(hub.url) as bad,
        maker.line(bad) as line,
    ):
        bad.next(fault)
        with pytest.raises(NoHub):
            line.snapshot_part(made.sha256, 0, 3000)
        assert line.snapshot_part(made.sha256, 0, 3000) == part_of(maker, made, 0, 3000)


@pytest.mark.parametrize("fault", [twice, cut_without_a_word_on_length])
def test_whatever_comes_as_a_part_is_its_beginning(maker: Maker, fault: Fault) -> None:
    made = maker.snapshots.make()
    with (
        maker.house.serving(snapshots=maker.snapshots) as hub,
        BadLine(hub.url) as bad,
        maker.line(bad) as line,
    ):
        bad.next(fault)
        came = line.snapshot_part(made.sha256, 0, 3000)
    assert len(came) >= 2997
    assert part_of(maker, made, 0, 3000).startswith(came)


# ---------------------------------------------------------------------------------------------------------------- tools


def part_of(maker: Maker, made: Snapshot, start: int, most: int) -> bytes:
    found = maker.snapshots.part(made.sha256, start, most)
    assert found is not None
    return found[0]


def mark(standing: Path, change: str = "UPDATE register_state SET register = 'marked'") -> None:
    """Change something in a standing store by which it is known again."""
    with sqlite3.connect(standing) as connection:
        connection.execute("UPDATE register_state SET register = 'marked'")
        connection.execute(change)
    connection.close()


def is_marked(standing: Path) -> bool:
    with sqlite3.connect(standing) as connection:
        (register,) = connection.execute("SELECT register FROM register_state").fetchone()
    connection.close()
    return bool(register == "marked")


def stopping(at: int) -> Callable[[], None]:
    """What raises Stopped the so-manieth time."""
    calls = iter(range(1, at + 1))

    def between() -> None:
        if next(calls) == at:
            raise Stopped

    return between


def count_of_calls(maker: Maker) -> int:
    calls: list[int] = []
    maker.snapshots.make(lambda: calls.append(1))
    return len(calls)
