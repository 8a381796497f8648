"""The composition root: puts settings, database and ports together, once, for the window and for the commands.

Nothing heavy is imported until it is needed: the window paints before SQLAlchemy is loaded. Refuses to decide anything
about members, visits and rules.
"""

import gc
import json
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from db.new_ids import RandomIds
from posdesk.domain import clock_trust
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused

if TYPE_CHECKING:
    from db.store import Store
    from posdesk.counter.hub_line import HubLine, Step
    from posdesk.counter.ports import Desk
    from posdesk.counter.slips import Slip, SlipPrinter, SlipWishes
    from posdesk.domain.business_day import Instant
    from posdesk.domain.consent_wording import Wording
    from posdesk.domain.replication import Admitted
    from posdesk.hardware.settings import HardwareSettings
    from posdesk.office.mailroom import Mailroom
    from posdesk.office.ports import Days, Office, Printer
    from posdesk.sync.client import HttpHub
    from posdesk.sync.register_line import RegisterLine
    from ui.start import HubParts
    from ui.viewmodels.door import LedgerLane
    from ui.viewmodels.plugged import Plugged

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
SET_UP_FILE = "set-up.json"
SAMPLE_PROGRAM = RESOURCES / "programs" / "sample.toml"
CAMPAIGN_TEMPLATES = RESOURCES / "campaigns"
CONSENT_WORDINGS = RESOURCES / "consent"
STATE_PACKS = RESOURCES / "state_packs"
PERSONAS = RESOURCES / "segments" / "personas.toml"


class SystemClock:
    """The computer's clock (port Clock), and what a hub said of it."""

    def __init__(self) -> None:
        self._ahead: int | None = None

    def now(self) -> "Instant":
        """See the port."""
        return time.time_ns() // 1_000_000 - self.off()

    def off(self) -> int:
        """See the port."""
        return clock_trust.off(self._ahead)

    def compared(self, ahead: int | None) -> None:
        """By so many milliseconds it is ahead of the hub's; None: nothing is known any more."""
        self._ahead = ahead


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What `init` needs to know of a new store. program: a TOML document."""

    store: str
    name: str
    zone: str
    cut_off: str
    register: str
    program: str


def data_folder(given: str | None) -> Path:
    """Where the store lies: the folder given, else $POSDESK_DATA, else this account's place for application data."""
    if chosen := given or os.environ.get("POSDESK_DATA"):
        return Path(chosen).expanduser().resolve()
    import platformdirs

    return Path(platformdirs.user_data_dir("PosDesk", appauthor=False))


def create_store(folder: Path, settings: StoreSettings) -> None:
    """Make an empty store. What it is told here becomes facts when the store is first used, unless facts brought from
    elsewhere say it already: so a copy made by `facts import` is the same store, not one opened twice.

    All of it is checked before anything is written. Raises Refused or EnvironmentTrouble.
    """
    from db import store as stores
    from posdesk.domain import program_document
    from posdesk.office.stores import check_store

    program_document.parse(settings.program)
    check_store(settings.store, settings.name, settings.zone, settings.cut_off)
    clock, ids = SystemClock(), RandomIds()
    stores.create(folder, store=settings.store, register=settings.register, clock=clock, ids=ids)
    half = folder / f"{SET_UP_FILE}.new"
    half.write_text(json.dumps(asdict(settings), ensure_ascii=False), encoding="utf-8")
    half.replace(folder / SET_UP_FILE)


def remove_store(store: "Store") -> None:
    """Take an open store off this computer; nothing of it can be read any more. Raises EnvironmentTrouble."""
    from db.removal import remove
    from posdesk.hardware.settings import FILE as HARDWARE_FILE

    remove(store)
    for name in (SET_UP_FILE, HARDWARE_FILE):
        (store.folder / name).unlink(missing_ok=True)


def open_store(folder: Path) -> "Store":
    """Open the store in `folder` for this process alone; a damaged file is recovered first, one that was copied here
    from another computer begins a row of facts of its own, and the store's notice says so. Raises
    Refused(NO_STORE_YET) or EnvironmentTrouble."""
    from db.link import FolderLinkHome
    from db.machine import notice_move, this_machine
    from db.recovery import open_or_recover
    from posdesk.counter.hub_link import believed

    clock = SystemClock()
    store = open_or_recover(folder, clock=clock, ids=RandomIds())[0]
    with suppress(EnvironmentTrouble):  # it is tried again the next time
        store = replace(store, moved=notice_move(store, this_machine()))
    with suppress(EnvironmentTrouble):  # a link that cannot be read is said where it is needed; the counter opens
        clock.compared(believed(FolderLinkHome(folder).link(), clock.now()))
    return store


