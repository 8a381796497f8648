"""The commands of campaigns: check, publish, pause, resume, end, list, show; what they mean for one member; their
messages."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.commands import campaign_answers, messages
from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.counter import read_day, resolve
from posdesk.commands.signing import desk_at
from posdesk.counter import reasons
from posdesk.counter.campaigns import answers_for
from posdesk.counter.card import MemberCard, open_card
from posdesk.counter.card_values import offers_value
from posdesk.counter.ports import Desk
from posdesk.domain import campaign_document, program_document
from posdesk.domain.campaign_writing import written
from posdesk.domain.campaigning import Answer as Meant
from posdesk.domain.campaigns import Campaign
from posdesk.domain.occasions import audience
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.office import campaign_results, campaigns
from posdesk.office import what_if as office_what_if
from posdesk.office.campaign_words import program_lines, what_if_lines

if TYPE_CHECKING:
    from db.store import Store


def validate(folder: Path, given: Namespace) -> Answer:
    """`campaign validate FILE`: every problem with its line. In a store also against its program and its segments."""
    text = _document(given, given.name)
    try:
        store = compose.open_store(folder)
    except Refused as refused:
        if refused.refusal.code is not RefusalCode.NO_STORE_YET:
            raise
        found = campaigns.validated(None, text)
        return Answer({"campaign": found.id, "version": found.version}, f"{_named(found)} is sound.")
    try:
        found = campaigns.validated(desk_at(store, given), text)
    finally:
        store.close()
    return Answer({"campaign": found.id, "version": found.version}, f"{_named(found)} is sound and can be published.")


def publish(store: "Store", given: Namespace) -> Answer:
    """`campaign publish FILE`: from now on, within its own window. A document of segments alone is published too."""
    desk, text = desk_at(store, given), _document(given, given.name)
    if "[campaign]" not in text and "[[segment]]" in text:
        segments = campaigns.publish_segments(desk, text)
        named = ", ".join(segment.id for segment in segments)
        return Answer({"segments": [segment.id for segment in segments]}, f"Published segments: {named}.")
    found = campaigns.publish(desk, text)
    return Answer({"campaign": found.id, "version": found.version}, f"Published {_named(found)}.")


def pause(store: "Store", given: Namespace) -> Answer:
    """`campaign pause ID`: it rests until it is resumed."""
    return _changed(campaigns.pause(desk_at(store, given), _id(given), given.reason))


def resume(store: "Store", given: Namespace) -> Answer:
    """`campaign resume ID`: it goes on."""
    return _changed(campaigns.resume(desk_at(store, given), _id(given)))


def end(store: "Store", given: Namespace) -> Answer:
    """`campaign end ID`: for good."""
    return _changed(campaigns.end(desk_at(store, given), _id(given), given.reason))


def listing(store: "Store", given: Namespace) -> Answer:
    """`campaign list`: every campaign with its state, its window and how many members it is for today."""
    desk = desk_at(store, given)
    book, now = campaigns.book(desk), desk.clock.now()
    segments = desk.programs.campaigns().segments_of
    sizes = [
        store.audiences.count(audience(each.campaign), segments[each.campaign.id, each.campaign.version], now)
        for each in book.campaigns
    ]
    value = {
        "campaigns": [{**_listed(each), "audience": size} for each, size in zip(book.campaigns, sizes, strict=True)],
        "unreadable": [{"fact": each.fact, "name": each.name, "why": each.why} for each in book.unreadable],
        "segments": [{"segment": each.id, "title": each.title, "persona": each.persona} for each in book.segments],
    }
    rows = [
        [
            each.campaign.id,
            str(each.campaign.version),
            each.state,
            window(each.campaign),
            f"{size:,}",
            each.campaign.title,
        ]
        for each, size in zip(book.campaigns, sizes, strict=True)
    ]
    lines = [table(rows)] if rows else ["No campaign is published. `campaign list --templates` shows ready ones."]
    lines += [f"Not applied, from a newer PosDesk: {each.name} ({each.why})" for each in book.unreadable]
    return Answer(value, "\n".join(lines))


def templates(folder: Path, given: Namespace) -> Answer:
    """`campaign list --templates`: the ready campaigns; each is a document to copy, change and publish."""
    found = [(path, campaign_document.parse(path.read_text(encoding="utf-8"))) for path in template_files()]
    value = [
        {
            "template": path.stem,
            "title": campaign.title,
            "say": campaign.say,
            "file": f"resources/campaigns/{path.name}",
        }
        for path, campaign in found
    ]
    return Answer(value, table([[path.stem, campaign.title] for path, campaign in found]))


def template_files() -> list[Path]:
    """The documents of the ready campaigns, by name."""
    return sorted(compose.CAMPAIGN_TEMPLATES.glob("*.toml"))


def show(store: "Store", given: Namespace) -> Answer:
    """`campaign show ID`: the document of the version in force."""
    found = campaigns.listed(desk_at(store, given), _id(given))
    text = written(found.campaign)
    return Answer({**_listed(found), "document": text}, text)


def offers(desk: Desk, given: Namespace) -> Answer:
    """`offers MEMBER`: what each campaign that runs means for a member: gets it and until when, or why not and how
    far it is; what is said and asked at the counter."""
    member = resolve(desk, given.member)
    card = open_card(desk, member)
    found = answers_for(desk, desk.ledger.facts_about(member), card.standing, desk.clock.now())
    said = reasons.told(card.standing, desk.station.register)
    return Answer(offers_value(card, found, said), "\n".join(_offer_lines(card, found, said)))


def results(store: "Store", given: Namespace) -> Answer:
    """`campaign results ID`: shown, used, cost, and the lift against the holdout."""
    desk = desk_at(store, given)
    found = campaign_results.results(desk, store.audiences, _id(given))
    return Answer(campaign_answers.results_value(found), campaign_answers.results_text(found))


def what_if(desk: Desk, given: Namespace) -> Answer:
    """`what-if FILE --from DAY --to DAY`: a campaign or a program over the real ledger; nothing is saved."""
    text, first, last = _document(given, given.file), read_day(given.first), read_day(given.last)
    if "[program]" in text:
        program = office_what_if.program_what_if(desk, program_document.parse(text), first, last)
        return Answer(asdict(program), "\n".join(program_lines(program)))
    campaign = campaign_document.parse(text, desk.programs.campaigns().segments)
    found = office_what_if.campaign_what_if(desk, campaign, first, last)
    return Answer(asdict(found), "\n".join(what_if_lines(found)))


def messages_run(store: "Store", given: Namespace) -> Answer:
    """`messages run CAMPAIGN [--run NAME]`."""
    if given.campaign is None:
        raise Refused(Refusal(RefusalCode.NO_CAMPAIGN, "Which campaign? messages run CAMPAIGN"))
    desk = desk_at(store, given)
    return messages.run(desk, compose.mailroom_of(store, desk), given)


def messages_check(store: "Store", given: Namespace) -> Answer:
    """`messages check`."""
    desk = desk_at(store, given)
    return messages.check(desk, compose.mailroom_of(store, desk), given)


def window(campaign: Campaign) -> str:
    """`2026-11-01 to 2026-11-30`, `from 2026-11-01`, `no end`."""
    first, last = campaign.first_day, campaign.last_day
    if last is None:
        return "no end" if first is None else f"from {first}"
    return f"to {last}" if first is None else f"{first} to {last}"


def _changed(found: campaigns.Listed) -> Answer:
    return Answer(_listed(found), f"{_named(found.campaign)} is {found.state} now.")


def _listed(found: campaigns.Listed) -> dict[str, Json]:
    campaign = found.campaign
    return {
        "campaign": campaign.id,
        "version": campaign.version,
        "title": campaign.title,
        "state": found.state,
        "first_day": None if campaign.first_day is None else campaign.first_day.isoformat(),
        "last_day": None if campaign.last_day is None else campaign.last_day.isoformat(),
        "priority": campaign.priority,
        "versions": found.versions,
    }


def _offer_lines(card: MemberCard, found: tuple[Meant, ...], said: reasons.Told) -> list[str]:
    question = card.campaigns.question
    lines = [f"Say: {card.say}"]
    if question is not None:
        lines.append(f"Ask: {question.words}" + (f" ({question.gets})" if question.gets else ""))
    lines += [f"  {'Can use now' if each.usable else 'Not yet'}: {each.title} ({each.line})" for each in card.offers]
    for each in found:
        state = "asked" if each.asks and each.why.holds else "yes" if each.why.holds else reasons.reason(each.why, said)
        lines += [f"{each.campaign.id} {each.campaign.version}: {state}", *reasons.lines(each.why, said, depth=1)]
    return lines


def _named(campaign: Campaign) -> str:
    return f"“{campaign.title}” ({campaign.id}, version {campaign.version})"


def _id(given: Namespace) -> str:
    if given.name is None:
        raise Refused(Refusal(RefusalCode.NO_CAMPAIGN, f"Which campaign? campaign {given.what} ID"))
    return str(given.name)


def _document(given: Namespace, name: str | None) -> str:
    """The text of the file, or of the template of that name. Raises Refused(BAD_FILE)."""
    if name is None:
        raise Refused(Refusal(RefusalCode.BAD_FILE, f"Which file? campaign {given.what} FILE"))
    ready = compose.CAMPAIGN_TEMPLATES / f"{name}.toml"
    path = ready if "/" not in name and "." not in name and ready.exists() else Path(name)
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        raise Refused(Refusal(RefusalCode.BAD_FILE, f"{name} cannot be read as text: {trouble}")) from None
