"""The line of a register to its hub: pairing, exchanging, comparing, parting, and what is kept of each."""

import stat
from pathlib import Path

import pytest

from db.hub import history
from db.state import state_hash
from db.transfer import import_facts
from posdesk.counter.hub_line import Difference, WaitingKind
from posdesk.counter.hub_link import Link, believed
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.replication import Done
from posdesk.sync.trouble import HubBusy, NoHub, Revoked, WrongHub
from tests.fakes.clock import MINUTE
from tests.sync.conftest import Registers
from tests.sync.registers import URL, Register, Town


def sold(register: Register, visits: int = 3) -> None:
    member = register.till.member()
    for _ in range(visits):
        register.till.visit(member)


def unplugged(done: Done, _: object) -> None:
    raise NoHub("the cable is out")


def test_a_register_that_was_not_paired_says_so_and_works_alone(registers: Registers) -> None:
    alone = registers()
    sold(alone)
    for act in (alone.sync, alone.line.unpair, lambda: alone.line.compare(7)):
        with pytest.raises(Refused) as no:
            act()
        assert no.value.refusal.code is RefusalCode.NOT_PAIRED
    state = alone.line.state()
    assert (state.url, state.reached_at) == (None, None)
    assert sum(kind.count for kind in state.waiting) == 4


def test_what_waits_is_told_by_kind_the_oldest_first(registers: Registers) -> None:
    register = registers()
    sold(register)
    now = register.till.clock.now()
    assert register.line.state().waiting == (
        WaitingKind("member.enrolled", 1, now - 30 * 86_400_000),
        WaitingKind("visit.recorded", 3, now),
    )


def test_two_registers_that_were_paired_hold_the_same_after_they_synced(registers: Registers) -> None:
    front, back = registers("front-1"), registers("back-1")
    front.till.opened()
    for one in (front, back):
        sold(one)
        one.pair()
    assert front.sync().sent == 6
    done = back.sync()
    assert (done.sent, done.came) == (4, 6)
    front.sync()
    assert state_hash(front.till.store) == state_hash(back.till.store)
    assert (front.waiting(), front.line.state().url) == (0, URL)
    assert front.line.state().reached_at == front.till.clock.now()


def test_one_connection_serves_many_exchanges_and_none_outlives_a_trouble(registers: Registers, town: Town) -> None:
    register = registers()
    register.pair()
    register.sync()
    register.sync()
    assert (town.connections, town.made) == (1, 1)
    with pytest.raises(NoHub):
        register.line.exchange(unplugged)
    assert town.connections == 0
    register.sync()
    assert (town.connections, town.made) == (1, 2)


def test_trouble_keeps_every_fact_and_the_time_of_the_last_success(registers: Registers, town: Town) -> None:
    register = registers()
    register.pair()
    register.sync()
    reached = register.line.state().reached_at
    sold(register)
    register.till.clock.advance(5)
    register.line.close()
    town.trouble = HubBusy("much to do", after=3)
    with pytest.raises(HubBusy):
        register.sync()
    assert (register.waiting(), register.line.state().reached_at) == (4, reached)


def test_a_revoked_register_keeps_its_facts_and_sends_them_once_it_is_paired_again(
    registers: Registers, town: Town
) -> None:
    register = registers()
    register.pair()
    register.sync()
    sold(register)
    town.revoke("front-1")
    register.line.close()
    with pytest.raises(Revoked):
        register.sync()
    assert register.waiting() == 4
    register.pair()
    assert register.sync().sent == 4


def test_a_secret_that_is_gone_is_said_and_pairing_anew_mends_it(registers: Registers, town: Town) -> None:
    register = registers()
    register.pair()
    sold(register)
    register.home.lose_token()
    with pytest.raises(Revoked, match="pair this register anew"):
        register.sync()
    town.revoke("front-1")
    register.pair()
    assert register.sync().sent == 4


def test_a_code_that_is_no_good_changes_nothing(registers: Registers) -> None:
    register = registers()
    register.pair()
    before = register.home.link(), register.home.token()
    with pytest.raises(Refused) as no:
        register.line.pair(URL, "0000-0000")
    assert no.value.refusal.code is RefusalCode.BAD_CODE
    with pytest.raises(NoHub):
        register.line.pair("https://elsewhere.example", "0000-0000")
    with pytest.raises(Refused) as no:
        register.line.pair("hub", "0000-0000")
    assert no.value.refusal.code is RefusalCode.BAD_ADDRESS
    assert (register.home.link(), register.home.token()) == before


def test_parting_is_refused_while_facts_are_unsent_and_says_how_many(registers: Registers) -> None:
    register = registers()
    register.pair()
    sold(register)
    with pytest.raises(Refused, match="4 facts are on this computer only") as no:
        register.line.unpair()
    assert no.value.refusal.code is RefusalCode.UNSENT
    assert register.line.state().url == URL
    register.sync()
    register.line.unpair()
    assert (register.line.state().url, register.home.token()) == (None, None)


def test_paired_again_with_the_same_hub_nothing_has_to_be_sent_again(registers: Registers, town: Town) -> None:
    register = registers()
    register.pair()
    sold(register)
    register.sync()
    register.line.unpair()
    town.revoke("front-1")
    register.pair()
    done = register.sync()
    assert (done.sent, done.came, done.again) == (0, 0, 0)


