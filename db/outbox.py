"""Decides what is said of the facts that the hub does not hold: what waits, what was set aside, what cannot be read.

Implements the port `Outbox`. Refuses to know how the hub is reached.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from db.engine import Connection, snapshot, sql
from db.ledger import SqlLedger
from db.replica import SqlReplica
from db.rows import SELECT_WITH_SUBJECT, fact_with_subject, text_of
from db.store import sync_folder
from db.tables import facts, kinds, set_aside, unread
from db.trouble import in_words
from posdesk.counter.hub_line import SetAside, WaitingKind
from posdesk.domain.codec import encode_fact
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

_WAITING = sql(
    select(kinds.c.kind, func.count(), func.min(facts.c.occurred_at))
    .join(kinds, kinds.c.key == facts.c.kind)
    .where(facts.c.hub_position.is_(None))
    .group_by(kinds.c.kind)
    .order_by(func.min(facts.c.occurred_at), kinds.c.kind)
)
_ASIDE = sql(
    select(set_aside.c.id, kinds.c.kind, set_aside.c.at, set_aside.c.words, set_aside.c.line)
    .join_from(set_aside, facts, facts.c.id == set_aside.c.id, isouter=True)
    .join(kinds, kinds.c.key == facts.c.kind, isouter=True)
    .order_by(set_aside.c.at.desc(), set_aside.c.id)
)
_COUNT_UNREAD = sql(select(func.count()).select_from(unread))
_UNSENT = f"{SELECT_WITH_SUBJECT} WHERE facts.hub_position IS NULL ORDER BY facts.key"


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    """The port `Outbox` over a store's ledger."""

    ledger: SqlLedger

    def waiting(self) -> list[WaitingKind]:
        """See the port. Nothing is read while nothing waits."""
        if not self.ledger.waiting().count:
            return []
        with in_words(self.ledger.folder):
            return [WaitingKind(*row) for row in self.ledger.reader.execute(_WAITING)]

    def aside(self) -> list[SetAside]:
        """See the port."""
        with in_words(self.ledger.folder):
            rows = self.ledger.reader.execute(_ASIDE).fetchall()
        return [SetAside(text_of(id), kind if line is None else None, at, words) for id, kind, at, words, line in rows]

    def unread(self) -> int:
        """See the port."""
        with in_words(self.ledger.folder):
            return int(self.ledger.reader.execute(_COUNT_UNREAD).fetchone()[0])

    def save(self, path: Path) -> int:
        """See the port."""
        count = 0
        half = path.with_name(f"{path.name}.part")
        with in_words(self.ledger.folder), snapshot(self.ledger.connections) as reader:
            try:
                half.unlink(missing_ok=True)
                descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                    for line in self._lines(reader):
                        file.write(line + "\n")
                        count += 1
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(half, path)
                sync_folder(path.parent)
            except OSError as error:
                words = f"{path} cannot be written: {error.strerror}. Nothing was saved there; nothing is lost here."
                raise Refused(Refusal(RefusalCode.BAD_FILE, words)) from None
            finally:
                half.unlink(missing_ok=True)
        return count

    def belong_to(self, hub: str) -> int:
        """See the port."""
        return SqlReplica(self.ledger).belong_to(hub)

    def _lines(self, reader: Connection) -> Iterator[str]:
        for row in reader.execute(_UNSENT):
            yield encode_fact(fact_with_subject(row, self.ledger.names))
