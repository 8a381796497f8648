"""The words of the page "Store settings": the ID check, how long members are kept, cards and slips. Refuses to know
what is shown when."""

from posdesk.domain.gate import written
from posdesk.domain.state_pack import Keeping, RuleText, StatePack
from posdesk.hardware.settings import Codes
from posdesk.office import purge_report
from posdesk.office.retention import Purge
from ui.wording import count

STORE_SETTINGS, COUNTER = "Store settings", "Counter"

ID_CHECK, STATE, RULES = "ID check at the door", "Rules of", "What these rules say"
OFF, NOT_KNOWN = "Off", "Not known"
GATE_IS_OFF = (
    "The check is off: no state is chosen. A scanned ID is not looked at, and nothing of it is kept. Choose the state "
    "to turn it on; it is in force at once, at this register."
)
NO_ADVICE = "A starting point, and no legal advice: have your counsel look at each rule before you rely on it."
PAGE_KEYS = "Tab to the rules, then arrows or PgDn to read on."
STATE_CHANGED = "The ID check was changed somewhere else meanwhile. Look at it before you change it again."
MACHINE, KEEP_FIELDS, KEEP_HASH = (
    "A machine reads the ID",
    "Name and birthday for enrolment",
    "Keyed hash of the number",
)
EXPIRED = "An ID that expired"

KEEPING = "Keeping data"
MONTHS, MONTHS_EXAMPLE = "Months without a visit", "Empty: for ever"
FOR_EVER = "Members are kept for ever. Type after how many months without a visit they may be forgotten."
IN_THE_PROGRAM = "It stands in the loyalty program, for every store of the chain; an owner changes it."
BAD_MONTHS = "Type a number of months from 1 to 1200, or nothing: members are kept for ever then."
MONTHS_CHANGED = "The program was changed somewhere else meanwhile. Look at it before you change it again."
NOT_YOURS = "What would go is counted for a manager or an owner: Count asks for a PIN."
COUNT, COUNT_AGAIN, STOP = "Count what would go", "Count again", "Stop"
NOBODY_DUE = "Nobody has been away for so long. There is nothing to forget."
STOPPED = "Stopped. Nothing was forgotten."
FORGET, KEEP = "Forget them…", "Do not"
SAVE_REPORT, SAVE_TITLE = "Save the report", "Save what was forgotten"
REPORT_FILES = "Text (*.txt);;JSON (*.json)"
NO_WAY_BACK = "Nothing brings it back, and Undo does not. What they bought stays in the books, nobody's."
EVERYWHERE = "With a hub, it and the other registers forget them at their next exchange."

SLIPS = "Cards and slips"
ABOUT_CODES = "A member's code is eleven characters and not the phone; the last one finds a wrong or swapped one."
ON_SLIP = "The member's code on each slip"
ON_SLIP = "The member's code on each slip"
ABOUT_ON_SLIP = "The code on a slip opens the member's card when it is scanned. Whoever finds the slip has it too."
CODES = "QR codes are drawn by"
ABOUT_DRAWN = "Choose PosDesk where the printer leaves the codes out or prints them as letters."
DRAWN_BY = {Codes.PRINTER: "The printer", Codes.PICTURE: "PosDesk, as a picture"}
NOT_KEPT = "This window keeps no settings of slips."

THE_STATE, THE_MONTHS = "state of the ID check", "months members are kept"


def pack(found: StatePack) -> str:
    """A state in the list."""
    return f"{found.name}, as of {written(found.dated)}"


def chosen(found: StatePack) -> str:
    """Which rules hold."""
    return f"Rules of {pack(found)}. {NO_ADVICE}"


def gate_is_now(found: StatePack | None) -> str:
    """What was done."""
    return "The ID check is off." if found is None else f"The ID check follows the rules of {found.name} from now on."


def rules(found: StatePack) -> tuple[tuple[str, RuleText], ...]:
    """Each rule of a pack under its name."""
    medical = (
        [] if found.medical is None else [(f"With a medical card: {found.medical.age} or older", found.medical.rule)]
    )
    return (
        (f"Adults: {found.adult.age} or older", found.adult.rule),
        *medical,
        (EXPIRED, found.expired),
        (_allowed(MACHINE, found.scan), found.scan.rule),
        (_allowed(KEEP_FIELDS, found.retain), found.retain.rule),
        (_allowed(KEEP_HASH, found.id_hash), found.id_hash.rule),
    )


def checked(rule: RuleText) -> str:
    """Where a rule is from, and who checked it."""
    return f"Source: {rule.source}. Status: {rule.checked}."


def kept_for(months: int) -> str:
    """The setting in force."""
    return f"Whoever has not come for {count(months, 'month')} may be forgotten. Nothing does it by itself."


def kept_from_now(months: int | None) -> str:
    """What was done."""
    if months is None:
        return "Members are kept for ever from now on."
    return f"Members may be forgotten after {count(months, 'month')} without a visit from now on."


def counting(done: int) -> str:
    """How far the count is."""
    return f"Counting… {done:,} so far" if done else "Counting…"


def forgetting(done: int, of: int) -> str:
    """How far it is."""
    return f"Forgetting… {done:,} of {of:,} so far. Esc stops it."


def by_kind(found: Purge) -> str:
    """What is held of them, by kind."""
    return " · ".join(f"{name} {number:,}" for name, number in purge_report.counts(found))


def forget_so_many(members: int) -> str:
    """What the button says that does it."""
    return f"Forget {count(members, 'member')} for ever"


def really(found: Purge) -> str:
    """What goes, said before it is done."""
    return (
        f"{count(found.members, 'member')} last seen before {written(found.before)}: name, phone and everything else "
        f"that says who they are. {NO_WAY_BACK}"
    )


def forgotten(done: Purge) -> str:
    """What was done."""
    return f"{purge_report.summary(done)} {EVERYWHERE} It cannot be taken back."


def cut_short(done: int) -> str:
    """It ended before its end."""
    if not done:
        return STOPPED
    verb = "was" if done == 1 else "were"
    return f"Ended early: {count(done, 'member')} {verb} forgotten, and that cannot be taken back. Count again."


def saved(name: str) -> str:
    """A file was written."""
    return f"Saved as {name}. It holds numbers only, and nobody's name."


def _allowed(what: str, how: Keeping) -> str:
    return f"{what}: {'allowed' if how.allowed else 'not allowed'}"
