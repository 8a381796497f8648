"""Decides how a campaign is written as a document that campaign_document.parse reads as the same; what has its default
is left out."""

from collections.abc import Iterable, Mapping
from datetime import date, time

from posdesk.domain import money, points
from posdesk.domain.campaign_document import OF_TRIGGER
from posdesk.domain.campaigns import OCCASIONS, Campaign, Limits, Place, Question, Renewal, When
from posdesk.domain.document_values import WEEKDAYS
from posdesk.domain.rewards import Reward, RewardKind, Scope
from posdesk.domain.segment_document import quoted, to_document, where_lines

Said = str | int | bool | date | Iterable[str] | None
_PRICED = frozenset({RewardKind.FIXED_PRICE, RewardKind.BUNDLE})
_BY_PERCENT = frozenset({RewardKind.PERCENT_OFF, RewardKind.CHEAPEST_ITEM})
_WITH_SCOPE = frozenset({RewardKind.AMOUNT_OFF, RewardKind.PERCENT_OFF})


def written(campaign: Campaign) -> str:
    """The campaign as a document."""
    parts = [_table("campaign", _own(campaign)), _table("campaign.when", _when(campaign.when))]
    if campaign.where is not None:
        parts.append("\n".join(["[campaign.where]", *where_lines(campaign.where), ""]))
    parts.append(_table("campaign.limits", _limits(campaign)))
    if campaign.reward is not None:
        parts.append(_table("campaign.reward", _reward(campaign.reward, campaign.title)))
    if campaign.question is not None:
        parts.append(_table("campaign.question", _question(campaign.question)))
    if campaign.segments:
        parts.append(to_document(campaign.segments))
    return "\n".join(part for part in parts if part)


def _table(name: str, values: Mapping[str, Said]) -> str:
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if value is not None and value != ()]
    return "\n".join([f"[{name}]", *lines, ""]) if lines else ""


def _value(value: Said) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Iterable):
        return f"[{', '.join(quoted(each) for each in value)}]"
    return str(value)


def _own(campaign: Campaign) -> dict[str, Said]:
    only_counter = campaign.channels == {Place.COUNTER}
    return {
        "id": campaign.id,
        "version": campaign.version,
        "title": campaign.title,
        "say": campaign.say or None,
        "message": campaign.message or None,
        "channels": None if only_counter else sorted(campaign.channels),
        "first_day": campaign.first_day,
        "last_day": campaign.last_day,
        "priority": _unless(campaign.priority, 50),
        "group": campaign.group or None,
        "holdout_percent": campaign.holdout_percent or None,
        "salt": _unless(campaign.salt, campaign.id),
        "not_yet": _unless(campaign.not_yet, True),
        "stores": tuple(sorted(campaign.stores)),
        "weekdays": tuple(WEEKDAYS[day] for day in sorted(campaign.weekdays)),
        "hours": () if campaign.hours is None else tuple(_clock(each) for each in campaign.hours),
    }


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _unless(value: Said, usual: Said) -> Said:
    return None if value == usual else value


def _when(when: When) -> dict[str, Said]:
    if when == When():
        return {}
    return {"trigger": str(when.trigger), **{key: getattr(when, key) for key in OF_TRIGGER[when.trigger]}}


def _limits(campaign: Campaign) -> dict[str, Said]:
    limits = campaign.limits
    usual = Renewal.OCCASION if campaign.when.trigger in OCCASIONS else Renewal.NEVER
    return {
        "per_member": _unless(limits.per_member, Limits().per_member),
        "renews": None if limits.renews is usual else str(limits.renews),
        "per_day": limits.per_day,
        "total": limits.total,
    }


def _reward(reward: Reward, title: str) -> dict[str, Said]:
    goods = {
        key: tuple(sorted(getattr(reward.goods, key)))
        for key in ("brands", "categories", "products", "not_brands", "not_categories", "not_products")
    }
    usual_scope = Scope.LINES if any(goods.values()) else Scope.BASKET
    usual_items = 2 if reward.kind is RewardKind.BUNDLE else 1
    amount = money.format_cents(reward.cents) if reward.cents else None
    return {
        "kind": str(reward.kind),
        "title": _unless(reward.title, title),
        "scope": str(reward.scope) if reward.kind in _WITH_SCOPE and reward.scope is not usual_scope else None,
        "amount": amount if reward.kind is RewardKind.AMOUNT_OFF else None,
        "price": amount if reward.kind in _PRICED else None,
        "percent": reward.percent if reward.kind in _BY_PERCENT else None,
        "cap": None if reward.cap_cents is None else money.format_cents(reward.cap_cents),
        "items": _unless(reward.items, usual_items),
        "points": points.format_points(reward.points) if reward.points else None,
        "minimum_basket": money.format_cents(reward.minimum_cents) if reward.minimum_cents > 1 else None,
        "tier": reward.tier,
        "member_types": tuple(sorted(reward.member_types)),
        "group": reward.group or None,
        "handed_over_later": reward.handed_over_later or None,
        **goods,
    }


def _question(question: Question) -> dict[str, Said]:
    usual = Question(question.field, "").good_days
    return {
        "field": str(question.field),
        "words": question.words,
        "good_days": _unless(question.good_days, usual),
    }
