"""Decides the values two computers speak of when they exchange facts: positions, witnesses, verdicts.

Refuses to know how they travel (posdesk.sync.wire) and where either side keeps its facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from posdesk.domain.business_day import Instant
from posdesk.domain.codec import body_text
from posdesk.domain.erasure import without_person
from posdesk.domain.facts import Fact

URGENT = frozenset({"consent.set", "member.erased"})
"""Kinds that are sent before all others: somebody does not want to be written to any more, or known (G23, I06)."""


class Witness(NamedTuple):
    """What a hub's history looked like at one moment: `position` was its head, and `tag` was drawn for that moment.

    Two histories that both had this tag at this position are the same up to there; so a hub that does not know a
    witness it once gave was put back to an older state. epoch: counts up with each such discovery, never back.
    """

    epoch: int
    position: int
    tag: str


START = Witness(0, 0, "")
"""Before anything was ever said: every history begins with it."""


class Outcome(StrEnum):
    """What a hub did with one fact it was sent.

    accepted: it is new, and has a position now. already: it was there, at that position. parked: it contradicts what is
    there, or cannot be read; it is kept aside, and that is final until the hub is brought up to date. forked: another
    fact bears its place in this register's row of facts, so the register needs a new incarnation. refused: it is no
    fact at all, nothing of it was kept. held: a store's hub keeps it and passes it on; it still waits for head office.
    """

    ACCEPTED = "accepted"
    ALREADY = "already"
    PARKED = "parked"
    FORKED = "forked"
    REFUSED = "refused"
    HELD = "held"


class Verdict(NamedTuple):
    """The answer to one fact sent. position: where it stands in the hub's order, 0 where it does not. words: why it
    was parked or refused."""

    outcome: Outcome
    position: int = 0
    words: str = ""

    @property
    def stands(self) -> bool:
        """Whether the hub holds the fact."""
        return self.outcome in (Outcome.ACCEPTED, Outcome.ALREADY)


class Lineage(StrEnum):
    """How the register's row of facts looks beside what the hub holds of it.

    same: nothing speaks against it. restored: the hub holds later facts of this row, so the register was put back to an
    older copy. forked: the hub holds another fact in the place of the register's last, so it has a twin.
    """

    SAME = "same"
    RESTORED = "restored"
    FORKED = "forked"


@dataclass(frozen=True, slots=True)
class Asking:
    """How a computer asks to be let in. code: as the hub's owner read it out. store: where it says it stands, None to
    be told. version: of its PosDesk. for_hub: it is a store's hub. public: the 32 bytes of its Ed25519 public key.
    wants_key: nobody listens on the way, so the chain's key for the hashes of IDs may come along."""

    code: str = field(repr=False)
    register: str
    store: str | None
    version: str
    for_hub: bool = False
    public: bytes = field(kw_only=True)
    wants_key: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A register was let in. hub: its name for ever. token: the secret to show from now on, which nobody can ask for
    again; as a register keeps it, with its own key behind it (posdesk.sync.signing.Secret). device: the register's
    number at this hub. epoch: the hub's now. certificate: of the hub, PEM, where the register trusts that alone; never
    travels. hash_key: the 32 bytes under which the chain hashes numbers of IDs (posdesk.domain.id_hash), where they
    were asked for and the hub has them."""

    hub: str
    token: str = field(repr=False)
    store: str
    register: str
    device: int
    epoch: int
    certificate: str | None = None
    hash_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Hello:
    """How a register introduces itself. incarnation, sequence, last: the place and the id of the last fact it sealed (0
    and None before the first). witnesses: those it was given, newest first. now: by its clock. version: of
    PosDesk. cursor: the position up to which it has pulled. let_out: by rule, how many uses of a campaign the
    hub may not know of: those given that wait, and at a store's hub also those its registers were told they may
    give. heard: the incarnation of the last welcome that came with allowances and arrived, 0 before: what the
    hub granted before that is void. hash_mark: of the key for hashes of IDs that is here (id_hash.mark_of), empty for
    none; None: it is not to be told, for others could listen, or this PosDesk knows of none.
    """

    incarnation: int
    sequence: int
    last: str | None
    witnesses: tuple[Witness, ...]
    now: Instant
    version: str
    cursor: int = 0
    let_out: Mapping[str, int] = field(default_factory=dict)
    heard: int = 0
    hash_mark: str | None = None


@dataclass(frozen=True, slots=True)
class Relay:
    """What a store's hub says of the way on. head_office: the address of the hub it passes facts on to. reached_at:
    when all was exchanged with it last, ms UTC. waiting: facts head office has not answered yet. behind: the one that
    asks has seen more of head office's history than this hub, which therefore tells it none. certificate: of head
    office, PEM, where it is known by that alone.
    """

    head_office: str
    reached_at: Instant | None = None
    waiting: int = 0
    behind: bool = False
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the hub answers.

    hub: its name for ever, so that no register speaks to another hub unawares. epoch, head: now. agreed: up to this
    position the register's and the hub's histories are one. lineage, known: see Lineage; known is the last sequence of
    this incarnation the hub holds. incarnation: one that no register of this name has ever had, should a new one be
    needed. now: by the hub's clock. allowances: by rule of reward or campaign, how often it may be given offline; None:
    what another hub said holds. relay: None at head office. version: of the PosDesk of the hub that gives positions.
    erased: members who were erased beyond the register's cursor, so that they are forgotten there before anything else
    is done (I06). hash_key: the chain's key for hashes of IDs, where the one that asks has another or none.
    """

    hub: str
    epoch: int
    head: Witness
    agreed: int
    lineage: Lineage
    known: int
    incarnation: int
    now: Instant
    version: str
    allowances: Mapping[str, int] | None = field(default_factory=dict)
    erased: tuple[str, ...] = ()
    relay: Relay | None = None
    hash_key: bytes | None = field(default=None, repr=False)


