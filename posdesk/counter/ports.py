"""What the counter needs from the world, as Protocols. db, hardware and the tests' fakes implement them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from posdesk.counter.absent import GATE_OFF, NO_ID_HASHES, NO_PROOF
from posdesk.domain.business_day import BusinessCalendar, Instant
from posdesk.domain.campaigning import Uses
from posdesk.domain.campaigns import Calendar
from posdesk.domain.consent_wording import Wording
from posdesk.domain.facts import Draft, Fact
from posdesk.domain.likeness import Traits
from posdesk.domain.pins import Tries
from posdesk.domain.program import ProgramTimeline
from posdesk.domain.refusals import Refused
from posdesk.domain.reservations import Held, Hold
from posdesk.domain.staff import Roster
from posdesk.domain.state_pack import StatePack


class Clock(Protocol):
    """Time, so that tests may set it."""

    def now(self) -> Instant:
        """Milliseconds since 1970 UTC by this computer's clock, or by the hub's where this one is known to be wrong."""
        ...

    def off(self) -> int:
        """Milliseconds by which this computer's clock is ahead of the hub's (below 0: behind), when that is too much to
        believe it (VS05); 0 when it is believed, or was never compared."""
        ...


class Ids(Protocol):
    """New identifiers."""

    def new(self, now: Instant) -> str:
        """A new UUIDv7 as text, its time part `now`; unique and rising within this process."""
        ...


class Reach(Protocol):
    """What this register may take for granted of its hub. Asked on the ledger lane; does not speak to the hub."""

    def online(self) -> bool | None:
        """Whether the hub was reached a moment ago; None: this shop works without one."""
        ...

    def allowances(self) -> Mapping[str, int]:
        """By a campaign's rule or a reward's id: how many uses the hub still lets this register give offline."""
        ...


@dataclass(frozen=True, slots=True)
class Alone:
    """The port `Reach` of a shop without a hub."""

    def online(self) -> bool | None:
        """See the port."""
        return None

    def allowances(self) -> Mapping[str, int]:
        """See the port."""
        return {}


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: the facts that are new, sealed, in order, and how many were there already (VS06)."""

    facts: tuple[Fact, ...]
    already: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Facts the hub has not confirmed: how many, and when the oldest occurred."""

    count: int
    oldest: Instant | None


class Ledger(Protocol):
    """The durable store of facts. Every method raises EnvironmentTrouble when the computer cannot do it."""

    def append(self, drafts: Sequence[Draft]) -> Appended:
        """Seal and store all drafts with their projections in one transaction, durable on return, or none of them.

        A draft whose id is known with the same content is counted as `already`. Raises Refused when the id is known
        with other content, or a body cannot be stored.
        """
        ...

    def facts_about(self, member: str) -> list[Fact]:
        """Every fact with this subject, or with one that is the same person by a merge, plus voids and returns of their
        visits, in fold order."""
        ...

    def fact(self, fact_id: str) -> Fact | None:
        """One fact by its id."""
        ...

    def facts_on(self, day: date, register: str | None = None) -> list[Fact]:
        """The visit facts (recorded, voided, returned) and enrolments of a business day, in fold order; of one
        register, or of all."""
        ...

    def facts_since(self, day: date, kinds: Collection[str]) -> list[Fact]:
        """The facts of these kinds (`message.queued`), in any version, of a business day and later, in fold order."""
        ...

    def waiting(self) -> Waiting:
        """The facts the hub has not confirmed yet."""
        ...

    def members(self) -> Iterator[str]:
        """Every member that facts are about, in a stable order; of several who are one person the one under whose name
        she is shown."""
        ...

    def joined(self) -> Mapping[str, str]:
        """Everyone who is one person with somebody else: the id under which she is shown. They are few."""
        ...

    def stock(self, store: str) -> Mapping[str, int]:
        """The pieces left in a store of each reward whose goods were counted there: the latest count, less the
        redemptions after it that stand."""
        ...

    def uses_of_campaigns(self, since: date) -> Uses:
        """The uses of each campaign that stand, from business day `since` on at least."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """One match of a look-up. last_seen: business day of the last visit or the enrolment. by: what matched."""

    member: str
    first_name: str
    last_name: str
    phone_ends: str | None
    last_seen: date
    by: str


class Sketch(NamedTuple):
    """What a member is compared by. own: her own id; member: the one under which she is shown."""

    own: str
    member: str
    traits: Traits


class Directory(Protocol):
    """Finds members. Matches come newest active first; whoever is several by a merge comes once, under her name."""

    def by_card(self, code: str) -> Hit | None:
        """The member with this card code (already normalised)."""
        ...

    def by_phone_digits(self, digits: str, limit: int) -> list[Hit]:
        """Members whose phone ends with `digits` (>= 3), then those that hold them anywhere."""
        ...

    def by_names(self, words: Sequence[str], limit: int) -> list[Hit]:
        """Members for whom every word is the beginning of a part of the name, in any order, accents and case aside."""
        ...

    def by_similar_names(self, words: Sequence[str], limit: int) -> list[Hit]:
        """As by_names, with typing errors in the words; best spelling first, then newest active."""
        ...

    def by_email(self, prefix: str, limit: int) -> list[Hit]:
        """Members whose e-mail begins with `prefix` (case aside)."""
        ...

    def by_phone(self, phone: str) -> list[str]:
        """Ids of the members with exactly this E.164 phone."""
        ...

    def by_ids(self, members: Sequence[str]) -> list[Hit]:
        """Those of these members that exist, in any order, each under the id that was asked for."""
        ...

    def by_external(self, external: str) -> str | None:
        """The id of the member imported as `SYSTEM:ID`: her own, also where she is shown under another's."""
        ...

    def by_birthday(self, birthday: str, is_called: Callable[[str, str], bool]) -> list[Hit]:
        """Members who enrolled with this whole birthday under a first and last name of which `is_called` says yes."""
        ...

    def by_id_hash(self, id_hash: str) -> list[Hit]:
        """Members for whom an ID is remembered by this hash."""
        ...

    def by_beginning(self, beginning: int) -> list[str]:
        """Ids of the members whose own id begins with these 48 bits: a few at most, for the bits are a moment's."""
        ...

    def recent(self, limit: int) -> list[Hit]:
        """The members seen last at this store."""
        ...

    def alike(self, traits: Traits) -> list[Sketch]:
        """Members who have one of these in common: the whole phone, e-mail or ID hash; the whole birthday, and anything
        of the names (likeness.handles); or all words of the name, of these the newest."""
        ...

    def brands(self, prefix: str, limit: int) -> list[str]:
        """Brand names the ledger has seen that begin with `prefix` (case aside), most bought first."""
        ...


