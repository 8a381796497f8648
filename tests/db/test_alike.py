"""Who may be one person, out of a real store: by what two have in common, and everybody in a row, page by page."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from db.projections import rebuild
from posdesk.counter.ports import Sketch
from posdesk.domain.business_day import business_day
from posdesk.domain.facts import MemberEnrolled, MemberErased, MemberField, MemberFieldSet
from posdesk.domain.likeness import Traits
from posdesk.domain.people_facts import MemberIdRead, MemberMerged
from posdesk.office.ports import Alike
from tests.builders import CALENDAR
from tests.db.tills import Till

PHONE, BORN = "+13038675309", "1990-05-30"


def enrolled(till: Till, first: str = "Maria", last: str = "Lopez", **told: Any) -> str:
    member = till.ids.new(till.clock.now())
    till.happened(MemberEnrolled(first, last, business_day(till.clock.now(), CALENDAR), **told), member)
    return member


def own(sketches: list[Sketch]) -> set[str]:
    return {sketch.own for sketch in sketches}


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({"phone": PHONE}, Traits("Ann", "Miller", PHONE)),
        ({"email": "Maria@x.org"}, Traits("Ann", "Miller", email="mARIA@x.org")),
        ({"birthday": BORN}, Traits("Mona", "Miller", birthday=BORN)),
        ({}, Traits("Lopez", "María")),
    ],
)
def test_whoever_has_one_thing_in_common_is_found_filed_or_not(till: Till, told: dict[str, str], asked: Traits) -> None:
    maria = enrolled(till, **told)
    enrolled(till, "Marianne", "Lopezio", phone="+17202345678", email="mar@x.org", birthday="1990-05-31")
    enrolled(till, "Peter", "Keller", birthday=BORN)  # nothing of the names is alike
    assert own(till.store.directory.alike(asked)) == {maria}
    till.store.quiet()
    assert own(till.store.directory.alike(asked)) == {maria}


def test_an_id_that_was_read_finds_her_until_she_is_erased_and_after_a_rebuild(till: Till) -> None:
    maria = enrolled(till)
    till.happened(MemberIdRead("a1"), maria)
    asked = Traits("Ann", "Miller", id_hash="a1")
    (found,) = till.store.directory.alike(asked)
    assert found == Sketch(maria, maria, Traits("Maria", "Lopez", id_hash="a1"))
    rebuild(till.store)
    assert till.store.directory.alike(asked) == [found]
    till.happened(MemberErased(), maria)
    assert till.store.directory.alike(asked) == []


def test_a_name_that_cannot_be_stored_is_asked_for_without_harm(till: Till) -> None:
    enrolled(till)
    assert till.store.directory.alike(Traits("\ud800", '" OR *', "\ud800", "a\ud800@x.org")) == []
    assert till.store.directory.alike(Traits("", "")) == []


def test_who_is_one_with_another_is_found_by_her_own_profile_under_the_others_name(till: Till) -> None:
    one, other = enrolled(till, "Ann", "Keller", phone=PHONE), enrolled(till, birthday=BORN)
    till.happened(MemberMerged(one, "one person"), other)
    (found,) = till.store.directory.alike(Traits("Mona", "Y", birthday=BORN))
    assert (found.own, found.member, found.traits.phone) == (other, one, None)


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_the_whole_list_is_read_side_by_side_in_pages_of_any_size(till: Till, limit: int) -> None:
    members = till.store.members
    for number in range(9):
        enrolled(till, f"M{number}", phone=f"+1303867530{number % 3}", birthday=f"199{number % 2}-05-30")
    enrolled(till, "Without")
    for by in (Alike.PHONE, Alike.BIRTHDAY):
        seen: list[Sketch] = []
        while page := members.side_by_side(by, seen[-1] if seen else None, limit):
            seen += page
        values = [getattr(sketch.traits, by) for sketch in seen]
        assert len(seen) == len(own(seen)) == 9
        changes = sum(a != b for a, b in pairwise(values))
        assert changes == len(set(values)) - 1  # the same stand next to each other
    everybody: list[Sketch] = []
    while page := members.in_order(everybody[-1].own if everybody else None, limit):
        everybody += page
    assert len(everybody) == len(own(everybody)) == 10
    assert own(members.sketched([sketch.own for sketch in everybody[:4]])) == own(everybody[:4])


def test_who_was_last_seen_before_a_day_is_listed_once_under_the_name_she_is_shown(till: Till) -> None:
    today = business_day(till.clock.now(), CALENDAR)
    long_ago, lately = till.member("Long", "Ago"), till.member("Seen", "Lately")
    one, other = till.member("One", "Person"), till.member("Other", "Person")
    till.happened(MemberMerged(one, "one person"), other)
    till.visit(long_ago, days_ago=20)
    till.visit(lately, days_ago=3)
    listed = till.store.members.last_seen_before

    def before(day: date) -> set[str]:
        found, last = listed(day, None, 50)
        assert last is None
        return set(found)

    assert before(today - timedelta(days=20)) == {one}
    assert before(today - timedelta(days=19)) == {one, long_ago}
    assert before(today) == {one, long_ago, lately}
    till.visit(other)
    assert before(today) == {long_ago, lately}
    pages: list[str] = []
    after: str | None = None
    while True:
        found, after = listed(today, after, 1)
        pages += found
        if after is None:
            break
    assert set(pages) == {long_ago, lately}


def test_a_changed_birthday_finds_her_by_the_new_one_only(till: Till) -> None:
    maria = enrolled(till, birthday=BORN)
    till.happened(MemberFieldSet(MemberField.BIRTHDAY, "1991-01-01"), maria)
    assert own(till.store.directory.alike(Traits("Mona", "Y", birthday="1991-01-01"))) == {maria}
    assert till.store.directory.alike(Traits("Mona", "Y", birthday=BORN)) == []


def test_who_was_born_on_a_day_and_is_called_so_is_found_newest_first_and_once(till: Till) -> None:
    maria, other = enrolled(till, birthday=BORN), enrolled(till, "Marta", birthday=BORN)
    enrolled(till, "Ann", birthday=BORN)
    enrolled(till, birthday="05-30")
    enrolled(till)
    till.visit(maria)

    def found() -> list[str]:
        hits = till.store.directory.by_birthday(BORN, lambda first, last: (first[0], last) == ("M", "Lopez"))
        return [hit.member for hit in hits]

    assert found() == [maria, other]
    till.happened(MemberMerged(maria, "the same person"), other)
    assert found() == [maria]
    till.happened(MemberErased(), maria)
    assert found() == []
