"""A register's copy of the facts that only notes what it was asked."""

from collections.abc import Sequence

from posdesk.domain.replication import DayTally, Page, Place, Received, Verdict, Welcome, Witness


class FakeReplica:
    """The port Shareable. calls: names and arguments, in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []

    def _note(self, name: str, *given: object) -> None:
        self.calls.append((name, given))

    def place(self) -> Place:
        """A register that has said nothing yet."""
        self._note("place")
        return Place("denver-1", "register 1", 1, 0, None, None, 0, 0, (), None)

    def let_out(self) -> dict[str, int]:
        """One use waits."""
        self._note("let_out")
        return {"campaign:shirts": 1}

    def settle(self, welcome: Welcome) -> int:
        """Nothing waits again."""
        self._note("settle", welcome)
        return 0

    def reincarnate(self, incarnation: int) -> int:
        """As many as the incarnation."""
        self._note("reincarnate", incarnation)
        return incarnation

    def unsent_urgent(self) -> list[int]:
        """One."""
        self._note("unsent_urgent")
        return [3]

    def unsent(self, limit: int, max_bytes: int, keys: Sequence[int] | None = None) -> list[tuple[str, str]]:
        """One."""
        self._note("unsent", limit, max_bytes, keys)
        return [("a", "line")]

    def unsent_ids(self, after: int, limit: int) -> tuple[list[str], int]:
        """One."""
        self._note("unsent_ids", after, limit)
        return ["a"], after + 1

    def note_verdicts(self, ids: Sequence[str], verdicts: Sequence[Verdict], head: Witness) -> int:
        """All of them."""
        self._note("note_verdicts", ids, verdicts, head)
        return len(ids)

    def receive(self, page: Page) -> Received:
        """One adopted and one contradicted for each page, and every line unread."""
        self._note("receive", page)
        return Received((), adopted=1, unread=len(page.facts), contradicted=1)

    def waiting_after(self, id: str, limit: int) -> list[str]:
        """One."""
        self._note("waiting_after", id, limit)
        return ["a"]

    def lines_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """One each."""
        self._note("lines_of", ids)
        return [(id, "line") for id in ids]

    def keep(self, lines: Sequence[str]) -> Received:
        """Every line is unread."""
        self._note("keep", lines)
        return Received((), unread=len(lines))

    def tally(self, first_day: str, last_day: str) -> list[DayTally]:
        """One day."""
        self._note("tally", first_day, last_day)
        return [DayTally("denver-1", first_day, 1, 1)]
