"""What a hub lets each register give before they speak again."""

import pytest

from db.hub.grants import GOOD_MS
from posdesk.domain.campaign_facts import CampaignEnded, CampaignPublished
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import ProgramPublished, RedemptionVoided, RewardRedeemed
from tests.builders import SAMPLE_PROGRAM
from tests.db.hub.hubs import AHub, Speaker

RULE = "campaign:shirts"
SHIRTS = (
    '[campaign]\nid = "shirts"\ntitle = "A shirt"\n[campaign.limits]\nrenews = "day"\ntotal = 5\n'
    '[campaign.reward]\nkind = "merchandise"\ntitle = "A shirt"\n'
)


def published(till: Speaker, document: str = SHIRTS) -> None:
    """A campaign comes to the hub."""
    till.push(encode_fact(till.fact(CampaignPublished(document))))


def uses(till: Speaker, count: int, hub: AHub) -> list[str]:
    """Ids of uses that the hub is told of."""
    facts = [
        till.fact(RewardRedeemed("shirts", "A shirt", award_rule=RULE, award_n=n), hub.ids.new(hub.clock.now()))
        for n in range(count)
    ]
    till.push(*map(encode_fact, facts))
    return [fact.id for fact in facts]


def may(till: Speaker, waiting: int = 0) -> int:
    """How many shirts it may give from now on. waiting: it gave so many that it has not sent."""
    return (till.hello(waiting={RULE: waiting}).allowances or {}).get(RULE, 0)


@pytest.mark.rule("CM08")
def test_registers_share_what_is_left_and_what_one_may_give_no_other_may(hub: AHub) -> None:
    one, other = hub.register(), hub.register("register 2")
    assert may(one) == 0
    published(one)
    assert (may(one), may(other)) == (3, 2)
    assert (may(one), may(other)) == (3, 2)  # asking again gives nothing more
    uses(one, 3, hub)
    assert (may(one), may(one), may(other)) == (0, 0, 1)
    uses(other, 1, hub)
    assert (may(one), may(other)) == (0, 1)  # the last one is still the one that the other may give


@pytest.mark.rule("CM08")
def test_what_was_granted_stays_granted_until_the_register_says_that_it_heard_less(hub: AHub) -> None:
    one = hub.register()
    published(one)
    assert may(one) == 5
    other = hub.register("register 2")
    assert (one.hub.hello(one.introduction()).allowances or {})[RULE] == 3  # it never comes to the register
    assert may(other) == 0
    assert may(one) == 3
    assert may(other) == 0  # whether that one came nobody knows
    assert may(one) == 3
    assert may(other) == 2


@pytest.mark.rule("CM08")
def test_a_hello_that_comes_late_takes_no_grant_away(hub: AHub) -> None:
    one = hub.register()
    published(one)
    late = one.introduction()
    assert (may(one), may(one)) == (5, 5)
    other = hub.register("register 2")
    assert (one.hub.hello(late).allowances or {})[RULE] == 3
    assert may(other) == 0  # the register may still give all five
    assert (may(one), may(one)) == (3, 3)
    assert may(other) == 2


@pytest.mark.rule("CM08")
def test_uses_that_wait_at_a_register_are_nobody_elses(hub: AHub) -> None:
    one = hub.register()
    published(one)
    assert may(one) == 5
    other = hub.register("register 2")
    for _ in range(3):
        assert may(one, waiting=4) == 3  # of which it takes off the four
    assert may(other) == 1
    uses(one, 4, hub)
    assert (may(one), may(one), may(other)) == (0, 0, 1)


@pytest.mark.rule("CM08")
def test_a_use_that_was_taken_back_can_be_given_again(hub: AHub) -> None:
    till = hub.register()
    published(till)
    first, *_ = uses(till, 5, hub)
    assert may(till) == 0
    till.push(encode_fact(till.fact(RedemptionVoided(first, "typing error"), hub.ids.new(hub.clock.now()))))
    assert may(till) == 1


@pytest.mark.rule("CM08")
def test_a_register_that_was_revoked_or_not_heard_of_for_a_month_holds_nothing_back(hub: AHub) -> None:
    one, other, lost = hub.register(), hub.register("register 2"), hub.register("register 3")
    published(one)
    assert [may(till) for till in (one, other, lost)] == [2, 2, 1]
    hub.clock.advance(GOOD_MS // 60_000 + 1)
    assert may(one) == 2
    assert may(other) == 2
    assert may(one) == 2  # of five, two are another's and one nobody's


@pytest.mark.rule("CM08")
def test_a_campaign_that_has_ended_or_is_of_another_store_lets_nobody_give_any(hub: AHub) -> None:
    till = hub.register()
    published(till, SHIRTS.replace("[campaign.limits]", 'stores = ["boulder-1"]\n[campaign.limits]'))
    assert may(till) == 0
    published(till, SHIRTS.replace('id = "shirts"', 'id = "shirts"\nversion = 2'))
    assert may(till) == 5
    hub.clock.advance(1)
    till.push(encode_fact(till.fact(CampaignEnded("shirts", "none are left"))))
    assert may(till) == 0


@pytest.mark.rule("RD10")
def test_of_a_reward_with_an_allowance_each_register_may_give_what_the_program_says(hub: AHub) -> None:
    one, other = hub.register(), hub.register("register 2")
    document = SAMPLE_PROGRAM.read_text(encoding="utf-8")
    document = document.replace('id = "t-shirt"\n', 'id = "t-shirt"\noffline = "allowance"\noffline_uses = 3\n')
    one.push(encode_fact(one.fact(ProgramPublished(document))))
    assert one.hello().allowances == other.hello().allowances == {"t-shirt": 3}


@pytest.mark.rule("CM08")
def test_what_a_hub_put_back_has_forgotten_is_counted_anew_when_it_is_offered_again(hub: AHub) -> None:
    till = hub.register()
    published(till)
    head = hub.positions()[-1]
    uses(till, 2, hub)
    assert may(till) == 3
    hub.put_back(head)
    assert may(till) == 5
    assert hub.attention() == ["rolled_back"]
