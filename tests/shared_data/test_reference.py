"""The real files come in, and every figure equals the reference worked out from them elsewhere."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from posdesk import compose
from posdesk.importing.run import dry_run, run
from tests.shared_data import figures

ZONE = "America/New_York"
pytestmark = pytest.mark.shared_data

BringIn = Callable[[str, str], figures.Imported]


@pytest.fixture(scope="module")
def bring_in(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BringIn]:
    """Imports a folder once for this file's tests."""
    stores = []
    known: dict[str, figures.Imported] = {}

    def once(map_name: str, folder: str) -> figures.Imported:
        if map_name not in known:
            stores.append(figures.new_store(tmp_path_factory.mktemp("stores") / map_name, ZONE))
            known[map_name] = figures.bring_in(stores[-1], map_name, shared_data / folder)
        return known[map_name]

    yield once
    for store in stores:
        store.close()


def differing(found: Iterator[figures.Figure]) -> list[figures.Figure]:
    return [figure for figure in found if not figure.agrees]


@pytest.mark.parametrize(
    ("map_name", "folder"), [("complete_journey", "complete_journey_300"), ("cdnow", "cdnow_sample")]
)
def test_members_visits_spend_and_busy_days_are_the_references(
    bring_in: BringIn, shared_data: Path, map_name: str, folder: str
) -> None:
    data = bring_in(map_name, folder)
    assert differing(figures.common(data, figures.reference_of(shared_data / folder))) == []


def test_brands_and_whole_days_of_the_journey_are_the_references(bring_in: BringIn, shared_data: Path) -> None:
    data = bring_in("complete_journey", "complete_journey_300")
    assert differing(figures.journey(data, figures.reference_of(shared_data / "complete_journey_300"))) == []


@pytest.mark.rule("VS01")
@pytest.mark.parametrize(
    ("map_name", "folder"), [("complete_journey", "complete_journey_300"), ("cdnow", "cdnow_sample")]
)
def test_one_visit_counts_a_member_and_day(bring_in: BringIn, shared_data: Path, map_name: str, folder: str) -> None:
    assert differing(figures.counted_days(bring_in(map_name, folder), shared_data / folder)) == []


@pytest.mark.rule("VS01", "TI09")
def test_the_standing_of_a_past_evening_has_the_published_repeat_purchases(
    bring_in: BringIn, shared_data: Path
) -> None:
    data = bring_in("cdnow", "cdnow_sample")
    assert differing(figures.calibration(data, shared_data / "cdnow_sample")) == []


@pytest.mark.rule("VS06")
def test_a_real_import_done_again_adds_nothing_and_a_dry_run_foretells_that(
    bring_in: BringIn, shared_data: Path
) -> None:
    data = bring_in("cdnow", "cdnow_sample")
    for map_name in ("cdnow", "cdnow_txt"):
        said = dry_run(map_name, shared_data / "cdnow_sample", data.desk)
        done = run(map_name, shared_data / "cdnow_sample", data.desk)
        assert (said.new_facts, done.new_facts, done.already) == (0, 0, 6919)


def test_the_vendors_examples_come_in(shared_data: Path, tmp_path: Path) -> None:
    store = figures.new_store(tmp_path / "store", ZONE)
    try:
        desk = compose.desk_of(store)
        example = shared_data / "vendor_schemas" / "flowhub_examples.json"
        orders = run("flowhub_orders", example, desk)
        assert (orders.members, orders.receipts, orders.lines, orders.spend_cents) == (1, 1, 1, 3500)
        assert run("flowhub_customers", example, desk).members == 1
    finally:
        store.close()
