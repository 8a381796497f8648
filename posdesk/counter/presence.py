"""Decides what it takes to prove that a member is here: the number that the customer screen shows for her, read back.

Whoever proved it is taken as here for some minutes: her uses of rewards carry the proof. Refuses to know how the number
is reckoned (domain) and shown (ui).
"""

from posdesk.counter.card import open_card
from posdesk.counter.ports import Desk
from posdesk.domain import presence
from posdesk.domain.business_day import Instant
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

MINUTES = 10
"""So long one proof serves: a visit takes less."""


class PresenceInMemory:
    """The port Presence. secret: SECRET_BYTES by chance, new with each start: it is on no disk, and a number that was
    read yesterday says nothing of today."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != presence.SECRET_BYTES:
            raise ValueError(f"the secret has {presence.SECRET_BYTES} bytes")
        self._secret = secret
        self._until: dict[str, Instant] = {}

    def number(self, member: str, now: Instant) -> str | None:
        """See the port."""
        return presence.number(self._secret, member, now)

    def prove(self, member: str, typed: str, now: Instant) -> bool:
        """See the port."""
        if not presence.is_number(self._secret, member, typed, now):
            return False
        self._until = {who: until for who, until in self._until.items() if until > now}
        self._until[member] = now + MINUTES * 60_000
        return True

    def proof(self, member: str, now: Instant) -> str | None:
        """See the port."""
        return presence.BY_NUMBER if self._until.get(member, now) > now else None


def number(desk: Desk, member_id: str) -> str | None:
    """What the customer screen shows for a member now, in groups; None where there is no proof of presence."""
    found = desk.presence.number(member_id, desk.clock.now())
    return None if found is None else presence.in_groups(found)


def prove(desk: Desk, member_id: str, typed: str) -> str:
    """What was read off the customer screen proves that the member is here; yields what to say. Raises
    Refused(WRONG_NUMBER), and NO_MEMBER."""
    card = open_card(desk, member_id)
    if not desk.presence.prove(card.member.id, typed, desk.clock.now()):
        words = "That is not the number on the screen. Look again: it changes after half a minute."
        raise Refused(Refusal(RefusalCode.WRONG_NUMBER, words))
    return f"{card.member.short_name} is here. What is used in the next {MINUTES} minutes says so"
