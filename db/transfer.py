"""Decides how facts leave a store and enter another as JSON lines, envelopes untouched, one line a fact.

Refuses to know files and their encodings. What cannot be taken is refused line by line, with words; the rest is taken.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import bindparam, select, update

from db.engine import Connection, snapshot, sql, writing
from db.insertion import conflict, insert_facts, known_facts
from db.ledger import LATEST, SqlLedger
from db.readers import all_facts
from db.rows import learn
from db.store import Store
from db.tables import register_state
from db.trouble import in_words
from posdesk.counter.hub_line import Loaded
from posdesk.domain.codec import decode_with_line, encode_fact, refuse
from posdesk.domain.facts import Fact, Parked, ProgramPublished
from posdesk.domain.hybrid_clock import COUNTER_BITS
from posdesk.domain.program_document import parse
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import same_content

AT_ONCE = 2000
"""Lines in one transaction."""
AT_A_TIME = 100
"""Lines of a file between which a visit may come."""
FURTHEST_CLOCK = LATEST << COUNTER_BITS
"""A clock beyond this is not followed: ours could no longer be written down after it."""

_s = register_state.c
_STATE = sql(select(_s.store, _s.register, _s.incarnation, _s.sequence, _s.clock, _s.last))
_FOLLOW = sql(
    update(register_state).values({name: bindparam(name) for name in ("incarnation", "sequence", "clock", "last")})
)

Numbered = tuple[int, Fact]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it. new: facts stored now; already: known before; parked: those of the new ones whose kind only a
    newer PosDesk knows, kept until the upgrade; refused: (line number from 1, words) of every line not taken."""

    new: int
    already: int
    parked: int
    refused: tuple[tuple[int, str], ...]


def export_facts(store: Store) -> Iterator[str]:
    """Every fact as a line of JSON, without line ends, in fold order, as of the moment of the first line."""
    with in_words(store.folder), snapshot(store.connections) as reader:
        for fact in all_facts(reader, store.names):
            yield encode_fact(fact)


def import_facts(store: Store, lines: Iterable[str]) -> Imported:
    """Take in the facts of JSON lines; blank lines are passed over. Whole facts only: a crash in the middle leaves some
    of them, and running it again completes it. Raises EnvironmentTrouble."""
    numbered = enumerate(lines, start=1)
    new = already = parked = 0
    refused: list[tuple[int, str]] = []
    while batch := list(islice(numbered, AT_ONCE)):
        readable = _readable(batch, refused)
        fresh, known = take_in(store.ledger, readable, refused)
        new, already = new + len(fresh), already + known
        parked += sum(isinstance(fact.body, Parked) for fact in fresh)
    return Imported(new, already, parked, tuple(sorted(refused)))


def load_file(store: Store, path: Path) -> Iterator[Loaded]:
    """Take in the facts of a file, AT_A_TIME lines before each answer, which says what has come of it so far. Raises
    Refused(BAD_FILE) for a file that cannot be read, EnvironmentTrouble."""
    done = Loaded()
    try:
        # surrogateescape: a byte that is no text spoils its own line, not the file
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as stream:
            while batch := list(islice(stream, AT_A_TIME)):
                brought = import_facts(store, batch)
                refused = tuple((done.lines + number, words) for number, words in brought.refused)
                done = Loaded(
                    lines=done.lines + len(batch),
                    new=done.new + brought.new,
                    already=done.already + brought.already,
                    refused=(*done.refused, *refused),
                )
                yield done
    except OSError as trouble:
        words = f"{path.name} cannot be read: {trouble.strerror or 'the computer does not say why'}."
        raise Refused(Refusal(RefusalCode.BAD_FILE, words)) from None


def take_in(
    ledger: SqlLedger, numbered: Sequence[Numbered], refused: list[tuple[int, str]]
) -> tuple[Sequence[Fact], int]:
    """Store sealed facts in one transaction. Yields the new ones and how many were known; contradictions are added to
    `refused` under their number."""
    writer, names = ledger.connections.writer, ledger.names
    with ledger.door, in_words(ledger.connections.path.parent):
        try:
            with writing(writer):
                fresh, already, contradicting = _fresh(ledger, numbered)
                insert_facts(writer, names, fresh)
                follow(writer, fresh)
        except BaseException:
            learn(names, ledger.connections.reader)
            raise
        ledger.stored(fresh)
    refused += contradicting
    return fresh, already


def readable_fact(line: str) -> Fact:
    """The fact of a line, if every PosDesk could store it and read it back. Raises Refused."""
    try:
        fact, canonical = decode_with_line(line)
        canonical.encode("utf-8")
    except (ValueError, RecursionError) as trouble:
        refuse("fact", f"holds something that cannot be stored ({trouble})")
    if isinstance(fact.body, ProgramPublished):
        try:
            parse(fact.body.document)
        except Refused as no:
            refuse("body.document", no.refusal.words)
    return fact


def _readable(batch: Sequence[tuple[int, str]], refused: list[tuple[int, str]]) -> list[Numbered]:
    facts = []
    for number, line in batch:
        if line.strip():
            try:
                facts.append((number, readable_fact(line)))
            except Refused as no:
                refused.append((number, no.refusal.words))
    return facts


def _fresh(ledger: SqlLedger, numbered: Sequence[Numbered]) -> tuple[list[Fact], int, list[tuple[int, str]]]:
    known = known_facts(ledger.connections.writer, ledger.names, [fact.id for _, fact in numbered])
    fresh: list[Fact] = []
    contradicting: list[tuple[int, str]] = []
    for number, fact in numbered:
        before = known.setdefault(fact.id, fact)
        if before is fact:
            fresh.append(fact)
        elif not same_content(before, fact):
            contradicting.append((number, conflict(fact.id).refusal.words))
    return fresh, len(numbered) - len(fresh) - len(contradicting), contradicting


def follow(connection: Connection, fresh: Sequence[Fact]) -> None:
    """Keep this register's clock ahead of every fact it holds, and its identity its own: a fact from elsewhere that
    bears our name and incarnation, or a later one, says that this file is an older copy or has a twin (LG07)."""
    if not fresh:
        return
    store, register, incarnation, sequence, clock, last = connection.execute(_STATE).fetchone()
    ahead = max((fact.clock for fact in fresh if fact.clock <= FURTHEST_CLOCK), default=0)
    own = (fact.incarnation for fact in fresh if fact.register == register and fact.store == store)
    twin = max(own, default=-1)
    if twin >= incarnation:
        incarnation, sequence, last = twin + 1, 0, None
    connection.execute(_FOLLOW, (incarnation, sequence, max(clock, ahead), last))
