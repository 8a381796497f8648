"""Signing in: who may act, what a wrong PIN costs, and what a manager lets somebody do once."""

from dataclasses import replace

import pytest

from posdesk.counter import permissions, signing_in
from posdesk.counter.ports import Desk
from posdesk.counter.profile_edits import set_field
from posdesk.counter.redemptions import void_redemption
from posdesk.counter.returns import return_goods
from posdesk.counter.undoing import undo_last
from posdesk.counter.visits import VisitEntry, record, today, void
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import FieldSource, MemberField, RewardRedeemed
from posdesk.domain.pins import Tries
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from posdesk.domain.staff_facts import ApprovalGiven, Permission, Role, StaffAdded, StaffLockedOut
from posdesk.office import adjustments, staff
from posdesk.pins.argon import ArgonHashes
from tests.builders import Shop, a_shop
from tests.fakes.people import PlainHashes, TriesInMemory

OWNERS, MANAGERS, BUDTENDERS = "4719", "80352", "913604"


@pytest.fixture
def shop() -> Shop:
    """Ana owns it, Ben manages, Cy serves; Maria is a member."""
    made = a_shop()
    owner = signing_in.make_owner(made.desk, "Ana", OWNERS)
    staff.add(owner, "Ben", Role.MANAGER, MANAGERS)
    staff.add(owner, "Cy", Role.BUDTENDER, BUDTENDERS)
    return made


@pytest.fixture
def maria(shop: Shop) -> str:
    return shop.member("Maria", "Garcia")


@pytest.fixture
def cy(shop: Shop) -> Desk:
    return signing_in.sign_in(shop.desk, "Cy", BUDTENDERS)


@pytest.fixture
def ben(shop: Shop) -> Desk:
    return signing_in.sign_in(shop.desk, "Ben", MANAGERS)


def hashes_of(shop: Shop) -> PlainHashes:
    assert shop.desk.staffing is not None
    assert isinstance(shop.desk.staffing.hashes, PlainHashes)
    return shop.desk.staffing.hashes


def tries_of(shop: Shop) -> TriesInMemory:
    assert shop.desk.staffing is not None
    assert isinstance(shop.desk.staffing.tries, TriesInMemory)
    return shop.desk.staffing.tries


def refusal(desk: Desk, who: str, pin: str) -> tuple[RefusalCode, str]:
    with pytest.raises(Refused) as no:
        signing_in.sign_in(desk, who, pin)
    return no.value.refusal.code, no.value.refusal.words


def approvals(shop: Shop) -> list[ApprovalGiven]:
    return [fact.body for fact in shop.ledger.facts.values() if isinstance(fact.body, ApprovalGiven)]


def test_before_there_is_an_owner_everybody_may_do_everything() -> None:
    shop = a_shop("Dana")
    member = shop.member("Maria", "Garcia")
    assert adjustments.adjust(shop.desk, member, 500, "sorry").standing.points == 500
    assert all(permissions.allowed(shop.desk, each) for each in Permission)
    assert [fact.staff for fact in shop.ledger.facts_about(member)] == ["Dana", "Dana"]


def test_the_first_start_makes_the_owner_once() -> None:
    shop = a_shop()
    desk = signing_in.make_owner(shop.desk, " Ana  Ruiz ", OWNERS)
    person = permissions.signed_in(desk)
    assert person is not None
    assert (person.name, person.role) == ("Ana Ruiz", Role.OWNER)
    assert all(fact.staff == person.id for fact in shop.ledger.facts.values() if fact.kind.startswith("staff."))
    with pytest.raises(Refused, match="has its people already"):
        signing_in.make_owner(shop.desk, "Ben", MANAGERS)


def test_an_owner_without_a_name_or_with_a_bad_pin_is_not_made() -> None:
    shop = a_shop()
    for name, pin, code in (("  ", OWNERS, RefusalCode.BAD_NAME), ("Ana", "1234", RefusalCode.BAD_PIN)):
        with pytest.raises(Refused) as no:
            signing_in.make_owner(shop.desk, name, pin)
        assert no.value.refusal.code is code
    assert not permissions.roster(shop.desk).in_use


def test_every_act_bears_the_person_and_is_shown_under_the_name_of_now(shop: Shop, cy: Desk, maria: str) -> None:
    record(cy, maria, VisitEntry(2000))
    assert [row.staff for row in today(cy).rows] == ["Cy"]
    staff.change(signing_in.sign_in(shop.desk, "Ana", OWNERS), "Cy", name="Cyrus")
    assert [row.staff for row in today(cy).rows] == ["Cyrus"]
    (visit,) = (fact for fact in shop.ledger.facts_about(maria) if fact.kind == "visit.recorded")
    assert visit.staff == cy.station.staff


def test_whoever_is_not_signed_in_is_told_to(shop: Shop, maria: str) -> None:
    with pytest.raises(Refused, match=r"for a manager or an owner\. Nobody is signed in here: sign in first") as no:
        adjustments.adjust(shop.desk, maria, 500, "sorry")
    assert no.value.refusal.code is RefusalCode.NOT_PERMITTED


