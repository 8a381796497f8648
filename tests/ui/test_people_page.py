"""The page of who works here, in the whole window over a shop in memory, by keyboard; and how it looks."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from posdesk.counter import signing_in
from posdesk.domain.campaign_document import parse
from posdesk.domain.facts import MemberField, MemberFieldSet
from posdesk.domain.refusals import EnvironmentTrouble, Refused, TroubleCode
from posdesk.domain.staff import Person
from posdesk.domain.staff_facts import Role
from posdesk.office import staff
from tests.builders import Shop
from tests.ui.golden import Golden
from tests.ui.keys import Key, alt, press
from tests.ui.office import an_office
from tests.ui.shop import People
from tests.ui.signing import BUDTENDERS, MANAGERS, OWNERS, a_window, lock_of, press_lock, sign_in, signed_in
from tests.ui.test_approval import approvals_in
from tests.ui.whole import assert_whole, scrolls
from ui import office_wording, screenshots, theme
from ui import people_wording as wording
from ui.main_window import MainWindow
from ui.viewmodels import office_cases
from ui.views.people_view import PeopleView
from ui.widgets.buttons import KeyButton
from ui.widgets.text import Label

DANAS = "640285"
CAMPAIGN = """
[campaign]
id = "thank-you"
title = "Thank you"
say = "{title} today."

[campaign.when]
trigger = "look_up"

[campaign.where]
all = [{ field = "member_type", is = "cardholder" }]

