"""The hub: facts in one order, its history, its devices, what needs attention, its open API."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str = "key") -> "sa.Column[int]":
    return sa.Column(name, WHOLE, primary_key=True, autoincrement=False)


def _whole(name: str, *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, WHOLE, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=nullable)


def _blob(name: str, *, nullable: bool = False) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary, nullable=nullable)


def upgrade() -> None:
    """Make the tables of a hub."""
    _history()
    _facts()
    _people()
    _upstream()
    _open()


def _history() -> None:
    op.create_table("hub", _key(), _text("name"), _whole("epoch"), _whole("head"))
    op.create_table("heads", _key("position"), _whole("epoch"), _text("tag"))
    op.create_table("epochs", _key("epoch"), _whole("began"), _whole("found_at"), _whole("device"), _whole("missing"))


def _facts() -> None:
    op.create_table(
        "facts",
        _key("position"),
        _blob("id"),
        _text("kind"),
        _blob("subject", nullable=True),
        _blob("target", nullable=True),
        _text("store"),
        _text("register"),
        _whole("incarnation"),
        _whole("sequence"),
        _whole("business_day"),
        _whole("received_at"),
        _whole("device"),
        _text("line"),
    )
    op.create_index("facts_id", "facts", ["id"], unique=True)
    not_a_visit = sa.text("kind != 'visit.recorded'")
    op.create_index("facts_kind", "facts", ["kind", "position"], sqlite_where=not_a_visit, postgresql_where=not_a_visit)
    op.create_index("facts_subject", "facts", ["subject", "position"])
    op.create_index("facts_row", "facts", ["store", "register", "incarnation", "sequence"])
    op.create_index("facts_day", "facts", ["business_day", "store"])
    there = sa.text("target IS NOT NULL")
    op.create_index("facts_target", "facts", ["target"], sqlite_where=there, postgresql_where=there)
    op.create_table("verified", sa.Column("member", sa.LargeBinary, primary_key=True), _blob("mark"))
    op.create_index("verified_mark", "verified", ["mark"])
    op.create_table(
        "parked",
        _key(),
        _blob("id"),
        _blob("mark"),
        _text("line"),
        _text("words"),
        _whole("received_at"),
        _whole("device"),
    )
    op.create_index("parked_id", "parked", ["id", "mark"], unique=True)


def _people() -> None:
    op.create_table(
        "devices",
        _key(),
        _text("store"),
        _text("register"),
        _blob("token"),
        _blob("public"),
        _whole("paired_at"),
        _whole("revoked_at", nullable=True),
        _whole("seen_at", nullable=True),
        _text("version", nullable=True),
        _whole("clock_off", nullable=True),
        _whole("incarnation"),
        _whole("for_hub"),
        _whole("vouched_by", nullable=True),
        _whole("heard", nullable=True),
    )
    op.create_index("devices_token", "devices", ["token"], unique=True)
    op.create_index("devices_place", "devices", ["store", "register"])
    device, rule = _key("device"), sa.Column("rule", sa.Text, primary_key=True)
    op.create_table("grants", device, rule, _key("welcome"), _whole("uses"), _whole("at"))
    op.create_table(
        "codes",
        sa.Column("mark", sa.LargeBinary, primary_key=True),
        _text("store"),
        _whole("expires_at"),
        _whole("used_at", nullable=True),
        _whole("for_hub"),
    )
    op.create_table(
        "attention",
        _key(),
        _whole("at"),
        _text("kind"),
        _text("store", nullable=True),
        _text("register", nullable=True),
        _text("words"),
        _whole("awaits", nullable=True),
    )


def _upstream() -> None:
    op.create_table(
        "upstream",
        _key(),
        _text("store"),
        _text("register"),
        _text("url"),
        _whole("cursor"),
        _text("version"),
        _whole("granted_at"),
        _whole("granted_to"),
        _whole("reached_at", nullable=True),
        _whole("tried_at", nullable=True),
        _text("fault", nullable=True),
        _text("words"),
        _whole("heard"),
        _text("certificate", nullable=True),
    )
    tag = sa.Column("tag", sa.Text, primary_key=True)
    op.create_table("shown", _key("position"), _whole("epoch"), tag, _whole("known"))


def _open() -> None:
    op.create_table(
        "api_keys",
        _key(),
        _text("name"),
        _blob("mark"),
        _text("scopes"),
        _text("store", nullable=True),
        _whole("made_at"),
        _whole("revoked_at", nullable=True),
    )
    op.create_index("api_keys_mark", "api_keys", ["mark"], unique=True)
    op.create_table(
        "idempotency",
        _key("api_key"),
        sa.Column("key", sa.Text, primary_key=True),
        _blob("request"),
        _whole("status"),
        _text("answer"),
        _whole("at"),
    )
    op.create_index("idempotency_at", "idempotency", ["at"])
    _webhooks()
    op.create_table(
        "looked_up",
        sa.Column("by", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, primary_key=True),
        sa.Column("member", sa.LargeBinary, primary_key=True),
    )
    op.create_index("looked_up_member", "looked_up", ["member"])
    op.create_table("looked_at", _key(), _whole("position"))


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        _key(),
        _text("url"),
        _text("secret"),
        _text("kinds"),
        _whole("bodies"),
        _whole("inside"),
        _whole("made_at"),
        _whole("position"),
        _whole("failures"),
        _whole("failing_since", nullable=True),
        _whole("next_at"),
        _whole("paused_at", nullable=True),
        _text("words", nullable=True),
        _text("holder", nullable=True),
        _whole("held_until"),
    )
