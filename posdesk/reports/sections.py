"""Decides how sums and a context become the sections of a report: the same for a day, a week and a quarter (LG08).

Pure: it reads nothing, and every rounding is exact and said. Refuses to know where facts come from.
"""

from collections.abc import Mapping, Sequence

from posdesk.domain.channels import Channel
from posdesk.domain.day_context import DayContext, FollowUps
from posdesk.domain.day_sums import Hour, Sums, average
from posdesk.domain.exceptional import Exceptional, Kind, exceptional, not_permitted
from posdesk.domain.feedback_facts import DETRACTOR, PROMOTER
from posdesk.reports.values import (
    Against,
    Compared,
    ConsentRow,
    FeedbackRow,
    FieldRow,
    GoodsRow,
    Head,
    HourRow,
    PersonRow,
    Report,
    Retention,
    RevisionRow,
    RewardRow,
    StoreRow,
    Totals,
)

ALL = 10_000
"""A whole, in hundredths of a percent."""
TOP = 10
"""Brands and categories that are listed."""
MOST_ROWS = 1_000
"""Exceptions and corrections that are listed."""


def report(
    head: Head,
    sums: Sums,
    context: DayContext,
    exceptions: Sequence[Exceptional] = (),
    revisions: Sequence[RevisionRow] = (),
    retention: Retention | None = None,
) -> Report:
    """The report of these sums and their context. exceptions: what the facts of the days tell (domain.signals)."""
    totals = totals_of(sums, context)
    beside = [*map(exceptional, context.odd), *map(not_permitted, context.not_permitted)]
    odd = [each for each in beside if each is not None]
    if context.follow_ups is None:  # closed before there were any: it reads as it did
        exceptions = [each for each in exceptions if each.kind is not Kind.FOLLOW_UP]
    return Report(
        head=head,
        totals=totals,
        not_counted=tuple((each.why, each.receipts) for each in context.not_counted),
        compared=compared(totals, context),
        hours=hours(sums, head.cut_off),
        tiers=context.tiers,
        people=people(sums, context),
        rewards=rewards(sums),
        owed=context.owed,
        reached=context.reached,
        tier_moves=context.tier_moves,
        brands=goods(sums.brands, context, category=False),
        categories=goods(sums.categories, context, category=True),
        consents=consents(sums),
        fields=fields(context),
        feedback=feedback(sums, context.follow_ups),
        unsent=context.unsent,
        exceptions=tuple([*odd, *exceptions][:MOST_ROWS]),
        corrections=tuple(sums.corrections[:MOST_ROWS]),
        revisions=tuple(revisions),
        stores=stores(sums) if head.store is None else (),
        retention=retention,
    )


def totals_of(sums: Sums, context: DayContext) -> Totals:
    """What the days come to."""
    refund = context.refund_cents + sums.guest_refund_cents
    return Totals(
        receipts=sums.receipts,
        visits=context.counted,
        guests=sums.guests,
        members=len(sums.members),
        new_members=sums.new_members,
        lines=sums.lines,
        spend_cents=sums.spend_cents,
        basket_cents=average(sums.spend_cents, sums.receipts),
        discount_cents=sums.discount_cents,
        points_paid_cents=sums.points_paid_cents,
        voided=sums.voided,
        voided_cents=sums.voided_cents,
        late_voided=sums.late_voided,
        late_voided_cents=sums.late_voided_cents,
        returns=len(sums.refunds),
        refund_cents=refund,
        net_cents=sums.spend_cents - refund - sums.late_voided_cents,
    )


def change(now: int, before: int, times: int = 1) -> int | None:
    """By how many hundredths of a percent `now` is more than `before` is on average of so many times, halves away from
    zero; None where there was nothing."""
    if before <= 0 or not times:
        return None
    more = (now * times - before) * ALL
    rounded = (2 * abs(more) + before) // (2 * before)
    return rounded if more >= 0 else -rounded


def share(part: int, whole: int) -> int | None:
    """A part of a whole in hundredths of a percent, halves up; None of nothing."""
    return (2 * part * ALL + whole) // (2 * whole) if whole else None


def compared(totals: Totals, context: DayContext) -> Compared:
    """The figures beside those of the earlier times. The basket's average is over all their receipts."""
    earlier, times = context.earlier, len(context.earlier)
    figures = []
    for name in ("receipts", "members", "new_members", "spend_cents"):
        now, before = getattr(totals, name), sum(getattr(each, name) for each in earlier)
        figures.append(Against(name, now, average(before, times) if times else None, change(now, before, times)))
    basket = average(sum(each.spend_cents for each in earlier), sum(each.receipts for each in earlier))
    figures.append(
        Against("basket_cents", totals.basket_cents, basket if times else None, change(totals.basket_cents, basket))
    )
    return Compared(earlier, tuple(figures))


