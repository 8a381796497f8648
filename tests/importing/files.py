"""Writes a small file and a map for it, and imports it into a shop in memory."""

from pathlib import Path

from posdesk.domain.facts import Body, Fact
from posdesk.domain.refusals import Refused
from posdesk.importing.report import ImportReport
from posdesk.importing.run import run
from tests.builders import Shop

SAMPLES = Path(__file__).resolve().parent / "samples"

LINES_MAP = """
system = "till"
kind = "receipts"

[file]
optional = ["maker", "kind", "buyer", "of"]

[member]
key = "{buyer}"
name_template = "Member {buyer}"

[receipt]
key = "{ticket}"
number = "ticket"
time = "when"
original = "of"

[line]
amount = "paid"
quantity = "items"
brand = "maker"
kind = "kind"

[line.kinds]
tax = ["tax"]
reward = ["offer"]
"""
"""A map for files with the columns ticket, when, items, paid, and perhaps buyer, maker, kind and of."""

PEOPLE_MAP = """
system = "club"
kind = "members"

[file]
optional = ["first", "last", "phone", "mail", "born", "joined", "card", "news", "visits", "spent", "points"]

[member]
key = "{number}"
first_name = "first"
last_name = "last"
name_template = "Member {number}"
phone = "phone"
email = "mail"
birthday = "born"
birthday_dates = ["YMD", "MD"]
card_code = "card"
enrolled = "joined"

[[consent]]
channel = "email"
column = "news"
yes = ["yes"]
no = ["no"]
unknown = ["not asked"]

[opening]
visits = "visits"
spend = "spent"
points = "points"
"""
"""A map for files with the column number, and perhaps the others."""


def a_map(folder: Path, text: str = LINES_MAP) -> str:
    """Write a map; returns what `run` takes for it."""
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def a_file(folder: Path, *lines: str, name: str = "export.csv") -> Path:
    """Write a file of these lines."""
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))
    return path


def imported(shop: Shop, folder: Path, *lines: str, text: str = LINES_MAP) -> ImportReport:
    """Import a file of these lines by the map `text`."""
    return run(a_map(folder, text), a_file(folder, *lines), shop.desk)


def bodies(shop: Shop, kind: type[Body]) -> list[Body]:
    """The bodies of one kind in the ledger, oldest first."""
    return [fact.body for fact in facts(shop, kind)]


def facts(shop: Shop, kind: type[Body]) -> list[Fact]:
    """The facts of one kind that were imported, oldest first."""
    found = [fact for fact in shop.ledger.facts.values() if isinstance(fact.body, kind)]
    return sorted(found, key=lambda fact: (fact.occurred_at, fact.sequence))


def reasons(report: ImportReport) -> list[tuple[int, str]]:
    """Line and reason of everything refused."""
    return [(row.line, row.reason) for row in report.refused]


def words_of(refused: Refused) -> str:
    """The words of a refusal."""
    return refused.refusal.words