def test_another_hub_is_offered_everything(registers: Registers, town: Town, tmp_path: Path) -> None:
    register, other = registers(), registers("back-1")
    register.pair()
    sold(register)
    register.sync()
    town.build(tmp_path / "new hub", "https://new.example")
    register.pair("https://new.example")
    assert register.waiting() == 4
    assert register.sync().sent == 4
    other.pair("https://new.example")
    assert other.sync().came == 4
    assert state_hash(register.till.store) == state_hash(other.till.store)


def test_a_pairing_that_was_cut_short_is_completed_by_the_next_exchange(
    registers: Registers, town: Town, tmp_path: Path
) -> None:
    register = registers()
    register.pair()
    sold(register)
    register.sync()
    town.build(tmp_path / "new hub", "https://new.example")
    admitted = town.asking_for("front-1")("https://new.example", town.code("https://new.example"))
    register.home.pair(Link("https://new.example", admitted.hub), admitted.token)  # and the power went
    register.till.visit(None)
    assert register.sync().sent == 5


def test_another_hub_at_the_same_address_is_sent_nothing(registers: Registers, town: Town, tmp_path: Path) -> None:
    register = registers()
    register.pair()
    register.sync()
    sold(register)
    town.hubs[URL].database.close()
    town.build(tmp_path / "another hub")
    admitted = town.asking_for("front-1")(URL, town.code())
    link = register.home.link()
    assert link is not None
    register.home.pair(link, admitted.token)  # as if that hub took the old secret
    with pytest.raises(WrongHub):
        register.sync()
    assert register.waiting() == 4


def test_an_exchange_that_was_given_up_on_keeps_its_connection_to_itself(registers: Registers, town: Town) -> None:
    register = registers()
    register.pair()
    open_now: list[int] = []

    def another_begins(done: Done, _: object) -> None:
        if not open_now:
            open_now.append(0)
            register.sync()
            open_now[:] = [town.connections]

    register.line.exchange(another_begins)
    assert (open_now, town.connections, town.made) == ([2], 1, 2)


def test_the_clock_is_told_what_the_hub_says_and_it_is_kept_with_what_it_showed(
    registers: Registers, town: Town
) -> None:
    register = registers()
    register.pair()
    register.till.clock.set(town.clock.now() + 10 * MINUTE)
    register.sync()
    assert register.heard == [10 * MINUTE]
    link = register.home.link()
    assert link is not None
    assert (link.ahead, link.compared_at) == (10 * MINUTE, register.till.clock.now())


def test_what_the_clock_was_told_holds_after_a_restart_unless_the_clock_was_set_back() -> None:
    link = Link(URL, "hub", ahead=600_000, compared_at=5_000_000)
    assert believed(link, 5_000_000) == 600_000
    assert believed(link, 4_999_999) is None
    assert believed(Link(URL, "hub"), 5_000_000) is None
    assert believed(None, 5_000_000) is None


def test_a_trouble_after_the_hello_still_tells_the_clock(registers: Registers, town: Town) -> None:
    register, other = registers(), registers("back-1")
    for one in (register, other):
        one.pair()
    sold(other)
    other.sync()
    register.till.clock.set(town.clock.now() - 3 * MINUTE)

    with pytest.raises(NoHub):
        register.line.exchange(unplugged)
    assert register.heard == [-3 * MINUTE]
    link = register.home.link()
    assert link is not None
    assert (link.ahead, link.reached_at) == (-3 * MINUTE, None)


def test_days_that_differ_are_named_with_both_counts(registers: Registers) -> None:
    front, back = registers("front-1"), registers("back-1")
    for one in (front, back):
        one.pair()
    member = front.till.member()
    front.till.visit(member, days_ago=2)
    front.sync()
    assert front.line.compare(40) == []
    assert [(one.here, one.there) for one in back.line.compare(40)] == [(0, 1), (0, 1)]
    back.sync()
    back.till.visit(None)
    assert back.line.compare(40) == [Difference("denver-1", "2026-11-23", 1, 0)]
    assert back.line.compare(1) == back.line.compare(40)


def test_comparing_with_a_hub_that_was_put_back_first_gives_it_what_it_lost(
    registers: Registers, town: Town, tmp_path: Path
) -> None:
    register = registers()
    register.pair()
    register.sync()
    hub_file = tmp_path / "hub" / "hub.db"
    town.hubs[URL].database.close()
    before = hub_file.read_bytes()
    sold(register)
    register.sync()
    register.line.close()
    town.hubs[URL].database.close()
    hub_file.write_bytes(before)
    with town.hubs[URL].database.reading() as connection:
        assert history.head(connection).position == 0
    assert register.line.compare(40) == []


def test_the_outbox_is_saved_whole_for_this_account_alone_and_read_by_another_register(
    registers: Registers, tmp_path: Path
) -> None:
    register, other = registers("front-1"), registers("back-1")
    register.pair()
    sold(register)
    register.sync()
    register.till.visit(None)
    sold(register, visits=1)
    file = tmp_path / "outbox.jsonl"
    assert register.line.save_outbox(file) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("outbox*")] == ["outbox.jsonl"]
    assert import_facts(other.till.store, file.read_text("utf-8").splitlines()).new == 3
    assert register.waiting() == 3


def test_an_outbox_that_cannot_be_written_leaves_no_file(registers: Registers, tmp_path: Path) -> None:
    register = registers()
    sold(register)
    with pytest.raises(Refused) as no:
        register.line.save_outbox(tmp_path / "no such folder" / "outbox.jsonl")
    assert no.value.refusal.code is RefusalCode.BAD_FILE
    assert not (tmp_path / "no such folder").exists()
