"""Decides which visit of a member's history is marked. Newest first, as they are shown. Refuses to know widgets."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from posdesk.counter.card import MemberCard
    from posdesk.domain.standing import VisitOutcome


class HistoryMark:
    """The mark in the history; none until a key moves it."""

    def __init__(self) -> None:
        self.at: int | None = None

    def clear(self) -> None:
        """No visit is marked."""
        self.at = None

    def move(self, card: "MemberCard", step: int) -> None:
        """Mark another visit; the first key marks the newest, the ends stop."""
        last = len(card.standing.history) - 1
        if last >= 0:
            self.at = 0 if self.at is None else max(0, min(last, self.at + step))

    def visit(self, card: "MemberCard") -> "VisitOutcome | None":
        """The visit marked."""
        visits = newest_first(card)
        return visits[self.at] if self.at is not None and self.at < len(visits) else None

    def follow(self, before: "MemberCard", now: "MemberCard") -> None:
        """The same member with more visits, or fewer: the same visit stays marked."""
        marked = self.visit(before)
        if marked is not None:
            ids = [visit.fact_id for visit in newest_first(now)]
            self.at = ids.index(marked.fact_id) if marked.fact_id in ids else None


def newest_first(card: "MemberCard") -> "list[VisitOutcome]":
    """Every visit of the member, voided ones too."""
    return list(reversed(card.standing.history))
