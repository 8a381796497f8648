"""Decides the story of a morning at the counter, and plays it through the real use cases.

Refuses to know how the store was made up and how pictures are taken. Every step is durable when its row exists.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from posdesk.counter import explaining, lookup, meetings, returns, undoing, visits
from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.enrolment import EnrolmentForm, enrol
from posdesk.counter.ports import Desk
from posdesk.counter.visits import VisitEntry
from posdesk.demo.cast import NEWCOMER, Cast, Player
from posdesk.domain.business_day import local_time
from posdesk.domain.money import format_short
from posdesk.domain.refusals import Refused

WIDTH = 72
"""Characters of a table's column before its text goes on in the next line."""
MISTYPED = "aneliese bjornsdotir"


class Step(NamedTuple):
    """One thing that was done at the counter, what the screen said, and the store's wall clock then (`10:42`)."""

    clock: str
    done: str
    said: str


class StoryBroke(Exception):
    """The morning did not go as it must: what was expected, what came instead. A bug of PosDesk or of the demo."""


def play(desk: Desk, cast: Cast) -> list[Step]:
    """Play the morning; returns its rows. Raises StoryBroke when a look-up does not find who stands at the counter."""
    zone = desk.programs.calendar(desk.station.store).zone
    scenes = (
        _tenth_visit,
        _reward_used,
        _back_after_months,
        _mistyped_name,
        _other_script,
        _guest,
        _newcomer,
        _refusals,
        _so_far,
    )
    return [
        Step(f"{local_time(desk.clock.now(), zone):%H:%M}", done, said)
        for scene in scenes
        for done, said in scene(desk, cast)
    ]


def table(steps: Sequence[Step]) -> str:
    """The rows as text, long sayings over several lines."""
    width = max(_cells(step.done) for step in steps)
    lines = []
    for step in steps:
        first, *others = _wrapped(step.said)
        lines.append(f"{step.clock}  {step.done}{' ' * (width - _cells(step.done))}  {first}")
        lines += [f"{'':<{width + 9}}{other}" for other in others]
    return "\n".join(lines)


Told = Iterator[tuple[str, str]]


def _tenth_visit(desk: Desk, cast: Cast) -> Told:
    player = cast.ten
    code = player.resident.profile.card_code or ""
    card = _open(desk, code, player)
    yield "A card is scanned", card_words(card)
    entry = VisitEntry(6250, ("Brindlewick",), "481516")
    yield "F2, amount 62.50, Brindlewick", visits.preview(desk, player.resident.id, entry).words
    saved = visits.record(desk, player.resident.id, entry, card.nudges)
    yield "Enter", saved.words
    if saved.card is not None:
        usable = [f"{offer.title} ({offer.line})" for offer in saved.card.offers if offer.usable]
        yield "The card shows", f"Can use now: {', '.join(usable) or 'nothing yet'}"


def _reward_used(desk: Desk, cast: Cast) -> Told:
    """What was earned a moment ago is used, and comes back with the goods."""
    player = cast.ten
    card = open_card(desk, player.resident.id)
    offer = next(offer for offer in card.offers if offer.usable and offer.choice is not None)
    assert offer.choice is not None  # as asked for
    entry = VisitEntry(4500, ("Brindlewick",), "481517", choices=(offer.choice,))
    after = visits.preview(desk, player.resident.id, entry)
    yield f"Alt+1: {offer.title}, amount 45.00", f"Pay {format_short(after.applied.pay_cents)}. {after.words}"
    saved = visits.record(desk, player.resident.id, entry, card.nudges)
    yield "Enter", saved.words
    why = explaining.explained(desk, player.resident.id, "fifty-off")
    yield "“And the $50?”", why.words
    yield "F7, Enter: all of it comes back", returns.return_goods(desk, saved.visit_id, reason="wrong strain").words
    again = open_card(desk, player.resident.id).offers
    yield "The card shows", f"Can use now: {', '.join(offer.title for offer in again if offer.usable)}"


