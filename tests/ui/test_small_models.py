"""The smaller view-models: connection, look, privacy, notices, and the words of dates and figures."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from posdesk.counter import card as cards
from tests.builders import a_shop
from tests.ui.shop import People, fill
from ui import wording
from ui.viewmodels import member_words
from ui.viewmodels.connection import Connection, ConnectionState, Reach
from ui.viewmodels.look import Look
from ui.viewmodels.notices import Notices
from ui.viewmodels.privacy import Privacy


@pytest.mark.parametrize(
    ("state", "words", "banner"),
    [
        (Connection(), "Works alone", None),
        (Connection(Reach.UP_TO_DATE, 0, at="12:41"), "Up to date 12:41", None),
        (Connection(Reach.UP_TO_DATE, 3, at="12:41"), "3 waiting", None),
        (Connection(Reach.SENDING, 1_204), "1,204 waiting", None),
        (Connection(Reach.ATTENTION, 3), "Needs attention", None),
        (Connection(Reach.ATTENTION, 3, words="Look at this."), "Needs attention", "Look at this."),
        (Connection(Reach.ATTENTION, 3, words="Look at this.", lasting=False), "Needs attention", None),
        (Connection(Reach.REVOKED, 3, words="Pair it anew."), "Not let in", "Pair it anew."),
        (Connection(Reach.OUTDATED, words="Update PosDesk."), "Update needed", "Update PosDesk."),
        (Connection(Reach.CLOCK, words="Set the clock."), "Clock is off", "Set the clock."),
        (
            Connection(Reach.OFFLINE, 14, since="11:52", offers_from="11:50 today"),
            "14 waiting since 11:52",
            "Offline since 11:52. Visits are saved on this computer. Offers are from 11:50 today.",
        ),
        (
            Connection(Reach.OFFLINE, since="11:52", offers_from="Nov 21, 18:00", stale="2 days"),
            "Offline since 11:52",
            "Offline since 11:52. Visits are saved on this computer. Offers are from Nov 21, 18:00. "
            "They may be out of date (2 days).",
        ),
        (Connection(Reach.OFFLINE, 14, lasting=False), "14 waiting", None),
        (Connection(Reach.OFFLINE, lasting=False), "Offline", None),
    ],
)
def test_the_chip_and_the_banner_say_where_the_facts_are(state: Connection, words: str, banner: str | None) -> None:
    connection = ConnectionState(state)
    assert connection.chip[2] == words
    assert connection.banner == banner


def test_without_a_hub_the_screen_says_that_all_is_on_this_computer_only() -> None:
    connection = ConnectionState()
    connection.tell_waiting(58)
    assert connection.explanation == "On this computer only: 58 entries. No hub is set up."


def test_every_state_is_an_icon_a_word_and_a_colour_of_its_own() -> None:
    chips = [ConnectionState(Connection(reach, waiting=reach is Reach.SENDING)).chip for reach in Reach]
    assert len({icon for icon, _, _ in chips}) == len({words for _, _, words in chips}) == len(Reach)


def test_it_is_said_for_a_moment_that_the_hub_is_back(qtbot: QtBot) -> None:
    connection = ConnectionState(Connection(Reach.UP_TO_DATE, at="12:41"))
    connection.tell_back("Back online. 14 entries sent, 3 came.")
    assert connection.notice == ("Back online. 14 entries sent, 3 came.", "wifi", "ok")
    connection.tell(Connection(Reach.OFFLINE, since="12:50"))
    assert connection.banner is not None
    assert connection.banner.startswith("Offline since 12:50.")


def test_more_that_waits_is_told_and_less_is_not(qtbot: QtBot) -> None:
    connection = ConnectionState()
    with qtbot.waitSignal(connection.grown):
        connection.tell_waiting(3)
    with qtbot.assertNotEmitted(connection.grown):
        connection.tell_waiting(3)
        connection.tell_waiting(0)


def test_the_same_state_told_again_changes_nothing(qtbot: QtBot) -> None:
    connection = ConnectionState()
    with qtbot.assertNotEmitted(connection.changed):
        connection.tell(Connection())


def test_the_look_is_kept_for_the_next_start(tmp_path: Path) -> None:
    place = str(tmp_path / "screen.ini")
    look = Look(QSettings(place, QSettings.Format.IniFormat))
    assert (look.theme, look.scale, look.motion) == ("system", 100, True)
    look.set_theme("dark")
    look.set_scale(133)
    look.set_motion(False)
    again = Look(QSettings(place, QSettings.Format.IniFormat))
    assert (again.theme, again.scale, again.motion) == ("dark", 133, False)


def test_a_settings_file_with_nonsense_is_read_as_the_default(tmp_path: Path) -> None:
    place = tmp_path / "screen.ini"
    place.write_text("[look]\ntheme=plaid\nscale=9000\n")
    look = Look(QSettings(str(place), QSettings.Format.IniFormat))
    assert (look.theme, look.scale) == ("system", 100)


def test_a_look_that_there_is_not_is_a_bug(tmp_path: Path) -> None:
    look = Look(QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat))
    with pytest.raises(KeyError):
        look.set_theme("plaid")


def test_details_hide_by_themselves_and_show_for_the_next_member(qtbot: QtBot) -> None:
    privacy = Privacy(idle_ms=1)
    qtbot.waitUntil(lambda: privacy.hidden)
    privacy.new_member()
    assert not privacy.hidden


def test_what_was_hidden_by_hand_stays_hidden_until_the_same_key(qtbot: QtBot) -> None:
    privacy = Privacy()
    privacy.toggle()
    privacy.new_member()
    assert privacy.hidden
    privacy.toggle()
    assert not privacy.hidden


def test_trouble_is_told_once_and_stays(qtbot: QtBot) -> None:
    notices = Notices()
    notices.tell_trouble("The disk is full.")
    with qtbot.assertNotEmitted(notices.trouble_changed):
        notices.tell_trouble("The disk is full.")
    notices.dismiss()
    assert notices.trouble is None


def test_days_are_never_short_dates() -> None:
    today = date(2026, 11, 23)
    assert wording.day_near(date(2026, 1, 3), today) == "Jan 3"
    assert wording.day_near(date(2025, 1, 3), today) == "Jan 3, 2025"
    assert wording.day_ahead(date(2027, 1, 3), today) == "Jan 3"
    assert wording.day_ahead(date(2027, 11, 3), today) == "Nov 3, 2027"
    assert wording.month("2026-11") == "Nov 2026"


@pytest.mark.parametrize(("number", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (21, "21st")])
def test_ordinals(number: int, words: str) -> None:
    assert wording.ordinal(number) == words


class TestMemberWords:
    @pytest.fixture
    def people(self) -> People:
        self.shop = a_shop()
        return fill(self.shop)

    def test_a_card_reads_as_a_budtender_would_say_it(self, people: People) -> None:
        card = cards.open_card(self.shop.desk, people.maria)
        assert member_words.name(card, False) == "Maria G."
        assert member_words.about(card, False) == ("Phone ends 4417 · member since 2023", "Phone ends 4417")
        figures = [(figure.number, figure.caption) for figure in member_words.figures(card, False)]
        assert figures == [
            ("9", "visits, this is the 10th"),
            ("$1,038", "to Platinum, by Jan 26"),
            ("12 d", "since last visit"),
        ]
        assert member_words.steps_done(card) == (9, 10)
        assert member_words.bars(card)[0] == ("Hilltop Farms", 7)

    def test_on_the_day_of_the_tenth_visit_all_boxes_are_full(self, people: People) -> None:
        self.shop.visit(people.maria, 2_000)
        card = cards.open_card(self.shop.desk, people.maria)
        assert member_words.steps_done(card) == (10, 10)
        self.shop.clock.advance(2 * 24 * 60)
        assert member_words.steps_done(cards.open_card(self.shop.desk, people.maria)) == (0, 10)

    def test_a_newcomer_has_no_last_visit(self, people: People) -> None:
        card = cards.open_card(self.shop.desk, people.newcomer)
        figures = [(figure.number, figure.caption) for figure in member_words.figures(card, False)]
        assert figures[0] == ("0", "visits, this is the 1st")
        assert figures[2] == ("New", "no visit yet")

    def test_a_visit_of_today_is_said(self, people: People) -> None:
        card = cards.open_card(self.shop.desk, people.mariana)
        visits, _, since = member_words.figures(card, False)
        assert (visits.number, visits.caption) == ("3", "visits, one today")
        assert since.number == "Today"

    def test_hidden_shows_initials_and_no_amount_phone_or_birthday(self, people: People) -> None:
        card = cards.open_card(self.shop.desk, people.maria)
        seen = [
            member_words.name(card, True),
            *member_words.about(card, True),
            member_words.usually(card, True),
            member_words.say(card, True),
            *(words for chip in member_words.chips(card, True) for words in chip),
            *(words for figure in member_words.figures(card, True) for words in (figure.number, figure.caption)),
            *(member_words.offer_line(offer, True) for offer in card.offers),
            *(cell for visit in card.standing.history for cell in member_words.visit_cells(visit, card, True)),
        ]
        assert seen[0] == "M. G."
        assert not [words for words in seen if any(told in words for told in ("$", "4417", "Maria", "irthday"))]
