"""Builds one member's figures for a test: a history told in words, and a profile."""

from collections.abc import Sequence

from posdesk.domain.facts import Fact, MemberEnrolled, MemberField, MemberFieldSet
from posdesk.domain.figures import Figures
from posdesk.domain.figuring import figures_of
from posdesk.domain.fold import fold
from posdesk.domain.member import profile
from posdesk.domain.program import Program
from tests.domain.histories import MEMBER, History, a_program


class Regular(History):
    """A member who enrolled on the first of January 2026; what happens after is told."""

    def __init__(self, program: Program | None = None, joined: str = "2026-01-01 12:00", **profile: str) -> None:
        super().__init__(program or a_program())
        day = self.as_of(joined).day
        self.happened(joined, MemberEnrolled("Maria", "Garcia", day, **profile))  # type: ignore[arg-type]

    def told(self, when: str, field: MemberField, value: str | None) -> None:
        """A field of the profile is set or cleared."""
        self.happened(when, MemberFieldSet(field, value))

    def figures(self, when: str, facts: Sequence[Fact] | None = None) -> Figures:
        """Her figures on the business day of `when`."""
        moment, known = self.as_of(when), self.facts if facts is None else facts
        known = [fact for fact in known if fact.occurred_at <= moment.at]
        member = profile(MEMBER, known)
        assert member is not None
        timeline = self.timeline()
        standing = fold(MEMBER, known, timeline, moment)
        return figures_of(member, known, standing, timeline.at(moment.at), moment.day)
