"""One person who was enrolled twice: joined at the hub by rule, in the same request, once; and no more by rule once a
person said no."""

from collections.abc import Callable
from datetime import date

import pytest

from db.hub import feed
from db.hub.people import joined
from db.hub.tables import facts as facts_table
from db.hub.tables import verified, verified_ids
from db.replica import SqlReplica
from db.state import state_hash
from posdesk.domain.business_day import AsOf, business_day
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import (
    Body,
    Fact,
    FieldSource,
    Line,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    RewardRedeemed,
    VisitRecorded,
    VisitVoided,
)
from posdesk.domain.fold import fold
from posdesk.domain.people_facts import MemberIdRead, MemberMerged, MemberToldApart, MemberUnmerged
from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.domain.same_person import HUB, REASON, REASON_ID, merged_by_rule
from posdesk.sync.cycle import Cycle
from tests.builders import CALENDAR
from tests.db.hub.hubs import AHub, Speaker
from tests.db.tills import Till

Tills = Callable[..., Till]
PHONE, BORN = "+13035550188", "1990-05-01"
NAME = "Zebulonica"


def ids(hub: AHub, count: int) -> list[str]:
    """So many members' ids, the first one made first."""
    return [hub.ids.new(hub.clock.now() + number) for number in range(count)]


def off_an_id(at: Speaker | Till, **told: object) -> MemberEnrolled:
    """Somebody whose ID was read."""
    day = business_day(at.clock.now(), CALENDAR)
    known = {"phone": PHONE, "birthday": BORN, "birthday_source": FieldSource.ID_SCAN} | told
    return MemberEnrolled("Maria", NAME, day, **known)  # type: ignore[arg-type]


def said(at: Speaker, body: Body, member: str) -> list[Fact]:
    """Send one fact; yields the merges and erasures that the hub made of its own accord."""
    before = len(at.pull())
    at.push(encode_fact(at.fact(body, member)))
    return [fact for fact in (decode_fact(one.line) for one in at.pull()[before:]) if fact.register == HUB]


@pytest.mark.rule("I02", "I04")
def test_the_second_enrolment_of_one_phone_and_id_is_joined_to_the_first_in_the_same_request(hub: AHub) -> None:
    one, other = hub.register("register 1"), hub.register("register 2")
    first, second = ids(hub, 2)
    assert said(one, off_an_id(one), first) == []
    (merge,) = said(other, off_an_id(other), second)
    assert (merge.subject, merge.body) == (second, MemberMerged(first, REASON, by_rule=True))
    assert (merge.store, merge.incarnation, merge.sequence) == (HUB, 1, 1)
    assert [row.position for row in hub.rows(facts_table)] == [1, 2, 3]
    assert hub.told[-1] == (3, merge)
    with hub.database.reading() as connection:
        assert joined(connection) == {first: first, second: first}
        assert feed.members(connection, None, 10) == [first]


@pytest.mark.rule("I02")
@pytest.mark.parametrize(
    "told",
    [
        {"birthday_source": None},
        {"birthday_source": FieldSource.MANAGER},
        {"birthday": "1990-05-02"},
        {"birthday": BORN[5:]},
        {"phone": "+13035550189"},
        {"phone": None},
    ],
    ids=str,
)
def test_anything_weaker_joins_nobody(hub: AHub, told: dict[str, object]) -> None:
    at = hub.register()
    first, second = ids(hub, 2)
    assert said(at, off_an_id(at), first) == []
    assert said(at, off_an_id(at, **told), second) == []


@pytest.mark.rule("I02")
def test_the_same_id_joins_whatever_else_is_told_and_another_one_nobody(hub: AHub) -> None:
    at = hub.register()
    first, second, third = ids(hub, 3)
    for member, phone in ((first, PHONE), (second, "+13035550189"), (third, None)):
        told: dict[str, object] = {"phone": phone, "birthday": None, "birthday_source": None}
        assert said(at, off_an_id(at, **told), member) == []
    assert said(at, MemberIdRead("c0ffee"), first) == []
    assert said(at, MemberIdRead("5eed"), third) == []
    (merge,) = said(at, MemberIdRead("c0ffee"), second)
    assert (merge.subject, merge.body) == (second, MemberMerged(first, REASON_ID, by_rule=True))
    assert said(at, MemberIdRead("c0ffee"), first) == []
    said(at, MemberUnmerged(merge.id, "a typing error"), second)
    assert said(at, MemberIdRead("c0ffee"), second) == []
    with hub.database.reading() as connection:
        assert joined(connection) == {}