def desk_of(store: "Store", staff: str | None = None) -> "Desk":
    """The ports a use case needs, from an open store, which is opened for business if it is not yet. staff: who does
    what is done there, where the shop has no list of its people; whoever has a PIN signs in. Raises Refused or
    EnvironmentTrouble."""
    from db.allowances import left
    from db.id_hashes import KeptIdHashes
    from db.link import FolderLinkHome
    from db.state_packs import FolderStatePacks
    from posdesk.counter.holds import HoldsInMemory
    from posdesk.counter.ports import Desk, Staffing, Station
    from posdesk.counter.presence import PresenceInMemory
    from posdesk.counter.reach import HubReach
    from posdesk.domain.presence import SECRET_BYTES
    from posdesk.pins.argon import ArgonHashes

    desk = Desk(
        ledger=store.ledger,
        directory=store.directory,
        programs=store.programs,
        clock=store.clock,
        ids=store.ids,
        holds=HoldsInMemory(),
        station=Station(store.store, store.register, None if store.people.roster().in_use else staff),
        reach=HubReach(FolderLinkHome(store.folder), store.clock, lambda: left(store, store.clock.now())),
        staffing=Staffing(store.people, ArgonHashes(), store.tries),
        wordings=wordings(CONSENT_WORDINGS, store.folder / "consent"),
        state_packs=FolderStatePacks(store.folder, STATE_PACKS),
        presence=PresenceInMemory(secrets.token_bytes(SECRET_BYTES)),
        id_hashes=KeptIdHashes(FolderLinkHome(store.folder), store.key.secret),
    )
    _open_for_business(desk, store.folder)
    return desk


def wordings(*folders: Path) -> "tuple[Wording, ...]":
    """What members read who are asked for consent: every file of these folders. None at all while one of them cannot be
    read: it may be the one that should be in use. Nobody is asked then, and everything else goes on."""
    from posdesk.domain import consent_wording

    files = [path for folder in folders for path in sorted(folder.glob("*.json"))]
    try:
        return tuple(consent_wording.read(path.read_text(encoding="utf-8")) for path in files)
    except (Refused, OSError, ValueError):
        return ()


def office_of(store: "Store", desk: "Desk") -> "Office":
    """The ports of the manager's screens."""
    from posdesk.hardware import settings as remembered
    from posdesk.hardware.printing import SystemPrinter
    from posdesk.office.ports import Office
    from posdesk.reports.on_paper import paper_of

    def on_roll() -> bool:
        return remembered.prints_on_roll(remembered.load(store.folder))

    paper = paper_of(store.days.roster, SystemPrinter(), on_roll)
    return Office(desk, store.audiences, CAMPAIGN_TEMPLATES, store.days, paper, store.members)


def slip_printer(folder: Path, system: "Printer | None" = None) -> "SlipPrinter":
    """The printer of slips that this computer's settings name, whatever they name when it is asked. system: the one of
    this computer, None: whichever it has."""
    from posdesk.hardware import settings as remembered
    from posdesk.hardware.printing import SystemPrinter
    from posdesk.hardware.slip_printers import EscposPrinter

    class Printing:
        """Bytes for a printer of slips, a PDF for the printer of this computer."""

        def print_slip(self, slip: "Slip") -> None:
            """See the port."""
            settings = remembered.load(folder)
            if settings.printer is remembered.Printer.SYSTEM:
                (system or SystemPrinter()).print_pdf(slip_pdf(slip, settings), "Slip")
            else:
                EscposPrinter(lambda: settings).print_slip(slip)

    return Printing()


def plugged_of(folder: Path, lane: "LedgerLane") -> "Plugged":
    """What the window needs of printer, scanner and files. lane: where printing waits."""
    from posdesk.hardware import settings as remembered
    from ui.viewmodels.plugged import Plugged

    def write_card(desk: "Desk", member: str, path: Path, to_show: bool) -> None:
        from posdesk.counter.cards import status_card, wallet_card
        from posdesk.hardware.qr import dots
        from posdesk.reports import card_pictures, files, pdf_cards

        as_pdf = path.suffix.lower() == ".pdf"
        if to_show:
            status = status_card(desk, member)
            files.write({path: pdf_cards.status(status) if as_pdf else card_pictures.status_png(status)})
            return
        card = wallet_card(desk, member)
        made = dots(card.code)
        files.write({path: pdf_cards.wallet(card, made) if as_pdf else card_pictures.code_png(made)})

    printer, save = slip_printer(folder), lambda settings: remembered.save(folder, settings)
    return Plugged(lambda: remembered.load(folder), save, printer, write_card, lane)


def slip_pdf(slip: "Slip", settings: "HardwareSettings") -> bytes:
    """A slip as a PDF as wide as the paper that is set up."""
    from posdesk.hardware.qr import dots
    from posdesk.reports.pdf_slip import slip_pdf

    return slip_pdf(slip, [dots(code.text) for code in slip.codes], int(settings.paper))


def wishes_of(settings: "HardwareSettings") -> "SlipWishes":
    """What stands on slips besides, by this computer's settings."""
    from posdesk.counter.slips import SlipWishes

    return SlipWishes(settings.survey, settings.card_on_slip)


def days_of(store: "Store") -> "Days":
    """The business days of an open store, for reports."""
    return store.days


