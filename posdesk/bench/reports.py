"""Decides how a day's report is measured: its numbers, and its PDF beside what reportlab needs for the same drawing.

The floor draws the very same words and bars by hand, in the order they are read, numbers by their right edge; nothing
is laid out for it.
"""

from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from db.new_ids import RandomIds
from db.store import Store
from posdesk import compose
from posdesk.bench import crowd, writings
from posdesk.bench.figures import Figure, Times, median
from posdesk.domain.business_day import DAY_MS, business_day
from posdesk.domain.facts import Body, Draft, MemberEnrolled, ProgramPublished, StoreOpened, VisitRecorded
from posdesk.reports import pdf_letter
from posdesk.reports.making import day_report
from posdesk.reports.pdf import pdf_of
from posdesk.reports.pdf_letter import Sheet
from posdesk.reports.pdf_marks import Bar, Face
from posdesk.reports.values import Report

TURNS = 15
WEEKS = 4
GOAL_NUMBERS_MS, GOAL_PDF = 300.0, 1.2
OF_TEN = 9
"""So many members have ten visits together."""


def figures(beside: Path, visits: int) -> list[Figure]:
    """A day of so many visits. beside: a folder to build it in."""
    store = writings.fresh(beside / "day", compose.SystemClock(), RandomIds(), crowd.STORE)
    try:
        day = _filled(store, visits)
        desk, numbers = compose.desk_of(store, crowd.STAFF[0]), Times()
        day_report(desk, store.days, day)
        for _ in range(TURNS):
            store.ledger.append([_visit(store, Random(1), None, 0)])
            numbers.time(lambda: day_report(desk, store.days, day))
        report = day_report(desk, store.days, day)
    finally:
        store.close()
    note = f"median of {TURNS}: {report.totals.receipts:,} receipts, four weeks before, after each a new receipt"
    return [
        Figure("report of a day, numbers", median(numbers.values), "ms", None, GOAL_NUMBERS_MS, note),
        _pdf(report),
    ]


def _pdf(report: Report) -> Figure:
    ours, floor = Times(), Times()
    pdf_of(report)
    sheets = pdf_letter.sheets(report, copy=False)
    for _ in range(TURNS):
        floor.time(lambda: by_hand(sheets))
        ours.time(lambda: pdf_of(report))
    words = sum(not isinstance(mark, Bar) for sheet in sheets for _, _, row in sheet.rows for mark in row.marks)
    note = f"median of {TURNS}: {len(sheets)} pages, {words:,} words; the floor draws them where they stand already"
    return Figure("report of a day, PDF", median(ours.values), "ms", median(floor.values), GOAL_PDF, note)


def by_hand(sheets: list[Sheet]) -> bytes:
    """The same pages drawn with reportlab's own calls."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=pdf_letter.PAGE, invariant=1, lang="en-US", initialFontName=Face.PLAIN)
    inks: dict[str, HexColor] = {}
    for sheet in sheets:
        colour = font = None
        for left, top, row in sheet.rows:
            for mark in row.marks:
                if mark.colour != colour:
                    colour = mark.colour
                    canvas.setFillColor(inks.setdefault(colour, HexColor(colour)))
                x, y = left + mark.x, sheet.height - top - mark.y
                if isinstance(mark, Bar):
                    canvas.rect(x, y - mark.height, mark.width, mark.height, stroke=0, fill=1)
                    continue
                if (mark.face, mark.size) != font:
                    font = mark.face, mark.size
                    canvas.setFont(*font)
                canvas.drawString(x, y, mark.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _filled(store: Store, visits: int) -> date:
    """A store with so many visits today and a tenth of them on the same weekday of four weeks; yields today."""
    rng, now = Random("a day"), store.clock.now()
    brands = crowd.pool(rng, 20, 20).brands
    members = [f"01900000-0000-7000-8000-{index:012x}" for index in range(max(4, visits * OF_TEN // 10))]
    today = business_day(now, crowd.CALENDAR)
    before = now - 40 * DAY_MS
    program = compose.SAMPLE_PROGRAM.read_text(encoding="utf-8")
    first: list[Body] = [
        StoreOpened("Bench", crowd.CALENDAR.zone, crowd.CALENDAR.cut_off),
        ProgramPublished(program),
    ]
    drafts = [_draft(store, rng, None, body, before) for body in first]
    drafts += [_draft(store, rng, each, MemberEnrolled("Bench", each[-4:], today), before) for each in members]
    for weeks in range(WEEKS, 0, -1):
        drafts += [_visit(store, rng, rng.choice(members), weeks * 7, brands) for _ in range(max(1, visits // 10))]
    drafts += [_visit(store, rng, rng.choice(members), 0, brands) for _ in range(visits)]
    for begin in range(0, len(drafts), 500):
        store.ledger.append(drafts[begin : begin + 500])
    return today


def _visit(store: Store, rng: Random, member: str | None, days_ago: int, brands: tuple[str, ...] = ("Bench",)) -> Draft:
    body = VisitRecorded(crowd.lines(rng, brands), receipt=f"{rng.randrange(10**6)}")
    return _draft(store, rng, member, body, store.clock.now() - days_ago * DAY_MS)


def _draft(store: Store, rng: Random, subject: str | None, body: Body, at: int) -> Draft:
    person, day = rng.choice(crowd.STAFF), business_day(at, crowd.CALENDAR)
    return Draft(store.ids.new(at), subject, crowd.STORE, person, at, day, body)
