"""Decides how IDs are measured: a card read, a damaged one, and a scan to its decision at the store's size.

The cards are written here, for members of the store and for nobody; nothing of them is kept. Refuses to know how a card
is read (hardware) and what follows from one (counter).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from db.store import Store
from posdesk import compose
from posdesk.bench.figures import Figure, Times, median, percentile
from posdesk.bench.readings import people
from posdesk.counter import id_checks, profile_edits
from posdesk.counter.ports import Desk
from posdesk.domain import state_pack
from posdesk.domain.facts import MemberField
from posdesk.domain.refusals import Refused
from posdesk.domain.state_pack import StatePack
from posdesk.hardware import aamva

GOAL_DECISION_MS, GOAL_CARD_US, GOAL_LONGEST_MS = 20.0, 100.0, 5.0
CARDS, DAMAGED = 2_000, 20_000
STATE = "CO"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The port StatePacks with a choice that is written nowhere."""

    pack: StatePack

    def chosen(self) -> StatePack | None:
        """See the port."""
        return self.pack

    def all(self) -> Sequence[StatePack]:
        """See the port."""
        return (self.pack,)

    def choose(self, state: str | None) -> StatePack | None:
        """See the port; nothing changes."""
        return self.pack


def figures(store: Store, desk: Desk, rng: Random, count: int) -> list[Figure]:
    """Cards a second, the longest of damaged ones, a scan to its decision. count: IDs that are scanned, half of them
    of members, whose birthdays are written into this store."""
    today = id_checks.local_day(desk)
    cards = [written(*_nobody(rng), today) for _ in range(CARDS)]
    return [_read(cards, today), _longest(cards, today, rng), _decision(store, desk, today, rng, count)]


def _decision(store: Store, desk: Desk, today: date, rng: Random, count: int) -> Figure:
    """The text of a scan to the gate's answer and the member's card."""
    pack = state_pack.parse((compose.STATE_PACKS / f"{STATE}.json").read_text(encoding="utf-8"))
    gated, ours, found = replace(desk, state_packs=Chosen(pack)), Times(), 0
    texts = []
    for person in people(store, rng, count // 2):
        hit = desk.directory.by_card(person.card)
        if hit is not None:
            born = _nobody(rng)[2]
            profile_edits.set_field(desk, hit.member, MemberField.BIRTHDAY, born.isoformat())
            texts.append(written(person.first, person.last, born, today))
    texts += [written(*_nobody(rng), today) for _ in range(count - len(texts))]
    rng.shuffle(texts)
    for text in texts:
        ours.time(lambda text=text: id_checks.look(gated, aamva.read(text, today)))  # type: ignore[misc]
        look = id_checks.look(gated, aamva.read(text, today))
        found += look.card is not None or bool(look.found and look.found.hits)
    note = f"p99 of {len(ours.values):,} scans, median {median(ours.values):.2f} ms; {found:,} were members"
    return Figure("ID scan to decision", percentile(ours.values, 99), "ms", None, GOAL_DECISION_MS, note)


def _read(cards: Sequence[str], today: date) -> Figure:
    """Microseconds a card; the floor is a text cut at its line ends and put into a dictionary."""
    ours, floor = Times(), Times()
    for text in cards:
        ours.time(lambda text=text: aamva.read(text, today))  # type: ignore[misc]
        floor.time(lambda text=text: {line[:3]: line[3:] for line in text.split("\n")})  # type: ignore[misc]
    value, least = (sum(times.values) / len(times.values) * 1000 for times in (ours, floor))
    note = f"mean of {len(ours.values):,}: {1e6 / value:,.0f} a second; floor, cut into lines: {least:.1f} µs"
    return Figure("an ID is read", value, "µs", None, GOAL_CARD_US, note)


def _longest(cards: Sequence[str], today: date, rng: Random) -> Figure:
    """The longest of many cards with a piece lost, doubled or replaced, and of 4,096 characters made to be slow."""
    ours, refused = Times(), 0
    slow = [
        "@ANSI 636020080001DL00310000DL" + piece * (4000 // len(piece)) for piece in ("DAH ", "DAADAC", "DBB01011980")
    ]
    for turn in range(DAMAGED):
        text = damaged(rng.choice(cards), rng) if turn % 1000 else slow[turn // 1000 % len(slow)]
        ours.time(lambda text=text: _tried(text, today))  # type: ignore[misc]
        refused += not _tried(text, today)
    note = f"of {len(ours.values):,} damaged scans; {refused:,} were refused"
    return Figure("the longest damaged ID", max(ours.values), "ms", None, GOAL_LONGEST_MS, note)


def _tried(text: str, today: date) -> bool:
    try:
        aamva.read(text, today)
    except Refused:
        return False
    return True


def damaged(text: str, rng: Random) -> str:
    """A text with a stretch of it lost, doubled, or replaced by one sign."""
    at, end = sorted((rng.randrange(len(text)), rng.randrange(len(text))))
    end = min(end, at + 12)
    return text[:at] + rng.choice(("", text[at:end] * 2, "\n", "\x00", "D")) + text[end:]


def written(first: str, last: str, born: date, today: date) -> str:
    """The barcode of a valid card of version 10 with these on it."""
    expires, issued = today + timedelta(days=900), max(born, today - timedelta(days=300))
    entries = (
        "DAQQ0000001",
        f"DCS{last.upper()}",
        "DDEN",
        f"DAC{first.upper()}",
        "DDFN",
        "DADNONE",
        "DDGN",
        f"DBD{issued:%m%d%Y}",
        f"DBB{born:%m%d%Y}",
        f"DBA{expires:%m%d%Y}",
        "DBC1",
        "DAU068 in",
        "DAYBRO",
        "DAG1 MADE UP STREET",
        "DAINOWHERE",
        "DAJCO",
        "DAK800120000  ",
        "DCFA1",
        "DCGUSA",
    )
    return "@\n\x1e\rANSI 636020100001DL00310250DL" + "\n".join(entries) + "\r"


def _nobody(rng: Random) -> tuple[str, str, date]:
    letters = "ABCDEFGHIJKLMNOPRSTUVW"
    first, last = ("".join(rng.choices(letters, k=length)) for length in (6, 9))
    return first, last, date(1950, 1, 1) + timedelta(days=rng.randrange(18_000))
