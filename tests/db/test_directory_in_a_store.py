"""The look-up of a real, encrypted store: what was recorded is found at once, by another connection than wrote it."""

import pytest

from db import directory
from db.engine import writing
from db.projections import rebuild
from posdesk import compose
from posdesk.counter.lookup import find
from posdesk.domain.facts import MemberField, MemberFieldSet, VisitVoided
from tests.db.conftest import Tills
from tests.db.tills import Till


def found(till: Till, *words: str) -> list[str]:
    return [hit.member for hit in till.store.directory.by_names(words, 20)]


def test_a_new_member_is_found_at_once(till: Till) -> None:
    maria = till.member("Maria", "Gomez", "+13038675309")
    assert found(till, "gom", "mar") == [maria]
    assert till.store.directory.by_phone("+13038675309") == [maria]
    assert [hit.member for hit in till.store.directory.by_phone_digits("867", 5)] == [maria]


def test_a_visit_brings_a_member_to_the_front_and_its_void_takes_her_back(till: Till) -> None:
    early, late = till.member("Maria", "Early"), till.member("Maria", "Late")
    till.visit(late, days_ago=9)
    visit = till.visit(early, days_ago=2)
    assert found(till, "maria") == [early, late]
    till.happened(VisitVoided(visit.id, "wrong member"), early)
    assert found(till, "maria") == [late, early]


def test_a_changed_phone_is_found_and_the_old_one_no_more(till: Till) -> None:
    maria = till.member("Maria", "Gomez", "+13038675309")
    till.happened(MemberFieldSet(MemberField.PHONE, "+17202345678"), maria)
    assert till.store.directory.by_phone("+13038675309") == []
    assert till.store.directory.by_phone("+17202345678") == [maria]
    assert [hit.phone_ends for hit in till.store.directory.by_phone_digits("5678", 5)] == ["5678"]


@pytest.mark.rule("I01")
def test_a_visitor_is_found_by_the_last_digits_and_the_whole_number(till: Till) -> None:
    ana = till.member("Ana", "Ruiz", "+525512345678")
    till.member("Maria", "Gomez", "+13038675309")
    desk = compose.desk_of(till.opened().store, None)
    for typed in ("5678", "234 5678", "55 1234 5678", "+52 55 1234 5678", "+52 1 55 1234 5678", "011 52 5512345678"):
        assert [hit.member for hit in find(desk, typed).hits] == [ana], typed
    assert find(desk, "+52 55 1234 5678").exact == ana


def test_filing_and_rebuilding_change_no_answer(till: Till) -> None:
    members = [till.member("Maria", f"Gomez{letter}", f"+1303867530{n}") for n, letter in enumerate("abcdefgh")]
    for days_ago, member in enumerate(members):
        till.visit(member, days_ago=days_ago * 5 % 8)

    def answers() -> list[object]:
        port = till.store.directory
        return [
            found(till, "maria"),
            port.by_phone_digits("8675", 20),
            port.recent(5),
            port.by_similar_names(["mraia"], 9),
        ]

    before = answers()
    with writing(till.writer):
        assert directory.settle(till.writer) == len(members)
    assert answers() == before
    rebuild(till.store)
    assert answers() == before


def test_brands_seen_in_visits_complete_what_is_typed(tills: Tills) -> None:
    till = tills()
    for brand in ("Moonridge", "Moonridge", "Mooncake"):
        till.visit(None, brand=brand)
    assert till.store.directory.brands("moon", 5) == ["Moonridge", "Mooncake"]
