"""Two stores of one chain, one of them with a hub of its own: what its registers share while the internet is down, and
that everybody holds the same once it is back."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import allowances
from db.hub import feed, history, overview, tray
from db.hub.opening import open_hub
from db.hub.upstream import HubReplica, upstream_of
from db.state import state_hash
from posdesk.counter.hub_line import Way
from posdesk.domain.business_day import AsOf
from posdesk.domain.campaign_facts import CampaignPublished
from posdesk.domain.facts import Channel, ConsentSet, MemberErased, RewardRedeemed, happened_at
from posdesk.domain.fold import fold
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.replication import Asking, Outcome, Verdict
from posdesk.hub.store_hub import service_over
from posdesk.sync.trouble import NoHub, Revoked
from tests.builders import PUBLIC
from tests.db.hub.postgres import Postgres
from tests.fakes.clock import MINUTE
from tests.sync.conftest import Registers
from tests.sync.registers import URL, Register, Town

SHOP = "https://shop.example"
BOULDER = "boulder-1"
AWARD = RewardRedeemed("ten-off", "Ten off", award_rule="every-10-visits", award_n=1, value_cents=1000)


class Chain:
    """Two registers in a store with a hub, one in a store without. first opened the shop."""

    def __init__(self, town: Town, registers: Registers, folder: Path, database_url: str | None = None) -> None:
        self.town, self.folder = town, folder
        self.database = town.build_below(folder, SHOP, database_url=database_url)
        self.front, self.back = registers("front-1"), registers("back-1")
        self.far = registers("front-1", BOULDER)
        self.front.till.opened()
        for register in (self.front, self.back):
            register.pair(SHOP)
        self.far.pair(URL)
        self.member = self.front.till.member()
        self.settle()

    def settle(self) -> None:
        """Everybody speaks with everybody until nothing moves."""
        for _ in range(3):
            for register in (self.front, self.back, self.far):
                register.sync()
            self.town.pass_on(SHOP)
        for register in (self.front, self.back, self.far):
            register.sync()

    def hashes(self) -> set[str]:
        """What the three hold."""
        return {state_hash(register.till.store) for register in (self.front, self.back, self.far)}

    def in_tray(self) -> int:
        """How many facts wait for head office."""
        return self.town.hubs[SHOP].read(tray.waiting)

    def restore(self, copy: Path) -> None:
        """An older copy of the store's hub takes its place."""
        self.town.hubs[SHOP].database.close()
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)
        self.town.hubs[SHOP] = service_over(open_hub(f"sqlite:///{self.folder / 'hub.db'}"), self.town.clock)

    def close(self) -> None:
        """Let go of the store's hub."""
        self.town.hubs[SHOP].database.close()


@pytest.fixture
def files(town: Town, registers: Registers, tmp_path: Path) -> Chain:
    """A chain in step, whose hubs are files."""
    return Chain(town, registers, tmp_path / "shop")


