"""One exchange that meets a hub which is not of this world: it ends with words, and nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from db.replica import SqlReplica
from posdesk.domain.replication import START, Answered, Hello, Lineage, Outcome, Page, Placed, Verdict, Welcome, Witness
from posdesk.sync.cycle import Cycle
from posdesk.sync.trouble import NotTaken
from tests.db.tills import Till, a_till


class SaysForked:
    """A hub that sees a twin in whatever row a register begins. rows: those it was shown."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def hello(self, hello: Hello) -> Welcome:
        """It welcomes."""
        self.rows.append(hello.incarnation)
        following = hello.incarnation + 1
        return Welcome("h", 1, Witness(1, 0, ""), 0, Lineage.SAME, 0, following, hello.now, "0.4.0")

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """It takes nothing."""
        return Answered(tuple(Verdict(Outcome.FORKED) for _ in lines), seen)


@dataclass
class Asked:
    """A hub whose head is at a position, with nothing but a page of one fact beyond what a register has. pulls: where
    each began."""

    at: int
    pulls: list[int] = field(default_factory=list)

    def hello(self, hello: Hello) -> Welcome:
        """It welcomes."""
        return Welcome("h", 1, self._head(), hello.cursor, Lineage.SAME, 0, 2, hello.now, "0.4.0")

    def push(self, seen: Witness, lines: Sequence[str]) -> Answered:
        """It takes everything, and its head moves."""
        first, self.at = self.at + 1, self.at + len(lines)
        return Answered(tuple(Verdict(Outcome.ACCEPTED, at) for at in range(first, self.at + 1)), self._head())

    def pull(self, seen: Witness, after: int, limit: int) -> Page:
        """Its newest fact."""
        self.pulls.append(after)
        return Page((Placed(self.at, "no fact"),), self._head(), True)

    def _head(self) -> Witness:
        return Witness(1, self.at, f"{self.at}") if self.at else START


def test_a_register_that_has_all_the_hub_says_it_holds_asks_for_no_page(tmp_path: Path) -> None:
    till, hub = a_till(tmp_path / "till"), Asked(0)

    def cycle() -> list[int]:
        Cycle(hub, SqlReplica(till.store.ledger), till.clock).run()  # type: ignore[arg-type]  # it is asked no more
        pulls, hub.pulls = hub.pulls, []
        return pulls

    assert cycle() == []
    hub.at = 3
    assert cycle() == [0]
    assert cycle() == []
    till.visit(None)
    assert cycle() == [3]  # its own, for the cursor to be behind it
    assert cycle() == []
    hub.at = 5
    assert cycle() == [4]
    till.close()


@pytest.mark.rule("LG07")
def test_a_register_that_is_told_of_a_twin_in_every_row_it_begins_gives_up_and_keeps_its_facts(tmp_path: Path) -> None:
    till: Till = a_till(tmp_path / "till")
    visit, hub = till.visit(None), SaysForked()
    with pytest.raises(NotTaken, match="took none of the facts"):
        Cycle(hub, SqlReplica(till.store.ledger), till.clock).run()  # type: ignore[arg-type]  # it is asked no more
    assert hub.rows == sorted(hub.rows)
    assert len(set(hub.rows)) > 2
    assert [id for id, _ in SqlReplica(till.store.ledger).unsent(9, 9999)] == [visit.id]
    till.close()
