"""Every whole day of the reference, closed store by store: the same on the register, at a hub, from a command."""

import csv
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from db.hub.opening import open_hub
from db.replica import SqlReplica
from db.store import Store
from posdesk import cli, compose
from posdesk.counter.ports import Desk
from posdesk.domain.money import format_cents
from posdesk.hub.reporting import reporting
from posdesk.hub.service import HubService
from posdesk.importing.run import run
from posdesk.office import day_close
from posdesk.office.ports import Days
from posdesk.reports.csv_files import csvs
from posdesk.reports.making import day_report, period_report, without_moment
from posdesk.reports.pdf import pdf_of
from posdesk.reports.values import Report
from posdesk.reports.workbook import xlsx_of
from posdesk.sync.cycle import Cycle
from tests.builders import PUBLIC
from tests.shared_data import figures

pytestmark = pytest.mark.shared_data
ZONE = "America/New_York"


@dataclass(frozen=True)
class Chain:
    """The stores of the reference at one register, their closed days, and the reference's days in order."""

    store: Store
    desk: Desk
    told: list[Any]
    folder: Path

    @property
    def days(self) -> Days:
        return self.store.days


@pytest.fixture(scope="module")
def chain(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """Imported, and every store that was open on a day of the reference closed that day, in order."""
    source, folder = shared_data / "complete_journey_300", tmp_path_factory.mktemp("chain") / "store"
    store = figures.new_store(folder, ZONE)
    try:
        desk = compose.desk_of(store, "Kim")
        run("complete_journey", source, desk)
        told = sorted(figures.reference_of(source)["end_of_day"], key=lambda day: day["day"])
        for day in told:
            on = date.fromisoformat(day["day"])
            there = {fact.store for facts in store.days.facts(on, on, None) for fact in facts}
            for each in sorted(there):
                day_close.close_day(desk, store.days, on, each)
        yield Chain(store, desk, told, folder)
    finally:
        store.close()


def closed(chain: Chain, day: date) -> list[Report]:
    """The reports of every store that closed the day."""
    reports = [day_report(chain.desk, chain.days, day, store) for store in chain.days.stores()]
    return [report for report in reports if report.head.number is not None]


def as_told(report: Report) -> Any:
    """The figures of a report that the reference has, under its names."""
    totals = report.totals
    return {
        "lines": totals.lines,
        "baskets": totals.receipts,
        "households": totals.members,
        "new_households": totals.new_members,
        "sales_value": totals.spend_cents,
        "by_hour": {str(row.hour): row.receipts for row in report.hours if row.receipts},
        "stores": len([row for row in report.stores if row.receipts]),
    }


@pytest.mark.rule("LG08", "VS02")
def test_every_whole_day_over_all_stores_is_the_references(chain: Chain) -> None:
    for day in chain.told:
        on = date.fromisoformat(day["day"])
        found = as_told(period_report(chain.desk, chain.days, on, on))
        assert found == {name: day[name] for name in found} | {"sales_value": figures.cents(day["sales_value"])}


@pytest.mark.rule("LG08", "LG03")
def test_the_closed_days_of_the_stores_add_up_to_the_references(chain: Chain) -> None:
    numbers: dict[str | None, int] = {}
    for day in chain.told:
        each = closed(chain, date.fromisoformat(day["day"]))
        assert sum(report.totals.receipts for report in each) == day["baskets"]
        assert sum(report.totals.spend_cents for report in each) == figures.cents(day["sales_value"])
        assert sum(report.totals.new_members for report in each) == day["new_households"]
        assert len([report for report in each if report.totals.receipts]) == day["stores"]
        for report in each:
            assert report.owed.difference == 0
            numbers[report.head.store] = numbers.get(report.head.store, 0) + 1
            assert report.head.number == numbers[report.head.store]
            assert without_moment(report) == without_moment(
                day_report(chain.desk, chain.days, report.head.first, report.head.store)
            )


@pytest.mark.rule("LG08", "VS07")
def test_a_closed_day_is_what_is_here_now_while_nothing_came_later(chain: Chain) -> None:
    on = date.fromisoformat(chain.told[-1]["day"])
    for report in closed(chain, on):
        now = day_report(chain.desk, chain.days, on, report.head.store, as_now=True)
        assert (now.totals, now.owed, now.tiers, now.hours) == (
            report.totals,
            report.owed,
            report.tiers,
            report.hours,
        )


@pytest.mark.rule("LG08")
def test_a_hub_that_got_the_facts_says_the_same(chain: Chain, tmp_path: Path) -> None:
    from db.hub import devices

    database = open_hub(f"sqlite:///{tmp_path / 'hub.db'}")
    try:
        hub = HubService(database, chain.store.clock)
        with database.writing() as connection:
            code = devices.make_code(connection, "here", chain.store.clock.now())
        with database.writing() as connection:
            paired = devices.pair(connection, code, "register-1", "here", chain.store.clock.now(), public=PUBLIC)
        Cycle(hub.of(paired.device), SqlReplica(chain.store.ledger), chain.store.clock).run()
        with reporting(hub, None) as (desk, days):
            for day in chain.told[:3]:
                on = date.fromisoformat(day["day"])
                ours = period_report(chain.desk, chain.days, on, on)
                assert without_moment(period_report(desk, days, on, on)) == without_moment(ours)
                for report in closed(chain, on):
                    theirs = day_report(desk, days, on, report.head.store)
                    assert theirs == report
                    assert pdf_of(theirs) == pdf_of(report)
    finally:
        database.close()


@pytest.mark.rule("LG08")
def test_the_files_of_the_closed_stores_add_up_to_the_references(chain: Chain) -> None:
    for day in chain.told:
        each = closed(chain, date.fromisoformat(day["day"]))
        for sums in ([spend_of_csv(report) for report in each], [spend_of_xlsx(report) for report in each]):
            assert sum(sums) == figures.cents(day["sales_value"])
        for report in each:
            said = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf_of(report))).pages)
            assert f"Spend {format_cents(report.totals.spend_cents)}" in " ".join(said.split())


