"""Decides how today's visits at this register read, row by row: initials only."""

from functools import partial

from posdesk.domain import money
from ui import wording
from ui.viewmodels.counter import CounterModel
from ui.views.rows import Column, Row, RowChip, RowList

TODAY_COLUMNS = (Column(0.16), Column(0.34), Column(0.26), Column(0.24, right=True))


def today_list(model: CounterModel, name: str) -> RowList:
    """An empty list; a row of a member opens the card, a guest's says why there is none."""
    made = RowList(name, TODAY_COLUMNS)
    made.chosen.connect(partial(_chosen, model))
    return made


def _chosen(model: CounterModel, key: str) -> None:
    members = {visit.member for visit in model.day.figures.rows} if model.day.figures else set()
    if key in members:
        model.open_member(key)
    else:
        model.panels.take_back(key)  # which says why nothing of a guest's visit comes back here


def today_rows(model: CounterModel, limit: int | None = None) -> list[Row]:
    """Today's visits here, newest first: time, initials, who, amount. Undone ones say so."""
    if model.day.figures is None:
        return []
    rows = []
    for visit in model.day.figures.rows[:limit]:
        paid = wording.HIDDEN if model.hidden else money.format_cents(visit.amount_cents)
        undone = RowChip(wording.VOIDED, "undo-2", "plain") if visit.voided else None
        cells = (visit.local_time, visit.initials or wording.GUEST, visit.staff or "", paid)
        rows.append(Row(visit.member or visit.visit_id, cells, undone, muted=visit.voided))
    return rows
