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
    """A ready map by its name, or one's own by the path of its TOML file. Raises Refused (BAD_COLUMN_MAP).

    The beginning of a name is enough when only one begins so: `shopify` is shopify_customers.
    """
    ready = formats()
    meant = [name for name in ready if name == name_or_path] or [n for n in ready if n.startswith(f"{name_or_path}_")]
    if len(meant) == 1:
        return parse((READY_MAPS / f"{meant[0]}.toml").read_text(encoding="utf-8"), meant[0])
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml" or not path.is_file():
        trouble = f"“{name_or_path}” may be" if meant else f"There is no format “{name_or_path}”. Known are"
        words = f"{trouble} {', '.join(meant or ready)}; or give the path of a map of your own (.toml)."
        raise Refused(Refusal(RefusalCode.BAD_COLUMN_MAP, words))
    try:
        return parse(path.read_text(encoding="utf-8-sig"), path.stem)
    except UnicodeDecodeError:
        words = f"The map {path.name} is not written in UTF-8."
        raise Refused(Refusal(RefusalCode.BAD_COLUMN_MAP, words)) from None
