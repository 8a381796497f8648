"""How many uses a hub lets each register give: together never more than is left."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posdesk.domain import campaign_document
from posdesk.domain.allowances import limited, of_campaigns, of_rewards
from posdesk.domain.campaigns import Calendar, Campaign, Published, State
from posdesk.domain.program_document import parse
from tests.builders import SAMPLE_PROGRAM

DAY = date(2026, 11, 20)
AT = 1_795_180_000_000


def shirts(total: int, more: str = "") -> Campaign:
    """A campaign with so many shirts in all."""
    return campaign_document.parse(
        f'[campaign]\nid = "shirts"\ntitle = "A shirt"\n{more}\n[campaign.limits]\nrenews = "day"\ntotal = {total}\n'
        '[campaign.reward]\nkind = "merchandise"\ntitle = "A shirt"\n',
        {},
    )


def share(
    total: int, used: int, others: int, registers: int, store: str = "denver-1", more: str = ""
) -> Mapping[str, int]:
    """What a register of a store may give."""
    campaign = shirts(total, more)
    return of_campaigns([campaign], {campaign.rule: used}, {campaign.rule: others}, registers, store)


@pytest.mark.rule("CM08")
@pytest.mark.parametrize(
    ("total", "used", "others", "registers", "may"),
    [
        (10, 0, 0, 2, 5),  # an even share
        (10, 0, 0, 3, 4),  # rounded up, so that none is left over
        (10, 0, 8, 3, 2),  # as far as others may not give it
        (10, 4, 4, 2, 2),
        (10, 10, 0, 2, 0),
        (10, 12, 0, 2, 0),  # more were given than there are: none is left
        (1, 0, 1, 2, 0),
    ],
)
def test_a_register_gets_its_share_of_what_no_other_may_give(
    total: int, used: int, others: int, registers: int, may: int
) -> None:
    assert share(total, used, others, registers) == {"campaign:shirts": may}


@pytest.mark.rule("CM08")
def test_a_register_of_another_store_gets_nothing_of_a_stores_own_campaign() -> None:
    assert share(10, 0, 0, 1, "boulder-1", 'stores = ["denver-1"]') == {}
    assert share(10, 0, 0, 1, "denver-1", 'stores = ["denver-1"]') == {"campaign:shirts": 10}


@pytest.mark.rule("CM08")
@given(
    st.integers(1, 40),
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.booleans()), max_size=60),
)
def test_whoever_asks_when_and_gives_all_it_may_no_more_than_there_are_is_given(
    total: int, registers: int, events: list[tuple[int, int, bool]]
) -> None:
    campaign = shirts(total)
    may, given_, told = [0] * registers, [0] * registers, [0] * registers
    for number, wants, speaks in events:
        who = number % registers
        if speaks:  # the hub hears of what it gave, and only then says what it may
            told[who] = given_[who]
            others = sum(may) - may[who]
            granted = of_campaigns([campaign], {campaign.rule: sum(told)}, {campaign.rule: others}, registers, "s")
            may[who] = granted[campaign.rule]
        gives = min(wants, max(may[who] - (given_[who] - told[who]), 0))
        given_[who] += gives
    assert sum(given_) <= total


@pytest.mark.rule("CM08")
def test_a_campaign_without_a_total_or_that_has_ended_is_not_shared_out() -> None:
    def calendar(campaign: Campaign, ended: bool = False) -> Calendar:
        changes = {campaign.id: [(AT - 1, State.ENDED)]} if ended else {}
        return Calendar({campaign.id: [Published(campaign, AT - 10, "f", DAY)]}, changes)

    endless = campaign_document.parse('[campaign]\nid = "hello"\ntitle = "Hello"\nsay = "Hello"\n', {})
    assert [each.id for each in limited(calendar(shirts(5)), AT, DAY)] == ["shirts"]
    assert limited(calendar(shirts(5)), AT - 11, DAY) == []
    assert limited(calendar(shirts(5), ended=True), AT, DAY) == []
    assert limited(calendar(endless), AT, DAY) == []


@pytest.mark.rule("RD10")
def test_of_a_reward_every_register_may_give_what_its_program_says() -> None:
    document = SAMPLE_PROGRAM.read_text(encoding="utf-8")
    assert of_rewards(parse(document)) == {}
    limited_ = document.replace('id = "t-shirt"\n', 'id = "t-shirt"\noffline = "allowance"\noffline_uses = 3\n')
    assert of_rewards(parse(limited_)) == {"t-shirt": 3}
