"""Decides how members are found in the tables of the look-up: the port Directory over SQL, newest active first.

Refuses to know what a text in the search box means (posdesk.counter.lookup) and how the tables are kept (directory.py).

Each answer joins two sources: the indexes, in which members stand as they were last filed, and the few hundred written
or seen again since, whose rows are kept in memory between two commits. That is exact: nobody stands lower in the
indexes than in truth but the unfiled, who are all looked at, so the first `limit` of both hold the first `limit`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from db.alike import born, having, sketches, with_keys
from db.directory import backwards, day_of
from db.engine import Connection, Connections, Row, marks
from db.rows import blob_of, is_uuid, text_of
from db.trouble import in_words
from db.vocabulary import Meaning, Vocabulary, meanings
from posdesk.counter.ports import Hit, Sketch
from posdesk.domain.identity import indexed_words, name_words
from posdesk.domain.likeness import Traits

MAX_WORDS = 8
"""So many words of a question are looked at, and of each MAX_LETTERS letters."""
MAX_LETTERS = 64
MAX_DIGITS = 20
MOST_OF_ONE_ID = 20
"""Members for whom one ID is remembered: one, or a few who were not joined yet."""
A_WHOLE_PHONE = 10
"""Digits that, when a phone ends with them, are that phone: nobody is looked for who has them elsewhere."""
ENOUGH_THREES = 3
SAMPLE = 2000
MAX_TYPED = 600
"""A question longer than this is a slip of the scanner or the clipboard; its beginning is enough."""
COMMON_NAMES = 4
"""An e-mail with as few letters before its @, such as `info@`, may be thousands of people's."""
NAMESAKES = 30
"""Members of one name whose phones are looked at for a slip of the keys."""
FEW = 4096
"""So many index entries are sorted in a millisecond; of more, walking the newest members finds enough sooner."""

# SQLite prepares a statement anew each time a bare parameter of LIMIT is bound, since the number might change the plan:
# 14 of 20 microseconds. It does not look into a sum.
_COLUMNS = (
    "SELECT members.key, members.first_name, members.last_name, members.phone, members.email, members.rank, "
    "subjects.id, heads.id"
)
_JOINED = (
    "CROSS JOIN subjects ON subjects.key = members.key LEFT JOIN joined ON joined.member = members.key "
    "LEFT JOIN subjects AS heads ON heads.key = joined.head"
)
_ROWS = f"{_COLUMNS} FROM members {_JOINED}"
_FILED = f"{_COLUMNS} FROM (%s) AS found CROSS JOIN members ON members.slot = found.slot {_JOINED}"

_BY_WORDS = _FILED % "SELECT rowid AS slot FROM member_words WHERE member_words MATCH ? ORDER BY rowid LIMIT 0 + ?"
_LAST_DIGITS = _FILED % (
    "SELECT slot FROM members WHERE phone IS NOT NULL AND phone >= ? AND phone < ? AND slot IS NOT NULL "
    "ORDER BY slot LIMIT 0 + ?"
)
_HELD_INSIDE = f"{_FILED} WHERE instr(members.phone, ?) > 1 LIMIT 0 + ?"
_DIGITS_INSIDE = _HELD_INSIDE % "SELECT rowid AS slot FROM member_digits WHERE member_digits MATCH ? ORDER BY rowid"
_SOME_PHONES = "SELECT phone FROM members WHERE phone IS NOT NULL AND slot IS NOT NULL ORDER BY slot LIMIT 0 + ?"
_SLOTS_BY_EMAIL = "SELECT slot FROM members WHERE email IS NOT NULL AND email >= ? AND email < ? AND slot IS NOT NULL"
_AT_MOST = "SELECT count(*) FROM (%s LIMIT 0 + ?)"
_HOW_MANY_EMAILS = _AT_MOST % _SLOTS_BY_EMAIL
_FEW_EMAILS = _FILED % f"{_SLOTS_BY_EMAIL} ORDER BY slot LIMIT 0 + ?"
_MANY_EMAILS = (
    f"{_ROWS} WHERE members.slot IS NOT NULL AND +members.email >= ? AND +members.email < ? "
    "ORDER BY members.slot LIMIT 0 + ?"
)
_NEWEST = f"{_ROWS} WHERE members.slot IS NOT NULL ORDER BY members.slot LIMIT 0 + ?"
_BY_CARD = f"{_ROWS} WHERE members.card_code IS NOT NULL AND members.card_code = ? ORDER BY members.rank LIMIT 1"
_BY_EXTERNAL = f"{_ROWS} WHERE members.external IS NOT NULL AND members.external = ? ORDER BY members.rank LIMIT 1"
_BY_PHONE = f"{_ROWS} WHERE members.phone IS NOT NULL AND members.phone = ? ORDER BY members.rank"
_BY_ID_HASH = f"{_ROWS} WHERE members.id_hash IS NOT NULL AND members.id_hash = ? ORDER BY members.rank LIMIT 0 + ?"
_BY_ID = f"{_ROWS} WHERE subjects.id = ?".replace("CROSS JOIN", "JOIN")
_BY_HEAD = f"{_ROWS} WHERE heads.id = ? ORDER BY members.rank LIMIT 1".replace("CROSS JOIN", "JOIN").replace(
    "LEFT ", ""
)
_BY_BEGINNING = (
    "SELECT subjects.id FROM subjects JOIN members ON members.key = subjects.key WHERE subjects.id BETWEEN ? AND ?"
)
_REST = 10
"""Bytes of an id behind its first 48 bits."""
_UNFILED = f"{_ROWS} WHERE members.rank IS NOT members.slot"
_VERSION = "PRAGMA data_version"
_BRANDS = "SELECT name FROM brands WHERE folded >= ? AND folded < ? ORDER BY visits DESC, name LIMIT 0 + ?"

