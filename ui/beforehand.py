"""Decides what is loaded before anybody asks for it: what the manager's evening needs, a module at a time, once the
counter is up. Its first opening would else keep the screen for a tenth of a second and more.

Refuses to know what is in it. Whoever comes first is not kept waiting by more than one piece.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from ui.main_window import MainWindow

FIRST_MS, PAUSE_MS = 700, 40
"""After the counter has come up, and between two pieces."""
MODULES = tuple(
    """posdesk.domain.exceptional posdesk.domain.day_sums posdesk.domain.signals posdesk.domain.sums_of_days
    posdesk.domain.day_context posdesk.domain.member_days posdesk.office.audiences posdesk.office.ports
    posdesk.office.stores posdesk.office.day_figures posdesk.reports.values posdesk.reports.sections
    posdesk.office.day_close posdesk.office.follow_ups posdesk.office.exceptions posdesk.reports.making
    posdesk.reports.cells posdesk.reports.heading posdesk.reports.tables posdesk.reports.checklist
    ui.evening_wording ui.evenings ui.viewmodels.evening_cases
    ui.viewmodels.evening_page ui.viewmodels.exceptions_page ui.viewmodels.period_page
    ui.paper ui.widgets.report_paper ui.widgets.progress_line ui.views.evening_view ui.views.exceptions_view
    ui.views.period_view ui.views.evening_pages""".split()
)
"""Each after those that it loads itself."""


def begin(window: "MainWindow") -> QTimer:
    """Load it all, in the pauses of the window's event loop; the timer that does."""
    pieces, timer = _pieces(window), QTimer(window)
    timer.setInterval(FIRST_MS)

    def go_on() -> None:
        timer.setInterval(PAUSE_MS)
        if next(pieces, None) is None:
            timer.stop()

    timer.timeout.connect(go_on)
    timer.start()
    return timer


def _pieces(window: "MainWindow") -> Iterator[str]:
    """What was loaded, one piece after the other."""
    for module in MODULES:
        import_module(module)
        yield module
    evenings = window.made_evenings()
    if evenings is not None:
        evenings.made()
    yield "the evening's pages"
