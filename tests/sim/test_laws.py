"""Whatever happens to a chain's computers and the lines between them, the laws of the exchange hold."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.sim.below import StoreWorld, broken_below
from tests.sim.laws import broken
from tests.sim.mutants import BELOW, MUTANTS, Mutant
from tests.sim.world import Rules, World

STEPS = 45
W = TypeVar("W", bound=World)


@pytest.fixture(scope="session")
def templates() -> Iterator[Path]:
    """A folder for register disks as they are when they are new; in memory where the computer has such a place."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="posdesk-sim-", dir=memory if memory.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


def play(
    seed: int,
    templates: Path,
    rules: Rules | None = None,
    kind: type[W] = World,  # type: ignore[assignment]  # W is a World
    laws: Callable[[W], dict[str, list[str]]] = broken,
) -> dict[str, list[str]]:
    """One history; yields the laws it broke, each with words."""
    folder = Path(tempfile.mkdtemp(prefix=f"{seed}-", dir=templates))
    world = kind(seed, folder, templates, rules or Rules())
    try:
        world.play(STEPS)
        world.heal()
        return laws(world)
    finally:
        world.close()
        shutil.rmtree(folder)


@pytest.mark.rule("LG02", "LG07", "RD10", "VS05")
@pytest.mark.parametrize("first", range(0, 300, 30))
def test_whatever_happens_the_laws_hold(first: int, templates: Path) -> None:
    assert {seed: laws for seed in range(first, first + 30) if (laws := play(seed, templates))} == {}


def play_below(seed: int, templates: Path, rules: Rules | None = None) -> dict[str, list[str]]:
    """One history with a store's hub."""
    return play(seed, templates, rules, StoreWorld, broken_below)


@pytest.mark.rule("LG02", "RD10")
@pytest.mark.parametrize("first", range(0, 100, 20))
def test_with_a_store_hub_they_hold_as_well(first: int, templates: Path) -> None:
    assert {seed: laws for seed in range(first, first + 20) if (laws := play_below(seed, templates))} == {}


@pytest.mark.parametrize("mutant", BELOW, ids=lambda mutant: f"{mutant.rule}: {mutant.words}")
def test_each_rule_of_a_store_hub_broken_is_noticed(mutant: Mutant, templates: Path) -> None:
    rarely = 50  # it shows in few histories, and in none of the first fifty
    assert any(play_below(seed, templates, mutant.rules) for seed in range(rarely, rarely + 200))


@pytest.mark.long
@pytest.mark.parametrize("first", range(100, 5_000, 50))
def test_with_a_store_hub_they_hold_in_five_thousand_histories(first: int, templates: Path) -> None:
    assert {seed: laws for seed in range(first, first + 50) if (laws := play_below(seed, templates))} == {}


@pytest.mark.long
@pytest.mark.parametrize("first", range(300, 20_000, 100))
def test_they_hold_in_twenty_thousand_histories(first: int, templates: Path) -> None:
    assert {seed: laws for seed in range(first, first + 100) if (laws := play(seed, templates))} == {}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.rule}: {mutant.words}")
def test_each_rule_broken_is_noticed(mutant: Mutant, templates: Path) -> None:
    assert any(play(seed, templates, mutant.rules) for seed in range(400))


@pytest.mark.long
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.rule}: {mutant.words}")
def test_how_often_and_by_which_law(
    mutant: Mutant, templates: Path, record_property: Callable[[str, str], None]
) -> None:
    found = [play(seed, templates, mutant.rules) for seed in range(400)]
    laws = Counter(law for broken in found for law in broken)
    record_property("noticed", f"{sum(map(bool, found))} of {len(found)}; {dict(laws.most_common())}")
    assert laws
