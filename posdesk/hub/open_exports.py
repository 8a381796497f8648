"""Decides how all facts and all standings leave the hub: in pages, each read for itself, so that whoever reads slowly
holds up nobody.

Refuses to know how they travel. An export that is cut off is gone on with behind the last whole line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from db.hub import feed, history
from db.hub.api_keys import ApiKey
from db.hub.desk import HubLedger
from db.hub.tables import facts
from posdesk.counter.card import MemberCard, card_of
from posdesk.counter.card_values import card_value, moment
from posdesk.counter.ports import Station
from posdesk.domain import hidden
from posdesk.domain.business_day import Instant
from posdesk.domain.codec import canonical
from posdesk.domain.facts import Fact
from posdesk.domain.member import profile
from posdesk.domain.refusals import Refused
from posdesk.domain.replication import Witness
from posdesk.domain.staff_facts import SECRET_KINDS
from posdesk.hub.cells import rows_text
from posdesk.hub.open_desk import REGISTER, OpenDesk
from posdesk.sync.trouble import HistoryChanged

FACTS_AT_ONCE = 500
MEMBERS_AT_ONCE = 50
CHANGED = "The hub was put back to an older copy of itself. Export everything again from the beginning."
COLUMNS = (
    "member", "name", "home_store", "tier", "visits", "spend_cents", "points", "points_available",
    "open_awards", "first_visit", "last_visit", "as_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exports:
    """All that one key may see: a key of a store sees what happened there, and the members who were there."""

    open: OpenDesk
    key: ApiKey

    def head(self, seen: Witness | None) -> Witness:
        """The end of an export that begins now. Raises HistoryChanged where `seen` is of another history."""
        with self.open.service.database.reading() as connection:
            if seen is not None and not history.knows(connection, seen):
                raise HistoryChanged(CHANGED)
            return history.head(connection)

    def facts(self, after: int, upto: int) -> Iterator[str]:
        """Pages of lines: a fact each, with its position, in the order of positions."""
        while True:
            with self.open.service.database.reading() as connection:
                page = self._facts(connection, after, upto)
            if page:
                told = ((position, self._told(line)) for position, line in page)
                yield "".join(f'{{"position":{position},"fact":{line}}}\n' for position, line in told if line)
                after = page[-1][0]
            if len(page) < FACTS_AT_ONCE:
                return

    def standing_lines(self, after: str | None, at: Instant) -> Iterator[str]:
        """Pages of lines: a member's card each, as `show --json` writes it, in the order of ids."""
        for cards in self._cards(after, at):
            yield "".join(f"{canonical(card_value(card))}\n" for card in cards)

    def standing_table(self, after: str | None, at: Instant) -> Iterator[str]:
        """The same in short, as CSV: the names of the columns, then pages of rows."""
        more = (hidden.FIELD,) if self.key.sees_hidden else ()
        yield rows_text([(*COLUMNS, *more)])
        for cards in self._cards(after, at):
            yield rows_text((*_row(card), *(card.kind for _ in more)) for card in cards)

    def _facts(self, connection: Connection, after: int, upto: int) -> Sequence[tuple[int, str]]:
        statement = select(facts.c.position, facts.c.line).where(facts.c.position > after, facts.c.position <= upto)
        statement = statement.where(facts.c.kind.not_in(sorted(SECRET_KINDS)))
        if self.key.store is not None:
            statement = statement.where(facts.c.store == self.key.store)
        rows = connection.execute(statement.order_by(facts.c.position).limit(FACTS_AT_ONCE))
        return [(row.position, row.line) for row in rows]

    def _told(self, line: str) -> str | None:
        return line if self.key.sees_hidden else hidden.veiled_line(line)

    def _cards(self, after: str | None, at: Instant) -> Iterator[list[MemberCard]]:
        while True:
            with self.open.service.database.reading() as connection:
                ids = feed.members(connection, after, MEMBERS_AT_ONCE)
                cards = [*self._of(connection, ids, at)]
            if cards:
                yield cards
            if len(ids) < MEMBERS_AT_ONCE:
                return
            after = ids[-1]

    def _of(self, connection: Connection, ids: Sequence[str], at: Instant) -> Iterator[MemberCard]:
        ledger = HubLedger(connection, self.open.service.shelf.look(connection), self.open.service.clock)
        for id in ids:
            about = ledger.facts_about(id)
            member = profile(id, about)
            if member is None or not self._sees(about):
                continue
            here = self.key.store or self.open.own_store(connection, ledger, member, about)
            try:
                card = card_of(self.open.desk(connection, ledger, Station(here, REGISTER, None)), id, about, at)
                card = replace(card, sees_hidden=self.key.sees_hidden)
            except Refused:  # its store or the program has not come yet: there is no standing to tell
                continue
            yield card

    def _sees(self, about: Sequence[Fact]) -> bool:
        return self.key.store is None or any(fact.store == self.key.store for fact in about)


def _row(card: MemberCard) -> tuple[object, ...]:
    standing, member = card.standing, card.member
    awards = sum(award.state == "open" for award in standing.awards)
    return (
        *(member.id, member.short_name, member.home_store, standing.tier.name, standing.visits),
        *(standing.spend_cents, standing.points, standing.points_available, awards),
        *(standing.first_visit, standing.last_visit, moment(standing.as_of.at)),
    )
