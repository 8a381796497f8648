"""Decides how the campaigns at the counter are measured: one member, two hundred that run, from her standing to offers.

The rules alone, without a disk: the facts are read and folded before, which other figures measure.
"""

from datetime import date, time

from db.store import Store
from posdesk.bench.figures import Figure, Times, median
from posdesk.bench.readings import members_with
from posdesk.counter.card import member_moment
from posdesk.counter.ports import Desk
from posdesk.domain import redemption
from posdesk.domain.campaign_document import parse
from posdesk.domain.campaigning import Here, answers, met_by
from posdesk.domain.campaigns import Calendar, Place, Published
from posdesk.domain.facts import Fact
from posdesk.domain.figuring import figures_of
from posdesk.domain.fold import fold
from posdesk.domain.member import profile
from posdesk.domain.offers import Asker, Gift, Situation
from posdesk.domain.program import ProgramTimeline

CAMPAIGNS, GOAL_MS = 200, 15.0
VISITS, TURNS = 100, 40
_WHO = (
    '{{ field = "visits", window = "last {days} days", at_least = {few} }}',
    '{{ field = "spend", window = "last {days} days", at_least = "${some}" }}',
    '{{ field = "brand.purchases", of = "Brand {few}", window = "last {days} days", at_least = 1 }}',
    '{{ field = "brand.share", of = "Brand {few}", window = "last {days} days", at_least = {few} }}',
    '{{ field = "category.days_since", of = "Flower", at_most = {days} }}',
    '{{ field = "brand.always", of = "Brand {few}", is = true }}',
    '{{ field = "days_since_visit", at_most = {days} }}',
    '{{ field = "tier", one_of = ["gold", "platinum"] }}',
    '{{ field = "spend", window = "last month", between = ["$0.01", "${some}"] }}',
    '{{ field = "pace", at_most = {days} }}',
)
"""Clauses: of each campaign three, none of which two campaigns share with all its numbers."""
_WHEN = (
    "",
    '[campaign.when]\ntrigger = "lapse"\npercent = {days}\n',
    '[campaign.when]\ntrigger = "visit"\n',
    '[campaign.when]\ntrigger = "joined"\nfirst = 1\nlast = {days}\n',
)


def campaigns(store: Store, desk: Desk) -> list[Figure]:
    """The figure; none when nobody here has been often enough."""
    members = members_with(store, VISITS, 1)
    if not members:
        return []
    return [_offers(desk, members[0], desk.ledger.facts_about(members[0]))]


def _offers(desk: Desk, member_id: str, facts: list[Fact]) -> Figure:
    calendar = Calendar({name: [each] for name, each in (_published(number) for number in range(CAMPAIGNS))})
    steps, moment = desk.programs.timeline().steps(), member_moment(desk, None, desk.clock.now())[0]
    timeline = ProgramTimeline(steps, calendar.rewards)
    standing, member = fold(member_id, facts, timeline, moment), profile(member_id, facts)
    assert member is not None
    program, here = timeline.at(moment.at), Here(moment.at, desk.station.store, moment.day, time(12))
    times = Times()

    def ask() -> object:
        figures = figures_of(member, facts, standing, program, moment.day)
        found = answers(calendar, figures, standing, met_by(facts), here, Place.COUNTER)
        gifts = tuple(
            Gift(each.award(moment.day), each.campaign.reward, each.why)
            for each in found
            if each.campaign.reward is not None and (each.why.holds or each.not_yet)
        )
        return redemption.offers(Asker(program, standing, Situation(here.store, here.day), gifts), None)

    for _ in range(TURNS):
        times.time(ask)
    note = (
        f"median of {len(times.values)}: her figures, every campaign with its reasons, the offers that come of it; "
        f"{VISITS} visits, three clauses a campaign"
    )
    return Figure(f"offers, {CAMPAIGNS} campaigns", median(times.values), "ms", None, GOAL_MS, note)


def _published(number: int) -> tuple[str, Published]:
    numbers = {"days": 10 + number, "few": 1 + number % 9, "some": 20 + number}
    clauses = ", ".join(_WHO[(number * 3 + each) % len(_WHO)].format(**numbers) for each in range(3))
    when = _WHEN[number % len(_WHEN)].format(**numbers)
    reward = '[campaign.reward]\nkind = "amount_off"\namount = "$5"\n' if number % 2 else ""
    head = f'[campaign]\nid = "bench-{number}"\ntitle = "Bench {number}"\nsay = "{{name}}, {number}."\n'
    campaign = parse(f"{head}{when}[campaign.where]\nall = [{clauses}]\n{reward}")
    return campaign.id, Published(campaign, 0, "", date(2020, 1, 1))
