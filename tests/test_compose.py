"""The composition root: ids that rise, and a store that opens for business once."""

from pathlib import Path
from uuid import UUID

import pytest

from db.new_ids import RandomIds
from posdesk import compose
from posdesk.domain.refusals import RefusalCode, Refused

SETTINGS = compose.StoreSettings(
    store="denver-1",
    name="Corner Leaf",
    zone="America/Denver",
    cut_off="04:00",
    register="front-1",
    program=compose.SAMPLE_PROGRAM.read_text(encoding="utf-8"),
)


def test_ids_are_uuid_7_and_rise_within_one_millisecond() -> None:
    ids = RandomIds()
    made = [ids.new(1_795_458_660_000) for _ in range(1000)]
    assert made == sorted(set(made))
    parsed = [UUID(text) for text in made]
    assert {(id.version, id.variant) for id in parsed} == {(7, "specified in RFC 4122")}
    assert {id.int >> 80 for id in parsed} == {1_795_458_660_000}


def test_ids_never_fall_when_the_clock_jumps_back() -> None:
    ids = RandomIds()
    assert ids.new(2_000) < ids.new(1_000) < ids.new(2_000)


def test_a_store_opens_for_business_once(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    compose.create_store(folder, SETTINGS)
    for _ in range(2):
        store = compose.open_store(folder)
        try:
            desk = compose.desk_of(store, "Dana")
            assert desk.programs.calendar("denver-1").zone == "America/Denver"
            assert desk.ledger.waiting().count == 2
        finally:
            store.close()


def test_a_store_whose_set_up_is_lost_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    compose.create_store(folder, SETTINGS)
    (folder / compose.SET_UP_FILE).unlink()
    store = compose.open_store(folder)
    try:
        with pytest.raises(Refused) as refused:
            compose.desk_of(store)
        assert refused.value.refusal.code is RefusalCode.NO_STORE_YET
        assert compose.SET_UP_FILE in refused.value.refusal.words
    finally:
        store.close()
