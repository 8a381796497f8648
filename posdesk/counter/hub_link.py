"""What the line between a register and its hub needs of this computer: where it keeps what it was let in with, and what
is to be said of the outbox. db implements both."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from posdesk.counter.hub_line import SetAside, WaitingKind, Way
from posdesk.domain.business_day import Instant


@dataclass(frozen=True, slots=True)
class Link:
    """The hub this register was let in by. hub: its name. reached_at: when a cycle last ended well, ms UTC. ahead:
    milliseconds by which this computer's own clock was ahead of the hub's when it was last compared; compared_at: what
    that clock showed then. head_office: where to go when a store's hub cannot be reached; None: `url` is head office
    itself. way: what was reached last. passed_on_at: when the store's hub had exchanged all with head office, by its
    clock. certificate, office_certificate: of the hub at `url` and of head office, PEM, where that alone is trusted;
    None: authorities vouch for it.
    """

    url: str
    hub: str
    reached_at: Instant | None = None
    ahead: int | None = None
    compared_at: Instant | None = None
    head_office: str | None = None
    way: Way | None = None
    passed_on_at: Instant | None = None
    certificate: str | None = None
    office_certificate: str | None = None

    def certificate_at(self, url: str) -> str | None:
        """What alone is to be trusted at an address; None: what authorities vouch for."""
        return {self.head_office: self.office_certificate, self.url: self.certificate}.get(url)


def believed(link: Link | None, shows: Instant) -> int | None:
    """What the last comparison still says of this computer's own clock, which `shows` this: milliseconds it is ahead,
    None: nothing. A clock that shows an earlier time than it did then was set, or stood still, since."""
    if link is None or link.compared_at is None or shows < link.compared_at:
        return None
    return link.ahead


class LinkHome(Protocol):
    """Where a register keeps the link to its hub, and the secret beside it. What it is told is durable on return.
    Raises EnvironmentTrouble. May be used on any thread, one at a time."""

    def link(self) -> Link | None:
        """The hub this register is paired with; None: it works alone."""
        ...

    def keep(self, link: Link) -> None:
        """Remember this of the link; the secret stays."""
        ...

    def pair(self, link: Link, token: str) -> None:
        """Remember a new link and its secret, in place of what was there; the key for hashes of IDs is gone with
        that."""
        ...

    def token(self) -> str | None:
        """The secret; None when it is gone."""
        ...

    def hash_key(self) -> bytes | None:
        """The 32 bytes under which the chain hashes numbers of IDs; None: no hub told them, or they are gone."""
        ...

    def keep_hash_key(self, key: bytes) -> None:
        """Keep them beside the secret, for as long as the link holds."""
        ...

    def words(self) -> str:
        """Where the secret is, or where it would be kept."""
        ...

    def forget(self) -> None:
        """The link, the secret and the key for hashes of IDs are no more."""
        ...


class Outbox(Protocol):
    """What of the register's facts the hub does not hold. Raises EnvironmentTrouble; belongs on the ledger lane."""

    def waiting(self) -> Sequence[WaitingKind]:
        """What waits, by kind, the oldest first."""
        ...

    def aside(self) -> Sequence[SetAside]:
        """What the hub answered and does not hold, the newest first."""
        ...

    def unread(self) -> int:
        """How many facts came that this PosDesk cannot read."""
        ...

    def save(self, path: Path) -> int:
        """Write what waits as lines of JSON, oldest first, as of one moment, into a file for this account alone, which
        appears whole or not at all; yields how many. Raises Refused(BAD_FILE)."""
        ...

    def belong_to(self, hub: str) -> int:
        """Another hub than before takes this register: what the old one confirmed has to be offered to it. Yields how
        many facts wait that did not; 0 when it is the hub of before."""
        ...
