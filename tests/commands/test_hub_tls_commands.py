"""Hubs with certificates of their own as typed at a prompt: a store's hub, head office, and a register that knows both
by their keys."""

from pathlib import Path
from threading import Event

from tests.commands.conftest import Door
from tests.commands.hub_process import served
from tests.commands.test_hub_commands import STORE, a_register, paired
from tests.commands.test_store_hub_commands import TRIES, until_nothing_waits


def until_known(door: Door, office: Path, register: str) -> None:
    """Wait until the store's hub has vouched for it."""
    for _ in range(TRIES):
        if any(one["register"] == register for one in door("hub", "devices", folder=office).value):
            return
        Event().wait(0.05)
    raise AssertionError("nobody vouches for it")


def test_a_register_is_paired_by_the_qr_code_alone_and_refuses_a_hub_with_another_key(
    door: Door, tmp_path: Path
) -> None:
    hub, register = tmp_path / "hub", a_register(door, tmp_path / "register", "front-1")
    with served(hub, "--tls") as url:
        port = int(url.rsplit(":", 1)[1])
        assert url == f"https://127.0.0.1:{port}"
        code = door("hub", "pair-code", "--store", STORE, folder=hub).value
        assert code["invitation"] == f"{url}#{code['code']}.{code['pin']}"
        stranger = a_register(door, tmp_path / "stranger", "back-1")
        typed = door("pair", url, code["code"], folder=stranger)
        assert (typed.code, "cannot prove" in typed.value["words"]) == (5, True)
        assert code["pin"] in door("hub", "pair-code", "--store", STORE, folder=hub, text=True).out
        assert paired(door, hub, register).value["url"] == url
        assert door("sync", folder=register).code == 0
    with served(hub, "--tls", port=port):  # the same key after a restart
        assert door("sync", folder=register).code == 0
    for name in ("hub.db.certificate.pem", "hub.db.key.pem"):
        (hub / name).unlink()
    with served(hub, "--tls", port=port):
        refused = door("sync", folder=register)
        assert (refused.code, refused.value["line"]) == (6, "other_key")
        assert "pair this register anew" in refused.value["words"]
        assert door("hub", "revoke", STORE, "front-1", folder=hub).code == 0
        assert paired(door, hub, register).code == 0
        assert door("sync", folder=register).code == 0


def test_an_invitation_says_the_address_that_was_named_and_no_key_once_there_is_none(
    door: Door, tmp_path: Path
) -> None:
    hub = tmp_path / "hub"
    with served(hub, "--tls", "--address", "https://till.example:7050"):
        code = door("hub", "pair-code", "--store", STORE, folder=hub).value
        assert code["invitation"] == f"https://till.example:7050#{code['code']}.{code['pin']}"
    with served(hub):
        code = door("hub", "pair-code", "--store", STORE, folder=hub).value
        assert code["pin"] is None
        assert code["invitation"].startswith("http://127.0.0.1:")


def test_a_register_goes_past_its_store_s_hub_to_a_head_office_it_was_told_the_key_of(
    door: Door, tmp_path: Path
) -> None:
    office, shop = tmp_path / "office", tmp_path / "shop"
    register = a_register(door, tmp_path / "register", "front-1")
    with served(office, "--tls") as above:
        code = door("hub", "pair-code", "--store", STORE, "--for-hub", folder=office).value
        assert door("hub", "pair-upstream", code["invitation"], folder=shop).value["url"] == above
        with served(shop, "--tls", upstream=above) as near:
            assert paired(door, shop, register).value["url"] == near
            door("visit", "--guest", "--amount", "4", folder=register)
            until_nothing_waits(door, register)
            until_known(door, office, "front-1")
        door("visit", "--guest", "--amount", "5", folder=register)
        said = door("sync", folder=register).value
        assert (said["way"], said["sent"], said["waiting"]) == ("head_office", 1, 0)
        assert said["head_office"] == above
