"""Decides what a program of another system is told of members: who is meant, her standing, her offers.

The counter's own use cases over the hub's facts, so that every register says the same. Refuses to know how requests
travel (posdesk.hub.open). One call is one transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from db.hub import api_keys, looked_up, people
from db.hub.api_keys import ApiKey
from db.hub.desk import HubDirectory, HubLedger, Row
from db.hub.looked_up import By
from db.hub.published import HubPrograms
from posdesk.counter import reasons
from posdesk.counter.campaigns import answers_for
from posdesk.counter.card import card_of
from posdesk.counter.card_values import Json, card_value, offers_value
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Ids, Station
from posdesk.domain import identity, scan_code
from posdesk.domain.business_day import Instant
from posdesk.domain.facts import Fact
from posdesk.domain.member import Member, profile
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.hub.answers import Rejected
from posdesk.hub.service import HubService
from posdesk.sync.trouble import HubBusy

REGISTER = "hub"
"""Where a question is asked that nobody asked at a register."""
STEPS = 20
"""So many steps a request waits for while the look-up catches up; the rest comes in the background."""
LEARNING = "The hub is still taking in how members are found. Ask again in a few seconds."
OTHER_STORE = "This key is for the store {store}."
WHICH_STORE = "store: this key is for all stores, so say which one"
NO_MEMBER = "No member with this {by}."
SHARED = "{count} members share this phone. Name one by id, card or external id."
NO_SUCH_MEMBER = "No member with this id."


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """The hub as programs with a key see it."""

    service: HubService
    ids: Ids

    def key_of(self, secret: str) -> ApiKey | None:
        """Whose secret this is; None: nobody's."""
        with self.service.database.reading() as connection:
            return api_keys.of_secret(connection, secret)

    def members(self, by: By, typed: str) -> list[str]:
        """The ids of the members with exactly this phone, card, e-mail or external id. Raises Refused and HubBusy."""
        value = normal(by, typed)
        self.catch_up(STEPS)
        with self.service.database.reading() as connection:
            return people.shown(connection, looked_up.found(connection, by, value))

    def standing(self, key: ApiKey, member: str, store: str | None, at: Instant | None = None) -> dict[str, Json]:
        """A member's card as `show --json` of a register of that store writes it. Raises Refused and Rejected."""
        with self.reading(key, store, member) as (desk, facts):
            card = card_of(desk, member, facts, desk.clock.now() if at is None else at)
            return card_value(replace(card, sees_hidden=key.sees_hidden))

    def offers(self, key: ApiKey, member: str, store: str | None) -> dict[str, Json]:
        """What she can use and what not, and why, as `offers --json` of a register of that store writes it."""
        with self.reading(key, store, member) as (desk, facts):
            now = desk.clock.now()
            card = replace(card_of(desk, member, facts, now), sees_hidden=key.sees_hidden)
            found = answers_for(desk, facts, card.standing, now)
            return offers_value(card, found, reasons.told(card.standing, desk.station.register))

    def catch_up(self, steps: int) -> None:
        """Let the look-up take in what has come. Raises HubBusy when so many steps are not enough."""
        for _ in range(steps):
            with self.service.database.reading() as connection:
                if not looked_up.is_behind(connection):
                    return
            if not self.service.write(looked_up.catch_up):
                return
        raise HubBusy(LEARNING, after=5.0)

    @contextmanager
    def reading(self, key: ApiKey, store: str | None, member: str) -> Iterator[tuple[Desk, list[Fact]]]:
        """A desk in a store (the one asked for, the key's, or the member's own), at which nothing can be recorded; and
        all about the member. Raises Refused(NO_MEMBER)."""
        with self.service.database.reading() as connection:
            ledger = HubLedger(connection, self.service.shelf.look(connection), self.service.clock)
            facts = ledger.facts_about(member)
            known = profile(member, facts)
            if known is None:
                raise Refused(Refusal(RefusalCode.NO_MEMBER, NO_SUCH_MEMBER))
            here = allowed_store(key, store) or self.own_store(connection, ledger, known, facts)
            yield self.desk(connection, ledger, Station(here, REGISTER, None)), facts

    def desk(self, connection: Connection, ledger: HubLedger, station: Station) -> Desk:
        """The counter's ports over a connection."""
        programs = HubPrograms(connection, ledger.kept)
        programs.calendar(station.store)  # an unknown store is refused before anything else
        return Desk(
            ledger=ledger,
            directory=HubDirectory(connection),
            programs=programs,
            clock=self.service.clock,
            ids=self.ids,
            holds=HoldsInMemory(),
            station=station,
        )

    def own_store(self, connection: Connection, ledger: HubLedger, member: Member, facts: Sequence[Fact]) -> str:
        """The member's home store, or the one where something happened last, of those the hub knows; else any name."""
        programs = HubPrograms(connection, ledger.kept)
        places = [member.home_store, *(fact.store for fact in reversed(facts))]
        for place in places:
            with suppress(Refused):
                programs.calendar(place or "")
                return place or ""
        return facts[-1].store

    def recording(self, connection: Connection, key: ApiKey, row: Row, staff: str | None) -> tuple[Desk, HubLedger]:
        """A desk at which facts go on this row, in an open transaction that holds the hub's row."""
        ledger = HubLedger(connection, self.service.shelf.look(connection), self.service.clock, row)
        station = Station(row.device.store, row.device.register, staff)
        return self.desk(connection, ledger, station), ledger


def allowed_store(key: ApiKey, asked: str | None) -> str | None:
    """The store a key acts in; None where it is for all and none was asked for. Raises Rejected(403)."""
    if key.store is not None and asked not in (None, key.store):
        raise Rejected(403, "other_store", OTHER_STORE.format(store=key.store))
    return key.store or asked


def named_store(key: ApiKey, asked: str | None) -> str:
    """As allowed_store, where there has to be one. Raises Refused(BAD_STORE) as well."""
    store = allowed_store(key, asked)
    if store is None:
        raise Refused(Refusal(RefusalCode.BAD_STORE, WHICH_STORE))
    return store


def normal(by: By, typed: str) -> str:
    """The form in which a value is looked up. Raises Refused."""
    return _NORMAL[by](typed)


def one_member(connection: Connection, desk: Desk, by: str, typed: str) -> tuple[str, list[Fact]]:
    """The member that another system means, and all about her. Raises Refused(NO_MEMBER, AMBIGUOUS_MEMBER)."""
    found = [typed] if by == "id" else looked_up.found(connection, By(by), normal(By(by), typed))
    facts = desk.ledger.facts_about(found[0]) if found else []
    member = profile(found[0], facts) if found else None
    if member is None:
        raise Refused(Refusal(RefusalCode.NO_MEMBER, NO_MEMBER.format(by=by)))
    if len(found) > 1 and len(people.shown(connection, found)) > 1:
        raise Refused(Refusal(RefusalCode.AMBIGUOUS_MEMBER, SHARED.format(count=len(found))))
    return member.id, facts


def _phone(typed: str) -> str:
    phone = identity.whole_phone(typed)
    if phone is None:
        raise Refused(Refusal(RefusalCode.BAD_PHONE, "phone: is no whole phone number"))
    return phone


_NORMAL: dict[By, Callable[[str], str]] = {
    By.PHONE: _phone,
    By.CARD: scan_code.normal_card_code,
    By.EMAIL: lambda typed: typed.strip().lower(),
    By.EXTERNAL: lambda typed: typed.strip(),
}
