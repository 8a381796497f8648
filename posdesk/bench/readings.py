"""Decides how the look-up and the member card are measured: what is typed, whose card is shown, and the floors.

A floor is the one raw statement, on the same connection of the same driver, that fetches the same rows for the same
key. Value and floor take different members in turn, so neither finds the other's pages warm. Writes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from db.directory import backwards
from db.rows import SELECT_FACTS, text_of
from db.search import words_of
from db.store import Store
from posdesk.bench.figures import Figure, Times, median, percentile
from posdesk.counter import lookup
from posdesk.counter.card import open_card
from posdesk.counter.ports import Desk

CARDS = 120
"""Members shown for each number of visits, at most; half of them for the floor."""
GOAL_LOOK_UP = 3.0
GOAL_SHOW = {100: 4.0}

_HIT = "SELECT m.key, m.first_name, m.last_name, m.phone, m.rank, s.id FROM "
_REST = " f CROSS JOIN members m ON m.slot = f.slot CROSS JOIN subjects s ON s.key = m.key"
_WORDS = "SELECT rowid AS slot FROM member_words WHERE member_words MATCH ? ORDER BY rowid LIMIT 20"
_ENDING = "SELECT slot FROM members WHERE phone IS NOT NULL AND phone >= ? AND phone < ? ORDER BY slot LIMIT 20"
_INSIDE = "SELECT rowid AS slot FROM member_digits WHERE member_digits MATCH ? ORDER BY rowid LIMIT 20"
_BEGINNING = "SELECT slot FROM members WHERE email IS NOT NULL AND email >= ? AND email < ? ORDER BY slot LIMIT 20"
_BY_NAME = "".join((_HIT, "(", _WORDS, ")", _REST))
_BY_PHONE = "".join((_HIT, "(SELECT * FROM (", _ENDING, ") UNION ALL SELECT * FROM (", _INSIDE, ") LIMIT 20)", _REST))
_BY_EMAIL = "".join((_HIT, "(", _BEGINNING, ")", _REST))
_BY_CARD = _HIT + "members m CROSS JOIN subjects s ON s.key = m.key WHERE m.card_code IS NOT NULL AND m.card_code = ?"
_SOME = (
    "SELECT first_name, last_name, phone, email, card_code FROM members "
    "WHERE key >= ? AND phone IS NOT NULL AND email IS NOT NULL AND card_code IS NOT NULL LIMIT 1"
)
_BY_VISITS = (
    "SELECT subject, count(*) FROM facts WHERE kind = ? AND subject IS NOT NULL GROUP BY subject HAVING count(*) = ?"
)
_ROWS = f"{SELECT_FACTS} WHERE facts.subject = ?"


class Person(NamedTuple):
    """What a member is looked up by. phone: digits, last one first, as the table has them."""

    first: str
    last: str
    phone: str
    email: str
    card: str


class Keystroke(NamedTuple):
    """What stands in the box after a key, and the raw statement that answers it, with its parameters."""

    text: str
    statement: str
    parameters: tuple[Any, ...]


Typing = Callable[[Person, Random], Iterator[Keystroke]]


def look_ups(store: Store, desk: Desk, rng: Random, count: int) -> list[Figure]:
    """Every kind of look-up, per keystroke: the 99th percentile. count: members typed for each, half for the floor."""
    kinds: Sequence[tuple[str, Typing]] = (
        ("names", _name),
        ("phone digits", _phone),
        ("e-mail", _email),
        ("card", _card),
        ("typing error", _error),
    )
    lookup.find(desk, "zzyzx qqqq")  # a typing error: the vocabulary is read once, when the first is made
    return [_look_up(store, desk, people(store, rng, count), rng, name, typing) for name, typing in kinds]


def _look_up(store: Store, desk: Desk, typed: Iterator[Person], rng: Random, name: str, typing: Typing) -> Figure:
    ours, floor = Times(), Times()
    missed = turn = 0
    for turn, person in enumerate(typed):
        keys = list(typing(person, rng))
        for key in keys:
            if turn % 2:
                ours.time(lambda key=key: lookup.find(desk, key.text))  # type: ignore[misc]
            else:
                floor.time(lambda key=key: _fetch(store, key))  # type: ignore[misc]
        missed += turn % 2 and not lookup.find(desk, keys[-1].text).hits
    values, least = ours.values, floor.values
    note = f"p99 of {len(values):,} keystrokes, median {median(values):.2f} ms, floor's median {median(least):.2f} ms"
    found = f"; {missed} of {turn // 2 + 1} found nobody at the last key" if missed else ""
    note += found + _left_out(ours, floor)
    return Figure(f"look-up, {name}", percentile(values, 99), "ms", percentile(least, 99), GOAL_LOOK_UP, note)


def _left_out(*times: Times) -> str:
    left_out = sum(one.left_out for one in times)
    return f"; {left_out} left out that other programs interrupted" if left_out else ""


def people(store: Store, rng: Random, count: int) -> Iterator[Person]:
    """Members drawn at random, who have everything one is looked up by."""
    reader = store.connections.reader
    (last,) = reader.execute("SELECT max(key) FROM members").fetchone()
    for _ in range(count):
        row = reader.execute(_SOME, (rng.randint(1, last),)).fetchone()
        yield Person(*(row or reader.execute(_SOME, (1,)).fetchone()))


def shows(store: Store, desk: Desk) -> list[Figure]:
    """The card of members with 10, 100 and 1,000 visits: read, fold, offers; the median."""
    return [figure for visits in (10, 100, 1000) if (figure := _show(store, desk, visits)) is not None]


def cards_of(store: Store, visits: int, limit: int) -> list[str]:
    """The card codes of members with so many visits, at most `limit` of them."""
    kind = store.names.kind_keys["visit.recorded", 1]
    found = []
    for key, _ in store.connections.reader.execute(_BY_VISITS, (kind, visits)).fetchall():
        (code,) = store.connections.reader.execute("SELECT card_code FROM members WHERE key = ?", (key,)).fetchone()
        found += [code] if code else []
    return found[:limit]


def members_with(store: Store, visits: int, limit: int) -> list[str]:
    """The ids of members with so many visits, at most `limit` of them."""
    kind, reader = store.names.kind_keys["visit.recorded", 1], store.connections.reader
    keys = [key for key, _ in reader.execute(_BY_VISITS, (kind, visits)).fetchall()][:limit]
    return [text_of(reader.execute("SELECT id FROM subjects WHERE key = ?", (key,)).fetchone()[0]) for key in keys]


def _show(store: Store, desk: Desk, visits: int) -> Figure | None:
    kind = store.names.kind_keys["visit.recorded", 1]
    reader = store.connections.reader
    panel = [key for key, _ in reader.execute(_BY_VISITS, (kind, visits)).fetchall()][:CARDS]
    if len(panel) < 4:
        return None
    ours, floor = Times(), Times()
    for turn, key in enumerate(panel):
        if turn % 2:
            (id,) = reader.execute("SELECT id FROM subjects WHERE key = ?", (key,)).fetchone()
            member = text_of(id)
            ours.time(lambda member=member: open_card(desk, member))  # type: ignore[misc]
        else:
            floor.time(lambda key=key: reader.execute(_ROWS, (key,)).fetchall())  # type: ignore[misc]
    values, least = ours.values, floor.values
    note = f"median of {len(values)} members, each shown once; floor: the rows of {len(least)} others"
    note += _left_out(ours, floor)
    return Figure(f"show, {visits:,} visits", median(values), "ms", median(least), GOAL_SHOW.get(visits), note)


def _fetch(store: Store, key: Keystroke) -> list[Any]:
    return store.connections.reader.execute(key.statement, key.parameters).fetchall()


# ------------------------------------------------------------------------------------------------- what is typed


def _name(person: Person, rng: Random) -> Iterator[Keystroke]:
    """First and last name, or the other way round, letter by letter."""
    parts = [person.first, person.last]
    if rng.random() < 0.5:
        parts.reverse()
    text = " ".join(parts).lower()
    for end in range(1, len(text) + 1):
        if text[end - 1] != " ":
            yield Keystroke(text[:end], _BY_NAME, (_beginning(text[:end]),))


def _phone(person: Person, rng: Random) -> Iterator[Keystroke]:
    """The last four, seven or all ten digits, digit by digit. The floor's one statement takes the phones that end so
    and, when those are too few, those that hold the digits anywhere."""
    digits = person.phone[::-1][-rng.choice((4, 4, 7, 10)) :]
    for end in range(3, len(digits) + 1):
        back = backwards(digits[:end]) or ""
        grams = " AND ".join(f'"{back[at : at + 3]}"' for at in range(len(back) - 2))
        yield Keystroke(digits[:end], _BY_PHONE, (back, back + ":", grams))


def _email(person: Person, _: Random) -> Iterator[Keystroke]:
    """The address from its @ on; what comes before it is looked up as a name."""
    for end in range(person.email.index("@") + 1, len(person.email) + 1):
        text = person.email[:end]
        yield Keystroke(text, _BY_EMAIL, (text, text + "\x7f"))


def _card(person: Person, _: Random) -> Iterator[Keystroke]:
    """The whole code, as a scanner sends it."""
    yield Keystroke(person.card, _BY_CARD, (person.card,))


def _error(person: Person, rng: Random) -> Iterator[Keystroke]:
    """Both names with an error in each, letter by letter; the floor is told the right spelling so far."""
    wrong = f"{mistyped(person.first, rng)} {mistyped(person.last, rng)}".lower()
    right = f"{person.first} {person.last}".lower()
    for end in range(1, len(wrong) + 1):
        if wrong[end - 1] != " ":
            yield Keystroke(wrong[:end], _BY_NAME, (_beginning(right[:end]),))


def mistyped(word: str, rng: Random) -> str:
    """The word with one letter wrong, left out, doubled or swapped with the next, never the first."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    return rng.choice(
        (
            word[:at] + rng.choice("aeiounrst") + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def _beginning(text: str) -> str:
    return " AND ".join(f'"{word}"*' for word in words_of(text.split()))
