"""A printer that keeps what it is given, or is off."""

from dataclasses import dataclass, field

from posdesk.domain.refusals import Refusal, RefusalCode, Refused


@dataclass
class FakePrinter:
    """The port Printer. off: it takes nothing."""

    off: bool = False
    printed: list[tuple[bytes, str]] = field(default_factory=list)

    def print_pdf(self, pdf: bytes, title: str) -> None:
        """Keep it."""
        if self.off:
            raise Refused(Refusal(RefusalCode.NO_PRINTER, "The printer does not take it. Nothing is lost."))
        self.printed.append((pdf, title))
