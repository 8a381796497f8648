"""A register that is far behind takes a ready file: whole or not at all, and nothing that only it has is lost."""

import errno
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from db.hub import standing
from db.snapshot import FOLDER
from db.state import state_hash
from posdesk.domain.facts import MemberErased, VisitVoided
from posdesk.domain.replication import Done, Snapshot
from posdesk.sync.trouble import NoHub
from tests.sync.conftest import Registers
from tests.sync.leaps import (
    Chain,
    facts_of,
    forged,
    home_of,
    leap_with,
    leapt,
    names_in,
    offer_of,
    own_facts,
    same_everywhere,
)
from tests.sync.registers import URL, Register

# ---------------------------------------------------------------------------------------------------------- what it is


def test_a_new_register_holds_after_a_snapshot_what_one_that_pulled_every_page_holds(
    chain: Chain, fresh: Register, registers: Registers
) -> None:
    done = fresh.sync()
    puller = registers("back-2")
    puller.pair()
    puller.sync()
    chain.first.sync()
    assert chain.shelf.asked == [0]
    assert done.came == chain.snapshots.make().facts - 2
    assert same_everywhere(fresh, puller, chain.first)
    assert fresh.till.projections() == puller.till.projections()


def test_members_programs_and_the_names_of_goods_are_there_at_once(fresh: Register) -> None:
    store = fresh.till.store
    assert store.directory.by_names(["dolores"], 5) == []
    assert store.directory.by_similar_names(["dolorse"], 5) == []  # the words of typing errors are in memory now
    fresh.sync()
    assert len(store.directory.by_names(["dolores"], 5)) == 4
    assert len(store.directory.by_similar_names(["dolorse"], 5)) == 4
    assert store.directory.brands("moon", 3) == ["Moonridge"]
    assert store.programs.timeline().steps()
    member = store.directory.by_phone("+13038670004")[0]
    assert store.ledger.facts_about(member)
    fresh.till.visit(member)
    assert store.directory.by_names(["gomez4"], 5)[0].member == member


def test_after_it_the_next_exchange_goes_on_with_pages(chain: Chain, fresh: Register) -> None:
    fresh.sync()
    chain.first.till.visit(None)
    chain.first.sync()
    asked = chain.shelf.heads, len(chain.shelf.asked)
    assert fresh.sync().came == 1
    assert (chain.shelf.heads, len(chain.shelf.asked)) == asked
    chain.first.sync()
    assert same_everywhere(fresh, chain.first)


def test_a_snapshot_that_was_brought_up_fact_by_fact_is_what_pages_give(
    chain: Chain, fresh: Register, registers: Registers
) -> None:
    till, puller = chain.first.till, registers("back-2")
    member = till.member("Newcomer", "Brand", "+13035550199")
    till.happened(VisitVoided(till.visit(member, brand="Tall Pine").id, "typing error"), member)
    chain.first.sync()
    before = offer_of(chain)
    made = chain.snapshots.make()
    assert made.facts == before.facts + 3
    puller.pair()
    puller.sync()
    fresh.sync()
    puller.sync()
    assert chain.shelf.asked == [0]
    assert same_everywhere(fresh, puller)
    assert fresh.till.projections() == puller.till.projections()


def test_what_only_the_new_register_had_is_sent_and_stays(chain: Chain, fresh: Register) -> None:
    own = {fact.id for fact in own_facts(fresh.till)}
    done = fresh.sync()
    assert (done.sent, fresh.waiting()) == (2, 0)
    assert {fact.id for fact in own_facts(fresh.till)} == own
    chain.first.sync()
    assert same_everywhere(fresh, chain.first)


def test_a_fact_that_waits_still_waits_with_its_id_its_place_in_the_row_and_its_words(
    chain: Chain, registers: Registers
) -> None:
    till = registers("back-1").till
    till.visit(till.member("Own", "Member"))
    before = own_facts(till)
    assert leapt(chain, till) == offer_of(chain).facts
    assert own_facts(till) == before
    assert till.store.ledger.waiting().count == 2
    following = till.visit(None)
    assert following.sequence == 3
    assert following.clock > max(fact.clock for fact in facts_of(till) if fact.id != following.id)


