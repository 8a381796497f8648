"""Generates facts: any body the codec may meet, and JSON that no codec should ever have to meet."""

import json
from base64 import b64encode
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from posdesk.domain import codec
from posdesk.domain.campaign_facts import (
    CampaignEnded,
    CampaignPaused,
    CampaignPublished,
    CampaignResumed,
    CampaignsMet,
    Meeting,
    SegmentPublished,
)
from posdesk.domain.correction_facts import ExceptionSettled, Remedy, VisitMoved
from posdesk.domain.day_context import (
    DayContext,
    Earlier,
    FollowUps,
    GoodsBefore,
    Moved,
    NotCountedSum,
    NotPermitted,
    Odd,
    Owed,
    ReachedSum,
    SamePerson,
    TierMove,
    TierSum,
    Unsent,
    WonSum,
)
from posdesk.domain.facts import (
    ABOUT_A_MEMBER,
    KINDS,
    Body,
    Channel,
    ConsentSet,
    Fact,
    FieldSource,
    Line,
    LineKind,
    MemberEnrolled,
    MemberErased,
    MemberField,
    MemberFieldSet,
    OpeningRecorded,
    ProgramPublished,
    RedemptionVoided,
    RewardHandedOver,
    RewardRedeemed,
    StoreOpened,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    kind_of,
)
from posdesk.domain.feedback_facts import FeedbackGiven
from posdesk.domain.given_facts import AwardGiven, GivenFor, PointsAdjusted, TierOverridden
from posdesk.domain.id_card import CheckMethod, IdChecked
from posdesk.domain.message_facts import HoldReason, MessageHeld, MessageQueued, MessageSent, Variable
from posdesk.domain.money import MAX_CENTS
from posdesk.domain.people_facts import (
    DataForm,
    MemberDataGiven,
    MemberIdRead,
    MemberMerged,
    MemberToldApart,
    MemberUnmerged,
    ReferralMade,
)
from posdesk.domain.staff_facts import (
    ApprovalGiven,
    Permission,
    Role,
    StaffAdded,
    StaffChanged,
    StaffEnded,
    StaffLockedOut,
    StaffPinSet,
)
from posdesk.domain.store_facts import DayClosed, StockCounted

marks = st.binary(max_size=6).map(lambda some: b64encode(some * 8).decode())
"""What a close includes: eight bytes for each fact."""
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
maybe = st.none() | texts
uuids = st.uuids().map(str)
counts, instants = st.integers(1, 10**6), st.integers(0, 4_000_000_000_000)
cents = st.integers(-MAX_CENTS, MAX_CENTS)
amounts = st.integers(0, MAX_CENTS)
hundredths = st.integers(0, 10**12)
dates = st.dates(date(1900, 1, 1), date(2999, 12, 31))
birthdays = st.dates(date(1904, 1, 1), date(2025, 1, 1)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[5:]])
)
lines = st.lists(
    st.builds(Line, cents, maybe, maybe, maybe, st.integers(0, 10**6), st.sampled_from(LineKind)), max_size=4
).map(tuple)


@st.composite
def returns(draw: st.DrawFn) -> VisitReturned:
    """Goods that came back, with the number of each of their lines or with none."""
    came_back = draw(lines)
    numbers = st.lists(st.integers(0, codec.MAX_LINES - 1), min_size=len(came_back), max_size=len(came_back)).map(tuple)
    return VisitReturned(
        came_back, draw(st.none() | uuids), draw(maybe), draw(maybe), draw(maybe), draw(st.just(()) | numbers)
    )


pin_hashes = st.builds(
    "$argon2id$v=19$m={},t={},p={}${}${}".format,
    st.integers(1, 262_144),
    st.integers(1, 16),
    st.integers(1, 4),
    st.from_regex(r"[A-Za-z0-9+/]{11,64}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9+/]{22,86}", fullmatch=True),
)

