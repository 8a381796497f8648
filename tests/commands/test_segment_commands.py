"""Segments at the door: counted, listed with their reasons, and explained; what is wrong is said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.commands.conftest import Door

DOCUMENT = """
[[segment]]
id = "came"
title = "Came this month"
all = [{ field = "visits", window = "last 30 days", at_least = 2 }]

[[segment]]
id = "not-wyld"
all = [{ segment = "came" }]
none = [{ field = "brand.purchases", of = "Wyld", at_least = 1 }]
"""


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "segments.toml"
    path.write_text(DOCUMENT, encoding="utf-8")
    return str(path)


def members(shop: Door) -> list[str]:
    """Two members who came twice, one of them for Wyld, and one who came once."""
    found = []
    for number, (visits, brand) in enumerate(((2, "Wyld"), (2, "Alma"), (1, "Alma"))):
        member = str(shop("enrol", "--name", f"Maria {number}", "--phone", f"303-555-440{number}").value["member"])
        for day in range(visits):
            when = datetime.now(UTC).date() - timedelta(days=3 + day)
            shop("visit", member, "--amount", "20", "--brand", brand, "--at", f"{when}T12:00")
        found.append(member)
    return found


def test_a_segment_is_counted_listed_and_explained(shop: Door, document: str) -> None:
    wyld, alma, once = members(shop)
    counted = shop("segment", "count", document).value
    assert [(each["segment"], each["members"]) for each in counted] == [("came", 2), ("not-wyld", 1)]
    assert shop("segment", "count", document, "came").value[0]["members"] == 2
    listed = shop("segment", "members", document, "not-wyld").value
    assert [(each["member"], each["why"]["holds"]) for each in listed] == [(alma, True)]
    out = shop("segment", "explain", document, "came", once).value
    assert (out["holds"], out["reason"]) == (False, "1 visit to go: Visits, last 30 days")
    assert shop("segment", "explain", document, "not-wyld", wyld).value["holds"] is False
    page = shop("segment", "members", document, "came", "--limit", "1").value
    following = shop("segment", "members", document, "came", "--after", page[0]["member"]).value
    assert {page[0]["member"], following[0]["member"]} == {wyld, alma}


def test_what_is_wrong_is_said_with_what_to_do(shop: Door, document: str, tmp_path: Path) -> None:
    assert shop("segment", "members", document, "nobody").value["refused"] == "no_segment"
    assert shop("segment", "members", document).value["refused"] == "no_segment"
    assert shop("segment", "count", str(tmp_path / "none.toml")).value["refused"] == "bad_file"
    Path(document).write_text("[[segment]]\nid = 1\n", encoding="utf-8")
    assert shop("segment", "count", document).value["refused"] == "bad_segment"
