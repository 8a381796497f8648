"""A register that is far behind takes a ready file: whole or not at all, and nothing that only it has is lost."""

import hashlib
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from db.hub.opening import open_hub
from db.readers import all_facts
from db.replica import SqlReplica
from db.snapshot import FOLDER, SqlSnapshotHome
from db.state import state_hash
from db.store import open_store
from posdesk.domain.facts import Fact, Line, VisitRecorded, VisitVoided
from posdesk.domain.replication import Done, Lineage, Snapshot, Welcome
from posdesk.hub.service import HubService
from posdesk.sync.snapshot import leap
from posdesk.sync.trouble import NoHub
from tests.conftest import PROJECT
from tests.db.tills import Till, reopened
from tests.fakes.clock import FakeClock
from tests.sync.conftest import Registers
from tests.sync.leaps import FAR, Chain, a_chain, same_everywhere
from tests.sync.registers import URL, Register, Town


@pytest.fixture
def chain(tmp_path: Path, town: Town, registers: Registers) -> Chain:
    """A hub with a snapshot, and the register that recorded what is in it."""
    return a_chain(town, registers("front-1"), town.hubs[URL].database, tmp_path / "snapshots")


@pytest.fixture
def fresh(chain: Chain, registers: Registers) -> Register:
    """A new register that is paired, and has recorded two things of its own."""
    made = chain.give(registers("back-1"))
    made.pair()
    member = made.till.member("Own", "Member", "+13035550100")
    made.till.visit(member)
    return made


# ---------------------------------------------------------------------------------------------------------- what it is


def test_a_new_register_holds_after_a_snapshot_what_one_that_pulled_every_page_holds(
    chain: Chain, fresh: Register, registers: Registers
) -> None:
    done = fresh.sync()
    puller = registers("back-2")
    puller.pair()
    puller.sync()
    chain.first.sync()
    assert chain.shelf.asked == [0]
    assert done.came == chain.snapshots.make().facts - 2
    assert same_everywhere(fresh, puller, chain.first)
    assert fresh.till.projections() == puller.till.projections()


def test_members_programs_and_the_names_of_goods_are_there_at_once(fresh: Register) -> None:
    store = fresh.till.store
    assert store.directory.by_names(["dolores"], 5) == []
    assert store.directory.by_similar_names(["dolorse"], 5) == []  # the words of typing errors are in memory now
    fresh.sync()
    assert len(store.directory.by_names(["dolores"], 5)) == 4
    assert len(store.directory.by_similar_names(["dolorse"], 5)) == 4
    assert store.directory.brands("moon", 3) == ["Moonridge"]
    assert store.programs.timeline().steps()
    member = store.directory.by_phone("+13038670004")[0]
    assert store.ledger.facts_about(member)
    fresh.till.visit(member)
    assert store.directory.by_names(["gomez4"], 5)[0].member == member


def test_after_it_the_next_exchange_goes_on_with_pages(chain: Chain, fresh: Register) -> None:
    fresh.sync()
    chain.first.till.visit(None)
    chain.first.sync()
    asked = chain.shelf.heads, len(chain.shelf.asked)
    assert fresh.sync().came == 1
    assert (chain.shelf.heads, len(chain.shelf.asked)) == asked
    chain.first.sync()
    assert same_everywhere(fresh, chain.first)


def test_a_snapshot_that_was_brought_up_fact_by_fact_is_what_pages_give(
    chain: Chain, fresh: Register, registers: Registers
) -> None:
    till, puller = chain.first.till, registers("back-2")
    member = till.member("Newcomer", "Brand", "+13035550199")
    till.happened(VisitVoided(till.visit(member, brand="Tall Pine").id, "typing error"), member)
    chain.first.sync()
    before = offer_of(chain)
    made = chain.snapshots.make()
    assert made.facts == before.facts + 3
    puller.pair()
    puller.sync()
    fresh.sync()
    puller.sync()
    assert chain.shelf.asked == [0]
    assert same_everywhere(fresh, puller)
    assert fresh.till.projections() == puller.till.projections()


