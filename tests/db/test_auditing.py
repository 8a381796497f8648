"""What somebody changed in a file by hand is found and named; what PosDesk itself changes is not."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.auditing import verify, verify_moment
from db.rows import text_of
from posdesk.domain.audit import Wrong
from tests.db.tampering import busy, joined, names, tampered
from tests.db.tills import Till, a_till

CUT = "DELETE FROM facts WHERE key >= ?"
COLUMNS = (
    *("id", "kind", "subject", "origin", "sequence", "staff", "occurred_at", "business_day", "clock_ahead", "body"),
    *("hub_epoch", "hub_position", "corrected_at", "key", "seal"),
)
ROW = f"SELECT {', '.join(COLUMNS)} FROM facts WHERE key = ?"  # noqa: S608  # names of ours
PUT_IN = f"INSERT INTO facts ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  # the same
CHANGE = {column: f"UPDATE facts SET {column} = ? WHERE key = ?" for column in COLUMNS}  # noqa: S608  # the same
NULLABLE = {"subject", "staff", "hub_epoch", "hub_position", "corrected_at"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A busy till that a hub confirmed, and then two visits it has not."""
    till = busy(a_till(tmp_path_factory.mktemp("shop") / "till"))
    joined(till)
    till.visit(None)
    till.visit(None)
    yield till
    till.close()


def row_at(till: Till, key: int) -> dict[str, Any]:
    """A fact's row by its columns."""
    return dict(zip(COLUMNS, till.writer.execute(ROW, (key,)).fetchone(), strict=True))


def keys_of(till: Till) -> list[int]:
    """The keys of all facts, in order."""
    return [key for (key,) in till.writer.execute("SELECT key FROM facts ORDER BY key")]


def otherwise(data: st.DataObject, column: str, value: Any) -> Any:
    """Another value of the column that a file would take."""
    if column == "body":
        return data.draw(st.sampled_from([value + " ", value.replace("1", "2"), "{}", "[[]]", '{"a":1}', ""]))
    if column == "seal":
        return data.draw(st.binary(max_size=64) | st.none())
    if column == "id":
        return data.draw(st.binary(min_size=16, max_size=16))
    if column == "key":
        return data.draw(st.integers(-(2**40), -1) | st.integers(100, 2**40))
    if column == "hub_epoch":  # which of the epochs there have been it was, nothing depends on, and nobody can tell
        return data.draw(st.integers(-(2**40), -1) | st.integers(2, 2**40) | st.none())
    numbers = st.integers(-(2**40), 2**40) | st.integers(0, 40)
    return data.draw(numbers | st.none() if column in NULLABLE else numbers)


@given(data=st.data())
def test_any_change_of_any_column_of_any_fact_is_found_and_the_fact_is_named(shop: Till, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(keys_of(shop)))
    column = data.draw(st.sampled_from(COLUMNS))
    before = row_at(shop, key)
    value = otherwise(data, column, before[column])
    assume(value != before[column])
    with tampered(shop, (CHANGE[column], (value, key))) as audit:
        assert not audit.sound
        id = value if column == "id" else before["id"]
        if column not in ("hub_position", "hub_epoch"):  # of those its neighbours may be named
            assert names(audit, id)


@given(data=st.data())
def test_a_fact_that_was_removed_is_missed_between_its_neighbours(shop: Till, data: st.DataObject) -> None:
    keys = keys_of(shop)
    place = data.draw(st.integers(0, len(keys) - 2))
    neighbours = [row_at(shop, key)["id"] for key in keys[max(0, place - 1) : place + 2] if key != keys[place]]
    with tampered(shop, ("DELETE FROM facts WHERE key = ?", (keys[place],))) as audit:
        missing = [one for one in audit.findings if one.wrong is Wrong.MISSING]
        assert len(missing) == 1
        assert all(text_of(id) in missing[0].words for id in neighbours)


@given(data=st.data())
def test_facts_that_changed_places_are_both_named(shop: Till, data: st.DataObject) -> None:
    one, other = data.draw(st.lists(st.sampled_from(keys_of(shop)), min_size=2, max_size=2, unique=True))
    swap = "UPDATE facts SET key = ? WHERE key = ?"
    ids = row_at(shop, one)["id"], row_at(shop, other)["id"]
    with tampered(shop, (swap, (10**6, one)), (swap, (one, other)), (swap, (other, 10**6))) as audit:
        assert all(names(audit, id) for id in ids)


