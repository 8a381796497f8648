"""Decides who is the first window on a data folder, and how a second start raises it instead of opening another.

The lock alone decides; QtNetwork is loaded only to knock, or after the first paint to listen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QWidget

from posdesk.domain.refusals import EnvironmentTrouble, TroubleCode

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_ANSWER_MS: Final = 1000


@dataclass(slots=True)
class Claim:
    """The right to be the window on a data folder, held until `release` or the end of the process."""

    data: Path
    lock: QLockFile
    server: QLocalServer | None = field(default=None)

    def release(self) -> None:
        """Let the next start be the first."""
        if self.server is not None:
            self.server.close()
            self.server.deleteLater()
            self.server = None
        self.lock.unlock()


def claim(data: Path) -> Claim | None:
    """Claim a data folder; None when another window holds it. Raises EnvironmentTrouble when it cannot be written."""
    lock = QLockFile(str(data / "window.lock"))
    lock.setStaleLockTime(0)  # a lock is stale only when its process is gone
    if lock.tryLock(0):
        return Claim(data, lock)
    if lock.error() == QLockFile.LockError.LockFailedError:
        return None
    words = (
        f"PosDesk may not write into its data folder {data}. Give this account the right to, or name another folder."
    )
    raise EnvironmentTrouble(TroubleCode.NO_ACCESS, words)


def listen(claim: Claim, window: QWidget) -> None:
    """Raise `window` whenever a second start knocks. Call it after the first paint. Without it nothing else is lost."""
    from PySide6.QtNetwork import QLocalServer

    server = QLocalServer(window)
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    QLocalServer.removeServer(_name(claim.data))  # left by a process that was killed; the lock is ours
    server.newConnection.connect(partial(_answer, server))
    server.listen(_name(claim.data))
    claim.server = server


def knock(data: Path) -> bool:
    """Ask the first window to come to the front; False when it does not answer within a second."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(_name(data))
    answered = socket.waitForConnected(_ANSWER_MS)
    socket.close()
    return answered


def _answer(server: QLocalServer) -> None:
    """A knock carries no words: whoever may connect can only raise the window, which is the server's parent."""
    window = server.parent()
    assert isinstance(window, QWidget)
    while server.hasPendingConnections():
        socket = server.nextPendingConnection()
        socket.close()
        socket.deleteLater()
    from PySide6.QtCore import Qt  # not before the first paint: making it takes 20 ms

    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _name(data: Path) -> str:
    import hashlib  # brings OpenSSL along; not before the first paint

    return "posdesk-" + hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:24]
