"""From the scan to the purge at a real store: the number of an ID is in no byte of its folder and in no line of a log,
ever; its hash is there until the member is forgotten."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from db import backup
from db.id_hashes import KeptIdHashes
from db.link import HASH_KEY_FILE, FolderLinkHome
from db.projections import rebuild
from db.search import _BY_ID_HASH
from db.state_packs import OWN_PACKS
from db.store import create, open_store
from posdesk import compose
from posdesk.counter import id_memory
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.hub_link import Link
from posdesk.counter.id_checks import IdLook
from posdesk.counter.ports import Desk
from posdesk.domain.consent_wording import Language
from posdesk.domain.facts import MemberErased
from posdesk.domain.id_hash import key_for_hashes
from posdesk.domain.people_facts import MemberIdRead
from posdesk.office import programs
from posdesk.office.retention import purge
from tests.builders import SAMPLE_PROGRAM
from tests.db.test_erasure import bytes_of
from tests.db.tills import STORE, Till, a_till
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.ring import RingInMemory
from tests.scanned_ids import scan, with_
from ui.viewmodels import id_cases

NUMBER, STREET = "Q7719042", "INVENTED STREET"
NOWHERE = (NUMBER, "7719042", "q7719042", STREET, "MADEUPVILLE", "1984-07-09", "07091984", "TESTERLING")
"""What of the scan may be in no file and no log."""
KEY = b"\x07k" * 16
EN = Language.ENGLISH
DAY = 86_400_000


@dataclass
class House:
    """A register whose file is not encrypted, so that it can be looked into, with the chain's key."""

    till: Till
    folder: Path
    desk: Desk

    def scan(self) -> IdLook:
        """Willow's ID, from the text on."""
        return id_cases.scan(self.desk, scan(with_()))

    def holds(self, *words: str) -> list[str]:
        """Those of the words that are in any byte of the folder."""
        held = bytes_of(self.folder)
        return [word for word in words if word.encode() in held]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """In a state for which the store wrote its own pack: hashes may be kept."""
    clock, ids, folder = FakeClock(), FakeIds(), tmp_path / "plain"
    create(folder, store=STORE, register="register 1", clock=clock, ids=ids, keyring=False, encrypted=False)
    allow_hashes(folder)
    home = FolderLinkHome(folder, keyring=False)
    home.pair(Link("https://hub.example", "a1b2"), "token")
    home.keep_hash_key(KEY)
    till = Till(open_store(folder, clock=clock, ids=ids, ballast_bytes=0), clock, ids).opened()
    desk = compose.desk_of(till.store)
    desk.state_packs.choose("CO")
    yield House(till, folder, desk)
    till.close()


def allow_hashes(folder: Path) -> None:
    """Write a pack of the store's own for Colorado, which is like the one that comes along, but for hashes."""
    pack = json.loads((compose.STATE_PACKS / "CO.json").read_text("utf-8"))
    pack["id_hash"] |= {"allowed": True, "checked": "the store's counsel, 2026-11-20"}
    (folder / OWN_PACKS).mkdir()
    (folder / OWN_PACKS / "CO.json").write_text(json.dumps(pack), encoding="utf-8")


def enrolled(house: House) -> str:
    """Somebody whose name and birthday are others than those on the ID."""
    return enrol(house.desk, EnrolmentForm("Fern Ashgrove", "303 866 4411")).member_id


