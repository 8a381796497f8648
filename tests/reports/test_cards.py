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


def bars(pdf: bytes) -> tuple[list[tuple[float, float, float, float]], tuple[float, float]]:
    """The filled rectangles of the first page (left, bottom, right, top), and how wide and high the page is."""
    page = pypdf.PdfReader(BytesIO(pdf)).pages[0]
    found = []
    for line in page.get_contents().get_data().decode("latin-1").splitlines():  # type: ignore[union-attr]
        words = line.split()
        if "re" in words:
            x, y, wide, high = (float(each) for each in words[words.index("re") - 4 : words.index("re")])
            found.append((x, y, x + wide, y + high))
    return found, (float(page.mediabox.width), float(page.mediabox.height))


@pytest.mark.parametrize("code", ["PD1:0027PRXGG0:Y", "OLD-1234", "A" * 32])
def test_around_a_code_on_a_card_are_four_of_its_dots_of_white(code: str) -> None:
    made = dots(code)
    drawn, (wide, high) = bars(pdf_cards.wallet(WalletCard("Corner Leaf", "Maria", code, code), made))
    left, bottom = min(bar[0] for bar in drawn), min(bar[1] for bar in drawn)
    right, top = max(bar[2] for bar in drawn), max(bar[3] for bar in drawn)
    dot = (right - left) / len(made)
    assert right - left == pytest.approx(top - bottom) == pytest.approx(pdf_cards.CODE)
    assert min(wide - right, high - top) >= 4 * dot - 0.01
    assert bottom - (20 + 9.5) >= 14  # over the letters of the code
    assert dot >= 72 * 0.25 / 25.4  # a quarter of a millimetre: cheap readers see it


def test_a_code_on_a_card_is_dot_for_dot_the_one_it_should_be() -> None:
    card = a_card()
    made = dots(card.code)
    drawn, _ = bars(pdf_cards.wallet(card, made))
    left, top = min(bar[0] for bar in drawn), max(bar[3] for bar in drawn)
    dot = pdf_cards.CODE / len(made)
    for row, cells in enumerate(made):
        for column, dark in enumerate(cells):
            x, y = left + (column + 0.5) * dot, top - (row + 0.5) * dot
            assert dark == any(bar[0] < x < bar[2] and bar[1] < y < bar[3] for bar in drawn)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Maria", ["Maria"]),
        ("Bartholomew", ["Bartholomew"]),
        ("Maximiliana-Alexandrina", ["Maximiliana-", "Alexandrina"]),
        ("Anna Katharina Luise", ["Anna Katharina", "Luise"]),
        ("José María", ["José María"]),
    ],
)
def test_a_long_first_name_is_whole_in_two_lines(name: str, lines: list[str]) -> None:
    card = a_card(first_name=name)
    (page,) = read(pdf_cards.wallet(card, dots(card.code)))
    assert [line for line in page.splitlines() if line not in ("Corner Leaf", card.written)] == lines


def test_a_name_that_no_letter_is_there_for_is_left_out() -> None:
    card = a_card(first_name="小明")
    (page,) = read(pdf_cards.wallet(card, dots(card.code)))
    assert page.splitlines() == ["Corner Leaf", card.written]
    (shown,) = read(pdf_cards.status(StatusCard("Corner Leaf", "小明", "Gold")))
    assert shown.splitlines() == ["Corner Leaf", "Gold"]


@pytest.mark.rule("G27")
def test_a_card_has_no_room_for_more_than_shop_name_code_or_tier() -> None:
    assert set(WalletCard.__slots__) == {"shop", "first_name", "code", "written"}
    assert set(StatusCard.__slots__) == {"shop", "first_name", "tier"}
