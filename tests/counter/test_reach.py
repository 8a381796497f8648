"""Whether the hub is in reach, as the counter may take it."""

from posdesk.counter.reach import FRESH_SECONDS, HubReach


class Seconds:
    """Seconds that pass when told so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Now."""
        return self.now


def reach(paired: bool = True) -> tuple[HubReach, Seconds]:
    """A register's, that may give two of one reward."""
    seconds = Seconds()
    return HubReach(lambda: {"t-shirt": 2}, paired, seconds=seconds), seconds


def test_a_shop_on_its_own_is_neither_online_nor_offline() -> None:
    alone, _ = reach(paired=False)
    assert alone.online() is None
    assert alone.allowances() == {}


def test_a_paired_register_is_offline_until_the_hub_has_answered_in_this_run() -> None:
    paired, _ = reach()
    assert paired.online() is False
    paired.heard()
    assert paired.online() is True
    assert paired.allowances() == {"t-shirt": 2}


def test_it_is_offline_when_the_hub_was_not_heard_for_a_while_or_does_not_answer() -> None:
    paired, seconds = reach()
    paired.heard()
    seconds.now += FRESH_SECONDS
    assert paired.online() is True
    seconds.now += 0.1
    assert paired.online() is False
    paired.heard()
    paired.missed()
    assert paired.online() is False
