"""Decides what the loyalty commands answer: a value for --json, and the same as text for people."""

from collections.abc import Iterable

from posdesk.commands.answer import Json, table
from posdesk.counter import reasons, wording
from posdesk.counter.card_values import award_value, clause_value, returned_value
from posdesk.counter.explaining import Explained
from posdesk.counter.offers import Offer
from posdesk.counter.returns import GoodsReturned
from posdesk.counter.visits import AfterThis
from posdesk.domain import points, redemption
from posdesk.domain.facts import Line
from posdesk.domain.liability import Liability
from posdesk.domain.offers import Choice
from posdesk.domain.standing import Movement
from posdesk.office.drops import Drop
from posdesk.office.liability import DayLiability


def preview_value(after: AfterThis) -> dict[str, Json]:
    """The answer of `preview --json`."""
    applied, before, then = after.applied, after.before, after.after
    visit = then.history[-1]
    known = {(award.rule.id, award.n) for award in before.awards}
    return {
        "member": then.member,
        "lines": [_line(line) for line in applied.lines],
        "discount_cents": applied.discount_cents,
        "points_paid_cents": applied.points_paid_cents,
        "saved_cents": applied.saved,
        "pay_cents": applied.pay_cents,
        "order": list(redemption.ORDER),
        "uses": [_given(each) for each in applied.given],
        "refused": [
            {
                "what": choice_text(each.choice),
                "reason": reasons.reason(each.why, reasons.told(then)),
                "clause": clause_value(each.why),
            }
            for each in applied.refused
        ],
        "best": [choice_text(each) for each in after.best],
        "offers": [_offer(offer) for offer in after.offers],
        "counted": visit.counted,
        "why_not": visit.why_not,
        "visits": then.visits,
        "earns": visit.points,
        "points_after": then.points,
        "awards": [award_value(award) for award in then.awards if (award.rule.id, award.n) not in known],
        "tier": before.tier.name,
        "tier_after": then.tier.name,
        "words": after.words,
    }


def preview_text(after: AfterThis) -> str:
    """The answer of `preview` for people."""
    applied, said = after.applied, reasons.told(after.after)
    lines = [f"Pay {wording.dollars(applied.pay_cents)}"]
    lines += [f"  Uses {each.title}: {wording.dollars(each.value_cents)} off" for each in applied.given]
    lines += [f"  Not {choice_text(each.choice)}: {reasons.reason(each.why, said)}" for each in applied.refused]
    lines.append(after.words)
    lines += [f"  {'Can use' if offer.usable else 'Not now'}: {offer.title} ({offer.line})" for offer in after.offers]
    return "\n".join(lines)


def choice_text(choice: Choice) -> str:
    """A choice as `--use` takes it."""
    if choice.award is not None:
        return f"award:{choice.award[0]}:{choice.award[1]}"
    if choice.code is not None:
        return f"code:{choice.code}"
    if choice.points:
        return f"points:{points.format_points(choice.points).replace(',', '')}"
    return choice.reward


def _given(each: redemption.Given) -> dict[str, Json]:
    return {
        "what": choice_text(each.choice),
        "reward": each.choice.reward or None,
        "title": each.title,
        "value_cents": each.value_cents,
        "spent": each.spent,
        "bonus": each.bonus,
        "shares": list(each.shares),
        "stage": redemption.ORDER[each.stage],
    }


def _offer(offer: Offer) -> dict[str, Json]:
    return {
        "use": choice_text(offer.choice) if offer.choice else None,
        "title": offer.title,
        "usable": offer.usable,
        "line": offer.line,
        "gives_cents": offer.gives_cents,
    }


def _line(line: Line) -> dict[str, Json]:
    return {
        "cents": line.cents,
        "brand": line.brand,
        "category": line.category,
        "product": line.product,
        "quantity": line.quantity,
        "kind": str(line.kind),
    }


def return_value(done: GoodsReturned) -> dict[str, Json]:
    """The answer of `return --json`."""
    outcome = done.outcome
    nothing: dict[str, Json] = {"visit": None, "refund_cents": 0, "clawed_cents": 0, "points": 0, "given_back": 0}
    value = nothing | {"kept_offers": []} if outcome is None else returned_value(outcome)
    return {
        **value,
        "return": done.fact_id,
        "waits": outcome is None,
        "points_after": done.card.standing.points,
        "words": done.words,
    }


def explained_value(found: Explained) -> dict[str, Json]:
    """The answer of `explain --json`."""
    value: dict[str, Json] = {"what": found.what, "words": found.words}
    if found.clause is not None:
        value |= {"holds": found.clause.holds, "clause": clause_value(found.clause, sees=True)}
    if found.because is not None:
        because = found.because
        rules = [{"id": rule.id, "version": rule.version} for rule in because.rules]
        value["because"] = {
            "figure": because.figure,
            "value": because.value,
            "rules": rules,
            "facts": list(because.facts),
        }
    return value


def explained_text(found: Explained) -> str:
    """The answer of `explain` for people: the sentence, then every clause or fact behind it."""
    below = found.lines if found.because is None else tuple(f"  {fact}" for fact in found.because.facts)
    return "\n".join([found.words, *below])


def liability_value(found: DayLiability, *, members: bool) -> dict[str, Json]:
    """The answer of `liability --json`."""
    value: dict[str, Json] = {
        "day": found.day.isoformat(),
        "stores": {store: _liability(each) for store, each in found.stores.items()},
    }
    if members:
        value["members"] = {
            member: {store: _liability(each) for store, each in theirs.items()}
            for member, theirs in found.members.items()
        }
    return value


def _liability(each: Liability) -> dict[str, Json]:
    moved: dict[str, Json] = {str(movement): each.movements.get(movement, 0) for movement in Movement}
    return {"opening": each.opening, **moved, "closing": each.closing, "difference": each.difference}


def liability_text(found: DayLiability) -> str:
    """The answer of `liability` for people."""
    if not found.stores:
        return f"No points moved on {found.day}, and nobody has any."
    stores = list(found.stores)
    rows = [["", *stores], ["opening", *(_points(found.stores[store].opening) for store in stores)]]
    for movement in Movement:
        if any(found.stores[store].movements.get(movement) for store in stores):
            name = movement.replace("_", " ")
            rows.append([name, *(_points(found.stores[store].movements.get(movement, 0)) for store in stores)])
    rows.append(["closing", *(_points(found.stores[store].closing) for store in stores)])
    return "\n".join([f"Points owed to members on {found.day}", table(rows)])


def drop_value(each: Drop) -> dict[str, Json]:
    """One member about to lose a tier."""
    return {
        "member": each.member.id,
        "name": each.member.short_name,
        "tier": each.tier.name,
        "on": each.drop.on.isoformat(),
        "to": each.drop.to_name,
        "basis": each.tier.basis,
        "keeps": each.drop.keeps,
    }


def drops_text(found: Iterable[Drop]) -> str:
    """The answer of `due-to-drop` for people."""
    rows = [
        [
            each.member.short_name,
            each.tier.name,
            f"{each.drop.to_name} on {each.drop.on}",
            f"{wording.amount(each.drop.keeps, each.tier.basis, each.point_name)} keep it",
            each.member.id,
        ]
        for each in found
    ]
    return table(rows) or "Nobody loses a tier within 30 days."


def _points(hundredths: int) -> str:
    return points.format_points(hundredths)
