"""Decides how the table [messages] of a program document is read: how often, at which hours, from which age.

Refuses to know what the settings do (sending.py).
"""

from posdesk.domain.document_values import Section, hours, if_said, whole, words_in
from posdesk.domain.program import MessageCap, MessageRules
from posdesk.domain.quiet_hours import WIDEST, Hours

KEYS = {
    "messages": frozenset(
        {"cap", "cap_days", "transactional", "transactional_cap", "hours", "minimum_age", "good_hours"}
    )
}
NO_CAP, NO_MESSAGES = "no cap", "no messages"
MOST = 1000


def message_rules(at: Section) -> MessageRules:
    """The settings of messages; what is not said has its default."""
    default = MessageRules()
    days = whole(at, "cap_days", default.cap.days, least=1, most=366)
    return MessageRules(
        cap=MessageCap(_most(at, "cap", default.cap.most), days),
        transactional_cap=MessageCap(_most(at, "transactional_cap", default.transactional_cap.most), days),
        transactional=frozenset(words_in(at, "transactional")),
        hours=_hours(at, "hours", default.hours),
        minimum_age=whole(at, "minimum_age", default.minimum_age, least=default.minimum_age, most=99),
        good_hours=whole(at, "good_hours", default.good_hours, least=1, most=31 * 24),
    )


def _most(at: Section, key: str, default: int | None) -> int | None:
    """How many: a number from 1, or words. 0 is refused, because it has meant both of the words (CM04)."""
    value = at.table.get(key, default)
    if value is None or value == NO_CAP:
        return None
    if value == NO_MESSAGES:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
        at.wrong(key, f'must be a whole number from 1 to {MOST}, "{NO_MESSAGES}" or "{NO_CAP}".')
        return default
    return value


def _hours(at: Section, key: str, default: Hours) -> Hours:
    times = if_said(hours, at, key)
    if times is None:
        return default
    if times[0] < WIDEST.first or times[1] > WIDEST.last:
        at.wrong(key, "must lie within 08:00 and 21:00: nobody may be written to before or after.")
        return default
    return Hours(*times)
