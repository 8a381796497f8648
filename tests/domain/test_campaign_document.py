"""A campaign's document: what it says, every kind of mistake with its line and its fix, and how it is written again."""

import re
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain.campaign_contradictions import contradictions
from posdesk.domain.campaign_document import KEYS, name_of, parse
from posdesk.domain.campaign_writing import written
from posdesk.domain.campaigns import Campaign, Limits, Place, Question, Renewal, Trigger, When
from posdesk.domain.facts import MemberField
from posdesk.domain.program_document import parse as parse_program
from posdesk.domain.refusals import Refused
from posdesk.domain.rewards import Goods, Reward, RewardKind, Scope
from posdesk.domain.segments import Asks, Comparison, Group, Joined, Node, Span, Window
from tests.builders import SAMPLE_PROGRAM
from tests.domain.campaigners import FIVE, document

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "campaigns.md"
WHOLE = """
[campaign]
id = "spring"
version = 3
title = "Spring on flower"
say = "{name}, {title} until {until}."
channels = ["counter"]
first_day = 2026-03-01
last_day = "2026-03-31"
priority = 80
group = "seasons"
holdout_percent = 10
salt = "2026"
not_yet = false
stores = ["denver-1"]
weekdays = ["Friday", "saturday"]
hours = ["10:00", "21:00"]

[campaign.when]
trigger = "birthday"
first = 3
last = 3

[campaign.where]
all = [{ field = "visits", at_least = 3 }, { segment = "regulars" }]

[campaign.limits]
per_member = 2
per_day = 50
total = 1000

[campaign.reward]
kind = "percent_off"
percent = 20
categories = ["Flower"]
cap = "$15"

[[segment]]
id = "regulars"
all = [{ field = "stage", is = "active" }]
"""


def trouble(text: str) -> str:
    with pytest.raises(Refused) as refused:
        parse(text)
    return refused.value.refusal.words


