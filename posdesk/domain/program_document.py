"""Decides whether a program document is sound, and reads it. Every problem is named at once, each with its line.

Refuses to know what the rules do (earning, tiers, milestones) and when a program comes into force (the ledger's fact).
Single values are read by document_values.py, what earns by earn_document.py, rewards by reward_document.py; what does
not fit together is found by program_contradictions.py.
"""

import tomllib
from collections.abc import Mapping

from posdesk.domain import earn_document, joining_document, message_document, program_contradictions, reward_document
from posdesk.domain.document_lines import lines_of
from posdesk.domain.document_values import (
    Reading,
    Section,
    Table,
    amount,
    award,
    entries,
    flag,
    if_said,
    names,
    section,
    sound,
    text,
    unique,
    unknown_keys,
    whole,
    word,
)
from posdesk.domain.program import (
    AwardRule,
    Basis,
    BirthdayRule,
    BrandHabit,
    Counting,
    Milestone,
    Program,
    ReturnRules,
    Review,
    Tier,
    Window,
)
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset(
        """program visits earn points tiers milestone birthday returns rewards reward coupon list habits
        messages welcome referral enrolment retention""".split()
    ),
    "program": frozenset({"name", "version", "point_name"}),
    "visits": frozenset({"count", "gap_hours"}),
    "tiers": frozenset({"basis", "window", "days", "review", "grace_days", "quick_days", "tier"}),
    "tiers.tier": frozenset(
        {"id", "name", "minimum", "earn_percent", "entry_reward", "entry_title", "entry_valid_days"}
    ),
    "milestone": frozenset({"id", "on", "at", "every", "nudge", "reward", "title", "valid_days", "lifetime"}),
    "birthday": frozenset({"reward", "title", "days_around", "settle_days"}),
    "returns": frozenset({"claw_back_discount", "orphan_days"}),
    "rewards": frozenset({"best_only", "hold_minutes"}),
    "retention": frozenset({"forget_after_months"}),
    "habits": frozenset({"share_percent", "days", "purchases", "half_life_days"}),
    **earn_document.KEYS,
    **joining_document.KEYS,
    **message_document.KEYS,
    **reward_document.KEYS,
}
"""Every key a document may have, by table; docs/program.md explains each and a test compares."""

GRACE_DAYS = 30
"""How long a tier that is no longer reached is kept when the document does not say."""

Titles = Mapping[str, str]


def parse(document: str) -> Program:
    """Read a document. Raises Refused(BAD_PROGRAM); its words hold one line of text for each problem."""
    try:
        tables = tomllib.loads(document)
    except (ValueError, RecursionError) as trouble:  # a number of 5,000 digits and a list 5,000 deep are plain ones
        raise Refused(Refusal(RefusalCode.BAD_PROGRAM, f"This is not a TOML document. {trouble}")) from None
    reading = Reading(lines_of(document))
    unknown_keys(reading, tables, KEYS)
    program = _program(reading, tables)
    program_contradictions.note(reading, program)
    if reading.problems:
        words = "\n".join(f"Line {line}: {words}" for line, words in sorted(reading.problems))
        raise Refused(Refusal(RefusalCode.BAD_PROGRAM, words))
    return program


def _program(reading: Reading, document: Table) -> Program:
    reward_document.read_lists(reading, document)
    rewards = reward_document.rewards(reading, document)
    titles = {reward.id: reward.title for reward in rewards}
    head, visits, earn, ladder, choice = (
        section(reading, document, name) for name in ("program", "visits", "earn", "tiers", "rewards")
    )
    unit, cap = earn_document.unit_and_cap(earn)
    basis = sound(word, ladder, "basis", Basis, Basis.SPEND)
    window = sound(word, ladder, "window", Window, Window.ROLLING_12_MONTHS)
    return Program(
        name=text(head, "name"),
        version=whole(head, "version", least=1),
        counting=word(visits, "count", Counting, Counting.BUSINESS_DAY),
        gap_hours=whole(visits, "gap_hours", 4, least=1, most=24 * 31),
        point_name=text(head, "point_name", "points"),
        earn_unit=unit,
        earn_rules=earn_document.earn_rules(earn),
        excluded_brands=names(earn, "exclude_brands"),
        excluded_categories=names(earn, "exclude_categories"),
        excluded_products=names(earn, "exclude_products"),
        tier_basis=basis or Basis.SPEND,
        tier_window=window or Window.ROLLING_12_MONTHS,
        tier_days=whole(ladder, "days", 365, least=1, most=3660),
        tiers=_tiers(ladder, basis, titles),
        milestones=_milestones(reading, document, titles),
        habit=_habit(section(reading, document, "habits")),
        multipliers=earn_document.multipliers(earn),
        tier_review=_review(ladder, window),
        tier_grace_days=whole(ladder, "grace_days", GRACE_DAYS, least=0, most=3660),
        tier_quick_days=whole(ladder, "quick_days", 14, least=0, most=3660),
        point_rules=earn_document.point_rules(reading, document, cap),
        return_rules=_return_rules(section(reading, document, "returns")),
        birthday=_birthday(reading, document, titles),
        rewards=rewards,
        coupons=reward_document.read_coupons(reading, document),
        best_only=flag(choice, "best_only"),
        hold_minutes=whole(choice, "hold_minutes", 15, least=1, most=24 * 60),
        messages=message_document.message_rules(section(reading, document, "messages")),
        welcome=joining_document.welcome(reading, document, titles),
        referral=joining_document.referral(reading, document, titles),
        enrolment=joining_document.enrolment(section(reading, document, "enrolment")),
        forget_after_months=if_said(
            whole, section(reading, document, "retention"), "forget_after_months", least=1, most=1200
        ),
    )


