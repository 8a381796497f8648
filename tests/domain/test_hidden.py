"""What is hidden by role is in no clause and in no line for others; what else they say stays."""

import json

import pytest

from posdesk.domain import hidden
from posdesk.domain.clauses import Clause, ClauseCode, Unit, all_of, none_of
from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.facts import MemberEnrolled, MemberField, MemberFieldSet
from posdesk.domain.segment_document import parse
from tests.builders import a_shop

pytestmark = pytest.mark.rule("G27")
FOR_PATIENTS = Clause(ClauseCode.MEMBER_TYPE, True, seen="medical", needed="medical, senior", unit=Unit.WORD)
NOT_FOR_HER = Clause(ClauseCode.MEMBER_TYPE, False, seen="recreational", needed="medical", unit=Unit.WORD)
OF_KIND = Clause(ClauseCode.FIELD, True, seen="medical", needed="medical", unit=Unit.WORD, about=hidden.LABEL, how="is")
VISITS = Clause(ClauseCode.FIELD, True, seen=3, needed=2, unit=Unit.VISITS, about="Visits", how="at_least")


def test_a_clause_about_it_tells_whether_it_holds_and_nothing_else() -> None:
    shown = hidden.veiled(all_of([FOR_PATIENTS, none_of([OF_KIND]), VISITS]))
    assert "medical" not in str(shown)
    assert shown.parts[0].code is ClauseCode.HIDDEN
    assert (shown.holds, shown.parts[0].holds, shown.parts[1].parts[0].holds) == (False, True, True)
    assert shown.parts[2] == VISITS


def test_what_is_not_for_her_says_for_whom_it_is_and_not_what_she_is() -> None:
    shown = hidden.veiled(NOT_FOR_HER)
    assert (shown.needed, shown.seen) == ("medical", None)


def test_a_line_for_others_is_the_fact_without_it() -> None:
    shop = a_shop()
    day = shop.happened(MemberFieldSet(MemberField.EMAIL, "a@b.example"), SOMEBODY)
    enrolled = shop.happened(MemberEnrolled("Maria", "Garcia", day.business_day, member_type="medical"), SOMEBODY)
    told = hidden.veiled_line(encode_fact(enrolled))
    assert told is not None
    assert "medical" not in told
    assert decode_fact(told).body == MemberEnrolled("Maria", "Garcia", day.business_day)
    assert json.loads(told).keys() == json.loads(encode_fact(enrolled)).keys()
    assert hidden.veiled_line(encode_fact(day)) == encode_fact(day)


def test_a_fact_that_says_nothing_else_is_told_to_nobody() -> None:
    set_to = a_shop().happened(MemberFieldSet(MemberField.MEMBER_TYPE, "medical"), SOMEBODY)
    assert hidden.veiled_line(encode_fact(set_to)) is None


def test_a_segment_that_reads_it_by_way_of_another_one_is_known() -> None:
    known = {each.id: each for each in parse(SEGMENTS)}
    assert [name for name, each in known.items() if hidden.reads(each.root, known)] == ["patients", "often"]


SOMEBODY = "019ac1d0-0000-7000-8000-0000000000aa"
SEGMENTS = """
[[segment]]
id = "patients"
title = "Patients"
any = [{ field = "member_type", is = "medical" }]

[[segment]]
id = "often"
title = "Patients who come often"
all = [{ segment = "patients" }, { field = "visits", at_least = 2 }]

[[segment]]
id = "came"
title = "Came"
all = [{ field = "visits", at_least = 1 }]
"""
