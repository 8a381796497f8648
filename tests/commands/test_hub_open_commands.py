"""Other systems as typed at a prompt: a key, what it may do at a hub that serves, and who is told."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from db.hub.opening import open_hub
from tests.commands.conftest import Door
from tests.commands.hub_process import served
from tests.hub.receiver import Receiver

STORE = "denver-1"
INSIDE = "https:" + "//10.0.0.5/"


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A hub that does not serve."""
    folder = tmp_path / "hub"
    folder.mkdir()
    open_hub(f"sqlite:///{folder / 'hub.db'}").close()
    return folder


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody who listens."""
    with Receiver() as listening:
        yield listening


def test_a_register_a_hub_and_another_system_share_one_loyalty(door: Door, tmp_path: Path, receiver: Receiver) -> None:
    folder, register = tmp_path / "hub", tmp_path / "front"
    door("init", "--store", STORE, "--register", "front", folder=register)
    member = door("enrol", "--name", "Maria Gonzalez", "--phone", "3035557700", folder=register).value["member"]
    with served(folder) as address:
        code = door("hub", "pair-code", "--store", STORE, folder=folder).value["code"]
        door("pair", address, code, folder=register)
        door("sync", folder=register)
        key = door("hub", "api-key", "pos", "--store", STORE, "--scopes", "read,write", folder=folder).value["key"]
        hook = door("hub", "webhook", "add", receiver.url, "--kinds", "visit.recorded", folder=folder).value
        shown = {"authorization": f"Bearer {key}", "idempotency-key": "ticket-1"}
        visit = {"member": {"phone": "(303) 555-7700"}, "lines": [{"cents": 4200, "brand": "Moonridge"}]}
        with httpx.Client(base_url=address, headers=shown, trust_env=False) as http:
            sent = http.post("/v1/open/visits", json=visit)
            assert (sent.status_code, sent.json()["member"]) == (201, member)
            assert sent.json()["visit"].encode() in receiver.next().body
            assert door("sync", folder=register).value["came"] == 1
            here = door("show", member, folder=register).value
            there = http.get(f"/v1/open/members/{member}/standing").json()
            assert here.keys() - there.keys() == {"consents", "language", "referral_code", "referrals"}
            assert {key: value for key, value in here.items() if key in there} == there | {"as_of": here["as_of"]}
            door("hub", "revoke-api-key", "pos", folder=folder)
            assert http.get(f"/v1/open/members/{member}/standing").status_code == 401
        (listed,) = door("hub", "webhook", "list", folder=folder).value
        assert (listed["webhook"], listed["failures"]) == (hook["webhook"], 0)


def test_a_key_is_shown_once_and_never_again(door: Door, hub: Path) -> None:
    made = door("hub", "api-key", "pos", "--all-stores", "--scopes", "export", text=True, folder=hub)
    secret = made.out.split()[0]
    assert secret.startswith("posdesk_")
    assert "in every store" in made.out
    listed = door("hub", "api-keys", folder=hub)
    assert secret not in listed.out
    assert [(key["name"], key["store"], key["scopes"], key["revoked_at"]) for key in listed.value] == [
        ("pos", None, ["export"], None)
    ]
    assert secret.encode() not in b"".join(path.read_bytes() for path in hub.iterdir() if path.is_file())
    assert "good" in door("hub", "api-keys", text=True, folder=hub).out


def test_a_key_that_cannot_be_made_or_revoked_is_refused(door: Door, hub: Path) -> None:
    assert door("hub", "api-key", "pos", "--all-stores", "--scopes", "read,rule", folder=hub).code == 3
    assert door("hub", "api-key", "pos", "--all-stores", "--scopes", ",", folder=hub).code == 3
    assert door("hub", "api-key", "p/s", "--all-stores", "--scopes", "read", folder=hub).code == 3
    assert door("hub", "revoke-api-key", "pos", folder=hub).code == 3
    assert door("hub", "api-key", "pos", "--store", STORE, "--scopes", "read", folder=hub).code == 0
    again = door("hub", "api-key", "pos", "--store", STORE, "--scopes", "read", folder=hub)
    assert (again.code, "already" in again.err) == (3, True)
    assert door("hub", "revoke-api-key", "pos", folder=hub).code == 0
    assert "revoked" in door("hub", "api-keys", text=True, folder=hub).out
    assert door("hub", "api-key", "pos", "--store", STORE, "--scopes", "read", folder=hub).code == 0


def test_webhooks_are_added_listed_resumed_and_removed(door: Door, hub: Path) -> None:
    added = door("hub", "webhook", "add", "https://example.com/p", "--bodies", text=True, folder=hub)
    assert "whsec_" in added.out
    assert "kept in the hub's database" in added.out
    listed = door("hub", "webhook", "list", folder=hub)
    assert "whsec_" not in listed.out
    (hook,) = listed.value
    assert (hook["webhook"], hook["url"], hook["kinds"], hook["bodies"]) == (1, "https://example.com/p", [], True)
    assert door("hub", "webhook", "resume", "1", folder=hub).code == 0
    assert door("hub", "webhook", "remove", "1", folder=hub).code == 0
    assert "Nobody is told" in door("hub", "webhook", "list", text=True, folder=hub).out


@pytest.mark.parametrize(
    "words",
    [
        ("add",), ("add", "http://example.com/"), ("add", INSIDE), ("remove",), ("resume", "x"),
        ("remove", "7"), ("add", "https://example.com/", "--kinds", "visit.imagined"),
    ],
)  # fmt: skip
def test_a_webhook_that_cannot_be_is_refused(door: Door, hub: Path, words: tuple[str, ...]) -> None:
    assert door("hub", "webhook", *words, folder=hub).code == 3
    assert door("hub", "webhook", "list", folder=hub).value == []


def test_a_private_network_is_told_where_the_owner_says_so(door: Door, hub: Path) -> None:
    assert door("hub", "webhook", "add", INSIDE, "--private-network", folder=hub).code == 0
