"""What a register may still give before it speaks to its hub."""

import pytest

from db.allowances import GOOD_MS, left
from db.replica import SqlReplica
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import RedemptionVoided, RewardRedeemed
from posdesk.domain.replication import Lineage, Outcome, Page, Placed, Verdict, Welcome, Witness
from tests.db.tills import Till, a_till
from tests.fakes.ids import FakeIds

RULE = "campaign:shirts"


def told(till: Till, head: int, **may: int) -> None:
    """The hub welcomes the register and says what it may give; its head is at a position."""
    allowances = {rule.replace("_", ":"): uses for rule, uses in may.items()}
    now = till.clock.now()
    SqlReplica(till.store.ledger).settle(
        Welcome("h", 1, Witness(1, head, f"t{head}"), head, Lineage.SAME, 0, 2, now, "0.4.0", allowances)
    )


def gives(till: Till, rule: str | None = RULE, n: int = 1) -> str:
    """It gives one; the id of the use."""
    member = till.ids.new(till.clock.now())
    return till.happened(RewardRedeemed("shirts", "A shirt", award_rule=rule, award_n=n), member).id


def sent(till: Till, *ids: str, at: int) -> None:
    """The hub has taken these uses."""
    verdicts = [Verdict(Outcome.ACCEPTED, at + place) for place in range(len(ids))]
    SqlReplica(till.store.ledger).note_verdicts(ids, verdicts, Witness(1, at + len(ids) - 1, "s"))


def may(till: Till) -> dict[str, int]:
    """What is left."""
    return left(till.store, till.clock.now())


@pytest.mark.rule("CM08", "RD10")
def test_a_register_the_hub_said_nothing_to_may_give_nothing(till: Till) -> None:
    assert may(till) == {}


@pytest.mark.rule("CM08")
def test_each_use_takes_one_whether_it_was_sent_since_or_not(till: Till) -> None:
    told(till, 10, campaign_shirts=3)
    first = gives(till)
    assert may(till) == {RULE: 2}
    sent(till, first, at=11)
    assert may(till) == {RULE: 2}
    gives(till)
    gives(till)
    assert may(till) == {RULE: 0}
    gives(till)
    assert may(till) == {RULE: 0}


@pytest.mark.rule("CM08")
def test_what_the_hub_counted_before_it_said_so_takes_nothing_and_what_it_had_not_does(till: Till) -> None:
    told(till, 10, campaign_shirts=3)
    known, waiting = gives(till), gives(till)
    sent(till, known, at=11)
    told(till, 11, campaign_shirts=3)
    assert may(till) == {RULE: 2}
    sent(till, waiting, at=12)
    assert may(till) == {RULE: 2}
    told(till, 12, campaign_shirts=1)
    assert may(till) == {RULE: 1}


@pytest.mark.rule("CM08")
def test_a_use_that_was_taken_back_is_given_back_by_the_hub_alone(till: Till) -> None:
    told(till, 10, campaign_shirts=1)
    use = gives(till)
    member = till.store.ledger.fact(use)
    assert member is not None
    till.happened(RedemptionVoided(use, "typing error"), member.subject)
    assert may(till) == {RULE: 0}


@pytest.mark.rule("RD10")
def test_a_reward_of_the_program_is_counted_by_its_id(till: Till) -> None:
    told(till, 10, shirts=2)
    gives(till, rule=None, n=0)
    gives(till, rule="every-10-visits")
    assert may(till) == {"shirts": 0}


@pytest.mark.rule("CM08")
def test_what_was_said_a_month_ago_counts_no_longer(till: Till) -> None:
    told(till, 10, campaign_shirts=3)
    till.clock.advance(GOOD_MS // 60_000 - 1)
    assert may(till) == {RULE: 3}
    till.clock.advance(1)
    assert may(till) == {}


@pytest.mark.rule("CM08")
def test_what_another_register_gave_is_none_of_ours(till: Till, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = a_till(tmp_path_factory.mktemp("other") / "store", "register 2", FakeIds())
    use = other.store.ledger.fact(gives(other))
    told(till, 10, campaign_shirts=3)
    assert use is not None
    page = Page((Placed(11, encode_fact(use)),), Witness(1, 11, "t11"), True)
    SqlReplica(till.store.ledger).receive(page)
    assert may(till) == {RULE: 3}
    other.close()
