"""A store's hub over real connections: let in by head office, passing on in its thread, and registers that show one
secret to both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from db.hub import devices, tray
from db.hub.opening import HubDatabase, open_hub
from db.hub.upstream import upstream_of
from db.link import FolderLinkHome
from db.replica import SqlReplica
from db.state import state_hash
from posdesk.counter.hub_link import Link
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.hub import pairing
from posdesk.hub.relay import Relaying, exchange
from posdesk.hub.service import HubService
from posdesk.hub.serving import Serving
from posdesk.hub.store_hub import service_over
from posdesk.sync.client import HttpHub, ask_to_be_let_in
from posdesk.sync.cycle import Cycle
from posdesk.sync.invitation import Invitation
from posdesk.sync.trouble import NoHub, Revoked
from tests.builders import STORE
from tests.db.tills import Till, a_till
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.hub.hubs import House, a_house


@dataclass
class Shop:
    """A store's hub that listens, and how it reaches head office."""

    database: HubDatabase
    service: HubService
    home: FolderLinkHome
    url: str
    office: str
    log: list[str]

    def pass_on(self) -> None:
        """One exchange with head office, over the network."""
        reach = pairing.reaching(
            url_of(self.home.folder.parent), self.home, None, self.service.clock, in_the_clear=False
        )
        assert reach is not None
        with reach() as office:
            exchange(self.service, office)


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'hub.db'}"


def hub_code(house: House) -> str:
    with house.database.writing() as connection:
        return devices.make_code(connection, STORE, house.clock.now(), for_hub=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[House]:
    """Head office."""
    (tmp_path / "office").mkdir()
    house = a_house(tmp_path / "office")
    yield house
    house.database.close()


@pytest.fixture
def shop(office: House, tmp_path: Path) -> Iterator[Shop]:
    """A store's hub that head office let in; both listen."""
    folder = tmp_path / "shop"
    folder.mkdir()
    home = FolderLinkHome(folder / "upstream", keyring=False)
    home.folder.mkdir()
    with office.serving() as above:
        pairing.pair_with(url_of(folder), home, Invitation(above.url, hub_code(office)), "hub")
        database = open_hub(url_of(folder))
        log: list[str] = []
        service = service_over(database, office.clock)
        with Serving(service, log=log.append) as hub:
            yield Shop(database, service, home, hub.url, above.url, log)
        database.close()


def paired(shop: Shop, till: Till) -> str:
    with shop.database.writing() as connection:
        code = devices.make_code(connection, STORE, shop.service.clock.now())
    return ask_to_be_let_in(shop.url, code, till.store.register, STORE).token


def sync(url: str, token: str, till: Till) -> None:
    with HttpHub(url, token, till.clock) as hub:
        Cycle(hub, SqlReplica(till.store.ledger), till.clock).run()


@pytest.fixture
def tills(tmp_path: Path) -> Iterator[list[Till]]:
    """Two registers whose ids never collide."""
    ids = FakeIds()
    made = [a_till(tmp_path / name, name, ids) for name in ("front-1", "back-1")]
    yield made
    for till in made:
        till.close()


def test_registers_share_through_it_and_show_the_same_secret_at_head_office(
    shop: Shop, office: House, tills: list[Till]
) -> None:
    front, back = tills
    front.opened()
    visit = front.visit(front.member())
    tokens = [paired(shop, till) for till in tills]
    sync(shop.url, tokens[0], front)
    sync(shop.url, tokens[1], back)
    assert back.store.ledger.fact(visit.id) is not None
    assert (front.store.ledger.waiting().count, office.lines()) == (4, [])
    shop.pass_on()
    for till, token in zip(tills, tokens, strict=True):
        sync(shop.url, token, till)
        assert till.store.ledger.waiting().count == 0
        till.visit(None)
        sync(shop.office, token, till)
    shop.pass_on()
    sync(shop.url, tokens[0], front)
    assert len(office.lines()) == 6
    assert state_hash(front.store) == state_hash(back.store)


def test_it_passes_on_by_itself_as_soon_as_something_waits(shop: Shop, office: House, tills: list[Till]) -> None:
    front, passed = tills[0], Event()
    front.visit(front.member())
    token = paired(shop, front)

    def log(line: str) -> None:
        if '"sent"' in line:
            passed.set()

    reach = pairing.reaching(url_of(shop.home.folder.parent), shop.home, None, shop.service.clock, in_the_clear=False)
    assert reach is not None
    with Relaying(shop.service, reach, log, chance=lambda: 0.0, look=0.01):
        sync(shop.url, token, front)
        assert passed.wait(30)
    assert len(office.lines()) == 2
    assert shop.service.read(tray.waiting) == 0


def test_while_nobody_answers_it_says_so_and_goes_on(shop: Shop, tills: list[Till]) -> None:
    shop.home.keep(Link("http://127.0.0.1:9", "hub"))  # a port where nobody listens
    with pytest.raises(NoHub):
        shop.pass_on()
    place = shop.service.read(upstream_of)
    assert place is not None
    assert (place.fault, place.reached_at) == ("unreached", None)
    sync(shop.url, paired(shop, tills[0]), tills[0])


def test_a_secret_that_is_gone_is_said_in_words(shop: Shop) -> None:
    (shop.home.folder / "posdesk.hub-token").unlink()
    with pytest.raises(Revoked, match="secret"):
        shop.pass_on()


def test_a_hub_of_its_own_or_one_of_another_chain_becomes_none(office: House, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    own = a_house(tmp_path / "own", FakeClock())
    own.token()
    home = FolderLinkHome(tmp_path / "own", keyring=False)
    with office.serving() as above, pytest.raises(Refused) as no:
        pairing.pair_with(url_of(tmp_path / "own"), home, Invitation(above.url, hub_code(office)), "hub")
    assert no.value.refusal.code is RefusalCode.BAD_STORE
    assert home.link() is None
    own.database.close()


def test_serving_below_somebody_asks_to_be_paired_first(tmp_path: Path) -> None:
    home = FolderLinkHome(tmp_path, keyring=False)
    with pytest.raises(Refused) as no:
        pairing.reaching(url_of(tmp_path), home, "https://office.example", FakeClock(), in_the_clear=False)
    assert no.value.refusal.code is RefusalCode.NOT_PAIRED
    assert pairing.reaching(url_of(tmp_path), home, None, FakeClock(), in_the_clear=False) is None
