"""The office asks about a segment: how many, who with which reasons, and why one member is in it or not."""

import pytest

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.segments import Asks, Comparison, Group, Joined, Segment
from posdesk.office.audiences import explain, sample
from tests.builders import a_shop
from tests.fakes.audiences import FakeAudiences

TWICE = Group(Joined.ALL, (Asks("visits", Comparison.AT_LEAST, (2,)),))


def test_a_sample_tells_each_members_reasons() -> None:
    shop = a_shop()
    audiences = FakeAudiences(shop.desk)
    once, twice = shop.member("Lou", "Reyes"), shop.member("Maria", "Gomez")
    for member, days in ((once, 3), (twice, 5), (twice, 2)):
        shop.visit(member, 2500, days_ago=days)
    (found,) = sample(shop.desk, audiences, TWICE, {}, 10)
    assert (found.member.id, found.member.short_name) == (twice, "Maria G.")
    assert found.why.holds
    assert sample(shop.desk, audiences, TWICE, {}, 10, after=twice) == []
    assert audiences.count(TWICE, {}, shop.clock.now()) == 1


def test_a_member_who_is_not_in_a_segment_is_told_why() -> None:
    shop = a_shop()
    once = shop.member("Lou", "Reyes")
    shop.visit(once, 2500, days_ago=3)
    named = {"regulars": Segment("regulars", 1, "Regulars", TWICE)}
    told = explain(shop.desk, TWICE, named, once)
    assert not told.why.holds
    (clause,) = told.why.parts
    assert (clause.seen, clause.needed, clause.distance) == (1, 2, 1)


def test_nobody_is_refused() -> None:
    shop = a_shop()
    with pytest.raises(Refused) as refused:
        explain(shop.desk, TWICE, {}, shop.ids.new(shop.clock.now()))
    assert refused.value.refusal.code is RefusalCode.NO_MEMBER
