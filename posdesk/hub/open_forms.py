"""Decides what another system may send: a visit and a member, as JSON objects with no key beyond these.

Refuses to know what becomes of it (posdesk.hub.open_intake) and the rules of names, phones and cards (domain).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posdesk.counter.visits import MAX_BRANDS, MAX_RECEIPT
from posdesk.domain.business_day import BusinessCalendar, Instant, to_instant
from posdesk.domain.channels import Channel
from posdesk.domain.codec import MAX_LINES, MAX_TEXT, read_json
from posdesk.domain.facts import WHOLE, LineKind
from posdesk.domain.money import MAX_CENTS
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

MOST_FAULTS = 3
"""Faults of a form that are named at once."""
MOST_QUANTITY = 10**9
MAX_REFERRAL = 60

Form = TypeVar("Form", bound=BaseModel)
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
Cents = Annotated[int, Field(ge=0, le=MAX_CENTS)]
External = Annotated[str, Field(max_length=MAX_TEXT, pattern=r"^[A-Za-z0-9_.-]{1,40}:[^\s]+$")]
At = Annotated[str, Field(min_length=16, max_length=40)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MemberNamed(_Strict):
    """Which member: by exactly one of these. phone: whole, in any way of writing. external: SYSTEM:ID."""

    id: Text | None = None
    phone: Text | None = None
    card: Text | None = None
    email: Text | None = None
    external: Text | None = None

    def by(self) -> tuple[str, str]:
        """What it is named by, and the value. Raises Refused(BAD_FACT) unless it is one."""
        given = [(name, value) for name, value in self.model_dump().items() if value is not None]
        if len(given) != 1:
            names = ", ".join(type(self).model_fields)
            raise Refused(Refusal(RefusalCode.BAD_FACT, f"member: is named by exactly one of {names}"))
        return given[0]


class LineForm(_Strict):
    """One line of a receipt. cents: paid for it after its own discounts, before tax and before discounts on the whole
    basket. quantity: thousandths of a unit."""

    cents: Annotated[int, Field(ge=-MAX_CENTS, le=MAX_CENTS)]
    brand: Text | None = None
    category: Text | None = None
    product: Text | None = None
    quantity: Annotated[int, Field(ge=0, le=MOST_QUANTITY)] = WHOLE
    kind: Annotated[str, Field(json_schema_extra={"enum": [*LineKind]})] = LineKind.PRODUCT.value


class VisitForm(_Strict):
    """A visit. member: null for a guest. lines, or amount_cents with the brands that were bought. at: when, ISO 8601;
    without an offset by the store's clock; without it now. external: SYSTEM:ID of the visit there, which needs `at`."""

    member: MemberNamed | None
    lines: Annotated[list[LineForm], Field(max_length=MAX_LINES)] | None = None
    amount_cents: Cents | None = None
    brands: Annotated[list[Text], Field(max_length=MAX_BRANDS)] = []
    discount_cents: Cents = 0
    receipt: Annotated[str, Field(min_length=1, max_length=MAX_RECEIPT)] | None = None
    staff: Text | None = None
    store: Text | None = None
    at: At | None = None
    external: External | None = None


class MemberForm(_Strict):
    """Somebody who joins. share_phone: the phone may be another member's too. external: SYSTEM:ID there. consents: by
    channel, whether she allowed messages or forbade them. referral: the referral code of the member who brought her, or
    that one's phone or card code."""

    name: Text
    phone: Text | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    birthday: Text | None = None
    card: Text | None = None
    member_type: Text | None = None
    share_phone: bool = False
    external: External | None = None
    consents: dict[str, bool] = {}
    referral: Annotated[str, Field(min_length=1, max_length=MAX_REFERRAL)] | None = None
    staff: Text | None = None
    store: Text | None = None


def read(form: type[Form], text: str) -> Form:
    """A form from JSON text. Raises Refused(BAD_FACT) with the path of each fault."""
    raw = read_json(text)
    if not isinstance(raw, dict):
        raise Refused(Refusal(RefusalCode.BAD_FACT, "body: is not an object"))
    try:
        return form.model_validate(raw)
    except ValidationError as no:
        faults = [_fault(fault) for fault in no.errors(include_url=False, include_input=False)]
        more = f"; and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise Refused(Refusal(RefusalCode.BAD_FACT, "; ".join(faults[:MOST_FAULTS]) + more)) from None


def kind_of_line(word: str, path: str) -> LineKind:
    """Raises Refused(BAD_FACT)."""
    if word not in set(LineKind):
        raise Refused(Refusal(RefusalCode.BAD_FACT, f"{path}: is not one of {', '.join(LineKind)}"))
    return LineKind(word)


def channel_of(word: str) -> Channel:
    """Raises Refused(BAD_FACT)."""
    if word not in set(Channel):
        raise Refused(Refusal(RefusalCode.BAD_FACT, f"consents: channels are {', '.join(Channel)}"))
    return Channel(word)


def moment_of(text: str, calendar: BusinessCalendar, path: str = "at") -> Instant:
    """Raises Refused(BAD_DATE)."""
    try:
        moment = datetime.fromisoformat(text)
        return to_instant(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(calendar.zone)))
    except (ValueError, OverflowError):
        words = f"{path}: is no moment. Write 2026-11-23T14:00 or 2026-11-23T14:00:00-07:00."
        raise Refused(Refusal(RefusalCode.BAD_DATE, words)) from None


def _fault(fault: Mapping[str, Any]) -> str:
    path = ".".join(str(part) for part in fault["loc"]) or "body"
    return f"{path}: {fault['msg']}"
