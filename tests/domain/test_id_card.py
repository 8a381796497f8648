"""What is known of an ID, and what may be kept of it."""

from datetime import date

import pytest

from posdesk.domain.id_card import CheckMethod, Document, IdCard, is_valid, matching_name, outcome

CARD = IdCard(
    Document.LICENCE,
    date(1985, 7, 4),
    expires_on=date(2026, 3, 3),
    first="JO ANN",
    last="ALDERMARSH",
    id_number="Q7719042",
)


@pytest.mark.rule("G08")
@pytest.mark.parametrize(
    ("today", "valid"), [(date(2026, 3, 2), True), (date(2026, 3, 3), True), (date(2026, 3, 4), False)]
)
def test_an_id_is_valid_through_its_last_day(today: date, valid: bool) -> None:
    assert is_valid(CARD, today) is valid


def test_a_card_that_does_not_say_until_when_is_neither_valid_nor_expired() -> None:
    assert is_valid(IdCard(Document.LICENCE, date(1985, 7, 4)), date(2026, 3, 3)) is None


def test_a_card_that_says_it_never_expires_is_valid() -> None:
    assert is_valid(IdCard(Document.IDENTITY, date(1940, 7, 4), never_expires=True), date(2026, 3, 3)) is True


def test_an_outcome_holds_age_validity_and_method_and_nothing_else() -> None:
    kept = outcome(CARD, date(2026, 7, 3), CheckMethod.SCAN)
    assert (kept.age, kept.valid, kept.method) == (40, False, CheckMethod.SCAN)
    assert set(kept.__slots__) == {"age", "valid", "method"}


@pytest.mark.rule("G13")
def test_no_repr_says_whose_card_it_is() -> None:
    assert not any(word in repr(CARD) for word in ("ALDERMARSH", "JO ANN", "Q7719042", "1985"))


@pytest.mark.rule("G06")
def test_a_name_that_was_cut_off_is_not_used_for_matching() -> None:
    assert matching_name(CARD) == ("JO ANN", "ALDERMARSH")
    cut = IdCard(Document.LICENCE, date(1985, 7, 4), first="JO ANN", last="ALDERMA", last_truncated=True)
    assert matching_name(cut) is None
    assert matching_name(IdCard(Document.LICENCE, date(1985, 7, 4), last="ALDERMARSH")) is None
