"""The command about members' cards: card."""

from argparse import Namespace
from pathlib import Path

from posdesk.commands import qr as letters
from posdesk.commands.answer import Answer, Json
from posdesk.commands.counter import resolve
from posdesk.counter import cards
from posdesk.counter.ports import Desk
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.reports import files


def card(desk: Desk, given: Namespace) -> Answer:
    """`card MEMBER ...`: the code on the screen, or files of it. Raises Refused before anything is written."""
    if len(given.member) > 1 and (given.sheet is None or given.png or given.pdf or given.status):
        raise _refused("Several members go on a sheet: say --sheet FILE, and nothing else.")
    if given.status and not (given.png or given.pdf):
        raise _refused("--status says which card is made: say --png FILE or --pdf FILE too.")
    members = [resolve(desk, text) for text in given.member]
    made = _status(desk, members[0], given) if given.status else None
    if given.new:
        for member in members:
            cards.new_card(desk, member)
    if made is None:
        return _wallet(desk, members, given)
    files.write(made)
    return Answer({"member": members[0], "files": _paths(made)}, _words(made))


def _wallet(desk: Desk, members: list[str], given: Namespace) -> Answer:
    from posdesk.hardware.qr import dots

    found = [cards.wallet_card(desk, member) for member in members]
    first, made = found[0], dict[Path, bytes]()
    if given.png:
        from posdesk.reports.card_pictures import code_png

        made[_place(given.png, f"card {first.code}", ".png")] = code_png(dots(first.code))
    if given.pdf:
        from posdesk.reports.pdf_cards import wallet

        made[_place(given.pdf, f"card {first.code}", ".pdf")] = wallet(first, dots(first.code))
    if given.sheet:
        from posdesk.reports.pdf_cards import sheet

        name = f"card {first.code}" if len(found) == 1 else f"{len(found)} cards"
        made[_place(given.sheet, name, " sheet.pdf")] = sheet(found, [dots(each.code) for each in found])
    files.write(made)
    listed: list[Json] = [
        {"member": member, "first_name": each.first_name, "card_code": each.code, "written": each.written}
        for member, each in zip(members, found, strict=True)
    ]
    value = {**listed[0], "cards": listed, "files": _paths(made)}
    shown = f"{letters.drawn(first.code, on_screen=False)}\n{first.first_name}: {first.written}"
    return Answer(value, _words(made) if made else shown)


def _status(desk: Desk, member: str, given: Namespace) -> dict[Path, bytes]:
    """The card for others' eyes; its name says nothing of the member either."""
    shown, made = cards.status_card(desk, member), dict[Path, bytes]()
    if given.png:
        from posdesk.reports.card_pictures import status_png

        made[_place(given.png, "status card", ".png")] = status_png(shown)
    if given.pdf:
        from posdesk.reports.pdf_cards import status

        made[_place(given.pdf, "status card", ".pdf")] = status(shown)
    return made


def _place(asked: str, name: str, ending: str) -> Path:
    return files.place(asked, f"{name.replace(':', '-')}{ending}")


def _paths(made: dict[Path, bytes]) -> list[str]:
    return [str(path) for path in made]


def _words(made: dict[Path, bytes]) -> str:
    return "\n".join(f"Wrote {path}." for path in made)


def _refused(words: str) -> Refused:
    return Refused(Refusal(RefusalCode.BAD_FILE, words))
