"""Decides what a manager is told of an answer that waits for one: her words, which visit it was about, who served her.

It is read from the facts each time somebody looks, and kept with nothing: what an erased member wrote is gone (I06),
and the report of a closed day stays as it was. Refuses to know how it is settled (exceptions.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posdesk.counter.ports import Desk
from posdesk.domain.day_sums import spend_of
from posdesk.domain.exceptional import Exceptional, Kind
from posdesk.domain.facts import Fact, VisitRecorded, VisitVoided, fold_order
from posdesk.domain.feedback_facts import FeedbackGiven


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit. fact: its id. named: the answer says that it is about this one; else it is the last one before. served:
    who was signed in, None: nobody."""

    fact: str
    day: date
    cents: int
    served: str | None
    named: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member said. score: 0 to 10. words: hers, None: none, or she was erased. visit: None where none is known
    here. noted_by: who was signed in when it was recorded."""

    score: int
    words: str | None
    visit: Visited | None
    noted_by: str | None


def answer_of(desk: Desk, what: Exceptional) -> Answer | None:
    """What she said; None of an exception of another kind. Raises EnvironmentTrouble."""
    fact = desk.ledger.fact(what.facts[0]) if what.kind is Kind.FOLLOW_UP else None
    if fact is None or not isinstance(fact.body, FeedbackGiven):
        return None
    body = fact.body
    visit = desk.ledger.fact(body.visit) if body.visit is not None else _before(desk, fact)
    return Answer(body.score, body.words, _visited(visit, named=body.visit is not None), fact.staff)


def _before(desk: Desk, said: Fact) -> Fact | None:
    """The last visit that stands, of the days until she said it."""
    about: Sequence[Fact] = desk.ledger.facts_about(said.subject or "")
    gone = {fact.body.visit for fact in about if isinstance(fact.body, VisitVoided)}
    visits = [fact for fact in about if isinstance(fact.body, VisitRecorded) and fact.id not in gone]
    until = [fact for fact in visits if fold_order(fact) < fold_order(said)]
    return max(until, key=fold_order, default=None)


def _visited(fact: Fact | None, *, named: bool) -> Visited | None:
    if fact is None or not isinstance(fact.body, VisitRecorded):
        return None
    return Visited(fact.id, fact.business_day, spend_of(fact.body), fact.staff, named)
