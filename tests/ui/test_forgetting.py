"""Who has been away for years, counted and forgotten on the page of the store's settings: said before, one by one,
never taken back."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from posdesk.domain.facts import MemberField, MemberFieldSet
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.office import purge_report
from tests.builders import Shop, a_shop
from tests.fakes.lane import FakeLane
from tests.ui.stores import AWAY, Store, a_store, gone_for_years
from ui import settings_wording
from ui import store_wording as wording
from ui.viewmodels.forgetting import Doing

FULL = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")


@pytest.fixture
def shop(qapp: QApplication) -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def store(shop: Shop) -> Store:
    gone_for_years(shop)
    return a_store(shop)


@pytest.mark.rule("I06", "G13")
def test_what_would_go_is_counted_by_kind_and_nothing_goes_yet(store: Store) -> None:
    page = store.opened()
    assert page.forgetting.counted is not None
    assert (page.forgetting.counted.dry, page.forgetting.counted.members) == (True, 3)
    assert wording.by_kind(page.forgetting.counted) == "First name 3 · Last name 3 · Phone 3 · E-mail 2 · Birthday 3"
    assert store.erased == []


@pytest.mark.rule("I06")
def test_members_are_forgotten_only_after_it_was_said_what_goes_and_f4_brings_nobody_back(store: Store) -> None:
    said: list[str] = []
    page = store.opened()
    page.forgetting.forgot.connect(said.append)
    page.forgetting.forget()
    assert page.forgetting.counted is not None
    assert (page.forgetting.asked, store.erased) == (True, [])
    assert "3 members last seen before Nov 23, 2024" in wording.really(page.forgetting.counted)
    assert "Nothing brings it back" in wording.really(page.forgetting.counted)
    page.forgetting.forget()
    assert len(store.erased) == 3
    assert page.forgetting.report is not None
    assert (page.forgetting.report.dry, page.forgetting.report.members, page.forgetting.asked) == (False, 3, False)
    assert wording.forgotten(page.forgetting.report).endswith("It cannot be taken back.")
    assert said == [wording.forgotten(page.forgetting.report)]
    page.undo()
    assert (page.trouble, len(store.erased)) == (settings_wording.NOTHING_TO_UNDO, 3)
    page.forgetting.count()
    assert page.forgetting.counted is not None
    assert (page.forgetting.counted.members, page.forgetting.may_forget) == (0, False)


def test_whoever_thinks_better_of_it_keeps_them(store: Store) -> None:
    page = store.opened()
    page.forgetting.forget()
    page.forgetting.keep()
    page.forgetting.forget()
    assert (page.forgetting.asked, store.erased) == (True, [])
    page.leave()
    page.open(store.plugs.settings)
    assert page.forgetting.asked is False


@pytest.mark.rule("I06")
def test_another_day_than_the_one_that_was_counted_forgets_nobody(store: Store) -> None:
    page = store.opened()
    page.forgetting.forget()
    store.shop.clock.advance(24 * 60)
    page.forgetting.forget()
    assert (store.erased, page.forgetting.counted) == ([], None)
    assert page.trouble is not None
    assert "Count again" in page.trouble


@pytest.mark.rule("I06")
def test_it_goes_on_one_by_one_and_who_comes_meanwhile_stays(shop: Shop) -> None:
    away, lane = gone_for_years(shop), FakeLane()
    store = a_store(shop, lane=lane)
    page = store.opened()
    lane.run()
    page.forgetting.forget()
    page.forgetting.forget()
    assert page.forgetting.doing is Doing.FORGETTING
    lane.run(2)  # the beginning, and the first one
    assert (store.erased, page.forgetting.so_far, page.forgetting.of) == ([away[0]], 1, 3)
    assert wording.forgetting(1, 3) == "Forgetting… 1 of 3 so far. Esc stops it."
    shop.visit(away[2], 4000)
    lane.run()
    assert (store.erased, page.forgetting.doing) == (away[:2], Doing.NOTHING)
    assert page.forgetting.report is not None
    assert page.forgetting.report.members == 2


@pytest.mark.rule("I06")
def test_stopped_in_the_middle_it_says_how_many_are_forgotten(shop: Shop) -> None:
    away, lane = gone_for_years(shop), FakeLane()
    store, said = a_store(shop, lane=lane), list[str]()
    page = store.opened()
    page.forgetting.forgot.connect(said.append)
    lane.run()
    page.forgetting.forget()
    page.forgetting.forget()
    lane.run(2)
    page.forgetting.count()  # the same key stops
    lane.run()
    assert store.erased == away[:2]  # the second one was under way
    assert page.words == "Ended early: 2 members were forgotten, and that cannot be taken back. Count again."
    assert (said, page.forgetting.doing, page.forgetting.counted) == ([page.words], Doing.NOTHING, None)


@pytest.mark.rule("LG06", "I06")
def test_a_full_disk_in_the_middle_is_words_and_what_was_done_stays_done(shop: Shop) -> None:
    away, lane = gone_for_years(shop), FakeLane()
    store = a_store(shop, lane=lane)
    page = store.opened()
    lane.run()
    page.forgetting.forget()
    page.forgetting.forget()
    lane.run(2)
    shop.ledger.trouble = FULL
    lane.run()
    assert store.erased == away[:1]
    assert (page.trouble, page.words) == (
        "The disk is full.",
        "Ended early: 1 member was forgotten, and that cannot be taken back. Count again.",
    )
    page.forgetting.count()
    lane.run()
    assert page.forgetting.counted is not None
    assert page.forgetting.counted.members == 2


def test_a_count_is_stopped_by_its_key_and_by_leaving(shop: Shop) -> None:
    gone_for_years(shop)
    lane = FakeLane()
    store = a_store(shop, lane=lane)
    page = store.opened()
    lane.run(1)
    assert page.forgetting.doing is Doing.COUNTING
    page.forgetting.count()
    lane.run()
    assert (page.forgetting.doing, page.forgetting.counted, page.words) == (Doing.NOTHING, None, wording.STOPPED)
    page.forgetting.count()
    page.leave()
    lane.run()
    assert (page.forgetting.doing, page.forgetting.counted) == (Doing.NOTHING, None)


def test_where_nobody_is_due_there_is_nothing_to_forget(shop: Shop) -> None:
    page = a_store(shop).opened()
    assert page.forgetting.counted is not None
    assert (page.forgetting.counted.members, page.forgetting.may_forget) == (0, False)
    page.forgetting.forget()
    assert not page.forgetting.asked


@pytest.mark.rule("G13", "G27")
@pytest.mark.parametrize("ending", ["txt", "json"])
def test_the_report_is_saved_with_numbers_and_nothing_of_anybody(store: Store, tmp_path: Path, ending: str) -> None:
    (first, *_) = store.shop.directory.recent(1)
    store.shop.happened(MemberFieldSet(MemberField.MEMBER_TYPE, "medical"), first.member)
    page = store.opened()
    page.forgetting.forget()
    page.forgetting.forget()
    page.forgetting.save(tmp_path / f"report.{ending}")
    text = (tmp_path / f"report.{ending}").read_text("utf-8")
    assert page.words == f"Saved as report.{ending}. It holds numbers only, and nobody's name."
    for word in (*AWAY, "Zebulonica", "555410", "z@example", "1990", "medical", first.member):
        assert word not in text
    if ending == "json":
        told = json.loads(text)
        assert (told["members"], told["parts"]["phone"], told["by"]) == (3, 3, "Dana R.")
    else:
        assert "Forgot 3 members last seen before Nov 23, 2024" in text
    assert page.forgetting.report is not None
    page.forgetting.save(tmp_path / "nowhere" / "report.txt")
    assert page.trouble is not None
    assert "cannot be written" in page.trouble
    assert purge_report.counts(page.forgetting.report)
