"""An ID at the counter's screen: from any screen to the gate, and what is left of it."""

from dataclasses import replace
from datetime import date

import pytest

from posdesk.domain.facts import VisitRecorded
from posdesk.domain.id_card import CheckMethod, IdChecked
from tests.builders import Shop, a_shop
from tests.fakes.state_packs import FakeStatePacks
from tests.scanned_ids import scan, stripe, with_
from tests.ui.shop import MARIA_CARD, People, fill
from ui import id_wording
from ui.viewmodels.connection import ConnectionState
from ui.viewmodels.counter import CounterModel
from ui.viewmodels.door import DeskDoor, StraightLane
from ui.viewmodels.screens import Panel, Screen

PRODUCT = "012345678905"


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def people(shop: Shop) -> People:
    return fill(shop)


@pytest.fixture
def counter(shop: Shop, people: People) -> CounterModel:
    desk = replace(shop.desk, state_packs=FakeStatePacks("CO"))
    counter = CounterModel(DeskDoor(desk, StraightLane()), ConnectionState())
    counter.start()
    return counter


def marias_id(shop: Shop, **changed: object) -> str:
    """Maria's own ID, which is valid for years after the day of the shop."""
    return scan(with_(**{"first": "MARIA", "last": "GARCIA", **dates(shop), **changed}))


def dates(shop: Shop) -> dict[str, object]:
    return {"born": date(1988, 11, 26), "issued": date(2020, 1, 2), "expires": date(2099, 1, 2)}


def last_check(shop: Shop) -> IdChecked | None:
    visits = [fact for fact in shop.ledger.facts.values() if isinstance(fact.body, VisitRecorded)]
    body = max(visits, key=lambda fact: fact.sequence).body
    assert isinstance(body, VisitRecorded)
    return body.id_check


def pay(counter: CounterModel) -> None:
    counter.record()
    if counter.visit.asking:
        counter.visit.say_yes()
    counter.visit.set_amount("5000")
    counter.record()


@pytest.mark.rule("G02")
def test_a_scanned_id_opens_the_members_card_and_the_next_visit_says_so(counter: CounterModel, shop: Shop) -> None:
    counter.search.set_text("jam")
    counter.scanned(marias_id(shop))
    assert counter.screen is Screen.MEMBER
    assert counter.card is not None
    assert counter.card.member.short_name == "Maria G."
    assert counter.gate.checked_for(counter.card.member.id) is not None
    pay(counter)
    check = last_check(shop)
    assert check is not None
    assert (check.method, check.staff) == (CheckMethod.SCAN, "Dana R.")
    assert counter.card is not None
    assert counter.gate.checked_for(counter.card.member.id) is None, "the visit after that needs its own"


