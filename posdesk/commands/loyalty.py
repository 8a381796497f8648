"""The loyalty commands: preview, redeem, return, adjust, award, hold-tier, stock, explain, liability and the like.

The same use cases as the screen's. Money is in cents and points in hundredths in JSON.
"""

from argparse import Namespace

from posdesk.commands import loyalty_answers as answers
from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.counter import home_calendar, read_day, read_moment, resolve
from posdesk.commands.entries import choice_of, entry, entry_of
from posdesk.commands.receipt_lines import read_quantity
from posdesk.counter import explaining, redemptions, returns, visits
from posdesk.counter.card import open_card
from posdesk.counter.card_values import award_value, redemption_value
from posdesk.counter.ports import Desk
from posdesk.domain import money, points
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.office import adjustments, drops, liability


def preview(desk: Desk, given: Namespace) -> Answer:
    """`preview MEMBER --amount | --line ... [--use ...] [--best]`: what a visit would give; nothing is saved."""
    member = resolve(desk, given.member)
    wanted = entry_of(desk, member, given)
    after = visits.preview(desk, member, wanted)
    if given.best:
        wanted = entry(given, after.best)
        after = visits.preview(desk, member, wanted)
    return Answer(answers.preview_value(after), answers.preview_text(after))


def redeem(desk: Desk, given: Namespace) -> Answer:
    """`redeem MEMBER WHAT`: use a reward, in a visit when an amount or lines are given."""
    member = resolve(desk, given.member)
    choice = choice_of(desk, member, given.what)
    if given.amount is None and not given.line:
        used = redemptions.redeem(desk, member, choice)
        use = next(use for use in used.card.standing.redemptions if use.fact_id == used.fact_id)
        value: dict[str, Json] = {**redemption_value(use), "member": member, "words": used.words}
        return Answer(value | {"points_left": used.card.standing.points}, f"{used.words} ({used.fact_id})")
    wanted = entry(given, (choice,))
    nudges = open_card(desk, member).nudges
    saved = visits.record(desk, member, wanted, nudges)
    assert saved.card is not None  # a member's
    uses = [use for use in saved.card.standing.redemptions if use.visit == saved.visit_id]
    value = {
        "visit": saved.visit_id,
        "member": member,
        "words": saved.words,
        "uses": [redemption_value(use) for use in uses],
        "points_left": saved.card.standing.points,
    }
    return Answer(value, f"{saved.words} ({saved.visit_id})")


def undo_redemption(desk: Desk, given: Namespace) -> Answer:
    """`undo-redemption ID --reason`: take a use without a visit back."""
    return _used(redemptions.void_redemption(desk, given.redemption.strip().lower(), given.reason))


def handed_over(desk: Desk, given: Namespace) -> Answer:
    """`handed-over ID`: the goods of a use were given."""
    return _used(redemptions.hand_over(desk, given.redemption.strip().lower()))


def take_back(desk: Desk, given: Namespace) -> Answer:
    """`return VISIT [--line ...]`, or `return --receipt R --member M --amount A`: goods came back."""
    if given.receipt is not None:
        if given.member is None or given.amount is None:
            words = "A return by receipt needs --member and --amount as well."
            raise Refused(Refusal(RefusalCode.NOTHING_TO_RETURN, words))
        cents = money.parse_dollars(given.amount)
        done = returns.return_by_receipt(desk, resolve(desk, given.member), given.receipt, cents, given.reason)
    elif given.visit is None:
        raise Refused(Refusal(RefusalCode.NO_VISIT, "Name the visit that recording it gave, or its --receipt."))
    else:
        back = [_back(text) for text in given.line]
        done = returns.return_goods(desk, given.visit.strip().lower(), back, given.reason)
    return Answer(answers.return_value(done), f"{done.words} ({done.fact_id})")


