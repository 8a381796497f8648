"""A store's hub as typed at a prompt: let in by head office, serving below it, and what its registers say of both."""

from pathlib import Path
from threading import Event

from tests.commands.conftest import Door
from tests.commands.hub_process import served

STORE = "denver-1"
TRIES = 600


def registers(door: Door, folder: Path, *names: str) -> list[Path]:
    """Set up, not used yet."""
    for name in names:
        assert door("init", "--store", STORE, "--register", name, folder=folder / name).code == 0
    return [folder / name for name in names]


def until_nothing_waits(door: Door, register: Path) -> None:
    """Sync until head office has everything; the store's hub passes on when it gets to it."""
    for _ in range(TRIES):
        if door("sync", folder=register).value["waiting"] == 0:
            return
        Event().wait(0.05)
    raise AssertionError("it still waits")


def test_a_store_with_a_hub_of_its_own_from_the_first_code_to_the_last_fact(door: Door, tmp_path: Path) -> None:
    office, shop = tmp_path / "office", tmp_path / "shop"
    front, back = registers(door, tmp_path, "front-1", "back-1")
    with served(office) as above:
        code = door("hub", "pair-code", "--store", STORE, "--for-hub", folder=office).value
        assert code["for_hub"]
        below = door("hub", "pair-upstream", code["invitation"], folder=shop).value
        assert (below["url"], below["store"], below["name"]) == (above, STORE, "hub")
        with served(shop, upstream=above) as near:
            for register in (front, back):
                invitation = door("hub", "pair-code", "--store", STORE, folder=shop).value["invitation"]
                assert door("pair", invitation, folder=register).value["url"] == near
            member = door("enrol", "--name", "Maria Gonzalez", folder=front).value["member"]
            done = door("sync", folder=front).value
            assert (done["way"], done["head_office"]) == ("store_hub", above)
            until_nothing_waits(door, front)
            assert door("sync", folder=back).value["way"] == "store_hub"
            assert door("show", member, folder=back).code == 0
            state = door("hub", "upstream", folder=shop).value
            assert (state["url"], state["waiting"], state["trouble"]) == (above, 0, None)
            assert state["reached_at"] is not None
            listed = door("hub", "devices", folder=office).value
            kinds = {one["register"]: (one["hub"], one["let_in_by_hub"]) for one in listed}
            assert kinds == {"hub": (True, False), "front-1": (False, True), "back-1": (False, True)}
        door("visit", member, "--amount", "20", folder=front)
        done = door("sync", folder=front).value
        assert (done["way"], done["waiting"]) == ("head_office", 0)
        assert "head office was reached" in door("outbox", folder=front, text=True).out
    alone = door("sync", folder=front)
    assert (alone.code, alone.value["line"]) == (5, "unreached")


def test_what_is_no_stores_hub_says_so(door: Door, tmp_path: Path) -> None:
    office = tmp_path / "office"
    with served(office):
        assert door("hub", "upstream", folder=office).value == {"url": None}


def test_a_store_hub_gives_codes_for_its_own_store_alone(door: Door, tmp_path: Path) -> None:
    office, shop = tmp_path / "office", tmp_path / "shop"
    with served(office):
        code = door("hub", "pair-code", "--store", STORE, "--for-hub", folder=office).value
        assert door("hub", "pair-upstream", code["invitation"], folder=shop).code == 0
        again = door("hub", "pair-upstream", code["invitation"], folder=shop)
        assert (again.code, again.value["refused"]) == (3, "bad_code")
    assert door("hub", "pair-code", "--store", "boulder-1", folder=shop).value["refused"] == "bad_store"
    assert door("hub", "pair-code", "--store", STORE, "--for-hub", folder=shop).value["refused"] == "bad_store"
    assert door("hub", "pair-code", "--store", STORE, folder=shop).code == 0


def test_serving_below_head_office_asks_to_be_let_in_first(door: Door, tmp_path: Path) -> None:
    said = door("hub", "serve", "--upstream", "https://office.example", folder=tmp_path / "shop")
    assert (said.code, said.value["refused"]) == (3, "not_paired")
    assert "pair-upstream https://office.example" in said.value["words"]
