"""What a slip says of a visit, a return, a use; what it never says; and which one Ctrl+P means."""

from dataclasses import replace

import pytest

from posdesk.counter import redemptions, returns, slips, visits
from posdesk.counter.card import open_card
from posdesk.counter.profile_edits import set_field
from posdesk.counter.returns import Back
from posdesk.counter.slips import Slip, SlipWishes
from posdesk.counter.visits import VisitEntry
from posdesk.domain.facts import Line, MemberField, VisitVoided
from posdesk.domain.given_facts import AwardGiven
from posdesk.domain.offers import Choice
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.store_facts import StockCounted
from tests.builders import Shop, a_shop


@pytest.fixture
def shop() -> Shop:
    return a_shop("Dana R.")


@pytest.fixture
def maria(shop: Shop) -> str:
    return shop.member("Maria", "Garcia", phone="+13035554417", email="maria@example.com", birthday="1988-11-26")


def bought(shop: Shop, member: str, cents: int, *choices: Choice) -> str:
    return visits.record(shop.desk, member, VisitEntry(cents, choices=choices)).visit_id


def figure(slip: Slip, left: str) -> str:
    return next(line.right for line in slip.lines if line.left.startswith(left))


def words(slip: Slip) -> str:
    lines = [f"{line.left} {line.right}" for line in slip.lines]
    return "\n".join([slip.shop, slip.title, slip.about, *lines, *slip.notes, *slip.marks])


def test_a_slip_says_what_was_earned_what_there_is_and_what_comes_next(shop: Shop, maria: str) -> None:
    bought(shop, maria, 100_00)
    shop.clock.advance(24 * 60)
    slip = slips.slip_of(shop.desk, bought(shop, maria, 62_50))
    assert (slip.shop, slip.title) == ("Corner Leaf", "Visit 2")
    assert figure(slip, "Maria G.") == "Bronze"
    assert figure(slip, "Points earned") == "+62"
    assert figure(slip, "Points now") == "162"
    assert figure(slip, "Next: ") == "8 visits to go"
    assert figure(slip, "Next tier: Silver").startswith("$")
    assert slip.marks == ()


@pytest.mark.rule("G27")
def test_a_patient_gets_the_slip_that_everybody_gets(shop: Shop, maria: str) -> None:
    visit, wishes = bought(shop, maria, 62_50), SlipWishes("https://example.com/ask", card_code=True)
    before = slips.slip_of(shop.desk, visit, wishes)
    set_field(shop.desk, maria, MemberField.MEMBER_TYPE, "medical")
    after = slips.slip_of(shop.desk, visit, wishes)
    assert "medical" not in f"{words(after)} {after.codes}".casefold()
    assert after == before


def test_nothing_on_it_says_more_of_her_than_a_first_name(shop: Shop, maria: str) -> None:
    slip = slips.slip_of(shop.desk, bought(shop, maria, 62_50), SlipWishes("https://example.com/ask", card_code=True))
    for secret in ("Garcia", "4417", "303", "example.com", "1988", "Nov 26"):
        assert secret not in words(slip)


@pytest.mark.rule("E06")
def test_the_visit_that_leads_to_a_tier_says_at_which_it_earned(shop: Shop, maria: str) -> None:
    slip = slips.slip_of(shop.desk, bought(shop, maria, 700_00))
    assert slip.notes == (
        "You are Silver now. This visit still earned as Bronze; from the next one on you earn as Silver.",
    )
    shop.clock.advance(24 * 60)
    assert slips.slip_of(shop.desk, bought(shop, maria, 10_00)).notes == ()


def test_what_was_used_and_won_stands_on_it(shop: Shop, maria: str) -> None:
    for _ in range(9):
        bought(shop, maria, 60_00)
        shop.clock.advance(24 * 60)
    slip = slips.slip_of(shop.desk, bought(shop, maria, 60_00, Choice("five-off")))
    assert figure(slip, "Used: ") == "-$5"
    assert any(line.left.startswith("Earned: ") for line in slip.lines)


