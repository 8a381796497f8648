"""A manager's office over a shop in memory, with some of the ready campaigns published."""

from pathlib import Path

from posdesk.office import campaigns
from posdesk.office.ports import Office
from tests.builders import Shop
from tests.fakes.audiences import FakeAudiences
from tests.fakes.days import FakeDays
from tests.fakes.member_list import FakeMemberList

READY = Path(__file__).resolve().parents[2] / "resources" / "campaigns"


def an_office(shop: Shop, *ready: str) -> Office:
    """The office; these ready campaigns run."""
    for name in ready:
        campaigns.publish(shop.desk, (READY / f"{name}.toml").read_text(encoding="utf-8"))
    days, members = FakeDays(shop.ledger), FakeMemberList(shop.directory)
    return Office(shop.desk, FakeAudiences(shop.desk), READY, days, members=members)


def dated(name: str, first: str, last: str) -> str:
    """A ready campaign with a window."""
    text = (READY / f"{name}.toml").read_text(encoding="utf-8")
    return text.replace("[campaign]\n", f"[campaign]\nfirst_day = {first}\nlast_day = {last}\n", 1)
