"""Decides how other systems' files become facts: a column map says what their columns mean, a dry run shows it first.

The maps are data (resources/import_maps); the code knows no vendor. Refuses to know how facts are stored.
"""

from pathlib import Path

from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.importing.column_map import ColumnMap
from posdesk.importing.map_document import parse

READY_MAPS = Path(__file__).resolve().parent.parent.parent / "resources" / "import_maps"


def formats() -> list[str]:
    """The names of the ready maps, in order of the alphabet."""
    return sorted(entry.stem for entry in READY_MAPS.glob("*.toml"))


def column_map(name_or_path: str) -> ColumnMap:
    """A ready map by its name, or one's own by the path of its TOML file. Raises Refused (BAD_COLUMN_MAP)."""
    if name_or_path in formats():
        return parse((READY_MAPS / f"{name_or_path}.toml").read_text(encoding="utf-8"), name_or_path)
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml" or not path.is_file():
        known = ", ".join(formats())
        words = (
            f"There is no format “{name_or_path}”. Known are {known}; or give the path of a map of your own (.toml)."
        )
        raise Refused(Refusal(RefusalCode.BAD_COLUMN_MAP, words))
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.stem)
    except UnicodeDecodeError:
        words = f"The map {path.name} is not written in UTF-8."
        raise Refused(Refusal(RefusalCode.BAD_COLUMN_MAP, words)) from None
