"""The commands about the store as a whole: init, import, facts, state-hash, rebuild, health, program."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from posdesk import compose
from posdesk.commands import signing
from posdesk.commands.answer import DONE, ENVIRONMENT, REFUSED, Answer, table
from posdesk.commands.answers import moment
from posdesk.counter import signing_in
from posdesk.counter.ports import Desk
from posdesk.domain import program_document
from posdesk.domain.money import format_cents
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission
from posdesk.office import programs

if TYPE_CHECKING:
    from db.store import Store
    from posdesk.importing.report import ImportReport

SHOWN_REFUSALS = 20
"""How many refused rows are printed as text; --json lists all of them."""


def init(folder: Path, given: Namespace) -> Answer:
    """`init`: make a store with its first program."""
    program = _read_text(Path(given.program)) if given.program else compose.SAMPLE_PROGRAM.read_text(encoding="utf-8")
    settings = compose.StoreSettings(
        store=given.store,
        name=given.name,
        zone=given.zone,
        cut_off=given.cut_off,
        register=given.register,
        program=program,
    )
    compose.create_store(folder, settings)
    store = compose.open_store(folder)
    try:
        key_home = store.key_home
    finally:
        store.close()
    value = {"data": str(folder), "store": given.store, "register": given.register, "zone": given.zone, "key": key_home}
    return Answer(value, f"{given.name} is set up in {folder}. {key_home}")


def import_file(store: "Store", given: Namespace) -> Answer:
    """`import FORMAT FILE-OR-FOLDER ... [--dry-run]`: bring in another system's files, one after the other."""
    from posdesk.importing import run
    from posdesk.importing.report import combined

    desk = signing.desk_at(store, given)
    if not given.dry_run:
        signing_in.allow(desk, Permission.BRING_IN)
    bring = run.dry_run if given.dry_run else run.run
    report = combined([bring(given.format, Path(source), desk) for source in given.source])
    if report.new_facts and not given.dry_run:
        _keep_what_reports_need(store)
    value = {
        "members": report.members,
        "receipts": report.receipts,
        "lines": report.lines,
        "spend_cents": report.spend_cents,
        "new_facts": report.new_facts,
        "already": report.already,
        "guests": report.guests,
        "left_out": report.left_out,
        "dry_run": bool(given.dry_run),
        "refused": [
            {"file": row.file, "line": row.line, "reason": row.reason, "kept": row.kept} for row in report.refused
        ],
    }
    nothing_came = bool(report.refused) and not (report.members or report.receipts)
    return Answer(value, _import_text(report, given.dry_run), REFUSED if nothing_came else DONE)


def _keep_what_reports_need(store: "Store") -> None:
    """What a store does when it is quiet, at once: whoever brought years in asks for a report next."""
    tells = sys.stderr.isatty()
    if tells:
        print("Everything is in. Keeping what reports need; Ctrl+C leaves that to a quiet moment.", file=sys.stderr)
    with suppress(KeyboardInterrupt):
        while store.quiet():
            pass


def _import_text(report: "ImportReport", dry: bool) -> str:
    lines = [
        f"{'Would bring' if dry else 'Brought'} {report.members:,} members, {report.receipts:,} receipts, "
        f"{report.lines:,} lines, {format_cents(report.spend_cents)}: {report.new_facts:,} new facts."
    ]
    if report.preview:
        lines.append(table([[row.when, row.store, row.member, row.words] for row in report.preview]))
    if report.refused:
        lines.append(f"{len(report.refused):,} rows or values were refused:")
        lines += [f"  {row.file} line {row.line}: {row.reason}" for row in report.refused[:SHOWN_REFUSALS]]
        if len(report.refused) > SHOWN_REFUSALS:
            lines.append(f"  and {len(report.refused) - SHOWN_REFUSALS:,} more; --json lists all of them.")
    return "\n".join(lines)


def facts(store: "Store", given: Namespace) -> Answer:
    """`facts export|import [FILE]`: all facts as JSON lines, to or from a file or the standard streams."""
    out = given.what == "export"
    signing.allow(store, given, *((Permission.EXPORT, Permission.SEE_HIDDEN) if out else (Permission.BRING_IN,)))
    return _export(store, given.file) if given.what == "export" else _import(store, given.file)


