"""Who is told the chain's key for hashes of IDs: whoever is paired, over a line that nobody else hears; nobody else,
and no log."""

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from db.hub import devices, hash_key
from db.hub.opening import open_hub
from db.link import FolderLinkHome
from db.replica import SqlReplica
from posdesk.domain.id_hash import mark_of
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.replication import START, Hello
from posdesk.hub import pairing
from posdesk.hub.serving import Serving
from posdesk.hub.store_hub import service_over
from posdesk.sync import wire
from posdesk.sync.client import HttpHub, ask_to_be_let_in
from posdesk.sync.cycle import Cycle
from posdesk.sync.invitation import Invitation
from posdesk.sync.signing import Secret, new_key, public_of
from tests.builders import STORE
from tests.db.tills import a_till
from tests.hub.hubs import House, Stranger
from tests.hub.test_store_hub_served import hub_code, url_of

REGISTER = "front-1"


@pytest.fixture
def key(house: House) -> bytes:
    """The chain's key."""
    with house.database.reading() as connection:
        found = hash_key.known(connection)
    assert found is not None
    return found


def hello(house: House, mark: str | None = "") -> Hello:
    return Hello(1, 0, None, (START,), house.clock.now(), "1", hash_mark=mark)


def in_the_clear(hub: Serving) -> str:
    """The hub by an address that is not this computer's own for certain, though it leads here."""
    if sys.platform == "win32":
        pytest.skip("this address leads nowhere on Windows")
    parts = urlsplit(hub.url)
    return parts._replace(netloc=f"0:{parts.port}").geturl()


@pytest.mark.rule("G13")
def test_a_register_has_it_when_it_is_paired_and_is_told_it_at_an_exchange_if_it_has_not(
    house: House, hub: Serving, key: bytes
) -> None:
    admitted = ask_to_be_let_in(hub.url, house.code(), REGISTER, STORE)
    assert admitted.hash_key == key
    assert key.hex() not in repr(admitted)
    with HttpHub(hub.url, admitted.token, house.clock) as line:
        assert line.hello(hello(house)).hash_key == key
        assert line.hello(hello(house, mark_of(b"x" * 32))).hash_key == key
        assert line.hello(hello(house, mark_of(key))).hash_key is None
        assert line.hello(hello(house, None)).hash_key is None
        assert key.hex() not in repr(line.hello(hello(house)))


@pytest.mark.rule("G13")
def test_over_a_line_that_others_could_hear_it_is_not_asked_for(house: House, hub: Serving, key: bytes) -> None:
    address = in_the_clear(hub)
    admitted = ask_to_be_let_in(address, house.code(), REGISTER, STORE)
    assert admitted.hash_key is None
    with HttpHub(address, admitted.token, house.clock) as line:
        assert line.hello(hello(house)).hash_key is None
    with HttpHub(hub.url, admitted.token, house.clock) as line:
        assert line.hello(hello(house)).hash_key == key


@pytest.mark.rule("G13")
def test_whoever_is_not_paired_is_answered_without_it_whatever_is_asked(house: House, hub: Serving, key: bytes) -> None:
    asking = {"code": "AAAA-AAAA", "register": REGISTER, "store": STORE, "public": "ab" * 32, "wants_key": True}
    said = wire.write_hello(hello(house))
    revoked = Stranger(hub.url, house.token("gone"))
    house.revoke("gone")
    answers = [Stranger(hub.url).ask("POST", "/v1/pair", json.dumps(asking), wire.JSON)]
    for who in (Stranger(hub.url), Stranger(hub.url, Secret("nobody", bytes(32)).text), revoked):
        answers.append(who.ask("POST", "/v1/hello", said, wire.JSON))
    for path in ("/v1/health", "/v1/metrics", "/openapi.json", "/v1/snapshot/head"):
        answers.append(Stranger(hub.url).ask("GET", path))
    assert [answer.status_code for answer in answers[:4]] == [403, 401, 401, 401]
    for answer in answers:
        assert key.hex() not in answer.text + str(answer.headers)
        assert key not in answer.content


@pytest.mark.rule("G13")
def test_a_register_from_before_is_let_in_and_answered_as_ever(house: House, hub: Serving, key: bytes) -> None:
    own = new_key()
    answer = Stranger(hub.url).pair(house.code(), public=public_of(own))
    assert answer.status_code == 200
    assert "hash_key" not in answer.json()
    register = Stranger(hub.url, Secret(answer.json()["token"], own).text)
    welcome = register.ask("POST", "/v1/hello", wire.write_hello(hello(house, None)), wire.JSON)
    assert welcome.status_code == 200
    assert "hash_key" not in welcome.json()


@pytest.mark.rule("G13")
def test_neither_the_hubs_log_nor_any_fact_holds_it(
    house: House, hub: Serving, key: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    till = a_till(tmp_path / "till", REGISTER).opened()
    admitted = ask_to_be_let_in(hub.url, house.code(), REGISTER, STORE)
    with HttpHub(hub.url, admitted.token, house.clock) as line:
        till.visit(till.member())
        Cycle(line, SqlReplica(till.store.ledger), till.clock, keys=_Nothing()).run()
        line.hello(hello(house))
    till.close()
    house.logged(4)
    written = "\n".join((*house.log, *house.lines(), *capfd.readouterr()))
    assert len(house.lines()) == 4
    assert key.hex() not in written
    assert mark_of(key) not in written


class _Nothing:
    """The port `HashKeyHome` of whoever has no key and keeps none."""

    def hash_mark(self) -> str:
        """See the port."""
        return ""

    def keep_hash_key(self, key: bytes) -> None:
        """See the port."""


@pytest.fixture
def shop(house: House, hub: Serving, tmp_path: Path) -> str:
    """The database of a store's hub that head office has let in."""
    folder = tmp_path / "shop"
    folder.mkdir()
    home = FolderLinkHome(folder / "upstream", keyring=False)
    home.folder.mkdir()
    pairing.pair_with(url_of(folder), home, Invitation(hub.url, hub_code(house)), "hub")
    assert home.hash_key() is None  # it lies in the hub's database, which its registers are answered from
    return url_of(folder)


@pytest.mark.rule("G13")
def test_a_store_hub_has_head_offices_key_once_it_is_paired_and_gives_it_to_its_registers(
    house: House, shop: str, key: bytes
) -> None:
    database = open_hub(shop)
    with Serving(service_over(database, house.clock), log=house.log.append) as below:
        with database.writing() as connection:
            code = devices.make_code(connection, STORE, house.clock.now())
        assert ask_to_be_let_in(below.url, code, REGISTER, STORE).hash_key == key
        with pytest.raises(Refused) as no:
            ask_to_be_let_in(below.url, code, "back-1", STORE)
        assert no.value.refusal.code is RefusalCode.BAD_CODE
    database.close()
