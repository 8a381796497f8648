"""What a hub keeps of business days is what walking over everybody and all facts finds, whatever came in between."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy import func, select, update

from db.hub.day_tables import days_stale, member_days, store_days
from db.hub.days import HubDays
from db.hub.desk import HubLedger
from db.hub.kept_days import Behind
from db.hub.published import HubPrograms
from db.replica import SqlReplica
from posdesk.domain.day_sums import Adding
from posdesk.domain.facts import Line, MemberErased, StoreOpened, VisitReturned, VisitVoided
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.signals import StoreDay
from posdesk.hub.reporting import reporting
from posdesk.office import day_figures
from posdesk.office.ports import MembersDays
from posdesk.sync.cycle import Cycle
from tests.db.hub.hubs import STORE, AHub, Speaker, a_hub
from tests.db.hub.test_days import Tills, a_busy_week
from tests.db.test_days import Deed, Said, deeds, do
from tests.db.tills import Till, a_till

TODAY = date(2026, 11, 23)
LONG_AGO = TODAY - timedelta(days=400)
SPANS = ((LONG_AGO, TODAY), (TODAY, TODAY), (TODAY - timedelta(days=3), TODAY - timedelta(days=1)))
Found = list[tuple[MembersDays, list[StoreDay]]]


def exchange(till: Till, at: Speaker) -> None:
    Cycle(at.hub, SqlReplica(till.store.ledger), till.clock).run()


@contextmanager
def days_of(hub: AHub) -> Iterator[tuple[HubDays, Adding]]:
    with reporting(hub.service, STORE) as (desk, days):
        yield days, day_figures.adding(desk, days)


def found(days: HubDays, adding: Adding) -> Found:
    each = []
    for first, last in SPANS:
        opening, members = days.member_days(first, last, None)
        known = MembersDays({store: points for store, points in opening.items() if points}, members)
        each.append((known, list(days.sums(first, last, None, adding))))
    return each


@contextmanager
def as_it_is(hub: AHub) -> Iterator[HubDays]:
    """The days of a hub that keeps nothing more."""
    with hub.database.reading() as connection:
        kept = hub.service.shelf.look(connection)
        yield HubDays(connection, HubLedger(connection, kept, hub.service.clock), HubPrograms(connection, kept))


def holds(hub: AHub) -> None:
    """What is kept, and what has come since, is what is found without anything kept; also once more is kept."""
    with as_it_is(hub) as before:
        adding = Adding(before.ledger.joined(), {STORE: before.calendar(STORE).zone}, before.ledger.fact)
        first = found(before, adding)
    with days_of(hub) as (days, adding):
        without = HubDays(days.connection, days.ledger, days.programs, asked=[Behind(everybody=True, days=None)])
        assert first == found(days, adding) == found(without, adding)


def count(hub: AHub, table: object) -> int:
    with hub.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


@pytest.mark.rule("LG08", "LG03", "LG02")
@settings(max_examples=8)
@given(deeds)
def test_what_is_kept_is_what_a_walk_over_everybody_finds(
    tmp_path_factory: pytest.TempPathFactory, those: list[Deed]
) -> None:
    folder = Path(tmp_path_factory.mktemp("hub"))
    till = a_till(folder / "till").opened()
    with closing(a_hub(f"sqlite:///{folder / 'hub.db'}")) as hub, closing(till):
        at = hub.register("register 1")
        members = [till.member(name) for name in ("Maria", "Omar", "Lin", "Ada")]
        visits: Said = []
        merges: Said = []
        pieces: list[Iterator[None]] = []
        for deed in those:
            do(till, members, visits, merges, pieces, deed)
            if deed[0] in ("quiet", "ask"):
                exchange(till, at)
                holds(hub)
        exchange(till, at)
        holds(hub)
        holds(hub)  # from what is kept now


def opened_elsewhere(till: Till, _: str) -> None:
    till.happened(StoreOpened("Corner Leaf", "Asia/Tokyo", 240))


def voided(till: Till, member: str) -> None:
    visit = till.visit(member, days_ago=2)
    till.happened(VisitVoided(visit.id, "x"), member, at=visit.occurred_at + 1)


def merged_and_parted(till: Till, member: str) -> None:
    merge = till.happened(MemberMerged(till.member("Mary"), "x"), member)
    till.happened(MemberUnmerged(merge.id, "x"), member)


def others(till: Till, member: str) -> list[str]:
    """Everyone shown but her."""
    joined = till.store.ledger.joined()
    return [each for each in till.store.ledger.members() if joined.get(member, member) != each]


def visit_under_another_name(till: Till, _: str) -> None:
    for one, shown in till.store.ledger.joined().items():
        if one != shown:
            till.visit(one, 3_00)


def voided_without_a_name(till: Till, member: str) -> None:
    visits = [fact for fact in till.store.ledger.facts_about(member) if fact.kind == "visit.recorded"]
    till.happened(VisitVoided(visits[0].id, "x"))


def merged(till: Till, member: str) -> None:
    till.happened(MemberMerged(others(till, member)[0], "x"), member)


def merged_into_her(till: Till, member: str) -> None:
    till.happened(MemberMerged(member, "x"), others(till, member)[0])


def parted(till: Till, member: str) -> None:
    """Those who were one all the time are two."""
    merge = next(fact for fact in till.store.ledger.facts_about(member) if fact.kind == "member.merged")
    till.happened(MemberUnmerged(merge.id, "x"), merge.subject)


COMES: list[Callable[[Till, str], object]] = [
    lambda till, member: till.visit(member, days_ago=1),
    lambda till, member: till.happened(VisitReturned((Line(2_00),), till.visit(member, days_ago=3).id), member),
    lambda till, member: till.happened(PointsAdjusted(1_00, "x"), member),
    lambda till, member: till.happened(MemberErased(), member),
    lambda till, member: till.happened(FeedbackGiven(3, words="slow"), member),
    *(voided, merged_and_parted, opened_elsewhere),
    *(visit_under_another_name, voided_without_a_name, merged, merged_into_her, parted),
]


@pytest.mark.parametrize("comes", COMES)
def test_what_comes_later_is_seen_before_and_after_it_is_kept(
    hub: AHub, tills: Tills, comes: Callable[[Till, str], object]
) -> None:
    till, at = tills("register 1"), hub.register("register 1")
    maria = a_busy_week(till)
    exchange(till, at)
    holds(hub)
    with days_of(hub) as (days, adding):
        before = found(days, adding)
    comes(till, maria)
    exchange(till, at)
    holds(hub)
    holds(hub)
    with days_of(hub) as (days, adding):
        assert found(days, adding) != before


def test_a_second_report_reads_what_the_first_one_kept(hub: AHub, tills: Tills) -> None:
    till = tills("register 1")
    a_busy_week(till)
    exchange(till, hub.register("register 1"))
    assert count(hub, member_days) == count(hub, store_days) == 0
    holds(hub)
    assert count(hub, days_stale) == 0
    assert count(hub, member_days) > 0
    with days_of(hub) as (days, adding):
        first = found(days, adding)
        assert days.fresh == {}, "nothing had to be added up"
        assert days.asked == [Behind()]
    with hub.database.writing() as connection:
        connection.execute(store_days.delete())
    with days_of(hub) as (days, adding):
        assert found(days, adding) == first
        assert days.fresh


def test_what_an_older_hub_kept_is_added_up_anew(hub: AHub, tills: Tills) -> None:
    till = tills("register 1")
    till.happened(FeedbackGiven(2), a_busy_week(till))
    exchange(till, hub.register("register 1"))
    holds(hub)
    with hub.database.writing() as connection:
        whole = update(store_days).where(store_days.c.store == "")
        assert connection.execute(whole.values(told="")).rowcount > 0  # as it was without a number
        connection.execute(update(store_days).where(store_days.c.store != "").values(told="{}"))
    holds(hub)


@pytest.mark.rule("I06")
def test_nothing_of_somebody_erased_stays_in_what_is_kept(hub: AHub, tills: Tills) -> None:
    till, at = tills("register 1"), hub.register("register 1")
    maria = a_busy_week(till)
    till.happened(PointsAdjusted(1_00, "for Maria Gomez who called"), maria)
    exchange(till, at)
    holds(hub)

    def told() -> str:
        with hub.database.reading() as connection:
            return " ".join(connection.execute(select(store_days.c.told)).scalars())

    assert "who called" in told()
    till.happened(MemberErased(), maria)
    exchange(till, at)
    assert "who called" not in told(), "at once, and not when somebody asks"
    holds(hub)
