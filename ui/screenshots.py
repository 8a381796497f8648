"""Decides how a picture of a screen is made without anybody at it: the real window, the real desk, drawn into a file.

Refuses to know where the desk comes from.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication

from posdesk.counter import consents
from posdesk.counter.id_checks import IdLook
from posdesk.counter.id_memory import IdMark, IdQuestion
from posdesk.counter.ports import Desk
from posdesk.domain.consent_wording import Language
from posdesk.domain.gate import Shown, decide
from posdesk.domain.id_card import CheckMethod, Document, IdCard
from posdesk.domain.member import profile
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.state_pack import WITHOUT_A_STATE
from ui import application, theme
from ui.main_window import MainWindow
from ui.viewmodels.connection import Connection, ConnectionState, Reach
from ui.viewmodels.door import StraightLane
from ui.viewmodels.gate import show_look
from ui.viewmodels.screens import Panel

if TYPE_CHECKING:
    from posdesk.office.ports import Office

SIZE = QSize(1366, 768)
MATCHES_LETTERS = 2
EXAMPLE_AMOUNT, EXAMPLE_PRICE, EXAMPLE_POINTS = "62.50", "12.00", "200"


def screens() -> list[str]:
    """The names `take` knows."""
    return list(_SCREENS)


def take(
    name: str,
    desk: Desk,
    out: Path,
    theme_name: str = "light",
    scale: int = 100,
    member: str | None = None,
    size: QSize = SIZE,
    *,
    office: "Office | None" = None,
) -> Path:
    """Draw a screen into the PNG file `out` and return its path.

    name: one of `screens()`. theme_name: light, dark, contrast or system. scale: text size, 100, 115, 133 or 150.
    member: whose card (UUID text); the one seen last when not given. size: of the window in pixels. office: for
    the manager's screens. Raises Refused for
    another name, theme or scale, and when there is no member to show.
    """
    _check(name, theme_name, scale)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "screen.ini"), QSettings.Format.IniFormat)
        for key, value in (("theme", theme_name), ("scale", scale), ("motion", "false")):
            settings.setValue(f"look/{key}", value)
        app = application.build(theme.Theme(theme_name), scale, headless=True)
        flash = app.cursorFlashTime()
        app.setCursorFlashTime(0)  # a cursor that blinks would be on every other picture only
        given = None if office is None else lambda _: office
        window = MainWindow(desk, StraightLane(), settings, ConnectionState(), given)
        try:
            _draw(window, name, desk, member, size, out)
        finally:
            app.setCursorFlashTime(flash)
            window.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    return out


def _check(name: str, theme_name: str, scale: int) -> None:
    for what, value, known in (
        ("screen", name, list(_SCREENS)),
        ("theme", theme_name, [str(each) for each in theme.Theme]),
        ("scale", scale, list(theme.SCALES)),
    ):
        if value not in known:
            words = f"There is no {what} {value}. These there are: {', '.join(map(str, known))}."
            raise Refused(Refusal(RefusalCode.BAD_TEXT, words))


def _draw(window: MainWindow, name: str, desk: Desk, member: str | None, size: QSize, out: Path) -> None:
    offscreen = QGuiApplication.platformName() == "offscreen"
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, not offscreen)
    window.resize(size)
    window.show()
    if offscreen:
        window.activateWindow()
    window.start()
    QCoreApplication.processEvents()
    bring_up(window, name, desk, member)
    for _ in range(3):  # a layout may ask for another one
        QCoreApplication.processEvents()
    out.parent.mkdir(parents=True, exist_ok=True)
    if not window.grab().save(str(out), "PNG"):
        words = f"The picture could not be written to {out}. Name another place."
        raise Refused(Refusal(RefusalCode.BAD_FILE, words))


def bring_up(window: MainWindow, name: str, desk: Desk, member: str | None = None) -> None:
    """Bring a screen of `screens()` up in a window that shows the start."""
    _SCREENS[name](window, desk, member)


def _someone(desk: Desk, member: str | None) -> str:
    if member is not None:
        return member
    recent = desk.directory.recent(1)
    if not recent:
        raise Refused(Refusal(RefusalCode.NO_MEMBER, "There is no member yet. Enrol one first."))
    return recent[0].member


def _idle(window: MainWindow, desk: Desk, member: str | None) -> None:
    """The start as it is."""


def _card(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.model.open_member(_someone(desk, member))


def _matches(window: MainWindow, desk: Desk, member: str | None) -> None:
    (hit,) = desk.directory.by_ids([_someone(desk, member)])
    window.page.top.search.setText((hit.first_name or hit.last_name)[:MATCHES_LETTERS].lower())


def _history(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.model.visits()


def _points(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.model.points()


def _return(window: MainWindow, desk: Desk, member: str | None) -> None:
    """The last visit with most lines: what comes back of its first line."""
    _history(window, desk, member)
    card = window.model.card
    if card is None or not card.standing.history:
        return
    visit = max(card.standing.history, key=lambda each: (len(each.lines), each.occurred_at))
    window.model.panels.take_back(visit.fact_id)
    if window.model.panel is Panel.RETURN:
        window.model.panels.goods_back.step(0, 1)
        window.page.left.page(Panel.RETURN).take_focus()  # type: ignore[attr-defined]


def _uses(window: MainWindow, desk: Desk, member: str | None) -> None:
    _visit(window, desk, member)
    visit = window.model.visit
    if visit.card is not None and any(offer.goods for offer in visit.card.offers if offer.usable):
        visit.use(1)
        visit.set_price(EXAMPLE_PRICE)
    visit.use_best()
    if visit.card is not None and visit.card.can_pay:
        visit.set_points(EXAMPLE_POINTS)


def _today(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.model.visits()


def _visit(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.model.record()
    visit = window.model.visit
    visit.say_yes()
    visit.set_amount(EXAMPLE_AMOUNT)
    for brand in visit.brands[:1]:
        visit.toggle(brand.name)
    window.page.left.page(Panel.VISIT).take_focus()  # type: ignore[attr-defined]


def _new_member(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.page.top.search.setText("720 555 0187")
    window.model.new_member()


def _new_member_off_id(window: MainWindow, desk: Desk, member: str | None) -> None:
    """The form as an ID fills it in; a phone is still to be typed."""
    window.model.new_member(IdCard(Document.LICENCE, date(1990, 5, 30), first="MARIA", last="GONZALEZ-O'BRIEN"))
    window.page.left.page(Panel.NEW_MEMBER).take_focus()  # type: ignore[attr-defined]


def _new_member_wrong(window: MainWindow, desk: Desk, member: str | None) -> None:
    """A form in which something is to be said of most fields, and of somebody who may be this one already."""
    (hit,) = desk.directory.by_ids([_someone(desk, member)])
    found = profile(hit.member, desk.ledger.facts_about(hit.member))
    window.model.new_member()
    form = window.model.panels.enrolment
    typed = {
        "name": f"{hit.first_name} {hit.last_name}",
        "phone": (found and found.phone) or "303 555 0142",
        "email": "maria@gmial.com",
        "birthday": "30/5/1990",
    }
    for field, text in typed.items():
        form.set_field(field, text)
        form.left(field)


def _consent(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.model.consenting.ask(window.model.shown_card)
    if window.model.panel is Panel.CONSENT:
        window.page.left.page(Panel.CONSENT).take_focus()  # type: ignore[attr-defined]


def _consent_es(window: MainWindow, desk: Desk, member: str | None) -> None:
    _consent(window, desk, member)
    window.model.consenting.other_language()


def _consent_id(window: MainWindow, desk: Desk, member: str | None) -> None:
    """The question about an ID, as where a state's pack allows to ask it."""
    _card(window, desk, member)
    wording, store = consents.wording_in_use(desk), desk.programs.store_name(desk.station.store)
    text, card = wording.id_text(Language.ENGLISH, store), window.model.card
    if text is not None and card is not None:
        question = IdQuestion(IdMark(""), Language.ENGLISH, wording.version, text)
        window.model.panels.consent.open(card, (question,))
        _lay_consent(window)


