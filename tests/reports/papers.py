"""Builds a report that has something in every section, and reads back what was written of it."""

from io import BytesIO

from pypdf import PdfReader

from posdesk.domain.facts import Line, MemberEnrolled, MemberField, MemberFieldSet, VisitVoided
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.reports.pdf import LETTER, Form, pdf_of
from posdesk.reports.values import Report
from tests.reports.evenings import TODAY, Evening, an_evening

ODD_NAMES = (
    "<b>Ann",
    "</para><img src='file:///etc/passwd'/>",
    "=cmd|' /C calc'!A0",
    "+1-2",
    "-2+3",
    "@SUM(A1)",
    "\tTab",
    "|pipe",
    "%0A",
    "\uff1dfull width",
    "\u0645\u062d\u0645\u062f",
    "\u202eevil",
    "\U0001f469\u200d\U0001f33e Fern",
    "\u5f20\u4e09",
    "e\u0301clair",
)
"""What a brand, a reason or a person may be called: markup, formulas, right to left, an emoji, CJK, a mark apart."""


def an_odd_evening() -> Evening:
    """A Monday with odd brands, reasons and people, a void, an adjustment, and three Mondays before it."""
    evening = an_evening(ODD_NAMES[0])
    shop = evening.shop
    members = [shop.member(f"Member{number}", "Reyes") for number in range(4)]
    for week, day in enumerate(("2026-11-16", "2026-11-09", "2026-11-02")):
        evening.bought(members[week], Line(20_00, brand=ODD_NAMES[0]), at=f"{day} 12:00")
    for number, name in enumerate(ODD_NAMES):
        lines = Line(10_00 + number, brand=name, category=name), Line(1_50, brand="Wana", category="Edibles")
        evening.bought(members[number % 4], *lines, at=f"2026-11-23 {9 + number % 10:02d}:{number:02d}")
    undone = evening.bought(members[0], Line(7_77), at="2026-11-23 12:59")
    shop.happened(VisitVoided(undone, ODD_NAMES[2]), members[0])
    shop.happened(PointsAdjusted(-5_00, ODD_NAMES[10]), members[1])
    shop.happened(MemberEnrolled("Nia", "New", TODAY), shop.desk.ids.new(shop.clock.now()))
    shop.happened(MemberFieldSet(MemberField.EMAIL, "nia@example.com"), members[2])
    return evening


def pages(content: bytes) -> list[str]:
    """The text of each page, as a reader of the file finds it."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def text(report: Report, form: Form = LETTER, *, copy: bool = False) -> str:
    """All text of a report's PDF, blanks and breaks as one blank."""
    return " ".join(" ".join(pages(pdf_of(report, form, copy))).split())