def test_what_only_the_new_register_had_is_sent_and_stays(chain: Chain, fresh: Register) -> None:
    own = {fact.id for fact in own_facts(fresh.till)}
    done = fresh.sync()
    assert (done.sent, fresh.waiting()) == (2, 0)
    assert {fact.id for fact in own_facts(fresh.till)} == own
    chain.first.sync()
    assert same_everywhere(fresh, chain.first)


def test_a_fact_that_waits_still_waits_with_its_id_its_place_in_the_row_and_its_words(
    chain: Chain, registers: Registers
) -> None:
    till = registers("back-1").till
    till.visit(till.member("Own", "Member"))
    before = own_facts(till)
    assert leapt(chain, till) == offer_of(chain).facts
    assert own_facts(till) == before
    assert till.store.ledger.waiting().count == 2
    following = till.visit(None)
    assert following.sequence == 3
    assert following.clock > max(fact.clock for fact in facts_of(till) if fact.id != following.id)


# ------------------------------------------------------------------------------------------------ on its way, and wrong


@pytest.mark.parametrize("came", ["nothing", "one byte", "half", "all but one byte", "all"])
def test_what_came_before_the_line_was_cut_is_not_asked_for_again(
    chain: Chain, registers: Registers, came: str
) -> None:
    offered = offer_of(chain)
    bytes_ = {"nothing": 0, "one byte": 1, "half": offered.packed // 2, "all but one byte": offered.packed - 1}
    till = registers("back-1").till
    first = home_of(chain, till)
    first.begin(offered)
    whole = chain.snapshots.part(offered.sha256, 0, offered.packed)
    assert whole is not None
    first.add(whole[0][: bytes_.get(came, offered.packed)])
    assert leapt(chain, till) > 0  # by another home: the program was started anew
    assert chain.shelf.asked == [bytes_[came]] if came in bytes_ else chain.shelf.asked == []
    assert FOLDER not in names_in(till)


def test_it_comes_in_parts_and_is_told_how_far_it_is(chain: Chain, fresh: Register) -> None:
    chain.shelf.most = 5_000
    told: list[Done] = []
    fresh.line.exchange(lambda done, new: told.append(done))
    of = offer_of(chain).packed
    assert chain.shelf.asked == list(range(0, of, 5_000))
    steps = [done.loaded for done in told]
    assert {(0, 0), (0, of), (5_000, of), (of, of)} <= set(steps)
    assert steps == sorted(steps)


def test_a_line_that_is_cut_ends_the_exchange_and_nothing_has_changed(chain: Chain, fresh: Register) -> None:
    chain.shelf.most = 5_000
    chain.shelf.faults = [whole, whole, *[cut] * 9]
    before = state_hash(fresh.till.store)
    with pytest.raises(NoHub):
        fresh.sync()
    assert state_hash(fresh.till.store) == before
    chain.shelf.faults.clear()
    chain.shelf.asked.clear()
    assert fresh.sync().came > 0
    assert chain.shelf.asked[0] == 10_000


def test_a_slow_line_is_asked_for_smaller_parts(chain: Chain, fresh: Register) -> None:
    chain.shelf.faults = [cut, cut]
    assert fresh.sync().came > 0
    assert chain.shelf.asked == [0, 0, 0]


@pytest.mark.parametrize("spoil", ["a byte", "the end", "too much", "a page of the network"])
def test_what_is_not_what_the_hub_said_is_thrown_away_and_pages_come_instead(
    chain: Chain, fresh: Register, spoil: str
) -> None:
    chain.shelf.faults = [
        {
            "a byte": lambda part: part[:300] + bytes([part[300] ^ 1]) + part[301:],
            "the end": lambda part: part[:-9] + b"123456789",
            "too much": lambda part: part + b"more",
            "a page of the network": lambda part: b"<html>" + bytes(len(part) - 6),
        }[spoil]
    ]
    done = fresh.sync()
    chain.first.sync()
    assert done.came == offer_of(chain).facts
    assert len(chain.shelf.asked) == 1
    assert same_everywhere(fresh, chain.first)
    assert FOLDER not in names_in(fresh.till)


def test_a_snapshot_that_was_wrong_once_is_not_fetched_again(chain: Chain, registers: Registers) -> None:
    till = registers("back-1").till
    home = home_of(chain, till)
    chain.shelf.faults = [lambda part: bytes(len(part))]
    assert [leap_with(chain, till, home) for _ in range(2)] == [0, 0]
    assert chain.shelf.asked == [0]


@pytest.mark.parametrize(
    "claim",
    [
        lambda offered: replace(offered, schema=offered.schema + 1),
        lambda offered: replace(offered, version="99.0.0"),
        lambda offered: replace(offered, version="0.4.dev"),
        lambda offered: replace(offered, facts=3),
    ],
    ids=["newer tables", "a newer program", "a program without a number", "no more than is here"],
)
def test_what_this_register_cannot_use_is_not_fetched(
    chain: Chain, fresh: Register, claim: Callable[[Snapshot], Snapshot]
) -> None:
    chain.shelf.claims = claim
    assert fresh.sync().came == offer_of(chain).facts
    assert (chain.shelf.asked, chain.shelf.heads) == ([], 1)


@pytest.mark.parametrize(
    "claim",
    [
        lambda offered: replace(offered, size=offered.size - 1),
        lambda offered: replace(offered, size=offered.size + 1),
        lambda offered: replace(offered, facts=offered.facts + 1),
        lambda offered: replace(offered, schema=offered.schema - 1),
    ],
    ids=["larger than it said", "smaller", "with fewer facts", "of other tables"],
)
def test_what_is_not_as_it_was_said_to_be_is_not_used(
    chain: Chain, fresh: Register, claim: Callable[[Snapshot], Snapshot]
) -> None:
    chain.shelf.claims = claim
    assert fresh.sync().came == offer_of(chain).facts
    assert chain.shelf.asked == [0]
    assert FOLDER not in names_in(fresh.till)


def test_a_file_that_would_act_by_itself_is_not_used(chain: Chain, fresh: Register) -> None:
    forged(chain, "CREATE TRIGGER more AFTER INSERT ON brands BEGIN DELETE FROM words; END")
    assert fresh.sync().came == offer_of(chain).facts
    assert chain.shelf.asked == [0]
    assert FOLDER not in names_in(fresh.till)


def test_what_an_older_program_made_of_the_facts_is_made_anew(chain: Chain, registers: Registers) -> None:
    forged(chain, "UPDATE brands SET visits = 9000", version="0.0.1")
    till, puller = registers("back-1").till, registers("back-2")
    assert leapt(chain, till) > 0
    puller.pair()
    puller.sync()
    assert till.projections() == puller.till.projections()


def test_a_register_that_is_not_far_behind_asks_for_nothing(chain: Chain, registers: Registers) -> None:
    near = chain.give(registers("back-1"), far=offer_of(chain).facts + 5)
    near.pair()
    assert near.sync().came == offer_of(chain).facts
    assert (chain.shelf.heads, chain.shelf.asked) == (0, [])


def test_a_snapshot_that_goes_while_it_is_fetched_leaves_the_register_to_pages(chain: Chain, fresh: Register) -> None:
    chain.shelf.most = 5_000
    chain.shelf.faults = [whole, lambda part: b""]
    assert fresh.sync().came == offer_of(chain).facts
    assert FOLDER not in names_in(fresh.till)


def test_what_came_of_another_snapshot_is_let_go_of(chain: Chain, registers: Registers) -> None:
    till = registers("back-1").till
    home = home_of(chain, till)
    home.begin(offer_of(chain))
    home.add(b"old")
    chain.first.till.visit(None)
    chain.first.sync()
    chain.snapshots.make()
    assert leap_with(chain, till, home) > 0
    assert chain.shelf.asked == [0]


# ----------------------------------------------------------------------------------------------------------- the switch


def test_nobody_else_may_read_what_came_and_nothing_of_it_stays(chain: Chain, registers: Registers) -> None:
    till, modes = registers("back-1").till, dict[str, int]()

    def told(what: str) -> None:
        folder = till.store.folder / FOLDER
        modes.update({path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())})

    assert leapt(chain, till, told) > 0
    assert modes.pop(FOLDER) == 0o700
    assert {"unpacked.db", "ready.db"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert FOLDER not in names_in(till)
    assert not any(b"Dolores" in path.read_bytes() for path in till.store.folder.rglob("*") if path.is_file())


def test_what_is_recorded_while_the_new_file_is_filled_is_in_it(chain: Chain, registers: Registers) -> None:
    till, recorded = registers("back-1").till, list[str]()

    def told(what: str) -> None:
        if what in ("erase what came", "carry the rest"):
            recorded.append(till.visit(till.member(f"Late{len(recorded)}", "Comer")).id)

    before = leapt(chain, till, told)
    assert before > 0
    assert len(recorded) == 2
    assert sorted(fact.sequence for fact in own_facts(till)) == [1, 2, 3, 4]
    assert set(recorded) < {fact.id for fact in own_facts(till)}
    assert till.store.ledger.waiting().count == 4


def test_killed_at_any_step_a_register_has_its_old_file_or_the_new_one_and_all_that_is_its_own(
    chain: Chain, registers: Registers, tmp_path: Path
) -> None:
    till, steps = registers("back-1").till, list[str]()
    own = till.visit(till.member("Own", "Member")).id
    old = state_hash(till.store)

    def image(what: str) -> None:
        steps.append(what)
        shutil.copytree(till.store.folder, tmp_path / "images" / str(len(steps)))

    leapt(chain, till, image)
    new = state_hash(till.store)
    assert old != new
    found = []
    for number in range(1, len(steps) + 1):
        store = open_store(tmp_path / "images" / str(number), clock=till.clock, ids=till.ids, ballast_bytes=0)
        assert store.ledger.fact(own) is not None
        assert store.ledger.waiting().count == 2
        found.append(state_hash(store))
        again = Till(store, till.clock, till.ids)
        if found[-1] == old:
            assert leapt(chain, again) > 0
        home_of(chain, again).discard()
        assert state_hash(again.store) == new
        assert FOLDER not in names_in(again)
        again.close()
    at = steps.index("sync the folder")
    assert found == [old] * at + [new] * (len(found) - at)
    assert steps[0] == "unpack"
    assert {"carry the rest", "fold the log of the old file", "remove -wal", "rename", "clear away"} < set(steps)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("step", ["fill the new file", "remove -wal", "rename", "sync the folder"])
def test_a_program_that_is_killed_has_the_old_file_or_the_new_one(
    chain: Chain, registers: Registers, step: str
) -> None:
    register = registers("back-1")
    own = register.till.visit(register.till.member("Own", "Member")).id
    home_of(chain, register.till)
    register.till.close()
    killed = [sys.executable, "-m", "tests.sync.killed", str(register.till.store.folder)]
    ended = subprocess.run([*killed, str(chain.snapshots.folder), step], cwd=PROJECT, check=False)
    assert ended.returncode == -signal.SIGKILL
    again = Register(reopened(register.till), register.town, register.home)
    register.till = again.till
    there = offer_of(chain).facts if step == "sync the folder" else 0
    assert again.till.store.ledger.fact(own) is not None
    assert len(facts_of(again.till)) == 2 + there
    assert leapt(chain, again.till) == offer_of(chain).facts - there
    again.pair()
    again.sync()
    chain.first.sync()
    assert same_everywhere(again, chain.first)


def test_while_somebody_copies_the_file_another_does_not_take_its_place(chain: Chain, registers: Registers) -> None:
    from db.engine import snapshot

    till = registers("back-1").till
    till.store.connections.writer.execute("PRAGMA busy_timeout = 10")
    with snapshot(till.store.connections) as reader:
        reader.execute("SELECT count(*) FROM facts").fetchone()
        till.visit(None)  # now the log holds what the reader must not see
        assert leapt(chain, till) == 0
    assert len(own_facts(till)) == len(facts_of(till)) == 1
    assert leapt(chain, till) > 0


def test_a_twin_in_what_came_gives_this_register_a_row_of_its_own(chain: Chain, registers: Registers) -> None:
    twin = registers("front-1")  # the name of the one that recorded the snapshot, made in the same second
    leapt(chain, twin.till)
    following = twin.till.visit(None)
    assert (following.incarnation, following.sequence) == (chain.first.till.visit(None).incarnation + 1, 1)


def test_where_the_hub_has_another_fact_under_an_id_of_ours_its_stands_and_ours_is_set_aside(
    chain: Chain, registers: Registers
) -> None:
    theirs = next(fact for fact in facts_of(chain.first.till) if isinstance(fact.body, VisitRecorded))
    till = registers("back-1").till
    till.store.ledger.append([till.draft(VisitRecorded((Line(7),)))._replace(id=theirs.id)])
    assert leapt(chain, till) > 0
    standing = till.store.ledger.fact(theirs.id)
    assert standing is not None
    assert standing.body == theirs.body
    assert till.store.ledger.waiting().count == 0
    rows = till.store.connections.reader.execute("SELECT line FROM set_aside").fetchall()
    assert ['"cents":7' in line for (line,) in rows] == [True]


# -------------------------------------------------------------------------------------------------------- the hub after


def test_a_hub_that_is_put_back_after_a_snapshot_is_found_out_and_filled_again(
    chain: Chain, fresh: Register, town: Town, tmp_path: Path
) -> None:
    service = town.hubs[URL]
    held = offer_of(chain).facts
    backup = tmp_path / "backup.db"
    with sqlite3.connect(tmp_path / "hub" / "hub.db") as now, sqlite3.connect(backup) as then:
        now.backup(then)
    now.close()
    then.close()
    for _ in range(3):
        chain.first.till.visit(None)
    chain.first.sync()
    chain.snapshots.make()
    fresh.sync()
    service.database.close()
    for suffix in ("-wal", "-shm"):
        (tmp_path / "hub" / f"hub.db{suffix}").unlink(missing_ok=True)
    shutil.copy(backup, tmp_path / "hub" / "hub.db")
    database = open_hub(f"sqlite:///{tmp_path / 'hub' / 'hub.db'}")
    town.hubs[URL] = HubService(database, FakeClock())
    done = fresh.sync()
    assert done.welcome is not None
    assert (done.welcome.epoch, done.again) == (2, 3 + 2)
    assert done.welcome.agreed == held
    chain.first.sync()
    assert same_everywhere(fresh, chain.first)


# --------------------------------------------------------------------------------------------------------------- tools


def whole(part: bytes) -> bytes:
    return part


def cut(part: bytes) -> bytes:
    raise NoHub("the cable is out")


def offer_of(chain: Chain) -> Snapshot:
    offered = chain.snapshots.offered()
    assert offered is not None
    return offered


def home_of(chain: Chain, till: Till, told: Callable[[str], None] = lambda what: None) -> SqlSnapshotHome:
    """A home of a register that has said hello."""
    welcome = Welcome("hub", 1, offer_of(chain).witness, 0, Lineage.SAME, 0, 9, till.clock.now(), "1")
    SqlReplica(till.store.ledger).settle(welcome)
    return SqlSnapshotHome(till.store, told)


def leap_with(chain: Chain, till: Till, home: SqlSnapshotHome) -> int:
    place = SqlReplica(till.store.ledger).place()
    return leap(chain.shelf, home, FAR, place, offer_of(chain).witness, lambda come, of: None)


def leapt(chain: Chain, till: Till, told: Callable[[str], None] = lambda what: None) -> int:
    """Take the snapshot without an exchange around it; how many facts are new."""
    return leap_with(chain, till, home_of(chain, till, told))


def facts_of(till: Till) -> list[Fact]:
    return list(all_facts(till.store.connections.reader, till.store.names))


def own_facts(till: Till) -> list[Fact]:
    return [fact for fact in facts_of(till) if fact.register == till.store.register]


def names_in(till: Till) -> set[str]:
    return {path.name for path in till.store.folder.iterdir()}


def forged(chain: Chain, statement: str, version: str | None = None) -> None:
    """Let the shelf give out the snapshot changed by a statement, rightly packed and named."""
    offered = offer_of(chain)
    found = chain.snapshots.part(offered.sha256, 0, offered.packed)
    assert found is not None
    path = chain.snapshots.folder / "forged.db"
    path.write_bytes(zlib.decompress(found[0]))
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    bytes_ = path.read_bytes()
    packed = zlib.compress(bytes_)
    name = hashlib.sha256(packed).hexdigest()
    (chain.snapshots.folder / f"{name}.packed").write_bytes(packed)
    chain.shelf.claims = lambda was: replace(
        was, size=len(bytes_), packed=len(packed), sha256=name, version=version or was.version
    )
