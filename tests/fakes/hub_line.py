"""A line whose hub says what the test wants: nothing is sent anywhere."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from posdesk.counter.hub_line import Difference, LineState, LineTrouble, Progress, WaitingKind
from posdesk.domain.facts import Fact
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.replication import Done

ALONE = LineState(None, "", (), (), 0, None)


class FakeHubLine:
    """The port HubLine. trouble: raised by whatever speaks to the hub. will: what each exchange does; parts: how it
    gets there, each with the facts that come. clock: for `reached_at`."""

    def __init__(self, state: LineState = ALONE, now: Callable[[], int] = lambda: 0) -> None:
        self.is_now = state
        self.trouble: Exception | None = None
        self.will = Done()
        self.parts: Sequence[tuple[Done, Sequence[Fact]]] = ()
        self.differences: list[Difference] = []
        self.exchanges = 0
        self.paired_with: list[tuple[str, str]] = []
        self._now = now

    def state(self) -> LineState:
        """As it was set."""
        return self.is_now

    def exchange(self, told: Progress) -> Done:
        """Go through the parts; afterwards nothing waits."""
        self.exchanges += 1
        for done, fresh in self.parts:
            told(done, fresh)
        self._speak()
        self.is_now = replace(self.is_now, waiting=(), reached_at=self._now())
        return self.will

    def compare(self, days: int) -> list[Difference]:
        """What was set."""
        self._speak()
        return self.differences

    def pair(self, url: str, code: str) -> None:
        """Any code but `WRONG` is good."""
        self._speak()
        if code == "WRONG":
            raise Refused(Refusal(RefusalCode.BAD_CODE, "This code is not good: ask for a new one at the hub."))
        self.paired_with.append((url, code))
        self.is_now = replace(self.is_now, url=url)

    def unpair(self) -> None:
        """Refused while something waits."""
        if unsent := sum(kind.count for kind in self.is_now.waiting):
            raise Refused(
                Refusal(RefusalCode.UNSENT, f"{unsent} entries wait for the hub. Sync first, or save a copy.")
            )
        self.is_now = replace(self.is_now, url=None, reached_at=None)

    def save_outbox(self, path: Path) -> int:
        """A line for each."""
        number = sum(kind.count for kind in self.is_now.waiting)
        path.write_text("{}\n" * number, encoding="utf-8")
        return number

    def wait(self, *kinds: WaitingKind) -> None:
        """These wait now."""
        self.is_now = replace(self.is_now, waiting=kinds)

    def _speak(self) -> None:
        if self.trouble is not None:
            raise self.trouble


def no_answer(words: str = "Nobody answered at hub.shop.example. Look at the network.") -> LineTrouble:
    """The cable is out."""
    from posdesk.sync.trouble import NoHub

    return NoHub(words)
