"""Whole stories of campaigns: published, seen at a look-up, asked, answered, used and undone, in the real window."""

import pytest
from PySide6.QtCore import Qt

from posdesk.counter.visits import draft
from posdesk.domain.campaign_facts import CampaignPublished, CampaignsMet, Meeting
from posdesk.domain.facts import MemberFieldSet, RewardRedeemed
from posdesk.office import campaigns
from tests.counter.conftest import Counter
from tests.counter.test_loyalty_stories import alt, bodies, pay
from tests.counter.test_stories import asked, open_maria, record, typed
from ui.viewmodels.screens import Panel, Screen

Key = Qt.Key
QUESTION = """
[campaign]
id = "interests"
title = "Interests"

[campaign.question]
field = "interests"
words = "What do you like best?"

[campaign.reward]
kind = "amount_off"
title = "$5 off for telling us"
amount = "$5"
"""
WORDS = '[campaign]\nid = "hello"\ntitle = "Hello"\npriority = 99\nsay = "{name}, ask about the new flower."\n'


def publish(counter: Counter, document: str) -> None:
    asked(counter, lambda desk: campaigns.publish(desk, document))


def met(counter: Counter) -> list[Meeting]:
    counter.settle()
    return [each for body in bodies(counter) if isinstance(body, CampaignsMet) for each in body.met]


def titles(counter: Counter) -> list[str]:
    rows = counter.window.page.right.page(Screen.MEMBER).offer_rows()  # type: ignore[attr-defined]
    return [shown.offer.title for shown in rows if shown.offer.ready]


@pytest.mark.rule("DT06")
def test_a_question_is_asked_answered_with_one_key_and_its_reward_used_and_taken_back(counter: Counter) -> None:
    publish(counter, QUESTION)
    open_maria(counter)
    record(counter, "20.00")
    counter.clock.advance(24 * 60)
    open_maria(counter)
    column = counter.window.page.right.page(Screen.MEMBER)
    assert column.ask.text() == "What do you like best? ($5 off for telling us)"  # type: ignore[attr-defined]
    assert "$5 off for telling us" not in titles(counter)
    alt(counter, Key.Key_Q)
    assert counter.window.model.panel is Panel.ANSWER
    counter.keys.type("edibles, vapes")
    counter.qtbot.waitUntil(lambda: counter.window.model.panels.answer.text == "edibles, vapes")
    counter.keys.press(Key.Key_Return)
    counter.settle()
    assert counter.said == "Saved. $5 off for telling us can be used now"
    (told,) = [body for body in bodies(counter) if isinstance(body, MemberFieldSet)]
    assert told.value == "edibles, vapes"
    assert titles(counter) == ["$5 off for telling us"]
    alt(counter, Key.Key_1)
    typed(counter, "30.00", "amount")
    assert pay(counter) == "Pay $25.00 instead of $30.00"
    counter.keys.press(Key.Key_Return)
    counter.qtbot.waitUntil(lambda: counter.window.model.panel is Panel.NONE)
    counter.settle()
    (use,) = [body for body in bodies(counter) if isinstance(body, RewardRedeemed)]
    assert (use.reward, use.award_rule, use.award_n) == ("campaign:interests:1", "campaign:interests", 1)
    assert titles(counter) == []
    counter.keys.press(Key.Key_F4)
    counter.settle()
    assert titles(counter) == ["$5 off for telling us"]


@pytest.mark.rule("CM09")
def test_what_a_look_up_shows_is_noted_once_and_a_newer_version_waits(counter: Counter) -> None:
    publish(counter, WORDS)
    open_maria(counter)
    record(counter, "20.00")
    open_maria(counter)
    assert counter.window.page.right.page(Screen.MEMBER).say.text() == "Maria, ask about the new flower."  # type: ignore[attr-defined]
    assert met(counter) == [Meeting("hello", 1, 1)]
    publish(counter, WORDS.replace('"Hello"', '"Hello"\nversion = 2').replace("flower", "gummies"))
    open_maria(counter)
    assert counter.window.page.right.page(Screen.MEMBER).say.text() == "Maria, ask about the new flower."  # type: ignore[attr-defined]
    assert met(counter) == [Meeting("hello", 1, 1)]


def test_nothing_is_asked_where_there_is_no_question(counter: Counter) -> None:
    open_maria(counter)
    alt(counter, Key.Key_Q)
    assert counter.window.model.panel is Panel.NONE
    assert counter.said == "There is nothing to ask this member now."


@pytest.mark.rule("CM10")
def test_the_screen_says_when_offers_came_and_which_it_cannot_read(counter: Counter) -> None:
    open_maria(counter)
    column = counter.window.page.right.page(Screen.MEMBER)
    assert "offers from" not in column.rule.text()  # type: ignore[attr-defined]
    publish(counter, WORDS)
    newer = WORDS.replace('"Hello"', '"Moonlight"\nphase = "full"')
    asked(counter, lambda desk: desk.ledger.append([draft(desk, None, CampaignPublished(newer))]))
    open_maria(counter)
    assert "offers from today" in column.rule.text()  # type: ignore[attr-defined]
    assert column.rule.text().endswith("not shown, from a newer PosDesk: Moonlight")  # type: ignore[attr-defined]
    (kept,) = asked(counter, campaigns.book).unreadable
    assert kept.why == "line 4: campaign.phase: " + kept.why.partition("phase: ")[2]