def _id_remembered(window: MainWindow, desk: Desk, member: str | None) -> None:
    """The same of a member whose ID is remembered, with nothing to ask."""
    _card(window, desk, member)
    card = window.model.card
    if card is not None:
        remembered = replace(card, member=replace(card.member, id_hash="c0ffee"))
        window.model.renew_card(remembered)
        window.model.panels.consent.open(remembered, ())
        _lay_consent(window)


def _lay_consent(window: MainWindow) -> None:
    window.model.panels.lay(Panel.CONSENT)
    window.page.left.page(Panel.CONSENT).take_focus()  # type: ignore[attr-defined]


def _not_found(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.page.top.search.setText("720 555 0187")


def _offline(window: MainWindow, desk: Desk, member: str | None) -> None:
    waiting = window.model.connection.now.waiting
    _card(window, desk, member)
    window.model.connection.tell(Connection(Reach.OFFLINE, waiting, since="11:52", offers_from="11:50 today"))


def _hidden(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.model.privacy.toggle()


def _panel(panel: Panel) -> Callable[[MainWindow, Desk, str | None], None]:
    return lambda window, desk, member: window.model.lay(panel)


def _campaigns(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.open_office()


def _campaign(window: MainWindow, desk: Desk, member: str | None) -> None:
    """The editor, on the campaign that stands first, and what it would have done."""
    window.open_office()
    if window.office is not None:
        page, editor = window.office.campaigns, window.office.editor
        page.edit() if page.current is not None else page.new()
        editor.look_now()
        editor.try_on_past()


def _evening(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.open_evening()


def _exceptions(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.open_evening()
    if window.evenings is not None and window.evenings.shown is not None:
        window.evenings.shown.open_exceptions()


def _period(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.open_evening()
    if window.evenings is not None and window.evenings.shown is not None:
        window.evenings.shown.open_period()


def _corrections(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.open_evening(correct=True)


def _gate(window: MainWindow, desk: Desk, member: str | None) -> None:
    """An ID that expired, scanned while a card was open."""
    _card(window, desk, member)
    paper = Shown(date(1984, 7, 9), date(2026, 3, 3), method=CheckMethod.SCAN)
    show_look(window.model, IdLook(decide(paper, WITHOUT_A_STATE, date(2026, 11, 28))))


def _id_check(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.model.panels.check_id()
    window.model.panels.id_check.set_field("born", "13/09/1984")
    window.model.panels.id_check.tell("The birth date is on no calendar. Type it as month, day, year: 07/09/1984.")
    window.page.left.page(Panel.ID_CHECK).take_focus()  # type: ignore[attr-defined]


def _duplicates(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.run_command("duplicates")


def _who(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.run_command("who")


def _card_code(window: MainWindow, desk: Desk, member: str | None) -> None:
    _card(window, desk, member)
    window.run_command("card-code")


def _hardware(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.run_command("hardware")


def _store_settings(window: MainWindow, desk: Desk, member: str | None) -> None:
    window.run_command("store-settings")


def _people(window: MainWindow, desk: Desk, member: str | None) -> None:
    """Who works here; where it is nobody, what asks for the first owner."""
    window.run_command("people")


def _lock(window: MainWindow, desk: Desk, member: str | None) -> None:
    if window.locking is None or not window.locking.signing.in_use:
        raise Refused(Refusal(RefusalCode.NO_PERSON, "Nobody signs in here, so there is no lock to draw."))
    window.locking.signing.lock()


_SCREENS: dict[str, Callable[[MainWindow, Desk, str | None], None]] = {
    "idle": _idle,
    "matches": _matches,
    "not-found": _not_found,
    "card": _card,
    "history": _history,
    "points": _points,
    "today": _today,
    "visit": _visit,
    "uses": _uses,
    "return": _return,
    "new-member": _new_member,
    "new-member-id": _new_member_off_id,
    "new-member-wrong": _new_member_wrong,
    "consent": _consent,
    "consent-es": _consent_es,
    "consent-id": _consent_id,
    "id-remembered": _id_remembered,
    "offline": _offline,
    "hidden": _hidden,
    "keys": _panel(Panel.KEYS),
    "commands": _panel(Panel.COMMANDS),
    "look": _panel(Panel.LOOK),
    "campaigns": _campaigns,
    "campaign": _campaign,
    "end-of-day": _evening,
    "exceptions": _exceptions,
    "period": _period,
    "put-right": _corrections,
    "gate": _gate,
    "id-check": _id_check,
    "duplicates": _duplicates,
    "who": _who,
    "card-code": _card_code,
    "hardware": _hardware,
    "store-settings": _store_settings,
    "people": _people,
    "lock": _lock,
}
