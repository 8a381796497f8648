"""One key for hashes of IDs in a chain: told at an exchange, kept beside the secret, passed on by a store's hub; and
one ID, remembered at two registers for two members, makes them one everywhere."""

from dataclasses import replace
from pathlib import Path

import pytest

from db.hub import hash_key
from db.id_hashes import KeptIdHashes
from db.link import FolderLinkHome
from posdesk.compose import desk_of
from posdesk.counter import id_memory
from posdesk.counter.card import open_card
from posdesk.counter.id_memory import IdMark
from posdesk.counter.ports import Desk
from posdesk.domain.codec import encode_fact
from posdesk.domain.consent_wording import Language
from posdesk.domain.id_hash import id_hash, key_for_hashes
from posdesk.domain.people_facts import MemberIdRead
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.domain.same_person import HUB
from posdesk.sync.ports import Hub
from tests.fakes.link_home import FakeLinkHome
from tests.fakes.state_packs import FakeStatePacks
from tests.sync.conftest import Registers
from tests.sync.registers import URL, Register, Town

SHOP = "https://shop.example"
EN = Language.ENGLISH
NUMBER = "Q7719042"


def key_at(town: Town, url: str = URL) -> bytes | None:
    return town.hubs[url].read(hash_key.known)


def on_disk(register: Register) -> FolderLinkHome:
    """The register keeps its link in its store's folder, as a real one does."""
    home = FolderLinkHome(register.till.store.folder, keyring=False)
    register.line.home = home
    return home


def desk(register: Register) -> Desk:
    """The desk of the register, in a state whose pack allows hashes."""
    home = FolderLinkHome(register.till.store.folder, keyring=False)
    hashes = KeptIdHashes(home, register.till.store.key.secret)
    packs = FakeStatePacks("CO", remembers=True)
    return replace(desk_of(register.till.store), state_packs=packs, id_hashes=hashes)


def remembers(register: Register, member: str) -> str:
    """The hash under which this register remembers one certain ID for a member."""
    found = desk(register)
    hashed = found.id_hashes.of("CO", NUMBER)
    assert hashed is not None
    id_memory.remember(found, member, IdMark(hashed), EN, agreed=True)
    return hashed


def one_person(register: Register, one: str, other: str) -> bool:
    return open_card(desk(register), one).member.is_one_with(open_card(desk(register), other).member)


@pytest.mark.rule("G13")
def test_an_exchange_brings_the_key_once(town: Town, registers: Registers) -> None:
    register = registers()
    register.pair()
    assert register.home.hash_key() is None  # this one was let in as by a hub from before
    done = register.sync()
    assert register.home.hash_key() == key_at(town) is not None
    assert done.welcome is not None
    assert done.welcome.hash_key is None  # nothing else that sees the answer sees the key
    again = register.sync()
    assert again.welcome is not None
    assert register.home.hash_key() == key_at(town)


@pytest.mark.rule("I02", "G13")
def test_one_id_remembered_at_two_registers_for_two_members_makes_them_one_everywhere(
    town: Town, registers: Registers
) -> None:
    front, back = registers("front-1"), registers("back-1")
    front.till.opened()
    for register in (front, back):
        on_disk(register)
        register.pair()
        register.sync()
    one, other = front.till.member("Willow", "Testerling"), back.till.member("Fern", "Ashgrove")
    assert remembers(front, one) == remembers(back, other)
    for register in (front, back, front):
        register.sync()
    for register in (front, back):
        assert one_person(register, one, other)
        (merge,) = [fact for fact in register.till.store.ledger.facts_about(one) if fact.register == HUB]
        assert merge.kind == "member.merged"
        (hit,) = desk(register).directory.by_id_hash(desk(register).id_hashes.of("CO", NUMBER) or "")
        assert hit.member in (one, other)


@pytest.mark.rule("I02", "G13")
def test_what_was_remembered_under_a_key_of_ones_own_joins_nobody(town: Town, registers: Registers) -> None:
    front, back = registers("front-1"), registers("back-1")
    front.till.opened()
    for register in (front, back):
        on_disk(register)
    one = front.till.member("Willow", "Testerling")
    alone = remembers(front, one)  # before it was paired
    for register in (front, back, front, back):
        if register.line.state().url is None:
            register.pair()
        register.sync()
    other = back.till.member("Fern", "Ashgrove")
    assert remembers(back, other) != alone
    for register in (back, front, back):
        register.sync()
    assert not one_person(front, one, other)
    assert not one_person(back, one, other)
    assert remembers(front, one) != alone  # scanned again it is the hub's key, and then they are one
    for register in (front, back, front):
        register.sync()
    assert one_person(front, one, other)
    assert one_person(back, one, other)