@pytest.mark.rule("G13")
@pytest.mark.parametrize("way", ["erased", "purged"])
def test_from_scan_to_purge_no_file_and_no_log_ever_holds_the_number(
    house: House, way: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    member = enrolled(house)
    mark = house.scan().mark
    assert mark is not None
    id_memory.remember(house.desk, member, mark, EN, agreed=True)
    house.till.quiet()
    backup.hourly(house.till.store)
    assert house.holds(mark.id_hash) == [mark.id_hash]
    assert house.holds(*NOWHERE) == []
    found = house.scan()
    assert found.card is not None
    assert found.card.member.id == member
    if way == "erased":
        house.till.happened(MemberErased(), member)
    else:
        house.till.clock.set(house.till.clock.now() + 3 * 365 * DAY)
        document = SAMPLE_PROGRAM.read_text(encoding="utf-8").replace("version = 1", "version = 2", 1)
        programs.publish(house.desk, f"{document}\n[retention]\nforget_after_months = 24\n")
        assert purge(house.desk, house.till.store.members).unsent == 1  # the hub has not heard of her
        FolderLinkHome(house.folder, keyring=False).forget()
        report = purge(house.desk, house.till.store.members)
        assert (report.members, report.parts["id_hash"]) == (1, 1)
    assert house.holds(mark.id_hash, *NOWHERE) == []
    rebuild(house.till.store)
    assert house.holds(mark.id_hash, *NOWHERE) == []
    assert house.desk.directory.by_id_hash(mark.id_hash) == []
    written = caplog.text + "".join(capfd.readouterr())
    assert [word for word in (mark.id_hash, KEY.hex(), *NOWHERE) if word in written] == []


@pytest.mark.rule("G13")
def test_forgotten_it_is_in_no_profile_and_no_look_up_also_after_a_rebuild(house: House) -> None:
    member = enrolled(house)
    mark = house.scan().mark
    assert mark is not None
    id_memory.remember(house.desk, member, mark, EN, agreed=True)
    assert [hit.member for hit in house.desk.directory.by_id_hash(mark.id_hash)] == [member]
    id_memory.forget(house.desk, member)
    for _ in range(2):
        assert house.desk.directory.by_id_hash(mark.id_hash) == []
        assert not any(mark.id_hash in line for line in house.till.projections())
        row = house.till.writer.execute("SELECT count(*) FROM members WHERE id_hash IS NOT NULL").fetchone()
        assert row == (0,)
        rebuild(house.till.store)


@pytest.mark.rule("G13")
def test_a_no_leaves_neither_number_nor_hash_in_the_folder(house: House) -> None:
    member = enrolled(house)
    mark = house.scan().mark
    assert mark is not None
    id_memory.remember(house.desk, member, mark, EN, agreed=False)
    assert house.holds(mark.id_hash, *NOWHERE) == []


def test_several_of_one_id_are_found_newest_first_and_another_hash_finds_nobody(till: Till) -> None:
    first, second = till.member("Ann", "One"), till.member("Bea", "Two")
    for member in (first, second):
        till.happened(MemberIdRead("a1"), member)
    till.visit(first)
    hits = till.store.directory.by_id_hash("a1")
    assert [(hit.member, hit.by) for hit in hits] == [(first, "ID"), (second, "ID")]
    for other in ("a2", "", "a%", "a1' OR '1'='1", "\0", "\ud800"):
        assert till.store.directory.by_id_hash(other) == []


def test_the_look_up_goes_by_its_index(till: Till) -> None:
    plan = till.writer.execute(f"EXPLAIN QUERY PLAN {_BY_ID_HASH}", ("a1", 20)).fetchall()
    assert any("members_id_hash" in str(row) for row in plan)


# ---------------------------------------------------------------------------------------------------------- the key


def test_the_chains_key_is_in_the_keyring_or_a_file_and_goes_with_the_link(tmp_path: Path, ring: RingInMemory) -> None:
    home = FolderLinkHome(tmp_path)
    home.keep_hash_key(KEY)  # there is no hub: nothing is kept
    assert (home.hash_key(), ring.kept) == (None, {})
    home.pair(Link("https://hub.example", "a1b2"), "token")
    assert home.hash_key() is None
    for key in (b"x" * 32, KEY):
        home.keep_hash_key(key)
        assert FolderLinkHome(tmp_path).hash_key() == key
    assert home.token() == "token"
    assert (tmp_path / HASH_KEY_FILE).exists() is ring.forgets
    assert len(ring.kept) == (0 if ring.forgets else 2)
    assert KEY.hex() not in (tmp_path / "posdesk.hub.json").read_text("utf-8")
    home.keep(Link("https://hub.example", "a1b2", reached_at=5))
    assert home.hash_key() == KEY
    home.forget()
    assert (home.hash_key(), ring.kept, list(tmp_path.iterdir())) == (None, {}, [])


def test_a_scan_asks_the_keyring_once_and_again_for_another_key(tmp_path: Path, ring: RingInMemory) -> None:
    home, writing = FolderLinkHome(tmp_path), FolderLinkHome(tmp_path)
    writing.pair(Link("https://hub.example", "a1b2"), "token")
    writing.keep_hash_key(KEY)
    assert home.hash_key() == KEY
    writing.keep_hash_key(b"x" * 32)
    assert home.hash_key() == b"x" * 32
    if not ring.forgets:
        ring.kept.clear()  # locked, say: what was given out serves this process
    assert home.hash_key() == b"x" * 32
    writing.forget()
    assert home.hash_key() is None


@pytest.mark.parametrize("text", ["", "zz", "00" * 31, "\xff"])
def test_a_key_that_is_none_is_asked_for_again(tmp_path: Path, text: str) -> None:
    home = FolderLinkHome(tmp_path, keyring=False)
    home.pair(Link("https://hub.example", "a1b2"), "token")
    (tmp_path / HASH_KEY_FILE).write_text(text, encoding="latin-1")
    assert home.hash_key() is None


@pytest.mark.rule("G13")
def test_without_a_hub_the_key_is_made_of_the_stores_own_and_without_one_there_is_none(tmp_path: Path) -> None:
    till = a_till(tmp_path / "till")
    home, secret = FolderLinkHome(tmp_path / "till", keyring=False), till.store.key.secret
    assert secret is not None
    own = KeptIdHashes(home, secret).of("CO", NUMBER)
    assert own == KeptIdHashes(home, secret).of("co", "q 771-9042")
    assert KeptIdHashes(home, None).of("CO", NUMBER) is None
    assert KeptIdHashes(home, secret).of("CO", " - ") is None
    home.pair(Link("https://hub.example", "a1b2"), "token")
    assert KeptIdHashes(home, secret).of("CO", NUMBER) == own
    home.keep_hash_key(KEY)
    assert KeptIdHashes(home, secret).of("CO", NUMBER) == KeptIdHashes(home, None).of("CO", NUMBER) != own
    assert key_for_hashes(secret) != secret
    till.close()


def test_while_the_link_cannot_be_read_an_id_is_checked_all_the_same(house: House) -> None:
    member = enrolled(house)
    (house.folder / "posdesk.hub.json").write_text("{", encoding="utf-8")
    look = house.scan()
    assert (look.answer.lets_in, look.mark) == (True, None)
    assert member
