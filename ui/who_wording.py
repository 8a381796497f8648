"""The words of who is who: members who may be one person, a merge before it is made, what is held of a member. Refuses
to know what is shown when."""

from datetime import date

from posdesk.counter.likeness_words import against, how_sure, reasons
from posdesk.counter.wording import dollars
from posdesk.domain.channels import Channel
from posdesk.domain.likeness import Likeness
from posdesk.domain.points import format_points
from posdesk.office.duplicates import Pair
from posdesk.office.merge_preview import Preview, Side
from ui.wording import count, day

DUPLICATES, RECORD, COUNTER = "Who may be one person", "Who this member is", "Counter"
PAIRS, COMES_TO = "Pairs that look alike", "What it comes to"
PROFILES, ALIKE = "Cards of this member", "Looks like"
LOOKING, STOPPED = "Looking…", "Stopped. What was found so far is not shown."
LOOK_AGAIN, STOP, CARD = "Look again", "Stop", "Show the card"
MERGE, APART, BACK_TO_PAIRS = "Make them one", "They are two", "All pairs"
REASON, REASON_EXAMPLE = "Why", "It is kept with it"
NO_CARD = "Open a member's card first."
TOLD_APART = "Noted: they are two, and are not suggested again."
APART_BEFORE = "Somebody said that they are two."
SEPARATE, COMPARE, MOVE = "Take it back: two again", "Compare", "Receipts: give one to another"
SAVE_PDF, SAVE_JSON, SAVE_TITLE = "Save what is held: PDF", "The same as data", "Save what is held of this member"
PDF_FILES, JSON_FILES = "PDF (*.pdf)", "JSON (*.json)"
FORGET, REALLY, KEEP = "Forget this member…", "Really forget, for ever", "Do not"
FORGOTTEN = "Forgotten. Nothing here says any more who that was; the hub and the other registers follow."
NOBODY_ALIKE = "Nobody looks like this member."
ALONE = "One card, and no other."
CHANNELS = {Channel.TEXT: "texts", Channel.EMAIL: "e-mails"}
NOTHING = "-"


def found(number: int, looked_at: int, more: int) -> str:
    """What was found."""
    if not number:
        return f"{count(looked_at, 'member')}: no two look like one person."
    rest = f", and {more:,} that are less likely" if more else ""
    return f"{count(number, 'pair')} among {count(looked_at, 'member')}{rest}"


def so_far(done: int) -> str:
    """How far the search is."""
    return f"{LOOKING} {done:,} compared so far" if done else LOOKING


def who(name: str, phone_ends: str | None) -> str:
    """`Maria G. · 5309`."""
    return f"{name} · {phone_ends}" if phone_ends else name


def pair_row(pair: Pair) -> tuple[tuple[str, str], tuple[str, str]]:
    """A pair in a row: both names with their phones, and below them how sure it is."""
    one, other = (who(each.name, each.phone_ends) for each in (pair.one, pair.other))
    return (one, other), (how_sure(pair.how), "")


def why(seen: Preview) -> tuple[str, ...]:
    """How sure it is, what speaks for it and what against."""
    said = [f"{sure(seen.how)}."]
    if seen.how.against:
        said.append(f"Against: {_inside(against(seen.how))}.")
    if seen.apart:
        said.append(APART_BEFORE)
    if seen.lost:
        said.append(f"No {_channels(seen.lost)} any more: one of them said no, and that holds for both.")
    return tuple(said)


def comes_to(seen: Preview) -> tuple[tuple[str, str, str, str], ...]:
    """Rows: what, of one, of the other, of both together."""
    columns = [_side(side) for side in (seen.one, seen.other, seen.both)]
    head = "", seen.one.card.member.short_name, seen.other.card.member.short_name, "Together"
    names = ("Visits", "Spend", "Tier", "Points", "Awards", "Messages", "Phones", "E-mails", "Cards")
    return (head, *(tuple(row) for row in zip(names, *columns, strict=True)))


def card_row(name: str, phone_ends: str | None, enrolled: date | None) -> tuple[str, str, str]:
    """A card in a row: whose, phone, since when."""
    return name, f"ends {phone_ends}" if phone_ends else NOTHING, f"since {day(enrolled)}" if enrolled else ""


def merged(name: str) -> str:
    """Two are one."""
    return f"{name} is one member now. It can be taken back on the card: Alt+W."


def separated(names: list[str]) -> str:
    """A merge was taken back."""
    return f"Taken back. {' and '.join(names)} are members of their own."


def saved(name: str) -> str:
    """A file was written."""
    return f"Saved as {name}. It holds all of one person: keep it where only she can read it."


def sure(how: Likeness) -> str:
    """`Very likely one: the same phone, the same name`."""
    return f"{how_sure(how)}: {_inside(reasons(how)) or 'nothing says so'}"


def _inside(said: str) -> str:
    """Words as they stand inside a sentence."""
    return said[:1].lower() + said[1:]


def _side(side: Side) -> tuple[str, ...]:
    return (
        f"{side.visits:,}",
        dollars(side.card.standing.spend_cents),
        side.tier,
        format_points(side.points),
        f"{len(side.awards)}: {', '.join(side.awards)}" if side.awards else NOTHING,
        _channels(side.allowed) or NOTHING,
        ", ".join(phone[-4:] for phone in side.phones) or NOTHING,
        ", ".join(_masked(email) for email in side.emails) or NOTHING,
        f"{len(side.cards)}" if side.cards else NOTHING,
    )


def _masked(email: str) -> str:
    """`m…@example.org`: the screen may be seen by others."""
    name, _, place = email.partition("@")
    return f"{name[:1]}…@{place}"


def _channels(channels: frozenset[Channel]) -> str:
    return ", ".join(CHANNELS[each] for each in sorted(channels))
