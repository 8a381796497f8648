"""Decides which answers of members want one from the shop: a low score that nobody has followed up.

It is one of the exceptions, and what was done about it is the fact that settles that (ExceptionSettled). Refuses to
give anything for a score (G26), and to know what was said to the member.
"""

from collections.abc import Sequence

from posdesk.domain.business_day import AsOf
from posdesk.domain.correction_facts import ExceptionSettled, exception_key
from posdesk.domain.facts import Fact, fold_order, happened_at
from posdesk.domain.feedback_facts import DETRACTOR, FeedbackGiven

KIND = "follow_up"
"""The kind of exception (exceptional.Kind): its keys begin with it."""
LASTS_DAYS = 30
"""So many business days after it an answer is still spoken of; then it is listed nowhere any more."""


def wants_an_answer(fact: Fact) -> bool:
    """Whether a fact is a low score of a member. Nobody can answer a guest."""
    return fact.subject is not None and isinstance(fact.body, FeedbackGiven) and fact.body.score <= DETRACTOR


def key_of_answer(fact_id: str) -> str:
    """The key of the exception that an answer is, by its fact's id."""
    return exception_key(KIND, (fact_id,))


def unanswered(facts: Sequence[Fact], as_of: AsOf) -> Fact | None:
    """What a member said last, where it wants an answer and has none; None else. facts: all about her, and about
    whoever is one with her; those after `as_of` are left out."""
    said = [fact for fact in facts if isinstance(fact.body, FeedbackGiven) and happened_at(fact) <= as_of.at]
    last = max(said, key=fold_order, default=None)
    if last is None or not wants_an_answer(last) or (as_of.day - last.business_day).days > LASTS_DAYS:
        return None
    key = key_of_answer(last.id)
    settled = (fact for fact in facts if isinstance(fact.body, ExceptionSettled) and fact.body.what == key)
    return None if any(happened_at(fact) <= as_of.at for fact in settled) else last
