"""What a report has read is given back a piece at a time, and all of it, however the work on it ended."""

import pytest

from posdesk.domain.letting_go import PIECE, let_go_of


def test_what_was_held_is_gone_when_the_work_is_done() -> None:
    days, by_member = list(range(3 * PIECE + 1)), dict.fromkeys(range(10), "held")
    with let_go_of(days, by_member):
        assert len(days) == 3 * PIECE + 1
    assert (days, by_member) == ([], {})


def test_what_was_held_is_gone_also_when_the_work_was_stopped() -> None:
    days = [1, 2, 3]
    with pytest.raises(ValueError, match="stopped"), let_go_of(days):
        raise ValueError("stopped")
    assert days == []