def _export(store: "Store", file: str) -> Answer:
    from db.transfer import export_facts

    count = 0
    with _written(file) as write:
        for line in export_facts(store):
            write(line + "\n")
            count += 1
    if file == "-":
        return Answer(None, "")
    return Answer({"facts": count, "file": file}, f"Wrote {count:,} facts to {file}.")


def _import(store: "Store", file: str) -> Answer:
    from db.transfer import import_facts

    with _lines(file) as lines:
        brought = import_facts(store, lines)
    value = {
        "new": brought.new,
        "already": brought.already,
        "parked": brought.parked,
        "refused": [{"line": line, "reason": words} for line, words in brought.refused],
    }
    text = [
        f"{brought.new:,} new facts, {brought.already:,} known already, {brought.parked:,} kept for a newer version."
    ]
    text += [f"  line {line}: {words}" for line, words in brought.refused[:SHOWN_REFUSALS]]
    nothing_came = bool(brought.refused) and not (brought.new or brought.already)
    return Answer(value, "\n".join(text), REFUSED if nothing_came else DONE)


def state_hash(store: "Store", _: Namespace) -> Answer:
    """`state-hash`: one word that is equal wherever the same facts are."""
    from db.state import state_hash as hash_of

    word = hash_of(store)
    return Answer({"state_hash": word}, word)


def rebuild(store: "Store", _: Namespace) -> Answer:
    """`rebuild`: throw every projection away and make it anew from the facts."""
    from db.projections import rebuild as rebuild_projections

    count = rebuild_projections(store)
    return Answer({"facts": count}, f"Made every table anew from {count:,} facts.")


def program_check(_: Path, given: Namespace) -> Answer:
    """`program check FILE`: read a document and name every line that is wrong; needs no store."""
    program = program_document.parse(_read_text(Path(given.file)))
    value = {"name": program.name, "version": program.version}
    return Answer(value, f"{program.name}, version {program.version}: sound.")


def program_publish(desk: Desk, given: Namespace) -> Answer:
    """`program publish FILE`: put a document in force from now on."""
    published = programs.publish(desk, _read_text(Path(given.file)))
    value = {"name": published.name, "version": published.version}
    return Answer(value, f"{published.name}, version {published.version}, is in force from now on.")


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as trouble:
        raise _file_refused(path, trouble) from None


def _file_refused(path: Path | str, trouble: Exception) -> Refused:
    reason = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else "it is not text in UTF-8"
    return Refused(Refusal(RefusalCode.BAD_FILE, f"{path} cannot be read or written: {reason}."))


@contextmanager
def _lines(file: str) -> Iterator[Iterable[str]]:
    if file == "-":
        yield sys.stdin
        return
    try:
        # surrogateescape: a byte that is no text spoils its own line, not the file
        with Path(file).open(encoding="utf-8-sig", errors="surrogateescape") as stream:
            yield stream
    except OSError as trouble:
        raise _file_refused(file, trouble) from None


@contextmanager
def _written(file: str) -> Iterator[Callable[[str], object]]:
    """A function that writes text; a file appears under its name only when all of it is there."""
    if file == "-":
        yield sys.stdout.write
        return
    half = Path(f"{file}.part")
    try:
        with half.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream.write
        half.replace(file)
    except OSError as trouble:
        raise _file_refused(file, trouble) from None
    finally:
        half.unlink(missing_ok=True)


def health(store: "Store", _: Namespace) -> Answer:
    """`health`: is the store's file sound, how large is it, what is in it, where is its key."""
    from db.health import examine

    found = examine(store)
    waiting = store.ledger.waiting()
    value = {
        "sound": not found.troubles,
        "troubles": list(found.troubles),
        "bytes": found.size,
        "tables": found.tables,
        "waiting": waiting.count,
        "oldest_waiting": None if waiting.oldest is None else moment(waiting.oldest),
        "key": store.key_home,
    }
    words = "The store's file is sound." if not found.troubles else "The store's file is damaged: " + found.troubles[0]
    rows = table([[name, f"{count:,}"] for name, count in found.tables.items()])
    text = f"{words} {found.size / 2**20:,.1f} MB. {waiting.count:,} facts are on this computer only.\n{store.key_home}"
    return Answer(value, f"{text}\n{rows}", DONE if not found.troubles else ENVIRONMENT)
