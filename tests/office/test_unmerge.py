"""A merge that is taken back leaves no trace in what either of them stands for, whatever their histories are."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdesk.counter.card import MemberCard, card_of, open_card
from posdesk.domain.facts import (
    Body,
    Channel,
    ConsentSet,
    Line,
    MemberField,
    MemberFieldSet,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.given_facts import AwardGiven, GivenFor, PointsAdjusted
from posdesk.office import people
from posdesk.office.merge_preview import preview
from tests.builders import Shop, a_shop

Act = tuple[int, str, int, int]
"""Whose (of three), what, how much, how many days ago."""
WHAT = "visit visit visit visit phone name consent stop adjust award use void back".split()
acts = st.tuples(st.integers(0, 2), st.sampled_from(WHAT), st.integers(1, 400), st.integers(0, 120))


def did(shop: Shop, members: Sequence[str], act: Act, under: Callable[[str], str]) -> None:
    """Something happens to one of them. under: the id under which it is recorded."""
    whose, what, much, ago = act
    member = members[whose]
    own = [
        fact for fact in shop.ledger.facts.values() if fact.subject == member and isinstance(fact.body, VisitRecorded)
    ]
    bodies: dict[str, Body] = {
        "visit": VisitRecorded((Line(much * 100, "Hilltop" if much % 3 else None),)),
        "phone": MemberFieldSet(MemberField.PHONE, f"+1303867{much:04}"),
        "name": MemberFieldSet(MemberField.LAST_NAME, f"Lopez-{much}"),
        "consent": ConsentSet(Channel.TEXT, True, "counter"),
        "stop": ConsentSet(Channel.TEXT, False, "counter"),
        "adjust": PointsAdjusted(much * 100 - 20_000 or 1, "sorry"),
        "award": AwardGiven("treat", "A treat", "sorry", GivenFor.MANAGER),
        "use": RewardRedeemed("points", "Points", spent=much),
    }
    if own and what in ("void", "back"):
        visit = own[much % len(own)]
        bodies["void"] = VisitVoided(visit.id, "wrong")
        bodies["back"] = VisitReturned((Line(much, None),), visit.id)
    if what in bodies:
        shop.happened(bodies[what], under(member), shop.days_ago(ago))


def cards(shop: Shop, members: Sequence[str]) -> list[MemberCard]:
    return [open_card(shop.desk, member) for member in members]


def taken_back(before: Sequence[Act], between: Sequence[Act], pair: tuple[int, int]) -> None:
    shop = a_shop()
    members = [shop.member("Maria", name, birthday="1990-05-30") for name in ("Gomez", "Santos", "Keller")]
    for act in before:
        did(shop, members, act, lambda member: member)
    was = cards(shop, members)
    one, other = members[pair[0]], members[pair[1]]
    seen = preview(shop.desk, one, other)
    assert cards(shop, members) == was  # looking changes nothing
    merged = people.merge(shop.desk, one, other, "one person")
    assert open_card(shop.desk, one) == seen.both.card
    people.unmerge(shop.desk, merged.merge, "two after all")
    assert cards(shop, members) == was
    again = people.merge(shop.desk, other, one, "one person")
    known = set(shop.ledger.facts)
    for act in between:
        did(shop, members, act, lambda member: shop.ledger.joined().get(member, member))
    meanwhile = [fact for id, fact in shop.ledger.facts.items() if id not in known]
    people.unmerge(shop.desk, again.merge, "two after all")
    for member in members:
        hers = [fact for fact in shop.ledger.facts_about(member) if fact.subject == member]
        alone = card_of(shop.desk, member, shop.ledger.facts_about(member), shop.clock.now())
        assert alone == open_card(shop.desk, member)
        assert {fact.id for fact in meanwhile if fact.subject == member} <= {fact.id for fact in hers}
        if not any(fact.subject == member for fact in meanwhile):
            assert alone.standing.history == was[members.index(member)].standing.history or _voided(meanwhile)


def _voided(facts: Sequence[object]) -> bool:
    """Whether a visit of hers was taken back under the other's id: it is hers wherever it was said."""
    return any(isinstance(getattr(fact, "body", None), VisitVoided | VisitReturned) for fact in facts)


pairs = st.sampled_from([(0, 1), (1, 0), (0, 2), (2, 1)])


@pytest.mark.rule("I03")
@settings(max_examples=15, deadline=None)
@given(st.lists(acts, max_size=14), st.lists(acts, max_size=5), pairs)
def test_both_are_exactly_who_they_were(before: list[Act], between: list[Act], pair: tuple[int, int]) -> None:
    taken_back(before, between, pair)


@pytest.mark.long
@pytest.mark.rule("I03")
@settings(max_examples=2000, deadline=None)
@given(st.lists(acts, max_size=40), st.lists(acts, max_size=10), pairs)
def test_both_are_exactly_who_they_were_thousands_of_times(
    before: list[Act], between: list[Act], pair: tuple[int, int]
) -> None:
    taken_back(before, between, pair)
