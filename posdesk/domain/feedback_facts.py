"""Decides what a member can tell the shop about itself. What is made of it is decided elsewhere (G26)."""

from dataclasses import dataclass

PROMOTER, DETRACTOR = 9, 6
"""From this score on somebody promotes the shop, and up to this one somebody speaks against it (Reichheld, "The One
Number You Need to Grow", 2003)."""


@dataclass(frozen=True, slots=True)
class FeedbackGiven:
    """A member said how likely she is to recommend the shop. score: 0 to 10. visit: which one it is about."""

    score: int
    visit: str | None = None
    words: str | None = None
