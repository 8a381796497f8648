"""Decides which first names are short for one another: data, small on purpose, of names that are common here.

Refuses to be complete: a pair that is missing costs a suggestion, a pair that is wrong costs a look. Names that are
short for several (Alex, Chris, Pat) stand in each of their lines.
"""

from collections.abc import Mapping

ALIKE = """
alexander alex alejandro sandro xander
alexandra alex alejandra sandra lexi
andrew andy drew andres
anthony tony antonio anton
barbara barb barbie
benjamin ben benny
catherine katherine kathryn cathy kathy kate katie kat catalina
charles charlie chuck carlos
christine christina chris chrissy tina cristina
christopher chris topher cristobal
daniel dan danny
david dave davey
deborah debra deb debbie
donald don donny
dorothy dot dottie
edward ed eddie ted eduardo
elizabeth liz lizzy beth betty eliza isabel
eugene gene
francis frank frankie francisco paco pancho
gerald gerry jerry
gregory greg
guadalupe lupe lupita
ignacio nacho
jacob jake
james jim jimmy jamie jaime
jennifer jen jenny
jessica jess jessie
jesus chuy
john johnny jack juan
jonathan jon john
jose pepe joseph joe joey
joshua josh
kenneth ken kenny
kimberly kim
lawrence larry lorenzo
leonard leo lenny leonardo
louis lou luis
manuel manny manolo
margaret maggie meg peggy margarita marge
maria mary mari
matthew matt mateo
michael mike mikey mick miguel
nathaniel nathan nate
nicholas nick nicky nicolas
pamela pam
patricia pat patty trish tricia
patrick pat paddy
peter pete pedro
philip phil
raymond ray ramon
rebecca becky becca
richard rich rick dick ricky ricardo
robert rob bob bobby robbie roberto beto
ronald ron ronnie
rosario charo
samantha sam sammy
samuel sam sammy
stephanie steph
stephen steven steve
susan sue susie susana
theodore ted teddy theo
theresa teresa terry tess
thomas tom tommy tomas
timothy tim
veronica ronnie vero
victoria vicky tori
vincent vince vinny vicente
walter walt
william will bill billy liam guillermo memo
zachary zach zack
"""
"""A line: names that one person may go by."""


def _lines_of(text: str) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(text.strip().splitlines()):
        for name in line.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_LINES = _lines_of(ALIKE)
_NONE: frozenset[int] = frozenset()


def are_alike(one: str, other: str) -> bool:
    """Whether two first names, in small letters without accents, are short for one another."""
    return not _LINES.get(one, _NONE).isdisjoint(_LINES.get(other, _NONE))