def _back_after_months(desk: Desk, cast: Cast) -> Told:
    player = cast.gone
    digits = (player.resident.profile.phone or "")[-4:]
    card = _open(desk, digits, player)
    yield f"{digits} is typed, Enter", card_words(card)
    saved = visits.record(desk, player.resident.id, VisitEntry(4800, ("Mosswright",)), card.nudges)
    yield "F2, amount 48.00, Mosswright, Enter", saved.words
    yield "F4, it was somebody else's", undoing.undo_last(desk).words
    yield "F4 again", _refusal(lambda: undoing.undo_last(desk).words)


def _mistyped_name(desk: Desk, cast: Cast) -> Told:
    player = cast.typed
    card = _open(desk, MISTYPED, player)
    yield f"“{MISTYPED}” is typed, Enter", card_words(card)
    brands = ("Nine Ladders", "Quillmoth")
    saved = visits.record(desk, player.resident.id, VisitEntry(9400, brands), card.nudges)
    yield "F2, amount 94.00, two brands, Enter", saved.words
    again = open_card(desk, player.resident.id)
    if again.recorded_before is not None:
        by = f" by {again.recorded_before.staff}" if again.recorded_before.staff else ""
        yield "F2, she forgot something", f"Recorded at {again.recorded_before.local_time}{by}. Record another?"
    yield "Enter, amount 12.00", visits.record(desk, player.resident.id, VisitEntry(1200)).words


def _other_script(desk: Desk, cast: Cast) -> Told:
    player = cast.other_script
    name = player.resident.profile.first_name
    yield f"{name} is typed, Enter", card_words(_open(desk, name, player))


def _guest(desk: Desk, _cast: Cast) -> Told:
    yield "F2 with nobody shown, amount 23.00, Enter", visits.record(desk, None, VisitEntry(2300)).words


def _newcomer(desk: Desk, _cast: Cast) -> Told:
    name, phone = NEWCOMER
    found = lookup.find(desk, phone)
    yield f"{phone} is typed", found.note or (f"{len(found.hits)} found" if found.hits else f"No one with {phone}")
    enrolled = enrol(desk, EnrolmentForm(name, found.phone or phone, birthday="06-14"))
    yield f"F3, {name}, Enter", card_words(enrolled.card)
    first = visits.record(desk, enrolled.member_id, VisitEntry(3100, ("Hearthsparrow",)), enrolled.card.nudges)
    yield "F2, amount 31.00, Hearthsparrow, Enter", first.words


def _refusals(desk: Desk, _cast: Cast) -> Told:
    name, phone = NEWCOMER
    yield f"F3, {name} once more", _refusal(lambda: enrol(desk, EnrolmentForm(name, phone)).member_id)
    yield "F3, phone 303-555-0142", _refusal(lambda: enrol(desk, EnrolmentForm("Film Star", "303-555-0142")).member_id)


def _so_far(desk: Desk, _cast: Cast) -> Told:
    today = visits.today(desk)
    latest = ", ".join(f"{row.initials or 'guest'} {format_short(row.amount_cents)}" for row in today.rows[:4])
    yield "Esc", f"Today: {today.visits} visits, {today.new_members} new. Last: {latest}"


def card_words(card: MemberCard) -> str:
    """A card in one line: who, tier, visits, spend, chips, and what to say."""
    standing = card.standing
    parts = [
        card.member.short_name,
        standing.tier.name,
        f"{standing.visits:,} visits" if standing.visits != 1 else "1 visit",
        format_short(standing.spend_cents),
        *(chip.words for chip in card.chips),
    ]
    return f"{' · '.join(parts)}. Say: {card.say}"


def _open(desk: Desk, text: str, player: Player) -> MemberCard:
    """What Enter does: the exact match, or the one in the list who stands there."""
    found = lookup.find(desk, text)
    if player.resident.id != found.exact and player.resident.id not in [hit.member for hit in found.hits]:
        name = f"{player.resident.profile.first_name} {player.resident.profile.last_name}"
        raise StoryBroke(f"{text!r} should find {name}; it found {len(found.hits)} others")
    card = open_card(desk, player.resident.id)
    meetings.note(desk, player.resident.id, card.met)  # as the screen does once it shows the card
    return card


def _refusal(attempt: Callable[[], str]) -> str:
    try:
        done = attempt()
    except Refused as refused:
        return refused.refusal.words
    raise StoryBroke(f"this should have been refused, and was done: {done}")


def _cells(text: str) -> int:
    """How many columns a terminal gives the text: signs of Han, Kana and Hangul take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
