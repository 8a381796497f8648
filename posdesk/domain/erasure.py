"""Decides what is left of a fact about a member who was erased: what happened and what it cost, not to whom (I06).

A member is erased by a fact like any other, and every computer takes the same out of the same facts, so all of them end
alike whatever came first. Refuses to know where facts are kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from posdesk.domain.correction_facts import ExceptionSettled
from posdesk.domain.facts import (
    Body,
    ConsentSet,
    Fact,
    MemberEnrolled,
    MemberFieldSet,
    Parked,
    RedemptionVoided,
    VisitReturned,
    VisitVoided,
)
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted, TierOverridden
from posdesk.domain.people_facts import MemberIdRead, MemberMerged, MemberUnmerged

ERASED = "erased"
"""Stands where a person wrote something of her own accord, and may have named somebody."""

_BARE: Mapping[type, Callable[[Any], Body]] = {
    MemberEnrolled: lambda body: MemberEnrolled("", "", body.enrolled_on, home_store=body.home_store),
    MemberFieldSet: lambda body: MemberFieldSet(body.field, None),
    ConsentSet: lambda body: replace(body, source=ERASED),
    MemberMerged: lambda body: replace(body, reason=ERASED),
    MemberUnmerged: lambda body: replace(body, reason=ERASED),
    MemberIdRead: lambda _: MemberIdRead(),
    VisitVoided: lambda body: replace(body, reason=ERASED),
    VisitReturned: lambda body: replace(body, reason=None),
    RedemptionVoided: lambda body: replace(body, reason=ERASED),
    PointsAdjusted: lambda body: replace(body, reason=ERASED),
    AwardGiven: lambda body: replace(body, reason=ERASED),
    TierOverridden: lambda body: replace(body, reason=ERASED),
    FeedbackGiven: lambda body: replace(body, words=None),
    ExceptionSettled: lambda body: replace(body, note=ERASED),
    Parked: lambda _: Parked("{}"),
}


def without_person(fact: Fact) -> Fact:
    """The fact of an erased member without anything that says who she was. Money, points and days stay as they are;
    of a kind that is not known here nothing but the envelope does. Doing it twice does no more."""
    bare = _BARE.get(type(fact.body))
    return fact if bare is None else fact._replace(body=bare(fact.body), text=None)