def test_a_manager_approves_one_act_which_stands_beside_it(shop: Shop, cy: Desk, maria: str) -> None:
    with pytest.raises(Refused, match=r"^Giving or taking points by hand is for a manager or an owner\.$"):
        adjustments.adjust(cy, maria, 500, "sorry")
    approved = signing_in.approve(cy, "Ben", MANAGERS)
    assert adjustments.adjust(approved, maria, 500, "sorry").standing.points == 500
    adjusted, given = list(shop.ledger.facts.values())[-2:]
    assert approvals(shop) == [
        ApprovalGiven(Permission.ADJUST_POINTS, permissions.roster(cy).named("Ben")[0].id, (adjusted.id,))
    ]
    assert adjusted.staff == given.staff == cy.station.staff
    assert given.subject is None
    with pytest.raises(Refused):
        adjustments.adjust(cy, maria, 500, "once more")


def test_an_act_that_is_not_stored_leaves_no_approval(shop: Shop, cy: Desk, maria: str) -> None:
    approved = signing_in.approve(cy, "Ben", MANAGERS)
    shop.ledger.trouble = EnvironmentTrouble(TroubleCode.DISK_FULL, "full")
    with pytest.raises(EnvironmentTrouble):
        adjustments.adjust(approved, maria, 500, "sorry")
    assert approvals(shop) == []


def test_who_may_do_it_alone_needs_no_approval(shop: Shop, ben: Desk, maria: str) -> None:
    adjustments.adjust(signing_in.approve(ben, "Ana", OWNERS), maria, 500, "sorry")
    assert approvals(shop) == []


def test_nobody_approves_what_is_not_theirs(shop: Shop, cy: Desk, maria: str) -> None:
    with pytest.raises(Refused, match="for a manager or an owner"):
        adjustments.adjust(signing_in.approve(cy, "Cy", BUDTENDERS), maria, 500, "sorry")


def test_taking_goods_back_is_for_a_manager(cy: Desk, ben: Desk, maria: str) -> None:
    saved = record(cy, maria, VisitEntry(2000))
    with pytest.raises(Refused, match=r"^Taking goods back is for"):
        return_goods(cy, saved.visit_id)
    assert return_goods(ben, saved.visit_id).card.standing.spend_cents == 0


def test_one_undoes_ones_own_and_a_manager_what_others_did(shop: Shop, cy: Desk, ben: Desk, maria: str) -> None:
    own, bens = record(cy, maria, VisitEntry(2000)), record(ben, None, VisitEntry(500))
    with pytest.raises(Refused, match=r"^Undoing what somebody else recorded"):
        undo_last(cy)
    assert void(cy, own.visit_id, "typing error").visit_id == own.visit_id
    void(signing_in.approve(cy, "Ben", MANAGERS), bens.visit_id, "typing error")
    assert [each.act for each in approvals(shop)] == [Permission.VOID_OF_ANOTHER]


def test_a_use_recorded_by_another_is_taken_back_by_a_manager(shop: Shop, cy: Desk, ben: Desk, maria: str) -> None:
    used = replace(shop, desk=ben).happened(RewardRedeemed("treat", "A treat"), maria)
    with pytest.raises(Refused, match=r"^Undoing what somebody else recorded"):
        void_redemption(cy, used.id, "typing error")
    assert void_redemption(ben, used.id, "typing error").fact_id == used.id


def test_only_a_manager_says_that_a_manager_says_so(cy: Desk, ben: Desk, maria: str) -> None:
    with pytest.raises(Refused, match=r"^Changing what was read off an ID is for"):
        set_field(cy, maria, MemberField.BIRTHDAY, "1990-05-30", FieldSource.MANAGER)
    assert set_field(ben, maria, MemberField.BIRTHDAY, "1990-05-30", FieldSource.MANAGER).member.birthday


def test_an_approval_of_what_writes_nothing_is_written_down(shop: Shop, cy: Desk, ben: Desk) -> None:
    signing_in.allow(ben, Permission.EXPORT)
    assert approvals(shop) == []
    with pytest.raises(Refused, match=r"^Taking all entries out"):
        signing_in.allow(cy, Permission.EXPORT)
    signing_in.allow(signing_in.approve(cy, "Ben", MANAGERS), Permission.EXPORT)
    assert [(each.act, each.approved) for each in approvals(shop)] == [(Permission.EXPORT, ())]


def test_whoever_left_may_do_nothing_any_more_though_signed_in(shop: Shop, ben: Desk, maria: str) -> None:
    staff.end(signing_in.sign_in(shop.desk, "Ana", OWNERS), "Ben")
    with pytest.raises(Refused, match="Nobody is signed in"):
        adjustments.adjust(ben, maria, 500, "sorry")
    assert refusal(shop.desk, "Ben", MANAGERS)[0] is RefusalCode.WRONG_PIN


