"""Decides how key strokes reach the scanner decoder and come back: one event filter on the whole application.

A scan is sent as `scanned` from wherever the focus is; typing goes on to where it was going, in order, at most 60 ms
late. Refuses to know what makes a scan (posdesk.hardware.scanner) and what a code means.
"""

import time
from dataclasses import dataclass
from typing import Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from posdesk.hardware import scanner

_KEY_EVENTS: Final = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease)
# A scanner presses these between characters; alone they mean nothing.
_MODIFIERS: Final = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
# How late a timer may come before the event loop must have been busy, with key strokes perhaps still in the queue.
_LATE_MS: Final = 15


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A press or release to be given back, and where it was going."""

    receiver: QObject
    kind: QEvent.Type
    key: int
    modifiers: Qt.KeyboardModifier
    codes: tuple[int, int, int]
    text: str


class ScanFilter(QObject):
    """Install with `QApplication.installEventFilter`. `scanned(text)`, `too_long()`: a scan over 4096 characters.
    `read(Reading)`: how a scan came, told before `scanned`.

    `dropped`: how many signs and keys inside scans were thrown away since the start.
    """

    scanned = Signal(str)
    too_long = Signal()
    read = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dropped = 0
        self._burst = scanner.EMPTY
        self._held: list[_Held] = []
        self._replaying = False
        self._handled, self._expected = 0, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._silence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True for a key that is held or dropped."""
        kind = event.type()
        if kind not in _KEY_EVENTS or self._replaying or not isinstance(event, QKeyEvent):
            return False
        if event.key() in _MODIFIERS:
            return False
        if _is_numbered(event):
            event.accept()
            return True
        if kind == QEvent.Type.ShortcutOverride:
            return self._override(event)
        if kind == QEvent.Type.KeyRelease:
            return self._release(watched, event)
        taken = self._stroke(watched, event) if _is_stroke(event, self._burst) else self._other(event)
        if taken:
            event.accept()  # else Qt offers the key to the parents of the widget too
        return taken

    def _override(self, event: QKeyEvent) -> bool:
        """Asked before shortcuts are: accepting keeps them from firing, and the stroke itself follows."""
        if _is_stroke(event, self._burst):
            held = _may_begin(event.text()) or bool(self._burst.texts) or self._just_scanned(event)
            event.setAccepted(held)
            return held
        swallowed = self._other(event)
        if swallowed:
            event.accept()
            self.dropped -= 1  # the stroke itself follows and is counted then
        return swallowed

    def _stroke(self, watched: QObject, event: QKeyEvent) -> bool:
        outcome = scanner.stroke(self._burst, event.text(), _time_of(event))
        mine = _kept(watched, event)
        self._carry_out(outcome)
        if outcome.swallow and self._burst.texts:
            self._held.append(mine)
        return outcome.swallow

    def _release(self, watched: QObject, event: QKeyEvent) -> bool:
        """The release of a held key waits with it: a button pressed by Space must not see them the wrong way round."""
        if event.isAutoRepeat() or not any(held.key == event.key() for held in self._held):
            return False
        self._held.append(_kept(watched, event))
        event.accept()
        return True

    def _just_scanned(self, event: QKeyEvent) -> bool:
        """Whether this terminator is the second one of a scan that has just been read."""
        ended = self._burst.ended
        return ended is not None and _time_of(event) - ended <= scanner.LONGEST_GAP_MS

    def _other(self, event: QKeyEvent) -> bool:
        outcome = scanner.other_key(self._burst, _time_of(event))
        self._carry_out(outcome)
        return outcome.swallow

    def _silence(self) -> None:
        """The timer: unless it is so late that strokes may wait in the queue, time has passed without any."""
        now = _now()
        if now - self._expected > _LATE_MS:
            self._arm(now, _LATE_MS)
            return
        self._carry_out(scanner.silence(self._burst, self._burst.last + now - self._handled), waited=True)

    def _carry_out(self, outcome: scanner.Outcome, waited: bool = False) -> None:
        """Take over the next state, then give back, report, and set the timer."""
        before, self._burst = self._burst, outcome.burst
        self.dropped += outcome.dropped
        if not waited:
            self._handled = _now()
        held, keep = self._held, bool(self._burst.texts) and not (outcome.release or outcome.scanned)
        self._held = held if keep else []
        self._set_timer()
        if outcome.release:
            self._give_back(held)
        if outcome.scanned is not None:
            self.read.emit(scanner.reading(before, outcome))
            self.scanned.emit(outcome.scanned)
        if outcome.too_long:
            self.too_long.emit()

    def _set_timer(self) -> None:
        now = _now()
        elapsed = now - self._handled
        due = scanner.due(self._burst, self._burst.last + elapsed)
        if due is None:
            self._timer.stop()
        else:
            self._arm(now, max(due - self._burst.last - elapsed, 1))

    def _arm(self, now: int, wait: int) -> None:
        self._expected = now + wait
        self._timer.start(wait)

    def _give_back(self, held: list[_Held]) -> None:
        """Send typed strokes on their way, in order."""
        self._replaying = True
        try:
            for stroke in held:
                receiver = stroke.receiver if shiboken6.isValid(stroke.receiver) else QApplication.focusWidget()
                if receiver is not None:
                    again = QKeyEvent(stroke.kind, stroke.key, stroke.modifiers, *stroke.codes, stroke.text, False, 1)
                    QCoreApplication.sendEvent(receiver, again)
        finally:
            self._replaying = False


def _kept(receiver: QObject, event: QKeyEvent) -> _Held:
    """What is needed to send an event again; Qt frees the event itself."""
    codes = (event.nativeScanCode(), event.nativeVirtualKey(), event.nativeModifiers())
    return _Held(receiver, event.type(), event.key(), event.modifiers(), codes, event.text())


def _is_stroke(event: QKeyEvent, burst: scanner.Burst) -> bool:
    """Whether the key may be part of a scan. Alt+1 is a shortcut; Ctrl+J inside a burst is a sign a scanner sent; a
    repeated key is a finger."""
    text = event.text()
    if event.isAutoRepeat() or not scanner.is_held(text):
        return False
    modifiers = event.modifiers()
    control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
    if modifiers & Qt.KeyboardModifier.MetaModifier or (alt and not control) or (control and not alt and text > " "):
        return False
    return _may_begin(text) or bool(burst.texts) or burst.ended is not None


def _is_numbered(event: QKeyEvent) -> bool:
    """Whether the key is a digit of a sign's number: Alt and the number pad write signs so on Windows, and scanners
    send their control signs that way. The sign itself follows; no digit of it is a shortcut (Alt+1)."""
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.KeypadModifier
    return event.modifiers() & both == both and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9


def _may_begin(text: str) -> bool:
    """Whether a scan may begin with this: Ctrl+B is the STX that some scanners put before each code."""
    return text.isprintable() or text == scanner.STX


def _now() -> int:
    """Milliseconds of a clock that never goes back."""
    return time.monotonic_ns() // 1_000_000


def _time_of(event: QKeyEvent) -> int:
    """The event's own time in ms; 0 (simulated events) falls back to now."""
    return event.timestamp() or _now()


def install(app: QApplication) -> ScanFilter:
    """Watch every key of the application from now on."""
    made = ScanFilter(app)
    app.installEventFilter(made)
    return made
