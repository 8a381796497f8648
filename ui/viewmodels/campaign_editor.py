"""Decides what the editor of a campaign holds: the form as typed, what is wrong with it, and whom it would reach now.

What is wrong is said at once; whom it reaches is counted in the background when typing has paused. Refuses to know
widgets, and what is right (the document's own reader says that).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from posdesk.domain.refusals import Refusal, Refused
from ui import office_wording as wording
from ui.viewmodels import office_cases
from ui.viewmodels.campaign_form import ClauseRow, document_of, form_of, id_of, new_form, usual_renewal
from ui.viewmodels.door import DeskDoor

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.domain.campaigns import Campaign
    from posdesk.office.ports import Office
    from posdesk.office.what_if import CampaignWhatIf, Trial
    from ui.viewmodels.office_cases import Known, Looked

PAUSE_MS = 300
PAST_DAYS = 30


class CampaignEditor(QObject):
    """One campaign being written."""

    changed = Signal()
    looked = Signal()
    """Whom it reaches, or what it would have done, was worked out."""
    published = Signal(str)
    """Words of what was published."""

    def __init__(self, door: DeskDoor, office: "Callable[[Desk], Office]", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._office = door, office
        self.form = self._begun = new_form()
        self.known: Known | None = None
        self.problems: tuple[str, ...] = ()
        self.campaign: Campaign | None = None
        self.found: Looked | None = None
        self.past: tuple[str, ...] = ()
        self.document = ""
        self._id_typed = self.saving = False
        self._round = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)

    @property
    def is_new(self) -> bool:
        """Whether it was never published."""
        return self.known is None or self.form.values["id"] not in self.known.versions

    @property
    def typed(self) -> bool:
        """Something would be lost by leaving."""
        return self.form != self._begun

    def open(self, campaign: "Campaign | None") -> None:
        """Begin with a campaign, as its next version; None: with an empty form."""
        self.form = new_form() if campaign is None else form_of(campaign, campaign.version + 1)
        self._begun, self._id_typed = self.form, campaign is not None
        self.found, self.past, self.saving = None, (), False
        self._door.ask(lambda desk: office_cases.known(self._office(desk)), self._learn, self._refuse)
        self._changed()

    def begin_with(self, template: str) -> None:
        """Take a ready campaign as the beginning."""
        found = dict(self.known.templates).get(template) if self.known else None
        if found is not None:
            self.form, self._id_typed = form_of(found, self._next_version(found.id)), True
            self._changed()

    def set_value(self, name: str, text: str) -> None:
        """A text of the form was typed, or chosen."""
        if self.form.values.get(name) == text:
            return
        self.form = self.form.with_value(name, text)
        if name == "id":
            self._id_typed = True
        elif name == "title" and not self._id_typed:
            self.form = self.form.with_value("id", id_of(text))
        elif name == "trigger":
            self.form = self.form.with_value("renews", usual_renewal(text))
        if name in ("id", "title"):
            self.form = self.form.with_value("version", str(self._next_version(self.form.values["id"])))
        self._changed()

    def add_clause(self) -> None:
        """One more, below the others."""
        if self.form.clauses is not None:
            self.form = replace(self.form, clauses=(*self.form.clauses, ClauseRow()))
            self._changed()

    def remove_clause(self, at: int) -> None:
        """Take one out."""
        clauses = self.form.clauses or ()
        self.form = replace(self.form, clauses=(*clauses[:at], *clauses[at + 1 :]))
        self._changed()

    def set_clause(self, at: int, **parts: Any) -> None:
        """Parts of a clause were typed, or chosen."""
        clauses = self.form.clauses or ()
        if at >= len(clauses):
            return
        row = replace(clauses[at], **parts)
        if row != clauses[at]:
            self.form = replace(self.form, clauses=(*clauses[:at], row, *clauses[at + 1 :]))
            self._changed()

    def publish(self) -> None:
        """Publish it, when nothing is wrong."""
        if self.campaign is None or self.saving:
            return
        self.saving, document = True, self.document
        self.changed.emit()
        self._door.ask(
            lambda desk: office_cases.publish(self._office(desk), document),
            self._done,
            self._refuse,
            troubled=self._unlock,
        )

    def try_on_past(self) -> None:
        """Run it over the last days, some of it at a time, so that the counter has its turn between."""
        campaign = self.campaign
        if campaign is None:
            return
        self._round += 1
        this = self._round
        self.past = (wording.TRYING,)
        self.looked.emit()

        self._door.ask(
            lambda desk: office_cases.begin_trial(self._office(desk), campaign, PAST_DAYS),
            partial(self._step, this),
            self._refuse,
        )

    def _step(self, this: int, trial: "Trial[CampaignWhatIf]") -> None:
        """Another moment of it, unless something else was typed meanwhile."""
        if this == self._round:
            self._door.ask(lambda _: office_cases.go_on_with(trial), partial(self._tried, this, trial), self._refuse)

    def _tried(self, this: int, trial: "Trial[CampaignWhatIf]", got: int | tuple[str, ...]) -> None:
        if this != self._round:
            return
        self.past = (wording.tried(got),) if isinstance(got, int) else got
        self.looked.emit()
        if isinstance(got, int):
            self._step(this, trial)

    def _learn(self, known: "Known") -> None:
        self.known = known
        if self.form.base is not None:
            version = str(self._next_version(self.form.values["id"]))
            was = self.form
            self.form = self.form.with_value("version", version)
            if self._begun is was:
                self._begun = self.form
        self._changed()

    def _next_version(self, name: str) -> int:
        return 1 + (self.known.versions.get(name, 0) if self.known else 0)

    def _changed(self) -> None:
        """What is wrong is worked out at once, and the audience when it is quiet."""
        self._round += 1
        self.past = ()
        try:
            self.document = document_of(self.form, self.known.segments if self.known else {})
            self.campaign, self.problems = _read(self.document, self.known), ()
        except Refused as refused:
            self.campaign, self.problems = None, wording.problems(refused.refusal.words)
        self.changed.emit()
        self._pause.start()

    def look_now(self) -> None:
        """Work out whom it reaches without waiting for a pause."""
        self._pause.stop()
        self._look()

    def _look(self) -> None:
        campaign, document = self.campaign, self.document
        if campaign is None:
            self.found = None
            self.looked.emit()
            return
        self._door.ask(
            lambda desk: office_cases.look(self._office(desk), campaign, document),
            self._show,
            partial(self._refuse_document, document),
            supersede="look",
        )

    def _refuse_document(self, document: str, refusal: Refusal) -> None:
        """What this store does not take; unless something else was typed meanwhile."""
        if document == self.document and self.campaign is not None:
            self._refuse(refusal)

    def _show(self, found: "Looked") -> None:
        self.found = found
        self.looked.emit()

    def _done(self, campaign: "Campaign") -> None:
        self.saving, self._begun = False, self.form
        self.published.emit(wording.published(campaign.title, campaign.version))

    def _refuse(self, refusal: Refusal) -> None:
        self.saving, self.campaign, self.problems = False, None, wording.problems(refusal.words)
        self.changed.emit()

    def _unlock(self) -> None:
        self.saving = False
        self.changed.emit()


def _read(document: str, known: "Known | None") -> "Campaign":
    from posdesk.domain.campaign_document import parse

    return parse(document, known.segments if known else {})
