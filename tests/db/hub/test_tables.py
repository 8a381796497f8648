"""The tables of a hub: the same on both databases, made by the same steps, by whoever comes first."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from db.hub.opening import bring_up, drift, open_hub
from db.hub.tables import hub as hub_table
from db.hub.tables import metadata
from posdesk.domain.refusals import EnvironmentTrouble, Refused
from tests.db.hub.hubs import AHub, a_hub


def shape(hub: AHub) -> dict[str, object]:
    """Each table's columns, key and indexes, in words both databases share."""
    seen = inspect(hub.database.engine)
    return {
        table: (
            [(column["name"], column["nullable"]) for column in seen.get_columns(table)],
            seen.get_pk_constraint(table)["constrained_columns"],
            sorted((index["name"], index["column_names"], bool(index["unique"])) for index in seen.get_indexes(table)),
        )
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def declared() -> dict[str, object]:
    return {
        name: (
            [(column.name, column.nullable) for column in table.columns],
            [column.name for column in table.primary_key.columns],
            sorted((str(each.name), [c.name for c in each.columns], bool(each.unique)) for each in table.indexes),
        )
        for name, table in metadata.tables.items()
    }


def test_the_steps_make_the_tables_that_are_declared(hub: AHub) -> None:
    assert shape(hub) == declared()
    with hub.database.reading() as connection:
        assert drift(connection) == []


def test_a_column_too_many_is_seen(hub: AHub) -> None:
    with hub.database.writing() as connection:
        connection.execute(text("ALTER TABLE codes ADD COLUMN more INTEGER"))
    with hub.database.reading() as connection:
        assert "codes" in str(drift(connection))


def test_a_hub_that_is_opened_again_keeps_its_name_and_facts(hub: AHub) -> None:
    till = hub.register()
    till.push(*till.visits(2))
    bring_up(hub.database)
    again = hub.another()
    assert again.rows(hub_table) == hub.rows(hub_table)
    assert again.positions() == [1, 2]
    again.close()


def test_several_that_open_a_new_hub_at_once_make_one(hub_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        hubs = list(pool.map(lambda _: a_hub(hub_url, busy_ms=60_000), range(4)))
    assert len({hub.rows(hub_table)[0].name for hub in hubs}) == 1
    assert len(hubs[0].rows(hub_table)) == 1
    for hub in hubs:
        hub.close()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "hub.db", ""])
def test_an_address_that_is_no_database_of_a_hub_is_refused_with_the_right_ones(url: str) -> None:
    with pytest.raises(Refused, match=r"sqlite:////FOLDER/hub\.db or postgresql"):
        open_hub(url)


def test_a_database_that_cannot_be_reached_is_trouble_with_words(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/none/hub.db", f"postgresql+psycopg://nobody@/hub?host={tmp_path}"):
        with pytest.raises(EnvironmentTrouble, match="does not open"):
            open_hub(url)


def test_what_is_committed_outlives_the_computer_on_sqlite(tmp_path: Path) -> None:
    hub = a_hub(f"sqlite:///{tmp_path}/hub.db")
    with hub.database.reading() as connection:
        said = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
        assert connection.execute(select(hub_table.c.head)).scalar_one() == 0
    assert [str(each) for each in said] == ["wal", "2"]
    hub.close()
