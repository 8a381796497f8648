"""Decides how the rewards and coupons of a program document are read, and which key means something to which kind.

Refuses to know what a reward does to a basket (discounts.py) and who gives it (program_contradictions.py asks).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from posdesk.domain import coupons
from posdesk.domain.document_values import (
    Mention,
    Reading,
    Section,
    Table,
    cents,
    day,
    entries,
    flag,
    folded,
    hundredths,
    if_said,
    mention,
    names,
    sound,
    text,
    unique,
    weekdays,
    whole,
    word,
    words_in,
)
from posdesk.domain.rewards import PAY_WITH_POINTS, Coupon, Goods, Offline, Reward, RewardKind, Scope

_LISTS = ("brands", "categories", "products")
_GOODS = frozenset({*_LISTS, *(f"not_{of}" for of in _LISTS)})
_ALWAYS = frozenset(
    """id title kind cost minimum_basket valid_from valid_until tier member_types stores weekdays uses group offline
    offline_uses by_hand""".split()
)
_NEEDED: Mapping[RewardKind, frozenset[str]] = {
    RewardKind.AMOUNT_OFF: frozenset({"amount"}),
    RewardKind.PERCENT_OFF: frozenset({"percent"}),
    RewardKind.FIXED_PRICE: frozenset({"price"}),
    RewardKind.FREE_ITEM: frozenset(),
    RewardKind.CHEAPEST_ITEM: frozenset(),
    RewardKind.BUNDLE: frozenset({"price", "items"}),
    RewardKind.BONUS_POINTS: frozenset({"points"}),
    RewardKind.MERCHANDISE: frozenset(),
    RewardKind.ACCESS: frozenset(),
    RewardKind.CUSTOM: frozenset(),
}
"""What a reward of each kind must say."""
_POSSIBLE: Mapping[RewardKind, frozenset[str]] = {
    RewardKind.AMOUNT_OFF: frozenset({"scope"}) | _GOODS,
    RewardKind.PERCENT_OFF: frozenset({"scope", "cap"}) | _GOODS,
    RewardKind.FIXED_PRICE: frozenset({"items", "cap"}) | _GOODS,
    RewardKind.FREE_ITEM: frozenset({"items", "cap"}) | _GOODS,
    RewardKind.CHEAPEST_ITEM: frozenset({"items", "percent", "cap"}) | _GOODS,
    RewardKind.BUNDLE: frozenset({"cap"}) | _GOODS,
    RewardKind.BONUS_POINTS: _GOODS,
    RewardKind.MERCHANDISE: frozenset({"counted", "handed_over_later"}),
    RewardKind.ACCESS: frozenset(),
    RewardKind.CUSTOM: frozenset(),
}
"""What it may say besides, apart from what every reward may."""
_NOT_OF_A_GIFT = frozenset("id cost uses by_hand valid_from valid_until stores weekdays offline counted".split())
_ABOUT_ITEMS = {RewardKind.FIXED_PRICE, RewardKind.FREE_ITEM, RewardKind.CHEAPEST_ITEM, RewardKind.BUNDLE}

KEYS: Mapping[str, frozenset[str]] = {
    "list": frozenset({"id", *_LISTS}),
    "reward": frozenset().union(_ALWAYS, *_NEEDED.values(), *_POSSIBLE.values()),
    "coupon": frozenset({"code", "reward", "valid_from", "valid_until", "stores"}),
}
"""Every key of these tables."""


def read_lists(reading: Reading, document: Table) -> None:
    """Read the named lists into `reading`; first of all, since everything else may name them."""
    found = entries(Section(reading, document, ()), "list")
    ids = [text(at, "id") for at in found]
    unique(found, ids)
    for at, name in zip(found, ids, strict=True):
        written = {of: words_in(at, of) for of in _LISTS if of in at.table}
        if not any(at.table.get(of) for of in _LISTS):
            at.wrong("", "names nothing: give it brands, categories or products.")
        for of, said in written.items():
            if any(one.startswith("@") for one in said):
                at.wrong(of, "a list cannot hold another list.")
        reading.lists[name] = {of: folded(written.get(of, ())) for of in _LISTS}


def rewards(reading: Reading, document: Table) -> tuple[Reward, ...]:
    """The rewards, in the order of the document."""
    found = entries(Section(reading, document, ()), "reward")
    read = tuple(_reward(at, _reward_id(at), text(at, "title")) for at in found)
    unique(found, [reward.id for reward in read])
    return read


def read_coupons(reading: Reading, document: Table) -> tuple[Coupon, ...]:
    """The coupons, in the order of the document; their codes in the normal form."""
    found = entries(Section(reading, document, ()), "coupon")
    read = tuple(_coupon(at) for at in found)
    unique(found, [coupon.code for coupon in read], "code")
    return read


def gift(at: Section, name: str, title: str) -> Reward:
    """The reward of a campaign: named by it, paid by it, and only as long as it runs. title: what it is called unless
    it says something else."""
    for key in sorted(_NOT_OF_A_GIFT & set(at.table)):
        at.wrong(key, "means nothing here: the campaign itself says how long, how often and to whom it is given.")
    return _reward(at, name, text(at, "title", title))


def _reward(at: Section, name: str, title: str) -> Reward:
    kind = sound(word, at, "kind", RewardKind)
    if kind is not None:
        _fits_the_kind(at, kind)
    start, end = _validity(at)
    days, goods, fewest = weekdays(at, "weekdays"), _goods(at), 2 if kind is RewardKind.BUNDLE else 1
    if start is not None and end is not None and start <= end and days and not days & _weekdays_between(start, end):
        at.wrong("weekdays", "no such day lies between valid_from and valid_until.")
    return Reward(
        id=name,
        title=title,
        kind=kind or RewardKind.CUSTOM,
        scope=_scope(at, kind, goods),
        cents=if_said(cents, at, "amount", least=1) or if_said(cents, at, "price", least=1) or 0,
        percent=whole(at, "percent", 100, least=1, most=100),
        cap_cents=if_said(cents, at, "cap", least=1),
        items=whole(at, "items", fewest, least=fewest, most=1000),
        points=if_said(hundredths, at, "points") or 0,
        cost=if_said(hundredths, at, "cost"),
        goods=goods,
        minimum_cents=cents(at, "minimum_basket", 0),
        valid_from=start,
        valid_until=end,
        tier=mention(at, "tier", "tier"),
        member_types=folded(words_in(at, "member_types")),
        stores=frozenset(words_in(at, "stores")),
        weekdays=days,
        uses=if_said(whole, at, "uses", least=1, most=1_000_000),
        group=text(at, "group") if "group" in at.table else "",
        offline=_offline(at),
        offline_uses=whole(at, "offline_uses", 1, least=1, most=10_000),
        counted=flag(at, "counted"),
        handed_over_later=flag(at, "handed_over_later"),
    )


def _offline(at: Section) -> Offline:
    policy = word(at, "offline", Offline, Offline.RECONCILE)
    if "offline_uses" in at.table and policy is not Offline.ALLOWANCE:
        at.wrong("offline_uses", f"means something with offline = “{Offline.ALLOWANCE}” only.")
    return policy


def _reward_id(at: Section) -> str:
    """A reward that can be bought, or that a manager gives by hand, is named by that."""
    name = text(at, "id")
    if name == PAY_WITH_POINTS:
        at.wrong("id", f"“{PAY_WITH_POINTS}” is the name under which points pay like money. Take another.")
    if name and (flag(at, "by_hand") or "cost" in at.table):
        at.reading.mentions.append(Mention((*at.path, "id"), "reward", name))
    return name


def _fits_the_kind(at: Section, kind: RewardKind) -> None:
    said = set(at.table) & KEYS["reward"]
    for key in sorted(_NEEDED[kind] - said):
        at.wrong(key, f"is missing: a reward of the kind {kind} needs it.")
    for key in sorted(said - _ALWAYS - _NEEDED[kind] - _POSSIBLE[kind]):
        at.wrong(key, f"means nothing to a reward of the kind {kind}.")
    if kind is RewardKind.BONUS_POINTS and "cost" in said:
        at.wrong("cost", "points that are bought with points are no reward.")


def _scope(at: Section, kind: RewardKind | None, goods: Goods) -> Scope:
    """Items are lines. What is said of some goods is meant of their lines, what is said of none of the basket."""
    if kind is not None and "scope" not in _POSSIBLE[kind]:
        return Scope.LINES if kind in _ABOUT_ITEMS else Scope.BASKET
    return word(at, "scope", Scope, Scope.BASKET if goods == Goods() else Scope.LINES)


def _goods(at: Section) -> Goods:
    goods = Goods(*(names(at, key) for key in (*_LISTS, *(f"not_{of}" for of in _LISTS))))
    for of in _LISTS:
        both = getattr(goods, of) & getattr(goods, f"not_{of}")
        if both:
            at.wrong(f"not_{of}", f"{', '.join(f'“{name}”' for name in sorted(both))} is among `{of}` too.")
    return goods


def _coupon(at: Section) -> Coupon:
    start, end = _validity(at)
    reward = mention(at, "reward", "reward")
    if reward is None:
        at.wrong("reward", "is missing: the id of the reward that the code stands for.")
    return Coupon(
        code=_code(at),
        reward=reward or "",
        valid_from=start,
        valid_until=end,
        stores=frozenset(words_in(at, "stores")),
    )


def _code(at: Section) -> str:
    said = sound(text, at, "code")
    code = coupons.normal(said or "")
    if said is None or coupons.is_sound(code):
        return code
    try:
        right = coupons.coupon_code(code)
        at.wrong("code", f"its last character does not check it. “{right}” would be right: the same and one more.")
    except ValueError:
        words = f"{coupons.SHORTEST} to {coupons.LONGEST} letters and digits, blanks and dashes aside"
        at.wrong("code", f"is no code: {words}, the last of which checks the others.")
    return ""


def _validity(at: Section) -> tuple[date | None, date | None]:
    start, end = if_said(day, at, "valid_from"), if_said(day, at, "valid_until")
    if start is not None and end is not None and end < start:
        at.wrong("valid_until", f"{end} is before valid_from, {start}.")
    return start, end


def _weekdays_between(start: date, end: date) -> frozenset[int]:
    return frozenset((start + timedelta(days=days)).weekday() for days in range(min((end - start).days, 6) + 1))
