"""A ready campaign tried on a month of real receipts: whom it would have been for is worked out from the
file by hand."""

import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posdesk import compose
from posdesk.domain.campaign_document import parse
from posdesk.domain.money import parse_dollars
from posdesk.office.what_if import campaign_what_if
from tests.shared_data import figures

ZONE = "America/New_York"
MAY, JUNE = (date(2017, 5, 1), date(2017, 5, 31)), (date(2017, 6, 1), date(2017, 6, 30))
pytestmark = pytest.mark.shared_data


def by_hand(source: Path) -> tuple[set[str], set[str]]:
    """Households that came in June, and of them those who spent more than nothing and up to $50 in May and did not come
    for the first time in it."""
    days: dict[str, set[date]] = defaultdict(set)
    may: Counter[str] = Counter()
    with (source / "transactions.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["timestamp"])
            day = (at.replace(tzinfo=UTC) if at.tzinfo is None else at).astimezone(ZoneInfo(ZONE)).date()
            days[row["household_id"]].add(day)
            if MAY[0] <= day <= MAY[1]:
                may[row["household_id"]] += parse_dollars(row["sales_value"])
    came = {who for who, its in days.items() if any(JUNE[0] <= day <= JUNE[1] for day in its)}
    return came, {who for who in came if 0 < may[who] <= 50_00 and min(days[who]) < MAY[0]}


@pytest.mark.rule("DT07")
def test_spend_more_would_have_been_for_those_who_spent_up_to_fifty_the_month_before(
    shared_data: Path, tmp_path: Path
) -> None:
    source = shared_data / "complete_journey_300"
    came, expected = by_hand(source)
    store = figures.new_store(tmp_path / "store", ZONE)
    try:
        desk = figures.bring_in(store, "complete_journey", source).desk
        text = (compose.CAMPAIGN_TEMPLATES / "spend-more.toml").read_text(encoding="utf-8")
        found = campaign_what_if(desk, parse(text), *JUNE)
    finally:
        store.close()
    assert (found.asked, found.members) == (len(came), len(expected))
    assert len(expected) > 100