@pytest.mark.parametrize("more", [0, 60], ids=["brought up fact by fact", "filled anew"])
def test_who_was_erased_is_in_no_snapshot_and_in_none_of_the_hub_s_files(
    chain: Chain, fresh: Register, more: int
) -> None:
    till, hub = chain.first.till, chain.town.hubs[URL]
    member = till.store.directory.by_phone("+13038670004")[0]
    assert any(b"Gomez4" in bytes_ for bytes_ in contents(chain))
    for _ in range(more):
        till.visit(None)
    till.happened(MemberErased(), member)
    offered = offer_of(chain)
    chain.first.sync()
    with hub.database.reading() as connection:
        assert not standing.may_be_given(connection, offered.witness)
    assert chain.snapshots.is_due()
    chain.snapshots.make()
    assert chain.snapshots.part(offered.sha256, 0, 1) is None
    assert not any(b"Gomez4" in bytes_ or b"gomez4" in bytes_ for bytes_ in contents(chain))
    fresh.sync()
    assert chain.shelf.asked == [0]
    chain.first.sync()
    assert same_everywhere(fresh, chain.first)
    assert fresh.till.projections() == till.projections()


def test_who_is_erased_after_a_snapshot_was_fetched_is_forgotten_with_the_next_page(
    chain: Chain, fresh: Register
) -> None:
    till = chain.first.till
    till.happened(MemberErased(), till.store.directory.by_phone("+13038670004")[0])
    chain.first.sync()
    fresh.sync()
    assert chain.shelf.asked == [0]
    assert fresh.till.store.directory.by_names(["gomez4"], 5) == []
    chain.first.sync()
    assert same_everywhere(fresh, chain.first)


def contents(chain: Chain) -> Iterator[bytes]:
    """What is in the hub's folder of snapshots, unpacked."""
    for path in chain.snapshots.folder.iterdir():
        yield zlib.decompress(path.read_bytes()) if path.suffix == ".packed" else path.read_bytes()


# ------------------------------------------------------------------------------------------------ on its way, and wrong


