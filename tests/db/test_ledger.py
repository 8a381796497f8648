"""The ledger seals, stores and reads facts; what is known is not stored again, what contradicts is refused."""

from datetime import date, timedelta

import pytest

from db.transfer import import_facts
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import (
    Channel,
    ConsentSet,
    Draft,
    Line,
    MemberEnrolled,
    MemberField,
    MemberFieldSet,
    Parked,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.refusals import EnvironmentTrouble, RefusalCode, Refused, TroubleCode
from tests.db.conftest import Tills
from tests.db.tills import STORE, Till, reopened


def test_sequence_counts_up_without_gaps_over_a_restart(till: Till) -> None:
    before = [till.visit(None).sequence for _ in range(3)]
    again = reopened(till)
    after = [again.visit(None).sequence for _ in range(2)]
    again.close()
    assert before + after == [1, 2, 3, 4, 5]


def test_the_hybrid_clock_never_runs_backwards_even_when_the_wall_clock_does(till: Till) -> None:
    first = till.visit(None)
    till.clock.advance(-600)
    second = till.visit(None)
    assert second.occurred_at < first.occurred_at
    assert second.clock > first.clock


def test_a_clock_thousands_of_years_off_is_not_followed(till: Till) -> None:
    sound = till.draft(VisitRecorded((Line(2500),)))
    till.clock.set(2**50)
    (fact,) = till.store.ledger.append([sound]).facts
    assert decode_fact(encode_fact(fact)) == fact


def test_a_fact_reads_back_as_it_was_sealed(till: Till) -> None:
    member = till.member()
    body = VisitRecorded(
        (Line(2500, "Moonridge", "Flower", "Moonridge 3.5g", 3500),), 500, receipt="T-1", nudges=("ten",)
    )
    sealed = till.happened(body, member)
    assert till.store.ledger.fact(sealed.id) == sealed
    assert till.store.ledger.facts_about(member)[-1] == sealed


@pytest.mark.rule("VS06")
def test_a_draft_delivered_twice_is_one_fact_and_takes_one_sequence_number(till: Till) -> None:
    draft = till.draft(VisitRecorded((Line(2500),)))
    assert len(till.store.ledger.append([draft, draft]).facts) == 1
    assert till.store.ledger.append([draft]).already == 1
    assert till.visit(None).sequence == 2
    assert till.store.ledger.waiting().count == 2


@pytest.mark.rule("LG01")
def test_another_content_under_a_known_id_is_refused_and_nothing_of_its_batch_is_stored(till: Till) -> None:
    draft = till.draft(VisitRecorded((Line(2500),)))
    till.store.ledger.append([draft])
    other = draft._replace(body=VisitRecorded((Line(2600),)))
    with pytest.raises(Refused) as refused:
        till.store.ledger.append([till.draft(VisitRecorded((Line(100),))), other])
    assert refused.value.refusal.code is RefusalCode.FACT_CONFLICT
    assert till.store.ledger.waiting().count == 1
    assert till.visit(None).sequence == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "not-an-id"},
        {"id": "018F0000-0000-7000-8000-000000000001"},
        {"subject": "42"},
        {"store": ""},
        {"staff": "x" * 201},
        {"occurred_at": -1},
        {"occurred_at": 2**45},
        {"body": Parked("{}")},
        {"body": MemberEnrolled("Maria", "Gomez", date(2026, 1, 1))},
        {"body": VisitRecorded((Line(2500, "Moon\0ridge"),))},
        {"body": VisitRecorded((Line(2**60),))},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_draft_no_posdesk_could_read_back_is_refused_before_anything_is_stored(
    till: Till, wrong: dict[str, object]
) -> None:
    draft: Draft = till.draft(VisitRecorded((Line(2500),)))._replace(**wrong)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        till.store.ledger.append([draft])
    assert refused.value.refusal.code is RefusalCode.BAD_FACT
    assert till.store.ledger.waiting().count == 0


def test_a_failed_append_forgets_the_names_it_was_about_to_store(till: Till) -> None:
    known = till.draft(VisitRecorded((Line(2500),)), staff="Dana")
    till.store.ledger.append([known])
    with pytest.raises(Refused):
        till.store.ledger.append(
            [till.draft(VisitRecorded((Line(1),)), staff="Kim"), known._replace(store="elsewhere")]
        )
    seen = till.store.ledger.append([till.draft(VisitRecorded((Line(1),)), staff="Kim")]).facts[0]
    assert till.store.ledger.fact(seen.id) == seen


def test_a_void_without_a_member_is_still_about_the_member_of_its_visit(till: Till) -> None:
    member = till.member()
    visit = till.visit(member)
    void = till.happened(VisitVoided(visit.id, "wrong member"))
    assert void in till.store.ledger.facts_about(member)


def test_a_void_that_came_before_its_visit_joins_it_when_it_comes(till: Till) -> None:
    member = till.member()
    visit = till.draft(VisitRecorded((Line(2500),)), member)
    void = till.happened(VisitVoided(visit.id, "wrong member"))
    assert void not in till.store.ledger.facts_about(member)
    till.store.ledger.append([visit])
    assert void in till.store.ledger.facts_about(member)