_KEY, _FIRST, _LAST, _PHONE, _EMAIL, _RANK, _ID, _HEAD = range(8)


@dataclass(slots=True)
class Unfiled:
    """The members written or seen again since they were filed, as of `version`, each with ` its words ` in one text."""

    version: Row = ()
    rows: list[tuple[str, Row]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SqlDirectory:
    """The port Directory over an open file. Used by one thread at a time, like every use of the ledger."""

    connections: Connections
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    unfiled: Unfiled = field(default_factory=Unfiled)
    few: int = FEW
    threes: Counter[str] = field(default_factory=Counter)
    """How often three digits follow each other in some of the phones: only for choosing the fastest question."""

    @property
    def connection(self) -> Connection:
        """The one that reads."""
        return self.connections.reader

    def forget(self) -> None:
        """Another file took the place of this one: nothing that was read of it holds."""
        self.vocabulary.forget()
        self.unfiled.version, self.unfiled.rows = (), []
        self.threes.clear()

    def by_card(self, code: str) -> Hit | None:
        """The member with this card code (already normalised); of several the newest."""
        return next(iter(self._ask(_BY_CARD, (code,), "card")), None)

    def by_phone(self, phone: str) -> list[str]:
        """Ids of the members with exactly this E.164 phone, newest first."""
        return [hit.member for hit in self._ask(_BY_PHONE, (backwards(phone),), "phone")]

    def by_external(self, external: str) -> str | None:
        """The id of the member imported as `SYSTEM:ID`."""
        with in_words():
            return next((text_of(row[_ID]) for row in self._rows(_BY_EXTERNAL, (storable(external),))), None)

    def by_birthday(self, birthday: str, is_called: Callable[[str, str], bool]) -> list[Hit]:
        """Those with this whole birthday who are called so, newest first."""
        with in_words():
            keys = born(self.connection, storable(birthday), is_called)
            rows = self._rows(f"{_ROWS} WHERE members.key IN ({marks(len(keys))})", keys) if keys else []
        return hits_of(_once(sorted(rows, key=lambda row: row[_RANK])), "birthday")

    def by_id_hash(self, id_hash: str) -> list[Hit]:
        """Those for whom an ID is remembered by this hash, newest first."""
        with in_words():
            rows = self._rows(_BY_ID_HASH, (storable(id_hash), MOST_OF_ONE_ID))
        return hits_of(_once(rows), "ID")

    def by_beginning(self, beginning: int) -> list[str]:
        """Ids of the members whose own id begins with these 48 bits."""
        begins = beginning.to_bytes(6, "big")
        with in_words():
            rows = self._rows(_BY_BEGINNING, (begins + bytes(_REST), begins + b"\xff" * _REST))
        return [text_of(id) for (id,) in rows]

    def by_ids(self, members: Sequence[str]) -> list[Hit]:
        """Those of these members that exist."""
        with in_words():
            rows = ((one, self._row_of(blob_of(one))) for one in members if is_uuid(one))
            return [replace(hits_of([row], "id")[0], member=one) for one, row in rows if row is not None]

    def _row_of(self, id: bytes) -> Row | None:
        """Of somebody under whose name others are shown, though she never enrolled under it, the newest of theirs."""
        found = self._rows(_BY_ID, (id,)) or self._rows(_BY_HEAD, (id,))
        return found[0] if found else None

    def by_phone_digits(self, digits: str, limit: int) -> list[Hit]:
        """Members whose phone ends with `digits` (>= 3), then those that hold them anywhere."""
        if not (3 <= len(digits) <= MAX_DIGITS and digits.isascii() and digits.isdigit()):
            return []
        back = digits[::-1]
        with in_words():
            ending = self._newest(
                limit, _LAST_DIGITS, (back, back + ":"), lambda _, row: (row[_PHONE] or "").startswith(back)
            )
            if len(ending) >= limit or (ending and len(digits) >= A_WHOLE_PHONE):
                return hits_of(ending, "phone")
            inside = self._newest(
                limit,
                _DIGITS_INSIDE,
                (self._rarest_threes(back), back),
                lambda _, row: (row[_PHONE] or "").find(back) > 0 and not row[_PHONE].startswith(back),
            )
        return hits_of(_once([*ending, *inside])[:limit], "phone")

    def by_names(self, words: Sequence[str], limit: int) -> list[Hit]:
        """Members for whom every word is the beginning of a part of the name, in any order, accents and case aside."""
        wanted = words_of(words)
        if not wanted:
            return []
        beginnings = [f" {word}" for word in wanted]
        with in_words():
            found = self._newest(
                limit,
                _BY_WORDS,
                (_match((word, True) for word in wanted),),
                lambda has, _: all(part in has for part in beginnings),
            )
        return hits_of(found, "name")

    def by_similar_names(self, words: Sequence[str], limit: int) -> list[Hit]:
        """As by_names, with typing errors in the words: those of the best spelling that anybody has, newest first."""
        wanted = words_of(words)
        with in_words():
            found: list[Row] = []
            for group in meanings(self.vocabulary, self.connection, wanted) if wanted else ():
                match = " OR ".join(f"({_match(meaning)})" for meaning in group)
                found = self._newest(limit, _BY_WORDS, (match,), _meant_by(group))
                if found:
                    break
        return hits_of(found, "similar name")

    def by_email(self, prefix: str, limit: int) -> list[Hit]:
        """Members whose e-mail begins with `prefix` (case aside)."""
        begins = prefix[:MAX_TYPED].strip().lower()
        if not begins or not begins.isascii() or not begins.isprintable():
            return []
        between = (begins, begins + "\x7f")
        with in_words():
            found = self._newest(
                limit,
                _MANY_EMAILS if self._is_common(begins, between) else _FEW_EMAILS,
                between,
                lambda _, row: (row[_EMAIL] or "").startswith(begins),
            )
        return hits_of(found, "e-mail")

    def _is_common(self, begins: str, between: tuple[str, str]) -> bool:
        """Whether so many e-mails begin so that sorting them takes longer than walking the newest members. Whoever has
        typed as far as the @ means a few: counting them would take longer than sorting them."""
        if "@" in begins[COMMON_NAMES:]:
            return False
        (many,) = self.connection.execute(_HOW_MANY_EMAILS, (*between, self.few)).fetchone()
        return bool(many >= self.few)

    def recent(self, limit: int) -> list[Hit]:
        """The members seen last."""
        with in_words():
            return hits_of(self._newest(limit, _NEWEST, (), lambda *_: True), "recent")

    def alike(self, traits: Traits) -> list[Sketch]:
        """Members who have one of these in common, or are called so, of these the newest NAMESAKES."""
        wanted = words_of([traits.first_name, traits.last_name])
        whole = [f" {word} " for word in wanted]
        told = Traits(*map(storable, traits[:2]), *(value and storable(value) for value in traits[2:]))
        with in_words():
            found = {row[0]: row for row in having(self.connection, told)}
            if wanted:
                match = _match((word, False) for word in wanted)
                called = self._newest(NAMESAKES, _BY_WORDS, (match,), lambda has, _: all(word in has for word in whole))
                rows = with_keys(self.connection, [row[_KEY] for row in called])
                found |= {row[0]: row for row in rows}
            return sketches(found.values())

    def brands(self, prefix: str, limit: int) -> list[str]:
        """Brand names the ledger has seen that begin with `prefix` (case aside), most bought first."""
        begins = storable(prefix[:MAX_TYPED].casefold())
        with in_words():
            return [name for (name,) in self._rows(_BRANDS, (begins, begins + "\U0010ffff", limit))]

    def _ask(self, statement: str, parameters: Sequence[object], by: str) -> list[Hit]:
        with in_words():
            rows = self._rows(statement, [storable(p) if isinstance(p, str) else p for p in parameters])
            return hits_of(_once(rows), by)

    def _rows(self, statement: str, parameters: Sequence[object]) -> list[Row]:
        return self.connection.execute(statement, parameters).fetchall()

    def _rarest_threes(self, digits: str) -> str:
        """A full-text question for phones that may hold the digits: by the threes in them that fewest phones have.

        The threes of the area codes are in a third of all phones here; streaming those takes ten times as long.
        """
        often = self.threes
        if not often:
            sample = self._rows(_SOME_PHONES, (SAMPLE,))
            often.update(three for (phone,) in sample for three in _three_digits(phone))
            often[""] += 1  # looked at, even when nobody has a phone
        threes = sorted(set(_three_digits(digits)), key=lambda three: (often[three], three))[:ENOUGH_THREES]
        return " AND ".join(f'"{three}"' for three in threes)

    def _newest(
        self, limit: int, statement: str, parameters: Sequence[object], fits: Callable[[str, Row], bool]
    ) -> list[Row]:
        """The newest of what a statement finds and of the unfiled members that fit, each person once. The statement is
        given the parameters and how many rows to find. `fits` gets words and row."""
        unfiled = _fresh(
            self.unfiled, self.connection
        )  # first: whoever is filed meanwhile is then found twice, not never
        extra = [row for has, row in unfiled if fits(has, row)]
        rows = limit
        while True:
            found = self._rows(statement, (*parameters, rows))
            both = found
            if extra:
                both = sorted({row[_KEY]: row for row in [*found, *extra]}.values(), key=lambda row: row[_RANK])
            people = _once(both)
            if len(people) >= limit or len(found) < rows:
                return people[:limit]
            rows *= 2  # some of them are one person


def hits_of(rows: Iterable[Row], by: str) -> list[Hit]:
    """Rows as the port yields them. by: what matched."""
    return [
        Hit(text_of(head or id), first, last, phone[3::-1] if phone else None, day_of(rank), by)
        for _, first, last, phone, _, rank, id, head in rows
    ]


def _once(rows: list[Row]) -> list[Row]:
    """The first row of each person: those who are one with others stand under all their names."""
    if not any(row[_HEAD] for row in rows):
        return rows
    people: dict[bytes, Row] = {}
    for row in rows:
        people.setdefault(row[_HEAD] or row[_ID], row)
    return list(people.values())


def words_of(words: Sequence[str]) -> list[str]:
    """The words to look for: folded as the names are, few and short enough, none twice."""
    folded = name_words(" ".join(words)[:MAX_TYPED])
    return list(dict.fromkeys(word[:MAX_LETTERS] for word in folded))[:MAX_WORDS]


def storable(text: str) -> str:
    """The text without what UTF-8 cannot hold: such a text is found nowhere, and no driver takes it."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def _fresh(unfiled: Unfiled, connection: Connection) -> list[tuple[str, Row]]:
    version = (*connection.execute(_VERSION).fetchone(), connection.total_changes)
    if version != unfiled.version:
        rows = connection.execute(_UNFILED)
        unfiled.rows = [(f" {' '.join(indexed_words(row[_FIRST], row[_LAST]))} ", row) for row in rows]
        unfiled.version = version
    return unfiled.rows


def _match(words: Iterable[tuple[str, bool]]) -> str:
    """A full-text question for all of the words; True: the word may go on.

    Words hold no sign that the question's grammar knows, and stand in quotes all the same.
    """
    return " AND ".join(f'"{word}"*' if begins else f'"{word}"' for word, begins in words)


def _meant_by(group: Iterable[Meaning]) -> Callable[[str, Row], bool]:
    parts = [[f" {word}" if begins else f" {word} " for word, begins in meaning] for meaning in group]
    return lambda has, _: any(all(part in has for part in meant) for meant in parts)


def _three_digits(digits: str) -> list[str]:
    return [digits[at : at + 3] for at in range(len(digits) - 2)]
