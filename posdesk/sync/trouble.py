"""Decides what can go wrong between a register and its hub, each with what the shop should know of it.

None of these is a bug, and none stops the counter.
"""


class SyncTrouble(Exception):
    """Whatever kept a register from its hub. `words`: what is wrong, and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NoHub(SyncTrouble):
    """Nobody answered, or whoever did is not our hub: a captive portal, a proxy, an error page. Try again later."""


class HubBusy(SyncTrouble):
    """The hub asks for patience. after: seconds."""

    def __init__(self, words: str, after: float = 0.0) -> None:
        super().__init__(words)
        self.after = after


class HistoryChanged(SyncTrouble):
    """The hub's history is not the one this register knows: say hello again."""


class NotTaken(SyncTrouble):
    """The hub could not take a request as a whole, whatever the reason: send less of it."""


class Revoked(SyncTrouble):
    """This register may not speak to this hub (any more): a manager has to pair it."""


class WrongHub(SyncTrouble):
    """This is a hub, but not the one this register was paired with."""


class TooOld(SyncTrouble):
    """One of both speaks a protocol the other does not: one needs an update."""
