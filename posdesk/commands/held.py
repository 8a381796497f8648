"""What the commands member-data and purge answer. The same use cases as the screen's."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.answers import moment
from posdesk.commands.counter import resolve
from posdesk.commands.signing import desk_at
from posdesk.counter import wording
from posdesk.counter.ports import Desk
from posdesk.domain.people_facts import DataForm
from posdesk.office import retention
from posdesk.office.member_data import PROFILE, MemberData, value_of
from posdesk.office.member_data import member_data as all_of
from posdesk.office.retention import Purge

if TYPE_CHECKING:
    from db.store import Store

NAME = "member-data {id}.pdf"
"""The file's name where a folder is given: no name of a person lies in a folder for others to read."""


def member_data(desk: Desk, given: Namespace) -> Answer:
    """`member-data MEMBER [--pdf FILE]`: all that is held of a member."""
    member = resolve(desk, given.member)
    if given.pdf is None:
        data = all_of(desk, member, DataForm.JSON)
        return Answer(value_of(data), _text(data))
    from posdesk.reports import files
    from posdesk.reports.pdf_member import pdf_of_member

    data = all_of(desk, member, DataForm.PDF)
    path = files.place(given.pdf, NAME.format(id=data.card.member.id))
    files.write({Path(path): pdf_of_member(data)})
    value: dict[str, Json] = {"member": data.card.member.id, "entries": len(data.entries), "pdf": str(path)}
    return Answer(value, f"Wrote {path}: {len(data.entries):,} entries.")


def purge(store: "Store", given: Namespace) -> Answer:
    """`purge [--dry-run]`: forget members who have not come for as long as the program says."""
    done = retention.purge(desk_at(store, given), store.members, dry=given.dry_run)
    value: dict[str, Json] = {
        "dry_run": done.dry,
        "before": done.before.isoformat(),
        "months": done.months,
        "members": done.members,
        "ids": done.ids,
        "entries": done.entries,
        "parts": dict(done.parts),
        "unsent": done.unsent,
    }
    return Answer(value, _purge_text(done))


def _purge_text(done: Purge) -> str:
    verb = "Would forget" if done.dry else "Forgot"
    lines = [
        f"{verb} {wording.count(done.members, 'member')} last seen before {done.before} ({done.months} months ago): "
        f"{wording.count(done.ids, 'id')}, {done.entries:,} entries."
    ]
    rows = [[PROFILE[part], f"{number:,}"] for part, number in done.parts.items() if number]
    if rows:
        lines.append(table(rows))
    if done.unsent:
        lines.append(f"{wording.count(done.unsent, 'member')} stay: the hub lacks something of theirs. Sync first.")
    return "\n".join(lines)


def _text(data: MemberData) -> str:
    lines = [f"All that is held of {data.name}, member {', '.join(data.ids)}."]
    lines.append(table([[words, value or "-"] for words, value in data.profile]))
    lines.append("Messages:" if data.consents else "Messages: nothing was said.")
    lines.append(
        table(
            [
                [moment(said.at), said.channel, "allowed" if said.given else "forbidden", said.source, said.by or "-"]
                for said in data.consents
            ]
        )
    )
    lines.append("Entries:")
    lines.append(table([[moment(each.at), each.what, each.told, each.by or "-"] for each in data.entries]))
    return "\n".join(line for line in lines if line)
