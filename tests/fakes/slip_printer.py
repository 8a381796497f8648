"""A printer of slips that keeps what it is given, or is off."""

from dataclasses import dataclass, field

from posdesk.counter.slips import Slip
from posdesk.domain.refusals import Refusal, RefusalCode, Refused

OFF = "The printer of slips does not answer. Nothing is lost: Ctrl+P prints the slip again."


@dataclass
class FakeSlipPrinter:
    """The port SlipPrinter. off: it takes nothing."""

    off: bool = False
    slips: list[Slip] = field(default_factory=list)

    def print_slip(self, slip: Slip) -> None:
        """Keep it."""
        if self.off:
            raise Refused(Refusal(RefusalCode.NO_PRINTER, OFF))
        self.slips.append(slip)
