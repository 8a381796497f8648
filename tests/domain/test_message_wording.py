"""How a message reads."""

import pytest

from posdesk.domain.message_facts import Variable
from posdesk.domain.message_wording import gaps, used, worded
from tests.domain.test_sending import MARIA

UNTIL, TITLE = Variable("until", "Nov 30"), Variable("title", "$10 off")


def test_the_name_is_filled_in_when_it_is_sent_and_the_rest_is_known_before() -> None:
    wording = "{name}, {title} until {until}. {name}, come by."
    assert worded(wording, (UNTIL, TITLE), MARIA) == "Maria, $10 off until Nov 30. Maria, come by."


def test_what_nothing_is_known_for_is_named_once() -> None:
    assert gaps("{name}: {missing} to go, {missing}! {}", (UNTIL,)) == ["missing", ""]
    assert gaps("{name} until {until}", (UNTIL,)) == []
    with pytest.raises(KeyError):
        worded("{missing}", (UNTIL,), MARIA)


def test_only_what_the_wording_has_is_kept() -> None:
    assert used("Until {until}", (UNTIL, TITLE)) == (UNTIL,)
