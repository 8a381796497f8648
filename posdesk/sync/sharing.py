"""Decides how a register and a store's hub come to have the same facts waiting for head office: as sets of ids.

    which of these do you lack -> those -> what else lies in your tray -> done

Neither side keeps anything of it, so a tray that was lost or put back is filled again by the next comparison.
Withdrawals of consent go first. Refuses to know head office's order: nothing is confirmed here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from posdesk.domain.replication import LAST_ID, START, Outcome, Received, Verdict, Witness
from posdesk.sync import wire
from posdesk.sync.ports import Hub, Shareable
from posdesk.sync.trouble import NotTaken

Told = Callable[[int, Sequence[tuple[str, str]], Received], None]
"""Hears of each step: how many facts the hub holds now that it lacked, those it set aside with its words, what came."""
Waiting = tuple[str, str]
"""Id and line of a fact."""


@dataclass(slots=True)
class Sharing:
    """One comparison under way. seen: the hub's head. told: hears of each step."""

    hub: Hub
    replica: Shareable
    seen: Witness
    told: Told

    def run(self) -> Outcome:
        """Go through it; HELD, or FORKED where another register's facts stand in place of ours. Raises SyncTrouble."""
        urgent = [id for id, _ in self._urgent()]
        after = ""
        for start in range(0, len(urgent), wire.MOST_IDS):
            some = urgent[start : start + wire.MOST_IDS]
            shared = self.hub.share(self.seen, LAST_ID, LAST_ID, some)
            if self._hand_over(shared.lacking) is Outcome.FORKED:
                return Outcome.FORKED
        while after < LAST_ID:
            ids = self.replica.waiting_after(after, wire.MOST_IDS)
            upto = ids[-1] if len(ids) == wire.MOST_IDS else LAST_ID
            shared = self.hub.share(self.seen, after, upto, ids)
            if self._hand_over(shared.lacking) is Outcome.FORKED:
                return Outcome.FORKED
            if shared.lines:
                self.told(0, (), self.replica.keep(shared.lines))
            after = shared.upto
        return Outcome.HELD

    def _urgent(self) -> list[Waiting]:
        keys = self.replica.unsent_urgent()
        found: list[Waiting] = []
        for start in range(0, len(keys), wire.MOST_FACTS):
            some = keys[start : start + wire.MOST_FACTS]
            found += self.replica.unsent(len(some), wire.MOST_BYTES * len(some), some)
        return found

    def _hand_over(self, ids: Sequence[str]) -> Outcome:
        """Give the hub what it lacks, in pieces as large as it takes."""
        for start in range(0, len(ids), wire.MOST_FACTS):
            waiting = self.replica.lines_of(ids[start : start + wire.MOST_FACTS])
            limit = wire.MOST_FACTS
            while waiting:
                piece = _piece(waiting, limit)
                try:
                    answered = self.hub.push(self.seen, [line for _, line in piece])
                except NotTaken as no:
                    if len(piece) > 1:
                        limit = len(piece) // 2
                        continue
                    self._note(piece, [Verdict(Outcome.REFUSED, words=no.words)])
                else:
                    self.seen = answered.head
                    self._note(piece, answered.verdicts)
                    if any(verdict.outcome is Outcome.FORKED for verdict in answered.verdicts):
                        return Outcome.FORKED
                waiting, limit = waiting[len(piece) :], min(wire.MOST_FACTS, limit * 2)
        return Outcome.HELD

    def _note(self, piece: Sequence[Waiting], verdicts: Sequence[Verdict]) -> None:
        """What the hub set aside is so here; what it holds goes on waiting for head office."""
        aside = [
            (id, verdict)
            for (id, _), verdict in zip(piece, verdicts, strict=True)
            if verdict.outcome in (Outcome.PARKED, Outcome.REFUSED)
        ]
        if aside:
            self.replica.note_verdicts([id for id, _ in aside], [verdict for _, verdict in aside], START)
        handed = sum(verdict.outcome is Outcome.HELD or verdict.stands for verdict in verdicts)
        self.told(handed, [(id, verdict.words) for id, verdict in aside], Received())


def _piece(waiting: Sequence[Waiting], limit: int) -> list[Waiting]:
    piece: list[Waiting] = []
    room = wire.MOST_BYTES
    for one in waiting[:limit]:
        room -= len(one[1])
        if piece and room < 0:
            break
        piece.append(one)
    return piece
