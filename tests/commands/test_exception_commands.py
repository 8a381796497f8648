"""exceptions and move at a prompt."""

from contextlib import closing
from pathlib import Path

import pytest

from posdesk.compose import desk_of, open_store
from posdesk.counter.visits import draft
from posdesk.domain.feedback_facts import FeedbackGiven
from tests.commands.conftest import Door


@pytest.fixture
def doubled(shop: Door) -> str:
    """A member with one receipt twice; yields her id."""
    member = str(shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-555-4417").value["member"])
    for _ in range(2):
        shop("visit", member, "--amount", "20", "--staff", "Dana")
    return member


def test_what_is_listed_is_settled_by_its_key(shop: Door, doubled: str) -> None:
    (double,) = shop("exceptions").value
    assert (double["kind"], double["member"], double["can"]) == ("twice", doubled, ["accept", "reverse"])
    no = shop("exceptions", "settle", double["key"], "--how", "assign", "--reason", "so")
    assert (no.code, no.value["refused"]) == (3, "not_usable")
    done = shop("exceptions", "settle", double["key"][:10], "--how", "reverse", "--reason", "twice", "--staff", "Kim")
    assert (done.code, done.value["settled"]["by"], done.value["settled"]["how"]) == (0, "Kim", "reverse")
    assert shop("exceptions", "list").value == []
    assert shop("show", doubled).value["visits"] == 1
    assert shop("exceptions", "settle", double["key"]).value["refused"] == "no_exception"


def test_a_balance_below_zero_is_written_off(shop: Door, doubled: str) -> None:
    double = shop("exceptions").value[0]
    shop("exceptions", "settle", double["key"], "--how", "accept", "--reason", "two bags")
    balance = shop("show", doubled).value["points"]
    assert balance > 0
    shop("adjust", doubled, f"-{balance // 100}.{balance % 100:02d}", "--reason", "spent")
    visit = double["facts"][0]
    assert shop("return", visit).code == 0
    (short,) = [each for each in shop("exceptions").value if each["kind"] == "negative_balance"]
    assert (short["unit"], short["can"]) == ("points", ["accept", "write_off"])
    done = shop("exceptions", "settle", short["key"], "--how", "write_off", "--reason", "our fault")
    assert done.code == 0
    assert shop("show", doubled).value["points"] == 0
    assert [each["kind"] for each in shop("exceptions", "list", "--all").value] == ["twice"]


def test_a_receipt_is_moved_to_whom_it_belongs(shop: Door, doubled: str) -> None:
    ben = shop("enrol", "--name", "Ben Ortiz", "--phone", "303-866-0177").value["member"]
    visit = shop("exceptions").value[0]["facts"][0]
    done = shop("move", visit, "Ben Ortiz", "--reason", "the wrong card")
    assert (done.code, done.value["member"], done.value["old"]) == (0, ben, visit)
    assert shop("show", ben).value["visits"] == 1
    assert shop("exceptions").value == []


def test_an_unhappy_member_is_listed_with_her_words_and_settled_with_what_was_done(shop: Door, data: Path) -> None:
    member = str(shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-555-4417").value["member"])
    visit = shop("visit", member, "--amount", "20", "--staff", "Dana").value["visit"]
    with closing(open_store(data)) as store:
        desk = desk_of(store)
        store.ledger.append([draft(desk, member, FeedbackGiven(3, words="the line was long"))])
    (each,) = shop("exceptions").value
    assert (each["kind"], each["amount"], each["unit"], each["can"]) == ("follow_up", 3, "score", ["accept"])
    said = each["said"]
    assert (said["score"], said["words"], said["noted_by"]) == (3, "the line was long", None)
    assert (said["visit"]["fact"], said["visit"]["spend_cents"], said["visit"]["served_by"]) == (visit, 2000, "Dana")
    assert "“the line was long”. The visit before:" in shop("exceptions", text=True).out
    shop("exceptions", "settle", each["key"], "--how", "accept", "--reason", "called", "--staff", "Kim")
    assert shop("exceptions").value == []
    report = shop("report", each["day"]).value
    assert (report["feedback"]["open"], report["feedback"]["settled"]) == (0, 1)
