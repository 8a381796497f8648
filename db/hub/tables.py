"""Decides the tables of a hub: facts in the order of their positions, its history, who may speak to it.

Refuses what only one database knows: no sequences, triggers or extensions. A fact is kept as the line it travels in;
the columns beside it are what is asked for.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, literal_column
from sqlalchemy.engine import Dialect

TRAY = 2**52
"""Positions from here on are none: at a store's hub there lies what head office has not answered yet, as it came."""

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

hash_keys = Table(
    "hash_keys",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("secret", Bytes, nullable=False),
)
"""One row at most, key 1. secret: the 32 bytes under which the whole chain hashes numbers of IDs. Head office draws
them; a store's hub has none before head office told it."""

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

verified_ids = Table(
    "verified_ids",
    metadata,
    Column("member", Bytes, primary_key=True),
    Column("mark", Bytes, nullable=False),
    Index("verified_ids_mark", "mark"),
)
"""Projection: members for whom an ID was read. mark: SHA-256 of the keyed hash of its number."""

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
    Column("public", LargeBinary, nullable=False),
    Column("paired_at", WHOLE, nullable=False),
    Column("revoked_at", WHOLE),
    Column("seen_at", WHOLE),
    Column("version", Text),
    Column("clock_off", WHOLE),
    Column("incarnation", WHOLE, nullable=False),
    Column("for_hub", WHOLE, nullable=False),
    Column("vouched_by", WHOLE),
    Column("heard", WHOLE),
    Index("devices_token", "token", unique=True),
    Index("devices_place", "store", "register"),
)
"""Registers that were paired. token: SHA-256 of the one they show. public: the 32 bytes of the Ed25519 key
that proves what they sign. incarnation: the highest ever handed to a
register of this name. for_hub: 1 for a store's hub. vouched_by: the store's hub that let it in, none for others. heard:
the incarnation of the last welcome with allowances that certainly arrived."""

grants = Table(
    "grants",
    metadata,
    Column("device", WHOLE, primary_key=True, autoincrement=False),
    Column("rule", Text, primary_key=True),
    Column("welcome", WHOLE, primary_key=True, autoincrement=False),
    Column("uses", WHOLE, nullable=False),
    Column("at", WHOLE, nullable=False),
)
"""How many uses of a campaign a register may give before it speaks to the hub again: so many no other may. welcome: the
incarnation of the one that said so. device 0, at a store's hub: what head office lets this hub give out."""

upstream = Table(
    "upstream",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("store", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("cursor", WHOLE, nullable=False),
    Column("version", Text, nullable=False),
    Column("granted_at", WHOLE, nullable=False),
    Column("granted_to", WHOLE, nullable=False),
    Column("reached_at", WHOLE),
    Column("tried_at", WHOLE),
    Column("fault", Text),
    Column("words", Text, nullable=False),
    Column("heard", WHOLE, nullable=False),
    Column("certificate", Text),
)
"""One row, key 1, makes this a store's hub. store, register: as whom head office let it in. url: where head office is.
cursor: the position up to which was pulled; the head is the last witness head office showed up to there. granted_at:
by head office's clock; granted_to: its head then; heard: the incarnation of that welcome. reached_at: when all was
exchanged; tried_at: the last try. fault, words: what came in between. certificate: of head office, where that alone is
trusted."""

shown = Table(
    "shown",
    metadata,
    Column("position", WHOLE, primary_key=True, autoincrement=False),
    Column("epoch", WHOLE, nullable=False),
    Column("tag", Text, primary_key=True),
    Column("known", WHOLE, nullable=False),
)
"""At a store's hub: witnesses its registers were given by head office, and it was not. known: 1 once head office was
asked and knew them."""

codes = Table(
    "codes",
    metadata,
    Column("mark", LargeBinary, primary_key=True),
    Column("store", Text, nullable=False),
    Column("expires_at", WHOLE, nullable=False),
    Column("used_at", WHOLE),
    Column("for_hub", WHOLE, nullable=False),
)
"""Pairing codes handed out. mark: SHA-256 of the code. for_hub: 1 where it lets a store's hub in."""

attention = Table(
    "attention",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("at", WHOLE, nullable=False),
    Column("kind", Text, nullable=False),
    Column("store", Text),
    Column("register", Text),
    Column("words", Text, nullable=False),
    Column("awaits", WHOLE),
)
"""What the owner of the hub should look at: clones, restored registers, clocks, lost history. awaits: not shown before
the register comes with this incarnation."""
