"""Decides where each element of an ID's barcode begins and ends, also when control characters were lost or doubled.

An element is three letters and its value (`DBB07041985`). Offsets and lengths of the header are not believed: they are
wrong on many cards, and wrong on all once a wedge scanner has dropped a character. Refuses to know what a value means;
where two readings are possible the elements say so (`doubtful`, `twice`) and nothing is chosen for a date.

Rules for lost separators. A scan with some of them left: only an element that the version demands and that has no
segment of its own is looked for inside others. A scan with none left: every element with a form that names and streets
do not have by chance (`DAM` stands in ADAMS, `DAV` in DAVID: those are not looked for). Of one that is found more than
once the last counts, and the names are doubtful.
"""

import re
from dataclasses import dataclass, field
from typing import Final

KNOWN: Final = frozenset(f"D{second}{third}" for second in "ABCD" for third in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
DATES: Final = frozenset({"DBA", "DBB", "DBD", "DDH", "DDI", "DDJ"})

_SEPARATORS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SUBFILES: Final = ("DL", "ID", "EN")
_ANYWHERE: Final = re.compile(r"(?=(D[ABCD][A-Z]))")
_NEXT: Final = r"(?=\s*(?:$|D[ABCD][A-Z]|Z[A-Z]Z?[A-Z]))"
_TEXT: Final = re.compile(r".(?=.)", re.DOTALL)

_FORMS: Final = {
    **dict.fromkeys(("DAA", "DAC", "DAD", "DAG", "DAI", "DAQ", "DCS", "DCT"), _TEXT),
    **dict.fromkeys(("DBA", "DBB", "DBD", "DDB", "DDC", "DDH", "DDI", "DDJ"), re.compile(r".{3}(?:[0-9]{8})(?!\d)")),
    **dict.fromkeys(("DDE", "DDF", "DDG"), re.compile(r".{3}[TNU]" + _NEXT)),
    "DAH": re.compile(r".{3}.{0,40}?(?=DAI)"),
    "DAJ": re.compile(r".{3}[A-Z]{2}" + _NEXT),
    "DAK": re.compile(r".{3}(?:\d{5}|[A-Z]\d[A-Z] ?\d[A-Z]\d)"),
    "DAR": re.compile(r".{3}[^D]{0,10}(?=DAS)"),
    "DAS": re.compile(r".{3}[^D]{0,12}(?=DAT)"),
    "DAT": re.compile(r".{3}[^D]{0,8}(?=D[AB][A-Z])"),
    "DAU": re.compile(r".{3}(?:\d{3}|\d'|\d\d [Ii][Nn])"),
    "DAW": re.compile(r".{3}\d{2,3}"),
    "DAY": re.compile(r".{3}(?:BLK|BLU|BRO|GRY|GRN|HAZ|MAR|PNK|DIC|UNK|NONE)"),
    "DAZ": re.compile(r".{3}(?:BAL|BLK|BLN|BRO|GRY|RED|SDY|WHI|UNK)"),
    "DBC": re.compile(r".{3}[0129MFX]" + _NEXT),
    "DBH": re.compile(r".{3}[YN01 ]"),
    "DCA": re.compile(r".{3}.{0,6}?(?=\s*D[CAB][A-Z])"),
    "DCB": re.compile(r".{3}.{0,12}?(?=\s*D[CAB][A-Z])"),
    "DCD": re.compile(r".{3}.{0,5}?(?=\s*D[CAB][A-Z])"),
    "DCF": re.compile(r".{3}[0-9A-Z]"),
    "DCG": re.compile(r".{3}(?:USA|CAN)"),
    "DCK": re.compile(r".{3}[0-9*]"),
    "DCU": re.compile(r".{3}(?:JR|SR|I|V|\d|NONE| |D[ABCD][A-Z])"),
    "DDA": re.compile(r".{3}[FMN]" + _NEXT),
    "DDD": re.compile(r".{3}[01]" + _NEXT),
    "DDK": re.compile(r".{3}1" + _NEXT),
}
"""What an element must look like, its three letters included, to be believed in the middle of other text."""

_FIRST: Final = frozenset("DAG DAI DAJ DAK DAQ DBA DBB DBC DBD".split())
_SECOND: Final = _FIRST | {"DCS", "DCT", "DCG"}
_LATER: Final = _FIRST | {"DCS", "DAC", "DAD", "DCG"}
_FLAGS: Final = frozenset({"DDE", "DDF", "DDG"})
_FLAG_OF: Final = {"DCS": "DDE", "DAC": "DDF", "DAD": "DDG"}
_NAMES: Final = frozenset({"DAA", "DCT", "DAC", "DAD"})


@dataclass(frozen=True, slots=True, repr=False)
class Elements:
    """The elements of a scan, by their three letters, blanks around the values off. doubtful: a name may hold more or
    less than is its own. twice: dates that are there more than once with different values."""

    values: dict[str, str]
    doubtful: bool = False
    twice: frozenset[str] = field(default_factory=frozenset)


def elements_of(body: str, version: int) -> Elements:
    """The elements of everything that follows the header. Work is bounded by the length of `body`."""
    pieces = [piece for piece in _SEPARATORS.split(body) if piece]
    runs = _runs(pieces)
    own = {name for name, _ in runs}
    if len(runs) <= 2 and len(pieces) <= 3:
        return _settled([part for name, value in runs for part in _cut(name, value, frozenset(_FORMS))])
    wanted = _demanded(version, own) - own
    if wanted.isdisjoint(_FLAGS) and sum(_ends_in_flag(name, value) for name, value in runs) > 1:
        wanted |= _FLAGS - own
    if not wanted:
        return _settled(runs)
    return _settled([part for name, value in runs for part in _cut(name, value, wanted)])


def _runs(pieces: list[str]) -> list[tuple[str, str]]:
    """Element and rest of every piece that begins with one; what a jurisdiction's own subfile holds is left out."""
    runs, foreign = [], False
    for piece in pieces:
        name = piece[:3]
        if name in KNOWN:
            if not foreign:
                runs.append((name, piece[3:]))
        elif piece[:2] in _SUBFILES and piece[2:5] in KNOWN:
            foreign = False
            runs.append((piece[2:5], piece[5:]))
        elif name[:1] == "Z" and name[2:] == "Z" and runs:
            foreign = True
        elif name[:1] == " " and piece.lstrip()[:3] in KNOWN and not foreign:
            bare = piece.lstrip()
            runs.append((bare[:3], bare[3:]))
    return runs


def _ends_in_flag(name: str, value: str) -> bool:
    """Whether a name ends in its own truncation flag: one may be called MADDEN, but not two of one person's names."""
    bare = value.rstrip()
    return name in _FLAG_OF and bare[-4:-1] == _FLAG_OF[name] and bare[-1:] in ("T", "N", "U")


def _demanded(version: int, own: set[str]) -> frozenset[str]:
    """What a card of this version has to hold, names only in the form that it uses."""
    demanded = _FIRST if version <= 1 else _SECOND if version <= 3 else _LATER
    if version <= 1 and not own & {"DAA", "DCS", "DAB"}:
        demanded |= {"DAA"}
    if own & _NAMES and not (version >= 4 and own & {"DAC", "DAD"}):
        demanded -= _NAMES
    return demanded | _FLAGS if own & _FLAGS else demanded


def _cut(name: str, value: str, wanted: frozenset[str]) -> list[tuple[str, str]]:
    """An element, and those of `wanted` that stand in its value because a separator was lost."""
    found = [(at, inner) for at, inner in _candidates(value) if inner in wanted and inner != name]
    if not found:
        return [(name, value)]
    last = {inner: at for at, inner in found if inner not in DATES}
    places = [(at, inner) for at, inner in found if inner in DATES or last[inner] == at]
    parts, begun, current = [], 0, name
    for at, inner in places:
        if at < begun:  # two names that overlap: the first one stands
            continue
        parts.append((current, value[begun:at]))
        current, begun = inner, at + 3
    parts.append((current, value[begun:]))
    if len(last) + sum(inner in DATES for _, inner in found) < len(found):
        parts.append(("?", ""))
    return parts


def _candidates(value: str) -> list[tuple[int, str]]:
    """Where in a value an element may begin that looks as such an element does."""
    return [
        (match.start(), match[1])
        for match in _ANYWHERE.finditer(value)
        if (form := _FORMS.get(match[1])) is not None and form.match(value, match.start())
    ]


def _settled(parts: list[tuple[str, str]]) -> Elements:
    """One value for each element: the first that says something."""
    values: dict[str, str] = {}
    twice: set[str] = set()
    doubtful = False
    for name, value in parts:
        bare = value.strip()
        if name == "?":
            doubtful = True
        elif not values.get(name):
            values[name] = bare
        elif name in DATES and bare and values[name] != bare:
            twice.add(name)
    return Elements(values, doubtful, frozenset(twice))
