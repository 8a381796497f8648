"""Decides how a campaign stands in a form, and which document a filled-in form makes. Qt-free.

The form shows what most campaigns are made of. What it does not show (hours, stores, weekdays, a group, nested clauses,
the goods of a reward) is kept as it was. Refuses to know whether the document is sound: campaign_document.py says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from posdesk.domain import money, points
from posdesk.domain.campaign_document import ASKED, OF_TRIGGER, parse
from posdesk.domain.campaign_writing import written
from posdesk.domain.campaigns import OCCASIONS, Campaign, Place, Renewal, Trigger
from posdesk.domain.refusals import Refused
from posdesk.domain.rewards import RewardKind
from posdesk.domain.segment_document import quoted
from posdesk.domain.segment_fields import FIELDS, Field, FieldType
from posdesk.domain.segments import Asks, Comparison, Group, In, Joined, Needed, Node, Segment, Window, window_words

NO_REWARD = "none"
KINDS = (NO_REWARD, "amount_off", "percent_off", "bonus_points", "merchandise", "custom")
"""The kinds of rewards that the form can make; others are kept as they are."""
CHANNELS = ("counter", "text", "email", "text,email", "counter,text", "counter,email", "counter,text,email")
"""Where it can be said, in the form's own words."""
NO_QUESTION = "none"
QUESTIONS = (NO_QUESTION, *sorted(ASKED))
SEGMENT = "segment"
"""In place of a field: the clause names a segment."""
MANY = (Comparison.ONE_OF, Comparison.NONE_OF, Comparison.BETWEEN)
BARE = (Comparison.KNOWN, Comparison.UNKNOWN)
_NUMBERS = (FieldType.NUMBER, FieldType.DAYS, FieldType.SHARE)
_TEXTS = ("id", "title")
_DAYS = ("first_day", "last_day")
_WHOLE = ("version", "priority", "holdout_percent")
_LIMITS = ("per_member", "per_day", "total")
_AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "amount_off": ("amount", "minimum_basket"),
    "percent_off": ("percent_off", "minimum_basket", "cap"),
    "bonus_points": ("points", "minimum_basket"),
}
_KEY_OF = {"percent_off": "percent"}


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause as it is typed. field: by its name, or SEGMENT. window: empty for all days. value: with commas between
    where there are several."""

    joined: str = Joined.ALL
    field: str = "visits"
    of: str = ""
    window: str = ""
    comparison: str = Comparison.AT_LEAST
    value: str = ""


@dataclass(frozen=True, slots=True)
class CampaignForm:
    """A form. values: texts by name (see EMPTY). clauses: the audience; None: it is nested, and kept as it is. base:
    the campaign that is changed, None for a new one."""

    values: Mapping[str, str]
    clauses: tuple[ClauseRow, ...] | None = ()
    base: Campaign | None = field(default=None, compare=False)

    def with_value(self, name: str, text: str) -> "CampaignForm":
        """The same with another text."""
        return replace(self, values={**self.values, name: text})


EMPTY: Mapping[str, str] = {
    **dict.fromkeys((*_TEXTS, *_DAYS, "say", "message", "holdout_percent", "per_day", "total"), ""),
    "channels": Place.COUNTER,
    "question": NO_QUESTION,
    "words": "",
    "good_days": "",
    "version": "1",
    "priority": "50",
    "trigger": Trigger.LOOK_UP,
    **dict.fromkeys(("first", "last", "milestone", "near", "lapse"), ""),
    "per_member": "1",
    "renews": Renewal.NEVER,
    "kind": NO_REWARD,
    **dict.fromkeys(("gift", "amount", "percent_off", "points", "minimum_basket", "cap"), ""),
}
"""Every text of a form as it is at first. lapse: percent of the rhythm; gift: the reward's title; words: of the
question."""


def new_form() -> CampaignForm:
    """An empty form."""
    return CampaignForm(EMPTY)


def form_of(campaign: Campaign, version: int | None = None) -> CampaignForm:
    """A campaign in a form. version: another number than its own."""
    when, limits, reward = campaign.when, campaign.limits, campaign.reward
    values = {
        **EMPTY,
        "id": campaign.id,
        "version": str(version or campaign.version),
        "title": campaign.title,
        "say": campaign.say,
        "message": campaign.message,
        "channels": ",".join(place for place in Place if place in campaign.channels),
        "first_day": "" if campaign.first_day is None else campaign.first_day.isoformat(),
        "last_day": "" if campaign.last_day is None else campaign.last_day.isoformat(),
        "priority": str(campaign.priority),
        "holdout_percent": str(campaign.holdout_percent or ""),
        "trigger": when.trigger,
        **{("lapse" if key == "percent" else key): str(getattr(when, key)) for key in OF_TRIGGER[when.trigger]},
        "per_member": str(limits.per_member),
        "renews": limits.renews,
        "per_day": str(limits.per_day or ""),
        "total": str(limits.total or ""),
    }
    if campaign.question is not None:
        values |= {
            "question": campaign.question.field,
            "words": campaign.question.words,
            "good_days": str(campaign.question.good_days),
        }
    if reward is not None:
        values |= {
            "kind": reward.kind,
            "gift": reward.title,
            "amount": money.format_cents(reward.cents) if reward.cents else "",
            "percent_off": str(reward.percent) if reward.kind is RewardKind.PERCENT_OFF else "",
            "points": points.format_points(reward.points) if reward.points else "",
            "minimum_basket": money.format_cents(reward.minimum_cents) if reward.minimum_cents > 1 else "",
            "cap": "" if reward.cap_cents is None else money.format_cents(reward.cap_cents),
        }
    return CampaignForm(values, clauses_of(campaign.where), campaign)


def clauses_of(where: Group | None) -> tuple[ClauseRow, ...] | None:
    """The clauses as rows; None when rows cannot say the very same: then they are kept as they are."""
    if where is None:
        return ()
    rows = _rows(where)
    return rows if rows is not None and _said_by(rows) == _bare(where) else None


def _said_by(rows: Sequence[ClauseRow]) -> Node | None:
    """What the rows say when they are read again."""
    named = {row.value: Segment(row.value, 1, row.value, Group(Joined.ALL, ())) for row in rows if row.field == SEGMENT}
    head = '[campaign]\nid = "a"\ntitle = "a"\nsay = "a"\n'
    try:
        where = parse(head + "\n".join(_where_lines(rows)), named).where
    except Refused:
        return None
    return None if where is None else _bare(where)


def _bare(node: Node) -> Node:
    """Without the places in a document."""
    if isinstance(node, Group):
        return Group(node.joined, tuple(_bare(part) for part in node.parts))
    return replace(node, at=())


def _rows(where: Group) -> tuple[ClauseRow, ...] | None:
    groups = list(where.parts) if all(isinstance(part, Group) for part in where.parts) else [where]
    if len(groups) > 1 and where.joined is not Joined.ALL:
        return None
    rows = []
    for group in groups:
        assert isinstance(group, Group)
        for part in group.parts:
            if isinstance(part, Group) or (isinstance(part, Asks) and part.or_unknown):
                return None
            rows.append(_row(group.joined, part))
    order = list(Joined)
    joined = [order.index(Joined(row.joined)) for row in rows]
    return tuple(rows) if joined == sorted(joined) else None


def _row(joined: Joined, part: Asks | In) -> ClauseRow:
    if isinstance(part, In):
        return ClauseRow(joined, SEGMENT, comparison=Comparison.IS, value=part.segment)
    said = FIELDS[part.field]
    window = "" if part.window == Window() else window_words(part.window)
    values = ", ".join(_text(said, each) for each in part.needed)
    return ClauseRow(joined, part.field, part.of, window, part.comparison, values)


def _text(said: Field, value: Needed) -> str:
    if said.type is FieldType.MONEY and isinstance(value, int):
        return money.format_cents(value)
    if said.type is FieldType.POINTS and isinstance(value, int):
        return points.format_points(value)
    if said.type is FieldType.YES_NO:
        return "yes" if value else "no"
    return str(value)


# ------------------------------------------------------------------------------------------------------- to a document


def document_of(form: CampaignForm, known: Mapping[str, Segment] | None = None) -> str:
    """The document that the form makes, what it does not show with it. known: segments that were published. Raises
    Refused(BAD_CAMPAIGN) when what is typed is not sound; its lines name the keys."""
    campaign = parse("\n".join(_lines(form)), known)
    base = form.base
    if base is None:
        return _read_again(written(campaign), known)
    reward = campaign.reward
    if base.reward is not None and reward is not None and base.reward.kind is reward.kind:
        reward = replace(
            base.reward,
            id=reward.id,
            title=reward.title,
            cents=reward.cents,
            percent=reward.percent,
            points=reward.points,
            minimum_cents=reward.minimum_cents,
            cap_cents=reward.cap_cents,
        )
    elif base.reward is not None and form.values["kind"] == base.reward.kind:
        reward = replace(base.reward, id=f"{campaign.rule}:{campaign.version}")
    merged = replace(
        base,
        **{
            name: getattr(campaign, name)
            for name in (
                *("id", "version", "title", "message", "channels", "question", "when"),
                *("first_day", "last_day", "limits", "priority"),
            )
        },
        say=form.values["say"] if Place.COUNTER in campaign.channels else "",
        holdout_percent=campaign.holdout_percent,
        salt=campaign.id if base.salt == base.id else base.salt,  # another campaign holds out others
        reward=reward,
        where=base.where if form.clauses is None else campaign.where,
    )
    return _read_again(written(merged), known)


def _read_again(text: str, known: Mapping[str, Segment] | None) -> str:
    """The document, once it is seen that it can be read. Raises Refused(BAD_CAMPAIGN)."""
    parse(text, known)
    return text


def _lines(form: CampaignForm) -> Iterator[str]:
    values, channels = form.values, form.values["channels"].split(",")
    kept_kind, counter = values["kind"] not in KINDS, Place.COUNTER in channels
    yield "[campaign]"
    yield from (f"{name} = {quoted(values[name])}" for name in _TEXTS if values[name])
    yield from (f"{name} = {_day(values[name])}" for name in _DAYS if values[name].strip())
    yield from (f"{name} = {_whole(values[name])}" for name in _WHOLE if values[name].strip())
    yield f"channels = [{', '.join(quoted(channel) for channel in channels)}]"
    if counter and (values["say"] or kept_kind):  # a reward that the form does not show is something to be there for
        yield f"say = {quoted(values['say'] or '.')}"
    if channels != [Place.COUNTER] and values["message"].strip():
        yield f"message = {quoted(values['message'])}"
    yield "[campaign.when]"
    yield f"trigger = {quoted(values['trigger'])}"
    for key in OF_TRIGGER.get(Trigger(values["trigger"]), ()):
        text = values["lapse" if key == "percent" else key]
        yield f"{key} = {quoted(text) if key == 'milestone' else _whole(text)}" if text.strip() else ""
    yield "[campaign.limits]"
    yield from (f"{name} = {_whole(values[name])}" for name in _LIMITS if values[name].strip())
    yield f"renews = {quoted(values['renews'])}"
    yield from _where_lines(form.clauses or ())
    if counter and values["question"] != NO_QUESTION:
        yield "[campaign.question]"
        yield f"field = {quoted(values['question'])}"
        yield f"words = {quoted(values['words'])}"
        yield f"good_days = {_whole(values['good_days'])}" if values["good_days"].strip() else ""
    if values["kind"] != NO_REWARD and not kept_kind:
        yield "[campaign.reward]"
        yield f"kind = {quoted(values['kind'])}"
        yield f"title = {quoted(values['gift'])}" if values["gift"].strip() else ""
        for name in _AMOUNTS.get(values["kind"], ()):
            if values[name].strip():
                text = values[name]
                yield f"{_KEY_OF.get(name, name)} = {_whole(text) if name == 'percent_off' else quoted(text.strip())}"


def _where_lines(clauses: Sequence[ClauseRow]) -> Iterator[str]:
    if clauses:
        yield "[campaign.where]"
    for joined in Joined:
        rows = [row for row in clauses if row.joined == joined]
        if rows:
            yield f"{joined} = ["
            yield from (f"  {{ {', '.join(_clause(row))} }}," for row in rows)
            yield "]"


def _clause(row: ClauseRow) -> Iterator[str]:
    if row.field == SEGMENT:
        yield f"segment = {quoted(row.value)}"
        return
    yield f"field = {quoted(row.field)}"
    if row.of.strip():
        yield f"of = {quoted(row.of.strip())}"
    if row.window.strip():
        yield f"window = {quoted(row.window.strip())}"
    if row.comparison in BARE:
        yield f"{row.comparison} = true"
        return
    said = FIELDS.get(row.field)
    many = row.comparison in MANY
    texts = [each.strip() for each in row.value.split(",")] if many else [row.value.strip()]
    values = ", ".join(_value(said, text) for text in texts)
    yield f"{row.comparison} = [{values}]" if many else f"{row.comparison} = {values}"


def _value(said: Field | None, text: str) -> str:
    if said is not None and said.type is FieldType.YES_NO and text.casefold() in ("yes", "no"):
        return "true" if text.casefold() == "yes" else "false"
    if said is not None and said.type in _NUMBERS:
        return _whole(text)
    return quoted(text)


def _whole(text: str) -> str:
    """A whole number as TOML writes it; anything else as text, which is then refused with words."""
    digits = text.strip().replace(",", "")
    negative = digits.startswith("-")
    return str(int(digits)) if digits.removeprefix("-").isdecimal() and len(digits) - negative < 16 else quoted(text)


def _day(text: str) -> str:
    return quoted(text.strip())


def usual_renewal(trigger: str) -> str:
    """What a campaign of this trigger renews by, unless somebody says otherwise."""
    return Renewal.OCCASION if trigger in OCCASIONS else Renewal.NEVER


def id_of(title: str) -> str:
    """An id made of a title: `Spring on flower!` -> `spring-on-flower`."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in title.casefold()).split()
    return "-".join(words)[:40].strip("-")
