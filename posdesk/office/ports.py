"""What a manager's screen needs beside the counter's desk, put together by posdesk.compose."""

from dataclasses import dataclass
from pathlib import Path

from posdesk.counter.ports import Desk
from posdesk.office.audiences import Audiences


@dataclass(frozen=True, slots=True)
class Office:
    """The ports of the office. templates: the folder of the ready campaigns."""

    desk: Desk
    audiences: Audiences
    templates: Path
