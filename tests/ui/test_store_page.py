"""The store's settings without a window: what is in force at once, what F4 takes back, and what it does not."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from posdesk.counter import signing_in
from posdesk.domain.facts import MemberErased
from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode
from posdesk.domain.staff_facts import Role
from posdesk.hardware import settings as remembered
from posdesk.hardware.settings import Codes
from posdesk.office import programs, staff
from tests.builders import Shop, a_shop
from tests.ui.stores import MONTHS, Store, a_store, gone_for_years
from ui import settings_wording
from ui import store_wording as wording
from ui.viewmodels.forgetting import Doing
from ui.viewmodels.store_page import OFF

FULL = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full.")


@pytest.fixture
def shop(qapp: QApplication) -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def store(shop: Shop) -> Store:
    gone_for_years(shop)
    return a_store(shop)


def state_of(store: Store) -> str | None:
    chosen = store.packs.chosen()
    return None if chosen is None else chosen.state


# ------------------------------------------------------------------------------------------------------- the ID check


def test_the_rules_of_the_state_stand_there_with_source_and_who_checked_them(store: Store) -> None:
    gate = store.opened().gate
    assert gate is not None
    assert gate.chosen is not None
    assert wording.chosen(gate.chosen).startswith(
        "Rules of Colorado, as of Nov 1, 2026. A starting point, and no legal"
    )
    told = wording.rules(gate.chosen)
    assert [name for name, _ in told] == [
        "Adults: 21 or older",
        "With a medical card: 18 or older",
        "An ID that expired",
        "A machine reads the ID: allowed",
        "Name and birthday for enrolment: allowed",
        "Keyed hash of the number: not allowed",
    ]
    assert wording.checked(told[2][1]) == (
        "Source: rules on acceptable identification. Status: to be checked by the store's counsel."
    )


def test_another_state_or_none_is_in_force_at_once_and_f4_takes_it_back_one_by_one(store: Store) -> None:
    page = store.opened()
    page.choose_state("MI")
    assert (state_of(store), page.words) == ("MI", "The ID check follows the rules of Michigan from now on.")
    page.choose_state(OFF)
    assert (state_of(store), page.words) == (None, "The ID check is off.")
    page.undo()
    assert (state_of(store), page.words) == ("MI", "Taken back: state of the ID check.")
    page.undo()
    assert state_of(store) == "CO"
    page.undo()
    assert (state_of(store), page.trouble) == ("CO", settings_wording.NOTHING_TO_UNDO)


def test_the_state_that_holds_already_is_nothing_to_take_back(store: Store) -> None:
    page = store.opened()
    page.choose_state("CO")
    assert page.undoing.what is None


def test_a_choice_that_cannot_be_read_is_said_and_not_taken_for_off(store: Store) -> None:
    store.packs.damaged = "posdesk.gate.json is damaged."
    page = store.opened()
    assert page.gate is not None
    assert (page.gate.known, page.gate.chosen, page.gate.trouble) == (False, None, "posdesk.gate.json is damaged.")
    page.choose_state("IL")
    assert (page.gate.known, state_of(store), page.gate.trouble) == (True, "IL", None)
    assert page.undoing.what is None  # nobody knows what it was


def test_a_pack_that_cannot_be_read_is_said_and_the_check_can_still_be_turned_off(store: Store) -> None:
    store.packs.bad = "IL.json: the state pack is not text."
    page = store.opened()
    assert page.gate is not None
    assert (page.gate.state, page.gate.trouble, page.gate.packs) == ("CO", store.packs.bad, ())
    page.choose_state("MI")
    assert (state_of(store), page.trouble) == ("CO", store.packs.bad)
    page.choose_state(OFF)
    assert state_of(store) is None


def test_undo_does_not_take_back_what_somebody_else_chose_since(store: Store) -> None:
    page = store.opened()
    page.choose_state("MI")
    store.packs.choose("CA")
    page.undo()
    assert (state_of(store), page.trouble) == ("CA", wording.STATE_CHANGED)


# -------------------------------------------------------------------------------------------------- how long it is kept


def test_the_months_stand_in_the_program_and_f4_puts_the_older_number_back(store: Store) -> None:
    page = store.opened()
    assert page.typed == "24"
    page.type_months("36")
    page.set_months()
    page.set_months()  # Enter, and then the line is left
    assert (store.months, page.words) == (36, "Members may be forgotten after 36 months without a visit from now on.")
    assert len(store.shop.desk.programs.documents()) == 3
    page.undo()
    assert (store.months, page.typed, page.undoing.what) == (MONTHS, "24", None)


def test_nothing_typed_keeps_members_for_ever_and_nothing_is_counted(store: Store) -> None:
    page = store.opened()
    page.type_months(" ")
    page.set_months()
    assert (store.months, page.forgetting.counted, page.forgetting.may_count) == (None, None, False)
    page.forgetting.forget()
    assert (page.forgetting.asked, store.erased) == (False, [])
    page.undo()
    assert store.months == MONTHS
    assert page.forgetting.counted is not None


@pytest.mark.parametrize("typed", ["0", "1201", "-3", "12.5", "two years", "٣", "9" * 30])
def test_what_is_no_number_of_months_changes_nothing_and_stays_typed(store: Store, typed: str) -> None:
    page = store.opened()
    page.type_months(typed)
    page.set_months()
    assert (store.months, page.trouble, page.typed) == (MONTHS, wording.BAD_MONTHS, typed)


def test_undo_does_not_take_back_a_program_that_came_from_elsewhere(store: Store) -> None:
    page = store.opened()
    page.type_months("36")
    page.set_months()
    programs.keep_for(store.shop.desk, 60)
    page.undo()
    assert (store.months, page.trouble) == (60, wording.MONTHS_CHANGED)


def test_a_program_that_comes_meanwhile_is_shown_and_what_is_typed_stays(store: Store) -> None:
    page = store.opened()
    programs.keep_for(store.shop.desk, 60)
    page.refresh()
    assert (page.typed, page.forgetting.counted) == ("60", None)
    page.type_months("3")
    programs.keep_for(store.shop.desk, 12)
    page.refresh()
    assert page.typed == "3"


# ------------------------------------------------------------------------------------------------------ cards and slips


def test_settings_of_slips_are_in_force_at_once_and_f4_takes_them_back(store: Store) -> None:
    heard: list[object] = []
    page = store.opened()
    page.settings_changed.connect(heard.append)
    page.set("card_on_slip", "yes")
    page.set("codes", "picture")
    assert (store.plugs.settings.card_on_slip, store.plugs.settings.codes) == (True, Codes.PICTURE)
    assert heard[-1] == store.plugs.settings == page.settings
    page.undo()
    assert (store.plugs.settings.card_on_slip, store.plugs.settings.codes) == (True, Codes.PRINTER)
    assert page.words == "Taken back: who draws QR codes."
    page.undo()
    assert (store.plugs.settings.card_on_slip, page.undoing.what) == (False, None)


def test_what_another_page_set_meanwhile_stays(store: Store) -> None:
    page = store.opened()
    page.set("card_on_slip", "yes")
    store.plugs.settings = remembered.changed(store.plugs.settings, "paper", "58")
    page.set("codes", "picture")
    page.undo()
    page.undo()
    assert (store.plugs.settings.paper, store.plugs.settings.card_on_slip) == ("58", False)


def test_what_was_changed_before_the_page_was_opened_stays_changed(store: Store) -> None:
    page = store.opened()
    page.set("card_on_slip", "yes")
    page.leave()
    page.open(store.plugs.settings)
    page.undo()
    assert (store.plugs.settings.card_on_slip, page.trouble) == (True, settings_wording.NOTHING_TO_UNDO)


# ---------------------------------------------------------------------------------------------------------- permissions


@pytest.fixture
def cys(shop: Shop) -> Store:
    """Cy serves; nobody allows anything."""
    gone_for_years(shop)
    owner = signing_in.make_owner(shop.desk, "Ana", "4719")
    staff.add(owner, "Cy", Role.BUDTENDER, "913604")
    return a_store(shop, at=signing_in.sign_in(shop.desk, "Cy", "913604"))


@pytest.mark.rule("I06")
def test_a_budtender_looks_and_changes_and_forgets_nothing(cys: Store) -> None:
    page = cys.opened()
    assert page.now is not None
    assert (page.now.may_forget, page.forgetting.counted, page.trouble) == (False, None, None)
    settings = "Changing settings and stock of the store is for a manager or an owner."
    acts: tuple[tuple[Callable[[], None], str], ...] = (
        (lambda: page.choose_state(OFF), settings),
        (lambda: page.set("card_on_slip", "yes"), settings),
        (page.forgetting.count, "Forgetting a member is for a manager or an owner."),
    )
    for act, words in acts:
        act()
        assert page.trouble == words
    page.type_months("1")
    page.set_months()
    assert (page.trouble, page.typed) == ("Publishing a program is for an owner.", "24")
    assert (state_of(cys), cys.months, cys.plugs.settings.card_on_slip) == ("CO", MONTHS, False)
    assert (page.undoing.what, page.forgetting.doing) == (None, Doing.NOTHING)
    assert not [fact for fact in cys.shop.ledger.facts.values() if isinstance(fact.body, MemberErased)]


def test_settings_that_cannot_be_written_down_are_words_and_stay_as_they_were(shop: Shop) -> None:
    store = a_store(shop)
    page = store.opened()
    shop.ledger.trouble = FULL
    page.type_months("36")
    page.set_months()
    assert (store.months, page.trouble, page.undoing.what) == (MONTHS, "The disk is full.", None)