@pytest.mark.rule("I02")
def test_a_pair_told_apart_is_joined_by_no_rule(hub: AHub) -> None:
    at = hub.register()
    first, second = ids(hub, 2)
    said(at, off_an_id(at), first)
    for member, other in ((first, second), (second, first)):
        assert said(at, MemberToldApart(other), member) == []
    assert said(at, off_an_id(at), second) == []
    for member in (first, second):
        assert said(at, MemberIdRead("c0ffee"), member) == []


@pytest.mark.rule("I02")
def test_both_rules_may_say_it_and_each_makes_the_very_same_fact_of_its_own(hub: AHub) -> None:
    at = hub.register()
    first, second = ids(hub, 2)
    said(at, MemberIdRead("c0ffee"), first)
    said(at, MemberIdRead("c0ffee"), second)
    said(at, off_an_id(at), first)
    (merge,) = said(at, off_an_id(at), second)  # by the phone, which is looked at first
    assert merge.body == MemberMerged(first, REASON, by_rule=True)
    assert merge.id == merged_by_rule(first, second).id != merged_by_rule(first, second, same_id=True).id
    assert merged_by_rule(second, first, same_id=True) == merged_by_rule(first, second, same_id=True)


@pytest.mark.rule("I02")
def test_what_is_told_later_joins_too(hub: AHub) -> None:
    at = hub.register()
    first, second = ids(hub, 2)
    said(at, off_an_id(at), first)
    assert said(at, off_an_id(at, phone=None, birthday=None, birthday_source=None), second) == []
    assert said(at, MemberFieldSet(MemberField.BIRTHDAY, BORN, FieldSource.ID_SCAN), second) == []
    assert said(at, MemberFieldSet(MemberField.LAST_NAME, "Lee"), second) == []
    (merge,) = said(at, MemberFieldSet(MemberField.PHONE, PHONE), second)
    assert merge.subject == second


@pytest.mark.rule("I02")
def test_three_enrolments_in_one_request_are_one_person_by_two_links(hub: AHub) -> None:
    at = hub.register()
    people = ids(hub, 3)
    at.push(*(encode_fact(at.fact(off_an_id(at), member)) for member in people))
    with hub.database.reading() as connection:
        assert joined(connection) == dict.fromkeys(people, people[0])
    merges = [fact for fact in map(decode_fact, (one.line for one in at.pull())) if fact.register == HUB]
    assert [merge.sequence for merge in merges] == [1, 2]


@pytest.mark.rule("I02")
def test_what_a_person_took_back_is_never_said_by_rule_again_of_her_nor_of_a_third(hub: AHub) -> None:
    at = hub.register()
    first, second, third = ids(hub, 3)
    said(at, off_an_id(at), first)
    (merge,) = said(at, off_an_id(at), second)
    said(at, MemberUnmerged(merge.id, "twins"), second)
    assert said(at, MemberFieldSet(MemberField.PHONE, PHONE), second) == []
    assert said(at, off_an_id(at), third) == []
    with hub.database.reading() as connection:
        assert joined(connection) == {}
        assert feed.members(connection, None, 2) == [first, second]
        assert feed.members(connection, second, 2) == [third]


@pytest.mark.rule("I04")
def test_a_hub_put_back_makes_the_very_fact_again_and_knows_it_when_it_is_offered(hub: AHub) -> None:
    at = hub.register()
    first, second = ids(hub, 2)
    at.push(encode_fact(at.fact(off_an_id(at), first)))
    again = encode_fact(at.fact(off_an_id(at), second))
    at.push(again)
    kept = at.pull()[-1].line
    hub.put_back(1)
    late = hub.register("register 2")
    hub.clock.advance(90)
    late.push(again)
    made = decode_fact(late.pull()[-1].line)
    assert made.id == decode_fact(kept).id
    assert [verdict.outcome for verdict in late.push(kept)] == ["already"]


