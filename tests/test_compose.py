"""The composition root: ids that rise, and a store that opens for business once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest

from db.link import LINK_FILE, FolderLinkHome
from db.new_ids import RandomIds
from posdesk import compose
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.hub_link import Link
from posdesk.counter.slips import Slip, sample_slip
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.hardware import settings as remembered
from posdesk.hardware.settings import HardwareSettings, Paper, Printer
from tests.fakes.printer import FakePrinter
from tests.fakes.receipt_printer import read
from tests.hub.hubs import a_house
from ui.viewmodels.door import StraightLane

T = TypeVar("T")

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


def test_a_clock_is_corrected_once_a_hub_said_that_it_is_wrong() -> None:
    clock, right = compose.SystemClock(), compose.SystemClock()
    clock.compared(60_000)
    assert clock.off() == 0
    clock.compared(86_400_000)
    assert clock.off() == 86_400_000
    assert 86_300_000 < right.now() - clock.now() < 86_500_000
    clock.compared(None)
    assert clock.off() == 0


def test_what_a_hub_said_of_the_clock_holds_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    compose.create_store(folder, SETTINGS)
    link = Link("https://hub.example", "hub", ahead=600_000, compared_at=compose.SystemClock().now() - 1000)
    FolderLinkHome(folder, keyring=False).pair(link, "secret")
    store = compose.open_store(folder)
    assert store.clock.off() == 600_000
    store.close()
    (folder / LINK_FILE).write_text("{", encoding="utf-8")
    store = compose.open_store(folder)
    assert store.clock.off() == 0
    store.close()


def test_a_store_and_a_hub_that_listens_come_together_all_work_in_the_file_being_steps(tmp_path: Path) -> None:
    folder, steps = tmp_path / "store", []
    compose.create_store(folder, SETTINGS)
    store = compose.open_store(folder)

    def step(work: Callable[[], T], /) -> T:
        steps.append(work)
        return work()

    house = a_house(tmp_path)
    house.clock.set(store.clock.now() - 86_400_000)  # this computer's clock is a day ahead
    with house.serving() as hub:
        line = compose.line_of(store, step)
        line.pair(hub.url, house.code())
        compose.desk_of(store)
        done = line.exchange(lambda done, fresh: None)
        state = line.state()
        line.close()
    assert (done.sent, state.url, state.waiting) == (2, hub.url, ())
    assert len(steps) >= 5
    assert 86_390_000 < store.clock.off() < 86_410_000
    store.close()
    house.database.close()
    again = compose.open_store(folder)
    assert again.clock.off() == store.clock.off()
    again.close()


def test_what_is_plugged_in_writes_cards_and_remembers_settings(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    compose.create_store(folder, SETTINGS)
    store = compose.open_store(folder)
    try:
        desk = compose.desk_of(store)
        enrolled = enrol(desk, EnrolmentForm("Maria Gonzalez"))
        plugged = compose.plugged_of(folder, StraightLane())
        for name, begins in (("card.png", b"\x89PNG"), ("card.pdf", b"%PDF")):
            for to_show in (False, True):
                plugged.write_card(desk, enrolled.member_id, tmp_path / name, to_show)
                assert (tmp_path / name).read_bytes().startswith(begins)
        path = tmp_path / "slips"
        plugged.save(HardwareSettings(Printer.FILE, str(path), survey="https://example.com/ask"))
        assert plugged.load().survey == "https://example.com/ask"
        plugged.printer.print_slip(sample_slip(desk))
        assert read(path.read_bytes()).codes == ["POSDESK-TEST"]
        assert desk.presence.number(enrolled.member_id, 0) is not None
    finally:
        store.close()


def test_slips_may_go_to_the_printer_of_this_computer(tmp_path: Path) -> None:
    remembered.save(tmp_path, HardwareSettings(Printer.SYSTEM))
    printer = FakePrinter()
    compose.slip_printer(tmp_path, printer).print_slip(Slip("S", "T", "A", ()))
    ((pdf, title),) = printer.printed
    assert (pdf[:4], title) == (b"%PDF", "Slip")


def test_a_slip_for_this_computers_printer_is_a_pdf_as_wide_as_the_roll() -> None:
    made = compose.slip_pdf(Slip("S", "T", "A", ()), HardwareSettings(paper=Paper.NARROW))
    assert made.startswith(b"%PDF")
    assert b"/MediaBox [ 0 0 164.4" in made
