"""The commands about what a manager should look at and put right: exceptions list, exceptions settle, move. The same
use cases as the screen's."""

from argparse import Namespace
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.counter import resolve
from posdesk.commands.reports import read_days
from posdesk.commands.signing import desk_at
from posdesk.counter.ports import Desk
from posdesk.domain.correction_facts import Remedy
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff import Roster
from posdesk.office import exception_words, exceptions, moving
from posdesk.office.exceptions import Listed, Span
from posdesk.office.follow_ups import Answer as MemberAnswer
from posdesk.office.follow_ups import answer_of
from posdesk.office.ports import Days

if TYPE_CHECKING:
    from db.store import Store


def act(store: "Store", given: Namespace) -> Answer:
    """`exceptions [list|settle] [KEY] ...`."""
    desk, days = desk_at(store, given), compose.days_of(store)
    span = None if given.days is None else Span(*read_days(given.days), desk.station.store)
    if given.what == "list":
        return _listed(desk, days, span, given)
    if given.key is None or given.how is None:
        words = "Say which one and what to do about it: exceptions settle KEY --how accept --reason WHY"
        raise Refused(Refusal(RefusalCode.NO_EXCEPTION, words))
    to = None if given.to is None else resolve(desk, given.to)
    how, why = Remedy(given.how), given.reason or ""
    done = exceptions.settle(desk, days, given.key, how, why, to=to, fact=given.fact, span=span)
    can = exception_words.can(done.what.kind, how)
    words = f"Settled: {can}. {exception_words.happened(done.what, days.roster())}"
    return Answer({**value_of(done, days.roster(), answer_of(desk, done.what)), "words": words}, words)


def at_hub(given: Namespace) -> Answer:
    """`hub exceptions [--store S]`: the same list, of the facts the hub holds; settled is at a register."""
    from posdesk.commands.hub import opened
    from posdesk.hub.reporting import one_store, reporting

    with opened(given) as owner, reporting(owner.service, given.store) as (desk, days):
        store = given.store or one_store(days)
        span = None if given.days is None else Span(*read_days(given.days), store)
        return _listed(desk, days, span, given)


def _listed(desk: Desk, days: Days, span: Span | None, given: Namespace) -> Answer:
    found = exceptions.listed(desk, days, span)
    wanted = [each for each in found if given.all or each.settled is None]
    return _answered([(each, answer_of(desk, each.what)) for each in wanted], days.roster())


def move(desk: Desk, given: Namespace) -> Answer:
    """`move VISIT MEMBER --reason`: the receipt is another member's."""
    done = moving.move_visit(desk, given.visit.strip().lower(), resolve(desk, given.member), given.reason)
    left = None if done.left is None else {"member": done.left.member.id, "points": done.left.standing.points}
    value: dict[str, Json] = {"visit": done.visit, "old": done.old, "member": done.card.member.id, "left": left}
    return Answer({**value, "points": done.card.standing.points, "words": done.words}, f"{done.words} ({done.visit})")


def _answered(found: list[tuple[Listed, MemberAnswer | None]], roster: Roster) -> Answer:
    value: list[Json] = [value_of(each, roster, answer) for each, answer in found]
    rows = []
    for each, answer in found:
        said = () if answer is None else exception_words.said(answer, roster)
        happened = ". ".join([exception_words.happened(each.what, roster), *said])
        rows.append([each.key, str(each.what.day), happened, _what_next(each, roster)])
    return Answer(value, table(rows) or "Nothing to look at.")


def _what_next(each: Listed, roster: Roster) -> str:
    if each.settled is not None:
        return f"settled by {roster.name_of(each.settled.by) or 'somebody'}: {each.settled.note}"
    return ", ".join(each.what.remedies)


def value_of(each: Listed, roster: Roster, answer: MemberAnswer | None = None) -> dict[str, Json]:
    """An exception as a command tells it. amount: in cents, hundredths of points, pieces, or a score: its unit says.
    answer: of a follow-up, what the member said."""
    what, settled = each.what, each.settled
    told: dict[str, Json] | None = None
    if settled is not None:
        told = {
            "how": settled.how,
            "note": settled.note,
            "by": roster.name_of(settled.by),
            "at": settled.at,
            "to": settled.to,
        }
    return {
        "key": each.key,
        "kind": what.kind,
        "store": what.store,
        "day": str(what.day),
        "happened": exception_words.happened(what, roster),
        "why": exception_words.WHY[what.kind],
        "member": what.member,
        "staff": roster.name_of(what.staff),
        "facts": list(what.facts),
        "amount": what.amount,
        "unit": what.unit,
        "can": list(what.remedies),
        "said": None if answer is None else _said(answer, roster),
        "settled": told,
    }


def _said(answer: MemberAnswer, roster: Roster) -> dict[str, Json]:
    visit: dict[str, Json] | None = None
    if answer.visit is not None:
        visit = {
            "fact": answer.visit.fact,
            "day": str(answer.visit.day),
            "spend_cents": answer.visit.cents,
            "served_by": roster.name_of(answer.visit.served),
            "named": answer.visit.named,
        }
    return {"score": answer.score, "words": answer.words, "visit": visit, "noted_by": roster.name_of(answer.noted_by)}
