"""Made-up IDs as a scanner delivers them: by version of the standard, country, and with the damage scanners do.

Every person here is invented; the numbers follow no office's scheme.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Printed:
    """What is printed on a made-up card."""

    born: date = date(1984, 7, 9)
    expires: date | None = date(2031, 7, 9)
    issued: date = date(2023, 7, 1)
    first: str = "WILLOW"
    middle: str = "FERN"
    last: str = "TESTERLING"
    number: str = "Q7719042"
    version: int = 10
    iin: str = "636020"
    state: str = "CO"
    country: str = "USA"
    kind: str = "DL"
    cut_off: str = "N"
    extra: tuple[str, ...] = ()

    @property
    def year_first(self) -> bool:
        """How this card writes its dates."""
        return self.country == "CAN" or self.version <= 1


CARD = Printed()
ONTARIO = replace(CARD, iin="636012", state="ON", country="CAN", version=9)


def with_(**changed: object) -> Printed:
    """The usual card with something else on it."""
    return replace(CARD, **changed)  # type: ignore[arg-type]


def written(day: date | None, printed: Printed) -> str:
    """A date as the card writes it."""
    if day is None:
        return ""
    return f"{day:%Y%m%d}" if printed.year_first else f"{day:%m%d%Y}"


def elements(printed: Printed) -> list[str]:
    """The elements of a card, each with its three letters."""
    postal = "K1A 0B1" if printed.country == "CAN" else "800120000  "
    shared = [
        f"DAQ{printed.number}",
        *_names(printed),
        f"DBD{written(printed.issued, printed)}",
        f"DBB{written(printed.born, printed)}",
        f"DBA{written(printed.expires, printed)}",
        "DBC2",
        "DAU066 in" if printed.version > 1 else "DAU506",
        "DAYBRO",
        "DAG12 INVENTED STREET",
        "DAIMADEUPVILLE",
        f"DAJ{printed.state}",
        f"DAK{postal}",
    ]
    if printed.version > 1:
        shared += ["DCF44120", f"DCG{printed.country}"]
    return shared + list(printed.extra)


def _names(printed: Printed) -> list[str]:
    if printed.version <= 1:
        return [f"DAA{printed.last},{printed.first},{printed.middle}"]
    if printed.version <= 3:
        return [f"DCS{printed.last}", f"DCT{printed.first},{printed.middle}"]
    cut = printed.cut_off
    return [
        f"DCS{printed.last}",
        f"DDE{cut}",
        f"DAC{printed.first}",
        f"DDF{cut}",
        f"DAD{printed.middle}",
        f"DDG{cut}",
    ]


def head(printed: Printed, entries: Sequence[str]) -> str:
    """The header: compliance indicator, separators, issuer, version, and where the subfile lies."""
    own = "00" if printed.version > 1 else ""
    length = sum(len(entry) + 1 for entry in entries) + 2
    return f"@\n\x1e\rANSI {printed.iin}{printed.version:02}{own}01{printed.kind}0031{length:04}{printed.kind}"


def scan(printed: Printed = CARD, separator: str = "\n") -> str:
    """The whole text of a card's barcode."""
    entries = elements(printed)
    return head(printed, entries) + separator.join(entries) + "\r"


def stripe(born: str = "19840709", expires: str = "3107", number: str = "7719042") -> str:
    """The three tracks of a made-up magnetic stripe."""
    track_3 = '#" 80012      C               2506130BROGRN?'
    return f"%COMADEUPVILLE^TESTERLING$WILLOW$FERN^12 INVENTED ST^?;636020{number}={expires}{born}?{track_3}"
