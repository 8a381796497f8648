"""Decides which files a command makes of a report: PDF, CSV, XLSX, where they go and what is said about them."""

from argparse import Namespace
from pathlib import Path

from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.reports import files
from posdesk.reports.values import Kind, Report

ROOM = 256 * 1024
"""Bytes that a day's PDF takes at most, but for days with hundreds of exceptions."""
ZIP, CSV = ".zip", ".csv"


def wanted(given: Namespace) -> bool:
    """Whether files are asked for. Raises Refused for an option that belongs to another."""
    if given.receipt and given.pdf is None:
        raise _refused(RefusalCode.BAD_FILE, "--receipt says how the PDF looks: say --pdf FILE too.")
    if given.table is not None and given.csv is None:
        raise _refused(RefusalCode.BAD_FILE, "--table says which table is written as CSV: say --csv FILE too.")
    return not (given.pdf is given.csv is given.xlsx is None)


def write(report: Report, given: Namespace, *, original: bool = False) -> list[str]:
    """Make every file that is asked for, and only then write them; yields their paths. original: a Z printed by its own
    close; any other print of a Z is a copy. Raises as posdesk.reports.files.write, Refused(NO_FIGURE) for a table."""
    copy = report.head.kind is Kind.Z and not original
    made: dict[Path, bytes] = {}
    if given.pdf is not None:
        made.update(_pdf(report, given, copy=copy))
    if given.csv is not None:
        made.update(_csv(report, given))
    if given.xlsx is not None:
        from posdesk.reports.workbook import xlsx_of

        made[files.place(given.xlsx, files.name_of(report.head, ".xlsx"))] = xlsx_of(report)
    files.write(made)
    return [str(path) for path in made]


def words(paths: list[str]) -> str:
    """What was written, a line each."""
    return "\n".join(f"Wrote {path}." for path in paths)


def _pdf(report: Report, given: Namespace, *, copy: bool) -> dict[Path, bytes]:
    from posdesk.reports.pdf import LETTER, RECEIPT, pdf_of

    narrow = ("receipt",) if given.receipt else ()
    name = files.name_of(report.head, ".pdf", *narrow, copy=copy)
    return {files.place(given.pdf, name): pdf_of(report, RECEIPT if given.receipt else LETTER, copy)}


def _csv(report: Report, given: Namespace) -> dict[Path, bytes]:
    """One table, an archive of all, or a folder of all: it is made where there is none."""
    from posdesk.reports.csv_files import archive, csvs

    made = csvs(report)
    if given.table is not None:
        if given.table not in made:
            there = f"There is no table “{given.table}” in this report. There are: {', '.join(made)}."
            raise _refused(RefusalCode.NO_FIGURE, there)
        return {files.place(given.csv, files.name_of(report.head, CSV, given.table)): made[given.table]}
    named = {files.name_of(report.head, CSV, table): content for table, content in made.items()}
    path = Path(given.csv)
    if path.suffix.lower() == ZIP and not path.is_dir():
        return {path: archive(named)}
    files.make_folder(path)
    return {path / name: content for name, content in named.items()}


def _refused(code: RefusalCode, words: str) -> Refused:
    return Refused(Refusal(code, words))
