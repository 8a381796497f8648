"""Decides what a scanner has said of a code's kind: the AIM identifier that many can be set to send before the data.

Source: ISO/IEC 15424, data carrier identifiers: `]`, a letter for the symbology, a modifier for its options. Only pairs
that the standard knows are one, so that a `]` somebody types stays. What it says is a hint, never a proof: anybody can
print any code in any symbology. Refuses to know what the data means.
"""

import re
from dataclasses import dataclass
from typing import Final

_MODIFIERS: Final = {
    "A": ("Code 39", "0-57"),
    "C": ("Code 128", "0124"),
    "E": ("EAN or UPC", "0-4"),
    "F": ("Codabar", "0124"),
    "G": ("Code 93", "0-9A-Za-m"),
    "H": ("Code 11", "0139"),
    "I": ("Interleaved 2 of 5", "013"),
    "L": ("PDF417", "0-5"),
    "M": ("MSI", "0189"),
    "Q": ("QR", "0-6"),
    "R": ("2 of 5", "013"),
    "S": ("2 of 5", "0"),
    "U": ("MaxiCode", "0-3"),
    "X": ("another kind of code", "0-9A-F"),
    "d": ("Data Matrix", "0-6"),
    "e": ("GS1 DataBar", "0-3"),
    "z": ("Aztec", "0-9A-C"),
}
"""By the letter: the name, and the modifiers that the standard gives it."""
_AIM: Final = re.compile(
    rf"[\x02 ]{{0,2}}(\](?:{'|'.join(f'{letter}[{known}]' for letter, (_, known) in _MODIFIERS.items())}))(?=.)",
    re.DOTALL,
)
_GOODS: Final = re.compile(r"\](?:E.|e.|C1|Q3|d2)")
"""EAN and UPC, and what GS1 keeps its numbers of goods in."""


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A scan, and what the scanner said of it. text: the data alone. aim: the identifier, or empty. It has no repr: the
    data may be an ID."""

    text: str
    aim: str = ""

    @property
    def symbology(self) -> str:
        """The name of the symbology, or empty."""
        return _MODIFIERS[self.aim[1]][0] if self.aim else ""

    @property
    def hints_at_goods(self) -> bool:
        """Whether goods are marked in this symbology."""
        return _GOODS.fullmatch(self.aim) is not None

    @property
    def hints_at_id(self) -> bool:
        """Whether IDs are: PDF417."""
        return self.aim.startswith("]L")


def told(text: str) -> Told:
    """What a scan, or a text that may be one, says. One that begins with no identifier, or holds nothing else, stays as
    it is; so does what follows the identifier."""
    found = _AIM.match(text)
    return Told(text) if found is None else Told(text[found.end() :], found[1])


def bare(text: str) -> str:
    """The data of a scan alone."""
    return told(text).text
