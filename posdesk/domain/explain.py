"""Decides which facts and which rule stand behind a figure of a standing. Words for the shop are made elsewhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from posdesk.domain.program import RuleRef
from posdesk.domain.standing import Standing, VisitOutcome


@dataclass(frozen=True, slots=True)
class Because:
    """One figure: its name and value (as text), the rules with version that made it, the facts it was made of."""

    figure: str
    value: str
    rules: tuple[RuleRef, ...]
    facts: tuple[str, ...]