def test_a_return_of_another_members_visit_is_shown_with_both(till: Till) -> None:
    maria, ben = till.member(), till.member("Ben", "Ode")
    back = till.happened(VisitReturned((Line(500),), visit=till.visit(maria).id), ben)
    assert back in till.store.ledger.facts_about(maria)
    assert back in till.store.ledger.facts_about(ben)


def test_a_guests_void_is_about_nobody(till: Till) -> None:
    visit = till.visit(None)
    till.happened(VisitVoided(visit.id, "typing error"))
    assert till.projections() == ["brand ('Moonridge', 'moonridge', 1)"]


def test_the_list_of_a_day_holds_its_visits_and_enrolments_in_order(till: Till) -> None:
    member = till.member()
    yesterday = till.visit(member, days_ago=1)
    morning, void = till.visit(member), till.happened(VisitVoided(yesterday.id, "wrong day"))
    till.happened(MemberFieldSet(MemberField.EMAIL, "maria@example.com"), member)
    ledger = till.store.ledger
    assert ledger.facts_on(morning.business_day) == [morning, void]
    assert ledger.facts_on(morning.business_day - timedelta(days=1)) == [yesterday]
    assert ledger.facts_on(morning.business_day, "register 2") == []


def test_the_facts_of_some_kinds_since_a_day_are_in_order_and_no_others(till: Till) -> None:
    member = till.member()
    last_week, yesterday, today = (till.visit(member, days_ago=days) for days in (7, 1, 0))
    void = till.happened(VisitVoided(yesterday.id, "wrong day"))
    ledger, kinds = till.store.ledger, {"visit.recorded", "visit.voided"}
    assert ledger.facts_since(yesterday.business_day, kinds) == [yesterday, today, void]
    assert ledger.facts_since(last_week.business_day, {"visit.voided"}) == [void]
    assert ledger.facts_since(last_week.business_day, {"message.queued"}) == []


@pytest.mark.rule("LG04")
def test_what_waits_for_the_hub_is_counted_with_its_oldest(till: Till) -> None:
    assert till.store.ledger.waiting().oldest is None
    oldest = till.visit(None, days_ago=3)
    till.visit(None)
    assert (till.store.ledger.waiting().count, till.store.ledger.waiting().oldest) == (2, oldest.occurred_at)


def test_nobody_knows_a_text_that_is_no_id(till: Till) -> None:
    assert till.store.ledger.facts_about("Maria") == []
    assert till.store.ledger.fact("' OR 1=1 --") is None


def test_a_changed_profile_and_a_visit_show_in_the_look_up_at_once(till: Till) -> None:
    member = till.member("Maria", "Gomez", "+13035550142")
    till.happened(MemberFieldSet(MemberField.LAST_NAME, "Santos"), member)
    till.happened(ConsentSet(Channel.TEXT, True, "counter, wording 1"), member)
    visit = till.visit(member)
    (hit,) = till.store.directory.by_names(["santos"], 5)
    assert (hit.member, hit.last_seen) == (member, visit.business_day)


def test_a_voided_visit_was_no_visit_to_the_look_up(till: Till) -> None:
    member = till.member()
    first = till.visit(member, days_ago=5)
    till.happened(VisitVoided(till.visit(member).id, "wrong member"), member)
    (hit,) = till.store.directory.by_names(["maria"], 5)
    assert hit.last_seen == first.business_day


def test_two_registers_of_two_stores_keep_apart_in_one_ledger(tills: Tills) -> None:
    one = tills("register 1")
    drafts = [one.draft(VisitRecorded((Line(100),)))._replace(store=store) for store in (STORE, "boulder-1", STORE)]
    facts = one.store.ledger.append(drafts).facts
    assert [(fact.store, fact.sequence) for fact in facts] == [(STORE, 1), ("boulder-1", 2), (STORE, 3)]
    assert [one.store.ledger.fact(fact.id) for fact in facts] == list(facts)


def test_a_batch_of_thousands_is_one_transaction(till: Till) -> None:
    member = till.member()
    drafts = [till.draft(VisitRecorded((Line(cents),)), member) for cents in range(1, 3001)]
    assert len(till.store.ledger.append(drafts).facts) == 3000
    assert [fact.sequence for fact in till.store.ledger.facts_about(member)] == list(range(1, 3002))


@pytest.mark.rule("LG06")
def test_a_file_that_another_program_holds_is_told_in_words_and_the_visit_can_be_recorded_again(till: Till) -> None:
    till.writer.execute("PRAGMA busy_timeout = 0")
    draft = till.draft(VisitRecorded((Line(2500),)))
    with till.store.connections.engine.begin(), pytest.raises(EnvironmentTrouble) as trouble:
        till.store.ledger.append([draft])
    assert trouble.value.code is TroubleCode.BUSY
    assert "nothing was saved" in trouble.value.words
    assert len(till.store.ledger.append([draft]).facts) == 1


def test_a_body_with_keys_of_a_newer_posdesk_is_read_as_far_as_it_is_known(till: Till) -> None:
    text = encode_fact(till.visit(None)).replace('"lines":[{', '"lines":[{"colour":"green",')
    newer = text.replace(text.split('"id":"')[1][:36], "00000000-0000-7000-8000-0000000000aa")
    assert import_facts(till.store, [newer]).refused == ()
    fact = till.store.ledger.fact("00000000-0000-7000-8000-0000000000aa")
    assert fact is not None
    assert isinstance(fact.body, VisitRecorded)
    assert '"colour":"green"' in (fact.text or "")