def test_a_wrong_pin_and_an_unknown_name_sound_and_cost_the_same(shop: Shop) -> None:
    asked = hashes_of(shop).asked
    asked.clear()
    assert refusal(shop.desk, "Cy", "5555") == refusal(shop.desk, "Nobody", "5555")
    assert len(asked) == 2
    assert asked[1] is None
    for _ in range(2):
        assert refusal(shop.desk, "Cy", "5555") == refusal(shop.desk, "Nobody", "5555")
    assert refusal(shop.desk, "Cy", "5555") == refusal(shop.desk, "Nobody", "5555")
    assert refusal(shop.desk, "Cy", "5555")[0] is RefusalCode.WAIT


def test_what_can_be_no_pin_is_not_counted(shop: Shop) -> None:
    for typed in ("", "12", "abcd", "1234567"):
        assert refusal(shop.desk, "Cy", typed)[0] is RefusalCode.BAD_PIN
    assert tries_of(shop).kept == {}


def test_waits_grow_are_said_in_words_and_end(shop: Shop) -> None:
    said = []
    for _ in range(6):
        said.append(refusal(shop.desk, "Cy", "5555")[1].partition(". ")[2])
        shop.clock.advance(1)
    assert said == ["", "", "Try again in 5 seconds.", "Try again in 10 seconds.", *_minutes(30, 60)]
    assert signing_in.sign_in(shop.desk, "Cy", BUDTENDERS).station.staff
    assert refusal(shop.desk, "Cy", "5555")[1] == "That PIN does not go with that name."


def _minutes(*seconds: int) -> list[str]:
    return [f"Try again in {'1 minute' if each == 60 else f'{each} seconds'}." for each in seconds]


def test_the_right_pin_is_not_taken_during_a_wait(shop: Shop) -> None:
    for _ in range(3):
        refusal(shop.desk, "Cy", "5555")
    assert refusal(shop.desk, "Cy", BUDTENDERS) == (RefusalCode.WAIT, "Too many wrong PINs. Try again in 5 seconds.")
    assert signing_in.sign_in(shop.desk, "Ben", MANAGERS).station.staff  # it is Cy's wait, nobody else's
    shop.clock.advance(5 / 60)
    assert signing_in.sign_in(shop.desk, "Cy", BUDTENDERS).station.staff


def test_putting_the_clock_back_does_not_end_a_wait(shop: Shop) -> None:
    for _ in range(3):
        refusal(shop.desk, "Cy", "5555")
    shop.clock.advance(-600)
    assert refusal(shop.desk, "Cy", BUDTENDERS)[0] is RefusalCode.WAIT
    shop.clock.advance(5 / 60)
    assert signing_in.sign_in(shop.desk, "Cy", BUDTENDERS).station.staff


def test_a_pin_is_counted_as_wrong_before_it_is_looked_at(shop: Shop) -> None:
    class PowerCut(PlainHashes):
        def fits(self, pin: str, pin_hash: str | None) -> bool:
            raise RuntimeError("the power went")

    assert shop.desk.staffing is not None
    cut = replace(shop.desk, staffing=replace(shop.desk.staffing, hashes=PowerCut()))
    with pytest.raises(RuntimeError):
        signing_in.sign_in(cut, "Cy", "5555")
    assert [tries.wrong for tries in tries_of(shop).kept.values()] == [1]


def test_managers_hear_of_every_fifth_wrong_pin(shop: Shop) -> None:
    for _ in range(10):
        refusal(shop.desk, "Cy", "5555")
        shop.clock.advance(15)
    told = [fact.body.wrong for fact in shop.ledger.facts.values() if isinstance(fact.body, StaffLockedOut)]
    assert told == [5, 10]


def test_a_name_that_nobody_has_is_counted_and_no_fact_is_made_of_it(shop: Shop) -> None:
    before = len(shop.ledger.facts)
    for _ in range(5):
        refusal(shop.desk, "Nobody", "5555")
        shop.clock.advance(15)
    assert tries_of(shop).of("name:nobody") == Tries(5, shop.clock.now() - 900_000)
    assert len(shop.ledger.facts) == before


def test_of_two_with_one_name_the_id_says_which(shop: Shop) -> None:
    shop.happened(StaffAdded("00000000-0000-7000-8000-00000000cccc", "cy", Role.BUDTENDER))  # at another register
    assert refusal(shop.desk, "Cy", BUDTENDERS)[0] is RefusalCode.NO_PERSON
    mine = next(each.id for each in permissions.roster(shop.desk).named("Cy") if each.pin_hash)
    assert signing_in.sign_in(shop.desk, mine, BUDTENDERS).station.staff == mine


def test_no_pin_is_in_any_fact() -> None:
    shop = a_shop()
    assert shop.desk.staffing is not None
    desk = replace(shop.desk, staffing=replace(shop.desk.staffing, hashes=ArgonHashes()))
    signing_in.make_owner(desk, "Ana", "913604")
    lines = [encode_fact(fact) for fact in shop.ledger.facts.values() if fact.kind.startswith("staff.")]
    assert len(lines) == 2
    assert not any("913604" in line for line in lines)
    assert signing_in.sign_in(desk, "Ana", "913604").station.staff
