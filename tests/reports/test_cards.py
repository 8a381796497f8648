"""Members' cards on paper and as pictures: what can be read of them, ten a page, cut without cutting a card."""

from io import BytesIO

import pypdf
import pytest
from PIL import Image

from posdesk.counter.cards import StatusCard, WalletCard
from posdesk.domain import scan_code
from posdesk.hardware.qr import dots
from posdesk.reports import card_pictures, pdf_cards


def a_card(at: int = 0, first_name: str = "María José") -> WalletCard:
    code = scan_code.new_card_code(77_000_000_000 + at)
    return WalletCard("Corner Leaf", first_name, code, scan_code.written(code))


def read(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def test_a_code_just_fits_the_smallest_code_there_is_and_stands_as_it_should() -> None:
    made = dots(a_card().code)
    assert {len(made), *(len(row) for row in made)} == {21}
    finder = [made[0][:7], made[0][-7:], made[-1][:7]]  # the three corners a reader looks for
    assert finder == [(True,) * 7] * 3
    assert made != dots(a_card(1).code)


def test_ten_cards_are_a_page_and_the_eleventh_begins_another() -> None:
    given = [a_card(at) for at in range(11)]
    pages = read(pdf_cards.sheet(given, [dots(each.code) for each in given]))
    assert len(pages) == 2
    assert [page.count("María José") for page in pages] == [10, 1]
    assert all(each.written in pages[at // 10] for at, each in enumerate(given))


def test_the_same_cards_are_the_same_bytes() -> None:
    card = a_card()
    assert pdf_cards.sheet([card], [dots(card.code)]) == pdf_cards.sheet([card], [dots(card.code)])
    assert pdf_cards.status(StatusCard("S", "A", "Gold")) == pdf_cards.status(StatusCard("S", "A", "Gold"))
    assert card_pictures.code_png(dots(card.code)) == card_pictures.code_png(dots(card.code))


def test_a_sheet_without_cards_is_no_sheet() -> None:
    with pytest.raises(ValueError, match="at least one"):
        pdf_cards.sheet([], [])


def test_marks_stand_in_the_margin_only() -> None:
    card = a_card()
    page = pypdf.PdfReader(BytesIO(pdf_cards.sheet([card], [dots(card.code)]))).pages[0]
    lines = [line.split() for line in page.get_contents().get_data().decode("latin-1").splitlines()]  # type: ignore[union-attr]
    strokes = [words[1:] for words in lines if words[:1] == ["n"] and words[3:4] == ["m"]]
    drawn = [[float(each) for each in (*words[:2], *words[3:5])] for words in strokes]
    assert len(drawn) == 2 * 3 + 2 * 6
    left, bottom = pdf_cards.LEFT, pdf_cards.BOTTOM
    right, top = left + 2 * pdf_cards.CARD[0], bottom + 5 * pdf_cards.CARD[1]
    for x1, y1, x2, y2 in drawn:
        assert max(x1, x2) < left or min(x1, x2) > right or max(y1, y2) < bottom or min(y1, y2) > top


@pytest.mark.parametrize("name", ["<b>Ana</b> & Co", "Ana\x1b@", "X" * 300, "שרה", "\u202eAna"])
def test_any_name_is_drawn_and_none_leaves_its_place(name: str) -> None:
    card = a_card(first_name=name)
    (page,) = read(pdf_cards.wallet(card, dots(card.code)))
    assert card.written in page
    assert Image.open(BytesIO(card_pictures.status_png(StatusCard("Corner Leaf", name, "Gold")))).size == (1200, 630)


def test_a_picture_of_a_code_has_the_white_that_a_reader_needs() -> None:
    picture = Image.open(BytesIO(card_pictures.code_png(dots(a_card().code))))
    quiet = card_pictures.QUIET * card_pictures.DOT
    assert picture.size == (29 * card_pictures.DOT,) * 2
    assert picture.convert("L").crop((0, 0, picture.width, quiet)).getextrema() == (255, 255)
    assert picture.getpixel((quiet, quiet)) == 0
