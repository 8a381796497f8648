"""The story of two registers and a hub, over the network of this computer."""

from pathlib import Path

import pytest

from posdesk import compose
from posdesk.demo import chain, stage, town
from posdesk.demo.morning import Step, StoryBroke


@pytest.fixture
def steps(tmp_path: Path) -> list[Step]:
    until = compose.SystemClock().now()
    stage.build(tmp_path / "first", until, members=5)
    return chain.play(tmp_path, tmp_path / "first", town.cast_of(town.SEED, until).ten)


@pytest.mark.rule("RD10")
def test_a_reward_is_given_twice_while_the_cable_is_out_and_listed_once_it_is_back(steps: list[Step]) -> None:
    story = [(step.done, step.said) for step in steps]
    assert story[0][1].startswith("The hub listens at http://127.0.0.1:")
    exchanges = [said for done, said in story if done.endswith(": sync")]
    sent, came = exchanges[0].split()[1], exchanges[1].split()[3]
    assert sent == came != "0"
    assert "10 visits. Can use now: $10 off" in dict(story)["register 2: her card"]
    cut_off = [said for done, said in story if said.startswith("The hub does not answer")]
    assert [said.endswith("3 facts waiting") for said in cut_off] == [True, True]
    assert [words.split(", in")[0] for words in exchanges[-3:]] == [
        "Sent 3 facts, 0 came",
        "Sent 3 facts, 3 came",
        "Sent 0 facts, 3 came",
    ]
    hashes = [said for done, said in story if done.endswith("state-hash")]
    assert len(hashes) == 2
    assert len(set(hashes)) == 1
    assert story[-1][1].startswith("double redeemed: $10 off at register 2, ")


def test_a_reward_that_is_not_offered_breaks_the_story(tmp_path: Path) -> None:
    until = compose.SystemClock().now()
    stage.build(tmp_path / "first", until, members=5)
    with pytest.raises(StoryBroke, match=r"should offer \$10 off"):
        chain.play(tmp_path, tmp_path / "first", town.cast_of(town.SEED, until).gone)
