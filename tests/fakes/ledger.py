"""A ledger that is a list."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from posdesk.counter.ports import Appended, Waiting
from posdesk.domain import codec, stock
from posdesk.domain.campaign_uses import uses_of
from posdesk.domain.campaigning import Uses
from posdesk.domain.facts import (
    Draft,
    Fact,
    MemberEnrolled,
    RedemptionVoided,
    RewardRedeemed,
    VisitRecorded,
    VisitReturned,
    VisitVoided,
    fold_order,
    kind_of,
)
from posdesk.domain.given_facts import AwardGiven, PointsAdjusted, TierOverridden
from posdesk.domain.hybrid_clock import tick
from posdesk.domain.merging import group, links_of
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused
from tests.fakes.directory import shown_under


class FakeLedger:
    """Facts in memory. trouble: raised by the next append, once, as of a full disk. heard: told of every new fact."""

    def __init__(self, register: str = "register 1", heard: Callable[[Fact], None] = lambda fact: None) -> None:
        self.facts: dict[str, Fact] = {}
        self.trouble: EnvironmentTrouble | None = None
        self._register = register
        self._heard = heard
        self._clock = 0

    def append(self, drafts: Sequence[Draft]) -> Appended:
        """Seal and keep all of them, or none."""
        if self.trouble is not None:
            trouble, self.trouble = self.trouble, None
            raise trouble
        texts = [codec.checked_text(draft.body) for draft in drafts]
        new: list[Fact] = []
        for draft, text in zip(drafts, texts, strict=True):
            known = self.facts.get(draft.id)
            if known is None:
                new.append(self._seal(draft, len(self.facts) + len(new) + 1))
            elif (codec.body_text(known), known.subject, known.occurred_at) != (text, draft.subject, draft.occurred_at):
                raise Refused(Refusal(RefusalCode.FACT_CONFLICT, f"{draft.id} is known with other content."))
        for fact in new:
            self.facts[fact.id] = fact
            self._heard(fact)
        return Appended(tuple(new), len(drafts) - len(new))

    def facts_about(self, member: str) -> list[Fact]:
        """The member's own facts, and those of whoever she is one with, and voids and returns of their visits."""
        people = group(member, links_of(self.facts.values()))
        own = {fact.id for fact in self.facts.values() if fact.subject in people}
        return self._sorted(
            fact for fact in self.facts.values() if fact.id in own or getattr(fact.body, "visit", None) in own
        )

    def fact(self, fact_id: str) -> Fact | None:
        """One fact."""
        return self.facts.get(fact_id)

    def facts_on(self, day: date, register: str | None = None) -> list[Fact]:
        """What happened at the counter on a day."""
        kinds = (
            VisitRecorded
            | VisitVoided
            | VisitReturned
            | MemberEnrolled
            | RewardRedeemed
            | RedemptionVoided
            | PointsAdjusted
            | AwardGiven
            | TierOverridden
        )
        return self._sorted(
            fact
            for fact in self.facts.values()
            if fact.business_day == day and isinstance(fact.body, kinds) and register in (None, fact.register)
        )

    def facts_since(self, day: date, kinds: Collection[str]) -> list[Fact]:
        """What of these kinds happened on a day and later."""
        return self._sorted(fact for fact in self.facts.values() if fact.business_day >= day and fact.kind in kinds)

    def members(self) -> Iterator[str]:
        """Every member there are facts about, in the order they came."""
        shown = self.joined()
        return iter(
            dict.fromkeys(shown.get(fact.subject, fact.subject) for fact in self.facts.values() if fact.subject)
        )

    def joined(self) -> Mapping[str, str]:
        """Under whose name everyone is who is one with others."""
        return shown_under(self.facts.values())

    def stock(self, store: str) -> Mapping[str, int]:
        """The pieces left in a store."""
        return stock.left(self.facts.values(), store)

    def uses_of_campaigns(self, since: date) -> Uses:
        """Those from a day on."""
        return uses_of(fact for fact in self.facts.values() if fact.business_day >= since)

    def waiting(self) -> Waiting:
        """Nothing is ever confirmed here."""
        times = [fact.occurred_at for fact in self.facts.values()]
        return Waiting(len(times), min(times, default=None))

    def _seal(self, draft: Draft, sequence: int) -> Fact:
        self._clock = tick(self._clock, draft.occurred_at)
        kind, version = kind_of(draft.body)
        return Fact(
            id=draft.id,
            kind=kind,
            version=version,
            subject=draft.subject,
            store=draft.store,
            register=self._register,
            incarnation=1,
            sequence=sequence,
            staff=draft.staff,
            occurred_at=draft.occurred_at,
            business_day=draft.business_day,
            clock=self._clock,
            body=draft.body,
            corrected_at=draft.corrected_at,
        )

    @staticmethod
    def _sorted(facts: Iterable[Fact]) -> list[Fact]:
        return sorted(facts, key=fold_order)
