"""The network counts as back when there is one and there was none, or a nearer one; never twice for the same."""

import pytest
from pytestqt.qtbot import QtBot

from ui.network import Network, Reach

TURNS = [
    (Reach.Disconnected, Reach.Online, True),
    (Reach.Disconnected, Reach.Local, True),
    (Reach.Unknown, Reach.Online, True),
    (Reach.Local, Reach.Online, True),
    (Reach.Online, Reach.Online, False),
    (Reach.Online, Reach.Local, False),
    (Reach.Online, Reach.Disconnected, False),
    (Reach.Disconnected, Reach.Unknown, False),
]


@pytest.mark.parametrize(("before", "now", "back"), TURNS)
def test_a_network_is_back_when_it_reaches_further(before: Reach, now: Reach, back: bool, qtbot: QtBot) -> None:
    network, said = Network(before), []
    network.back.connect(lambda: said.append("back"))
    network.turn(now)
    assert bool(said) == back


def test_out_and_in_again_is_back_each_time(qtbot: QtBot) -> None:
    network, said = Network(Reach.Online), []
    network.back.connect(lambda: said.append("back"))
    for now in (Reach.Disconnected, Reach.Online, Reach.Disconnected, Reach.Online):
        network.turn(now)
    assert said == ["back", "back"]
