"""A register's line to a real hub on this computer: each thing the port promises, and each trouble by its name."""

from collections.abc import Iterator
from datetime import date

import pytest

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.replication import START, Hello, Lineage, Outcome, Witness
from posdesk.hub.limits import Limits, Rate
from posdesk.hub.serving import Serving
from posdesk.sync import wire
from posdesk.sync.client import HttpHub, ask_to_be_let_in
from posdesk.sync.trouble import HistoryChanged, HubBusy, NoHub, NotTaken, Revoked
from posdesk.sync.wire_values import MOST_NUMBER
from tests.builders import STORE
from tests.fakes.clock import FakeClock
from tests.hub.facts import NOW, a_line, id_of
from tests.hub.hubs import NOBODY, House

HELLO = Hello(1, 0, None, (), NOW, "1")


@pytest.fixture
def line(house: House, hub: Serving) -> Iterator[HttpHub]:
    """Register 1's line."""
    with HttpHub(hub.url, house.token(), house.clock) as open_line:
        yield open_line


def test_hello_is_answered_with_a_welcome(house: House, line: HttpHub) -> None:
    welcome = line.hello(HELLO)
    assert (welcome.epoch, welcome.head, welcome.lineage) == (1, START._replace(epoch=1), Lineage.SAME)
    assert welcome.now == house.clock.now()


def test_facts_that_are_pushed_stand_and_are_pulled_again(house: House, line: HttpHub) -> None:
    lines = [a_line() for _ in range(3)]
    answered = line.push(START, lines)
    assert [(v.outcome, v.position) for v in answered.verdicts] == [(Outcome.ACCEPTED, n) for n in (1, 2, 3)]
    page = line.pull(answered.head, 1, 10)
    assert [placed.line for placed in page.facts] == lines[1:]
    assert (page.end, page.head) == (True, answered.head)
    assert house.lines() == lines


def test_letters_of_any_kind_survive_the_way_there_and_back(line: HttpHub) -> None:
    sent = a_line(body={"lines": [{"brand": "Über 大麻 \u2028 😀 \x7f", "cents": 1}]}, staff="Zoë")
    head = line.push(START, [sent]).head
    assert [placed.line for placed in line.pull(head, 0, 10).facts] == [sent]


def test_a_page_and_a_push_larger_than_a_packet_are_packed_and_come_whole(line: HttpHub) -> None:
    lines = [a_line(staff=f"Dana {n:0100}") for n in range(500)]
    answered = line.push(START, lines)
    assert len(answered.verdicts) == 500
    assert [placed.line for placed in line.pull(answered.head, 0, 500).facts] == lines


def test_have_says_where_each_fact_stands(line: HttpHub) -> None:
    known, unknown = a_line(), a_line()
    head = line.push(START, [known]).head
    assert line.have(head, [id_of(unknown), id_of(known)]) == [0, 1]
    assert line.have(head, []) == []


def test_tally_counts_the_days(line: HttpHub) -> None:
    head = line.push(START, [a_line(), a_line()]).head
    (day,) = line.tally(head, "2026-11-01", "2026-11-30")
    assert (day.store, day.day, day.count) == (STORE, "2026-11-23", 2)
    assert line.tally(head, "2026-11-24", "2026-11-30") == []


def test_a_document_of_the_longest_size_goes_through(line: HttpHub) -> None:
    long = a_line(kind="program.published", body={"document": "ä" * (wire.MOST_BYTES - 20)})
    assert len(long) > wire.MOST_BYTES
    answered = line.push(START, [long])
    assert answered.verdicts[0].outcome is Outcome.ACCEPTED
    assert [placed.line for placed in line.pull(answered.head, 0, 10).facts] == [long]


def test_an_unknown_witness_means_that_history_changed(line: HttpHub) -> None:
    unknown = Witness(1, 7, "feed")
    for ask in (
        lambda: line.push(unknown, [a_line()]),
        lambda: line.pull(unknown, 0, 10),
        lambda: line.have(unknown, []),
        lambda: line.tally(unknown, "2026-11-01", "2026-11-30"),
    ):
        with pytest.raises(HistoryChanged):
            ask()
    assert line.hello(HELLO).epoch == 2


def test_no_register_can_use_up_all_epochs(line: HttpHub) -> None:
    with pytest.raises(NotTaken):
        line.pull(Witness(MOST_NUMBER, 7, "feed"), 0, 10)
    assert line.hello(HELLO).epoch == 1


def test_more_than_a_request_may_hold_is_not_taken(house: House, line: HttpHub) -> None:
    with pytest.raises(NotTaken):
        line.push(START, [a_line() for _ in range(wire.MOST_FACTS + 1)])
    with pytest.raises(NotTaken):
        line.push(START, [a_line(staff="D" * 150) for _ in range(2)] + [a_line(body={"x": "y" * wire.MOST_BYTES})])
    assert house.lines() == []


