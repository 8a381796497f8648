"""Ids that count up: the same in every run."""

from posdesk.domain.business_day import Instant


class FakeIds:
    """UUIDv7 as text, its random part a counter. made: where it begins, so that two computers do not give one id."""

    def __init__(self, made: int = 0) -> None:
        self._made = made

    def new(self, now: Instant) -> str:
        """The next one."""
        self._made += 1
        stamp = f"{now:012x}"
        return f"{stamp[:8]}-{stamp[8:]}-7000-8000-{self._made:012x}"
