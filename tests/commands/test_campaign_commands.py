"""Campaigns at the door: checked, published, paused, ended and listed; what they mean for a member; used; written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import WITHOUT_WELCOME
from tests.commands.conftest import Door

CLOSE = """
[campaign]
id = "second-visit"
title = "A thank-you for the second visit"
say = "{name}, {title} on $20 or more, until {until}."

[campaign.where]
all = [{ field = "visits", at_least = 2 }]

[campaign.limits]
renews = "month"
total = 1

[campaign.reward]
kind = "amount_off"
amount = "$5"
title = "$5 off"
minimum_basket = "$20"
"""
TEXT = """
[campaign]
id = "miss-you"
title = "We miss you"
channels = ["text"]
message = "Hi {name}, {title}!"

[campaign.where]
all = [{ field = "visits", at_least = 1 }]
"""


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def file(text: str) -> str:
        path = tmp_path / f"campaign-{abs(hash(text))}.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return file


def came(shop: Door, name: str, visits: int) -> str:
    """A member who came once a day."""
    member = str(shop("enrol", "--name", name).value["member"])
    for day in range(visits):
        when = datetime.now(UTC).date() - timedelta(days=3 + day)
        shop("visit", member, "--amount", "20", "--at", f"{when}T12:00")
    return member


def meant(shop: Door, member: str, campaign: str = "second-visit") -> Any:
    found = shop("offers", member).value["campaigns"]
    return next((each for each in found if each["campaign"] == campaign), None)


def test_a_campaign_is_published_used_once_by_everybody_together_and_ended(shop: Door, write: Any) -> None:
    assert shop("program", "publish", write(WITHOUT_WELCOME.replace("version = 1", "version = 2", 1))).code == 0
    maria, anna, once = came(shop, "Maria G", 2), came(shop, "Anna Li", 2), came(shop, "Bob", 1)
    assert shop("campaign", "validate", write(CLOSE)).value == {"campaign": "second-visit", "version": 1}
    assert shop("campaign", "publish", write(CLOSE)).value == {"campaign": "second-visit", "version": 1}
    offered = shop("offers", maria).value
    assert offered["say"].startswith("Maria, $5 off on $20 or more, until ")
    (gift,) = [offer for offer in offered["offers"] if offer["use"] and offer["use"].startswith("award:campaign:")]
    assert gift["title"] == "$5 off"
    assert meant(shop, once)["reason"] == "1 visit to go: Visits"
    assert meant(shop, once)["not_yet"] is True
    listed = shop("campaign", "list").value["campaigns"]
    assert [(each["campaign"], each["state"], each["audience"]) for each in listed] == [("second-visit", "running", 2)]
    paid = shop("visit", maria, "--amount", "30", "--use", gift["use"]).value
    (use,) = shop("show", maria).value["redemptions"]
    assert (use["reward"], use["unearned"]) == ("campaign:second-visit:1", False)
    assert meant(shop, maria)["reason"] == "Had it already"
    assert meant(shop, anna)["reason"] == "All are given"
    shop("void", paid["visit"])
    assert meant(shop, anna)["gets"] is True
    assert shop("campaign", "end", "second-visit", "--reason", "enough").value["state"] == "ended"
    assert meant(shop, anna) is None


def test_a_basket_below_the_minimum_says_what_to_add_and_the_use_is_refused(shop: Door, write: Any) -> None:
    maria = came(shop, "Maria G", 2)
    shop("campaign", "publish", write(CLOSE))
    use = next(
        each["use"] for each in shop("offers", maria).value["offers"] if each["title"] == "$5 off" and each["usable"]
    )
    refused = shop("visit", maria, "--amount", "19", "--use", use)
    assert refused.code == 3
    assert "add $1" in refused.err
    explained = shop("explain", maria, use).value
    assert explained["clause"]["holds"] is True
    assert shop("explain", maria, "campaign:second-visit").value["clause"]["holds"] is True
    assert "Those that do: second-visit." in shop("explain", maria, "campaign:other").err


def test_paused_it_rests_and_a_second_version_needs_a_higher_number(shop: Door, write: Any) -> None:
    shop("campaign", "publish", write(CLOSE))
    assert shop("campaign", "pause", "second-visit").value["state"] == "paused"
    again = shop("campaign", "pause", "second-visit")
    assert (again.code, again.err.strip()) == (3, "“A thank-you for the second visit” is paused. Nothing changed.")
    assert shop("campaign", "resume", "second-visit").value["state"] == "running"
    refused = shop("campaign", "publish", write(CLOSE))
    assert "campaign.version: version 1 is published. Give this one 2." in refused.err
    assert "NO_CAMPAIGN" not in refused.err
    two = CLOSE.replace('title = "A thank', 'version = 2\ntitle = "A thank')
    assert shop("campaign", "publish", write(two)).value["version"] == 2
    assert shop("campaign", "show", "second-visit").value["versions"] == 2


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"visits"', '"visit"', "there is no field “visit”"),
        ("at_least = 2", 'at_least = "two"', "is compared with a whole number"),
        ("total = 1", "total = 0", "0 would be nobody"),
        ("[campaign.where]", "[campaign.who]", "campaign.who: is not known here"),
        ('renews = "month"', 'renews = "month"\nper_day = 0', "0 would be nobody"),
        ('say = "', 'first_day = 2026-12-01\nlast_day = 2026-11-01\nsay = "', "2026-11-01 is before first_day"),
        ('say = "', 'last_day = 2020-01-01\nsay = "', "2020-01-01 is over"),
        ('"visits", at_least = 2', '"milestone", of = "tenth", at_least = 1', "the program has no milestone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_with_its_path_and_the_fix(
    shop: Door, write: Any, before: str, after: str, words: str
) -> None:
    refused = shop("campaign", "publish", write(CLOSE.replace(before, after, 1)))
    assert refused.code == 3
    assert words in refused.err
    assert shop("campaign", "list").value["campaigns"] == []


def test_without_a_store_a_document_is_checked_by_itself(door: Door, write: Any) -> None:
    assert door("campaign", "validate", write(CLOSE)).code == 0
    assert door("campaign", "validate", write(CLOSE.replace("visits", "visit"))).code == 3
    assert door("campaign", "validate", "nowhere.toml").code == 3


def test_the_ready_campaigns_are_listed_and_published_by_name(shop: Door) -> None:
    ready = shop("campaign", "list", "--templates").value
    for each in ready:
        assert shop("campaign", "publish", each["template"]).code == 0
    assert len(shop("campaign", "list").value["campaigns"]) == len(ready)


@pytest.mark.rule("CM05")
def test_a_campaign_writes_to_each_member_once_and_says_whom_it_did_not(shop: Door, write: Any) -> None:
    came(shop, "Maria G", 1)
    shop("campaign", "publish", write(TEXT))
    first = shop("messages", "run", "miss-you").value
    assert (first["queued"], first["held"]) == (0, {"age_unknown": 1})
    assert shop("messages", "run", "miss-you").value["already"] == 1
    assert shop("messages", "check").value == {"ready": [], "later": [], "held": []}
    assert shop("messages", "run", "nothing").code == 3
    assert shop("messages", "run").code == 3


def test_segments_by_themselves_are_published_and_can_be_named(shop: Door, write: Any) -> None:
    regulars = CLOSE[CLOSE.index("all") : CLOSE.index("[campaign.limits]")]
    regulars = f'[[segment]]\nid = "regulars"\ntitle = "Regular"\npersona = true\ntip = "Say hello."\n{regulars}'
    assert shop("campaign", "publish", write(regulars)).value == {"segments": ["regulars"]}
    named = CLOSE.replace('{ field = "visits", at_least = 2 }', '{ segment = "regulars" }')
    assert shop("campaign", "publish", write(named)).code == 0
    maria = came(shop, "Maria G", 2)
    offered = shop("offers", maria).value
    assert offered["personas"] == ["Regular"]
    assert meant(shop, maria)["gets"] is True


def test_a_campaign_is_tried_on_the_past_and_its_results_are_read(shop: Door, write: Any) -> None:
    came(shop, "Maria G", 3)
    today = datetime.now(UTC).date()
    period = ("--from", str(today - timedelta(days=20)), "--to", str(today - timedelta(days=2)))
    tried = shop("what-if", write(CLOSE), *period).value
    assert (tried["asked"], tried["members"], tried["uses"], tried["cost_cents"]) == (1, 1, 1, 500)
    assert shop("what-if", write(CLOSE), "--from", "yesterday", "--to", "today").code == 3
    program = shop("what-if", "resources/programs/sample.toml", *period).value
    assert (program["asked"], program["points"]) == (1, 0)
    shop("campaign", "publish", write(CLOSE))
    found = shop("campaign", "results", "second-visit").value
    assert (found["shown"], found["used"], found["too_few"][:11]) == (0, 0, "Too few to ")
    assert "Shown to 0 members" in shop("campaign", "results", "second-visit", text=True).out
    assert "would have had it" in shop("what-if", write(CLOSE), *period, text=True).out


def test_in_words_the_offers_of_a_member_are_read_with_their_reasons(shop: Door, write: Any) -> None:
    once = came(shop, "Bob", 1)
    shop("campaign", "publish", write(CLOSE))
    said = shop("offers", once, text=True).out
    assert "Say: " in said
    assert "second-visit 1: 1 visit to go: Visits" in said