ZONES = ("America/Denver", "America/New_York", "Pacific/Auckland", "UTC")

sums = st.integers(0, 10**6)
contexts = st.builds(
    DayContext,
    sums,
    st.lists(st.builds(NotCountedSum, texts, sums), max_size=2).map(tuple),
    st.lists(st.builds(SamePerson, texts, texts), max_size=2).map(tuple),
    st.lists(st.builds(TierSum, texts, texts, sums, sums, sums), max_size=2).map(tuple),
    st.lists(st.builds(TierMove, texts, texts, sums), max_size=2).map(tuple),
    st.lists(st.builds(ReachedSum, texts, texts, sums), max_size=2).map(tuple),
    st.lists(st.builds(WonSum, maybe, texts, sums), max_size=2).map(tuple),
    st.builds(Owed, st.integers(-(10**6), 10**6), st.lists(st.builds(Moved, texts, sums), max_size=2).map(tuple), sums),
    sums,
    st.lists(st.builds(Odd, texts, texts, dates, texts, maybe, sums, maybe), max_size=2).map(tuple),
    st.lists(st.builds(Earlier, dates, dates, sums, sums, sums, sums), max_size=2).map(tuple),
    st.lists(st.builds(GoodsBefore, texts, st.booleans(), sums), max_size=2).map(tuple),
    st.builds(Unsent, sums, sums),
    st.none() | st.builds(FollowUps, sums, sums),
    st.lists(st.builds(NotPermitted, texts, texts, texts, dates, maybe, maybe), max_size=2).map(tuple),
)
bodies: st.SearchStrategy[Body] = st.one_of(
    st.builds(StoreOpened, texts, st.sampled_from(ZONES), st.integers(0, 719)),
    st.builds(ProgramPublished, texts),
    st.builds(
        MemberEnrolled,
        texts,
        texts,
        dates,
        maybe,
        maybe,
        maybe,
        st.none() | birthdays,
        maybe,
        maybe,
        maybe,
        maybe,
        st.none() | st.sampled_from(FieldSource),
    ),
    st.builds(MemberErased, st.booleans()),
    st.builds(MemberFieldSet, st.sampled_from([field for field in MemberField if field != "birthday"]), maybe),
    st.builds(MemberFieldSet, st.just(MemberField.BIRTHDAY), st.none() | birthdays),
    st.builds(MemberMerged, uuids, texts, st.booleans()),
    st.builds(MemberUnmerged, uuids, texts),
    st.builds(ReferralMade, uuids),
    st.builds(MemberToldApart, uuids),
    st.builds(MemberIdRead, maybe, maybe),
    st.builds(MemberDataGiven, st.sampled_from(DataForm)),
    st.builds(ConsentSet, st.sampled_from(Channel), st.booleans(), texts, st.lists(uuids, max_size=3).map(tuple)),
    st.builds(OpeningRecorded, st.integers(0, 10**5), cents, st.integers(-(10**9), 10**9)),
    st.builds(
        VisitRecorded,
        lines,
        amounts,
        amounts,
        maybe,
        st.booleans(),
        st.booleans(),
        maybe,
        st.lists(texts, max_size=3).map(tuple),
        st.none() | st.builds(IdChecked, st.sampled_from(CheckMethod), st.integers(0, codec.MAX_INSTANT), maybe),
    ),
    st.builds(VisitVoided, uuids, texts),
    returns(),
    st.builds(
        RewardRedeemed,
        texts,
        texts,
        st.none() | uuids,
        maybe,
        st.integers(0, 10**9),
        hundredths,
        amounts,
        hundredths,
        maybe,
        st.booleans(),
        maybe,
    ),
    st.builds(RedemptionVoided, uuids, texts),
    st.builds(RewardHandedOver, uuids),
    st.builds(PointsAdjusted, st.integers(-(10**12), 10**12), texts, st.booleans()),
    st.builds(AwardGiven, texts, texts, texts, st.sampled_from(GivenFor), st.none() | dates),
    st.builds(TierOverridden, texts, dates, texts),
    st.builds(StockCounted, texts, st.integers(0, 10**6)),
    st.builds(FeedbackGiven, st.integers(0, 10), st.none() | uuids, maybe),
    st.builds(
        DayClosed,
        dates,
        st.integers(1, 10**6),
        marks,
        st.integers(1, 99),
        st.lists(uuids, max_size=3).map(tuple),
        maybe,
        st.none() | contexts,
    ),
    st.builds(
        MessageQueued,
        texts,
        counts,
        texts,
        st.sampled_from(Channel),
        instants,
        instants,
        st.lists(st.builds(Variable, texts, texts), max_size=3).map(tuple),
        st.booleans(),
    ),
    st.builds(
        MessageHeld,
        texts,
        counts,
        texts,
        st.sampled_from(HoldReason),
        st.none() | st.sampled_from(Channel),
        st.none() | uuids,
    ),
    st.builds(MessageSent, uuids),
    st.builds(CampaignPublished, texts),
    st.builds(SegmentPublished, texts),
    st.builds(CampaignPaused, texts, maybe),
    st.builds(CampaignResumed, texts),
    st.builds(CampaignEnded, texts, maybe),
    st.lists(st.builds(Meeting, texts, counts, st.integers(0, 10**9), st.booleans()), max_size=3)
    .map(tuple)
    .map(CampaignsMet),
    st.builds(StaffAdded, uuids, texts, st.sampled_from(Role)),
    st.builds(StaffChanged, uuids, maybe, st.none() | st.sampled_from(Role)),
    st.builds(StaffPinSet, uuids, pin_hashes),
    st.builds(StaffEnded, uuids),
    st.builds(StaffLockedOut, uuids, counts),
    st.builds(ExceptionSettled, texts, st.sampled_from(Remedy), texts, st.none() | uuids),
    st.builds(VisitMoved, uuids, uuids, texts),
    st.builds(ApprovalGiven, st.sampled_from(Permission), uuids, st.lists(uuids, max_size=3).map(tuple)),
)

