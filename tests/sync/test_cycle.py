"""One exchange that meets a hub which is not of this world: it ends with words, and nothing is lost."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from db.replica import SqlReplica
from posdesk.domain.replication import Answered, Hello, Lineage, Outcome, Verdict, Welcome, Witness
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
