"""Names off an ID, which says them in capitals, as people write them; what somebody typed stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.proper_names import proper

LAST = [
    ("GARCIA", "Garcia"),
    ("MCDONALD", "McDonald"),
    ("MACDONALD", "MacDonald"),
    ("MACHADO", "Machado"),
    ("MACKEY", "Mackey"),
    ("O'BRIEN", "O'Brien"),
    ("O’NEIL", "O’Neil"),
    ("D'ANGELO-MCKAY", "D'Angelo-McKay"),
    ("SMITH-JONES", "Smith-Jones"),
    ("DE LA CRUZ", "de la Cruz"),
    ("DEL RIO", "del Rio"),
    ("DA SILVA JR", "da Silva Jr."),
    ("DO", "Do"),
    ("DE JR", "De Jr."),
    ("VAN DYKE", "Van Dyke"),
    ("VAN DER BERG", "Van der Berg"),
    ("SMITH III", "Smith III"),
    ("SMITH SR.", "Smith Sr."),
    ("SMITH 2ND", "Smith 2nd"),
    ("NÚÑEZ Y MUÑOZ", "Núñez y Muñoz"),
    ("MC", "Mc"),
    ("X", "X"),
    ("李", "李"),
    ("12", "12"),
]


@pytest.mark.parametrize(("said", "written"), LAST)
def test_a_last_name_in_capitals(said: str, written: str) -> None:
    assert proper(said, last=True) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("MARIA DE LOS ANGELES", "Maria de los Angeles"),
        ("DI", "Di"),
        ("DE ANDRE", "De Andre"),
        ("DE'SHAWN", "De'Shawn"),
    ],
)
def test_a_first_name_in_capitals_begins_with_one(said: str, written: str) -> None:
    assert proper(said) == written


@pytest.mark.parametrize("typed", ["McKay", "bell hooks", "DeShawn", "van Beethoven", "eBay O'neill"])
def test_what_has_a_small_letter_was_typed_so_and_stays(typed: str) -> None:
    assert proper(typed, last=True) == typed


@given(st.text(max_size=30))
def test_no_word_is_lost_and_no_letter_changed_but_for_its_case(text: str) -> None:
    name = " ".join(text.split())
    written = proper(name, last=True)
    assert len(written.split(" ")) == len(name.split(" "))
    assert proper(written, last=True) == written or written == written.upper()
