"""Decides what becomes of a visit or a member that another system sends: the very facts that the counter would have
recorded, in a row of the hub's own, and one answer for each idempotency key.

One request is one transaction: facts, their positions and the answer are kept together or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlalchemy import Connection

from db.hub import history, idempotency, looked_up
from db.hub.api_keys import ApiKey
from db.hub.desk import Row, last_incarnation
from db.hub.idempotency import Asked
from db.hub.intake import TOLERANCE, Device
from posdesk.counter import referrals, wording
from posdesk.counter.card import card_of
from posdesk.counter.card_values import Json
from posdesk.counter.enrolment import EnrolmentForm, enrolment_body, no_reward
from posdesk.counter.ports import Desk
from posdesk.counter.visits import VisitEntry, draft, visit_body
from posdesk.domain import earning, money
from posdesk.domain.business_day import Instant
from posdesk.domain.codec import canonical
from posdesk.domain.facts import Body, ConsentSet, Draft, Fact, Line, MemberErased, VisitRecorded, happened_at
from posdesk.domain.member import profile
from posdesk.domain.merging import ids_of
from posdesk.domain.people_facts import ReferralMade
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.hub import open_forms
from posdesk.hub.answers import Rejected
from posdesk.hub.open_desk import STEPS, OpenDesk, named_store, one_member
from posdesk.hub.open_forms import MemberForm, VisitForm
from posdesk.importing import stable_ids

CREATED, ALREADY = 201, 200
"""Statuses: it was recorded now, or was there before."""
OTHER_REQUEST = "This Idempotency-Key was used for another request. Take a new key for a new request."
LINES_OR_AMOUNT = "lines, amount_cents: one of both says what was bought"
LINES_NAME_BRANDS = "brands: each line names its own brand"
TOO_MUCH_OFF = "discount_cents: is more than the visit's products cost"
NEEDS_AT = "at: a visit with an external id says when it happened, the same each time it is sent"
NOT_YET = "at: lies in the future by the hub's clock"
KNOWN_OTHERWISE = "external: this visit is recorded already and says something else. Nothing was changed."
WAS_ERASED = "external: this member was erased, and nobody is enrolled under this id again. Send another one."
PHONE_TAKEN = "phone: is another member's already. Look the member up by it, or send share_phone."


class Done(NamedTuple):
    """An answer. replayed: it was given before, and is given again."""

    status: int
    text: str
    replayed: bool = False


@dataclass(slots=True)
class OpenIntake:
    """What records for programs with a key. rows: the incarnation of each of the hub's own rows in this process; a
    process, and an epoch of the hub, begins a new one, for its database may have been put back."""

    open: OpenDesk
    rows: dict[tuple[int, str, str], int] = field(default_factory=dict)

    def visit(self, key: ApiKey, idempotency_key: str, text: str) -> Done:
        """Record a visit. Raises Refused, Rejected and HubBusy; then nothing was recorded."""
        form = open_forms.read(VisitForm, text)
        asked = Asked(key.key, idempotency_key, idempotency.mark_of("visits", text))
        return self._once(key, asked, named_store(key, form.store), form.staff, _Visit(form).record)

    def member(self, key: ApiKey, idempotency_key: str, text: str) -> Done:
        """Enrol a member. Raises Refused, Rejected and HubBusy; then nothing was recorded."""
        form = open_forms.read(MemberForm, text)
        asked = Asked(key.key, idempotency_key, idempotency.mark_of("members", text))
        return self._once(key, asked, named_store(key, form.store), form.staff, _Enrolment(form).record)

    def _once(self, key: ApiKey, asked: Asked, store: str, staff: str | None, record: "Record") -> Done:
        """Do it, unless this key was answered before. What is new is told of after it is committed."""
        self.open.catch_up(STEPS)
        fresh: list[tuple[int, Fact]] = []

        def act(connection: Connection) -> Done:
            epoch, _ = history.locked(connection)  # two at once come one after the other from here on
            now = self.open.service.clock.now()
            before = idempotency.before(connection, asked, now)
            if before is not None:
                if not before.same:
                    raise Rejected(409, "key_reused", OTHER_REQUEST)
                return Done(before.status, before.answer, replayed=True)
            while looked_up.is_behind(connection):  # by what came a moment ago
                looked_up.catch_up(connection)
            row = self._row(connection, key, store, epoch, now)
            desk, ledger = self.open.recording(connection, key, row, staff)
            status, value = record(connection, desk)
            done = Done(status, canonical(value))
            idempotency.keep(connection, asked, done.status, done.text, now)
            fresh[:] = ledger.fresh
            return done

        done = self.open.service.write(act)
        if fresh:
            self.open.service.told(fresh)
        return done

    def _row(self, connection: Connection, key: ApiKey, store: str, epoch: int, now: Instant) -> Row:
        device: Device = key.row_in(store)
        place = (epoch, device.store, device.register)
        if place not in self.rows:
            self.rows[place] = max(last_incarnation(connection, device), now // 1000) + 1
        return Row(device, self.rows[place])


Record = Callable[[Connection, Desk], tuple[int, dict[str, Json]]]


@dataclass(frozen=True, slots=True)
class _Visit:
    form: VisitForm

    def record(self, connection: Connection, desk: Desk) -> tuple[int, dict[str, Json]]:
        form = self.form
        who, facts = (None, []) if form.member is None else one_member(connection, desk, *form.member.by())
        at = _happened(desk, form)
        visit = _draft_of_visit(desk, form, who, at)
        before = desk.ledger.fact(visit.id)
        if before is not None and who is not None and before.subject in ids_of(who, facts):
            visit = visit._replace(subject=before.subject)  # sent again, after she was merged
        _check_sent_before(form, visit, facts)
        sealed = desk.ledger.append([visit]).facts
        value = {"visit": visit.id, "member": who, "already": not sealed}
        if who is None:
            assert isinstance(visit.body, VisitRecorded)
            value["words"] = f"Saved. Guest visit, {money.format_cents(_spend(visit.body))}"
        else:
            known = facts if not sealed else [*facts, *sealed]
            value |= _what_it_came_to(desk, who, known, visit)
        return CREATED if sealed else ALREADY, value


@dataclass(frozen=True, slots=True)
class _Enrolment:
    form: MemberForm

    def record(self, connection: Connection, desk: Desk) -> tuple[int, dict[str, Json]]:
        form = self.form
        if form.external is not None and (known := desk.directory.by_external(form.external)) is not None:
            return ALREADY, _who(desk, known, already=True)
        system, _, number = (form.external or "").partition(":")
        id = stable_ids.member_id(system, number) if form.external else desk.ids.new(desk.clock.now())
        if any(isinstance(fact.body, MemberErased) for fact in desk.ledger.facts_about(id)):
            raise Refused(Refusal(RefusalCode.FACT_CONFLICT, WAS_ERASED))
        brought = referrals.referrer(desk, form.referral) if form.referral and form.referral.strip() else None
        drafts = [draft(desk, id, body) for body in self._bodies(desk, id)]
        if brought is None:
            desk.ledger.append(drafts)
            return CREATED, _who(desk, id, already=False)
        desk.ledger.append([*drafts, draft(desk, brought.member.id, ReferralMade(id))])
        why = no_reward(desk, brought, id)
        told: dict[str, Json] = {"brought_by": brought.member.id, "no_reward": None if why is None else why.value}
        return CREATED, _who(desk, id, already=False) | told

    def _bodies(self, desk: Desk, id: str) -> list[Body]:
        form = self.form
        typed = EnrolmentForm(
            form.name, form.phone, form.email, form.birthday, form.card, form.share_phone, form.member_type
        )
        try:
            body = replace(enrolment_body(desk, typed, id), external=form.external)
        except Refused as no:
            if no.refusal.code is RefusalCode.PHONE_TAKEN:  # the counter says whose it is
                raise Refused(Refusal(RefusalCode.PHONE_TAKEN, PHONE_TAKEN)) from None
            raise
        source = desk.station.register
        consents = [
            ConsentSet(open_forms.channel_of(channel), given, source)
            for channel, given in sorted(form.consents.items())
        ]
        return [body, *consents]


def _happened(desk: Desk, form: VisitForm) -> Instant | None:
    """When, as it was said; None: now. Raises Refused(BAD_DATE)."""
    if form.at is None:
        if form.external is not None:
            raise Refused(Refusal(RefusalCode.BAD_DATE, NEEDS_AT))
        return None
    at = open_forms.moment_of(form.at, desk.programs.calendar(desk.station.store))
    if at > desk.clock.now() + TOLERANCE:
        raise Refused(Refusal(RefusalCode.BAD_DATE, NOT_YET))
    return at


def _draft_of_visit(desk: Desk, form: VisitForm, who: str | None, at: Instant | None) -> Draft:
    body = replace(visit_body(_entry(form)), discount_cents=form.discount_cents, external=form.external)
    if form.discount_cents > _spend(replace(body, discount_cents=0)):
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, TOO_MUCH_OFF))
    visit = draft(desk, who, body, at)
    if form.external is None or at is None:
        return visit
    system, _, number = form.external.partition(":")
    return visit._replace(id=stable_ids.fact_id(at, system, "visit", desk.station.store, number))


def _entry(form: VisitForm) -> VisitEntry:
    """As a budtender would have typed it. Raises Refused."""
    if (form.lines is None) == (form.amount_cents is None):
        raise Refused(Refusal(RefusalCode.BAD_AMOUNT, LINES_OR_AMOUNT))
    if form.lines is None:
        return VisitEntry(form.amount_cents or 0, tuple(form.brands), form.receipt)
    if form.brands:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, LINES_NAME_BRANDS))
    lines = tuple(
        Line(
            line.cents,
            line.brand,
            line.category,
            line.product,
            line.quantity,
            open_forms.kind_of_line(line.kind, f"lines.{number}.kind"),
        )
        for number, line in enumerate(form.lines)
    )
    return VisitEntry(sum(line.cents for line in lines), (), form.receipt, lines)


def _check_sent_before(form: VisitForm, visit: Draft, facts: list[Fact]) -> None:
    """A visit with this external id, at another time, is the same one told otherwise. Raises Refused."""
    for fact in facts:
        if form.external is None or not isinstance(fact.body, VisitRecorded) or fact.store != visit.store:
            continue
        if fact.body.external == form.external and fact.id != visit.id:
            raise Refused(Refusal(RefusalCode.FACT_CONFLICT, KNOWN_OTHERWISE))


def _what_it_came_to(desk: Desk, who: str, facts: list[Fact], visit: Draft) -> dict[str, Json]:
    card = card_of(desk, who, facts, max(desk.clock.now(), happened_at(visit)))
    mine = next(one for one in card.standing.history if one.fact_id == visit.id)
    return {
        "words": wording.saved(card.standing, card.member.short_name, visit.id),
        "visits": card.standing.visits,
        "counted": mine.counted,
        "why_not": mine.why_not,
        "points": mine.points,
        "points_after": card.standing.points,
        "tier": card.standing.tier.name,
    }


def _who(desk: Desk, id: str, *, already: bool) -> dict[str, Json]:
    member = profile(id, desk.ledger.facts_about(id))
    assert member is not None
    return {"member": id, "name": member.short_name, "card_code": member.card_code, "already": already}


def _spend(visit: VisitRecorded) -> int:
    """What the products of a visit cost, discounts on the whole basket taken off."""
    return earning.spend_cents(visit.lines, earning.net_cents(visit.lines, visit.discount_cents))