@pytest.mark.rule("X07")
def test_a_return_says_that_the_offer_stays(shop: Shop, maria: str) -> None:
    shop.happened(AwardGiven("fifty-off", "$50 off $100 or more", "sorry"), maria)
    award = next(each for each in open_card(shop.desk, maria).standing.awards if each.reward == "fifty-off")
    use = Choice("fifty-off", (award.rule.id, award.n))
    entry = VisitEntry(0, lines=(Line(60_00), Line(70_00)), choices=(use,))
    visit = visits.record(shop.desk, maria, entry).visit_id
    slip = slips.slip_of(shop.desk, returns.return_goods(shop.desk, visit, [Back(0)]).fact_id)
    assert slip.title == "Return"
    assert "$50 off $100 or more stays." in slip.notes
    assert any(note.startswith("Refund $") for note in slip.notes)


def test_a_use_without_a_visit_has_a_slip(shop: Shop, maria: str) -> None:
    shop.happened(StockCounted("t-shirt", 5))
    bought(shop, maria, 1_600_00)
    shop.clock.advance(24 * 60)
    used = redemptions.redeem(shop.desk, maria, Choice("t-shirt"))
    slip = slips.slip_of(shop.desk, used.fact_id)
    assert (slip.title, figure(slip, "Used: A Corner Leaf T-shirt")) == ("Reward used", "-1,500 points")


def test_codes_stand_on_it_when_the_shop_wants_them(shop: Shop, maria: str) -> None:
    visit = bought(shop, maria, 62_50)
    assert slips.slip_of(shop.desk, visit).codes == ()
    card = shop.member("Ana", "Ruiz", card="PD1:0027PRXGG0:Y")
    made = slips.slip_of(shop.desk, bought(shop, card, 1_00), SlipWishes("https://example.com/ask", card_code=True))
    assert [code.text for code in made.codes] == ["https://example.com/ask", "PD1:0027PRXGG0:Y"]


def test_without_the_hub_it_says_that_it_is_not_confirmed(shop: Shop, maria: str) -> None:
    class Away:
        def online(self) -> bool | None:
            return False

        def allowances(self) -> dict[str, int]:
            return {}

    visit = bought(shop, maria, 62_50)
    assert slips.slip_of(replace(shop.desk, reach=Away()), visit).marks == (slips.OFFLINE,)


def test_a_guest_what_was_undone_and_what_is_nothing_have_none(shop: Shop, maria: str) -> None:
    visit = bought(shop, maria, 62_50)
    shop.happened(VisitVoided(visit, "wrong member"), maria)
    guest = visits.record(shop.desk, None, VisitEntry(5_00)).visit_id
    for wrong in (visit, guest, "nothing", maria):
        with pytest.raises(Refused) as refused:
            slips.slip_of(shop.desk, wrong)
        assert refused.value.refusal.code is RefusalCode.NO_VISIT


def test_the_last_slip_is_of_the_member_shown_or_of_this_register_today(shop: Shop, maria: str) -> None:
    ana = shop.member("Ana", "Ruiz")
    with pytest.raises(Refused):
        slips.last_slip(shop.desk, None)
    bought(shop, maria, 10_00)
    shop.clock.advance(1)
    bought(shop, ana, 20_00)
    visits.record(shop.desk, None, VisitEntry(5_00))
    assert figure(slips.last_slip(shop.desk, maria), "Maria") == "Bronze"
    assert figure(slips.last_slip(shop.desk, None), "Ana") == "Bronze"
    with pytest.raises(Refused):
        slips.last_slip(shop.desk, shop.member("Jo", "Lee"))


def test_the_test_of_a_printer_has_hard_letters_and_a_code(shop: Shop) -> None:
    slip = slips.sample_slip(shop.desk)
    assert "ñ" in words(slip)
    assert [code.text for code in slip.codes] == ["POSDESK-TEST"]
