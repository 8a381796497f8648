"""A slip as a PDF: as wide as the roll, as long as it needs, the same words as on the printer."""

from io import BytesIO

import pypdf
import pytest

from posdesk.counter.slips import Slip, SlipCode, SlipLine
from posdesk.hardware.qr import dots
from posdesk.reports.pdf_slip import slip_pdf

SLIP = Slip(
    "Corner Leaf",
    "Visit 10",
    "Nov 23, 2026 11:31 · register 1",
    (SlipLine("María G.", "Gold"), SlipLine("Points earned", "+62.50", strong=True)),
    ("You are Gold now.",),
    ("Not confirmed by the hub yet.",),
    (SlipCode("Your card:", "PD1:0027PRXGG0:Y", "PD1-0027P-RXGG0-Y"),),
)


@pytest.mark.parametrize("wide", [80, 58])
def test_it_is_one_page_as_wide_as_the_roll(wide: int) -> None:
    (page,) = pypdf.PdfReader(BytesIO(slip_pdf(SLIP, [dots(SLIP.codes[0].text)], wide))).pages
    assert round(float(page.mediabox.width) / 72 * 25.4) == wide
    text = page.extract_text()
    for words in ("Corner Leaf", "Visit 10", "María G.", "+62.50", "You are Gold now.", "PD1-0027P-RXGG0-Y"):
        assert words in text


def test_a_long_slip_is_longer_and_any_name_is_drawn() -> None:
    lines = tuple(
        SlipLine(f"<b>{'long ' * 20}</b>\x1b@ שרה", "$1 to go for a very long while indeed, and more")
        for _ in range(40)
    )
    long = Slip("S", "T", "A", lines)
    (short,) = pypdf.PdfReader(BytesIO(slip_pdf(Slip("S", "T", "A", ()), []))).pages
    (page,) = pypdf.PdfReader(BytesIO(slip_pdf(long, []))).pages
    assert float(page.mediabox.height) > 10 * float(short.mediabox.height)
    assert slip_pdf(long, []) == slip_pdf(long, [])


@pytest.mark.parametrize("wide", [80, 58])
@pytest.mark.parametrize("text", ["PD1:0027PRXGG0:Y", "https://example.com/survey?store=denver-1&register=register-1"])
def test_around_a_code_are_four_of_its_dots_of_white(wide: int, text: str) -> None:
    made = dots(text)
    slip = Slip("S", "T", "A", (), codes=(SlipCode("Your card:", text, "below"),))
    (page,) = pypdf.PdfReader(BytesIO(slip_pdf(slip, [made], wide))).pages
    words = [line.split() for line in page.get_contents().get_data().decode("latin-1").splitlines()]  # type: ignore[union-attr]
    bars = [[float(each) for each in line[line.index("re") - 4 : line.index("re")]] for line in words if "re" in line]
    assert bars
    dot = min(abs(bar[2]) for bar in bars)
    bottom = min(min(bar[1], bar[1] + bar[3]) for bar in bars)
    top = max(max(bar[1], bar[1] + bar[3]) for bar in bars)
    left, right = min(bar[0] for bar in bars), max(bar[0] + bar[2] for bar in bars)
    at: dict[str, float] = {}

    def place(text: str, _: object, matrix: list[float], *other: object) -> None:
        if text.strip():
            at[text.strip()] = matrix[5]

    page.extract_text(visitor_text=place)
    assert min(left, float(page.mediabox.width) - right) >= 4 * dot - 0.01
    assert at["Your card:"] - top >= 4 * dot - 0.01
    assert bottom - (at["below"] + 7.6) >= 4 * dot - 0.01
