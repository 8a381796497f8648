"""Decides where everything on the counter stands: rows above and below, the card left, offers right, panels over it.

Pages are made when they are first shown, so that the first paint has only one to draw. Below 1100 px the right side
folds under the left.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from ui import theme, wording
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.look import Look
from ui.viewmodels.notices import Toast
from ui.viewmodels.screens import OF_A_MEMBER, TYPED_IN, Panel, Screen
from ui.views.bottom_bar import BottomBar
from ui.views.layouts import column, scrolled
from ui.views.start_pages import BeginColumn, IdlePage
from ui.views.top_bar import TopBar

if TYPE_CHECKING:
    from PySide6.QtCore import QPropertyAnimation

FOLD_BELOW = 1100
SLIDE_MS = 120
SLIDE_PX = 48

PageKey = Screen | Panel


class Pages(QStackedWidget):
    """Pages by name, each made when it is first shown; only the one shown asks for room."""

    def __init__(self, makers: dict[PageKey, Callable[[], QWidget]]) -> None:
        super().__init__()
        self._makers = makers
        self._made: dict[PageKey, QWidget] = {}

    def page(self, key: PageKey) -> QWidget:
        """The page, made now if need be."""
        if key not in self._made:
            page = self._makers[key]()
            self._made[key] = page
            page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
            self.addWidget(page)
        return self._made[key]

    def made(self) -> dict[PageKey, QWidget]:
        """The pages there are so far."""
        return dict(self._made)

    def turn_to(self, key: PageKey) -> QWidget:
        """Show a page."""
        page, before = self.page(key), self.currentWidget()
        if before is not None and before is not page:
            before.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setCurrentWidget(page)
        self.updateGeometry()
        return page


class CounterPage(QWidget):
    """The counter as a whole."""

    def __init__(self, model: CounterModel, look: Look) -> None:
        super().__init__()
        self._model, self._look = model, look
        self.top, self.bottom = TopBar(model), BottomBar(model)
        self.left, self.right = Pages(self._left_pages()), Pages(self._right_pages())
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.body = self._body()
        self._rows = column(self.top, self.body, self.bottom, gap=0)
        self._rows.setStretch(1, 1)
        self.setLayout(self._rows)
        self._complete = False
        self._model.screen_changed.connect(self._turn)
        self.left.turn_to(Screen.IDLE)

    def complete(self) -> None:
        """Everything the first paint could do without: the right side, banners, toast. Called once, after it."""
        if self._complete:
            return
        self._complete = True
        from ui.widgets.banner import banner
        from ui.widgets.toast import toast

        self.offline, self.trouble, self.closed = banner(), banner(), banner()
        for at, each in enumerate((self.offline, self.trouble, self.closed), 1):
            self._rows.insertWidget(at, each)
        self.toast = toast(self)
        self._slide: QPropertyAnimation | None = None
        self._connect()
        self._turn()

    def _left_pages(self) -> dict[PageKey, Callable[[], QWidget]]:
        model = self._model

        def member() -> QWidget:
            from ui.views.member_page import MemberPage

            return MemberPage(model)

        def matches() -> QWidget:
            from ui.views.list_pages import MatchesPage

            return MatchesPage(model)

        def visits(of_member: bool) -> QWidget:
            from ui.views.list_pages import VisitsPage

            return VisitsPage(model, of_member=of_member)

        def points() -> QWidget:
            from ui.views.list_pages import PointsPage

            return PointsPage(model)

        def message() -> QWidget:
            from ui.views.start_pages import MessagePage

            return MessagePage(model)

        return {
            Screen.IDLE: lambda: IdlePage(model),
            Screen.MATCHES: matches,
            Screen.NOT_FOUND: message,
            Screen.PROBLEM: message,
            Screen.GATE: message,
            Screen.MEMBER: member,
            Screen.HISTORY: lambda: visits(True),
            Screen.POINTS: points,
            Screen.TODAY: lambda: visits(False),
            **self._panel_pages(),
        }

    def _panel_pages(self) -> dict[PageKey, Callable[[], QWidget]]:
        model = self._model

        def visit() -> QWidget:
            from ui.views.visit_view import VisitView

            return VisitView(model)

        def enrolment() -> QWidget:
            from ui.views.enrolment_view import EnrolmentView

            return EnrolmentView(model)

        def goods_back() -> QWidget:
            from ui.views.return_view import ReturnView

            return ReturnView(model)

        def answer() -> QWidget:
            from ui.views.answer_view import AnswerView

            return AnswerView(model)

        def consent() -> QWidget:
            from ui.views.consent_view import ConsentView

            return ConsentView(model)

        def id_check() -> QWidget:
            from ui.views.id_check_view import IdCheckView

            return IdCheckView(model)

        def presence() -> QWidget:
            from ui.views.presence_view import PresenceView

            return PresenceView(model)

        return {
            Panel.VISIT: visit,
            Panel.NEW_MEMBER: enrolment,
            Panel.RETURN: goods_back,
            Panel.ANSWER: answer,
            Panel.CONSENT: consent,
            Panel.ID_CHECK: id_check,
            Panel.PRESENCE: presence,
        }

    def _right_pages(self) -> dict[PageKey, Callable[[], QWidget]]:
        def offers() -> QWidget:
            from ui.views.offers_column import OffersColumn

            return OffersColumn(self._model)

        return {Screen.IDLE: BeginColumn, Screen.MEMBER: offers}

    def _body(self) -> QScrollArea:
        inside = QWidget()
        self._sides.setContentsMargins(16, 12, 16, 4)
        self._sides.setSpacing(theme.SPACE[3])
        self._sides.addWidget(self.left, 60)
        self._sides.addWidget(self.right, 40)
        inside.setLayout(self._sides)
        return scrolled(inside, takes_any_width=False)

    def _connect(self) -> None:
        model = self._model
        model.panel_changed.connect(self._turn)
        model.panel_changed.connect(self._panel_changed)
        model.connection.changed.connect(self._show_offline)
        model.day.changed.connect(self._show_closed)
        model.notices.said.connect(self._say)
        model.notices.trouble_changed.connect(self._show_trouble)
        self.trouble.dismissed.connect(model.notices.dismiss)
        self.toast.acted.connect(model.undo)
        self._show_offline()

    def _show_closed(self) -> None:
        """For as long as the day lasts that is closed: what is recorded now is in no report yet."""
        closed = self._model.day.closed
        if closed is None:
            self.closed.hide()
        else:
            from ui import evening_wording

            self.closed.tell(evening_wording.today_is_closed(closed.number, closed.revision + 1), "lock", "info")

    def prepare(self) -> None:
        """Make the pages that will be wanted next, after the first paint: a scan then finds its card ready."""
        for key in (Screen.MEMBER, Panel.VISIT, Screen.MATCHES):
            self.left.page(key)
        self.right.page(Screen.MEMBER)

    def turn_leaf(self, step: int) -> None:
        """PgUp, PgDn: a list turns a page; a screen that does not fit is scrolled."""
        page = self.left.currentWidget()
        bar = (getattr(page, "list", None) or self.body).verticalScrollBar()
        bar.setValue(bar.value() + step * bar.pageStep())

    # ------------------------------------------------------------------------------------------------------- following

    def _turn(self) -> None:
        if not self._complete:
            return
        screen, panel = self._model.screen, self._model.panel
        over = panel in TYPED_IN
        self.left.turn_to(panel if over else screen)
        with_member = screen in OF_A_MEMBER and not (over and self._is_guest())
        self.right.turn_to(Screen.MEMBER if with_member else Screen.IDLE)
        self._fold()

    def _is_guest(self) -> bool:
        panel = self._model.panel
        return panel is Panel.NEW_MEMBER or (panel is Panel.VISIT and self._model.visit.card is None)

    def _panel_changed(self) -> None:
        if self._model.panel is not Panel.NONE:  # what was said stands in the way now; F4 still takes it back
            self.toast.hide()
        page = self.left.currentWidget()
        over = self._model.panel in TYPED_IN
        if over and page is not None and self._look.motion and self.isVisible():
            self._slide_in(page)

    def _slide_in(self, page: QWidget) -> None:
        from PySide6.QtCore import QEasingCurve, QPoint, QPropertyAnimation

        if self._slide is None:
            self._slide = QPropertyAnimation(self)
        self._slide.stop()
        self._slide.setTargetObject(page)
        self._slide.setPropertyName(b"pos")
        self._slide.setDuration(SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.setStartValue(QPoint(SLIDE_PX, 0))
        self._slide.setEndValue(QPoint(0, 0))
        self._slide.start()

    def _show_offline(self) -> None:
        notice = self._model.connection.notice
        if notice:
            self.offline.tell(*notice)
        else:
            self.offline.hide()

    def _show_trouble(self) -> None:
        words = self._model.notices.trouble
        if words:
            self.toast.hide()  # "Saved" beside "not saved" would be read as one
            self.trouble.tell(words, "triangle-alert", "bad", dismissable=True)
        else:
            self.trouble.hide()

    def _say(self, said: Toast) -> None:
        icon, tone = ("circle-check", "ok") if said.ok else ("info", "info")
        action, key = (wording.UNDO_SHORT, "F4") if said.undo else ("", "")
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        self.toast.set_above(self.bottom.height())
        self.toast.tell(said.words, icon, tone, action, key)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.toast, said.words))

    def _fold(self) -> None:
        folded = self.width() < FOLD_BELOW
        wanted = QBoxLayout.Direction.TopToBottom if folded else QBoxLayout.Direction.LeftToRight
        if self._sides.direction() is not wanted:
            self._sides.setDirection(wanted)
        offers = self.right.made().get(Screen.MEMBER)
        if offers is not None and offers is self.right.currentWidget():
            offers.set_folded(folded)  # type: ignore[attr-defined]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow windows fold."""
        super().resizeEvent(event)
        self._fold()