def spend_of_csv(report: Report) -> int:
    """Cents, as the file of totals says."""
    rows = csv.reader(StringIO(csvs(report)["totals"].decode("utf-8-sig"), newline=""))
    return round(float({row[0]: row[1] for row in rows}["Spend"]) * 100)


def spend_of_xlsx(report: Report) -> int:
    """Cents, as the sheet of totals says."""
    sheet = load_workbook(BytesIO(xlsx_of(report)))["Totals"]
    spend: float = {row[0]: row[1] for row in sheet.values}["Spend"]
    return round(spend * 100)


@pytest.mark.rule("LG08")
def test_the_command_says_the_same_as_json(chain: Chain) -> None:
    day = chain.told[0]
    on = date.fromisoformat(day["day"])
    ours = period_report(chain.desk, chain.days, on, on)
    copy = chain.folder.parent / "copy"
    lines = chain.folder.parent / "facts.jsonl"
    assert said("facts", "export", str(lines), "--data", str(chain.folder), opened=chain.store) == ""
    figures.new_store(copy, ZONE).close()
    said("facts", "import", str(lines), "--data", str(copy))
    value = json.loads(said("report", day["day"], "--all-stores", "--json", "--data", str(copy)))
    for name, number in value["totals"].items():
        assert number == getattr(ours.totals, name)
    assert value["totals"]["receipts"] == day["baskets"]
    assert value["totals"]["spend_cents"] == figures.cents(day["sales_value"])
    assert (value["owed"]["opening"], value["owed"]["closing"]) == (ours.owed.opening, ours.owed.closing)


def said(*words: str, opened: Store | None = None) -> str:
    """What a command prints. opened: a store that is open already, whose facts are written without the command."""
    if opened is not None:
        from db.transfer import export_facts

        Path(words[2]).write_text("".join(f"{line}\n" for line in export_facts(opened)), encoding="utf-8")
        return ""
    out = StringIO()
    with redirect_stdout(out):
        assert cli.main(list(words)) == 0
    return out.getvalue()
