"""Who is one person, whatever the order of the links; what she is called, may be written and is given then."""

from datetime import date
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.business_day import day_in_utc
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.erasure import without_person
from posdesk.domain.facts import (
    Body,
    Channel,
    ConsentSet,
    Fact,
    FieldSource,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    RedemptionVoided,
)
from posdesk.domain.member import Member, profile
from posdesk.domain.merging import Link, group, ids_of, links_of, name_of
from posdesk.domain.people_facts import MemberMerged, MemberUnmerged
from posdesk.domain.same_person import erased_with, known_by, merged_by_rule, parted
from tests.domain.histories import History, moment, sealed

A, B, C, D = (f"01930000-0000-7000-8000-0000000000a{n}" for n in range(4))
PHONE, BORN = "+13035550188", "1990-05-01"


def said(clock: int, body: Body, member: str = A) -> Fact:
    """A fact with this hybrid clock about a member."""
    return sealed(body, moment("2026-03-02"), clock)._replace(clock=clock, subject=member)


def enrolled(clock: int, member: str, **told: object) -> Fact:
    """Somebody joined."""
    return said(clock, MemberEnrolled("Maria", "Garcia", date(2026, 3, 2), **told), member)  # type: ignore[arg-type]


def merged(clock: int, one: str, other: str) -> Fact:
    """Two are one."""
    return said(clock, MemberMerged(other, "the same"), one)


def unmerged(clock: int, merge: Fact, subject: str | None = None) -> Fact:
    """They are not."""
    return said(clock, MemberUnmerged(merge.id, "no"), subject or merge.subject or "")


pairs = st.lists(st.tuples(st.sampled_from((A, B, C, D)), st.sampled_from((A, B, C, D))), max_size=8)


@pytest.mark.rule("I03")
@given(pairs, st.sets(st.integers(0, 7)), st.randoms(use_true_random=False))
def test_groups_are_what_the_holding_links_connect_in_any_order_and_circle(
    links: list[tuple[str, str]], gone: set[int], random: Random
) -> None:
    merges = [merged(clock, *pair) for clock, pair in enumerate(links, start=1)]
    facts = [*merges, *(unmerged(90 + n, merge) for n, merge in enumerate(merges) if n in gone)]
    random.shuffle(facts)
    holding = {frozenset(pair) for n, pair in enumerate(links) if n not in gone}
    connected = {frozenset((one, one)) for one in (A, B, C, D)} | holding
    for _ in range(4):
        connected |= {one | other for one, other in combinations(connected, 2) if one & other}
    for member in (A, B, C, D):
        whole = max((each for each in connected if member in each), key=len)
        assert ids_of(member, [*facts, *facts]) == tuple(sorted(whole))
        assert name_of(member, facts) == min(whole)


@pytest.mark.rule("I03")
def test_a_link_is_taken_back_by_its_own_id_and_subject_alone_and_whichever_comes_first() -> None:
    one, again = merged(1, A, B), merged(2, A, B)
    assert links_of([unmerged(3, one, C), one]) == [Link(one.id, A, B)]
    assert links_of([unmerged(3, one), one]) == []
    assert links_of([unmerged(3, one), one, again]) == [Link(again.id, A, B)]
    assert group(A, [Link("", A, A)]) == (A,)


# ------------------------------------------------------------------------------------------------------------ profile


def who(*facts: Fact, of: str = A) -> Member:
    """The profile from the facts about all who are one."""
    found = profile(of, facts)
    assert found is not None
    assert found == profile(of, reversed(facts))
    return found


@pytest.mark.rule("I03")
def test_the_later_value_of_both_counts_and_what_one_left_empty_takes_nothing_away() -> None:
    one = enrolled(1, A, phone="+13035550117", card_code="PD-1", email="maria@example.org", external="old:1")
    other = enrolled(5, B, phone="+13035554417", external="old:2")
    she = who(one, other, merged(9, B, A), of=B)
    assert (she.id, she.joined) == (A, (A, B))
    assert (she.phone, she.email, she.card_code, she.external) == (
        "+13035554417", "maria@example.org", "PD-1", "old:2",
    )  # fmt: skip
    assert who(one).joined == ()


def test_a_field_that_was_cleared_stays_clear_until_somebody_says_something() -> None:
    cleared = said(3, MemberFieldSet(MemberField.PHONE, None))
    assert who(enrolled(1, A, phone=PHONE), cleared, enrolled(5, A)).phone is None
    assert who(enrolled(1, A, phone=PHONE), cleared, enrolled(5, A, phone="+13035554417")).phone == "+13035554417"


@pytest.mark.rule("I06")
def test_of_people_who_are_one_nobody_is_left_once_one_of_them_is_erased() -> None:
    facts = [enrolled(1, A), enrolled(2, B), merged(3, A, B), said(4, MemberErased(), B)]
    assert profile(A, facts) is None