@pytest.mark.rule("I03")
def test_a_hub_yields_the_facts_of_all_who_are_one_and_the_voids_of_their_visits(hub: AHub) -> None:
    at = hub.register()
    first, second, third = ids(hub, 3)
    visit = at.fact(VisitRecorded((Line(2500),)), first)
    void = at.fact(VisitVoided(visit.id, "wrong"), third)
    links = [at.fact(MemberMerged(second, "the same"), first), at.fact(MemberMerged(third, "the same"), second)]
    at.push(*(encode_fact(fact) for fact in (visit, void, *links)))
    with hub.database.reading() as connection:
        for member in (first, second, third):
            about = feed.facts_about(connection, member)
            assert sorted(fact.id for fact in about) == sorted(fact.id for fact in (visit, void, *links))
    at.push(encode_fact(at.fact(MemberUnmerged(links[1].id, "no"), second)))
    with hub.database.reading() as connection:
        assert {fact.subject for fact in feed.facts_about(connection, first)} == {first, second, third}  # its void
        assert {fact.subject for fact in feed.facts_about(connection, third)} == {third}
        assert feed.members(connection, None, 1) == [first]


@pytest.mark.rule("I06")
def test_whoever_is_one_with_somebody_erased_is_erased_too_whichever_comes_first(hub: AHub) -> None:
    at = hub.register()
    first, second, third, fourth = ids(hub, 4)
    said(at, off_an_id(at), first)
    said(at, off_an_id(at), second)
    said(at, MemberIdRead("c0ffee"), first)
    (gone,) = said(at, MemberErased(), first)
    assert (gone.subject, gone.body) == (second, MemberErased())
    assert hub.rows(verified) == []
    assert hub.rows(verified_ids) == []
    said(at, off_an_id(at), third)
    said(at, off_an_id(at, phone=None), fourth)
    assert [fact.subject for fact in said(at, MemberMerged(first, f"she is {NAME}"), fourth)] == [fourth]
    assert [fact.subject for fact in said(at, MemberErased(on_request=False), third)] == []
    assert NAME not in "".join(placed.line for placed in at.pull())


def test_no_register_is_called_as_the_hub_calls_itself(hub: AHub) -> None:
    with pytest.raises(Refused) as no:
        hub.register(HUB)
    assert no.value.refusal.code is RefusalCode.BAD_STORE


def exchange(till: Till, at: Speaker) -> None:
    Cycle(at.hub, SqlReplica(till.store.ledger), till.clock).run()


@pytest.mark.rule("I04", "I03")
def test_enrolled_at_two_offline_registers_she_is_one_keeps_all_points_and_has_the_welcome_bonus_once(
    hub: AHub, tills: Tills
) -> None:
    one, other = tills("register 1").opened(), tills("register 2")
    places = hub.register("register 1"), hub.register("register 2")
    exchange(one, places[0])
    exchange(other, places[1])
    members = []
    for till in (one, other):
        member = till.ids.new(till.clock.now())
        till.happened(off_an_id(till), member)
        welcome = RewardRedeemed("welcome", "Welcome", award_rule="campaign:welcome", award_n=1, bonus=5000)
        till.happened(welcome, member)
        till.visit(member, cents=4000)
        members.append(member)
    for till, place in [*zip((one, other), places, strict=True)] * 2:
        exchange(till, place)
    assert state_hash(one.store) == state_hash(other.store)
    for till in (one, other):
        assert [hit.member for hit in till.store.directory.by_phone_digits("5550188", 9)] == [members[0]]
        facts = till.store.ledger.facts_about(members[1])
        moment = AsOf(till.clock.now(), date(2026, 11, 23))
        standing = fold(members[0], facts, till.store.programs.timeline(), moment)
        assert (standing.visits, standing.spend_cents) == (1, 8000)
        bonus = [lot.earned for lot in standing.lots if lot.source == "bonus"]
        assert bonus == [5000]
        assert [use.double for use in standing.redemptions] == [False, True]
        assert standing.points == 5000 + sum(visit.points for visit in standing.history)
