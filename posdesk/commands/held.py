"""What the commands member-data and purge answer. The same use cases as the screen's."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk.commands.answer import Answer, Json, table
from posdesk.commands.answers import moment
from posdesk.commands.counter import resolve
from posdesk.commands.signing import desk_at
from posdesk.counter.ports import Desk
from posdesk.domain.people_facts import DataForm
from posdesk.office import purge_report, retention
from posdesk.office.member_data import MemberData, value_of
from posdesk.office.member_data import member_data as all_of

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
    """`purge [--dry-run] [--save FILE]`: forget members who have not come for as long as the program says."""
    from posdesk.reports import files

    desk = desk_at(store, given)
    path = None if given.save is None else files.place(given.save, f"{purge_report.file_name(desk)}.txt")
    if path is not None:
        files.try_room(path, purge_report.LONGEST)  # what is forgotten cannot be counted again
    done = retention.purge(desk, store.members, dry=given.dry_run)
    value: dict[str, Json] = purge_report.value_of(done)
    lines = [purge_report.summary(done)]
    if rows := [[name, f"{number:,}"] for name, number in purge_report.counts(done)]:
        lines.append(table(rows))
    if stays := purge_report.left(done):
        lines.append(stays)
    if path is not None:
        files.write({path: purge_report.file_of(desk, done, path.suffix)})
        value["file"] = str(path)
        lines.append(f"Wrote {path}.")
    return Answer(value, "\n".join(lines))


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
