"""Who has not come for long is forgotten, once the program says so, and never of whom the hub lacks something."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from posdesk.counter import signing_in
from posdesk.counter.card import open_card
from posdesk.counter.hub_link import Link
from posdesk.counter.reach import HubReach
from posdesk.domain import program_document
from posdesk.domain.facts import MemberErased, MemberField, MemberFieldSet, ProgramPublished
from posdesk.domain.people_facts import MemberIdRead, MemberMerged
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.staff_facts import Role
from posdesk.office import programs, purge_report, staff
from posdesk.office.ports import Cancelled
from posdesk.office.retention import Purge, purge, purging
from tests.builders import SAMPLE_PROGRAM, Shop, a_shop
from tests.fakes.link_home import FakeLinkHome
from tests.fakes.member_list import FakeMemberList

KEEPS = "\n[retention]\nforget_after_months = 12\n"


def a_forgetting_shop() -> Shop:
    """Its program keeps members for twelve months."""
    shop = a_shop()
    document = Path(SAMPLE_PROGRAM).read_text(encoding="utf-8").replace("version = 1", "version = 2", 1) + KEEPS
    shop.happened(ProgramPublished(document), at=shop.days_ago(1))
    return shop


def of(shop: Shop, *, dry: bool = False) -> Purge:
    return purge(shop.desk, FakeMemberList(shop.directory), dry=dry)


@pytest.mark.rule("I06", "G13")
def test_who_has_not_come_for_so_long_is_forgotten_by_a_fact_and_counted_by_what_was_held() -> None:
    shop = a_forgetting_shop()
    gone = shop.member("Maria", "Gomez", phone="+13038675309", email="m@example.org", birthday="1990-05-30")
    shop.happened(MemberIdRead("a1"), gone)
    shop.visit(gone, 5000, days_ago=380)
    stays = shop.member("Ann", "Keller", phone="+17202345678")
    shop.visit(stays, 5000, days_ago=300)
    would = of(shop, dry=True)
    assert (would.dry, would.members, would.ids, would.entries) == (True, 1, 1, 3)
    assert open_card(shop.desk, gone).member.first_name == "Maria"
    done = of(shop)
    assert done == replace(would, dry=False)
    assert {part for part, number in done.parts.items() if number} == {
        *("first_name", "last_name", "phone", "email", "birthday", "id_hash"),
    }
    (erased,) = [fact for fact in shop.ledger.facts.values() if isinstance(fact.body, MemberErased)]
    assert (erased.subject, erased.body) == (gone, MemberErased(on_request=False))
    assert open_card(shop.desk, stays).member.first_name == "Ann"
    assert of(shop).members == 0


def test_the_last_day_that_is_kept_is_so_many_months_ago() -> None:
    shop = a_forgetting_shop()  # on 2026-11-23
    for days in (365, 366):
        shop.visit(shop.member("Maria", "Gomez", joined_days_ago=500), 5000, days_ago=days)
    assert of(shop, dry=True).members == 1
    assert str(of(shop, dry=True).before) == "2025-11-23"


def test_a_new_member_without_a_visit_is_kept_from_the_day_of_enrolment() -> None:
    shop = a_forgetting_shop()
    shop.member("Maria", "Gomez", joined_days_ago=300)
    shop.member("Ann", "Keller", joined_days_ago=400)
    assert of(shop, dry=True).members == 1


@pytest.mark.rule("I06")
def test_who_is_several_was_seen_when_any_of_them_was_and_is_forgotten_once_with_all_ids() -> None:
    shop = a_forgetting_shop()
    one, other, third = (shop.member("Maria", name) for name in ("Gomez", "Santos", "Keller"))
    shop.happened(MemberMerged(one, "one person"), other)
    shop.happened(MemberMerged(one, "one person"), third)
    would = of(shop, dry=True)
    assert (would.members, would.ids) == (1, 3)
    done = of(shop)
    assert (done.members, done.ids) == (1, 3)
    assert len([fact for fact in shop.ledger.facts.values() if isinstance(fact.body, MemberErased)]) == 3


@pytest.mark.rule("I06")
def test_nobody_is_forgotten_of_whom_the_hub_lacks_something() -> None:
    shop, home = a_forgetting_shop(), FakeLinkHome()
    first, second = (shop.member("Maria", name) for name in ("Gomez", "Santos"))
    home.pair(Link("https://hub.example", "a1b2"), "secret")
    for at, fact in enumerate(shop.ledger.facts.values(), 1):
        if fact.subject != second:
            shop.ledger.facts[fact.id] = fact._replace(hub_epoch=1, hub_position=at)
    desk = replace(shop.desk, reach=HubReach(home, shop.clock, dict))
    done = purge(desk, FakeMemberList(shop.directory))
    assert (done.members, done.unsent) == (1, 1)
    assert open_card(shop.desk, second).member.last_name == "Santos"
    with pytest.raises(Refused):
        open_card(shop.desk, first)


def test_it_is_off_until_the_program_says_otherwise() -> None:
    shop = a_shop()
    shop.member("Maria", "Gomez", joined_days_ago=1400)
    with pytest.raises(Refused, match="forget_after_months") as refused:
        of(shop)
    assert refused.value.refusal.code is RefusalCode.NOT_USABLE


def test_a_budtender_forgets_nobody() -> None:
    shop = a_forgetting_shop()
    owner = signing_in.make_owner(shop.desk, "Ana", "4719")
    staff.add(owner, "Cy", Role.BUDTENDER, "913604")
    with pytest.raises(Refused) as refused:
        purge(signing_in.sign_in(shop.desk, "Cy", "913604"), FakeMemberList(shop.directory))
    assert refused.value.refusal.code is RefusalCode.NOT_PERMITTED


def test_what_was_done_stays_done_when_it_is_cut_short() -> None:
    shop = a_forgetting_shop()
    for name in ("Gomez", "Santos", "Keller"):
        shop.member("Maria", name)

    def enough(done: int, of: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        purge(shop.desk, FakeMemberList(shop.directory), progress=enough)
    assert of(shop).members == 1


@pytest.mark.rule("I06")
def test_whoever_comes_while_members_are_forgotten_one_by_one_stays() -> None:
    shop = a_forgetting_shop()
    for name in ("Gomez", "Santos"):
        shop.member("Maria", name)
    last = shop.member("Ann", "Keller")
    steps = purging(shop.desk, FakeMemberList(shop.directory))
    next(steps)
    shop.visit(last, 5000)
    assert [*steps] == [2]
    assert len([fact for fact in shop.ledger.facts.values() if isinstance(fact.body, MemberErased)]) == 2
    assert open_card(shop.desk, last).member.first_name == "Ann"


def test_what_was_counted_is_what_goes_or_it_is_counted_again() -> None:
    shop = a_forgetting_shop()
    shop.member("Maria", "Gomez")
    counted = of(shop, dry=True)
    shop.clock.advance(24 * 60)
    with pytest.raises(Refused, match="Count again") as refused:
        purging(shop.desk, FakeMemberList(shop.directory), counted=counted)
    assert refused.value.refusal.code is RefusalCode.NOT_SURE
    assert of(shop, dry=True).members == 1


def test_the_program_in_force_says_another_time_and_nothing_else() -> None:
    shop = a_shop()
    assert programs.keep_for(shop.desk, 24).forget_after_months == 24
    before, now = (document for _, document in shop.desk.programs.documents())
    assert program_document.parse(now) == replace(program_document.parse(before), version=2, forget_after_months=24)
    assert programs.document_in_force(shop.desk) == now
    assert programs.keep_for(shop.desk, None).forget_after_months is None
    assert programs.keep_for(shop.desk, 12).version == 4


@pytest.mark.parametrize("months", [0, 1201])
def test_a_time_that_no_program_may_say_changes_nothing(months: int) -> None:
    shop = a_shop()
    with pytest.raises(Refused):
        programs.keep_for(shop.desk, months)
    assert len(shop.desk.programs.documents()) == 1


@pytest.mark.rule("G13", "G27")
@pytest.mark.parametrize("ending", [".txt", ".json"])
def test_a_report_that_is_saved_holds_counts_and_nothing_of_anybody(ending: str) -> None:
    shop = a_forgetting_shop()
    gone = shop.member("Zebulonica", "Quill", phone="+13038675309", email="z@example.org", birthday="1990-05-30")
    shop.happened(MemberFieldSet(MemberField.MEMBER_TYPE, "medical"), gone)
    shop.happened(MemberIdRead("a1b2c3"), gone)
    told = purge_report.file_of(shop.desk, of(shop), ending).decode()
    for word in (gone, "Zebulonica", "Quill", "3038675309", "z@example", "1990", "medical", "a1b2c3", "Kind of member"):
        assert word not in told
    assert {"3", "1"} <= set(re.findall(r"[0-9]+", told))
    assert len(told) < purge_report.LONGEST
