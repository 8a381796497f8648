"""Days of a register that nothing reaches, in a process of its own: `-m tests.hub.offline_days FOLDER CLOCK MEMBER`.

CLOCK is where its first day begins, in ms UTC. Says as JSON what became of each exchange it tried, which facts it was
told to be safe, and which use of the member's award is among them.
"""

import json
import sys
from pathlib import Path

from db.new_ids import RandomIds
from db.store import open_store
from posdesk import compose
from posdesk.counter import visits
from posdesk.counter.card import open_card
from posdesk.counter.holds import HoldsInMemory
from posdesk.counter.ports import Desk, Station
from posdesk.counter.visits import VisitEntry
from posdesk.domain.business_day import DAY_MS
from posdesk.domain.facts import RewardRedeemed
from posdesk.sync.trouble import SyncTrouble
from tests.fakes.clock import FakeClock
from tests.hub.mortals import NO_BALLAST

DAYS, REDEEMED_ON = 3, 1
REWARD = "ten-off"


def play(folder: Path, begins: int, member: str) -> dict[str, object]:
    """Three days: each begins with an exchange that fails, and has two visits; on the second day the award is used."""
    clock = FakeClock(begins)
    store = open_store(folder, clock=clock, ids=RandomIds(), ballast_bytes=NO_BALLAST)
    station = Station(store.store, store.register, "Dana")
    desk = Desk(store.ledger, store.directory, store.programs, clock, store.ids, HoldsInMemory(), station)
    line = compose.line_of(store)
    troubles, safe = [], []
    try:
        for day in range(DAYS):
            clock.set(begins + day * DAY_MS)
            try:
                line.exchange(lambda done, fresh: None)
                troubles.append("none")
            except SyncTrouble as trouble:
                troubles.append(type(trouble).__name__)
            safe.append(_visit(desk, member, use=day == REDEEMED_ON))
            clock.advance(60)
            safe.append(visits.record(desk, None, VisitEntry(1900)).visit_id)
        (used,) = [fact.id for fact in store.ledger.facts_about(member) if isinstance(fact.body, RewardRedeemed)]
    finally:
        line.close()
        store.close()
    return {"troubles": troubles, "safe": [*safe, used], "used": used}


def _visit(desk: Desk, member: str, *, use: bool) -> str:
    card = open_card(desk, member)
    choices = [offer.choice for offer in card.offers if offer.usable and offer.choice is not None] if use else []
    return visits.record(desk, member, VisitEntry(6000, choices=tuple(choices[:1])), card.nudges).visit_id


if __name__ == "__main__":
    print(json.dumps(play(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
