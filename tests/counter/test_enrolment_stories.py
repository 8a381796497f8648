"""From nobody to a first visit: the real window, a real encrypted store, and every key that is pressed, counted."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from posdesk.domain.facts import Channel, ConsentSet, MemberEnrolled, VisitRecorded
from posdesk.domain.id_card import Document, IdCard
from tests.builders import WORDINGS
from tests.counter.conftest import Counter, a_counter, waited
from tests.counter.keyboard import FINGER_MS
from ui.viewmodels.screens import Panel, Screen

Key = Qt.Key
UNTIL_SAVED = 20_000
"""Milliseconds in which a new member is in the store, by keyboard."""
WAIT = 4_000
"""For a breath before each key that is no letter: generous."""


class Counted:
    """A keyboard that counts. letters, keys: pressed so far."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.letters = self.keys = 0

    def type(self, text: str) -> None:
        self.letters += len(text)
        self.counter.keys.type(text)
        self.counter.settle()

    def press(self, *keys: Key) -> None:
        self.keys += len(keys)
        self.counter.keys.press(*keys)
        self.counter.settle()

    def alt(self, key: Key) -> None:
        self.keys += 1
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, Qt.KeyboardModifier.AltModifier)
        self.counter.settle()

    @property
    def milliseconds(self) -> int:
        """What it takes somebody who types as the keyboard of these tests does, and breathes before each key."""
        return self.letters * FINGER_MS + self.keys * WAIT // 4


@pytest.fixture
def counted(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Counted]:
    with a_counter(qtbot, qapp, tmp_path) as counter:
        yield Counted(counter)


def facts_of(counter: Counter, member: str) -> list[object]:
    return waited(counter.qtbot, counter.lane, lambda: [f.body for f in counter.desk.ledger.facts_about(member)])


@pytest.mark.rule("G21")
def test_from_a_phone_not_found_to_consent_and_a_first_visit(counted: Counted) -> None:
    window = counted.counter.window
    counted.type("7208660187")
    counted.counter.qtbot.waitUntil(lambda: window.model.screen is Screen.NOT_FOUND)
    counted.press(Key.Key_F3)
    assert window.model.panels.enrolment.values["phone"] == "720-866-0187"
    counted.type("Ada Lovelace")
    counted.press(Key.Key_Return)
    counted.counter.qtbot.waitUntil(lambda: window.model.panel is Panel.CONSENT)
    assert (counted.letters, counted.keys) == (22, 2)
    assert counted.milliseconds < UNTIL_SAVED
    counted.alt(Key.Key_Y)
    assert window.model.panel is Panel.NONE
    assert window.model.card is not None
    counted.press(Key.Key_F2)
    counted.type("40.00")
    counted.press(Key.Key_Return)
    counted.counter.qtbot.waitUntil(lambda: window.model.panel is Panel.NONE)
    counted.counter.settle()
    assert counted.counter.said == "Saved. Visit 1 for Ada L."
    assert (counted.letters, counted.keys) == (27, 5)
    enrolled, consent, _, visit = facts_of(counted.counter, window.model.card.member.id)
    assert isinstance(enrolled, MemberEnrolled)
    assert isinstance(visit, VisitRecorded)
    assert consent == ConsentSet(Channel.TEXT, True, f"counter, agreed, wording {WORDINGS[-1].version}, en")


def test_from_a_card_not_found_by_scan_and_two_enters(counted: Counted) -> None:
    window = counted.counter.window
    counted.counter.keys.scan("LEAF-20077")
    counted.counter.qtbot.waitUntil(lambda: window.model.screen is Screen.NOT_FOUND)
    counted.press(Key.Key_F3)
    assert window.model.panels.enrolment.values["card_code"] == "LEAF-20077"
    counted.type("Ada Lovelace")
    counted.press(Key.Key_Tab)
    counted.type("7208660187")
    counted.press(Key.Key_Return)
    counted.counter.qtbot.waitUntil(lambda: window.model.panel is Panel.CONSENT)
    counted.press(Key.Key_Return)  # a second Enter leaves the question for later, and agrees to nothing
    assert window.model.panel is Panel.NONE
    assert (counted.letters, counted.keys) == (22, 4)
    assert counted.milliseconds < UNTIL_SAVED
    assert window.model.card is not None
    assert window.model.card.member.consents == frozenset()
    assert window.model.card.member.card_code == "LEAF-20077"
    counted.counter.keys.scan("LEAF-20077")
    counted.counter.qtbot.waitUntil(lambda: window.model.screen is Screen.MEMBER)


@pytest.mark.rule("DT04", "G13")
def test_from_an_id_only_the_phone_is_typed(counted: Counted) -> None:
    window = counted.counter.window
    card = IdCard(Document.LICENCE, date(1990, 5, 30), first="ADA", last="MCKAY", id_number="94-123-4567")
    window.model.new_member(card)
    counted.counter.settle()
    counted.type("7208660187")
    counted.press(Key.Key_Return)
    counted.counter.qtbot.waitUntil(lambda: window.model.panel is Panel.CONSENT)
    assert (counted.letters, counted.keys) == (10, 1)
    assert counted.milliseconds < UNTIL_SAVED // 4
    assert window.model.card is not None
    member = window.model.card.member
    assert (member.first_name, member.last_name, member.birthday, member.birthday_locked) == (
        "Ada",
        "McKay",
        "1990-05-30",
        True,
    )
    told = repr(facts_of(counted.counter, member.id))
    assert "4567" not in told


@pytest.mark.rule("G23")
def test_stop_texts_is_one_key_and_in_the_store(counted: Counted) -> None:
    window = counted.counter.window
    counted.type("7208660187")
    counted.press(Key.Key_F3)
    counted.type("Ada Lovelace")
    counted.press(Key.Key_Return)
    counted.alt(Key.Key_Y)
    assert window.model.card is not None
    member = window.model.card.member.id
    counted.press(Key.Key_F2)
    counted.type("40.00")
    counted.press(Key.Key_Return)
    before = counted.keys
    counted.alt(Key.Key_T)
    assert counted.keys - before == 1
    assert window.model.card.member.consents == frozenset()
    assert counted.counter.said == "Stopped. Ada L gets no texts any more, from any register."
    last = facts_of(counted.counter, member)[-1]
    assert last == ConsentSet(Channel.TEXT, False, "counter, stop")