@given(data=st.data())
def test_a_fact_that_was_put_in_is_named(shop: Till, data: st.DataObject) -> None:
    like = row_at(shop, data.draw(st.sampled_from(keys_of(shop))))
    key, id = data.draw(st.integers(10**3, 10**4)), data.draw(st.binary(min_size=16, max_size=16))
    seal = data.draw(st.none() | st.binary(min_size=32, max_size=48) | st.just(like["seal"]))
    row = like | {"key": key, "id": id, "hub_epoch": None, "hub_position": None, "seal": seal}
    put_in = PUT_IN, tuple(row.values())
    with tampered(shop, put_in) as audit:
        assert names(audit, id)


@given(data=st.data())
def test_what_was_changed_beside_the_facts_is_found_too(shop: Till, data: st.DataObject) -> None:
    """Who was signed in, the store and the member are small numbers in a row: what those stand for is sealed too."""
    statement = data.draw(
        st.sampled_from(
            [
                "UPDATE staff SET name = 'Somebody'",
                "UPDATE origins SET register = 'register 9'",
                "UPDATE origins SET incarnation = incarnation + 1",
                "UPDATE kinds SET kind = 'visit.voided2' WHERE kind = 'visit.voided'",
                "UPDATE subjects SET id = zeroblob(16) WHERE key = 1",
                "DELETE FROM subjects WHERE key = 1",
                "UPDATE facts SET seal = substr(seal, 1, 32) WHERE key = 3",
                "UPDATE facts SET seal = NULL",
                "UPDATE amended SET now = zeroblob(32)",
                "UPDATE amended SET body = zeroblob(32)",
                "UPDATE amended SET place = '1 2 3 4 '",
                "DELETE FROM amended",
                "UPDATE register_state SET sequence = sequence + 1",
                "UPDATE register_state SET sequence = sequence - 1",
                "UPDATE hub_link SET cursor = cursor + 1",
            ]
        )
    )
    with tampered(shop, (statement, ())) as audit:
        assert not audit.sound, statement


def test_a_seal_that_was_changed_is_not_laid_to_its_fact(shop: Till) -> None:
    with tampered(shop, ("UPDATE facts SET seal = zeroblob(32) WHERE key = 5", ())) as audit:
        assert [one.wrong for one in audit.findings] == [Wrong.SEAL]


def test_the_end_of_the_file_cut_off_is_seen_by_the_registers_count(shop: Till) -> None:
    last = max(keys_of(shop))
    with tampered(shop, (CUT, (last,))) as audit:
        assert [one.wrong for one in audit.findings] == [Wrong.END]
        assert "the last fact of this register is missing" in audit.findings[0].words


def test_a_cut_that_puts_the_count_back_too_is_seen_by_a_seal_that_was_noted_elsewhere(shop: Till) -> None:
    noted, keys = verify(shop.store).seal, keys_of(shop)
    before = row_at(shop, keys[-2])
    back = "UPDATE register_state SET sequence = sequence - 1, last = ?", (before["id"],)
    with tampered(shop, (CUT, (keys[-1],)), back) as audit:
        assert audit.sound  # the file alone cannot tell
        found = verify_moment(shop.writer, noted)
        assert [one.wrong for one in found.findings] == [Wrong.END]


def test_what_the_hub_confirmed_cannot_be_cut_off_unseen(shop: Till) -> None:
    keys = keys_of(shop)[-3:]
    with tampered(shop, (CUT, (keys[0],))) as audit:
        assert Wrong.CONFIRMED in [one.wrong for one in audit.findings]


def test_a_fact_that_is_kept_from_the_hub_is_found(shop: Till) -> None:
    (key,) = shop.writer.execute("SELECT max(key) FROM facts").fetchone()
    hidden = "UPDATE facts SET hub_epoch = 1, hub_position = 0 WHERE key = ?", (key,)
    with tampered(shop, hidden) as audit:
        assert [one.wrong for one in audit.findings] == [Wrong.CONFIRMED]


def test_a_fact_emptied_without_an_erasure_is_named(shop: Till) -> None:
    erasure = "DELETE FROM facts WHERE kind = (SELECT key FROM kinds WHERE kind = 'member.erased')", ()
    with tampered(shop, erasure) as audit:
        assert Wrong.ERASED in [one.wrong for one in audit.findings]
