"""report and close-day at a prompt: on a register, and at the hub."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posdesk.commands.reports import read_days
from posdesk.domain.refusals import Refused
from tests.commands.conftest import Door


@pytest.fixture
def today(shop: Door) -> str:
    """A store with a member, two receipts and a guest's; today's business day there."""
    member = shop("enrol", "--name", "Maria Gonzalez", "--phone", "303-555-4417").value["member"]
    for words in ([member], [member], ["--guest"]):
        assert shop("visit", *words, "--amount", "20", "--staff", "Dana").code == 0
    day = shop("report", "2026-01-01", "--json").value["made_at"]
    assert day
    return str(_today(shop))


def _today(shop: Door) -> date:
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    now = datetime.now(UTC).astimezone(ZoneInfo("America/Denver"))
    return (now - timedelta(hours=4)).date()


def totals(value: Any) -> tuple[int, ...]:
    names = ("receipts", "visits", "members", "new_members", "spend_cents")
    return tuple(value["totals"][name] for name in names)


def test_a_day_is_told_in_numbers_and_looking_closes_nothing(shop: Door, today: str) -> None:
    said = shop("report", today)
    assert said.code == 0
    assert (said.value["kind"], said.value["number"], said.value["from"]) == ("X", None, today)
    assert totals(said.value) == (3, 2, 1, 1, 60_00)
    assert [(row["staff"], row["receipts"]) for row in said.value["people"]] == [("Dana", 3), (None, 0)]
    assert said.value["owed"]["difference"] == 0
    assert shop("report", today).value["kind"] == "X"


def test_a_day_is_closed_once_and_what_comes_later_is_its_revision(shop: Door, today: str) -> None:
    closed = shop("close-day", "--staff", "Kim")
    assert (closed.code, closed.value["kind"], closed.value["number"], closed.value["made_by"]) == (0, "Z", 1, "Kim")
    again = shop("close-day", today)
    assert (again.code, again.value["refused"]) == (3, "already_closed")
    shop("visit", "--guest", "--amount", "5")
    said = shop("report", today).value
    assert (totals(said)[0], said["unnamed"], said["hash"]) == (3, 1, closed.value["hash"])
    assert totals(shop("report", today, "--as-now").value)[0] == 4
    revised = shop("close-day", today, "--revise")
    assert (revised.value["revision"], totals(revised.value)[0]) == (2, 4)
    assert [len(each["late"]) for each in revised.value["revisions"]] == [0, 1]
    assert totals(shop("report", today, "--revision", "1").value)[0] == 3
    assert shop("report", today, "--revision", "3").value["refused"] == "not_closed"


def test_a_period_and_all_stores(shop: Door, today: str) -> None:
    first = f"{today[:8]}01"
    said = shop("report", f"{first}..{today}", "--all-stores").value
    assert (said["store"], [row["store"] for row in said["stores"]]) == (None, ["denver-1"])
    assert totals(said) == (3, 2, 1, 1, 60_00)
    assert shop("report", f"{first}..{today}").value["store"] == "denver-1"


def test_in_words_it_is_tables(shop: Door, today: str) -> None:
    said = shop("report", today, text=True).out
    assert said.startswith(f"denver-1, {today}, X")
    for words in ("Totals", "By hour", "By person", "Points owed to members", "$60.00"):
        assert words in said
    assert "Z 0001" in shop("close-day", text=True).out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["report", "yesterday"], "bad_date"),
        (["report", "2026-11-02..2026-11-01"], "bad_date"),
        (["report", "2026-11-01", "--store", "nowhere"], "bad_store"),
        (["report", "2026-11-01..2026-11-02", "--revision", "1"], "not_closed"),
        (["close-day", "2199-01-01"], "future_day"),
        (["close-day", "2026-11-01", "--revise"], "not_closed"),
        (["close-day", "2026-11-01", "--store", "nowhere"], "bad_store"),
    ],
)
def test_what_cannot_be_is_refused_with_words(shop: Door, words: list[str], code: str) -> None:
    said = shop(*words)
    assert (said.code, said.value["refused"]) == (3, code)
    assert said.value["words"]


def test_days_are_read() -> None:
    assert read_days("2026-11-01") == (date(2026, 11, 1), date(2026, 11, 1))
    assert read_days("2026-11-01..2026-11-30") == (date(2026, 11, 1), date(2026, 11, 30))
    with pytest.raises(Refused):
        read_days("2026-11-01..")


def test_a_hub_that_is_not_there_is_said(shop: Door, tmp_path: Path) -> None:
    said = shop("hub", "report", "2026-11-01", folder=tmp_path / "nothing")
    assert (said.code, said.value["refused"]) == (3, "no_store_yet")


def test_a_hub_without_a_store_says_so(shop: Door, tmp_path: Path) -> None:
    from db.hub.opening import open_hub

    open_hub(f"sqlite:///{tmp_path / 'hub.db'}").close()
    for words in ([], ["--all-stores"], ["--store", "denver-1"]):
        said = shop("hub", "report", "2026-11-01", *words, folder=tmp_path)
        assert (said.code, said.value["refused"]) == (3, "bad_store")