@pytest.fixture(params=["sqlite", "postgresql"])
def chain(request: pytest.FixtureRequest, town: Town, registers: Registers, tmp_path: Path) -> Iterator[Chain]:
    """A chain in step, on either database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("files")
        return
    server: Postgres = request.getfixturevalue("postgres")
    office, shop = server.database(), server.database()
    town.hubs.pop(URL).database.close()
    town.build(tmp_path / "office", database_url=office)
    yield Chain(town, registers, tmp_path / "shop", shop)
    for url in (office, shop):
        server.drop(url)


def holds(register: Register, fact: str) -> bool:
    return register.till.store.ledger.fact(fact) is not None


def uses(register: Register, member: str) -> list[tuple[str, bool]]:
    """The uses of a member as this register shows them: fact, and whether another one stands."""
    facts = register.till.store.ledger.facts_about(member)
    last = max(facts, key=happened_at)
    standing = fold(member, facts, register.till.store.programs.timeline(), AsOf(happened_at(last), last.business_day))
    return sorted((use.fact_id, use.double) for use in standing.redemptions)


def test_a_chain_in_step_holds_the_same_everywhere_and_nothing_waits(chain: Chain) -> None:
    assert len(chain.hashes()) == 1
    assert [one.waiting() for one in (chain.front, chain.back, chain.far)] == [0, 0, 0]
    assert chain.in_tray() == 0


@pytest.mark.rule("LG02", "RD10")
def test_while_the_internet_is_down_a_store_shares_and_afterwards_one_use_of_an_award_stands(chain: Chain) -> None:
    chain.town.down.add(URL)
    visit = chain.front.till.visit(chain.member)
    here = chain.front.till.happened(AWARD, chain.member)
    there = chain.far.till.happened(AWARD, chain.member)
    chain.front.sync()
    chain.back.sync()
    with pytest.raises(NoHub):
        chain.far.sync()
    with pytest.raises(NoHub):
        chain.town.pass_on(SHOP)
    assert holds(chain.back, visit.id)
    assert holds(chain.back, here.id)
    assert not holds(chain.far, visit.id)
    assert (chain.front.waiting(), chain.back.waiting(), chain.in_tray()) == (2, 2, 2)
    assert uses(chain.back, chain.member) == [(here.id, False)]

    chain.town.down.clear()
    chain.far.sync()  # it is the first at head office
    chain.settle()
    assert len(chain.hashes()) == 1
    assert uses(chain.front, chain.member) == sorted([(here.id, True), (there.id, False)])
    assert (chain.front.waiting(), chain.back.waiting(), chain.in_tray()) == (0, 0, 0)


def test_what_was_heard_in_the_store_gets_to_head_office_by_whoever_gets_there(chain: Chain) -> None:
    chain.town.down.add(URL)
    visit = chain.front.till.visit(chain.member)
    chain.front.sync()
    chain.back.sync()
    chain.town.down = {SHOP}
    chain.back.sync()
    chain.far.sync()
    assert holds(chain.far, visit.id)
    chain.town.down.clear()
    chain.settle()
    assert len(chain.hashes()) == 1


def test_when_the_stores_hub_dies_registers_go_to_head_office_and_come_back(chain: Chain) -> None:
    chain.town.down.add(SHOP)
    visit = chain.front.till.visit(chain.member)
    chain.front.sync()
    state = chain.front.line.state()
    assert (state.url, state.way, state.head_office) == (SHOP, Way.HEAD_OFFICE, URL)
    chain.back.sync()
    assert holds(chain.back, visit.id)
    assert chain.front.waiting() == 0
    chain.town.down.clear()
    chain.back.till.visit(chain.member)
    chain.settle()
    assert chain.front.line.state().way is Way.STORE_HUB
    assert len(chain.hashes()) == 1


def test_a_hub_that_is_behind_takes_no_confirmation_back_and_shares_all_the_same(chain: Chain) -> None:
    chain.town.down.add(SHOP)
    chain.front.till.visit(chain.member)
    chain.front.sync()
    chain.town.down = {URL}
    later = chain.front.till.visit(chain.member)
    done = chain.front.sync()
    assert done.welcome is not None
    assert done.welcome.relay is not None
    assert done.welcome.relay.behind
    assert chain.front.waiting() == 1
    chain.back.sync()
    assert holds(chain.back, later.id)
    chain.town.down.clear()
    chain.settle()
    assert len(chain.hashes()) == 1


def test_with_neither_a_register_works_alone_and_says_what_its_own_hub_said(chain: Chain) -> None:
    chain.town.down |= {URL, SHOP}
    chain.front.till.visit(chain.member)
    with pytest.raises(NoHub, match=f"nobody answers at {re.escape(SHOP)}"):
        chain.front.sync()
    assert chain.front.waiting() == 1


def test_a_stores_hub_that_was_put_back_is_filled_again(files: Chain, tmp_path: Path) -> None:
    chain = files
    chain.database.close()
    shutil.copytree(chain.folder, tmp_path / "copy")
    chain.restore(tmp_path / "copy")
    chain.town.down.add(URL)
    held = chain.front.till.visit(chain.member)
    chain.front.sync()
    chain.restore(tmp_path / "copy")
    assert chain.in_tray() == 0
    chain.back.sync()
    assert not holds(chain.back, held.id)
    chain.front.sync()
    chain.back.sync()
    assert holds(chain.back, held.id)
    chain.town.down.clear()
    chain.settle()
    assert len(chain.hashes()) == 1
    assert {visit.kind for visit in chain.town.hubs[URL].read(overview_of)} == set()


def overview_of(connection: object) -> list[overview.Attention]:
    return overview.all_attention(connection, 10)  # type: ignore[arg-type]


def test_a_head_office_that_was_put_back_is_told_by_the_stores_hub_and_gets_everything_again(
    files: Chain, tmp_path: Path
) -> None:
    chain = files
    copy = tmp_path / "older"
    chain.town.hubs[URL].database.close()
    shutil.copytree(tmp_path / "hub", copy)
    chain.town.hubs[URL] = service_over(open_hub(f"sqlite:///{tmp_path / 'hub' / 'hub.db'}"), chain.town.clock)
    visits = [chain.front.till.visit(chain.member) for _ in range(3)]
    chain.settle()
    chain.town.hubs[URL].database.close()
    shutil.rmtree(tmp_path / "hub")
    shutil.copytree(copy, tmp_path / "hub")
    chain.town.hubs[URL] = service_over(open_hub(f"sqlite:///{tmp_path / 'hub' / 'hub.db'}"), chain.town.clock)
    chain.town.pass_on(SHOP)
    assert chain.town.hubs[URL].read(history.head).epoch == 2
    chain.settle()
    places = chain.town.hubs[URL].read(lambda connection: feed.positions(connection, [each.id for each in visits]))
    assert 0 not in places
    assert len(chain.hashes()) == 1


def test_a_stores_hub_that_is_let_in_no_more_goes_on_in_the_store_and_says_so(chain: Chain) -> None:
    chain.town.revoke("hub")
    with pytest.raises(Revoked):
        chain.town.pass_on(SHOP)
    visit = chain.front.till.visit(chain.member)
    chain.front.sync()
    chain.back.sync()
    assert holds(chain.back, visit.id)
    place = chain.town.hubs[SHOP].read(upstream_of)
    assert place is not None
    assert place.fault == "revoked"
    assert [one.kind for one in chain.town.hubs[SHOP].read(overview_of)] == ["revoked"]


def test_with_a_stores_hub_those_it_vouched_for_are_let_in_no_more(chain: Chain) -> None:
    chain.town.revoke("hub")
    chain.town.down.add(SHOP)
    chain.front.till.visit(chain.member)
    with pytest.raises(NoHub):
        chain.front.sync()
    assert chain.front.waiting() == 1


@pytest.mark.parametrize("at", [URL, SHOP])
def test_a_register_revoked_at_one_of_both_is_so_at_the_other(chain: Chain, at: str) -> None:
    chain.town.revoke("back-1", at)
    chain.town.pass_on(SHOP)
    for other in (URL, SHOP):
        chain.town.down = {URL, SHOP} - {other}
        with pytest.raises((Revoked, NoHub)):
            chain.back.sync()
    chain.town.down.clear()
    chain.front.sync()


def test_who_is_erased_is_forgotten_in_the_store_before_head_office_hears_of_it(chain: Chain) -> None:
    chain.town.down.add(URL)
    chain.front.till.happened(MemberErased(), chain.member)
    chain.front.sync()
    chain.back.sync()
    assert chain.back.till.store.directory.by_ids([chain.member]) == []
    lines = chain.town.hubs[SHOP].read(lambda connection: [one.line for one in feed.all_lines(connection)])
    assert not [line for line in lines if "Gomez" in line]
    chain.town.down.clear()
    chain.settle()
    assert len(chain.hashes()) == 1


@pytest.mark.rule("G23")
def test_a_withdrawal_of_consent_goes_to_head_office_before_what_waits_longer(chain: Chain) -> None:
    chain.town.down.add(URL)
    visit = chain.front.till.visit(chain.member)
    withdrawn = chain.front.till.happened(ConsentSet(Channel.TEXT, False, "counter, wording 1"), chain.member)
    chain.front.sync()
    chain.town.down.clear()
    chain.town.pass_on(SHOP)
    places = chain.town.hubs[URL].read(lambda connection: feed.positions(connection, [withdrawn.id, visit.id]))
    assert places == sorted(places)


def test_what_head_office_parks_is_set_aside_on_the_register_with_its_words(chain: Chain) -> None:
    chain.town.down.add(URL)
    mine = chain.front.till.visit(chain.member)
    chain.front.sync()
    chain.town.down.clear()
    line = _otherwise(chain, mine.id)
    with chain.town.reach(URL, chain.far.home.token() or "") as hub:
        seen = chain.far.line.replica.place().witnesses[0]
        assert hub.push(seen, [line]).verdicts[0].stands
    chain.town.pass_on(SHOP)
    chain.front.sync()
    kept = chain.front.till.store.ledger.fact(mine.id)
    assert (kept and kept.staff) == "Mallory"
    assert [one.id for one in chain.front.line.state().aside] == [mine.id]
    assert chain.far.till.store.ledger.waiting().count == 0
    assert chain.in_tray() == 0


def test_what_head_office_would_not_take_is_offered_again_once_it_was_put_back(chain: Chain) -> None:
    chain.town.down.add(URL)
    mine = chain.front.till.visit(chain.member)
    chain.front.sync()
    shops = HubReplica(chain.database, chain.town.clock)
    since = shops.place().witnesses[0]._replace(position=1_000, tag="head office knew it, and was put back since")
    shops.note_verdicts([mine.id], [Verdict(Outcome.PARKED)], since)
    chain.town.down.clear()
    chain.settle()
    assert holds(chain.far, mine.id)


def _otherwise(chain: Chain, id: str) -> str:
    lines = chain.town.hubs[SHOP].read(lambda connection: [one.line for one in feed.all_lines(connection)])
    return next(line for line in lines if id in line).replace('"staff":"Dana"', '"staff":"Mallory"')


@pytest.mark.parametrize(("for_hub", "asks_for_hub"), [(True, False), (False, True)])
def test_a_code_lets_in_what_it_was_made_for(chain: Chain, for_hub: bool, asks_for_hub: bool) -> None:
    from db.hub import devices

    office = chain.town.hubs[URL]
    code = office.write(lambda connection: devices.make_code(connection, BOULDER, office.clock.now(), for_hub))
    with pytest.raises(Refused) as no:
        office.let_in(Asking(code, "somebody", BOULDER, "1", asks_for_hub, public=PUBLIC))
    assert no.value.refusal.code is RefusalCode.BAD_CODE
    office.let_in(Asking(code, "somebody", BOULDER, "1", for_hub, public=PUBLIC))


def test_a_register_keeps_its_clock_right_by_whichever_hub_it_reached(chain: Chain) -> None:
    chain.front.till.clock.advance(10)
    chain.front.sync()
    assert chain.front.heard[-1] == 10 * MINUTE


RULE, SHIRTS = "campaign:shirts", 6
CAMPAIGN = (
    '[campaign]\nid = "shirts"\ntitle = "A shirt"\n'
    f"[campaign.limits]\ntotal = {SHIRTS}\n"
    '[campaign.reward]\nkind = "merchandise"\ntitle = "A shirt"\n'
)


def may(register: Register) -> int:
    """How many shirts it may give before it speaks to a hub again."""
    return allowances.left(register.till.store, register.till.clock.now()).get(RULE, 0)


def give(register: Register, member: str) -> int:
    """Give all it may; yields how many that were."""
    shirts = may(register)
    for n in range(shirts):
        register.till.happened(RewardRedeemed("shirts", "A shirt", award_rule=RULE, award_n=n + 1), member)
    return shirts


@pytest.mark.rule("RD10")
def test_no_more_is_given_in_all_than_there_is_whoever_is_cut_off_from_whom(chain: Chain) -> None:
    chain.front.till.happened(CampaignPublished(CAMPAIGN))
    chain.settle()
    everybody = (chain.front, chain.back, chain.far)
    assert [may(one) for one in everybody] == [2, 2, 2]
    chain.town.down.add(URL)
    given = give(chain.front, chain.member) + give(chain.far, chain.member)
    for _ in range(3):
        chain.front.sync()
        given += give(chain.front, chain.member)
    chain.town.down = {SHOP}
    chain.front.sync()
    given += give(chain.front, chain.member)
    chain.town.down.clear()
    for _ in range(4):
        chain.settle()
        given += sum(give(one, chain.member) for one in everybody)
    assert given == SHIRTS