def mailroom_of(store: "Store", desk: "Desk") -> "Mailroom":
    """The ports that messages need beside the desk's."""
    from posdesk.office.readership import mailroom
    from posdesk.phones.zones import ZonesOfPhones

    return mailroom(desk, store.audiences, ZonesOfPhones())


def line_of(store: "Store", step: "Step | None" = None, *, in_the_clear: bool = False) -> "RegisterLine":
    """The line of an open store to its hub, paired or not. step: does what an exchange has to do in the store's file,
    None: it is done at once. in_the_clear: a hub inside the shop's network may be paired without a certificate. Belongs
    on the ledger lane. Raises EnvironmentTrouble.
    """
    from db.link import FolderLinkHome
    from db.outbox import SqlOutbox
    from db.replica import SqlReplica
    from db.snapshot import SqlSnapshotHome
    from posdesk.domain.business_day import BusinessCalendar, business_day
    from posdesk.sync.addresses import checked_address
    from posdesk.sync.cycle import stay
    from posdesk.sync.on_lane import HomeOnLane, OnLane
    from posdesk.sync.ports import SnapshotSource
    from posdesk.sync.register_line import RegisterLine, at_once
    from posdesk.sync.snapshot import leaping

    home, outbox, own = FolderLinkHome(store.folder), SqlOutbox(store.ledger), SqlReplica(store.ledger)
    if outbox.unread():
        own.read_again()  # this PosDesk may be a newer one
    calendar = BusinessCalendar("UTC", 0)
    with suppress(Refused):
        calendar = store.programs.calendar(store.store)
    clock = store.clock
    snapshots = HomeOnLane(SqlSnapshotHome(store), step or at_once)

    def ask(url: str, code: str, pin: str | None) -> "Admitted":
        from posdesk.sync.client import ask_to_be_let_in

        return ask_to_be_let_in(url, code, store.register, store.store, authority=home.authority(), pin=pin)

    def reach(url: str, token: str) -> "HttpHub":
        from posdesk.sync.client import HttpHub

        link = home.link()
        certificate = None if link is None else link.certificate_at(url)
        return HttpHub(url, token, clock, authority=home.authority(), certificate=certificate)

    return RegisterLine(
        replica=own if step is None else OnLane(own, step),
        outbox=outbox,
        step=step or at_once,
        home=home,
        clock=clock,
        reach=reach,
        let_in=ask,
        checked=lambda text: checked_address(text, in_the_clear=in_the_clear),
        heard=clock.compared if isinstance(clock, SystemClock) else lambda ahead: None,
        today=lambda: business_day(clock.now(), calendar),
        leap=lambda hub: leaping(hub, snapshots) if isinstance(hub, SnapshotSource) else stay,
    )


def _open_for_business(desk: "Desk", folder: Path) -> None:
    from posdesk.office import programs, stores

    if not _is_known(lambda: desk.programs.calendar(desk.station.store)):
        told = _set_up(folder)
        place = {"store": told.store, "name": told.name, "zone": told.zone, "cut_off": told.cut_off}
        stores.open_store(desk.ledger, desk.clock, desk.ids, **place)
    if not _is_known(desk.programs.timeline):
        programs.publish(replace(desk, staffing=None), _set_up(folder).program)  # nobody can have signed in yet


def _is_known(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Refused:
        return False
    return True


def _set_up(folder: Path) -> StoreSettings:
    """What `init` was told."""
    try:
        return StoreSettings(**json.loads((folder / SET_UP_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        words = (
            f"{folder / SET_UP_FILE} is missing or damaged, and no fact says where this store is. "
            "Copy the file back, or bring the store's facts with: facts import"
        )
        raise Refused(Refusal(RefusalCode.NO_STORE_YET, words)) from None


def hub_parts(line_of: "Callable[[Store, Step], HubLine]") -> "HubParts[Store]":
    """What the window needs to keep in step with a hub over this line."""
    from db.transfer import load_file
    from posdesk.sync.schedule import Schedule
    from ui.start import HubParts

    return HubParts(line_of, load_file, Schedule())


def run_window(
    folder: Path, staff: str | None = None, line_of: "Callable[[Store, Step], HubLine] | None" = None
) -> int:
    """Show the window on the store in `folder` until it is closed; returns the exit code. The window paints first, then
    the store is opened on the ledger lane, and closed there. line_of: the line to the hub of an open store; without it
    this register works alone. Raises EnvironmentTrouble without a display."""
    from ui import start

    hub = None if line_of is None else hub_parts(line_of)
    desk, opening = (lambda store: desk_of(store, staff)), (lambda: open_store(folder))
    # What is loaded is there for good: looking through it for garbage stops every thread for 70 ms, now and again.
    return start.run(
        opening,
        desk,
        folder,
        office_of=office_of,
        hub=hub,
        plugged=lambda lane: plugged_of(folder, lane),
        first=True,
        loaded=gc.freeze,
    )