@pytest.mark.parametrize("came", ["nothing", "one byte", "half", "all but one byte", "all"])
def test_what_came_before_the_line_was_cut_is_not_asked_for_again(
    chain: Chain, registers: Registers, came: str
) -> None:
    offered = offer_of(chain)
    bytes_ = {"nothing": 0, "one byte": 1, "half": offered.packed // 2, "all but one byte": offered.packed - 1}
    till = registers("back-1").till
    first = home_of(chain, till)
    first.begin(offered)
    whole = chain.snapshots.part(offered.sha256, 0, offered.packed)
    assert whole is not None
    first.add(whole[0][: bytes_.get(came, offered.packed)])
    assert leapt(chain, till) > 0  # by another home: the program was started anew
    assert chain.shelf.asked == [bytes_[came]] if came in bytes_ else chain.shelf.asked == []
    assert FOLDER not in names_in(till)


def test_it_comes_in_parts_and_is_told_how_far_it_is(chain: Chain, fresh: Register) -> None:
    chain.shelf.most = 5_000
    told: list[Done] = []
    fresh.line.exchange(lambda done, new: told.append(done))
    of = offer_of(chain).packed
    assert chain.shelf.asked == list(range(0, of, 5_000))
    steps = [done.loaded for done in told]
    assert {(0, 0), (0, of), (5_000, of), (of, of)} <= set(steps)
    assert steps == sorted(steps)


def test_a_line_that_is_cut_ends_the_exchange_and_nothing_has_changed(chain: Chain, fresh: Register) -> None:
    chain.shelf.most = 5_000
    chain.shelf.faults = [whole, whole, *[cut] * 9]
    before = state_hash(fresh.till.store)
    with pytest.raises(NoHub):
        fresh.sync()
    assert state_hash(fresh.till.store) == before
    chain.shelf.faults.clear()
    chain.shelf.asked.clear()
    assert fresh.sync().came > 0
    assert chain.shelf.asked[0] == 10_000


def test_a_slow_line_is_asked_for_smaller_parts(chain: Chain, fresh: Register) -> None:
    chain.shelf.faults = [cut, cut]
    assert fresh.sync().came > 0
    assert chain.shelf.asked == [0, 0, 0]


@pytest.mark.parametrize("spoil", ["a byte", "the end", "too much", "a page of the network"])
def test_what_is_not_what_the_hub_said_is_thrown_away_and_pages_come_instead(
    chain: Chain, fresh: Register, spoil: str
) -> None:
    chain.shelf.faults = [
        {
            "a byte": lambda part: part[:300] + bytes([part[300] ^ 1]) + part[301:],
            "the end": lambda part: part[:-9] + b"123456789",
            "too much": lambda part: part + b"more",
            "a page of the network": lambda part: b"<html>" + bytes(len(part) - 6),
        }[spoil]
    ]
    done = fresh.sync()
    chain.first.sync()
    assert done.came == offer_of(chain).facts
    assert len(chain.shelf.asked) == 1
    assert same_everywhere(fresh, chain.first)
    assert FOLDER not in names_in(fresh.till)


def test_a_snapshot_that_was_wrong_once_is_not_fetched_again(chain: Chain, registers: Registers) -> None:
    till = registers("back-1").till
    home = home_of(chain, till)
    chain.shelf.faults = [lambda part: bytes(len(part))]
    assert [leap_with(chain, till, home) for _ in range(2)] == [0, 0]
    assert chain.shelf.asked == [0]


@pytest.mark.parametrize(
    "claim",
    [
        lambda offered: replace(offered, schema=offered.schema + 1),
        lambda offered: replace(offered, version="99.0.0"),
        lambda offered: replace(offered, version="0.4.dev"),
        lambda offered: replace(offered, facts=3),
    ],
    ids=["newer tables", "a newer program", "a program without a number", "no more than is here"],
)
def test_what_this_register_cannot_use_is_not_fetched(
    chain: Chain, fresh: Register, claim: Callable[[Snapshot], Snapshot]
) -> None:
    chain.shelf.claims = claim
    assert fresh.sync().came == offer_of(chain).facts
    assert (chain.shelf.asked, chain.shelf.heads) == ([], 1)


@pytest.mark.parametrize(
    "claim",
    [
        lambda offered: replace(offered, size=offered.size - 1),
        lambda offered: replace(offered, size=offered.size + 1),
        lambda offered: replace(offered, facts=offered.facts + 1),
        lambda offered: replace(offered, schema=offered.schema - 1),
    ],
    ids=["larger than it said", "smaller", "with fewer facts", "of other tables"],
)
def test_what_is_not_as_it_was_said_to_be_is_not_used(
    chain: Chain, fresh: Register, claim: Callable[[Snapshot], Snapshot]
) -> None:
    chain.shelf.claims = claim
    assert fresh.sync().came == offer_of(chain).facts
    assert chain.shelf.asked == [0]
    assert FOLDER not in names_in(fresh.till)


def test_a_file_that_would_act_by_itself_is_not_used(chain: Chain, fresh: Register) -> None:
    forged(chain, "CREATE TRIGGER more AFTER INSERT ON brands BEGIN DELETE FROM words; END")
    assert fresh.sync().came == offer_of(chain).facts
    assert chain.shelf.asked == [0]
    assert FOLDER not in names_in(fresh.till)


def test_what_an_older_program_made_of_the_facts_is_made_anew(chain: Chain, registers: Registers) -> None:
    forged(chain, "UPDATE brands SET visits = 9000", version="0.0.1")
    till, puller = registers("back-1").till, registers("back-2")
    assert leapt(chain, till) > 0
    puller.pair()
    puller.sync()
    assert till.projections() == puller.till.projections()


def test_a_register_that_is_not_far_behind_asks_for_nothing(chain: Chain, registers: Registers) -> None:
    near = chain.give(registers("back-1"), far=offer_of(chain).facts + 5)
    near.pair()
    assert near.sync().came == offer_of(chain).facts
    assert (chain.shelf.heads, chain.shelf.asked) == (0, [])


@pytest.mark.parametrize("step", ["unpack", "fill the new file", "carry the rest", "rename"])
def test_where_there_is_no_room_for_a_second_file_pages_come_instead(
    chain: Chain, registers: Registers, step: str
) -> None:
    def told(what: str) -> None:
        if what == step:
            raise OSError(errno.ENOSPC, "no room")

    register = chain.give(registers("back-1"), told=told)
    register.till.visit(None)
    register.pair()
    assert register.sync().came == offer_of(chain).facts
    chain.first.sync()
    assert same_everywhere(register, chain.first)
    assert FOLDER not in names_in(register.till)


def test_a_snapshot_that_goes_while_it_is_fetched_leaves_the_register_to_pages(chain: Chain, fresh: Register) -> None:
    chain.shelf.most = 5_000
    chain.shelf.faults = [whole, lambda part: b""]
    assert fresh.sync().came == offer_of(chain).facts
    assert FOLDER not in names_in(fresh.till)


def test_what_came_of_another_snapshot_is_let_go_of(chain: Chain, registers: Registers) -> None:
    till = registers("back-1").till
    home = home_of(chain, till)
    home.begin(offer_of(chain))
    home.add(b"old")
    chain.first.till.visit(None)
    chain.first.sync()
    chain.snapshots.make()
    assert leap_with(chain, till, home) > 0
    assert chain.shelf.asked == [0]


def whole(part: bytes) -> bytes:
    return part


def cut(part: bytes) -> bytes:
    raise NoHub("the cable is out")
