"""What another system sends becomes the very facts that the counter would have recorded, once, and reaches every
register."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from db.hub.open_tables import idempotency
from posdesk.counter.visits import VisitEntry, record
from posdesk.domain.codec import body_text
from posdesk.domain.facts import ConsentSet, Line, LineKind, MemberEnrolled, VisitRecorded
from posdesk.domain.member import profile
from posdesk.domain.people_facts import MemberMerged
from posdesk.importing import stable_ids
from tests.db.tills import a_till
from tests.hub.hubs import error_of
from tests.hub.open_house import OpenHouse, exchange
from tests.hub.open_visits import PHONE, a_member, a_visit, facts_of

# ------------------------------------------------------------------------------------------------------------- visits


def test_a_visit_is_the_fact_that_the_counter_would_have_recorded_and_reaches_a_register(open_house: OpenHouse) -> None:
    member, counter = a_member(open_house), open_house.till
    answer = open_house.program().post("/visits", a_visit(staff="Dana"))
    assert answer.status_code == 201
    assert exchange(open_house.house, counter).came == 1
    (sent,) = [fact for fact in counter.store.ledger.facts_about(member) if isinstance(fact.body, VisitRecorded)]
    lines = (
        Line(4200, "Moonridge", "Flower", None, 3500),
        Line(1800, None, None, "Gummies"),
        Line(500, kind=LineKind.TAX),
    )
    typed = record(open_house.desk(), member, VisitEntry(6500, (), "T-9", lines))
    own = counter.store.ledger.fact(typed.visit_id)
    assert own is not None
    assert (sent.kind, sent.version, body_text(sent)) == (own.kind, own.version, body_text(own))
    same = "subject", "store", "occurred_at", "business_day", "corrected_at"
    assert [getattr(sent, name) for name in same] == [getattr(own, name) for name in same]
    assert (sent.id, sent.register, sent.staff) == (answer.json()["visit"], "api till link", "Dana")


def test_after_a_visit_the_hub_says_what_the_register_says(open_house: OpenHouse) -> None:
    member, program = a_member(open_house), open_house.program()
    told = program.post("/visits", a_visit()).json()
    open_house.sync()
    card = open_house.card(member)
    assert program.get(f"/members/{member}/standing").json() == card
    assert (told["visits"], told["points_after"], told["tier"]) == (1, card["points"], card["tier"]["name"])
    assert told["words"] == "Saved. Visit 1 for Maria G."
    assert (told["member"], told["counted"], told["already"]) == (member, True, False)


def test_what_programs_send_stands_in_a_row_of_the_hubs_own_without_gaps(open_house: OpenHouse) -> None:
    a_member(open_house)
    program = open_house.program()
    for key in "abc":
        assert program.post("/visits", a_visit(), key).status_code == 201
    places = [(fact.register, fact.incarnation, fact.sequence) for fact in facts_of(open_house, "visit.recorded")]
    assert [sequence for _, _, sequence in places] == [1, 2, 3]
    assert len({(register, incarnation) for register, incarnation, _ in places}) == 1
    clocks = [fact.clock for fact in facts_of(open_house, "visit.recorded")]
    assert clocks == sorted(set(clocks))


@pytest.mark.parametrize("named", ["id", "phone", "card", "email", "external"])
def test_a_visit_names_its_member_in_any_way_that_is_exact(open_house: OpenHouse, named: str) -> None:
    till = open_house.till
    member = till.ids.new(till.clock.now())
    till.happened(
        MemberEnrolled("Ann", "Lee", open_house.today(), PHONE, "ann@example.com", "OLD-77", external="POS:12"), member
    )
    open_house.sync()
    value = {"id": member, "phone": "303 555 7700", "card": "old-77", "email": "Ann@Example.com", "external": "POS:12"}
    answer = open_house.program().post("/visits", a_visit(member={named: value[named]}))
    assert (answer.status_code, answer.json()["member"]) == (201, member)


def test_a_guests_visit_has_no_member(open_house: OpenHouse) -> None:
    answer = open_house.program().post("/visits", a_visit(member=None, discount_cents=1000))
    assert answer.json()["words"] == "Saved. Guest visit, $50.00"
    (fact,) = facts_of(open_house, "visit.recorded")
    assert fact.subject is None
    assert isinstance(fact.body, VisitRecorded)
    assert fact.body.discount_cents == 1000


def test_an_amount_with_brands_is_shared_among_them_as_at_the_counter(open_house: OpenHouse) -> None:
    sent = {"member": None, "amount_cents": 1001, "brands": ["Moonridge", "Kettle"]}
    open_house.program().post("/visits", sent)
    open_house.sync()
    (fact,) = facts_of(open_house, "visit.recorded")
    own = record(open_house.desk(), None, VisitEntry(1001, ("Moonridge", "Kettle")))
    typed = open_house.till.store.ledger.fact(own.visit_id)
    assert typed is not None
    assert body_text(fact) == body_text(typed)


def test_a_visit_of_yesterday_is_one_of_yesterday(open_house: OpenHouse) -> None:
    a_member(open_house)
    open_house.program().post("/visits", a_visit(at="2026-11-22T23:30"))
    (fact,) = facts_of(open_house, "visit.recorded")
    assert fact.business_day.isoformat() == "2026-11-22"
    assert fact.occurred_at == 1_795_415_400_000
    assert open_house.program(name="2").post("/visits", a_visit(at="2026-11-23T06:30Z"), "z").status_code == 201
    assert [fact.occurred_at for fact in facts_of(open_house, "visit.recorded")] == [1_795_415_400_000] * 2


def test_a_key_for_all_stores_says_in_which(open_house: OpenHouse) -> None:
    program = open_house.program(store=None)
    answer = program.post("/visits", a_visit(member=None))
    assert (answer.status_code, error_of(answer)) == (400, "bad_store")
    assert program.post("/visits", a_visit(member=None, store="nowhere")).status_code == 400
    assert program.post("/visits", a_visit(member=None, store="denver-1")).status_code == 201
    answer = open_house.program(name="2").post("/visits", a_visit(member=None, store="boulder-1"))
    assert (answer.status_code, error_of(answer)) == (403, "other_store")


# ------------------------------------------------------------------------------------------------ no visit comes twice


def test_the_same_key_and_body_give_the_same_answer_and_one_fact(open_house: OpenHouse) -> None:
    a_member(open_house)
    program = open_house.program()
    first, second = program.post("/visits", a_visit()), program.post("/visits", a_visit())
    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert len(facts_of(open_house, "visit.recorded")) == 1


def test_the_same_key_with_another_body_is_refused(open_house: OpenHouse) -> None:
    program = open_house.program()
    program.post("/visits", a_visit(member=None))
    for path, body in (("/visits", a_visit(member=None, receipt="T-10")), ("/members", {"name": "Ann Lee"})):
        answer = program.post(path, body)
        assert (answer.status_code, error_of(answer)) == (409, "key_reused")
    assert len(open_house.house.lines()) == 3


def test_two_programs_may_use_the_same_key(open_house: OpenHouse) -> None:
    for name in ("one", "two"):
        assert open_house.program(name=name).post("/visits", a_visit(member=None)).status_code == 201
    assert len(facts_of(open_house, "visit.recorded")) == 2


def test_a_refused_request_may_be_sent_again_under_its_key_once_it_can_be_done(open_house: OpenHouse) -> None:
    program = open_house.program()
    assert program.post("/visits", a_visit()).status_code == 404
    a_member(open_house)
    assert program.post("/visits", a_visit()).status_code == 201


def test_two_at_once_under_one_key_are_one(open_house: OpenHouse) -> None:
    a_member(open_house)
    program = open_house.program()
    with ThreadPoolExecutor(8) as several:
        answers = list(several.map(lambda _: program.post("/visits", a_visit()), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 7
    assert len(facts_of(open_house, "visit.recorded")) == 1


def test_many_at_once_under_keys_of_their_own_are_all_there_in_one_row(open_house: OpenHouse) -> None:
    a_member(open_house)
    program = open_house.program()
    with ThreadPoolExecutor(8) as several:
        answers = list(several.map(lambda n: program.post("/visits", a_visit(receipt=str(n)), str(n)), range(24)))
    assert {answer.status_code for answer in answers} == {201}
    facts = facts_of(open_house, "visit.recorded")
    assert [fact.sequence for fact in facts] == list(range(1, 25))
    assert {fact.id for fact in facts} == {answer.json()["visit"] for answer in answers}


def test_an_answer_is_forgotten_after_thirty_days(open_house: OpenHouse) -> None:
    program = open_house.program()
    program.post("/visits", a_visit(member=None))
    open_house.house.clock.advance(30 * 24 * 60)
    assert program.post("/visits", a_visit(member=None, receipt="T-10")).status_code == 201
    with open_house.house.database.reading() as connection:
        assert len(connection.execute(select(idempotency.c.key)).all()) == 1


@pytest.mark.rule("I03")
def test_a_visit_sent_again_after_its_member_was_merged_is_there_already_and_a_new_one_is_the_persons(
    open_house: OpenHouse,
) -> None:
    program, first = open_house.program(), a_member(open_house, "+13035557701")
    second = a_member(open_house)
    visit = a_visit(external="POS:771", at="2026-11-23T10:00")
    assert program.post("/visits", visit, "a").status_code == 201
    open_house.till.happened(MemberMerged(first, "married"), second)
    open_house.sync()
    again = program.post("/visits", visit, "b")
    assert (again.status_code, again.json()["already"], again.json()["member"]) == (200, True, first)
    program.post("/visits", a_visit(external="POS:772", at="2026-11-23T11:00"), "c")
    assert [fact.subject for fact in facts_of(open_house, "visit.recorded")] == [second, first]


def test_a_visit_that_the_other_system_names_comes_once_under_any_key(open_house: OpenHouse) -> None:
    a_member(open_house)
    program, visit = open_house.program(), a_visit(external="POS:771", at="2026-11-23T10:00")
    first, second = program.post("/visits", visit, "a"), program.post("/visits", visit, "b")
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json() | {"already": True}
    (fact,) = facts_of(open_house, "visit.recorded")
    assert fact.id == stable_ids.fact_id(fact.occurred_at, "POS", "visit", "denver-1", "771")  # as an import's


@pytest.mark.parametrize("other", [{"receipt": "T-10"}, {"at": "2026-11-23T10:05"}, {"staff": "Mike"}])
def test_a_named_visit_told_otherwise_is_refused(open_house: OpenHouse, other: dict[str, str]) -> None:
    a_member(open_house)
    program, visit = open_house.program(), a_visit(external="POS:771", at="2026-11-23T10:00")
    program.post("/visits", visit, "a")
    answer = program.post("/visits", visit | other, "b")
    assert (answer.status_code, error_of(answer)) == (409, "fact_conflict")
    assert len(facts_of(open_house, "visit.recorded")) == 1


# ------------------------------------------------------------------------------------------------------------ members


def test_a_member_is_enrolled_as_at_the_counter_and_reaches_a_register(open_house: OpenHouse, tmp_path: Path) -> None:
    sent = {
        "name": "Ann Lee",
        "phone": "303 555 7700",
        "email": "Ann@Example.com",
        "birthday": "2001-05-30",
        "member_type": "medical",
        "external": "POS:12",
        "consents": {"text": True, "email": False},
    }
    answer = open_house.program().post("/members", sent)
    assert answer.status_code == 201
    member = answer.json()["member"]
    assert member == stable_ids.member_id("POS", "12")
    other = a_till(tmp_path / "other", "register 2")
    try:
        exchange(open_house.house, other)
        about = other.store.ledger.facts_about(member)
        assert {fact.register for fact in about} == {"api till link"}
        known = profile(member, about)
        assert known is not None
        assert (known.phone, known.email, known.home_store) == (PHONE, "ann@example.com", "denver-1")
        assert (known.external, known.member_type, known.short_name) == ("POS:12", "medical", "Ann L.")
        assert [channel.value for channel in known.consents] == ["text"]
        assert {fact.body.source for fact in about if isinstance(fact.body, ConsentSet)} == {"api till link"}
        assert other.store.directory.by_phone(PHONE) == [member]
    finally:
        other.close()


def test_who_is_enrolled_is_found_and_may_have_a_visit_at_once(open_house: OpenHouse) -> None:
    program = open_house.program()
    made = program.post("/members", {"name": "Ann Lee", "phone": PHONE}).json()
    assert program.get("/members", phone=PHONE).json() == {"members": [made["member"]]}
    assert program.post("/visits", a_visit(), "v").json()["member"] == made["member"]
    assert made["name"] == "Ann L."
    assert made["card_code"].startswith("PD1:")


def test_a_member_whom_the_other_system_named_before_is_the_same(open_house: OpenHouse) -> None:
    program = open_house.program()
    first = program.post("/members", {"name": "Ann Lee", "external": "POS:12"}, "a")
    again = program.post("/members", {"name": "Ann Leigh", "external": "POS:12", "phone": PHONE}, "b")
    assert (again.status_code, again.json()) == (200, first.json() | {"already": True})
    assert len(facts_of(open_house, "member.enrolled")) == 1


def test_a_phone_or_card_of_another_member_is_refused_without_saying_whose(open_house: OpenHouse) -> None:
    program = open_house.program()
    card = program.post("/members", {"name": "Zebulonica Lee", "phone": PHONE}, "a").json()["card_code"]
    phone = program.post("/members", {"name": "Bob Lee", "phone": PHONE}, "b")
    assert (phone.status_code, error_of(phone)) == (409, "phone_taken")
    assert "Zebulonica" not in phone.text
    assert error_of(program.post("/members", {"name": "Bob Lee", "card": card}, "c")) == "card_taken"
    shared = program.post("/members", {"name": "Bob Lee", "phone": PHONE, "share_phone": True}, "d")
    assert shared.status_code == 201
    answer = program.post("/visits", a_visit(), "e")
    assert (answer.status_code, error_of(answer)) == (409, "ambiguous_member")
