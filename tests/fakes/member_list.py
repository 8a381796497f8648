"""The list of all members over a fake directory: what the real one must agree with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from posdesk.counter.ports import Sketch
from posdesk.office.ports import Alike
from tests.fakes.directory import FakeDirectory


@dataclass(frozen=True, slots=True)
class FakeMemberList:
    """The port `MemberList`."""

    directory: FakeDirectory

    def side_by_side(self, by: Alike, after: Sketch | None, limit: int) -> list[Sketch]:
        """See the port."""

        def place(sketch: Sketch) -> tuple[str, str]:
            return str(getattr(sketch.traits, by)), sketch.own

        having = [sketch for sketch, _ in self.directory.everybody() if getattr(sketch.traits, by)]
        ordered = sorted(having, key=place)
        return [sketch for sketch in ordered if after is None or place(sketch) > place(after)][:limit]

    def in_order(self, after: str | None, limit: int) -> list[Sketch]:
        """See the port."""
        return [sketch for sketch, _ in self.directory.everybody() if after is None or sketch.own > after][:limit]

    def sketched(self, members: Sequence[str]) -> list[Sketch]:
        """See the port."""
        return [sketch for sketch, _ in self.directory.everybody() if sketch.own in members]

    def last_seen_before(self, day: date, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """See the port."""
        gone = [s for s, seen in self.directory.everybody() if seen < day and (after is None or s.own > after)][:limit]
        last = gone[-1].own if len(gone) == limit else None
        return list(dict.fromkeys(sketch.member for sketch in gone)), last
