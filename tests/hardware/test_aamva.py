"""IDs of every version are read, with the damage that scanners do; what is damaged where it counts is refused."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.domain.id_card import Document, IdCard, matching_name
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.hardware import aamva, aamva_values
from posdesk.hardware.aamva_values import Order
from posdesk.hardware.scanner import looks_like_id
from tests.scanned_ids import CARD, ONTARIO, Printed, elements, head, scan, stripe, with_

TODAY = date(2026, 11, 28)


def read(text: str) -> IdCard:
    return aamva.read(text, TODAY)


def refused(text: str) -> RefusalCode:
    with pytest.raises(Refused) as no:
        read(text)
    assert "TESTERLING" not in no.value.refusal.words
    return no.value.refusal.code


@pytest.mark.rule("G04")
@pytest.mark.parametrize("version", range(13))
def test_every_version_gives_the_same_person(version: int) -> None:
    card = read(scan(with_(version=version)))
    assert (card.first, card.middle, card.last) == ("WILLOW", "FERN", "TESTERLING")
    assert (card.date_of_birth, card.expires_on) == (date(1984, 7, 9), date(2031, 7, 9))
    assert (card.issued_on, card.id_number) == (date(2023, 7, 1), "Q7719042")
    assert (card.aamva_version, card.jurisdiction, card.country) == (version, "CO", "USA")
    assert (card.street, card.city, card.postal_code) == ("12 INVENTED STREET", "MADEUPVILLE", "80012")
    assert (card.sex, card.eye_color, card.height) == ("F", "Brown", "66 in")


@pytest.mark.rule("G04", "G06")
@pytest.mark.parametrize("before", ["]L2", "]L0", "\x02]L2", "\x02", "X", "PDF "])
def test_what_the_scanner_puts_before_a_card_is_no_part_of_it(before: str) -> None:
    assert read(before + scan()) == read(scan())
    assert refused(before + scan()[:90]) is RefusalCode.HALF_SCAN


@pytest.mark.rule("G05")
@pytest.mark.parametrize("version", range(2, 13))
def test_a_canadian_card_writes_the_year_first(version: int) -> None:
    card = read(scan(replace(ONTARIO, version=version)))
    assert (card.date_of_birth, card.country, card.jurisdiction) == (date(1984, 7, 9), "CAN", "ON")
    assert card.postal_code == "K1A 0B1"


@pytest.mark.rule("G05")
def test_the_issuer_tells_the_country_where_the_card_does_not() -> None:
    card = scan(ONTARIO).replace("\nDCGCAN", "")
    assert read(card).country == "CAN"


@pytest.mark.rule("G05")
def test_a_date_in_the_other_countrys_order_is_refused_and_not_turned_round() -> None:
    assert refused(scan().replace("DBB07091984", "DBB19840709")) is RefusalCode.BAD_ID_DATE
    assert refused(scan(ONTARIO).replace("DBB19840709", "DBB07091984")) is RefusalCode.BAD_ID_DATE


@pytest.mark.rule("G05")
def test_no_day_can_be_read_in_both_orders() -> None:
    day = date(aamva_values.FIRST_YEAR, 1, 1)
    while day.year <= aamva_values.LAST_YEAR:
        month_first, year_first = f"{day:%m%d%Y}", f"{day:%Y%m%d}"
        assert aamva_values.read_date(month_first, Order.YEAR_FIRST) is None
        assert aamva_values.read_date(year_first, Order.MONTH_FIRST) is None
        assert aamva_values.read_date(month_first, Order.EITHER) == day
        assert aamva_values.read_date(year_first, Order.EITHER) == day
        day += timedelta(days=1)


@pytest.mark.rule("G05")
@pytest.mark.parametrize(
    "birth",
    [
        "0709198",
        "070919844",
        "13091984",
        "02301984",
        "07091884",
        "O7091984",
        "07 91984",
        "07O91984",
        "070919 4",
        "٠٧٠٩١٩٨٤",
    ],
)
def test_a_birth_date_that_is_none_is_refused(birth: str) -> None:
    assert refused(scan().replace("DBB07091984", f"DBB{birth}")) is RefusalCode.BAD_ID_DATE


@pytest.mark.rule("G05")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DBB07091984", "DBB07092031"),  # born after today
        ("DBB07091984", "DBB07091903"),  # older than anybody
        ("DBA07092031", "DBA07092022"),  # expired before it was issued
        ("DBD07012023", "DBD07011983"),  # issued before the birth
        ("DBA07092031", "DBA13092031"),
        ("DBA07092031", "DBA0709203"),
    ],
)
def test_dates_that_cannot_be_one_persons_are_refused(old: str, new: str) -> None:
    assert refused(scan().replace(old, new)) is RefusalCode.BAD_ID_DATE


@pytest.mark.rule("G05")
def test_the_day_of_turning_21_is_held_against_the_birth_date() -> None:
    assert read(scan(with_(extra=("DDH07092002", "DDJ07092005")))).under_21_until == date(2005, 7, 9)
    assert refused(scan(with_(extra=("DDJ07092006",)))) is RefusalCode.BAD_ID_DATE


@pytest.mark.rule("G06")
def test_a_name_that_was_cut_off_says_so_and_finds_nobody() -> None:
    card = read(scan(with_(cut_off="T")))
    assert card.last_truncated is True
    assert matching_name(card) is None
    assert matching_name(read(scan())) == ("WILLOW", "TESTERLING")
    assert read(scan(with_(cut_off="U"))).last_truncated is None


@pytest.mark.rule("G06")
@pytest.mark.parametrize("separator", ["\r\n", "\n\n", "\r", "\x1e", "\x1d\n", "\n\x00", "\n "])
def test_doubled_and_other_separators_are_read(separator: str) -> None:
    card = read(scan(CARD, separator))
    assert (card.last, card.date_of_birth, card.city) == ("TESTERLING", date(1984, 7, 9), "MADEUPVILLE")


@pytest.mark.rule("G06")
@pytest.mark.parametrize("version", [1, 3, 8])
def test_a_scan_that_lost_every_control_character_is_read(version: int) -> None:
    bare = "".join(letter for letter in scan(with_(version=version)) if letter >= " ")
    card = read(bare)
    assert (card.first, card.last) == ("WILLOW", "TESTERLING")
    assert (card.date_of_birth, card.expires_on, card.id_number) == (date(1984, 7, 9), date(2031, 7, 9), "Q7719042")
    assert (card.street, card.city, card.jurisdiction) == ("12 INVENTED STREET", "MADEUPVILLE", "CO")


@pytest.mark.rule("G06")
@pytest.mark.parametrize("gone", range(1, 16))
def test_any_one_lost_separator_loses_no_date_and_no_name(gone: int) -> None:
    entries = elements(CARD)
    body = "".join(entry + ("" if number == gone else "\n") for number, entry in enumerate(entries))
    card = read(head(CARD, entries) + body)
    assert (card.date_of_birth, card.expires_on) == (date(1984, 7, 9), date(2031, 7, 9))
    assert (card.first, card.last, card.jurisdiction) == ("WILLOW", "TESTERLING", "CO")


@pytest.mark.rule("G06")
def test_flags_that_are_all_glued_to_their_names_come_off() -> None:
    glued = scan().replace("\nDDE", "DDE").replace("\nDDF", "DDF").replace("\nDDG", "DDG")
    card = read(glued)
    assert (card.first, card.middle, card.last) == ("WILLOW", "FERN", "TESTERLING")
    assert card.last_truncated is False
    bare = scan(with_(last="MADDEN")).replace("\nDDEN", "").replace("\nDDFN", "").replace("\nDDGN", "")
    assert read(bare).last == "MADDEN"


@pytest.mark.rule("G06")
@pytest.mark.parametrize("last", ["HADDAD", "MADDEN", "ADAMS", "DAVIDSON", "DACOSTA", "ADAIR", "DAGNYSON"])
def test_a_name_that_holds_the_letters_of_an_element_stays_whole(last: str) -> None:
    for printed in (with_(last=last), with_(last=last, version=3), with_(last=last, version=1)):
        card = read(scan(printed))
        assert (card.first, card.last, card.date_of_birth) == ("WILLOW", last, date(1984, 7, 9))


def test_a_name_that_may_hold_more_than_its_own_finds_nobody() -> None:
    bare = "".join(letter for letter in scan(with_(last="ADAIR")) if letter >= " ")
    card = read(bare)
    assert card.date_of_birth == date(1984, 7, 9)
    assert matching_name(card) is None


@pytest.mark.parametrize("lost", ["@\n\x1e\r", "@", "\n\x1e\r", "\x1e"])
def test_what_comes_before_the_header_may_be_lost(lost: str) -> None:
    assert read(scan().replace(lost, "", 1)).last == "TESTERLING"


def test_a_caret_that_came_as_a_six_is_no_hindrance() -> None:
    assert read(scan().replace("\n\x1e\r", "\n6", 1)).last == "TESTERLING"


def test_offsets_and_lengths_are_not_believed() -> None:
    assert read(scan().replace("DL0031", "DL9999")).last == "TESTERLING"


def test_an_identity_card_is_told_from_a_licence() -> None:
    assert read(scan(with_(kind="ID"))).document is Document.IDENTITY
    assert read(scan()).document is Document.LICENCE


def test_a_subfile_of_the_state_is_no_part_of_the_card() -> None:
    text = scan().replace("DL0031", "DL0031", 1) + "ZCZCADBB01012001\nZCBDBA\nDBB01012001\n"
    assert read(text).date_of_birth == date(1984, 7, 9)


@pytest.mark.parametrize(
    ("whole", "names"),
    [
        ("PUBLIC,JOAN,Q", ("JOAN", "Q", "PUBLIC", None)),
        ("PUBLIC,JOAN QUILL", ("JOAN", "QUILL", "PUBLIC", None)),
        ("PUBLIC,JOAN,,3RD", ("JOAN", None, "PUBLIC", "3RD")),
        ("JOAN Q PUBLIC", ("JOAN", "Q", "PUBLIC", None)),
        ("JOAN PUBLIC JR", ("JOAN", None, "PUBLIC", "JR")),
        ("PUBLIC$JOAN$Q", ("JOAN", "Q", "PUBLIC", None)),
        ("PUBLIC", (None, None, "PUBLIC", None)),
    ],
)
def test_names_in_one_element(whole: str, names: tuple[str | None, ...]) -> None:
    assert aamva_values.in_one(whole) == names


@pytest.mark.parametrize(
    ("text", "read_as"), [("066 IN", "66 in"), ("5'-04\"", "64 in"), ("170 cm", "170 cm"), ("x", None)]
)
def test_heights(text: str, read_as: str | None) -> None:
    assert aamva_values.height(text) == read_as


def test_half_a_scan_is_said_to_be_one() -> None:
    whole = scan()
    for end in (5, 20, 40, whole.index("DBB"), whole.index("DBB") + 7, whole.index("DBA")):
        assert refused(whole[:end]) in (RefusalCode.HALF_SCAN, RefusalCode.BAD_ID_DATE)


def test_a_card_without_a_birth_date_is_told_from_half_a_scan() -> None:
    assert refused(scan().replace("\nDBB07091984", "")) is RefusalCode.NO_BIRTH_DATE
    assert refused(scan().replace("DBB07091984", "DBB")) is RefusalCode.NO_BIRTH_DATE


def test_two_scans_run_together_are_told() -> None:
    assert refused(scan() + scan(with_(born=date(2009, 1, 1)))) is RefusalCode.TWO_SCANS
    assert refused(scan(version_of(1)) + scan()) is RefusalCode.TWO_SCANS


def version_of(version: int) -> Printed:
    return with_(version=version)


def test_two_birth_dates_on_one_card_are_refused() -> None:
    assert refused(scan(with_(extra=("DBB07091974",)))) is RefusalCode.TWO_SCANS


@pytest.mark.parametrize("text", ["", "012345678905", "PD1:ABCDEFGHJK:2", "https://example.com/<b>", "\x00" * 50])
def test_what_is_no_id_is_told(text: str) -> None:
    assert refused(text) is RefusalCode.NOT_AN_ID
    assert not looks_like_id(text)


def test_a_megabyte_is_not_read() -> None:
    assert refused(scan() + "\x00DBB" * 300_000) is RefusalCode.LONG_SCAN


def test_an_expiry_of_a_card_that_never_expires() -> None:
    card = read(scan().replace("DBA07092031", "DBA99999999"))
    assert (card.expires_on, card.never_expires) == (None, True)
    card = read(scan().replace("DBA07092031", "DBA"))
    assert (card.expires_on, card.never_expires) == (None, False)


def test_the_stripe_is_read() -> None:
    card = read(stripe())
    assert (card.document, card.issuer_iin, card.id_number) == (Document.STRIPE, "636020", "7719042")
    assert (card.first, card.middle, card.last) == ("WILLOW", "FERN", "TESTERLING")
    assert (card.date_of_birth, card.expires_on) == (date(1984, 7, 9), date(2031, 7, 31))
    assert (card.city, card.jurisdiction, card.postal_code, card.sex) == ("MADEUPVILLE", "CO", "80012", "F")


@pytest.mark.parametrize(
    ("expires", "day"), [("3188", date(2031, 7, 31)), ("3199", date(2031, 7, 9)), ("3102", date(2031, 2, 28))]
)
def test_the_months_of_a_stripe_that_are_none_stand_for_days(expires: str, day: date) -> None:
    assert read(stripe(expires=expires)).expires_on == day


def test_a_stripe_without_end_never_expires() -> None:
    assert read(stripe(expires="7777")).never_expires


def test_a_stripe_of_track_two_alone_gives_the_dates() -> None:
    text = stripe()
    card = read(text[text.index(";") : text.index("#")])
    assert (card.date_of_birth, card.last) == (date(1984, 7, 9), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (stripe()[:40], RefusalCode.HALF_SCAN),
        (stripe(born="19841309"), RefusalCode.BAD_ID_DATE),
        (stripe(born="07091984"), RefusalCode.BAD_ID_DATE),
        (stripe(expires="3113"), RefusalCode.BAD_ID_DATE),
        (stripe() + stripe(), RefusalCode.TWO_SCANS),
    ],
)
def test_a_damaged_stripe_is_refused(text: str, code: RefusalCode) -> None:
    assert refused(text) is code


ALL = [scan(with_(version=version)) for version in range(13)] + [scan(ONTARIO), stripe()]


@pytest.mark.rule("G05", "G06")
@settings(max_examples=80)
@given(st.sampled_from(ALL), st.data())
def test_losing_or_doubling_control_characters_never_changes_a_date(text: str, data: st.DataObject) -> None:
    controls = [place for place, letter in enumerate(text) if letter < " "]
    chosen = data.draw(st.sets(st.sampled_from(controls)) if controls else st.just(set()))
    doubled = data.draw(st.booleans())
    damaged = "".join(
        letter * (2 if doubled else 0) if place in chosen else letter for place, letter in enumerate(text)
    )
    try:
        card = read(damaged)
    except Refused:
        assert not doubled  # a doubled one is always read
    else:
        assert card.date_of_birth == date(1984, 7, 9)
        assert card.expires_on in (date(2031, 7, 9), date(2031, 7, 31))


@pytest.mark.rule("G05")
@settings(max_examples=80)
@given(st.sampled_from(ALL), st.data())
def test_a_scan_cut_anywhere_is_refused_or_right(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    try:
        card = read(text[begin:end])
    except Refused:
        return
    assert card.date_of_birth == date(1984, 7, 9)
    assert card.expires_on in (date(2031, 7, 9), date(2031, 7, 31))


ANY_TEXT = st.one_of(st.text(max_size=300), st.binary(max_size=300).map(lambda some: some.decode("latin-1")))


@pytest.mark.rule("G05")
@given(ANY_TEXT, st.booleans())
def test_any_text_is_read_or_refused(text: str, headed: bool) -> None:
    with contextlib.suppress(Refused):
        card = read(f"@\n\x1e\rANSI 636020100001DL00310250DL{text}" if headed else text)
        assert "DBB" in text or text.startswith(("%", ";"))
        assert card.date_of_birth <= TODAY