def is_behind(welcome: Welcome) -> bool:
    """Whether a store's hub knows less of head office's history than the one it welcomes."""
    return welcome.relay is not None and welcome.relay.behind


class Placed(NamedTuple):
    """A fact at its position in the hub's order, as a line of JSON."""

    position: int
    line: str


@dataclass(frozen=True, slots=True)
class Page:
    """Facts in the order of their positions, the first being the first after what was asked for. end: whether the
    hub had no more when it answered. head: its witness then."""

    facts: tuple[Placed, ...]
    head: Witness
    end: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The verdicts on the facts of one push, in their order, and the hub's witness after them."""

    verdicts: tuple[Verdict, ...]
    head: Witness


LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""The end of all ids."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a store's hub answers whoever says which facts wait there. lacking: those of them it has not. lines: facts
    in its tray that the asker did not name, by their ids. upto: the id up to which `lines` has all of them."""

    lacking: tuple[str, ...]
    lines: tuple[str, ...]
    upto: str


class Vouched(NamedTuple):
    """A register a store's hub let in. mark: SHA-256 of its token; public: the key that proves what it signs; both 64
    small hexadecimal digits. revoked: it may speak no more."""

    register: str
    mark: str
    public: str
    revoked: bool = False


class Standing(StrEnum):
    """What head office makes of a register that was vouched for. taken: another one bears the name there."""

    LET_IN = "in"
    TAKEN = "taken"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class DayTally:
    """How many facts of one store and business day there are, and the exclusive or of the first eight bytes of
    SHA-256 over each fact's line: equal where the same facts are, whatever their order."""

    store: str
    day: str
    count: int
    mark: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a hub says of a register's file it has made of all facts up to `witness.position`, packed with zlib.

    facts: how many are in it. schema: the version of its tables. version: of the PosDesk that filled it. size, packed:
    bytes of the file, and of what travels; sha256: of the latter, 64 small hexadecimal digits.
    """

    witness: Witness
    facts: int
    schema: int
    version: str
    size: int
    packed: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a register stands with its hub. cursor: the position up to which it has pulled. witnesses: newest first.
    hub: the hub's name, None before the first welcome. hub_version: of the last welcome. heard: see Hello."""

    store: str
    register: str
    incarnation: int
    sequence: int
    last: str | None
    hub: str | None
    epoch: int
    cursor: int
    witnesses: tuple[Witness, ...]
    hub_version: str | None
    heard: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a page. new: facts stored now. adopted: facts known before that now bear what the hub says of
    their sealing. unread: lines that this PosDesk cannot read, kept for a newer one. contradicted: facts of ours that
    say something else than the hub's under the same id; the hub's stands."""

    new: Sequence[Fact] = ()
    adopted: int = 0
    unread: int = 0
    contradicted: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What a cycle did. sent: facts the hub confirmed. came: facts that are new here. set_aside: facts the hub does not
    hold, with its words. again: facts that had been confirmed and are offered anew, since the hub went back.
    loaded: bytes of a snapshot that have come, and of how many; (0, 0) while there is none to come.
    lineage: what the hub thinks of this register's row; known: the last sequence it holds of it. off: milliseconds by
    which this computer's clock is ahead of the hub's. welcome: the hub's last word."""

    sent: int = 0
    came: int = 0
    set_aside: Sequence[tuple[str, str]] = ()
    again: int = 0
    loaded: tuple[int, int] = (0, 0)
    lineage: Lineage = Lineage.SAME
    known: int = 0
    off: int = 0
    reincarnated: bool = False
    welcome: Welcome | None = None


def same_content(one: Fact, other: Fact) -> bool:
    """Whether two facts of one id say the same. Their sealing (incarnation, sequence, clock) may differ, after a
    register had to begin a new row; and the time and the day as the hub corrected them. What was taken out of one of
    them when its member was erased is no difference."""
    if _content(one) == _content(other):
        return True
    bare = without_person(one), without_person(other)
    return _content(bare[0]) == _content(bare[1]) and (bare[0] == one or bare[1] == other)


def _content(fact: Fact) -> tuple[object, ...]:
    place = fact.kind, fact.version, fact.subject, fact.store, fact.register, fact.staff, fact.occurred_at
    return *place, body_text(fact)