def _tiers(ladder: Section, basis: Basis | None, titles: Titles) -> tuple[Tier, ...]:
    read: list[Tier] = []
    first_at: dict[int, str] = {}
    found = entries(ladder, "tier")
    for at in found:
        minimum, name, entry = amount(at, "minimum", basis), text(at, "name"), _entry(at, titles)
        if minimum in first_at:  # TI08
            at.wrong("minimum", f"{first_at[minimum]} begins at the same value. Two tiers need two minimums.")
        elif minimum is not None:
            first_at[minimum] = name
            if minimum == 0 and entry is not None:
                at.wrong("", "everyone begins in this tier, so nobody comes to it: leave its entry_ keys out.")
        percent = whole(at, "earn_percent", 100, least=0, most=1000)
        read.append(Tier(text(at, "id"), name, minimum or 0, percent, entry))
    unique(found, [tier.id for tier in read])
    ordered = sorted(read, key=lambda tier: tier.minimum)
    if not ordered or ordered[0].minimum != 0:  # E08
        ladder.wrong("", "no tier begins at 0. Everyone needs a first tier: add one with minimum 0.")
    return tuple(ordered)


def _entry(at: Section, titles: Titles) -> AwardRule | None:
    said = {"entry_reward", "entry_title", "entry_valid_days"} & at.table.keys()
    return award(at, titles, "entry_") if said else None


def _review(ladder: Section, window: Window | None) -> Review:
    review = word(ladder, "review", Review, Review.GRACE_DAYS)
    if review is Review.NEXT_PERIOD and window not in (None, Window.CALENDAR_YEAR):
        ladder.wrong("review", f"only the window calendar_year has periods; here it is {window}.")
    return review


def _milestones(reading: Reading, document: Table, titles: Titles) -> tuple[Milestone, ...]:
    found = entries(Section(reading, document, ()), "milestone")
    read = tuple(_milestone(at, titles) for at in found)
    unique(found, [milestone.id for milestone in read])
    return read


def _milestone(at: Section, titles: Titles) -> Milestone:
    on = sound(word, at, "on", Basis, Basis.VISITS)
    if on is Basis.POINTS:
        at.wrong("on", "a milestone counts visits or spend, not points.")
    once, every, nudge = (if_said(amount, at, key, on, least=1) for key in ("at", "every", "nudge"))
    if ("at" in at.table) == ("every" in at.table):
        at.wrong("", "needs either `at` (once) or `every` (again and again), not both and not none.")
    step = once or every
    if nudge is not None and step is not None and nudge >= step:
        at.wrong("nudge", "comes before the milestone: it must be smaller.")
    gives, lifetime = award(at, titles), flag(at, "lifetime")
    return Milestone(text(at, "id"), on or Basis.VISITS, gives, once, every, nudge, lifetime)


def _birthday(reading: Reading, document: Table, titles: Titles) -> BirthdayRule | None:
    at, default = section(reading, document, "birthday"), BirthdayRule(AwardRule(""))
    if not isinstance(document.get("birthday"), dict):
        return None
    return BirthdayRule(
        award=award(at, titles),
        days_around=whole(at, "days_around", default.days_around, least=0, most=182),
        settle_days=whole(at, "settle_days", default.settle_days, least=0, most=365),
    )


def _return_rules(at: Section) -> ReturnRules:
    default = ReturnRules()
    return ReturnRules(
        claw_back_discount=flag(at, "claw_back_discount", default.claw_back_discount),
        orphan_days=whole(at, "orphan_days", default.orphan_days, least=1, most=365),
    )


def _habit(at: Section) -> BrandHabit:
    default = BrandHabit()
    return BrandHabit(
        share_percent=whole(at, "share_percent", default.share_percent, least=1, most=100),
        days=whole(at, "days", default.days, least=1, most=3660),
        purchases=whole(at, "purchases", default.purchases, least=1, most=1000),
        half_life_days=whole(at, "half_life_days", default.half_life_days, least=1, most=3660),
    )
