"""Prints the figures of the real files beside their reference: `python3 -m tests.shared_data.check_reference [FOLDER]`.

FOLDER holds complete_journey_300 and cdnow_sample; without it, ../shared/data beside the project. Ends with 1 when a
figure differs, 2 when the folder is not there.
"""

import sys
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from tests.conftest import SHARED_DATA
from tests.shared_data import figures
from tests.shared_data.figures import Figure

WIDTH = 38


def rows(folder: Path, stores: Path) -> Iterator[Figure]:
    """Every figure of both data sets."""
    for map_name, name in (("complete_journey", "complete_journey_300"), ("cdnow", "cdnow_sample")):
        store = figures.new_store(stores / map_name, "America/New_York")
        try:
            source, data = folder / name, figures.bring_in(store, map_name, folder / name)
            reference = figures.reference_of(source)
            found = [*figures.common(data, reference), *figures.counted_days(data, source)]
            found += (
                figures.journey(data, reference)
                if map_name == "complete_journey"
                else figures.calibration(data, source)
            )
        finally:
            store.close()
        yield from (figure._replace(name=f"{map_name}: {figure.name}") for figure in found)


def shown(value: object) -> str:
    """A value as a cell of the table."""
    if isinstance(value, dict) and len(value) > 40:
        return f"{len(value)} members' own, {sum(value.values())} in all"
    text = f"{float(value):g}" if isinstance(value, Fraction) else str(value)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def main(arguments: list[str]) -> int:
    """Print the table."""
    folder = Path(arguments[0]) if arguments else SHARED_DATA
    if not (folder / "complete_journey_300").is_dir():
        print(f"There is no folder of real files at {folder}.", file=sys.stderr)
        return 2
    wrong = 0
    with tempfile.TemporaryDirectory() as stores:
        for figure in rows(folder, Path(stores)):
            mark = "ok" if figure.agrees else "DIFFERS"
            wrong += not figure.agrees
            print(f"{figure.name:<48} {shown(figure.ours):<{WIDTH}} {shown(figure.reference):<{WIDTH}} {mark}")
    print("Every figure equals the reference." if not wrong else f"{wrong} figures differ.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
