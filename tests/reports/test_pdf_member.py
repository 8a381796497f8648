"""What is held of a member, on paper: all of it, the same bytes each time, whatever she and others wrote."""

import pytest

from posdesk.counter import signing_in
from posdesk.domain.facts import MemberField, MemberFieldSet
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.staff_facts import Role
from posdesk.office import staff
from posdesk.office.member_data import held
from posdesk.reports.pdf_marks import drawable
from posdesk.reports.pdf_member import pdf_of_member, tables_of
from tests.builders import Shop, a_shop
from tests.reports.papers import ODD_NAMES, pages


@pytest.fixture
def shop() -> Shop:
    return a_shop()


def words(content: bytes) -> str:
    return " ".join(" ".join(pages(content)).split())


@pytest.mark.rule("I06")
def test_every_cell_is_on_paper_and_the_typeface_in_the_file(shop: Shop) -> None:
    member = shop.member("Maria", "Gomez", phone="+13038675309", email="m@example.org", birthday="1990-05-30")
    shop.visit(member, 5000, "Hilltop", days_ago=3)
    data = held(shop.desk, member)
    content = pdf_of_member(data)
    text = words(content)
    for table in tables_of(data):
        assert table.title in text
        for row in table.rows:
            for cell in row:
                assert not isinstance(cell, str) or " ".join(cell.split()[:1]) in text
    for there in ("Maria Gomez", "+13038675309", "m@example.org", "1990-05-30", "Hilltop", "Page 1 of 1"):
        assert there in text
    assert content.count(b"/FontFile2") >= 1
    assert pdf_of_member(held(shop.desk, member)) == content


def test_whatever_people_wrote_is_drawn_and_never_read(shop: Shop) -> None:
    member = shop.member("<b>Maria", "</para><img src='file:///etc/passwd'/>")
    for name in ODD_NAMES:
        shop.happened(MemberFieldSet(MemberField.INTERESTS, name.strip() or "x"), member)
        shop.happened(PointsAdjusted(100, name), member)
    text = words(pdf_of_member(held(shop.desk, member)))
    assert "<b>Maria" in text
    assert "reason: <b>Ann" in text
    assert drawable("reason: =cmd|' /C calc'!A0") in text


def test_a_long_history_goes_on_over_many_pages(shop: Shop) -> None:
    member = shop.member("Maria", "Gomez")
    for number in range(150):
        shop.happened(PointsAdjusted(100 + number, "sorry " * 20), member)
    found = pages(pdf_of_member(held(shop.desk, member)))
    assert len(found) > 3
    assert all("What it says" in page for page in found[1:])
    assert f"Page {len(found)} of {len(found)}" in found[-1]


def test_what_is_hidden_is_said_to_be(shop: Shop) -> None:
    member = shop.member("Maria", "Gomez")
    shop.happened(MemberFieldSet(MemberField.MEMBER_TYPE, "medical"), member)
    assert "hidden" not in words(pdf_of_member(held(shop.desk, member)))
    owner = signing_in.make_owner(shop.desk, "Ana", "4719")
    staff.add(owner, "Cy", Role.BUDTENDER, "913604")
    text = words(pdf_of_member(held(signing_in.sign_in(shop.desk, "Cy", "913604"), member)))
    assert "medical" not in text
    assert "The kind of member is hidden" in text
