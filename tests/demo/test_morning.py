"""The morning's story, through the real use cases over a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import store as stores
from posdesk.compose import desk_of
from posdesk.counter.ports import Desk
from posdesk.demo import morning, stage, town
from posdesk.demo.cast import Cast
from posdesk.demo.morning import Step, StoryBroke
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

SEED = 7


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock, ids = FakeClock(), FakeIds()
    stores.create(tmp_path, store=town.STORE, register=town.REGISTER, clock=clock, ids=ids, keyring=False)
    store = stores.open_store(tmp_path, clock=clock, ids=ids, ballast_bytes=0)
    stage.fill(store, town.make_facts(SEED, clock.now(), 40))
    yield desk_of(store, "Dana")
    store.close()


@pytest.fixture
def cast(desk: Desk) -> Cast:
    return town.cast_of(SEED, desk.clock.now())


def said(steps: list[Step], done: str) -> str:
    """What the screen said at the first step that begins so."""
    return next(step.said for step in steps if step.done.startswith(done))


def test_the_morning_goes_from_the_tenth_visit_to_a_newcomer(desk: Desk, cast: Cast) -> None:
    steps = morning.play(desk, cast)
    assert said(steps, "A card is scanned").startswith("Marisol Q. · Bronze · 9 visits")
    assert "$10 off earned" in said(steps, "F2, amount 62.50")
    assert said(steps, "Enter") == "Saved. Visit 10 for Marisol Q."
    assert said(steps, "The card shows").startswith("Can use now: $10 off (Earned today")
    assert said(steps, "Alt+1: $10 off").startswith("Pay $35. After this: ")
    assert said(steps, "“And the $50?”") == "$50 off $100 or more: 90 visits to go."
    assert (
        said(steps, "F7, Enter: all of it")
        == "Returned. Refund $35.00 · 35 points taken back · $10 off can be used again"
    )
    assert steps[8].said.startswith("Can use now: $10 off")
    assert "First visit in 94 days" in said(steps, "4417 is typed")
    assert said(steps, "F4, it was somebody else's") == "Undone. Theodore O. has 14 visits again"
    assert "undone already" in said(steps, "F4 again")
    assert "Birthday this week" in said(steps, "“aneliese bjornsdotir”")
    assert said(steps, "F2, she forgot").startswith("Recorded at 11:31 by Dana")
    assert "same business day" in said(steps, "Enter, amount 12.00")
    assert said(steps, "美玲").startswith("美玲 林")
    assert said(steps, "F2 with nobody shown") == "Saved. Guest visit, $23.00"
    assert "Welcome, Wren!" in said(steps, "F3, Wren")
    assert "Wren C." in said(steps, "F3, Wren Castellanos once more")
    assert "films" in said(steps, "F3, phone 303-555-0142")
    assert said(steps, "Esc").startswith("Today: ")


def test_the_table_has_a_line_for_every_step_and_breaks_long_sayings(desk: Desk) -> None:
    steps = [Step("10:42", "A card is scanned", "short"), Step("10:43", "美玲 is typed", "word " * 40)]
    lines = morning.table(steps).splitlines()
    assert lines[0] == "10:42  A card is scanned  short"
    assert lines[1].startswith("10:43  美玲 is typed      word")
    assert len(lines) == 4
    assert all(len(line) <= 100 for line in lines)


def test_a_look_up_that_finds_somebody_else_breaks_the_story(desk: Desk) -> None:
    stranger = town.cast_of(SEED + 1, desk.clock.now())
    with pytest.raises(StoryBroke, match="should find Marisol Quintero"):
        morning.play(desk, stranger)