[campaign.reward]
kind = "amount_off"
title = "$10 off"
amount = "$10"
"""


def opened(window: MainWindow, name: str, pin: str) -> PeopleView:
    """The page, after somebody signed in."""
    sign_in(window, name, pin)
    window.run_command("people")
    view = lock_of(window).staff_room.shown
    assert view is not None
    return view


def control(key: Key) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()


def mark(view: PeopleView, name: str) -> None:
    """Arrows to a name, Enter: its line is typed in."""
    view.take_focus()
    press(*[Key.Key_Up] * 9)
    press(*[Key.Key_Down] * [row.cells[0] for row in view.list.rows].index(name), Key.Key_Return)


def listed(view: PeopleView) -> list[tuple[str, str, str]]:
    return [(row.cells[0], row.cells[1], row.chip.words if row.chip else "") for row in view.list.rows]


def person(shop: Shop, name: str) -> Person:
    (found,) = (each for each in staff.listed(shop.desk) if each.name == name)
    return found


def test_it_lists_who_works_here_with_role_and_state(locked: MainWindow, staffed: Shop) -> None:
    owner = signing_in.sign_in(staffed.desk, "Ana", OWNERS)
    staff.add(owner, "Dana", Role.BUDTENDER)
    staff.end(owner, "Cy")
    view = opened(locked, "Ana", OWNERS)
    assert view.isVisible()
    assert listed(view) == [
        ("Ana", "Owner", "Signs in"),
        ("Ben", "Manager", "Signs in"),
        ("Dana", "Budtender", "No PIN yet"),
        ("Cy", "Budtender", "Left"),
    ]
    mark(view, "Cy")
    assert view.line.text() == wording.LEFT_LINE
    assert not view.save.isEnabled()
    assert not view.end.isEnabled()


def test_somebody_is_added_by_keyboard_and_signs_in(locked: MainWindow, staffed: Shop) -> None:
    view = opened(locked, "Ben", MANAGERS)
    control(Key.Key_N)
    press("Dana Reed", Key.Key_Tab, Key.Key_Tab, DANAS, Key.Key_Tab, "1", Key.Key_Return)
    assert view.wrong.words.text() == wording.NOT_THE_SAME
    assert (view.pin.line.text(), view.again.line.text(), view.name.line.text()) == ("", "", "Dana Reed")
    view.pin.line.setFocus()
    press(DANAS, Key.Key_Tab, DANAS, Key.Key_Return)
    assert view.done.words.text() == "Dana Reed works here now, as a budtender."
    assert listed(view)[-1] == ("Dana Reed", "Budtender", "Signs in")
    assert (view.pin.line.text(), view.title.text()) == ("", "Dana Reed")
    press_lock()
    sign_in(locked, "Dana Reed", DANAS)
    assert signed_in(locked) == "Dana Reed"


def test_a_name_that_is_taken_and_a_pin_that_everybody_tries_are_refused_on_the_page(locked: MainWindow) -> None:
    view = opened(locked, "Ana", OWNERS)
    control(Key.Key_N)
    press("cy", Key.Key_Return)
    assert view.wrong.words.text().startswith("“cy” works here already.")
    view.name.line.selectAll()
    press("Eli")
    view.pin.line.setFocus()
    press("1234", Key.Key_Tab, "1234", Key.Key_Return)
    assert "Everybody tries this PIN first" in view.wrong.words.text()
    assert [row.cells[0] for row in view.list.rows] == ["Ana", "Ben", "Cy"]


def test_a_role_is_changed_and_the_last_owner_stays_one(locked: MainWindow, staffed: Shop) -> None:
    view = opened(locked, "Ana", OWNERS)
    mark(view, "Cy")
    press(Key.Key_Tab, Key.Key_Down)
    assert view.may.text() == wording.ROLE_MAY["manager"]
    control(Key.Key_Return)
    assert view.done.words.text().startswith("Cy is a manager.")
    assert person(staffed, "Cy").role is Role.MANAGER
    mark(view, "Ana")
    press(Key.Key_Tab, Key.Key_Up)
    control(Key.Key_Return)
    assert view.wrong.words.text() == "This is the last owner. Make somebody else an owner first."
    alt(Key.Key_X)
    alt(Key.Key_X)
    assert view.wrong.words.text() == "This is the last owner. Make somebody else an owner first."
    assert (person(staffed, "Ana").role, person(staffed, "Ana").ended) == (Role.OWNER, False)


def test_a_manager_has_budtenders_only_and_an_owners_pin_lets_more_be_done_once(
    locked: MainWindow, staffed: Shop
) -> None:
    view = opened(locked, "Ben", MANAGERS)
    mark(view, "Cy")
    press(Key.Key_Tab, Key.Key_Down)
    control(Key.Key_Return)
    approval = lock_of(locked).approval
    assert approval is not None
    assert approval.words.text() == "Changing who works here is for an owner."
    press(Key.Key_Down, MANAGERS, Key.Key_Return)
    assert approval.isVisible(), "a manager may not approve what is for an owner"
    press(Key.Key_Up, OWNERS, Key.Key_Return)
    assert not approval.isVisible()
    assert person(staffed, "Cy").role is Role.MANAGER
    assert [each.act for each in approvals_in(staffed)] == ["manage_staff"]


def test_a_budtender_looks_and_asks_a_manager_for_the_rest(locked: MainWindow, staffed: Shop) -> None:
    view = opened(locked, "Cy", BUDTENDERS)
    control(Key.Key_N)
    press("Dana", Key.Key_Return)
    approval = lock_of(locked).approval
    assert approval is not None
    assert approval.isVisible()
    press(Key.Key_Escape)
    assert view.wrong.words.text() == "Changing who works here is for a manager or an owner."
    assert view.name.line.text() == "Dana"
    assert [row.cells[0] for row in view.list.rows] == ["Ana", "Ben", "Cy"]


def test_ones_own_pin_needs_the_one_in_force_and_nobody_else(locked: MainWindow, staffed: Shop) -> None:
    view = opened(locked, "Cy", BUDTENDERS)
    mark(view, "Cy")
    assert view.line.text() == wording.ME_LINE
    view.pin.line.setFocus()
    press(DANAS, Key.Key_Tab, DANAS)
    alt(Key.Key_I)
    assert view.wrong.words.text() == wording.TYPE_OWN
    view.own.line.setFocus()
    press("5555", Key.Key_Tab, DANAS, Key.Key_Tab, DANAS, Key.Key_Return)
    assert view.wrong.words.text() == "That PIN does not go with that name."
    view.own.line.setFocus()
    press(BUDTENDERS, Key.Key_Tab, DANAS, Key.Key_Tab, DANAS, Key.Key_Return)
    assert view.done.words.text() == "Cy has a new PIN."
    press_lock()
    sign_in(locked, "Cy", DANAS)
    assert signed_in(locked) == "Cy"


def test_a_manager_gives_a_budtender_a_new_pin(locked: MainWindow, staffed: Shop) -> None:
    view = opened(locked, "Ben", MANAGERS)
    mark(view, "Cy")
    assert not view.own.isVisible()
    alt(Key.Key_I)
    assert view.wrong.words.text() == wording.TYPE_NEW
    view.pin.line.setFocus()
    press("6402x85", Key.Key_Tab, DANAS, Key.Key_Return)
    assert view.done.words.text() == "Cy has a new PIN."
    assert signing_in.sign_in(staffed.desk, "Cy", DANAS).station.staff == person(staffed, "Cy").id


def test_ending_somebody_takes_two_presses_and_another_key_takes_the_question_back(
    locked: MainWindow, staffed: Shop
) -> None:
    view = opened(locked, "Ana", OWNERS)
    mark(view, "Cy")
    alt(Key.Key_X)
    assert view.end.text() == "Cy has left?"
    press("y")
    assert view.end.text() == wording.END
    alt(Key.Key_X)
    alt(Key.Key_X)
    assert person(staffed, "Cy").ended
    assert listed(view)[-1] == ("Cy", "Budtender", "Left")
    assert view.done.words.text().startswith("Cy does not work here any more.")


def test_who_ends_him_or_herself_finds_the_lock(locked: MainWindow, staffed: Shop) -> None:
    staff.add(signing_in.sign_in(staffed.desk, "Ana", OWNERS), "Zoe", Role.OWNER, DANAS)
    lock_of(locked).signing.refresh()
    view = opened(locked, "Zoe", DANAS)
    mark(view, "Zoe")
    alt(Key.Key_X)
    alt(Key.Key_X)
    assert lock_of(locked).locked
    assert "Zoe" not in [each.name for each in lock_of(locked).signing.entry.people]


def test_a_full_disk_changes_nothing_and_the_page_goes_on(locked: MainWindow, staffed: Shop) -> None:
    view = opened(locked, "Ana", OWNERS)
    mark(view, "Cy")
    staffed.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "The disk is full. Free some space.")
    alt(Key.Key_X)
    alt(Key.Key_X)
    assert locked.model.notices.trouble == "The disk is full. Free some space."
    assert not person(staffed, "Cy").ended
    alt(Key.Key_X)
    alt(Key.Key_X)
    assert person(staffed, "Cy").ended


def test_esc_leads_back_to_the_counter_and_a_name_is_never_read_as_markup(locked: MainWindow, staffed: Shop) -> None:
    staff.add(signing_in.sign_in(staffed.desk, "Ana", OWNERS), "<b>Dana</b>", Role.BUDTENDER)
    view = opened(locked, "Ana", OWNERS)
    mark(view, "<b>Dana</b>")
    assert view.title.textFormat() is Qt.TextFormat.PlainText
    assert view.title.text() == "<b>Dana</b>"
    press(Key.Key_Escape)
    assert locked.page.top.search.hasFocus()


def test_where_nobody_works_yet_the_first_owner_is_asked_for(window: MainWindow) -> None:
    window.run_command("people")
    view = lock_of(window).view
    assert view is not None
    assert view.heading.text() == wording.WHO_ARE_YOU
    assert lock_of(window).staff_room.shown is None


def test_all_of_it_is_named_large_enough_reached_by_tab_and_no_pin_is_shown(locked: MainWindow) -> None:
    view = opened(locked, "Ana", OWNERS)
    shown = [each for each in (*view.findChildren(KeyButton), *view.findChildren(QLineEdit)) if each.isVisible()]
    assert [each for each in shown if not each.accessibleName()] == []
    assert [(each.accessibleName(), each.height()) for each in shown if each.height() < theme.TARGET] == []
    hidden = (view.own.line, view.pin.line, view.again.line)
    assert {each.echoMode() for each in hidden} == {QLineEdit.EchoMode.Password}
    seen = set()
    for _ in range(30):
        press(Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert {*shown, view.list, view.role} <= seen


@pytest.mark.parametrize("scale", [100, 115, 133, 150])
def test_nothing_is_cut_in_the_smallest_usual_window(
    scale: int, qtbot: QtBot, qapp: QApplication, staffed: Shop, settings: QSettings
) -> None:
    settings.setValue("look/scale", scale)
    window = a_window(qtbot, staffed, settings)
    view = opened(window, "Ana", OWNERS)
    mark(view, "Ana")
    alt(Key.Key_X)
    alt(Key.Key_X)  # the longest words in red: the last owner
    for adding in (False, True):
        if adding:
            control(Key.Key_N)
        for widget in view.findChildren(QWidget):
            if widget.isVisible() and not scrolls(widget):
                assert_whole(widget)
    qapp.removeEventFilter(window)


@pytest.mark.golden
@pytest.mark.parametrize(("look", "scale"), [("light", 100), ("dark", 150)])
def test_it_looks_as_it_was_looked_at(
    look: str, scale: int, qtbot: QtBot, qapp: QApplication, shop: Shop, people: People, settings: QSettings,
    golden: Golden,
) -> None:  # fmt: skip
    settings.setValue("look/theme", look)
    settings.setValue("look/scale", scale)
    owner = signing_in.make_owner(shop.desk, "Ana Ruiz", OWNERS)
    staff.add(owner, "Ben Ito", Role.MANAGER, MANAGERS)
    for colleague in ("Cy", "Dana Reed", "Fay Montgomery-Stewart"):
        staff.add(owner, colleague, Role.BUDTENDER, BUDTENDERS if colleague == "Cy" else None)
    staff.end(owner, "Dana Reed")
    window = a_window(qtbot, shop, settings)
    view = opened(window, "Ana Ruiz", OWNERS)
    if look == "dark":
        control(Key.Key_N)
        press("Ben Ito", Key.Key_Return)
    else:
        mark(view, "Ana Ruiz")
        view.own.line.setFocus()
        press("4719")
    QApplication.processEvents()
    golden(f"people-page-{look}-{scale}", window.grab())
    qapp.removeEventFilter(window)


# ----------------------------------------------------------------------------------------------- what is hidden by role


@pytest.mark.rule("G27")
def test_the_card_says_what_kind_a_member_is_to_a_manager_only_and_not_while_hidden(
    locked: MainWindow, staffed: Shop, people: People
) -> None:
    staffed.happened(MemberFieldSet(MemberField.MEMBER_TYPE, "cardholder"), people.maria)
    seen = {}
    for name, pin in (("Cy", BUDTENDERS), ("Ben", MANAGERS)):
        sign_in(locked, name, pin)
        locked.scanned("MARIA-4417")
        seen[name] = shown_words(locked)
        locked.model.privacy.toggle()
        seen[f"{name}, hidden"] = shown_words(locked)
        locked.model.privacy.toggle()
        press_lock()
    assert [who for who, words in seen.items() if "cardholder" in words] == ["Ben"]


def shown_words(window: MainWindow) -> str:
    """All that stands on the screen or is read out of it."""
    QApplication.processEvents()
    parts = [each for each in window.findChildren(QWidget) if each.isVisible()]
    spoken = [f"{each.accessibleName()} {each.accessibleDescription()} {each.toolTip()}" for each in parts]
    return "\n".join([*spoken, *(each.text() for each in parts if isinstance(each, Label))])


def test_the_lock_can_be_drawn_by_its_name(staffed: Shop, tmp_path: Path, qapp: QApplication) -> None:
    picture = QImage(str(screenshots.take("lock", staffed.desk, tmp_path / "lock.png")))
    assert (picture.width(), picture.height()) == (1366, 768)


def test_where_nobody_signs_in_there_is_no_lock_to_draw(shop: Shop, tmp_path: Path, qapp: QApplication) -> None:
    with pytest.raises(Refused, match="no lock to draw"):
        screenshots.take("lock", shop.desk, tmp_path / "lock.png")


@pytest.mark.rule("G27")
def test_whom_a_campaign_about_it_reaches_is_shown_to_a_manager_only(staffed: Shop, people: People) -> None:
    staffed.happened(MemberFieldSet(MemberField.MEMBER_TYPE, "cardholder"), people.maria)
    about = parse(CAMPAIGN, {})
    seen: dict[str, int | str] = {}
    for name, pin in (("Cy", BUDTENDERS), ("Ben", MANAGERS)):
        office = replace(an_office(staffed), desk=signing_in.sign_in(staffed.desk, name, pin))
        try:
            seen[name] = office_cases.look(office, about, CAMPAIGN).members
        except Refused as no:
            seen[name] = no.refusal.words
    assert seen == {"Cy": office_wording.REACH_HIDDEN, "Ben": 1}
