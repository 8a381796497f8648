"""What is left of the facts of a member who was erased."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.codec import decode_fact, encode_fact
from posdesk.domain.correction_facts import ExceptionSettled, Remedy
from posdesk.domain.erasure import without_person
from posdesk.domain.facts import (
    Body,
    Channel,
    ConsentSet,
    Fact,
    FieldSource,
    Line,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    Parked,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    kind_of,
)
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.given_facts import PointsAdjusted
from posdesk.domain.hybrid_clock import COUNTER_BITS
from posdesk.domain.member import profile
from posdesk.domain.replication import same_content

DAY = date(2026, 11, 20)
MEMBER = "01930000-0000-7000-8000-0000000000aa"
SECRET = "Zebulonica"


def fact(body: Body, n: int = 1) -> Fact:
    """A fact about the member."""
    kind, version = ("feedback.read_aloud", 1) if isinstance(body, Parked) else kind_of(body)
    at = 1_795_180_000_000 + n
    place = ("denver-1", "register 1", 1, n, "Dana", at, DAY, at << COUNTER_BITS)
    return Fact(f"01930000-0000-7000-8000-{n:012d}", kind, version, MEMBER, *place, body)


ENROLLED = MemberEnrolled(
    SECRET, SECRET, DAY, "+13035550188", f"{SECRET}@example.org", SECRET, "1990-01-02", "denver-1", f"shop:{SECRET}",
    "medical", SECRET, FieldSource.ID_SCAN,
)  # fmt: skip
PERSONAL: tuple[Body, ...] = (
    ENROLLED,
    MemberFieldSet(MemberField.LAST_NAME, SECRET),
    ConsentSet(Channel.TEXT, True, f"said by {SECRET}"),
    VisitVoided("01930000-0000-7000-8000-000000000001", f"{SECRET} paid twice"),
    VisitReturned((Line(500),), reason=f"{SECRET} did not like it"),
    PointsAdjusted(100, f"for {SECRET}"),
    FeedbackGiven(9, None, f"I am {SECRET}"),
    ExceptionSettled("follow_up:0123456789abcdef", Remedy.ACCEPT, f"called {SECRET}"),
    Parked(f'{{"name":"{SECRET}"}}'),
)
BOOKED: tuple[Body, ...] = (
    VisitRecorded((Line(2500, "Moonridge"),), receipt="77"),
    RewardRedeemed("ten-off", "Ten off", spent=100, value_cents=1000),
    MemberErased(),
)


@pytest.mark.rule("I06")
@pytest.mark.parametrize("body", PERSONAL, ids=lambda body: type(body).__name__)
def test_nothing_that_somebody_wrote_or_is_called_stays_and_every_posdesk_reads_what_does(body: Body) -> None:
    left = without_person(fact(body))
    line = encode_fact(left)
    assert SECRET not in line
    assert "3035550188" not in line
    assert decode_fact(line) == left
    assert without_person(left) == left


@pytest.mark.rule("I06")
@pytest.mark.parametrize("body", BOOKED, ids=lambda body: type(body).__name__)
def test_what_was_paid_and_given_stays_to_the_cent(body: Body) -> None:
    assert without_person(fact(body)) == fact(body)


@pytest.mark.rule("I06")
def test_points_that_were_given_stay_without_the_reason() -> None:
    left = without_person(fact(PointsAdjusted(-250, f"because of {SECRET}", True))).body
    assert left == PointsAdjusted(-250, "erased", True)


def test_a_newer_key_of_a_body_goes_too() -> None:
    said = decode_fact(encode_fact(fact(ENROLLED)).replace('"phone":', f'"nickname":"{SECRET}","phone":'))
    assert SECRET in (said.text or "")
    assert SECRET not in encode_fact(without_person(said))


@pytest.mark.rule("I06")
def test_an_erased_member_has_no_profile_whatever_is_said_later() -> None:
    facts = [fact(ENROLLED, 1), fact(MemberErased(), 2), fact(MemberFieldSet(MemberField.FIRST_NAME, "Ann"), 3)]
    assert profile(MEMBER, facts[:1]) is not None
    assert profile(MEMBER, facts) is None
    assert profile(MEMBER, reversed(facts)) is None


def test_what_was_taken_out_is_no_contradiction_and_anything_else_is() -> None:
    whole, other = fact(ENROLLED), fact(MemberEnrolled("Ann", "Lee", DAY, home_store="denver-1"))
    assert same_content(whole, without_person(whole))
    assert same_content(without_person(whole), whole)
    assert not same_content(whole, other)
    assert not same_content(fact(PointsAdjusted(100, "a")), without_person(fact(PointsAdjusted(200, "a"))))


@given(st.sampled_from((*PERSONAL, *BOOKED)), st.sampled_from((*PERSONAL, *BOOKED)))
def test_facts_are_the_same_in_both_directions(one: Body, other: Body) -> None:
    assert same_content(fact(one), fact(other)) == same_content(fact(other), fact(one))
