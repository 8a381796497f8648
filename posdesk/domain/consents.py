"""Decides which ways of writing to a member are allowed: what she agreed to, for the address she agreed to it for.

A withdrawal wins every conflict (I07). A permission is for the phone or the e-mail that she had when she gave it, as
the wordings say: with another number it is asked for again, and whoever gets her old one has not agreed to anything
(I05). Refuses to know wordings, and when something is sent (sending.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from posdesk.domain.channels import Channel
from posdesk.domain.facts import ConsentSet, Fact, MemberField
from posdesk.domain.merging import group, links_of

Stamp = tuple[int, str]
"""A hybrid clock and a fact's id: which of two edits is the later one."""
ADDRESS: Final = {Channel.TEXT: MemberField.PHONE, Channel.EMAIL: MemberField.EMAIL}
"""What a member is written to at."""


class Told(NamedTuple):
    """An address that was told: when, of whom, which field, and its value; None: cleared."""

    stamp: Stamp
    member: str | None
    field: str
    value: str | None


def allowed(
    said: Sequence[Fact], told: Sequence[Told], links: Sequence[Fact], now: Mapping[str, str | None]
) -> frozenset[Channel]:
    """The channels allowed. said: every ConsentSet about her. told: every phone and e-mail. links: merges and what took
    them back. now: by field, the address in force. Since nobody knew of what was said to another member before they
    were one, after a merge the most restrictive holds (I03)."""
    withdrawn = withdrawals(said)
    return frozenset(
        fact.body.channel
        for fact in said
        if isinstance(fact.body, ConsentSet)
        and fact.body.given
        and fact.body.channel not in withdrawn
        and _address_at(fact, told, links) == now.get(ADDRESS[fact.body.channel])
    )


def withdrawals(said: Iterable[Fact]) -> dict[Channel, tuple[str, ...]]:
    """By channel, the withdrawals that hold, by their facts' ids: those over which no permission was given since."""
    consents = {fact.id: fact.body for fact in said if isinstance(fact.body, ConsentSet)}
    over = {id for consent in consents.values() if consent.given for id in consent.over}
    held: dict[Channel, set[str]] = {}
    for id, consent in consents.items():
        if not consent.given and id not in over:
            held.setdefault(consent.channel, set()).add(id)
    return {channel: tuple(sorted(ids)) for channel, ids in held.items()}


def _address_at(consent: Fact, told: Sequence[Told], links: Sequence[Fact]) -> str | None:
    """The address a permission was given for: hers at that moment, or that of those who were one with her by then."""
    assert isinstance(consent.body, ConsentSet)
    at, field = (consent.clock, consent.id), ADDRESS[consent.body.channel]
    people = {consent.subject}
    if links and consent.subject is not None:
        people |= set(group(consent.subject, links_of([link for link in links if (link.clock, link.id) <= at])))
    before = [each for each in told if each.field == field and each.member in people and each.stamp <= at]
    return max(before, key=lambda each: each.stamp).value if before else None