@pytest.mark.rule("G01")
def test_an_expired_id_shows_no_card_and_takes_away_the_one_that_was_open(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(MARIA_CARD)
    counter.scanned(marias_id(shop, expires=date(2022, 3, 3)))
    assert (counter.screen, counter.card) == (Screen.GATE, None)
    assert counter.gate.answer is not None
    assert counter.gate.answer.words == "ID expired Mar 3, 2022"
    assert counter.search.text == ""
    counter.escape()
    assert (counter.screen, counter.gate.answer) == (Screen.IDLE, None)


@pytest.mark.rule("G01")
def test_somebody_too_young_is_told_so_and_has_no_card(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(marias_id(shop, born=date(2012, 11, 30)))
    assert counter.screen is Screen.GATE
    assert counter.gate.answer is not None
    assert counter.gate.answer.words == "Under 21: born Nov 30, 2012"
    pay(counter)
    assert last_check(shop) is None


def test_an_id_that_nobody_has_fills_the_form_of_a_new_member(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(marias_id(shop, first="WILLOW", last="TESTERLING"))
    assert counter.screen is Screen.GATE
    assert counter.gate.advice == id_wording.NOBODY
    counter.new_member()
    form = counter.panels.enrolment
    assert (form.values["name"], form.values["birthday"]) == ("Willow Testerling", "1988-11-26")
    assert counter.gate.prefill is None, "the ID is forgotten with that"


@pytest.mark.rule("G02")
def test_a_new_member_made_from_an_id_has_it_on_the_first_visit(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(marias_id(shop, first="WILLOW", last="TESTERLING"))
    counter.new_member()
    counter.new_member()
    assert counter.card is not None
    assert counter.card.member.first_name == "Willow"
    pay(counter)
    assert last_check(shop) is not None


def test_a_guest_whose_id_was_checked_has_it_on_the_visit(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(marias_id(shop, first="WILLOW", last="TESTERLING"))
    pay(counter)
    assert last_check(shop) is not None


def test_a_check_is_not_carried_to_somebody_else(counter: CounterModel, shop: Shop, people: People) -> None:
    counter.scanned(marias_id(shop))
    counter.open_member(people.jamal)
    pay(counter)
    assert last_check(shop) is None


def test_a_members_card_after_an_id_of_nobody_known_is_hers(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(marias_id(shop, first="MARY", last="GARCIA"))
    counter.scanned(MARIA_CARD)
    pay(counter)
    assert last_check(shop) is not None


def test_closing_the_card_forgets_the_check(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(marias_id(shop))
    counter.escape()
    counter.scanned(MARIA_CARD)
    pay(counter)
    assert last_check(shop) is None


def test_going_home_forgets_the_check(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(marias_id(shop, first="WILLOW", last="TESTERLING"))
    counter.home()
    pay(counter)
    assert last_check(shop) is None


def test_an_id_in_the_middle_of_a_visit_leaves_what_was_typed(counter: CounterModel, shop: Shop) -> None:
    counter.record()
    counter.visit.set_amount("6250")
    counter.scanned(marias_id(shop, expires=date(2022, 3, 3)))
    assert (counter.panel, counter.visit.amount) == (Panel.VISIT, "6250")
    assert "ID expired Mar 3, 2022" in (counter.visit.note or "")
    counter.scanned(marias_id(shop))
    assert (counter.visit.amount, counter.visit.card is not None) == ("6250", True)
    counter.record()
    check = last_check(shop)
    assert check is not None


def test_an_id_checked_by_hand_is_the_open_members(counter: CounterModel, shop: Shop, people: People) -> None:
    counter.open_member(people.jamal)
    counter.panels.check_id()
    assert counter.panel is Panel.ID_CHECK
    panel = counter.panels.id_check
    for field, text in (("born", "07/09/1984"), ("expires", "07/09/2099")):
        panel.set_field(field, text)
    panel.enter()
    assert (counter.panel, counter.screen) == (Panel.NONE, Screen.MEMBER)
    assert counter.card is not None
    assert counter.card.member.id == people.jamal
    assert panel.values == {"born": "", "expires": "", "medical": ""}
    pay(counter)
    check = last_check(shop)
    assert check is not None
    assert check.method is CheckMethod.BY_HAND


def test_an_id_scanned_while_one_is_typed_is_its_own_members(counter: CounterModel, shop: Shop, people: People) -> None:
    counter.open_member(people.jamal)
    counter.panels.check_id()
    counter.scanned(marias_id(shop))
    assert counter.panel is Panel.NONE
    assert counter.card is not None
    assert counter.card.member.id == people.maria


def test_a_date_that_cannot_be_is_said_in_the_panel(counter: CounterModel) -> None:
    counter.panels.check_id()
    counter.panels.id_check.enter()
    assert counter.panel is Panel.ID_CHECK
    assert "birth date" in (counter.panels.id_check.error or "")


def test_while_the_gate_is_off_an_id_says_so(shop: Shop, people: People) -> None:
    counter = CounterModel(DeskDoor(shop.desk, StraightLane()), ConnectionState())
    counter.scanned(marias_id(shop))
    assert counter.screen is Screen.PROBLEM
    assert "off" in (counter.problem or "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (scan()[:90], "Only a part"),
        (scan() + scan(), "Two scans"),
        (scan().replace("DBB07091984", "DBB13131984"), "dates"),
        ("@" + "x" * 5000, "longer"),
        (stripe()[:30], "Only a part"),
        (PRODUCT, "product"),
        ("CLUB\x1dCARD\x1e<b>bold</b>", "no member's card"),
    ],
)
def test_every_bad_scan_ends_in_words_with_the_search_ready(counter: CounterModel, text: str, words: str) -> None:
    counter.scanned(text)
    assert counter.screen is Screen.PROBLEM
    assert words in (counter.problem or "")
    assert counter.search.text == ""
    counter.scanned(MARIA_CARD)
    assert counter.screen is Screen.MEMBER


@pytest.mark.rule("G04")
@pytest.mark.parametrize("before", ["]L2", "\x02]L2", "]L0", "X"])
def test_an_id_behind_what_the_scanner_says_of_it_opens_the_member(
    counter: CounterModel, shop: Shop, people: People, before: str
) -> None:
    counter.scanned(before + marias_id(shop))
    assert counter.card is not None
    assert counter.card.member.id == people.maria


@pytest.mark.parametrize("before", ["]A0", "]C0", "]Q1", "\x02]Q1"])
def test_a_card_behind_what_the_scanner_says_of_it_opens_the_member(
    counter: CounterModel, people: People, before: str
) -> None:
    counter.scanned(before + MARIA_CARD)
    assert counter.card is not None
    assert counter.card.member.id == people.maria


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("]E00123456", id_wording.PRODUCT),
        ("]E4" + PRODUCT, id_wording.PRODUCT),
        ("]d20100012345678905", id_wording.PRODUCT),
        ("]L2AQSAMPLE", id_wording.NO_WHOLE_ID),
    ],
)
def test_what_the_scanner_says_helps_to_say_what_is_wrong(counter: CounterModel, text: str, words: str) -> None:
    counter.scanned(text)
    assert (counter.problem, counter.search.text) == (words, "")


def test_what_the_scanner_says_is_no_proof(counter: CounterModel, people: People) -> None:
    for symbology in ("]E0", "]L2"):
        counter.scanned(symbology + MARIA_CARD)
        assert counter.card is not None
        assert counter.card.member.id == people.maria


@pytest.mark.rule("G13")
def test_half_of_an_id_never_stands_in_the_form_of_a_new_member(counter: CounterModel) -> None:
    counter.new_member()
    counter.scanned("]L2AQD12345678 DCSSAMPLE DACMARIA DBB01151988")
    form = counter.panels.enrolment
    assert (form.values["card_code"], form.error) == ("", id_wording.NO_WHOLE_ID)
    counter.scanned("]Q1NEW-0042")
    assert form.values["card_code"] == "NEW-0042"


def test_a_product_is_no_card_in_the_form_of_a_new_member_either(counter: CounterModel) -> None:
    counter.new_member()
    counter.scanned(PRODUCT)
    form = counter.panels.enrolment
    assert (form.values["card_code"], form.error) == ("", id_wording.PRODUCT)


def test_an_id_fills_in_what_is_empty_in_an_open_form(counter: CounterModel, shop: Shop) -> None:
    counter.new_member()
    form = counter.panels.enrolment
    form.set_field("name", "Will")
    counter.scanned(marias_id(shop, first="WILLOW", last="TESTERLING"))
    assert (form.values["name"], form.values["birthday"]) == ("Will", "1988-11-26")
    counter.scanned(marias_id(shop, born=date(2012, 11, 30)))
    assert "Under 21" in (form.error or "")


def test_the_id_of_a_member_says_so_in_an_open_form(counter: CounterModel, shop: Shop) -> None:
    counter.new_member()
    counter.scanned(marias_id(shop))
    assert "Maria G." in (counter.panels.enrolment.error or "")
    assert counter.panel is Panel.NEW_MEMBER


def test_two_members_of_one_name_and_birthday_are_listed(counter: CounterModel, shop: Shop) -> None:
    shop.member("Maria", "Garcia", birthday="1988-11-26")
    counter.scanned(marias_id(shop))
    assert (counter.screen, len(counter.search.hits)) == (Screen.MATCHES, 2)
    counter.search.enter()
    assert counter.card is not None
    pay(counter)
    assert last_check(shop) is not None


def test_a_code_with_markup_is_a_card_nobody_has(counter: CounterModel) -> None:
    counter.scanned("<b>bold</b>&amp;<script>")
    assert counter.screen is Screen.NOT_FOUND
    assert counter.newcomer.nobody[0] == "this card"


@pytest.mark.rule("G13")
def test_nothing_on_the_counter_remembers_the_scan(counter: CounterModel, shop: Shop) -> None:
    counter.scanned(marias_id(shop, first="WILLOW", last="TESTERLING", number="Q7719042"))
    counter.escape()
    models = (counter, counter.gate, counter.scans, counter.search)
    held = " ".join(repr(value) for each in models for value in vars(each).values())
    assert not any(word in held for word in ("Q7719042", "TESTERLING", "ANSI"))
    assert counter.gate.prefill is None
