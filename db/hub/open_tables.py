"""Decides the tables of a hub's open API: keys of other systems, what they were answered, who is told of new facts, and
by what a member is looked up.

Secrets of keys are kept as their SHA-256. That of a webhook is kept itself: the hub signs with it.
"""

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from db.hub.tables import WHOLE, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("store", Text),
    Column("made_at", WHOLE, nullable=False),
    Column("revoked_at", WHOLE),
    Index("api_keys_mark", "mark", unique=True),
)
"""Programs that may ask. mark: SHA-256 of the secret they show. scopes: words with blanks between. store: the one it
acts for, null: all of them."""

idempotency = Table(
    "idempotency",
    metadata,
    Column("api_key", WHOLE, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("status", WHOLE, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", WHOLE, nullable=False),
    Index("idempotency_at", "at"),
)
"""What was done under a key of the asker's choosing. request: SHA-256 of route and body."""

webhooks = Table(
    "webhooks",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("bodies", WHOLE, nullable=False),
    Column("inside", WHOLE, nullable=False),
    Column("made_at", WHOLE, nullable=False),
    Column("position", WHOLE, nullable=False),
    Column("failures", WHOLE, nullable=False),
    Column("failing_since", WHOLE),
    Column("next_at", WHOLE, nullable=False),
    Column("paused_at", WHOLE),
    Column("words", Text),
    Column("holder", Text),
    Column("held_until", WHOLE, nullable=False),
)
"""Who is told of new facts. secret: signs, so it is kept as it is. kinds: words with blanks between, empty: all.
bodies: 1 where whole facts are sent. inside: 1 where the address may be one of a private network. position: up to here
it was told. next_at: not before. words: why it failed last. holder, held_until: the process that delivers now."""

looked_up = Table(
    "looked_up",
    metadata,
    Column("by", Text, primary_key=True),
    Column("value", LargeBinary, primary_key=True),
    Column("member", LargeBinary, primary_key=True),
    Index("looked_up_member", "member"),
)
"""A projection: by which phone, card, e-mail and external id a member is found. value: SHA-256 of it."""

looked_at = Table(
    "looked_at",
    metadata,
    Column("key", WHOLE, primary_key=True, autoincrement=False),
    Column("position", WHOLE, nullable=False),
)
"""One row, key 1: up to which position looked_up is right."""