@pytest.mark.rule("G13")
def test_registers_without_a_hub_have_keys_of_their_own_made_of_their_stores(registers: Registers) -> None:
    front, back = registers("front-1"), registers("back-1")
    hashes = [desk(register).id_hashes.of("CO", NUMBER) for register in _opened(front, back)]
    assert hashes[0] != hashes[1]
    secret = front.till.store.key.secret
    assert secret is not None
    assert hashes[0] == id_hash(key_for_hashes(secret), "CO", NUMBER) != id_hash(secret, "CO", NUMBER)


def _opened(*all_: Register) -> tuple[Register, ...]:
    for register in all_:
        register.till.opened()
    return all_


@pytest.mark.rule("G13")
def test_a_store_hub_passes_head_offices_key_on(town: Town, registers: Registers, tmp_path: Path) -> None:
    town.build_below(tmp_path / "shop", SHOP)
    inside, outside = registers("front-1"), registers("front-1", "boulder-1")
    inside.pair(SHOP)
    inside.sync()
    assert (key_at(town, SHOP), inside.home.hash_key()) == (None, None)
    town.pass_on(SHOP)
    inside.sync()
    outside.pair()
    outside.sync()
    assert inside.home.hash_key() == outside.home.hash_key() == key_at(town, SHOP) == key_at(town)


def test_a_hub_that_was_made_anew_gives_its_own_key_to_who_is_paired_with_it(
    town: Town, registers: Registers, tmp_path: Path
) -> None:
    town.build(tmp_path / "other", "https://other.example")
    register = registers()
    register.pair()
    register.sync()
    before = register.home.hash_key()
    register.pair("https://other.example")
    assert register.home.hash_key() is None
    register.sync()
    assert register.home.hash_key() == key_at(town, "https://other.example") != before


def test_whoever_parts_from_the_hub_has_its_key_no_more(registers: Registers) -> None:
    register = registers()
    home = on_disk(register)
    register.pair()
    register.sync()
    assert home.hash_key() is not None
    register.line.unpair()
    assert home.hash_key() is None


class _FromBefore:
    """A hub of a version that knows nothing of keys."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def __getattr__(self, name: str) -> object:
        method = getattr(self._hub, name)
        if name != "hello":
            return method
        return lambda hello: replace(method(hello), hash_key=None)


def test_a_hub_from_before_is_spoken_with_as_ever(town: Town, registers: Registers) -> None:
    register = registers()
    register.till.opened()
    register.pair()
    reach = town.reach

    class Older:
        """Reaches the older hub."""

        def __init__(self, url: str, token: str) -> None:
            self._open = reach(url, token)

        def __enter__(self) -> Hub:
            return _FromBefore(self._open.__enter__())  # type: ignore[return-value]

        def __exit__(self, *error: object) -> None:
            self._open.__exit__(*error)  # type: ignore[arg-type]

    register.line.reach = Older
    register.sync()
    assert (register.waiting(), register.home.hash_key()) == (0, None)


class _Locked(FakeLinkHome):
    """A keyring that opens for nothing but the secret."""

    def hash_key(self) -> bytes | None:
        """See the port."""
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, "The keyring does not open.")

    def keep_hash_key(self, key: bytes) -> None:
        """See the port."""
        raise EnvironmentTrouble(TroubleCode.NO_ACCESS, "The keyring does not open.")


def test_where_no_key_can_be_kept_everything_else_is_exchanged(registers: Registers) -> None:
    register = registers()
    register.line.home = _Locked()
    register.till.opened()
    register.pair()
    assert register.sync().sent == 2


@pytest.mark.rule("G13")
def test_no_fact_of_either_side_holds_the_key(town: Town, registers: Registers) -> None:
    register = registers()
    on_disk(register)
    register.till.opened()
    register.pair()
    register.sync()
    member = register.till.member()
    remembers(register, member)
    register.sync()
    key = key_at(town)
    assert key is not None
    facts = register.till.store.ledger.facts_about(member)
    assert any(isinstance(fact.body, MemberIdRead) for fact in facts)
    assert not any(key.hex() in encode_fact(fact) for fact in facts)
    folder = register.till.store.folder
    files = [path for path in folder.rglob("*") if path.is_file() and key.hex().encode() in path.read_bytes()]
    assert [path.name for path in files] == ["posdesk.hub-hash-key"]
    assert not any(key in path.read_bytes() for path in folder.rglob("*") if path.is_file())
