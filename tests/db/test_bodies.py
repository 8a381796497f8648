"""Bodies in their rows: whatever came through the codec's door leaves to the letter, packed or as it came."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from db.bodies import body_of, brands_in, stored_text
from db.engine import writing
from db.insertion import insert_facts
from db.projections import brands_of, rebuild
from db.readers import all_facts
from db.state import state_hash
from posdesk.domain.codec import body_text, decode_fact, encode_fact
from posdesk.domain.facts import Body, Fact, Line, LineKind, MemberEnrolled, VisitRecorded
from tests.db.tills import Till, a_till
from tests.domain.bodies import facts
from tests.domain.histories import sealed

PACKED = {VisitRecorded, MemberEnrolled}


def read_back(fact: Fact) -> Fact:
    """The fact with its body and text as its row gives them."""
    body, text = body_of(fact.kind, fact.version, stored_text(fact))
    return fact._replace(body=body, text=text)


def with_text(fact: Fact, text: str) -> Fact:
    """The fact as its export would be read with another body."""
    fields = json.loads(encode_fact(fact))
    del fields["body"]
    return decode_fact(f'{{"body":{text},{json.dumps(fields)[1:]}')


def packed(body: Body) -> str:
    """What stands in a row for a body."""
    return stored_text(sealed(body, 0, 1))


def rows_that_begin(till: Till, sign: str) -> list[str]:
    """The bodies in the file that begin with a sign."""
    bodies = [body for (body,) in till.writer.execute("SELECT body FROM facts")]
    return [body for body in bodies if body.startswith(sign)]


@given(facts())
def test_any_fact_comes_back_from_its_row_and_is_exported_alike(fact: Fact) -> None:
    assert read_back(fact) == fact
    assert encode_fact(read_back(fact)) == encode_fact(fact)
    assert (stored_text(fact)[0] == "[") is (type(fact.body) in PACKED)


@given(facts())
def test_a_body_with_keys_of_a_newer_posdesk_stays_as_it_came(fact: Fact) -> None:
    text = json.dumps(json.loads(body_text(fact)) | {"~later": [1]}, ensure_ascii=False, separators=(",", ":"))
    newer = with_text(fact, text)
    assert stored_text(newer) == newer.text == text
    assert read_back(newer) == newer
    assert encode_fact(read_back(newer)) == encode_fact(newer)


@given(facts())
def test_a_row_that_was_never_packed_says_the_same(fact: Fact) -> None:
    body, text = body_of(fact.kind, fact.version, body_text(fact))
    assert body == fact.body
    assert encode_fact(fact._replace(body=body, text=text)) == encode_fact(fact)


@given(facts())
def test_the_brands_of_a_row_are_those_of_the_body(fact: Fact) -> None:
    if isinstance(fact.body, VisitRecorded):
        assert brands_in(stored_text(fact)) == brands_in(body_text(fact)) == brands_of(fact.body.lines)


def test_a_store_whose_rows_were_never_packed_is_in_the_same_state(tmp_path: Path) -> None:
    packed_till, as_it_came = a_till(tmp_path / "packed").opened(), a_till(tmp_path / "as it came")
    maria = packed_till.member(phone="+13035550100")
    for member, brand in ((maria, "Moonridge"), (None, "Moonridge"), (maria, None)):
        packed_till.visit(member, brand=brand)
    store = as_it_came.store
    with writing(as_it_came.writer):
        everything = all_facts(packed_till.writer, packed_till.store.names)
        insert_facts(as_it_came.writer, store.names, [fact._replace(text=body_text(fact)) for fact in everything])
    store.ledger.published()
    assert not rows_that_begin(as_it_came, "[")
    assert len(rows_that_begin(packed_till, "[")) == 4
    assert as_it_came.projections() == packed_till.projections()
    rebuild(store)
    assert as_it_came.projections() == packed_till.projections()
    assert state_hash(store) == state_hash(packed_till.store)
    packed_till.close()
    as_it_came.close()


def test_what_has_its_default_takes_no_room() -> None:
    lines = (Line(6250, "Moonridge", "Flower", "Moonridge 1 g"), Line(0), Line(-100, kind=LineKind.TAX))
    visit = VisitRecorded(lines, receipt="A-1")
    assert packed(visit) == '[[[6250,"Moonridge","Flower","Moonridge 1 g"],[],[-100,null,null,null,1000,"tax"]],"A-1"]'
    assert packed(VisitRecorded(())) == "[[]]"
    assert packed(MemberEnrolled("Cher", "", date(2026, 1, 1))) == '["Cher","",739617]'


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("visit.recorded", '[[[6250,"Moonridge"'),
        ("visit.recorded", "[[[1]]]]"),
        ("visit.recorded", "[]"),
        ("visit.recorded", "[[[1,2,3,4,5,6,7,8]]]"),
        ("visit.recorded", "[[[1]],1,2,3,4,5,6,7,8,9]"),
        ("visit.recorded", '{"lines":[]'),
        ("member.enrolled", '["Maria"]'),
        ("member.enrolled", '["Maria","Gomez","today"]'),
    ],
)
def test_a_damaged_row_is_not_read_as_something_else(kind: str, stored: str) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        body_of(kind, 1, stored)
