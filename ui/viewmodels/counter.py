"""Decides what the counter shows: which screen, which panel, whose card; and what each key means just now.

It puts the smaller view-models together and hands answers from one to the other. Refuses to know widgets, rules and
words of the desk.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from posdesk.domain.member import short_name
from posdesk.domain.refusals import Refusal
from ui import wording
from ui.viewmodels import newcomer, use_cases
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.door import DeskDoor
from ui.viewmodels.notices import Notices, Toast
from ui.viewmodels.privacy import Privacy
from ui.viewmodels.screens import Panel, Screen
from ui.viewmodels.search import SearchModel

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.counter.enrolment import Enrolled
    from posdesk.counter.lookup import Found
    from posdesk.counter.ports import Waiting
    from posdesk.counter.visits import Today, VisitSaved, VisitUndone
    from ui.viewmodels.enrolment_form import EnrolmentPanel
    from ui.viewmodels.visit_panel import VisitPanel


class CounterModel(QObject):
    """The counter."""

    screen_changed = Signal()
    panel_changed = Signal()
    card_changed = Signal()
    today_changed = Signal()
    staff_changed = Signal()

    def __init__(self, door: DeskDoor, connection: ConnectionState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door = door
        self.connection = connection
        self.search = SearchModel(door, self)
        self.notices = Notices(self)
        self.privacy = Privacy(parent=self)
        self.card: MemberCard | None = None
        self.today: Today | None = None
        self.problem: str | None = None
        self.staff: str | None = None
        self._history = self._today_shown = False
        self._panel = Panel.NONE
        self._screen = Screen.IDLE
        self._scanned_next: MemberCard | None = None
        self._scanned_code: str | None = None
        self._connect()

    def _connect(self) -> None:
        self._door.troubled.connect(self.notices.tell_trouble)
        self._door.opened.connect(self._opened)
        self.search.changed.connect(self._search_changed)
        self.search.chosen.connect(self.open_member)
        self.privacy.changed.connect(self.card_changed)

    @cached_property
    def visit(self) -> "VisitPanel":
        """The visit panel; made when first wanted, the first paint has no use for it."""
        from ui.viewmodels.visit_panel import VisitPanel

        made = VisitPanel(self._door, self)
        made.saved.connect(self._visit_saved)
        made.closed.connect(lambda: self._panel_closed(Panel.VISIT))
        return made

    @cached_property
    def enrolment(self) -> "EnrolmentPanel":
        """The form of a new member; made when first wanted."""
        from ui.viewmodels.enrolment_form import EnrolmentPanel

        made = EnrolmentPanel(self._door, self)
        made.saved.connect(self._enrolled)
        made.closed.connect(lambda: self._panel_closed(Panel.NEW_MEMBER))
        return made

    # ------------------------------------------------------------------------------------------------ what is shown

    @property
    def screen(self) -> Screen:
        """What the left part shows."""
        return self._screen

    @property
    def panel(self) -> Panel:
        """What lies over it."""
        return self._panel

    @property
    def hidden(self) -> bool:
        """Details are hidden."""
        return self.privacy.hidden

    @property
    def nobody(self) -> tuple[str, str]:
        """What nobody was found with, and what to do; empty while somebody was."""
        found, text = self.search.found, self.search.text
        if found is None:
            return "", ""
        scanned = self._scanned_code == text
        return newcomer.sought(found, text, scanned=scanned), newcomer.advice(found, text, scanned=scanned)

    def start(self) -> None:
        """Ask for the first figures; with a store still closed, this opens it."""
        self._refresh_today()

    # ----------------------------------------------------------------------------------------------- members come up

    def open_member(self, member: str) -> None:
        """Open a card by its member (UUID text)."""
        self._door.ask(lambda desk: use_cases.open_card(desk, member), self._show_card, self._refused, supersede="card")

    def scanned(self, text: str) -> None:
        """A scan from anywhere."""
        self.privacy.touch()
        if newcomer.is_id(text):  # what is on an ID is never shown, looked up or kept
            self.tell_problem(wording.ID_SCANNED)
            return
        if self.enrolment.is_open:
            self._door.ask(lambda desk: use_cases.scan(desk, text), lambda answer: self._scan_in_form(answer[0], text))
            return
        self._door.ask(
            lambda desk: use_cases.scan(desk, text),
            lambda answer: self._scan_answered(*answer, text),
            self._refused,
            supersede="card",
        )

    def tell_problem(self, words: str) -> None:
        """Say what is wrong with a scan, beside what is being typed or on the screen."""
        if self._panel is Panel.VISIT:
            self.visit.tell(words)
        elif self._panel is Panel.NEW_MEMBER:
            self.enrolment.tell(words, "card_code")
        else:
            self.close_panels()
            self.problem = words
            self._settle()

    def _scan_answered(self, found: "Found", card: "MemberCard | None", text: str) -> None:
        if self.visit.is_open and self.visit.typed:
            self._scan_over_visit(card)
            return
        self.close_panels()
        if card is not None:
            self._show_card(card)
            return
        self.card, self.problem, self._scanned_code = None, None, text
        self.search.show(found, text)

    def _scan_over_visit(self, card: "MemberCard | None") -> None:
        """A half typed visit is never lost: a guest's becomes the member's, another member's is asked about."""
        if card is None:
            self.visit.tell(wording.nobody(wording.THIS_CARD))
        elif self.visit.card is None:
            self.card = card
            self.visit.attach(card)
            self.card_changed.emit()
            self._settle()
        elif card.member.id != self.visit.card.member.id:
            self._scanned_next = card
            self.visit.tell(wording.scanned_meanwhile(card.member.short_name))

    def _scan_in_form(self, found: "Found", text: str) -> None:
        owner = next((hit for hit in found.hits if hit.member == found.exact), None)
        if owner is not None:
            self.enrolment.tell(wording.held_by(short_name(owner.first_name, owner.last_name)), "card_code")
        else:
            self.enrolment.set_field("card_code", text.strip())

    def _show_card(self, card: "MemberCard") -> None:
        another = self.card is None or self.card.member.id != card.member.id
        self.card, self.problem, self._scanned_code = card, None, None
        self._history = self._history and not another
        self.privacy.new_member()
        self.search.clear()
        self.visit.refresh(card)
        self.card_changed.emit()
        self._settle()

    def _refused(self, refusal: Refusal) -> None:
        self.problem = refusal.words
        self._settle()

    # ------------------------------------------------------------------------------------------------------ the keys

    def record(self) -> None:
        """F2: the visit panel; in the open panel, save."""
        if self._panel is Panel.VISIT:
            self.visit.enter()
            return
        if not self._may_leave():
            return
        self.close_panels()
        card = self.card if self._screen in (Screen.MEMBER, Screen.HISTORY) else None
        self.visit.open(card)
        self._lay(Panel.VISIT)
        if card is not None:
            self._door.ask(lambda desk: use_cases.open_card(desk, card.member.id), self._refreshed, supersede="card")

    def new_member(self) -> None:
        """F3: the form, filled in with what the search has told."""
        if self._panel is Panel.NEW_MEMBER:
            self.enrolment.enter()
            return
        if not self._may_leave():
            return
        known = self._known()
        self.close_panels()
        self.enrolment.open(**known)
        self._lay(Panel.NEW_MEMBER)

    def _known(self) -> dict[str, str]:
        found, text = self.search.found, self.search.text
        if self._screen not in (Screen.NOT_FOUND, Screen.MATCHES) or found is None:
            return {}
        return newcomer.known(found, text, scanned=self._scanned_code == text)

    def undo(self) -> None:
        """F4: void the last visit recorded here."""
        self._door.ask(use_cases.undo_last, self._undone, lambda no: self.notices.say(Toast(no.words, ok=False)))

    def visits(self) -> None:
        """F7: the visits of the member shown, else today's at this register; again: back."""
        if self._panel in (Panel.VISIT, Panel.NEW_MEMBER):
            self._may_leave()
            return
        if self._screen in (Screen.MEMBER, Screen.HISTORY):
            self._history = not self._history
        else:
            self._today_shown = not self._today_shown
            self._refresh_today()
        self._settle()

    def lay(self, panel: Panel) -> None:
        """Show one of the overlays; again: take it away."""
        again = self._panel is panel
        if self._may_leave():
            self.close_panels()
            self._lay(Panel.NONE if again else panel)

    def escape(self) -> None:
        """Esc: close what lies on top, else clear the search, else one page back, home at last."""
        self.privacy.touch()
        if self._panel is not Panel.NONE:
            self.close_panels()
        elif self.notices.trouble:
            self.notices.dismiss()
        elif self.problem:
            self.problem = None
        elif self.search.text:
            self.search.clear()
        elif self._history:
            self._history = False
        elif self.card is not None:
            self._forget_card()
        else:
            self._today_shown = False
        self._settle()

    def home(self) -> None:
        """The start, from anywhere; a half typed visit stays."""
        if not self._may_leave():
            return
        self.close_panels()
        self._history = self._today_shown = False
        self.problem = None
        self.search.clear()
        self._forget_card()
        self._settle()

    # --------------------------------------------------------------------------------------------------- what came back

    def _visit_saved(self, saved: "VisitSaved") -> None:
        self.notices.dismiss()
        self.notices.say(Toast(self._as_seen(saved.words, saved.card), undo=True))
        following, self._scanned_next = self._scanned_next, None
        card = following or saved.card
        if card is not None:
            self._show_card(card)
        self._refresh_today()

    def _undone(self, undone: "VisitUndone") -> None:
        self.notices.say(Toast(self._as_seen(undone.words, undone.card)))
        if undone.card and self.card and undone.card.member.id == self.card.member.id:
            self._show_card(undone.card)
        self._refresh_today()

    def _enrolled(self, enrolled: "Enrolled") -> None:
        self.notices.dismiss()
        self._show_card(enrolled.card)
        self.notices.say(Toast(self._as_seen(wording.enrolled(enrolled.card.member.short_name), enrolled.card)))
        self._refresh_today()

    def _as_seen(self, words: str, card: "MemberCard | None") -> str:
        return words.replace(card.member.short_name, card.member.initials) if card and self.hidden else words

    def _refreshed(self, card: "MemberCard") -> None:
        if self.card and self.card.member.id == card.member.id:
            self.card = card
            self.visit.refresh(card)
            self.card_changed.emit()

    def _opened(self, staff: str | None) -> None:
        self.staff = staff
        self.notices.dismiss()  # it could not be opened before, now it is open
        self.staff_changed.emit()

    def _refresh_today(self) -> None:
        self._door.ask(use_cases.morning, self._show_today, supersede="today")

    def _show_today(self, answer: "tuple[Today, Waiting]") -> None:
        self.today, waiting = answer
        self.connection.tell_waiting(waiting.count)
        self.today_changed.emit()

    # -------------------------------------------------------------------------------------------------------- inside

    def _search_changed(self) -> None:
        if self.search.text:
            self.problem = None
            self.privacy.new_member()  # whoever types wants to read the matches
        self._settle()

    def _forget_card(self) -> None:
        if self.card is not None:
            self.card, self._history = None, False
            self.card_changed.emit()

    def close_panels(self) -> None:
        """Take away what lies over the screen; whose card was scanned meanwhile comes up."""
        following, self._scanned_next = self._scanned_next, None
        self.visit.close()
        self.enrolment.close()
        if not self.visit.is_open and not self.enrolment.is_open:
            self._lay(Panel.NONE)
        if following is not None and not self.visit.is_open:
            self._show_card(following)

    def _may_leave(self) -> bool:
        """Whether what lies on top may go without losing what was typed; if not, it says so itself."""
        if self._panel is Panel.VISIT and self.visit.typed:
            self.visit.tell(wording.SAVE_VISIT_FIRST)
            return False
        if self._panel is Panel.NEW_MEMBER and self.enrolment.typed:
            self.enrolment.tell(wording.SAVE_MEMBER_FIRST, "name")
            return False
        return True

    def _panel_closed(self, panel: Panel) -> None:
        if self._panel is panel:
            self._lay(Panel.NONE)

    def _lay(self, panel: Panel) -> None:
        if panel is not self._panel:
            self._panel = panel
            self.panel_changed.emit()

    def _settle(self) -> None:
        """Work out which screen it is now, and say so."""
        self._screen = self._screen_now()
        self.screen_changed.emit()

    def _screen_now(self) -> Screen:
        if self.problem:
            return Screen.PROBLEM
        if self.search.text.strip():
            found = self.search.found
            if found is None:  # the first answer is still to come: no flicker
                return self._screen
            return Screen.MATCHES if found.hits else Screen.NOT_FOUND
        if self.card is not None:
            return Screen.HISTORY if self._history else Screen.MEMBER
        return Screen.TODAY if self._today_shown else Screen.IDLE