def text(clock: int, given: bool, member: str, *over: int) -> Fact:
    """A member said this of texts, in knowledge of what was said at these clocks."""
    known = tuple(said(at, MemberErased()).id for at in over)
    return said(clock, ConsentSet(Channel.TEXT, given, "counter", known), member)


@pytest.mark.rule("I03", "I07")
@pytest.mark.parametrize(
    ("consents", "allowed"),
    [
        ([text(3, True, A)], True),
        ([text(3, True, A), text(4, False, B)], False),
        ([text(4, False, A), text(5, True, B)], False),  # B's giver knew nothing of A
        ([text(3, False, A), text(5, True, A, 3), text(4, False, B)], False),
        ([text(3, False, A), text(5, True, A, 3), text(4, False, B), text(6, True, B, 4)], True),  # both had it
        ([text(4, False, B), text(12, True, A, 4)], True),  # said by somebody who knew that they are one
        ([text(4, False, B), text(12, True, A, 4), text(13, False, A)], False),
        ([text(3, False, A), text(4, False, B), text(12, True, A, 3)], False),
        ([text(3, False, A), text(4, False, B), text(12, True, A, 3, 4)], True),
    ],
)
def test_a_withdrawal_of_either_holds_until_one_is_given_by_somebody_who_knew_of_it(
    consents: list[Fact], allowed: bool
) -> None:
    she = who(enrolled(1, A), enrolled(2, B), merged(9, A, B), *consents)
    assert (Channel.TEXT in she.consents) is allowed


# ---------------------------------------------------------------------------------------------------------- standing


@pytest.mark.rule("I04", "RD10")
def test_points_of_one_award_are_given_by_the_first_use_in_the_hubs_order_and_once() -> None:
    first, welcome = History(), ("campaign:welcome", 1)
    first.redeemed("2026-01-01", award=welcome, bonus=5000, hub=9)
    earlier = first.redeemed("2026-01-02", award=welcome, bonus=5000, hub=4)
    first.redeemed("2026-01-03", award=welcome, bonus=5000)
    assert first.balance() == 5000
    assert [lot.fact for lot in first.standing().lots] == [earlier]
    assert [use.double for use in first.standing().redemptions] == [True, False, True]
    first.happened("2026-01-04", RedemptionVoided(earlier, "a mistake"))
    assert first.balance() == 5000
    first.redeemed("2026-01-05", award=("campaign:welcome", 2), bonus=100)
    first.redeemed("2026-01-05", reward="bonus", bonus=10)
    assert first.balance() == 5110


# ----------------------------------------------------------------------------------------------------------- the rule


@pytest.mark.rule("I02")
def test_somebody_is_known_by_phone_and_a_whole_birthday_that_an_id_said() -> None:
    scanned = {"phone": PHONE, "birthday": BORN, "birthday_source": FieldSource.ID_SCAN}
    assert known_by(A, [enrolled(1, A, **scanned)]) == (PHONE, BORN)
    later = said(2, MemberFieldSet(MemberField.BIRTHDAY, "1991-01-01", FieldSource.MANAGER))
    assert known_by(A, [enrolled(1, A, **scanned), later]) is None  # a manager's word is no ID
    typed = said(2, MemberFieldSet(MemberField.BIRTHDAY, "1991-01-01"))
    assert known_by(A, [enrolled(1, A, **scanned), typed]) == (PHONE, BORN)
    assert known_by(A, [enrolled(1, A, **scanned), said(2, MemberErased())]) is None


@pytest.mark.rule("I02", "I04")
def test_the_fact_by_rule_says_only_what_the_ids_say_and_every_posdesk_reads_it() -> None:
    draft = merged_by_rule(B, A)
    assert draft == merged_by_rule(A, B)
    assert (draft.subject, draft.body.into) == (B, A)  # type: ignore[union-attr]
    assert draft.business_day == day_in_utc(int(B[:8] + B[9:13], 16))
    imported = merged_by_rule("ffffffff-ffff-8fff-8000-000000000001", A)
    assert (imported.occurred_at, imported.business_day) == (0, date(1970, 1, 1))
    fact = said(1, draft.body, B)
    assert decode_fact(encode_fact(fact)) == fact
    assert "phone" not in encode_fact(without_person(fact))
    assert without_person(fact).body == MemberMerged(A, "erased", by_rule=True)


def test_an_erasure_of_who_is_one_with_her_is_the_same_fact_wherever_it_is_made() -> None:
    erasure = said(7, MemberErased(on_request=False))
    assert erased_with(erasure, B) == erased_with(erasure, B)
    assert erased_with(erasure, B).body == MemberErased(on_request=False)
    assert len({erased_with(erasure, B).id, erased_with(erasure, C).id, erasure.id}) == 3


@pytest.mark.rule("I02")
def test_people_are_parted_by_any_link_between_two_of_them_that_does_not_hold() -> None:
    links = [Link("1", A, B), Link("2", C, D)]
    assert not parted([A, B], links, {"1", "2"})
    assert parted([A, B, C], links, {"2"})
    assert not parted([A, C, D], links, {"2"})
