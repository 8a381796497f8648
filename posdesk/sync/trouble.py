"""Decides what can go wrong between a register and its hub, each with what the shop should know of it.

None of these is a bug, and none stops the counter.
"""

from posdesk.counter.hub_line import Fault, LineTrouble


class SyncTrouble(LineTrouble):
    """Whatever kept a register from its hub. `words`: what is wrong, and what to do."""


class NoHub(SyncTrouble):
    """Nobody answered, or whoever did is not our hub: a captive portal, a proxy, an error page. Try again later."""

    fault = Fault.UNREACHED


class HubBusy(SyncTrouble):
    """The hub asks for patience. after: seconds."""

    fault = Fault.BUSY


class HistoryChanged(SyncTrouble):
    """The hub's history is not the one this register knows: say hello again."""


class NotTaken(SyncTrouble):
    """The hub could not take a request as a whole, whatever the reason: send less of it."""


class Revoked(SyncTrouble):
    """This register may not speak to this hub (any more): a manager has to pair it."""

    fault = Fault.REVOKED


class WrongHub(SyncTrouble):
    """This is a hub, but not the one this register was paired with."""

    fault = Fault.OTHER_HUB


class OtherKey(SyncTrouble):
    """Whoever answers at the hub's address has not the key this register was told: a manager has to look."""

    fault = Fault.OTHER_KEY


class TooOld(SyncTrouble):
    """One of both speaks a protocol the other does not: one needs an update."""

    fault = Fault.OUTDATED
