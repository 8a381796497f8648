"""The commands about members who may be one person: duplicates, merge --preview, apart. The same use cases as the
screen's."""

from argparse import Namespace
from typing import TYPE_CHECKING

from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.counter import resolve
from posdesk.commands.signing import desk_at
from posdesk.counter import duplicates as at_the_counter
from posdesk.counter import likeness_words, wording
from posdesk.counter.duplicates import Candidate
from posdesk.counter.ports import Desk
from posdesk.domain.likeness import Likeness
from posdesk.domain.points import format_points
from posdesk.office import duplicates as of_the_store
from posdesk.office.duplicates import Pair
from posdesk.office.merge_preview import Preview, Side, preview

if TYPE_CHECKING:
    from db.store import Store


def duplicates(store: "Store", given: Namespace) -> Answer:
    """`duplicates [MEMBER]`: who may be the same person as this member; without one, all such pairs of the store."""
    desk = desk_at(store, given)
    if given.member is not None:
        found = at_the_counter.candidates_of(desk, resolve(desk, given.member), given.limit)
        rows = [[likeness_words.how_sure(each.how), *_who(each), _why(each.how)] for each in found]
        return Answer([candidate_value(each) for each in found], table(rows) or "Nobody looks like this member.")
    all_pairs = of_the_store.duplicates(desk, store.members, most=given.limit)
    value: dict[str, Json] = {
        "looked_at": all_pairs.looked_at,
        "pairs": [_pair_value(pair) for pair in all_pairs.pairs],
        "more": all_pairs.more,
    }
    return Answer(value, _pairs_text(all_pairs))


def apart(desk: Desk, given: Namespace) -> Answer:
    """`apart MEMBER OTHER`: they look alike and are two."""
    one, other = resolve(desk, given.member), resolve(desk, given.other)
    facts = of_the_store.tell_apart(desk, one, other)
    words = "They are two, and are not suggested again. A merge by hand would still join them."
    return Answer({"members": [fact.subject for fact in facts], "words": words}, words)


def previewed(desk: Desk, member: str, other: str) -> Answer:
    """`merge MEMBER OTHER --preview`: what it would come to; nothing is recorded."""
    seen = preview(desk, member, other)
    value: dict[str, Json] = {
        "one": _side_value(seen.one),
        "other": _side_value(seen.other),
        "both": _side_value(seen.both),
        "lost": sorted(seen.lost),
        "told_apart": seen.apart,
        **_how(seen.how),
    }
    return Answer(value, _preview_text(seen))


def candidate_value(each: Candidate) -> dict[str, Json]:
    """A member somebody may be, as JSON: the name and phone as others may see them."""
    return {"member": each.member, "name": each.name, "phone_ends": each.phone_ends, **_how(each.how)}


def _how(how: Likeness) -> dict[str, Json]:
    return {"score": how.score, "likely": how.likely, "reasons": list(how.reasons), "against": list(how.against)}


def _pair_value(pair: Pair) -> dict[str, Json]:
    one, other = (
        {"member": each.member, "name": each.name, "phone_ends": each.phone_ends} for each in (pair.one, pair.other)
    )
    return {"one": one, "other": other, **_how(pair.how)}


def _pairs_text(found: of_the_store.Duplicates) -> str:
    rows = [
        [likeness_words.how_sure(pair.how), *_who(pair.one), *_who(pair.other), _why(pair.how)] for pair in found.pairs
    ]
    head = f"Looked at {wording.count(found.looked_at, 'member')}."
    if not rows:
        return f"{head} No two look like one person."
    more = [f"and {found.more:,} more"] if found.more else []
    return "\n".join([head, table(rows), *more])


def _who(each: Candidate) -> tuple[str, str]:
    return each.name, each.member


def _why(how: Likeness) -> str:
    said = likeness_words.against(how)
    return f"{likeness_words.reasons(how)}. Against: {said}" if said else likeness_words.reasons(how)


def _side_value(side: Side) -> dict[str, Json]:
    return {
        "member": side.card.member.id,
        "name": side.card.member.short_name,
        "joined": list(side.card.member.joined),
        "visits": side.visits,
        "spend_cents": side.card.standing.spend_cents,
        "tier": side.tier,
        "points": side.points,
        "awards": list(side.awards),
        "phones": len(side.phones),
        "emails": len(side.emails),
        "cards": len(side.cards),
        "allowed": sorted(side.allowed),
        "withdrawn": sorted(side.withdrawn),
    }


def _preview_text(seen: Preview) -> str:
    def column(side: Side) -> list[str]:
        return [
            side.card.member.short_name,
            f"{side.visits:,}",
            wording.dollars(side.card.standing.spend_cents),
            side.tier,
            format_points(side.points),
            ", ".join(side.awards) or "-",
            ", ".join(sorted(side.allowed)) or "-",
        ]

    names = ["", "visits", "spend", "tier", "points", "awards", "may be written to by"]
    sides = (column(seen.one), column(seen.other), column(seen.both))
    rows = [list(row) for row in zip(names, *sides, strict=True)]
    rows[0] = ["", *(row for row in rows[0][1:3]), "together"]
    notes = [f"{likeness_words.how_sure(seen.how)}: {_why(seen.how)}" if seen.how.signs else "Nothing says so."]
    if seen.apart:
        notes.append("Somebody said that they are two.")
    if seen.lost:
        notes.append(f"One of them said no to: {', '.join(sorted(seen.lost))}. It holds for both.")
    return "\n".join([table(rows), *notes, "Nothing was changed."])
