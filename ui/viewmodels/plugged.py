"""What the screen needs of printer, scanner and files, put together by posdesk.compose."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk.hardware.settings import HardwareSettings

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.counter.slips import SlipPrinter
    from ui.viewmodels.door import LedgerLane


@dataclass(frozen=True, slots=True)
class Plugged:
    """What is plugged into this computer. load, save: its settings, on the ledger lane. printer: of slips. write_card:
    the card of a member into a file, a picture or a PDF by its ending; the flag: the one to be shown to others. lane:
    where printing happens; it may take seconds."""

    load: Callable[[], HardwareSettings]
    save: Callable[[HardwareSettings], None]
    printer: "SlipPrinter"
    write_card: "Callable[[Desk, str, Path, bool], None]"
    lane: "LedgerLane"
