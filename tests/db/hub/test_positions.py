"""Positions without gaps to a reader: whoever asks again from where he stopped misses nothing, whatever others write.

The same watch is shown a hub that gives positions before it stores, and has to see what is missed.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import insert

from db.hub import feed, history, tables
from db.hub.rows import row_of
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import RewardRedeemed
from posdesk.domain.replication import Outcome
from posdesk.sync.trouble import HubBusy
from tests.db.hub.hubs import AHub, Speaker

WRITERS, EACH = 8, 12
Store = Callable[[Speaker, str], None]


def missed_by_a_reader(hub: AHub, store: Store, polled: Event) -> set[str]:
    """What WRITERS stored at once while one reader asked again and again from where it had stopped, less what it saw.

    polled: set after each of the reader's questions.
    """
    writers = [hub.register(f"register {number}") for number in range(WRITERS)]
    lines = [writer.visits(EACH) for writer in writers]
    reader = hub.register("reader")
    seen: dict[int, str] = {}

    def write(number: int) -> None:
        for line in lines[number]:
            store(writers[number], line)

    def read() -> None:
        page = reader.hub.pull(reader.seen, max(seen, default=0), 7)
        seen.update(dict(page.facts))
        polled.set()

    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write, number) for number in range(WRITERS)]
        while not all(each.done() for each in writing):
            read()
        for each in writing:
            each.result()
    before = -1
    while len(seen) > before:
        before = len(seen)
        read()
    assert list(seen) == sorted(seen)
    return {line for some in lines for line in some} - set(seen.values())


def through_the_hub(writer: Speaker, line: str) -> None:
    assert writer.outcomes(line) == [Outcome.ACCEPTED]


def test_a_reader_misses_nothing_of_what_eight_write_at_once(hub: AHub) -> None:
    assert missed_by_a_reader(hub, through_the_hub, Event()) == set()
    assert hub.positions() == list(range(1, WRITERS * EACH + 1))


def test_a_hub_that_gives_positions_before_it_stores_is_caught(hub: AHub) -> None:
    polled = Event()

    def hasty(writer: Speaker, line: str) -> None:
        with hub.database.writing() as connection:
            epoch, at = history.locked(connection)
            history.advance(connection, epoch, at + 1)
        polled.clear()
        polled.wait(5)  # so that the reader surely asks between both
        with hub.database.writing() as connection:
            row = row_of(decode_fact(line), line, at + 1, writer.hub.device.key, 0)
            connection.execute(insert(tables.facts), row)

    assert missed_by_a_reader(hub, hasty, polled)


def test_several_processes_over_one_database_give_each_fact_one_position(hub: AHub) -> None:
    hubs = [hub, hub.another(), hub.another()]
    makers = [hub.register(f"register {number}") for number in range(2)]
    lines = [line for maker in makers for line in maker.visits(40)]
    speakers = [Speaker(one.service.of(maker.hub.device), hub.clock, hub.ids) for one in hubs for maker in makers]

    def speak(number: int) -> list[Outcome]:
        return [outcome for some in _requests(lines, number) for outcome in _patiently(speakers[number], some)]

    with ThreadPoolExecutor(len(speakers)) as pool:
        said = [outcome for outcomes in pool.map(speak, range(len(speakers))) for outcome in outcomes]
    assert said.count(Outcome.ACCEPTED) == len(lines)
    assert set(said) == {Outcome.ACCEPTED, Outcome.ALREADY}
    assert hub.positions() == list(range(1, len(lines) + 1))
    assert {placed.line for placed in speakers[-1].pull()} == set(lines)
    for other in hubs[1:]:
        other.close()


def _requests(lines: Sequence[str], number: int) -> list[list[str]]:
    """All lines, everybody beginning elsewhere, some at a time."""
    turned = [*lines[number * 13 :], *lines[: number * 13]]
    return [turned[start : start + 9] for start in range(0, len(turned), 9)]


def _patiently(speaker: Speaker, lines: Sequence[str]) -> list[Outcome]:
    while True:
        try:
            return speaker.outcomes(*lines)
        except HubBusy:
            continue


def test_a_page_ends_with_the_limit_with_the_room_or_with_the_head(hub: AHub) -> None:
    till = hub.register()
    lines = till.visits(5)
    till.push(*lines)
    page = till.hub.pull(till.seen, 1, 2)
    assert [placed.position for placed in page.facts] == [2, 3]
    assert (page.end, page.head) == (False, till.seen)
    assert till.hub.pull(till.seen, 3, 2).end
    beyond = till.hub.pull(till.seen, 9, 2)
    assert (beyond.facts, beyond.end) == ((), True)
    assert len(till.hub.pull(till.seen, -5, -5).facts) == 1  # at least one, whatever is asked


def test_a_page_holds_no_more_than_the_room_but_at_least_one_fact(hub: AHub) -> None:
    till = hub.register()
    lines = till.visits(3)
    till.push(*lines)
    with hub.database.reading() as connection:
        two = feed.page(connection, 0, 500, len(lines[0]) + len(lines[1]))
        one = feed.page(connection, 0, 500, 1)
    assert [placed.position for placed in two.facts] == [1, 2]
    assert [placed.position for placed in one.facts] == [1]


def test_which_facts_the_hub_has_is_said_in_the_order_asked(hub: AHub) -> None:
    till = hub.register()
    lines = till.visits(3)
    till.push(*lines[:2])
    ids = [decode_fact(line).id for line in lines]
    assert till.hub.have(till.seen, [ids[2], ids[1], ids[0], ids[1]]) == [0, 2, 1, 2]
    assert till.hub.have(till.seen, []) == []


@pytest.mark.rule("RD10")
def test_what_is_read_of_a_member_bears_its_place_for_the_first_use_of_an_award_stands(hub: AHub) -> None:
    late, early = hub.register("register 1"), hub.register("register 2")
    member = hub.ids.new(hub.clock.now())
    use = RewardRedeemed("ten-off", "Ten off", award_rule="every-10-visits", award_n=1, value_cents=1000)
    second = encode_fact(late.fact(use, member))
    first = encode_fact(early.fact(use, member, at=hub.clock.now() + 1_000))
    early.push(first)
    late.push(second)
    with hub.database.reading() as connection:
        alone = feed.facts_about(connection, member)
        ((_, each),) = feed.facts_about_each(connection, [member], {})
    for about in (alone, each):
        assert {fact.hub_position: fact.register for fact in about} == {1: "register 2", 2: "register 1"}
