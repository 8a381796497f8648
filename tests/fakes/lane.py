"""A lane that waits: work is done only when the test says so, in order, older work of a tag dropped."""

from collections.abc import Callable
from typing import Any

from posdesk.counter.hub_line import LineTrouble
from posdesk.domain.refusals import EnvironmentTrouble, Refused


class FakeLane:
    """What was submitted stays until `run`."""

    def __init__(self) -> None:
        self.renewed = 0
        self._jobs: list[tuple[str | None, Callable[[], Any], Callable[[Any], None], Any]] = []

    def submit(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        supersede: str | None = None,
    ) -> None:
        """Keep it; work of the same tag that waits is dropped."""
        if supersede is not None:
            self._jobs = [job for job in self._jobs if job[0] != supersede]
        self._jobs.append((supersede, work, done, failed))

    def renew(self) -> None:
        """Count how often; what waits stays."""
        self.renewed += 1

    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._jobs)

    def run(self, count: int | None = None) -> None:
        """Do the next `count` jobs, or all, with those they lead to."""
        left = count
        while self._jobs and left != 0:
            _, work, done, failed = self._jobs.pop(0)
            try:
                answer = work()
            except (Refused, EnvironmentTrouble, LineTrouble) as trouble:
                if failed is None:
                    raise
                failed(trouble)
            else:
                done(answer)
            left = None if left is None else left - 1
