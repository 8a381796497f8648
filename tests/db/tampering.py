"""Builds a busy register, changes its file by hand, and asks what verify says of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from db.auditing import verify_moment
from db.replica import SqlReplica
from db.rows import text_of
from db.transfer import export_facts
from posdesk.domain.audit import Audit
from posdesk.domain.facts import (
    Channel,
    ConsentSet,
    MemberErased,
    MemberField,
    MemberFieldSet,
    VisitVoided,
)
from posdesk.domain.people_facts import MemberMerged
from posdesk.domain.replication import Lineage, Page, Placed, Welcome, Witness
from tests.db.tills import Till

HUB = "a hub"


def busy(till: Till) -> Till:
    """A shop's morning: members, visits, a void, a merge, a consent, and one member who was erased."""
    till.opened()
    maria, other = till.member("Maria", "Gomez", "+13035550111"), till.member("Mary", "Gomez", "+13035550112")
    visits = [till.visit(member, 1000 + turn) for turn, member in enumerate((maria, other, None, maria))]
    till.happened(VisitVoided(visits[0].id, "typing error"), maria)
    till.happened(MemberFieldSet(MemberField.EMAIL, "maria@example.org"), maria)
    till.happened(ConsentSet(Channel.TEXT, True, "at the counter"), other)
    till.happened(MemberMerged(maria, "the same person"), other)
    gone = till.member("Zebulonica", "Quill", "+13035550188")
    till.visit(gone)
    till.happened(MemberErased(), gone)
    return till


def joined(till: Till) -> None:
    """The till is welcomed by a hub, which has taken all that is here, and lets it come back."""
    replica = SqlReplica(till.store.ledger)
    facts = [Placed(place, line) for place, line in enumerate(export_facts(till.store), 1)]
    head = Witness(1, len(facts), "a tag")
    replica.settle(Welcome(HUB, 1, head, 0, Lineage.SAME, 0, 9, till.clock.now(), "1"))
    replica.receive(Page(tuple(facts), head, True))


@contextmanager
def tampered(till: Till, *changes: tuple[str, tuple[Any, ...]]) -> Iterator[Audit]:
    """What verify says while these statements are done; after it nothing of them is."""
    till.writer.execute("BEGIN")
    try:
        for statement, values in changes:
            till.writer.execute(statement, values)
        yield verify_moment(till.writer)
    finally:
        till.writer.execute("ROLLBACK")


def names(audit: Audit, id: bytes) -> bool:
    """Whether a finding names this fact, in its words too."""
    return any(text_of(id) in one.words for one in audit.findings)
