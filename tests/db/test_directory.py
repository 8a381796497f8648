"""The look-up over SQL finds whom a plain search through a list finds, in the same order, whatever was done before."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table
from sqlalchemy.schema import CreateIndex, CreateTable

from db import directory
from db.engine import CIPHER, Connection, Connections, open_engine, raw, sql, writing
from db.rows import blob_of
from db.search import SqlDirectory
from db.search_tables import members
from db.tables import metadata
from posdesk.domain.member import Member
from tests.fakes.directory import FakeDirectory

FIRST_DAY = date(2026, 1, 1)
MARIA = Member("", "Maria", "Garcia", FIRST_DAY, phone="+13038675309", email="maria.g@example.com", card_code="A1")


@dataclass
class Both:
    """The same members in SQL and in a list."""

    connection: Connection
    sql: SqlDirectory
    plain: FakeDirectory = field(default_factory=FakeDirectory)
    keys: dict[str, int] = field(default_factory=dict)

    def write(self, number: int, member: Member, day: date) -> None:
        known = replace(member, id=id_of(number))
        self.plain.write(known, day)
        with writing(self.connection):
            directory.write(self.connection, self.key(number), known, day)

    def touch(self, number: int, day: date) -> None:
        self.plain.touch(id_of(number), day)
        with writing(self.connection):
            directory.touch(self.connection, self.key(number), day)

    def remove(self, number: int) -> None:
        self.plain.remove(id_of(number))
        with writing(self.connection):
            directory.remove(self.connection, self.key(number))

    def join(self, one: int, other: int) -> None:
        people = {id_of(one), id_of(other)}
        people |= {member for member, head in self.plain.shown.items() if head in people or member in people}
        people |= {member for member, head in self.plain.shown.items() if head in people}
        self.plain.shown |= dict.fromkeys(people, min(people))
        keys = {self.key(number): id_of(number) for number in range(8)}
        rows = [(key, self.key(int(min(people)[-12:], 16))) for key, id in keys.items() if id in people]
        with writing(self.connection):
            self.connection.executemany("INSERT OR REPLACE INTO joined (member, head) VALUES (?, ?)", rows)

    def settle(self) -> int:
        with writing(self.connection):
            return directory.settle(self.connection)

    def key(self, number: int) -> int:
        if id_of(number) not in self.keys:
            self.keys[id_of(number)] = len(self.keys) + 1
            values = (len(self.keys), blob_of(id_of(number)))
            self.connection.execute("INSERT INTO subjects (key, id) VALUES (?, ?)", values)
        return self.keys[id_of(number)]


def id_of(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012x}"


@contextmanager
def both_empty() -> Iterator[Both]:
    engine = open_engine(Path(":memory:"), None if CIPHER is None else bytes(32))
    connection = raw(engine)
    for table in metadata.sorted_tables:
        if table.name in ("members", "words", "subjects", "brands", "joined"):
            for statement in ddl(table):
                connection.execute(statement)
    directory.create_virtual(connection)
    with closing(connection):
        yield Both(connection, SqlDirectory(Connections(Path(":memory:"), engine, connection, connection)))


def ddl(table: Table) -> list[str]:
    return [sql(CreateTable(table)), *(sql(CreateIndex(index)) for index in table.indexes)]


@pytest.fixture
def both() -> Iterator[Both]:
    with both_empty() as empty:
        yield empty


# ---------------------------------------------------------------------------------------------- the same as a list

first_names = st.sampled_from(["Maria", "Mary-Jane", "José", "Ana", "王小明", "Zoë", "D’Angelo", "Li", "Marta", "O"])
last_names = st.sampled_from(["Garcia", "O'Brien", "Smith-Jones", "Łuczak", "Ng", "", "Nguyễn", "Gar", "Mar Sen"])
phones = st.one_of(
    st.none(), st.just("+442079460000"), st.text("05", min_size=4, max_size=4).map(lambda end: f"+1303867{end}")
)
emails = st.sampled_from([None, "maria@example.com", "Mar@example.com", "o.b@example.com", "ng@example.org"])
profiles = st.builds(
    Member,
    id=st.just(""),
    first_name=first_names,
    last_name=last_names,
    enrolled_on=st.just(FIRST_DAY),
    phone=phones,
    email=emails,
    card_code=st.sampled_from([None, "A1", "B2"]),
    external=st.sampled_from([None, "old:1", "old:2"]),
)
numbers, days = st.integers(0, 7), st.integers(0, 3).map(lambda n: FIRST_DAY + timedelta(days=n))
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("write"), numbers, profiles, days),
        st.tuples(st.just("touch"), numbers, days),
        st.tuples(st.just("remove"), numbers),
        st.tuples(st.just("join"), numbers, numbers),
        st.tuples(st.just("settle")),
    ),
    max_size=30,
)
typed_words = st.lists(
    st.sampled_from(
        ["m", "mar", "maria", "GAR", "obrien", "brien", "o", "小", "luc", "zoe", "jane", "nguyen", "x", "li"]
    ),
    min_size=1,
    max_size=3,
)
typed_digits = st.one_of(
    st.text("05", min_size=1, max_size=5),
    st.sampled_from(["303", "867", "67550", "3038675000", "13038670505", "7946", "9999"]),
)


def assert_same(both: Both, words: list[str], digits: str, limit: int) -> None:
    real, plain = both.sql, both.plain
    assert real.by_names(words, limit) == plain.by_names(words, limit)
    found, expected = real.by_phone_digits(digits, limit), plain.by_phone_digits(digits, limit)
    whole = len(digits) >= 10 and any(hit.phone_ends == digits[-4:] for hit in found)
    assert found == expected[: len(found)] if whole else found == expected
    for prefix in ("m", "MAR", "maria@", "o.b@example.com", "zz", ""):
        assert real.by_email(prefix, limit) == plain.by_email(prefix, limit)
    for code in ("A1", "B2", "C3"):
        assert real.by_card(code) == plain.by_card(code)
    for external in ("old:1", "old:3"):
        assert real.by_external(external) == plain.by_external(external)
    for phone in ("+442079460000", "+13038670505", "+13038679999"):
        assert real.by_phone(phone) == plain.by_phone(phone)
    assert real.recent(limit) == plain.recent(limit)
    for beginning in (0, 1):
        assert sorted(real.by_beginning(beginning)) == sorted(plain.by_beginning(beginning))
    everybody = [id_of(number) for number in range(9)]
    assert set(real.by_ids([*everybody, "no id"])) == set(plain.by_ids(everybody))


@given(deeds, typed_words, typed_digits, st.integers(1, 9))
def test_whatever_was_done_the_same_members_are_found_in_the_same_order(
    done: list[tuple[object, ...]], words: list[str], digits: str, limit: int
) -> None:
    with both_empty() as both:
        for name, *arguments in done:
            getattr(both, str(name))(*arguments)
        assert_same(both, words, digits, limit)
        both.settle()
        assert_same(both, words, digits, limit)


def test_somebody_with_two_cards_stands_where_the_newer_one_does(both: Both) -> None:
    for number, day in ((1, 1), (2, 0), (0, 0)):
        both.write(number, MARIA, FIRST_DAY + timedelta(days=day))
    both.join(1, 2)
    for _ in range(2):
        assert [hit.member for hit in both.sql.by_names(["maria"], 9)] == [id_of(1), id_of(0)]
        assert [hit.member for hit in both.sql.by_names(["maria"], 1)] == [id_of(1)]
        both.settle()


@given(st.lists(st.tuples(profiles, days), max_size=12), typed_words, typed_digits, st.integers(1, 9))
def test_a_fill_finds_what_writing_one_by_one_finds(
    everybody: list[tuple[Member, date]], words: list[str], digits: str, limit: int
) -> None:
    with both_empty() as both:
        both.write(99, MARIA, FIRST_DAY)  # and is gone afterwards
        both.settle()
        both.plain.remove(id_of(99))
        rows = [(both.key(n), replace(member, id=id_of(n)), day) for n, (member, day) in enumerate(everybody)]
        for _, member, day in rows:
            both.plain.write(member, day)
        with writing(both.connection):
            directory.fill(both.connection, rows)
        assert both.settle() == 0
        assert_same(both, words, digits, limit)


def test_more_members_than_wait_are_filed_by_themselves(both: Both) -> None:
    for number in range(directory.SETTLE_AT + 10):
        both.write(number, replace(MARIA, phone=f"+1303867{number:04}"), FIRST_DAY + timedelta(days=number % 3))
    for number in range(0, directory.SETTLE_AT + 10, 2):
        both.touch(number, FIRST_DAY + timedelta(days=number % 5))
    assert both.settle() < directory.SETTLE_AT
    assert_same(both, ["maria"], "3038670", 300)


def test_being_seen_again_moves_a_member_to_the_front_at_once(both: Both) -> None:
    for number in range(30):
        both.write(number, MARIA, FIRST_DAY)
    both.settle()
    both.touch(3, FIRST_DAY + timedelta(days=1))
    assert [hit.member for hit in both.sql.by_names(["maria"], 1)] == [id_of(3)]
    assert both.sql.by_phone_digits("5309", 1)[0].last_seen == FIRST_DAY + timedelta(days=1)


def test_a_day_before_the_last_one_known_moves_nobody(both: Both) -> None:
    both.write(1, MARIA, FIRST_DAY + timedelta(days=5))
    both.touch(1, FIRST_DAY)
    both.touch(2, FIRST_DAY)  # nobody enrolled under this key
    assert [hit.last_seen for hit in both.sql.recent(5)] == [FIRST_DAY + timedelta(days=5)]


def test_a_member_whose_last_visit_was_voided_goes_back_at_once(both: Both) -> None:
    for number in range(3):
        both.write(number, MARIA, FIRST_DAY + timedelta(days=number))
    both.settle()
    both.write(2, MARIA, FIRST_DAY - timedelta(days=9))
    assert [hit.member for hit in both.sql.by_names(["maria"], 1)] == [id_of(1)]
    assert [hit.member for hit in both.sql.recent(9)] == [id_of(1), id_of(0), id_of(2)]


def test_common_email_beginnings_are_found_newest_first_too(both: Both) -> None:
    both.sql = replace(both.sql, few=5)
    for number in range(20):
        both.write(number, replace(MARIA, email=f"m{number}@example.com"), FIRST_DAY + timedelta(days=number * 7 % 11))
    both.settle()
    both.touch(4, FIRST_DAY + timedelta(days=20))
    assert both.sql.by_email("m", 7) == both.plain.by_email("m", 7)


# ------------------------------------------------------------------------------------------------- typing errors


@pytest.mark.parametrize(
    "typed",
    [
        ["mraia"],
        ["mara", "garcia"],
        ["maria", "garcai"],
        ["amria", "garxia"],
        ["mariaa", "gracia"],
        ["naria"],
        ["maris"],
    ],
)
def test_a_typing_error_still_finds_the_member(both: Both, typed: list[str]) -> None:
    both.write(1, MARIA, FIRST_DAY)
    both.write(2, replace(MARIA, first_name="Bob", last_name="Sutherland"), FIRST_DAY)
    for _ in range(2):
        assert [hit.member for hit in both.sql.by_similar_names(typed, 20)] == [id_of(1)]
        both.settle()


def test_the_best_spelling_comes_before_the_newest(both: Both) -> None:
    both.write(1, replace(MARIA, first_name="Johnny"), FIRST_DAY)
    both.write(2, replace(MARIA, first_name="Jonathy"), FIRST_DAY + timedelta(days=9))
    assert [hit.member for hit in both.sql.by_similar_names(["johnnyy"], 20)] == [id_of(1)]


def test_a_right_word_beside_a_wrong_one_may_be_a_beginning(both: Both) -> None:
    both.write(1, MARIA, FIRST_DAY)
    assert [hit.member for hit in both.sql.by_similar_names(["mraia", "gar"], 20)] == [id_of(1)]


def test_two_known_words_that_nobody_bears_together_are_taken_for_errors_too(both: Both) -> None:
    both.write(1, replace(MARIA, last_name="Garza"), FIRST_DAY)
    both.write(2, replace(MARIA, first_name="Berta", last_name="Garca"), FIRST_DAY)
    assert [hit.member for hit in both.sql.by_similar_names(["maria", "garca"], 20)] == [id_of(1)]


def test_names_learned_after_the_first_error_are_known_at_the_next(both: Both) -> None:
    both.write(1, MARIA, FIRST_DAY)
    assert both.sql.by_similar_names(["zebulonixa"], 20) == []
    both.write(2, replace(MARIA, first_name="Zebulonica"), FIRST_DAY)
    assert [hit.member for hit in both.sql.by_similar_names(["zebulonixa"], 20)] == [id_of(2)]


def test_many_wrong_words_are_answered_without_trying_everything(both: Both) -> None:
    for number, name in enumerate(["Maria", "Marta", "Mario", "Marie", "Maris", "Mara", "Marla", "Marna"]):
        both.write(number, replace(MARIA, first_name=name, last_name=f"{name}s"), FIRST_DAY)
    assert both.sql.by_similar_names(["marxa", "marxo", "marxe", "marxs", "marya", "marxi"], 20) is not None


# ------------------------------------------------------------------------------------------- any text, and forgetting

AWKWARD = [
    '"',
    "*",
    "a:b",
    "NEAR(",
    "-x",
    "O'Brien",
    "\0",
    "\ud800",
    "AND",
    "words:",
    "(",
    "x" * 10_000,
    "é\u202e",
    "%_",
]


@given(st.one_of(st.text(), st.sampled_from(AWKWARD)), st.one_of(st.text(), st.sampled_from(AWKWARD)))
def test_no_text_raises(one: str, other: str) -> None:
    with both_empty() as both:
        both.write(1, MARIA, FIRST_DAY)
        both.settle()
        for text in (one, other, f"{one} {other}"):
            both.sql.by_names([text, other], 20)
            both.sql.by_similar_names([text], 20)
            both.sql.by_email(text, 20)
            both.sql.by_phone_digits(text, 20)
            both.sql.by_card(text)
            both.sql.by_phone(text)
            both.sql.by_external(text)
            both.sql.by_ids([text])
            both.sql.brands(text, 20)


@pytest.mark.parametrize("settled", [True, False])
def test_nothing_of_a_removed_member_stays_in_the_look_up(both: Both, settled: bool) -> None:
    both.write(1, replace(MARIA, first_name="Zebulonica", phone="+17198241746"), FIRST_DAY)
    both.write(2, MARIA, FIRST_DAY)
    if settled:
        both.settle()
        assert b"ebulonica" in bytes_of(both.connection, "member_words_data")
    both.remove(1)
    assert both.sql.by_names(["zebulonica"], 5) == []
    assert both.sql.by_similar_names(["zebulonixa"], 5) == []
    assert both.connection.execute("SELECT word FROM words ORDER BY word").fetchall() == [("garcia",), ("maria",)]
    assert both.connection.execute("SELECT count(*) FROM members").fetchone() == (1,)
    assert b"ebulonica" not in bytes_of(both.connection, "member_words_data")
    assert b"417" not in bytes_of(both.connection, "member_digits_data")  # the phone is kept backwards


def bytes_of(connection: Connection, table: str) -> bytes:
    return b"\n".join(block for (block,) in connection.execute(f"SELECT block FROM {table}"))  # noqa: S608


def test_the_index_follows_a_changed_name_and_phone(both: Both) -> None:
    both.write(1, MARIA, FIRST_DAY)
    both.settle()
    both.write(1, replace(MARIA, last_name="Sutherland", phone="+13038670000"), FIRST_DAY)
    for _ in range(2):
        assert both.sql.by_names(["garcia"], 5) == []
        assert both.sql.by_phone_digits("5309", 5) == []
        assert [hit.phone_ends for hit in both.sql.by_names(["suther"], 5)] == ["0000"]
        both.settle()


def test_brands_come_by_how_often_they_are_bought(both: Both) -> None:
    add = "INSERT INTO brands (name, folded, visits) VALUES (?, ?, ?)"
    both.connection.executemany(
        add, [("Kiva", "kiva", 2), ("Kin", "kin", 5), ("Wyld", "wyld", 9), ("KIVA B", "kiva b", 7)]
    )
    assert both.sql.brands("KI", 5) == ["KIVA B", "Kin", "Kiva"]
    assert both.sql.brands("", 2) == ["Wyld", "KIVA B"]
    assert both.sql.brands("100%", 2) == []


def test_every_index_is_dropped_and_made_again_by_a_fill(both: Both) -> None:
    def indexes() -> set[str]:
        return {
            name for (name,) in both.connection.execute("SELECT name FROM sqlite_schema WHERE tbl_name = 'members'")
        }

    before = indexes()
    with writing(both.connection):
        directory.fill(both.connection, [])
    assert indexes() == before
    assert {str(index.name) for index in members.indexes} < before


def test_a_rolled_back_write_leaves_the_look_up_as_it_was(both: Both) -> None:
    both.write(1, MARIA, FIRST_DAY)
    both.sql.recent(1)
    key = both.key(2)
    with suppress(KeyError), writing(both.connection):
        directory.write(both.connection, key, replace(MARIA, id=id_of(2), first_name="Bob"), FIRST_DAY)
        raise KeyError
    assert both.sql.by_names(["bob"], 5) == []
    assert [hit.first_name for hit in both.sql.recent(5)] == ["Maria"]
