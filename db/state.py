"""Decides what it means that two stores hold the same: one word over facts, projections and every member's standing.

Refuses what belongs to one register alone: row numbers, sequence counters, what the hub confirmed. So the word is equal
after export and import, after a rebuild, and for any order and repetition of the same facts (LG02).
"""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from db.directory import day_of
from db.engine import Connection, snapshot, sql
from db.readers import all_facts, facts_about, joined_members
from db.readers import members as shown_members
from db.rows import text_of
from db.search_tables import members
from db.store import Store
from db.tables import brands, facts, links, strays, subjects
from db.trouble import in_words
from posdesk.domain.business_day import AsOf
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import happened_at
from posdesk.domain.fold import fold
from posdesk.domain.refusals import Refused

_m = members.c
_MEMBERS = sql(
    select(subjects.c.id, _m.first_name, _m.last_name, _m.phone, _m.email, _m.card_code, _m.external, _m.rank)
    .join_from(subjects, members, subjects.c.key == _m.key)
    .order_by(subjects.c.id)
)
_BRANDS = sql(select(brands).order_by(brands.c.name))
_STRAYS = sql(
    select(facts.c.id, strays.c.visit, subjects.c.id)
    .join_from(strays, facts)
    .outerjoin(subjects, subjects.c.key == strays.c.member)
    .order_by(facts.c.id)
)
_others = subjects.alias("others")
_LINKS = sql(
    select(facts.c.id, subjects.c.id, _others.c.id, links.c.holds)
    .join_from(links, facts)
    .join(subjects, subjects.c.key == links.c.one)
    .join(_others, _others.c.key == links.c.other)
    .order_by(facts.c.id)
)


def state_hash(store: Store) -> str:
    """64 letters that are equal for two stores that hold the same facts. Streams; folds every member once."""
    digest = hashlib.sha256()
    with in_words(store.folder), snapshot(store.connections) as reader:
        for line in _lines(store, reader):
            digest.update(line.encode("utf-8"))
            digest.update(b"\n")
    return digest.hexdigest()


def _lines(store: Store, reader: Connection) -> Iterator[str]:
    last: AsOf | None = None
    for fact in all_facts(reader, store.names):
        last = AsOf(happened_at(fact), fact.business_day)
        yield encode_fact(fact)
    yield from projection_lines(reader)
    if last is not None:
        yield from _standings(store, reader, last)


def projection_lines(connection: Connection) -> Iterator[str]:
    """Every projection by its natural keys: what a rebuild must give again."""
    for id, *profile, rank in connection.execute(_MEMBERS):
        yield f"member {text_of(id)} {profile!r} {day_of(rank)}"
    for row in connection.execute(_BRANDS):
        yield f"brand {row!r}"
    for fact_id, visit, member in connection.execute(_STRAYS):
        yield f"stray {text_of(fact_id)} {text_of(visit)} {member and text_of(member)}"
    for fact_id, one, other, holds in connection.execute(_LINKS):
        yield f"link {text_of(fact_id)} {text_of(one)} {text_of(other)} {holds}"
    for joined, head in joined_members(connection).items():
        yield f"joined {joined} {head}"


def _standings(store: Store, reader: Connection, as_of: AsOf) -> Iterator[str]:
    try:
        timeline = store.programs.timeline()
    except Refused:  # no program yet: nobody has a standing
        return
    for member in sorted(shown_members(reader)):
        about = facts_about(reader, store.names, member)
        yield f"standing {fold(member, about, timeline, as_of)!r}"