json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(-(10**400), 10**400),
        st.floats(),
        st.text(),
        st.text(st.characters(categories=("Cs", "Cc", "Lu"))),
        st.sampled_from(["2026-11-23", "product", "text", "visit.recorded", "00000000-0000-7000-8000-000000000001"]),
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)

names_of_fields = st.sampled_from(
    sorted({name for shape in (*KINDS.values(), Line) for name in getattr(shape, "__annotations__", {})})
)
nearly_bodies = st.dictionaries(names_of_fields, json_values | st.lists(st.dictionaries(names_of_fields, json_values)))


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """A sealed fact of any kind."""
    body = draw(bodies)
    kind, version = kind_of(body)
    member = draw(uuids) if kind in ABOUT_A_MEMBER else draw(st.none() | uuids)
    at = draw(st.integers(0, 4_000_000_000_000))
    return Fact(
        id=draw(uuids),
        kind=kind,
        version=version,
        subject=member,
        store=draw(texts),
        register=draw(texts),
        incarnation=draw(st.integers(0, 99)),
        sequence=draw(st.integers(0, 10**9)),
        staff=draw(maybe),
        occurred_at=at,
        business_day=datetime.fromtimestamp(at / 1000, UTC).date(),
        clock=draw(st.integers(0, 2**52)),
        body=body,
    )


@st.composite
def spoilt_lines(draw: st.DrawFn) -> str:
    """A line of an export in which one or several values were replaced by something else."""
    envelope: dict[str, Any] = json.loads(codec.encode_fact(draw(facts())))
    for _ in range(draw(st.integers(1, 3))):
        key = draw(st.sampled_from(sorted(envelope)))
        envelope[key] = draw(json_values | (nearly_bodies if key == "body" else st.nothing()))
    return json.dumps(envelope)
