"""Decides how all that is held of one member stands on letter paper, for her to take home.

Whatever people wrote is drawn letter by letter and never read as markup. Refuses to know what belongs to it
(posdesk.office.member_data).
"""

from collections.abc import Iterator

from posdesk.domain.business_day import Instant, local_time
from posdesk.office.member_data import MemberData
from posdesk.reports import heading
from posdesk.reports.pdf import drawn
from posdesk.reports.pdf_letter import FOOT, GUTTER, HALF, MARGIN, PAGE, ROOM, TOP, WIDE, Sheet
from posdesk.reports.pdf_marks import (
    LACKING,
    MUTED,
    TEXT,
    Bar,
    Face,
    Row,
    Words,
    drawable,
    fitted,
    paragraph,
    right,
    stacked,
)
from posdesk.reports.pdf_pages import Frame, Placed, paged
from posdesk.reports.pdf_tables import HAIR, block, cards
from posdesk.reports.tables import Column, Table

TITLE = "What is held of a member"
NOTHING = "-"
NOTE = (
    "Everything that this shop's loyalty program holds of this person, as of the moment above: the profile, every word "
    "on messages, and every entry about her or him, as it was recorded. Looking a member up at the counter leaves no "
    "entry. The same as data for other programs: member-data --json."
)
VEILED = "The kind of member is hidden from whoever made this."
TEXT_, TIME = Column.TEXT, Column.TIME


def pdf_of_member(data: MemberData) -> bytes:
    """All that is held of a member, as a PDF: the same data, the same bytes."""
    return drawn(_sheets(data), TITLE)


def tables_of(data: MemberData) -> list[Table]:
    """What stands in it, a table each; none is left out because it is empty."""
    return [
        Table("profile", "Who she or he is", ("What", "Held"), (TEXT_, TEXT_), tuple(_profile(data))),
        Table("standing", "Today", ("What", "Held"), (TEXT_, TEXT_), tuple(_standing(data))),
        Table(
            "consents",
            "Messages: what was said, and when",
            ("When", "By", "Said", "How it was asked", "Who asked"),
            (TIME, TEXT_, TEXT_, TEXT_, TEXT_),
            tuple(
                (said.at, said.channel, "allowed" if said.given else "forbidden", said.source, said.by or NOTHING)
                for said in data.consents
            )
            or ((None, NOTHING, "nothing was said", NOTHING, NOTHING),),
        ),
        Table(
            "entries",
            "Every entry, the oldest first",
            ("When", "Store", "What", "What it says", "Who recorded it"),
            (TIME, TEXT_, TEXT_, TEXT_, TEXT_),
            tuple(
                (entry.at, entry.store, entry.what, entry.told or NOTHING, entry.by or NOTHING)
                for entry in data.entries
            ),
        ),
    ]


def _profile(data: MemberData) -> Iterator[tuple[str, str]]:
    yield from ((words, value or NOTHING) for words, value in data.profile)
    yield "Ids here", ", ".join(data.ids)


def _standing(data: MemberData) -> Iterator[tuple[str, str]]:
    standing = data.card.standing
    yield "Tier", standing.tier.name
    yield "Counted visits", f"{standing.visits:,}"
    yield "Points", f"{standing.points / 100:,.2f}"
    yield "Awards", ", ".join(f"{award.title} ({award.state})" for award in standing.awards) or NOTHING
    yield "Usually bought", ", ".join(habit.name for habit in standing.brands) or NOTHING
    yield "Groups of members", ", ".join(persona.title for persona in data.card.campaigns.personas) or NOTHING


def _sheets(data: MemberData) -> list[Sheet]:
    head = _head(data)
    blocks = [block(table, WIDE, data.zone) or cards(table, WIDE, data.zone) for table in tables_of(data)]
    placed = paged(blocks, Frame(TOP + head.height, TOP + 14, PAGE[1] - FOOT - 6, HALF + GUTTER))
    count = 1 + max((each.page for each in placed), default=0)
    lacking = any(LACKING in mark.text for each in placed for mark in each.row.marks if isinstance(mark, Words))
    return [_sheet(data, page, count, lacking, [each for each in placed if each.page == page]) for page in range(count)]


def _sheet(data: MemberData, page: int, count: int, lacking: bool, rows: list[Placed]) -> Sheet:
    top = _head(data) if page == 0 else _running_head(data)
    around = [(MARGIN, TOP, top), (MARGIN, PAGE[1] - FOOT, _foot(page + 1, count, lacking))]
    return Sheet(*PAGE, (*around, *((MARGIN + each.x, each.y, each.row) for each in rows)))


def _head(data: MemberData) -> Row:
    name = fitted(drawable(data.name or NOTHING), 20, ROOM - 150, Face.STRONG)
    marks: list[Words | Bar] = [
        Words(0, 18, name, 20, Face.STRONG),
        right(ROOM, 18, _moment(data.made_at, data.zone), 10.5),
        Words(0, 35, TITLE, 10.5),
        Bar(0, 42, ROOM, 1.2, TEXT),
    ]
    said = f"{NOTE} {VEILED}" if data.veiled else NOTE
    return stacked([Row(47, tuple(marks)), paragraph(said, 8.2, ROOM, Face.PLAIN, MUTED)])


def _running_head(data: MemberData) -> Row:
    said = f"{drawable(data.name)} · {TITLE} · {_moment(data.made_at, data.zone)}"
    line = Words(0, 8, fitted(said, 8.2, ROOM, Face.STRONG), 8.2, Face.STRONG, MUTED)
    return Row(14, (line, Bar(0, 13, ROOM, HAIR, MUTED)))


def _foot(page: int, of: int, lacking: bool) -> Row:
    marks: list[Words | Bar] = [Bar(0, 0, ROOM, HAIR, MUTED), right(ROOM, 10, f"Page {page} of {of}", 7, colour=MUTED)]
    if lacking:
        marks.append(Words(0, 10, heading.LACKS, 6.5, Face.PLAIN, MUTED))
    return Row(30, tuple(marks))


def _moment(at: Instant, zone: str) -> str:
    return local_time(at, zone).strftime("%Y-%m-%d %H:%M")
