"""Decides what the counter shows: which screen, which panel, whose card; and what each key means just now.

It puts the smaller view-models together and hands answers from one to the other. Refuses to know widgets, rules and
words of the desk.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.refusals import Refusal
from ui import wording
from ui.viewmodels import use_cases
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.day_so_far import DaySoFar
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.gate import show_look
from ui.viewmodels.giving import Giving
from ui.viewmodels.history import HistoryMark
from ui.viewmodels.lots_page import LotsPage
from ui.viewmodels.newcomer import Newcomer
from ui.viewmodels.notices import Notices, Toast
from ui.viewmodels.panels import Panels
from ui.viewmodels.privacy import Privacy
from ui.viewmodels.scans import Scans
from ui.viewmodels.screens import OF_A_MEMBER, Panel, Screen
from ui.viewmodels.search import SearchModel

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.lookup import Found
    from posdesk.counter.redemptions import Redeemed
    from posdesk.counter.visits import VisitSaved, VisitUndone
    from ui.viewmodels.visit_panel import VisitPanel


class CounterModel(QObject):
    """The counter."""

    screen_changed = Signal()
    panel_changed = Signal()
    card_changed = Signal()
    staff_changed = Signal()

    def __init__(self, door: DeskDoor, connection: ConnectionState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.connection = connection
        self.search = SearchModel(door, self)
        self.notices = Notices(self)
        self.privacy = Privacy(parent=self)
        self.panels = Panels(door, self)
        self.scans = Scans(door, self.panels, self)
        self.lots = LotsPage(door, self)
        self.day = DaySoFar(door, connection, self)
        self.giving = Giving(door, self)
        self.mark = HistoryMark()
        self.card: MemberCard | None = None
        self.problem: str | None = None
        self.staff: str | None = None
        self._today_shown = False
        self._page, self._screen = Screen.MEMBER, Screen.IDLE
        self.gate = self.panels.gate
        self._newcomer = Newcomer(self.search, self.gate)
        self._connect()

    def _connect(self) -> None:
        self._door.troubled.connect(self.notices.tell_trouble)
        self._door.opened.connect(self._opened)
        self.search.changed.connect(self._search_changed)
        self.search.chosen.connect(self.open_member)
        self.privacy.changed.connect(self.card_changed)
        self.panels.changed.connect(self.panel_changed)
        self.scans.answered.connect(self._scan_answered)
        self.scans.joined.connect(self._joined)
        self.scans.looked.connect(lambda look: show_look(self, look))
        self.scans.coupon.connect(self._coupon_scanned)
        self.scans.refused.connect(self._refused)
        self.scans.problem.connect(self.tell_problem)
        self.panels.saved.connect(self._visit_saved)
        self.panels.enrolled.connect(lambda done: self._done(wording.enrolled(done.card.member.short_name), done.card))
        self.panels.returned.connect(lambda done: self._done(done.words, done.card))
        self.panels.answered.connect(lambda card: self._done(wording.answered(self.panels.answer.won(card)), card))
        self.panels.refused.connect(self._say)
        self.giving.given.connect(lambda done, undo: self._done(done.words, done.card, undo=undo))
        self.giving.refused.connect(lambda no: self._say(no.words))

    @property
    def visit(self) -> "VisitPanel":
        """The panel of a visit."""
        return self.panels.visit

    @property
    def screen(self) -> Screen:
        """What the left part shows."""
        return self._screen

    @property
    def panel(self) -> Panel:
        """What lies over it."""
        return self.panels.shown

    @property
    def hidden(self) -> bool:
        """Details are hidden."""
        return self.privacy.hidden

    @property
    def nobody(self) -> tuple[str, str]:
        """What nobody was found with, and what to do; empty while somebody was."""
        return self._newcomer.nobody

    def start(self) -> None:
        """Ask for the first figures; with a store still closed, this opens it."""
        self.day.refresh()

    def open_member(self, member: str) -> None:
        """Open a card by its member (UUID text)."""
        self._door.ask(lambda desk: use_cases.open_card(desk, member), self.show_card, self._refused, supersede="card")

    def scanned(self, text: str) -> None:
        """A scan from anywhere."""
        self.privacy.touch()
        self.scans.scanned(text)

    def tell_problem(self, words: str) -> None:
        """Say what is wrong with a scan, beside what is being typed or on the screen."""
        if not self.panels.tell(words):
            self.close_panels()
            self.problem = words
            self.settle()

    def _scan_answered(self, found: "Found", card: "MemberCard | None", text: str) -> None:
        self.close_panels()
        if card is not None:
            self.show_card(card)
            return
        self.card, self.problem, self._newcomer.code = None, None, text
        self.gate.leave()
        self.search.show(found, text)

    def _coupon_scanned(self, text: str) -> None:
        if not self.visit.is_open and not self._shows_member():
            self.tell_problem(wording.COUPON_WITHOUT_MEMBER)
        elif self._in_visit():
            self.visit.add_coupon(text)

    def _shows_member(self) -> bool:
        return self.card is not None and self._screen in OF_A_MEMBER

    def _joined(self, card: "MemberCard") -> None:
        """The guest whose visit is being typed has shown a card."""
        self.card = card
        self.card_changed.emit()
        self.settle()

    def show_card(self, card: "MemberCard") -> None:
        """Show a member's card, from its start where it is another one."""
        another = self.card is None or self.card.member.id != card.member.id
        self.card, self.problem, self._newcomer.code = card, None, None
        self.gate.shown_card(card.member.id)
        self.lots.refresh(card)
        if another:
            self._page = Screen.MEMBER
            self.mark.clear()
        self.privacy.new_member()
        self.search.clear()
        self.visit.refresh(card)
        self.card_changed.emit()
        self.settle()
        self.giving.note_met(card)

    def _refused(self, refusal: Refusal) -> None:
        self.problem = refusal.words
        self.settle()

    # ------------------------------------------------------------------------------------------------------ the keys

    def record(self) -> None:
        """F2: the visit panel; in the open panel, save."""
        if self.panel is Panel.VISIT:
            self.visit.enter()
        elif self.panels.may_leave():
            self._open_visit()

    def _open_visit(self) -> None:
        self.close_panels()
        card = self.card if self._screen in OF_A_MEMBER else None
        self.visit.open(card)
        self.panels.lay(Panel.VISIT)
        if card is not None:
            self._door.ask(lambda desk: use_cases.open_card(desk, card.member.id), self.renew_card, supersede="card")

    def new_member(self) -> None:
        """F3: the form, filled in with what the search has told."""
        if self.panel is Panel.NEW_MEMBER:
            self.panels.enrolment.enter()
            return
        if not self.panels.may_leave():
            return
        known = self._newcomer.known(self._screen)
        self.close_panels()
        self.panels.enrolment.open(**known)
        self.panels.lay(Panel.NEW_MEMBER)

    def undo(self) -> None:
        """F4: take back what was done last here."""
        self._door.ask(use_cases.undo_last, self._undone, lambda no: self._say(no.words))

    def visits(self) -> None:
        """F7: the visits of the member shown, else today's at this register; again: back."""
        back = self.panel is Panel.RETURN
        if not self.panels.may_leave():
            return
        self.close_panels()
        if back:
            self.settle()
        elif self._screen in OF_A_MEMBER:
            self._turn_to(Screen.HISTORY)
        else:
            self._today_shown = not self._today_shown
            self.day.refresh()
            self.settle()

    def points(self) -> None:
        """Alt+P: the points of the member shown, opened into their lots; again: back."""
        if self.card is None or not self._shows_member():
            self._say(wording.POINTS_ARE_OF_A_MEMBER)
        elif self.panels.may_leave():
            self.close_panels()
            self.lots.ask(self.card.member.id)
            self._turn_to(Screen.POINTS)

    def _turn_to(self, page: Screen) -> None:
        """Show a page about the member; again: the card."""
        self._page = Screen.MEMBER if self._page is page else page
        self.mark.clear()
        self.settle()

    def use(self, number: int) -> None:
        """Alt+n: choose offer n for the visit, or take it off. Without one being recorded, an offer that takes nothing
        off a basket is given at once (F4 takes it back), and any other begins a visit."""
        if not self.visit.is_open and self._shows_member() and self.giving.needs_no_visit(self.card, number):
            if self.card is not None and self.panels.may_leave():
                self.close_panels()
                self.giving.give(self.card, number)
        elif self._in_visit():
            self.visit.use(number)

    def coupon(self) -> None:
        """Alt+C: type a coupon's code for the visit; without one being recorded, that begins one."""
        if self._in_visit():
            self.visit.ask_coupon()

    def ask(self) -> None:
        """Alt+Q: type the answer to the question of the card."""
        self.panels.ask(self.card if self._shows_member() else None)

    def use_best(self) -> None:
        """Alt+B: the best combination of awards for the visit that is typed in."""
        if self._in_visit():
            self.visit.use_best()

    def _in_visit(self) -> bool:
        """Whether a visit is being typed in; for a member without one it is begun now."""
        if self.visit.is_open:
            return True
        if not self._shows_member():
            self._say(wording.MEMBER_FIRST)
        elif self.panels.may_leave():
            self._open_visit()
        return self.visit.is_open

    def step(self, step: int) -> bool:
        """Up, Down in the search box: another match, another visit of the history; False where there is neither."""
        if self._screen is Screen.MATCHES:
            self.search.move(step)
        elif self._screen is Screen.HISTORY and self.card is not None:
            self.mark.move(self.card, step)
            self.screen_changed.emit()
        else:
            return False
        return True

    def enter(self) -> None:
        """Enter in the search box: open what is marked."""
        marked = self.mark.visit(self.card) if self._screen is Screen.HISTORY and self.card else None
        if marked is None:
            self.search.enter()
        else:
            self.panels.take_back(marked.fact_id)

    def lay(self, panel: Panel) -> None:
        """Show one of the overlays; again: take it away."""
        again = self.panel is panel
        if self.panels.may_leave():
            self.close_panels()
            self.panels.lay(Panel.NONE if again else panel)

    def escape(self) -> None:
        """Esc: close what lies on top, else clear the search, else one page back, home at last."""
        self.privacy.touch()
        if self.panel is not Panel.NONE:
            self.close_panels()
        elif self.notices.trouble:
            self.notices.dismiss()
        elif self.problem or self.gate.answer:
            self.problem = None
            self.gate.forget()
        elif self.search.text:
            self.search.clear()
        elif self.card is not None and self._page is not Screen.MEMBER:
            self._page = Screen.MEMBER
        elif self.card is not None:
            self.forget_card()
        else:
            self._today_shown = False
        self.settle()

    def home(self) -> None:
        """The start, from anywhere; a half typed visit stays."""
        if not self.panels.may_leave():
            return
        self.close_panels()
        self._today_shown = False
        self.problem = None
        self.search.clear()
        self.forget_card()
        self.settle()

    def _visit_saved(self, saved: "VisitSaved") -> None:
        self.gate.used()
        self.notices.dismiss()
        self.notices.say(Toast(self._as_seen(saved.words, saved.card), undo=True))
        card = self.scans.take_next() or saved.card
        if card is not None:
            self.show_card(card)
        self.day.refresh()

    def _undone(self, undone: "VisitUndone | Redeemed") -> None:
        self.notices.say(Toast(self._as_seen(undone.words, undone.card)))
        if undone.card and self.card and undone.card.member.is_one_with(self.card.member):
            self.show_card(undone.card)
        self.day.refresh()

    def _done(self, words: str, card: "MemberCard", *, undo: bool = False) -> None:
        """Something is in the ledger: show the card as it is now, and say so. undo: F4 takes it back."""
        self.notices.dismiss()
        self.show_card(card)
        self.notices.say(Toast(self._as_seen(words, card), undo=undo))
        self.day.refresh()

    def _say(self, words: str) -> None:
        """Say that something is not so."""
        self.notices.say(Toast(words, ok=False))

    def _as_seen(self, words: str, card: "MemberCard | None") -> str:
        return words.replace(card.member.short_name, card.member.initials) if card and self.hidden else words

    def renew_card(self, card: "MemberCard") -> None:
        """The card that is open, asked for anew; everything typed and marked stays."""
        if self.card and self.card.member.is_one_with(card.member):
            self.mark.follow(self.card, card)
            self.card = card
            self.lots.refresh(card)
            self.visit.refresh(card)
            self.card_changed.emit()

    def _opened(self, staff: str | None) -> None:
        self.staff = staff
        self.notices.dismiss()  # it could not be opened before, now it is open
        self.staff_changed.emit()

    def _search_changed(self) -> None:
        if self.search.text:
            self.problem = None
            self.gate.leave()
            self.privacy.new_member()  # whoever types wants to read the matches
        self.settle()

    def forget_card(self) -> None:
        """No member is open any more, and nothing of the last ID is known."""
        self.gate.forget()
        if self.card is not None:
            self.card, self._page = None, Screen.MEMBER
            self.mark.clear()
            self.card_changed.emit()

    def close_panels(self) -> None:
        """Take away what lies over the screen; whose card was scanned meanwhile comes up."""
        following = self.scans.take_next()
        if self.panels.close() and following is not None:
            self.show_card(following)

    def settle(self) -> None:
        """Work out which screen it is now, and say so."""
        start = Screen.GATE if self.gate.answer else Screen.TODAY if self._today_shown else Screen.IDLE
        beneath = start if self.card is None else self._page
        self._screen = Screen.PROBLEM if self.problem else self.search.screen(self._screen) or beneath
        self.screen_changed.emit()