def adjust(desk: Desk, given: Namespace) -> Answer:
    """`adjust MEMBER POINTS --reason`: give points, or take them."""
    member = resolve(desk, given.member)
    if (given.points is None) == (not given.write_off):
        raise Refused(Refusal(RefusalCode.BAD_POINTS, "Type how many points, or --write-off for what is short."))
    amount = 0 if given.points is None else points.parse_points(given.points)
    before = open_card(desk, member).standing.points
    card = adjustments.adjust(desk, member, amount, given.reason, write_off=given.write_off)
    adjusted = card.standing.points - before
    words = f"{points.format_points(adjusted)} points. {card.member.short_name} has {_points(card.standing.points)}"
    return Answer({"member": member, "adjusted": adjusted, "points": card.standing.points, "words": words}, words)


def award(desk: Desk, given: Namespace) -> Answer:
    """`award MEMBER REWARD --reason [--days]`: a manager gives an award."""
    member = resolve(desk, given.member)
    card = adjustments.give_award(desk, member, given.reward, given.reason, days=given.days)
    made = [each for each in card.standing.awards if each.rule.id.startswith("given:")][-1]
    words = f"{card.member.short_name} has {made.title}"
    return Answer({"member": member, **award_value(made), "words": words}, words)


def hold_tier(desk: Desk, given: Namespace) -> Answer:
    """`hold-tier MEMBER TIER --until DATE --reason`: a manager holds a member at a tier."""
    member, until = resolve(desk, given.member), read_day(given.until)
    card = adjustments.hold_tier(desk, member, given.tier, until, given.reason)
    tier = card.standing.tier
    words = f"{card.member.short_name} is {tier.name} until {until}; by the rules {tier.natural_name}"
    return Answer({"member": member, "tier": tier.id, "natural": tier.natural, "until": str(until)}, words)


def stock(desk: Desk, given: Namespace) -> Answer:
    """`stock [REWARD PIECES]`: count a reward's goods, or list what is left here."""
    if given.reward is not None:
        if given.pieces is None:
            raise Refused(Refusal(RefusalCode.BAD_AMOUNT, "Type how many pieces are here: stock REWARD PIECES."))
        adjustments.count_stock(desk, given.reward, given.pieces)
    left = dict(desk.ledger.stock(desk.station.store))
    rows = [[reward, f"{pieces:,}"] for reward, pieces in sorted(left.items())]
    return Answer({"store": desk.station.store, "stock": left}, table(rows) or "Nothing is counted here.")


def explain(desk: Desk, given: Namespace) -> Answer:
    """`explain MEMBER WHAT [--as-of]`: why a figure is what it is, or why a reward can or cannot be used."""
    member = resolve(desk, given.member)
    at = None if given.as_of is None else read_moment(given.as_of, home_calendar(desk, member))
    found = explaining.explained(desk, member, given.what, at)
    return Answer(answers.explained_value(found), answers.explained_text(found))


def liability_of(desk: Desk, given: Namespace) -> Answer:
    """`liability DAY [--members]`: what the store owes in points, from the morning to the evening."""
    found = liability.of_day(desk, read_day(given.day))
    return Answer(answers.liability_value(found, members=given.members), answers.liability_text(found))


def due_to_drop(desk: Desk, given: Namespace) -> Answer:
    """`due-to-drop`: members about to lose their tier, and what keeps it (TI07)."""
    found = drops.due_to_drop(desk)
    return Answer([answers.drop_value(each) for each in found], answers.drops_text(found))


def _back(text: str) -> returns.Back:
    """`2`: all of line 2. `2:1.5`: so many of it. `2:$5`: so much of its price."""
    number, colon, part = text.partition(":")
    if not number.isdecimal() or not 0 < int(number) < 10_000 or (colon and not part):
        words = (
            f"“{text}” is no line. Write 2 for all of line 2, 2:1 for one piece of it, or 2:$5 for a part of its price."
        )
        raise Refused(Refusal(RefusalCode.BAD_TEXT, words))
    if not colon:
        return returns.Back(int(number) - 1)
    if part.startswith("$"):
        return returns.Back(int(number) - 1, cents=money.parse_dollars(part))
    return returns.Back(int(number) - 1, quantity=read_quantity(part))


def _used(done: redemptions.Redeemed) -> Answer:
    value = {"redemption": done.fact_id, "points": done.card.standing.points, "words": done.words}
    return Answer(value, done.words)


def _points(hundredths: int) -> str:
    return f"{points.format_points(hundredths)} points"
