"""Decides the tables of a hub: facts in the order of their positions, its history, who may speak to it.

Refuses what only one database knows: no sequences, triggers or extensions. A fact is kept as the line it travels in;
the columns beside it are what is asked for.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, literal_column
from sqlalchemy.engine import Dialect

metadata = MetaData()
"""All tables of a hub."""

WHOLE = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit whole number; only so does SQLite make it the row's own number."""


class Bytes(LargeBinary):
    """Bytes as both drivers take and give them: nothing is wrapped on the way, which a fact has three times."""

    def bind_processor(self, dialect: Dialect) -> None:
        """None: as they are."""
        return


hub = Table(
    "hub",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("epoch", WHOLE, nullable=False),
    Column("head", WHOLE, nullable=False),
)
"""One row, key 1. name: drawn when the hub was made. head: the last position given; whoever gives the next has locked
this row, so positions are committed in their order and no reader ever passes one that comes later."""

heads = Table(
    "heads",
    metadata,
    Column("position", WHOLE, primary_key=True, autoincrement=False),
    Column("epoch", WHOLE, nullable=False),
    Column("tag", Text, nullable=False),
)
"""The head after each transaction that stored facts: its witness."""

epochs = Table(
    "epochs",
    metadata,
    Column("epoch", WHOLE, primary_key=True, autoincrement=False),
    Column("began", WHOLE, nullable=False),
    Column("found_at", WHOLE, nullable=False),
    Column("device", WHOLE, nullable=False),
    Column("missing", WHOLE, nullable=False),
)
"""Each time it came out that this database had been put back to an older state. began: its head then. missing: how many
positions the register that knew better had been told of beyond it."""

facts = Table(
    "facts",
    metadata,
    Column("position", WHOLE, primary_key=True, autoincrement=False),
    Column("id", Bytes, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Bytes),
    Column("target", Bytes),
    Column("store", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("incarnation", WHOLE, nullable=False),
    Column("sequence", WHOLE, nullable=False),
    Column("business_day", WHOLE, nullable=False),
    Column("received_at", WHOLE, nullable=False),
    Column("device", WHOLE, nullable=False),
    Column("line", Text, nullable=False),
    Index("facts_id", "id", unique=True),
    Index("facts_subject", "subject", "position"),
    Index("facts_row", "store", "register", "incarnation", "sequence"),
    Index("facts_day", "business_day", "store"),
)
"""Every fact. target: the visit that a void or a return names, the member or the merge that a merge does.
business_day: proleptic ordinal. device: who brought it.

(store, register, incarnation, sequence) is not unique: a fact is known by its id alone, or a clone's would be lost.
"""

NOT_A_VISIT = facts.c.kind != literal_column("'visit.recorded'")
"""Said in a query, lets it use `facts_kind`, which leaves out what most facts are."""
Index("facts_kind", facts.c.kind, facts.c.position, sqlite_where=NOT_A_VISIT, postgresql_where=NOT_A_VISIT)
Index(
    "facts_target",
    facts.c.target,
    sqlite_where=facts.c.target.is_not(None),
    postgresql_where=facts.c.target.is_not(None),
)

verified = Table(
    "verified",
    metadata,
    Column("member", Bytes, primary_key=True),
    Column("mark", Bytes, nullable=False),
    Index("verified_mark", "mark"),
)
"""Projection: members whose phone is known and whose birthday was read off an ID. mark: SHA-256 of both."""

parked = Table(
    "parked",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("id", Bytes, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("line", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("received_at", WHOLE, nullable=False),
    Column("device", WHOLE, nullable=False),
    Index("parked_id", "id", "mark", unique=True),
)
"""What was sent and does not stand: it contradicts a fact, or cannot be read here. mark: SHA-256 of the line."""

devices = Table(
    "devices",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("store", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("token", LargeBinary, nullable=False),
    Column("paired_at", WHOLE, nullable=False),
    Column("revoked_at", WHOLE),
    Column("seen_at", WHOLE),
    Column("version", Text),
    Column("clock_off", WHOLE),
    Column("incarnation", WHOLE, nullable=False),
    Index("devices_token", "token", unique=True),
    Index("devices_place", "store", "register"),
)
"""Registers that were paired. token: SHA-256 of the secret they show. incarnation: the highest ever handed to a
register of this name."""

grants = Table(
    "grants",
    metadata,
    Column("device", WHOLE, primary_key=True, autoincrement=False),
    Column("rule", Text, primary_key=True),
    Column("uses", WHOLE, nullable=False),
    Column("at", WHOLE, nullable=False),
)
"""How many uses of a campaign a register may give before it speaks to the hub again: so many no other may."""

codes = Table(
    "codes",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    Column("store", Text, nullable=False),
    Column("expires_at", WHOLE, nullable=False),
    Column("used_at", WHOLE),
)
"""Pairing codes handed out. mark: SHA-256 of the code."""

attention = Table(
    "attention",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("at", WHOLE, nullable=False),
    Column("kind", Text, nullable=False),
    Column("store", Text),
    Column("register", Text),
    Column("words", Text, nullable=False),
)
"""What the owner of the hub should look at: clones, restored registers, clocks, lost history."""