def hours(sums: Sums, cut_off: int) -> tuple[HourRow, ...]:
    """From the first hour with a receipt to the last, in the order of the business day: what comes before the cut-off
    (minutes after midnight) is its end. Quiet hours in between are there too."""
    clock = sorted(
        {*(Hour(hour) for hour in range(24)), *sums.hours}, key=lambda each: ((each.hour - cut_off // 60) % 24, each)
    )
    there = [at for at, hour in enumerate(clock) if hour in sums.hours]
    shown = clock[there[0] : there[-1] + 1] if there else []
    return tuple(HourRow(hour.hour, hour.again, *sums.hours.get(hour, (0, 0))) for hour in shown)


def people(sums: Sums, context: DayContext) -> tuple[PersonRow, ...]:
    """Everyone who recorded anything, most receipts first; nobody signed in stands last."""
    won: dict[str | None, int] = {}
    for each in context.won:
        won[each.staff] = won.get(each.staff, 0) + each.members
    rows = []
    for staff in {**sums.people, **won}:
        person = sums.people.get(staff)
        of_person = (0, 0, 0, 0, 0, 0) if person is None else (
            person.receipts, person.of_members, person.spend_cents, person.enrolments, person.uses, person.voids
        )  # fmt: skip
        receipts, of_members, spend, enrolments, uses, voids = of_person
        rate = share(of_members, receipts)
        rows.append(PersonRow(staff, receipts, of_members, rate, spend, enrolments, won.get(staff, 0), uses, voids))
    return tuple(sorted(rows, key=lambda row: (row.staff is None, -row.receipts, row.staff or "")))


def rewards(sums: Sums) -> tuple[RewardRow, ...]:
    """What was given, most given first."""
    rows = [
        RewardRow(reward, title, uses.given, uses.voided, uses.value_cents, uses.points, uses.bonus)
        for (reward, title), uses in sums.rewards.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.given, row.reward, row.title)))


def goods(found: Mapping[str, Sequence[int]], context: DayContext, *, category: bool) -> tuple[GoodsRow, ...]:
    """The brands or categories that took in most."""
    times = len(context.earlier)
    before = {each.name: each.spend_cents for each in context.goods_before if each.category is category}
    rows = []
    for name in sorted(found, key=lambda name: (-found[name][1], name))[:TOP]:
        receipts, cents = found[name]
        earlier = before.get(name, 0)
        rows.append(
            GoodsRow(name, receipts, cents, average(earlier, times) if times else None, change(cents, earlier, times))
        )
    return tuple(rows)


def consents(sums: Sums) -> tuple[ConsentRow, ...]:
    """What was said on each channel."""
    return tuple(
        ConsentRow(channel, sums.consents.get((channel, True), 0), sums.consents.get((channel, False), 0))
        for channel in Channel
        if (channel, True) in sums.consents or (channel, False) in sums.consents
    )


def fields(context: DayContext) -> tuple[FieldRow, ...]:
    """What members told of themselves for the first time."""
    found: dict[str, int] = {}
    for each in context.won:
        found[each.field] = found.get(each.field, 0) + each.members
    return tuple(FieldRow(name, found[name]) for name in sorted(found))


def feedback(sums: Sums, follow_ups: FollowUps | None) -> FeedbackRow | None:
    """What members said of the shop, see FeedbackRow."""
    answers = sum(sums.scores.values())
    if not answers:
        return None
    promoters = sum(number for score, number in sums.scores.items() if score >= PROMOTER)
    detractors = sum(number for score, number in sums.scores.items() if score <= DETRACTOR)
    more = 100 * (promoters - detractors)
    net = (2 * abs(more) + answers) // (2 * answers)
    left = (None, None) if follow_ups is None else (follow_ups.open, follow_ups.settled)
    shares = promoters, answers - promoters - detractors, detractors
    return FeedbackRow(answers, *shares, net if more >= 0 else -net, *left)


def stores(sums: Sums) -> tuple[StoreRow, ...]:
    """Store against store, the one that took in most first."""
    members: dict[str, set[str]] = {}
    for member, store, _ in sums.of_member:
        members.setdefault(store, set()).add(member)
    rows = [
        StoreRow(store, receipts, len(members.get(store, ())), new, cents, average(cents, receipts))
        for store, (receipts, cents, new) in sums.stores.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.spend_cents, row.store)))


def retained(sums: Sums, before: set[str]) -> Retention:
    """Who comes again. before: the members of the time before."""
    often: dict[str, int] = {}
    for (member, _, _), (receipts, _) in sums.of_member.items():
        often[member] = often.get(member, 0) + receipts
    repeated, stayed = sum(number > 1 for number in often.values()), len(before & sums.members)
    return Retention(len(before), stayed, share(stayed, len(before)), repeated, share(repeated, len(often)))
