"""Decides what publishing a program means: a sound document comes into force at this moment (E10)."""

from collections.abc import Iterator

from posdesk.counter import permissions
from posdesk.counter.ports import Desk
from posdesk.counter.visits import draft
from posdesk.domain import milestones, program_document, program_revision
from posdesk.domain.facts import ProgramPublished
from posdesk.domain.program import Program
from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.staff_facts import Permission


def publish(desk: Desk, document: str) -> Program:
    """Publish a document; it is in force from now on. Returns the program read from it.

    Raises Refused(BAD_PROGRAM) with every problem and its line; or, one line of text for each, when its version is not
    above the one in force, or when it changes what a milestone counts: awards are numbered under that id.
    """
    program = program_document.parse(document)
    in_force = _in_force(desk)
    problems = [] if in_force is None else list(_against(in_force, program))
    if problems:
        raise Refused(Refusal(RefusalCode.BAD_PROGRAM, "\n".join(problems)))
    permissions.append(desk, Permission.PUBLISH_PROGRAM, [draft(desk, None, ProgramPublished(document))])
    return program


def keep_for(desk: Desk, months: int | None) -> Program:
    """Publish the program in force with another number of months for which members are kept who do not come (1 to 1200;
    None: for ever), and the next version; nothing else of it changes. Raises Refused(BAD_PROGRAM, NO_STORE_YET,
    NOT_PERMITTED)."""
    return publish(desk, program_revision.keeping_for(document_in_force(desk), months))


def document_in_force(desk: Desk) -> str:
    """The text of the program in force now. Raises Refused(NO_STORE_YET)."""
    desk.programs.timeline()  # refuses where there is none
    first, *later = desk.programs.documents()
    begun = [first[1], *(document for since, document in later if since <= desk.clock.now())]
    return begun[-1]


def _against(in_force: Program, program: Program) -> Iterator[str]:
    """Why a sound program cannot follow the one in force."""
    if program.version <= in_force.version:
        yield (
            f"program.version: version {in_force.version} is in force. "
            f"Give this one {in_force.version + 1}, so that awards can name it."
        )
    for milestone in program.milestones:
        before = in_force.milestone_by_id.get(milestone.id)
        if before is not None and not milestones.goes_on(before, milestone):
            yield f"milestone “{milestone.id}” counts something else than it did. Give the changed one a new id."


def _in_force(desk: Desk) -> Program | None:
    try:
        return desk.programs.timeline().at(desk.clock.now())
    except Refused:
        return None
