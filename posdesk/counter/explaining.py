"""Decides what an answer to "why?" is: the facts behind a figure, the way to a tier or milestone, or the yes or no of a
reward with its clauses. Refuses to know rules (domain) and how it is printed."""

from dataclasses import dataclass

from posdesk.counter import permissions, reasons, wording
from posdesk.counter.campaigns import answers_for
from posdesk.counter.card import open_card
from posdesk.counter.offers import asker, choose, title_of
from posdesk.counter.ports import Desk
from posdesk.domain import distances, explain, hidden
from posdesk.domain.business_day import Instant
from posdesk.domain.clauses import Clause
from posdesk.domain.explain import Because
from posdesk.domain.offers import Asker, Choice, may_use
from posdesk.domain.program import Program
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.rewards import Reward
from posdesk.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Explained:
    """An answer. words: a sentence for the member. because: of a figure. clause: of a yes or no. lines: the clause as
    lines for whoever wants all of it."""

    what: str
    words: str
    because: Because | None = None
    clause: Clause | None = None
    lines: tuple[str, ...] = ()


def explained(desk: Desk, member_id: str, what: str, at: Instant | None = None) -> Explained:
    """Answer `what`, now or at `at`: a figure (`visits`, `points`, `brand:NAME` ...), `tier:ID`, `milestone:ID`, a
    reward's id, `award:RULE:N`, `points:N`, `code:CODE` or `campaign:ID`. Raises Refused(NO_MEMBER, NO_FIGURE,
    NO_CAMPAIGN)."""
    when = desk.clock.now() if at is None else at
    card = open_card(desk, member_id, when)
    standing, timeline = card.standing, desk.programs.timeline()
    program = timeline.at(when)
    kind, _, name = what.partition(":")
    if kind == "campaign":
        return _answer(desk, what, *_of_campaign(desk, standing, when, name), standing)
    ahead = _distance(standing, program, kind, name)
    if ahead is not None:
        return _answer(desk, what, ahead[0], ahead[1], standing)
    found = None if name and kind in ("award", "points") else explain.because(standing, timeline, what)
    if found is not None:
        return Explained(what, _figure_words(found, standing), because=found)
    clause, title = _judged(asker(desk, standing, when, card.campaigns.gifts), what)
    return _answer(desk, what, clause, title, standing)


def _distance(standing: Standing, program: Program, kind: str, name: str) -> tuple[Clause, str] | None:
    if kind == "tier" and name:
        clause, tier = distances.to_tier(standing, program, name), program.tier_by_id.get(name)
        return None if clause is None or tier is None else (clause, tier.name)
    if kind == "milestone":
        clause = distances.to_milestone(standing, program, name)
        return None if clause is None else (clause, program.milestone_by_id[name].award.title)
    return None


def _of_campaign(desk: Desk, standing: Standing, at: Instant, name: str) -> tuple[Clause, str]:
    facts = desk.ledger.facts_about(standing.member)
    found = answers_for(desk, facts, standing, at)
    answer = next((each for each in found if each.campaign.id == name), None)
    if answer is None:
        running = ", ".join(each.campaign.id for each in found) or "none"
        raise Refused(Refusal(RefusalCode.NO_CAMPAIGN, f"No campaign “{name}” runs. Those that do: {running}."))
    return answer.why, answer.campaign.title


def _judged(who: Asker, what: str) -> tuple[Clause, str]:
    try:
        choice = choose(who, what)
    except Refused as refused:
        if refused.refusal.code is not RefusalCode.NO_REWARD:
            raise
        rewards = ", ".join(reward.id for reward in who.program.rewards) or "none"
        words = (
            f"“{what}” is nothing that can be explained. Ask for {', '.join(explain.FIGURES)}, tier:ID, milestone:ID, "
            f"award:RULE:N, points:N, brand:NAME, campaign:ID, or a reward: {rewards}."
        )
        raise Refused(Refusal(RefusalCode.NO_FIGURE, words)) from None
    reward = who.program.reward_by_id.get(choice.reward)
    if choice.award is None and choice.code is None and reward is not None and reward.cost is None:
        return _earned_only(who, reward)
    return may_use(who, choice), title_of(who, choice)


def _earned_only(who: Asker, reward: Reward) -> tuple[Clause, str]:
    """Of a reward that points do not buy: the last award for it, whatever became of it, else how far the next is."""
    awards = [award for award in who.standing.awards if award.reward == reward.id]
    if awards:
        last = max(awards, key=lambda award: (award.earned_on, award.rule.id, award.n))
        return may_use(who, Choice(reward.id, (last.rule.id, last.n))), last.title
    ahead = [each for each in who.standing.milestones if each.reward == reward.id]
    for milestone in ahead:
        clause = distances.to_milestone(who.standing, who.program, milestone.rule.id)
        if clause is not None:
            return clause, milestone.title
    return may_use(who, Choice(reward.id)), reward.title


def _answer(desk: Desk, what: str, clause: Clause, title: str, standing: Standing) -> Explained:
    said = reasons.told(standing, desk.station.register, sees=permissions.sees_hidden(desk))
    return Explained(
        what,
        reasons.sentence(clause, title, said),
        clause=clause if said.sees else hidden.veiled(clause),
        lines=tuple(reasons.lines(clause, said)),
    )


def _figure_words(found: Because, standing: Standing) -> str:
    rules = ", ".join(f"{rule.id} (version {rule.version})" for rule in found.rules) or "no rule, a plain sum"
    facts = wording.count(len(found.facts), "fact")
    return f"{found.figure} is {found.value} by {rules}, from {facts}."