def test_a_document_says_everything() -> None:
    campaign = parse(WHOLE)
    assert (campaign.first_day, campaign.last_day) == (date(2026, 3, 1), date(2026, 3, 31))
    assert campaign.when == When(Trigger.BIRTHDAY, 3, 3)
    assert campaign.limits == Limits(2, Renewal.OCCASION, 50, 1000)
    assert campaign.hours == (time(10), time(21))
    assert campaign.weekdays == {4, 5}
    flower = Goods(categories=frozenset({"flower"}))
    assert campaign.reward == Reward(
        "campaign:spring:3",
        "Spring on flower",
        RewardKind.PERCENT_OFF,
        Scope.LINES,
        percent=20,
        cap_cents=15_00,
        goods=flower,
    )
    assert [segment.id for segment in campaign.segments] == ["regulars"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("per_member = 2", "per_member = 0", "per_member: 0 would be nobody. Leave it out for no limit"),
        ("total = 1000", "total = 0", "campaign.limits.total: 0 would be nobody"),
        ("per_day = 50", "per_day = true", "campaign.limits.per_day: must be a whole number from 1"),
        ('"2026-03-31"', '"2026-02-28"', "campaign.last_day: 2026-02-28 is before first_day, 2026-03-01."),
        ('field = "visits"', 'field = "visit"', "where.all.1.field: there is no field “visit”. Did you mean “visits”?"),
        ("at_least = 3", 'at_least = "three"', "campaign.where.all.1.at_least: Visits is compared with a whole number"),
        ('segment = "regulars"', 'segment = "regular"', "there is no segment “regular”. Did you mean “regulars”?"),
        ('field = "stage", is = "active"', 'segment = "regulars"', "made of itself: regulars -> regulars"),
        ('id = "spring"', 'id = "Spring Sale"', "campaign.id: has small letters, digits and single dashes"),
        ("{until}", "{day}", "campaign.say: nothing is known for {day}. There are {name}, {title},"),
        ("holdout_percent = 10", "holdout_percent = 100", "holdout_percent: must be a whole number from 0 to 90"),
        ("last = 3", "last = 300", "campaign.when.last: with first, it comes to more than half a year"),
        ("last = 3", "percent = 3", "campaign.when.percent: means nothing to the trigger birthday."),
        ("last = 3", "", "campaign.when.last: is missing: the trigger birthday needs it."),
        ('"birthday"', '"birthdays"', "campaign.when.trigger: “birthdays” is not one of look_up"),
        ('["counter"]', '["counter", "text"]', "campaign.message: is missing: what a text or an e-mail reads."),
        ('["counter"]', '["radio"]', "campaign.channels: “radio” is not one of counter, text, email."),
        ('cap = "$15"', 'cost = 100', "campaign.reward.cost: means nothing here: the campaign itself says"),
        ("percent = 20", "", "campaign.reward.percent: is missing: a reward of the kind percent_off needs it."),
        ("priority = 80", "prio = 80", "campaign.prio: is not known here. Known are channels"),
        ('["10:00", "21:00"]', '["21:00", "10:00"]', "campaign.hours: must be two times, the first and the last"),
        ("[campaign.limits]", '[campaign.limits]\nrenews = "weekly"', "“weekly” is not one of never, day, month,"),
        ("[campaign]", "[campagne]", "campagne: is not known here. Known are campaign, segment."),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_place_and_what_to_do(before: str, after: str, words: str) -> None:
    assert words in trouble(WHOLE.replace(before, after, 1))


def test_every_problem_is_told_at_once_with_its_line() -> None:
    found = trouble(
        WHOLE.replace("per_member = 2", "per_member = 0").replace("version = 3", "version = 0")
    ).splitlines()
    assert [line.partition(":")[0] for line in found] == ["line 4", "line 28"]


def test_what_is_no_toml_says_where() -> None:
    assert "This is not a TOML document" in trouble("[campaign\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (document("", "").replace('say = "Spring!"\n', ""), "does nothing at the counter"),
        (document('channels = ["email"]\nmessage = "hi"', FIVE), 'a say and a question are for the counter'),
        (document("", '[campaign.question]\nfield = "home_store"\nwords = "Where?"\n'), "nobody is asked for home"),
        (document("", '[campaign.when]\ntrigger = "joined"\nfirst = 60\nlast = 60\n'), "ends before it begins"),
        (document("", FIVE + '[campaign.limits]\nrenews = "occasion"\n'), "occasion means nothing to"),
        (document("", FIVE + "[campaign.where]\n"), "says nobody"),
        ('campaign = 3\n', "is a table: write [campaign]"),
        ('[campaign]\nid = "a"\ntitle = "A"\nsay = "a"\nwhere = 3\n', "is a table: write [campaign.where]"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(text: str, words: str) -> None:
    assert words in trouble(text)


def test_a_gift_for_goods_is_used_with_goods() -> None:
    bonus = '[campaign.when]\ntrigger = "visit"\n[campaign.reward]\nkind = "bonus_points"\npoints = 50\n'
    reward = parse(document("", bonus)).reward
    assert reward is not None
    assert reward.minimum_cents == 1


def test_the_name_of_a_campaign_that_cannot_be_read_is_told_as_far_as_it_can_be() -> None:
    assert name_of('[campaign]\ntitle = "Moon"\nphase = "full"') == "Moon"
    assert name_of('[campaign]\nid = "moon"') == "moon"
    assert name_of("[campaign") == name_of("campaign = 3") == name_of("[campaign]\ntitle = 3") == "a campaign"


def test_what_the_program_does_not_have_is_named_with_what_it_has() -> None:
    program = parse_program(SAMPLE_PROGRAM.read_text(encoding="utf-8"))
    text = document(
        "",
        '[campaign.when]\ntrigger = "milestone_near"\nmilestone = "tenth"\nnear = 2\n[campaign.where]\n'
        'all = [{ field = "tier", one_of = ["gold", "diamond"] }, { field = "redeemed", of = "hat", at_least = 1 }, '
        '{ field = "redeemed", of = "campaign:other", at_least = 1 }, '
        '{ field = "milestone", of = "x", at_least = 1 }]\n'
        + FIVE + 'tier = "wood"\n',
    )  # fmt: skip
    assert list(contradictions(parse(text), program)) == [
        "campaign.when.milestone: the program has no milestone “tenth”. It has every-10-visits, every-100-visits, "
        "every-1000-dollars.",
        "campaign.reward.tier: the program has no tier “wood”. It has bronze, silver, gold, platinum.",
        "campaign.where.all.1: the program has no tier “diamond”. It has bronze, silver, gold, platinum.",
        "campaign.where.all.2: the program has no reward “hat”. It has ten-off, fifty-off, ten-percent, five-off, "
        "free-pre-roll, t-shirt.",
        "campaign.where.all.4: the program has no milestone “x”. It has every-10-visits, every-100-visits, "
        "every-1000-dollars.",
    ]


AUDIENCE = Group(
    Joined.ALL,
    (
        Asks("spend", Comparison.BETWEEN, (1, 50_00), window=Window(Span.LAST_MONTH)),
        Group(Joined.NONE, (Asks("brand.purchases", Comparison.AT_LEAST, (1,), of="wyld"),)),
    ),
)
printed = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
words = st.text(printed, min_size=1, max_size=20).filter(str.strip)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31))
rewards = st.one_of(
    st.none(),
    st.builds(
        Reward,
        st.just("campaign:a:1"),
        words,
        st.just(RewardKind.AMOUNT_OFF),
        st.sampled_from(Scope),
        cents=st.integers(1, 10**6),
        minimum_cents=st.integers(2, 10**6),
    ),
    st.builds(
        Reward,
        st.just("campaign:a:1"),
        words,
        st.just(RewardKind.CHEAPEST_ITEM),
        st.just(Scope.LINES),
        percent=st.integers(1, 100),
        items=st.integers(1, 9),
        goods=st.builds(Goods, brands=st.frozensets(st.sampled_from(["wyld", "kiva"]))),
    ),
)
triggers = st.sampled_from(
    [
        When(),
        When(Trigger.VISIT),
        When(Trigger.JOINED, 30, 60),
        When(Trigger.BIRTHDAY, 7, 0),
        When(Trigger.MILESTONE_NEAR, milestone="tenth", near=5),
        When(Trigger.MILESTONE_REACHED, last=14, milestone="tenth"),
        When(Trigger.LAPSE, percent=200),
        When(Trigger.TIER_ENTRY, last=3),
    ]
)


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    """Any campaign that a document can say."""
    when = draw(triggers)
    first, last = draw(days), draw(days)
    renewals = [each for each in Renewal if each is not Renewal.OCCASION]
    texts = draw(st.booleans())
    reward = draw(rewards)
    if when.trigger is Trigger.VISIT and reward is not None and not reward.minimum_cents:
        reward = replace(reward, minimum_cents=1)
    return Campaign(
        id="a",
        version=1,
        title=draw(words),
        where=draw(st.none() | st.just(AUDIENCE)),
        when=when,
        channels=frozenset({Place.COUNTER, Place.TEXT} if texts else {Place.COUNTER}),
        first_day=first,
        last_day=None if first is not None and last is not None and last < first else last,
        reward=reward,
        say=draw(words.filter(lambda said: "{" not in said)),
        message="Hi {name}" if texts else "",
        question=draw(st.none() | st.builds(Question, st.just(MemberField.EMAIL), words, st.integers(0, 99))),
        limits=draw(
            st.builds(
                Limits,
                st.integers(1, 999),
                st.sampled_from(renewals),
                st.none() | st.integers(1, 99),
                st.none() | st.integers(1, 99),
            )
        ),
        priority=draw(st.integers(0, 100)),
        group=draw(st.just("") | words),
        holdout_percent=draw(st.integers(0, 90)),
        salt=draw(words),
        not_yet=draw(st.booleans()),
        stores=draw(st.frozensets(words, max_size=2)),
        weekdays=draw(st.frozensets(st.integers(0, 6))),
        hours=draw(st.none() | st.just((time(9, 5), time(23, 59)))),
    )


def without_places(campaign: Campaign) -> Campaign:
    """The campaign without the places its clauses had in a document."""

    def bare(node: Node) -> Node:
        return bare_group(node) if isinstance(node, Group) else replace(node, at=())

    def bare_group(group: Group) -> Group:
        return Group(group.joined, tuple(bare(part) for part in group.parts))

    where = None if campaign.where is None else bare_group(campaign.where)
    segments = tuple(replace(segment, root=bare_group(segment.root)) for segment in campaign.segments)
    return replace(campaign, where=where, segments=segments)


@given(campaigns())
def test_what_is_written_is_read_as_the_same(campaign: Campaign) -> None:
    assert without_places(parse(written(campaign))) == without_places(campaign)


def test_the_whole_document_is_written_and_read_as_the_same() -> None:
    campaign = parse(WHOLE)
    assert without_places(parse(written(campaign))) == without_places(campaign)


def test_the_guide_explains_every_key_trigger_and_example() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z_]+)`", guide))
    own = set().union(*(keys for table, keys in KEYS.items() if table not in ("", "segment", "campaign.reward")))
    assert own - told - {"trigger"} == set()
    assert set(Trigger) <= told
    assert set(Renewal) <= told
    (example,) = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    assert parse(example).id == "win-back"
