"""Exchanges begin in their time, whatever comes of them is said plainly, and one that is stuck is given up."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.counter.hub_line import LineTrouble, SetAside, WaitingKind
from posdesk.domain.facts import ProgramPublished
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from posdesk.domain.replication import Done, Lineage
from posdesk.sync.schedule import IDLE_MS, SOON_MS, STUCK_MS
from posdesk.sync.trouble import HubBusy, NotTaken, OtherKey, Revoked, TooOld, WrongHub
from tests.builders import SAMPLE_PROGRAM, Shop
from tests.fakes.hub_line import no_answer
from tests.fakes.lane import FakeLane
from tests.ui.hub import MINUTE, Hub, paired, some_wait
from ui.viewmodels.connection import Connection, Reach
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.exchanges import Came, Exchanges

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def hub(shop: Shop) -> Hub:
    return Hub(shop, paired(shop))


def pass_by(hub: Hub, exchanges: Exchanges, ms: int) -> None:
    """Let time pass; what is due then is begun and done."""
    hub.moments.pass_by(ms)
    exchanges.look()
    hub.lane.run()


def test_alone_nothing_is_exchanged_and_the_chip_says_so(shop: Shop) -> None:
    hub = Hub(shop)
    exchanges, said = hub.begun(), []
    exchanges.said.connect(lambda words, well: said.append((words, well)))
    pass_by(hub, exchanges, 10 * MINUTE)
    exchanges.hurry()
    assert hub.line.exchanges == 0
    assert hub.connection.chip == ("hard-drive", "ok", "Works alone")
    assert said == [("This register works alone. Alt+H shows how to pair it with a hub.", False)]


def test_before_the_first_answer_nobody_says_that_it_works_alone(hub: Hub) -> None:
    hub.connection.tell(Connection(Reach.OPENING))
    exchanges, said = Exchanges(hub.door(), hub.side, hub.connection), []
    exchanges.said.connect(lambda words, well: said.append(words))
    exchanges.hurry()
    assert (hub.connection.chip[2], said) == ("Opening", [])
    exchanges.refresh()
    hub.lane.run()
    assert hub.connection.chip[2] == "Up to date 11:31"


def test_the_first_exchange_begins_by_itself_and_everything_is_sent(shop: Shop) -> None:
    hub = Hub(shop, paired(shop, *some_wait(shop)))
    exchanges = Exchanges(hub.door(), hub.side, hub.connection)
    exchanges.refresh()
    assert hub.connection.chip[2] == "14 waiting"
    assert hub.connection.explanation == "14 entries wait for the hub, the oldest since 10:52."
    hub.lane.run()
    assert hub.line.exchanges == 1
    assert hub.connection.chip == ("circle-check", "ok", "Up to date 11:31")


def test_it_waits_its_moment_at_the_start(shop: Shop) -> None:
    hub = Hub(shop, paired(shop), chance=0.5)
    exchanges = hub.begun()
    assert hub.line.exchanges == 0
    pass_by(hub, exchanges, 1_500)
    assert hub.line.exchanges == 1


def test_with_nothing_to_send_it_goes_on_every_thirty_seconds(hub: Hub) -> None:
    exchanges = hub.begun()
    pass_by(hub, exchanges, IDLE_MS - 1)
    assert hub.line.exchanges == 1
    pass_by(hub, exchanges, 1)
    assert hub.line.exchanges == 2


def test_what_is_recorded_goes_a_second_later(hub: Hub) -> None:
    exchanges = hub.begun()
    pass_by(hub, exchanges, 5_000)
    hub.connection.tell_waiting(1)
    pass_by(hub, exchanges, SOON_MS - 1)
    assert hub.line.exchanges == 1
    pass_by(hub, exchanges, 1)
    assert hub.line.exchanges == 2


def test_the_timer_itself_brings_it_on(hub: Hub, qtbot: QtBot) -> None:
    exchanges = hub.begun()
    hub.moments.pass_by(IDLE_MS - 20)
    exchanges.look()
    hub.moments.pass_by(20)
    qtbot.waitUntil(lambda: hub.lane.waiting() == 1)
    assert exchanges.now.running


def test_without_an_answer_the_chip_says_so_at_once_and_the_banner_after_two_minutes(hub: Hub) -> None:
    hub.chance = 0.999
    hub.line.wait(*some_wait(hub.shop))
    hub.line.trouble = no_answer()
    exchanges = hub.begun()
    pass_by(hub, exchanges, 3_000)
    assert hub.connection.chip == ("wifi-off", "warn", "14 waiting since 11:31")
    assert hub.connection.banner is None
    for _ in range(14):
        pass_by(hub, exchanges, 10_000)
    assert hub.connection.notice == (
        "Offline since 11:31. Visits are saved on this computer. Offers are from 11:28.",
        "wifi-off",
        "offline",
    )


def test_where_some_offers_need_the_hub_the_banner_says_so(hub: Hub) -> None:
    document = SAMPLE_PROGRAM.read_text(encoding="utf-8")
    only_online = document.replace('id = "t-shirt"\n', 'id = "t-shirt"\noffline = "online_only"\n')
    assert only_online != document
    hub.shop.happened(ProgramPublished(only_online))
    hub.line.trouble = no_answer()
    exchanges = hub.begun()
    pass_by(hub, exchanges, 3 * MINUTE)
    assert (hub.connection.banner or "").endswith("Offers are from 11:28. Some one-time offers need the hub.")


def test_after_a_day_what_came_from_the_hub_is_called_old(hub: Hub) -> None:
    hub.line.is_now = paired(hub.shop, minutes_ago=50 * 60)
    hub.line.trouble = no_answer()
    exchanges = hub.begun()
    pass_by(hub, exchanges, 3 * MINUTE)
    notice = hub.connection.notice
    assert notice is not None
    assert notice.tone == "bad"
    assert notice.words.endswith("Offers are from Nov 21, 09:31. They may be out of date (2 days).")


def test_back_online_is_said_after_a_while_offline(hub: Hub) -> None:
    hub.line.trouble, hub.line.will = no_answer(), Done(sent=14, came=3)
    exchanges = hub.begun()
    pass_by(hub, exchanges, 3 * MINUTE)
    hub.line.trouble = None
    exchanges.network_back()
    hub.lane.run()
    assert hub.connection.banner == "Back online. 14 entries sent, 3 came."
    assert hub.connection.chip[2] == "Up to date 11:34"
    assert exchanges.now.since is None


def test_asked_for_it_begins_at_once_and_says_how_it_ended(hub: Hub) -> None:
    hub.chance = 0.999
    exchanges, said = hub.begun(), []
    exchanges.said.connect(lambda words, well: said.append((words, well)))
    hub.line.trouble = no_answer("Nobody answered.")
    exchanges.hurry()
    hub.lane.run()
    hub.line.trouble, hub.line.will = None, Done(sent=1, came=2)
    exchanges.hurry()
    hub.lane.run()
    pass_by(hub, exchanges, IDLE_MS)
    assert hub.line.exchanges == 3
    assert said == [("Nobody answered.", False), ("In step with the hub. 1 entry sent, 2 came.", True)]


def test_a_hub_that_asks_for_patience_is_not_hurried(hub: Hub) -> None:
    hub.line.trouble = HubBusy("The hub has much to do.", after=20.0)
    exchanges = hub.begun()
    hub.line.trouble = None
    exchanges.hurry()
    pass_by(hub, exchanges, 19_999)
    assert hub.line.exchanges == 1
    pass_by(hub, exchanges, 1)
    assert hub.line.exchanges == 2


@pytest.mark.parametrize(
    ("trouble", "reach", "chip"),
    [
        (Revoked("Pair this register anew."), Reach.REVOKED, "Not let in"),
        (TooOld("Update PosDesk on this register."), Reach.OUTDATED, "Update needed"),
        (WrongHub("This is not the hub of this register."), Reach.ATTENTION, "Needs attention"),
        (OtherKey("Somebody is in between."), Reach.ATTENTION, "Needs attention"),
    ],
)
def test_what_somebody_has_to_mend_is_on_the_banner_at_once(
    hub: Hub, trouble: LineTrouble, reach: Reach, chip: str
) -> None:
    hub.line.trouble = trouble
    hub.begun()
    assert hub.connection.now.reach is reach
    assert hub.connection.chip[1:] == ("bad", chip)
    assert hub.connection.banner == trouble.words


def test_an_exchange_that_ends_badly_again_and_again_is_no_missing_network(hub: Hub) -> None:
    hub.line.trouble = NotTaken("The hub answered, and took none of the facts it was sent.")
    exchanges = hub.begun()
    assert hub.connection.banner is None
    pass_by(hub, exchanges, 3 * MINUTE)
    assert hub.connection.banner == "The hub answered, and took none of the facts it was sent."


def test_trouble_of_this_computer_in_an_exchange_is_told_like_trouble_of_the_line(hub: Hub) -> None:
    hub.line.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")
    exchanges = hub.begun()
    assert exchanges.now.trouble is not None
    assert exchanges.now.trouble.words == "The disk is full."


def test_a_clock_that_is_far_off_is_said_and_one_that_is_nearly_right_is_not(hub: Hub) -> None:
    hub.line.will = Done(off=-4 * MINUTE)
    exchanges = hub.begun()
    assert hub.connection.now.reach is Reach.UP_TO_DATE
    hub.line.will = Done(off=-13 * MINUTE)
    pass_by(hub, exchanges, IDLE_MS)
    assert hub.connection.chip == ("clock", "warn", "Clock is off")
    assert hub.connection.banner == (
        "The clock of this computer is 13 minutes behind the hub's. Set it; visits are saved anyway."
    )


def test_what_the_hub_did_not_take_needs_attention_without_a_banner(hub: Hub) -> None:
    aside = (SetAside("a", "visit.recorded", hub.shop.clock.now(), "It names nobody."),)
    hub.line.is_now = replace(hub.line.is_now, aside=aside, unread=3)
    hub.begun()
    assert hub.connection.chip[2] == "Needs attention"
    assert hub.connection.banner is None
    assert hub.connection.explanation == (
        "The hub did not take 1 entry of this register. They are kept here; Alt+H shows it. "
        "3 entries came that only a newer PosDesk can read. Update this register; they are kept until then."
    )


@pytest.mark.parametrize(
    ("done", "beginning"),
    [
        (Done(lineage=Lineage.RESTORED), "This register was put back to an older copy of itself."),
        (Done(lineage=Lineage.FORKED), "Another computer bears the name of this register"),
        (Done(again=5), "The hub was put back to an older copy of itself."),
    ],
)
def test_a_copy_that_was_put_back_is_told_until_the_program_ends(hub: Hub, done: Done, beginning: str) -> None:
    hub.line.will = done
    exchanges = hub.begun()
    pass_by(hub, exchanges, IDLE_MS)
    hub.line.will = Done()
    pass_by(hub, exchanges, IDLE_MS)
    (note,) = exchanges.now.notes
    assert note.startswith(beginning)
    assert hub.connection.now.reach is Reach.ATTENTION


def test_what_comes_is_told_while_the_exchange_goes_on_and_stays_when_it_fails(hub: Hub) -> None:
    fact = hub.shop.visit(hub.shop.member("Ada", "Byron"), 1_000)
    hub.line.parts = [(Done(came=1), [fact]), (Done(came=1), [])]
    hub.line.trouble = no_answer()
    came: list[object] = []
    exchanges = Exchanges(hub.door(), hub.side, hub.connection)
    exchanges.came.connect(came.append)
    exchanges.refresh()
    hub.lane.run()
    assert came == [[Came(fact.subject, "visit.recorded")]]


def test_one_that_is_stuck_is_given_up_and_another_begins(hub: Hub) -> None:
    hub.line.wait(*some_wait(hub.shop))
    exchanges = Exchanges(hub.door(), hub.side, hub.connection)
    exchanges.refresh()
    hub.moments.pass_by(STUCK_MS - 1)
    exchanges.look()
    assert (hub.lane.renewed, exchanges.now.running) == (0, True)
    hub.moments.pass_by(1)
    exchanges.look()
    assert (hub.lane.renewed, exchanges.now.running) == (1, False)
    assert exchanges.now.trouble is not None
    assert exchanges.now.trouble.words == "The exchange did not move on and was begun anew. Nothing was lost."
    hub.lane.run()  # the one that was stuck comes back after all, and nobody listens
    assert exchanges.now.trouble is not None
    pass_by(hub, exchanges, 5_000)
    assert exchanges.now.trouble is None


def test_a_sign_of_life_keeps_it(hub: Hub) -> None:
    hub.line.wait(*some_wait(hub.shop))
    exchanges = Exchanges(hub.door(), hub.side, hub.connection)
    exchanges.refresh()
    hub.moments.pass_by(STUCK_MS - 1)
    hub.side.pulse.beat()
    hub.moments.pass_by(STUCK_MS - 1)
    exchanges.look()
    assert hub.lane.renewed == 0


def test_a_register_that_is_paired_no_more_works_alone(hub: Hub) -> None:
    exchanges = hub.begun()
    hub.line.is_now = replace(hub.line.is_now, url=None)
    hub.line.trouble = Refused(Refusal(RefusalCode.NOT_PAIRED, "Not paired."))
    pass_by(hub, exchanges, IDLE_MS)
    assert hub.connection.now.reach is Reach.ALONE
    pass_by(hub, exchanges, 10 * IDLE_MS)
    assert hub.line.exchanges == 2


def test_the_count_of_what_waits_follows_the_line(hub: Hub, qapp: QApplication) -> None:
    exchanges = hub.begun()
    hub.line.is_now = paired(hub.shop, WaitingKind("visit.recorded", 2, hub.shop.clock.now()))
    exchanges.refresh()
    assert hub.connection.now.waiting == 2
    assert exchanges.now.waiting == 2


def test_what_changes_the_pairing_does_not_wait_for_the_exchange_under_way(hub: Hub) -> None:
    exchanges = Exchanges(hub.door(), hub.side, hub.connection)
    exchanges.refresh()
    assert exchanges.now.running
    exchanges.stand_back()
    assert (hub.lane.renewed, exchanges.now.running) == (1, False)
    hub.line.trouble = no_answer()
    hub.lane.run()
    assert exchanges.now.trouble is None, "nobody listens to it any more"
    exchanges.stand_back()
    assert hub.lane.renewed == 1


def test_since_when_it_is_offline_is_reckoned_back_when_the_answer_comes_late(hub: Hub) -> None:
    hub.line.trouble, hub.chance = no_answer(), 0.999
    ledger = FakeLane()
    exchanges = Exchanges(DeskDoor(hub.shop.desk, ledger), hub.side, hub.connection)
    exchanges.refresh()
    ledger.run()
    hub.moments.pass_by(3_000)
    exchanges.look()
    hub.lane.run()
    failed_at = hub.shop.clock.now()
    hub.moments.pass_by(5 * MINUTE)
    ledger.run(1)
    assert exchanges.now.since == failed_at