class Programs(Protocol):
    """The program and the campaigns as published, and the stores."""

    def timeline(self) -> ProgramTimeline:
        """Every program published so far. Raises Refused(NO_STORE_YET) before there is one."""
        ...

    def documents(self) -> list[tuple[Instant, str]]:
        """The document of every program so far, with the instant from which it is in force, earliest first."""
        ...

    def campaigns(self) -> Calendar:
        """Every campaign and segment published so far."""
        ...

    def calendar(self, store: str) -> BusinessCalendar:
        """A store's zone and cut-off. Raises Refused(BAD_STORE) for an unknown store."""
        ...

    def store_name(self, store: str) -> str:
        """What a store is called, as on its door; its id where that is not known."""
        ...


def member_calendar(programs: Programs, home_store: str | None, here: str) -> BusinessCalendar:
    """By whose calendar a member's days are reckoned: the home store's, or this store's where that is not known (VS04).
    Raises Refused(BAD_STORE) when this store is not set up either."""
    try:
        return programs.calendar(home_store or here)
    except Refused:
        return programs.calendar(here)


class Holds(Protocol):
    """What open baskets at this register hold of members' points and awards (RD08). Kept in memory: no fact (RD09)."""

    def hold(self, wanted: Hold, minutes: int) -> None:
        """Hold this, in place of what the same basket held before."""
        ...

    def release(self, basket: str) -> None:
        """Let go what a basket held."""
        ...

    def held(self, member: str, basket: str, now: Instant, minutes: int) -> Held:
        """What other baskets hold of a member's now."""
        ...


