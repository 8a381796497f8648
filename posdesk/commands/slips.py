"""The commands about slips and what is plugged in: slip, hardware."""

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.commands.answer import Answer, Json
from posdesk.commands.counter import resolve
from posdesk.commands.signing import desk_at
from posdesk.counter import permissions, slips
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission

if TYPE_CHECKING:
    from db.store import Store

WIDE = 48


def slip(store: "Store", given: Namespace) -> Answer:
    """`slip [VISIT]`: the words of a slip, as a PDF (--pdf), or on paper (--print)."""
    from posdesk.hardware import settings as remembered

    if given.visit is not None and given.member is not None:
        raise Refused(Refusal(RefusalCode.BAD_TEXT, "Say VISIT or --member, not both."))
    desk, settings = desk_at(store, given), remembered.load(store.folder)
    wishes = compose.wishes_of(settings)
    member = None if given.member is None else resolve(desk, given.member)
    made = (
        slips.last_slip(desk, member, wishes)
        if given.visit is None
        else slips.slip_of(desk, given.visit.strip().lower(), wishes)
    )
    value: dict[str, Json] = {**_value(made), "file": None, "printed": False}
    if given.pdf is not None:
        from posdesk.reports import files

        path = files.place(given.pdf, "slip.pdf")
        files.write({path: compose.slip_pdf(made, settings)})
        value["file"] = str(path)
    if given.print:
        compose.slip_printer(store.folder).print_slip(made)
        value["printed"] = True
    said = [f"Wrote {value['file']}."] if value["file"] else []
    said += ["Printed."] if given.print else []
    return Answer(value, "\n".join(said or _words(made)))


def hardware(store: "Store", given: Namespace) -> Answer:
    """`hardware [NAME=VALUE ...]`: what is set up on this computer, changed and tested."""
    from posdesk.hardware import settings as remembered

    desk, settings = desk_at(store, given), remembered.load(store.folder)
    if given.change:
        permissions.check(desk, Permission.CHANGE_SETTINGS)
        for each in given.change:
            name, is_one, text = each.partition("=")
            if not is_one:
                raise Refused(Refusal(RefusalCode.BAD_TEXT, f"“{each}” is no setting. Write NAME=VALUE."))
            settings = remembered.changed(settings, name.strip(), text)
        remembered.check(settings)
        remembered.save(store.folder, settings)
    if given.test_printer:
        compose.slip_printer(store.folder).print_slip(slips.sample_slip(desk))
    value = {name: str(each) if isinstance(each, str) else each for name, each in asdict(settings).items()}
    lines = [f"{name} = {_shown(each)}" for name, each in value.items()]
    lines += ["Printed a slip to test the printer."] if given.test_printer else []
    return Answer({**value, "tested": given.test_printer}, "\n".join(lines))


def _shown(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _value(made: slips.Slip) -> dict[str, Json]:
    return {
        "shop": made.shop,
        "title": made.title,
        "about": made.about,
        "lines": [{"left": line.left, "right": line.right} for line in made.lines],
        "notes": list(made.notes),
        "marks": list(made.marks),
        "codes": [{"above": code.above, "text": code.text} for code in made.codes],
    }


def _words(made: slips.Slip) -> list[str]:
    head = [made.shop, made.title, made.about, ""]
    lines = [f"{line.left}{line.right:>{max(WIDE - len(line.left), 1)}}".rstrip() for line in made.lines]
    codes = [f"{code.above} {code.text}" for code in made.codes]
    return [*head, *lines, *made.notes, *made.marks, *codes]
