"""The sync's figures: the same rows for both, the database left as it was. How fast it was is not asked here."""

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import inspect, select

from db.hub import tables
from db.hub.opening import open_hub
from posdesk.bench import crowd, hub
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import Outcome
from posdesk.sync import wire
from tests.db.hub.conftest import hub_url as hub_url  # noqa: PLC0414  the fixture
from tests.db.hub.conftest import postgres as postgres  # noqa: PLC0414  the fixture
from tests.db.hub.postgres import Postgres


def test_both_databases_are_measured_and_the_given_one_is_left_empty(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.database()
    figures = hub.figures(tmp_path, url, 30)
    assert [figure.name for figure in figures] == [
        "hub, push to SQLite, a fact",
        "hub, push to SQLite, a fact, in all",
        "hub, push to PostgreSQL, a fact",
        "register, takes in a fact",
        "register, 30 facts behind",
    ]
    assert [figure.goal for figure in figures] == [None, 125.0, 2.86, 200.0, 15.0]
    assert all(figure.value > 0 for figure in figures)
    postgres.drop(url)


def test_the_floor_stores_the_very_same_rows(hub_url: str) -> None:
    sent = hub.a_crowd(5, 12)
    with hub.an_empty_hub(hub_url) as database:
        hub.push(hub.paired(database, crowd.STORE, crowd.REGISTER), [*sent.shop, *sent.visits])
        rows = select(tables.facts).order_by(tables.facts.c.position)
        with database.reading() as connection:
            pushed = [tuple(row) for row in connection.execute(rows)]
        hub.stored_raw(database, len(sent.shop))
        with database.reading() as connection:
            assert [tuple(row) for row in connection.execute(rows)] == pushed
        assert len(pushed) == 5 + 2 + 12
        assert inspect(database.engine).get_table_names()
    again = open_hub(hub_url)
    with again.reading() as connection:
        assert connection.execute(select(tables.facts)).first() is None
    again.close()


def test_a_database_in_use_is_refused_and_nothing_of_it_is_lost(hub_url: str) -> None:
    database = open_hub(hub_url)
    hub.paired(database, crowd.STORE, crowd.REGISTER)
    with pytest.raises(Refused, match="empty database"), hub.an_empty_hub(hub_url):
        pass
    with database.reading() as connection:
        assert connection.execute(select(tables.devices.c.register)).scalar_one() == crowd.REGISTER
    database.close()


def test_requests_are_as_large_as_a_hub_takes_and_hold_everything_in_order() -> None:
    rng = Random(1)
    lines = ["x" * rng.choice((1, 100, 2000, wire.MOST_BYTES + 5)) for _ in range(3000)]
    made = list(hub.requests(lines))
    assert [line for some in made for line in some] == lines
    for some, following in pairwise(made):
        assert len(some) <= wire.MOST_FACTS
        assert sum(map(len, some)) <= wire.MOST_BYTES or len(some) == 1
        full = len(some) == wire.MOST_FACTS or sum(map(len, some)) + len(following[0]) > wire.MOST_BYTES
        assert full


def test_what_is_sent_is_accepted_whole(hub_url: str) -> None:
    sent = hub.a_crowd(4, 6)
    with hub.an_empty_hub(hub_url) as database:
        to = hub.paired(database, crowd.STORE, crowd.REGISTER)
        _, seen = hub.push(to, sent.shop)
        answered = to.push(seen, sent.visits)
    assert [verdict.outcome for verdict in answered.verdicts] == [Outcome.ACCEPTED] * 6
