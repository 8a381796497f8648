"""Decides how a visit is typed on the command line: an amount or lines, and what the member uses."""

from argparse import Namespace

from posdesk.commands.receipt_lines import read_line
from posdesk.counter.card import open_card
from posdesk.counter.offers import asker, choose
from posdesk.counter.ports import Desk
from posdesk.counter.visits import VisitEntry
from posdesk.domain import money
from posdesk.domain.offers import Choice
from posdesk.domain.refusals import Refusal, RefusalCode, Refused


def entry_of(desk: Desk, member: str | None, given: Namespace) -> VisitEntry:
    """A visit of a member, or of a guest (None), as typed. Raises Refused."""
    if member is None and given.use:
        raise Refused(Refusal(RefusalCode.NOT_USABLE, "A guest has no rewards to use. Name the member."))
    return entry(given, tuple(choice_of(desk, member or "", text) for text in given.use))


def entry(given: Namespace, choices: tuple[Choice, ...]) -> VisitEntry:
    """A visit as typed, with these choices. Raises Refused."""
    lines = tuple(read_line(text) for text in given.line)
    if lines and given.brand:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, "A line names its own brand: write brand=NAME in it."))
    cents = sum(line.cents for line in lines) if given.amount is None else money.parse_dollars(given.amount)
    return VisitEntry(cents, tuple(given.brand), given.receipt, lines, choices)


def choice_of(desk: Desk, member: str, text: str) -> Choice:
    """What `--use TEXT` means for a member now. Raises Refused."""
    card = open_card(desk, member)
    return choose(asker(desk, card.standing, desk.clock.now(), card.campaigns.gifts), text)
