"""Decides what each command of the window does: the list of commands (viewmodels/commands.py) knows keys and words
only."""

from typing import TYPE_CHECKING

from posdesk.domain.facts import Channel
from ui.viewmodels.commands import Actions
from ui.viewmodels.screens import Panel

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def _who(window: "MainWindow", *, of_member: bool) -> None:
    """Members who may be one person; or who the member is whose card is open."""
    evenings = window.made_evenings()
    if evenings is not None:
        (evenings.who.open_member if of_member else evenings.who.open)()


def _store(window: "MainWindow") -> None:
    """The store's settings; where there is no office there are none."""
    evenings, beside = window.made_evenings(), window.beside
    if evenings is not None and beside is not None:
        evenings.store.open(beside.plugged)


def actions_of(window: "MainWindow") -> Actions:
    """The commands of a window that has started."""
    model, locking, beside = window.model, window.locking, window.beside
    assert locking is not None
    assert beside is not None
    return Actions(
        record=model.record,
        points=model.points,
        best=model.use_best,
        coupon=model.coupon,
        all_back=model.panels.all_back,
        ask=model.ask,
        consent=lambda: model.consenting.ask(model.shown_card),
        agrees=lambda: model.consenting.answer(agreed=True),
        declines=lambda: model.consenting.answer(agreed=False),
        other_language=model.consenting.other_language,
        stop_texts=lambda: model.consenting.stop(model.shown_card, Channel.TEXT),
        stop_emails=lambda: model.consenting.stop(model.shown_card, Channel.EMAIL),
        forget_id=lambda: model.consenting.forget_id(model.shown_card),
        check_id=model.panels.check_id,
        campaigns=window.open_office,
        evening=window.open_evening,
        correct=lambda: window.open_evening(correct=True),
        duplicates=lambda: _who(window, of_member=False),
        record_of=lambda: _who(window, of_member=True),
        new_member=model.new_member,
        undo=model.undo,
        sync_now=window.sync_now,
        sync_page=window.open_sync,
        search=window.focus_search,
        visits=model.visits,
        hide=model.privacy.toggle,
        more=lambda: model.lay(Panel.COMMANDS),
        full_screen=window.full_screen,
        keys=lambda: model.lay(Panel.KEYS),
        home=model.home,
        look=lambda: model.lay(Panel.LOOK),
        theme=window.look.set_theme,
        scale=window.look.set_scale,
        motion=lambda: window.look.set_motion(not window.look.motion),
        lock=locking.signing.lock,
        people=locking.staff_room.open,
        first_owner=locking.signing.begin_first,
        lock_after=locking.lock_after,
        leave=window.leave,
        customer_screen=beside.turn_customer_screen,
        presence=beside.prove,
        card_code=beside.show_card,
        print_slip=beside.print_slip,
        hardware=beside.open_hardware,
        store=lambda: _store(window),
    )