def test_a_character_that_cannot_be_sent_is_not_taken(line: HttpHub) -> None:
    with pytest.raises(NotTaken):
        line.push(START, [a_line(staff="\ud800")])


def test_whoever_was_never_let_in_is_sent_away(hub: Serving) -> None:
    with HttpHub(hub.url, NOBODY, FakeClock()) as line, pytest.raises(Revoked, match="does not know"):
        line.hello(HELLO)


def test_a_revoked_register_is_told_so(house: House, line: HttpHub) -> None:
    house.revoke()
    with pytest.raises(Revoked, match="any more"):
        line.push(START, [a_line()])
    assert house.lines() == []


def test_whoever_asks_too_often_is_told_when_to_go_on(house: House) -> None:
    with house.serving(Limits(hello=Rate(0.1, 2))) as hub, HttpHub(hub.url, house.token(), house.clock) as line:
        line.hello(HELLO)
        line.hello(HELLO)
        with pytest.raises(HubBusy) as busy:
            line.hello(HELLO)
        assert busy.value.after == 10.0
        line.have(START, [])  # another kind of request has another measure
        house.seconds.now += 10.0
        line.hello(HELLO)


def test_a_database_that_does_not_answer_means_busy(house: House, line: HttpHub) -> None:
    line.hello(HELLO)
    with house.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE heads RENAME TO gone")
    with pytest.raises(HubBusy) as busy:
        line.pull(START, 0, 10)
    assert busy.value.after == 5.0


def test_nobody_there_means_no_hub(house: House) -> None:
    with house.serving() as hub:
        url = hub.url
    with HttpHub(url, NOBODY, house.clock) as line, pytest.raises(NoHub):
        line.hello(HELLO)


@pytest.mark.parametrize("store", [STORE, None])
def test_a_register_is_let_in_by_its_code(house: House, hub: Serving, store: str | None) -> None:
    admitted = ask_to_be_let_in(hub.url, house.code(), "register 1", store)
    assert (admitted.store, admitted.register, admitted.epoch) == (STORE, "register 1", 1)
    assert admitted.token not in repr(admitted)
    with HttpHub(hub.url, admitted.token, house.clock) as line:
        assert line.hello(HELLO).hub == admitted.hub


def test_a_code_is_good_once_and_for_ten_minutes(house: House, hub: Serving) -> None:
    used, late = house.code(), house.code()
    ask_to_be_let_in(hub.url, used, "register 1")
    house.clock.advance(10)
    for code in (used, late, "0000-0000", "", "\ud800"):
        with pytest.raises(Refused) as no:
            ask_to_be_let_in(hub.url, code, "register 2")
        assert no.value.refusal.code is RefusalCode.BAD_CODE


def test_a_code_for_another_store_or_a_name_that_is_none_says_so_and_stays_good(house: House, hub: Serving) -> None:
    code = house.code()
    for register, store in (("register 1", "boulder-1"), ("register\n1", STORE)):
        with pytest.raises(Refused) as no:
            ask_to_be_let_in(hub.url, code, register, store)
        assert no.value.refusal.code is RefusalCode.BAD_STORE
    assert ask_to_be_let_in(hub.url, code, "register 1", STORE).device == 1


def test_of_two_registers_with_one_name_the_second_is_told_what_to_do(house: House, hub: Serving) -> None:
    ask_to_be_let_in(hub.url, house.code(), "register 1")
    code = house.code()
    with pytest.raises(Refused, match=f"hub revoke {STORE} register 1") as no:
        ask_to_be_let_in(hub.url, code, "register 1")
    assert no.value.refusal.code is RefusalCode.ALREADY_PAIRED
    house.revoke()
    assert ask_to_be_let_in(hub.url, code, "register 1").device == 2


def test_guessing_codes_is_shut_out_for_ten_minutes(house: House, hub: Serving) -> None:
    good = house.code()
    for _ in range(5):
        with pytest.raises(Refused):
            ask_to_be_let_in(hub.url, "0000-0000", "register 1")
    with pytest.raises(HubBusy, match="Too many wrong codes") as busy:
        ask_to_be_let_in(hub.url, good, "register 1")
    assert busy.value.after == 600.0
    house.seconds.now += 600
    assert ask_to_be_let_in(hub.url, good, "register 1").device == 1


def test_the_days_of_a_tally_are_bounded(line: HttpHub) -> None:
    with pytest.raises(NotTaken, match="400 days"):
        line.tally(START, "2020-01-01", date.max.isoformat())