class StatePacks(Protocol):
    """Which state's rules hold at this register's door. Off until the store chooses."""

    def chosen(self) -> StatePack | None:
        """The pack that was chosen; None: the gate is off. Quick. Raises EnvironmentTrouble where the choice cannot be
        read: a gate that was on is never off by mistake."""
        ...

    def all(self) -> Sequence[StatePack]:
        """Every pack there is, by state. Raises Refused(BAD_STATE_PACK) and EnvironmentTrouble."""
        ...

    def choose(self, state: str | None) -> StatePack | None:
        """Choose a state's pack (two letters), or none; durable on return. Raises Refused or EnvironmentTrouble."""
        ...


class IdHashes(Protocol):
    """What may stand for the number of an ID. The key stays behind this port, and the number leaves nothing there."""

    def of(self, jurisdiction: str, number: str) -> str | None:
        """The keyed hash (posdesk.domain.id_hash), the same at every register of a chain whose hub told its key; None:
        there is no key here, or nothing of the number that could be hashed."""
        ...


class Presence(Protocol):
    """Proof that a member is here."""

    def number(self, member: str, now: Instant) -> str | None:
        """What the customer screen shows for a member (UUID text) now; None where nothing is shown."""
        ...

    def prove(self, member: str, typed: str, now: Instant) -> bool:
        """Whether this was read off that screen; if so the member counts as here for some minutes."""
        ...

    def proof(self, member: str, now: Instant) -> str | None:
        """How a redemption says that the member is here; None: nothing proves it."""
        ...


class People(Protocol):
    """Who works here."""

    def roster(self) -> Roster:
        """Everybody, as the facts say now. Asked before every act that not everybody may do: quick."""
        ...


class PinHashes(Protocol):
    """Turns PINs into what may be kept. Each takes a moment on purpose."""

    def made(self, pin: str) -> str:
        """The hash of a PIN, argon2id in its usual text form."""
        ...

    def fits(self, pin: str, pin_hash: str | None) -> bool:
        """Whether a PIN is the one of a hash; None: nobody's, which takes as long and never fits."""
        ...


class PinTries(Protocol):
    """Wrong PINs in a row at this register, durable. Raises EnvironmentTrouble."""

    def of(self, who: str) -> Tries:
        """Those for a person's id, or for a name that nobody has."""
        ...

    def put(self, who: str, tries: Tries | None) -> None:
        """Keep this count, durable on return; None: it begins anew."""
        ...


@dataclass(frozen=True, slots=True)
class Staffing:
    """The ports that people need to sign in."""

    people: People
    hashes: PinHashes
    tries: PinTries


@dataclass(frozen=True, slots=True)
class Station:
    """Where this program runs: store id, register name, and who is signed in (None: nobody): a person's id, or a name
    where the shop has no list of its people. approval: who lets the next act be done that needs one, a person's id."""

    store: str
    register: str
    staff: str | None = None
    approval: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The ports a use case at the counter needs, put together by posdesk.compose. staffing: None at a desk at which
    nobody signs in, such as the hub's for other programs; there all is allowed. wordings: what a member reads who is
    asked for consent, of every date; none where nobody is asked."""

    ledger: Ledger
    directory: Directory
    programs: Programs
    clock: Clock
    ids: Ids
    holds: Holds
    station: Station
    reach: Reach = Alone()
    staffing: Staffing | None = None
    wordings: tuple[Wording, ...] = ()
    state_packs: StatePacks = GATE_OFF
    presence: Presence = NO_PROOF
    id_hashes: IdHashes = NO_ID_HASHES
