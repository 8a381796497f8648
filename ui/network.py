"""Decides when the network counts as back, by what this computer says of it; where it says nothing, nothing is said.

Refuses to know hubs: whether one is reached only an exchange shows.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

Reach = QNetworkInformation.Reachability
_THERE = (Reach.Local, Reach.Site, Reach.Online)


class Network(QObject):
    """`back` is sent when there is a network and there was none, or a nearer one."""

    back = Signal()

    def __init__(self, now: Reach = Reach.Unknown, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now

    def turn(self, now: Reach) -> None:
        """The computer says how far its network reaches."""
        before, self._now = self._now, now
        nearer = before not in _THERE or _THERE.index(now) > _THERE.index(before) if now in _THERE else False
        if nearer and before is not now:
            self.back.emit()


def listen(parent: QObject) -> Network:
    """Hear what this computer says of its network, where Qt knows how to ask it."""
    wanted = QNetworkInformation.Feature.Reachability
    found = QNetworkInformation.instance() if QNetworkInformation.loadBackendByFeatures(wanted) else None
    made = Network(Reach.Unknown if found is None else found.reachability(), parent)
    if found is not None:
        found.reachabilityChanged.connect(made.turn)
    return made
