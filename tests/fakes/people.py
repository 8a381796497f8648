"""Who works here, from a FakeLedger; hashes that cost nothing; wrong PINs counted in memory."""

from posdesk.counter.ports import Staffing
from posdesk.domain.pins import Tries
from posdesk.domain.staff import Roster, roster_of
from tests.fakes.ledger import FakeLedger

PLAIN = "$argon2id$v=19$m=8,t=1,p=1$bm9zYWx0bm9zYWx0${}"


class FakePeople:
    """The port People over a FakeLedger."""

    def __init__(self, ledger: FakeLedger) -> None:
        self._ledger = ledger

    def roster(self) -> Roster:
        """Read anew at each question."""
        return roster_of(self._ledger.facts.values())


class PlainHashes:
    """The port PinHashes: looks like a hash, is the PIN. asked: whose hash was looked at, None for nobody's."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def made(self, pin: str) -> str:
        """The PIN in the form of a hash."""
        return PLAIN.format(pin.rjust(43, "A"))

    def fits(self, pin: str, pin_hash: str | None) -> bool:
        """Whether it is that one."""
        self.asked.append(pin_hash)
        return pin_hash == self.made(pin)


class TriesInMemory:
    """The port PinTries, gone with the program."""

    def __init__(self) -> None:
        self.kept: dict[str, Tries] = {}

    def of(self, who: str) -> Tries:
        """Those so far."""
        return self.kept.get(who, Tries())

    def put(self, who: str, tries: Tries | None) -> None:
        """Keep or forget them."""
        if tries is None:
            self.kept.pop(who, None)
        else:
            self.kept[who] = tries


def staffing_of(ledger: FakeLedger) -> Staffing:
    """The ports of people over a FakeLedger."""
    return Staffing(FakePeople(ledger), PlainHashes(), TriesInMemory())
