"""What a profile is folded from is read for many members at once, and gives the profile that all facts give."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from posdesk.domain.facts import MemberField, MemberFieldSet
from posdesk.domain.member import profile
from posdesk.domain.people_facts import MemberMerged
from tests.db.tills import Till, a_till


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    made = a_till(tmp_path).opened()
    yield made
    made.close()


def test_profiles_of_many_are_those_of_all_their_facts(till: Till) -> None:
    members = [till.member(first, "Gomez") for first in ("Maria", "Mary", "Ben")]
    for member in members:
        till.visit(member)
        till.happened(MemberFieldSet(MemberField.BIRTHDAY, "1984-07-09"), member)
    till.happened(MemberMerged(members[0], "married"), members[1])
    ledger = till.store.ledger
    read = ledger.profile_facts([*members, "no-uuid", "01a209ac-f6a0-7000-8000-00000000dead"])
    assert read.keys() == set(members)
    for member in members:
        assert profile(member, read[member]) == profile(member, ledger.facts_about(member))
    assert len(read[members[2]]) < len(ledger.facts_about(members[2])), "her visits are not read"


def test_nobody_asked_for_is_nothing_read(till: Till) -> None:
    assert till.store.ledger.profile_facts([]) == {}
