"""The use cases of the store's settings as the screen calls them, each imported when it is first needed. They run on
the ledger lane. Refuses to know widgets."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from posdesk.counter.ports import Desk
    from posdesk.domain.state_pack import StatePack
    from posdesk.hardware.settings import HardwareSettings
    from posdesk.office.ports import Office
    from posdesk.office.retention import Purge, Steps
    from ui.viewmodels.plugged import Plugged

A_MOMENT = 0.05
"""Seconds for which a visit may have to wait for a count."""


class GateNow(NamedTuple):
    """Which state's rules hold. known: False where the choice cannot be read; trouble: why, or why no state can be
    chosen."""

    packs: "Sequence[StatePack]"
    chosen: "StatePack | None"
    known: bool
    trouble: str | None

    @property
    def state(self) -> str | None:
        """Two letters; None: off, or not known."""
        return None if self.chosen is None else self.chosen.state


class StoreNow(NamedTuple):
    """The settings in force. months: after which members may be forgotten; None: never. may_forget: whoever is signed
    in may, without being asked."""

    gate: GateNow
    months: int | None
    may_forget: bool


class Changed(NamedTuple):
    """A setting of this computer was written down, or was so already. before, now: all of them."""

    before: "HardwareSettings"
    now: "HardwareSettings"


def store_now(desk: "Desk") -> StoreNow:
    """The settings in force."""
    from posdesk.counter import permissions
    from posdesk.domain.staff_facts import Permission
    from posdesk.office.adjustments import in_force

    may_forget = permissions.allowed(desk, Permission.ERASE)
    return StoreNow(gate_now(desk), in_force(desk).forget_after_months, may_forget)


def gate_now(desk: "Desk") -> GateNow:
    """The state that is chosen, and those that can be; what cannot be read is said, never taken for "off"."""
    from posdesk.domain.refusals import EnvironmentTrouble, Refused

    packs: Sequence[StatePack] = ()
    chosen, known, trouble = None, True, None
    try:
        packs = desk.state_packs.all()
    except Refused as no:
        trouble = no.refusal.words
    except EnvironmentTrouble as no:
        trouble = no.words
    try:
        chosen = desk.state_packs.chosen()
    except EnvironmentTrouble as no:
        known, trouble = False, no.words
    return GateNow(packs, chosen, known, trouble)


def choose_state(desk: "Desk", state: str | None, expected: GateNow | None = None) -> tuple[GateNow, GateNow]:
    """Another state's rules hold from now on, or none; yields what was before, and what is now. expected: what it was
    when it is to be put back. Raises Refused, EnvironmentTrouble."""
    from posdesk.counter import id_checks
    from posdesk.domain.refusals import Refusal, RefusalCode, Refused
    from ui import store_wording as wording

    before = gate_now(desk)
    if expected is not None and (before.known, before.state) != (expected.known, expected.state):
        raise Refused(Refusal(RefusalCode.NOT_SURE, wording.STATE_CHANGED))
    if not before.known or before.state != state:
        id_checks.choose(desk, state)
    return before, gate_now(desk)


def keep_for(desk: "Desk", months: int | None, expected: tuple[int | None] | None = None) -> tuple[int | None, bool]:
    """Members are kept for so many months from now on; yields the number before, and whether that was another.
    expected: the number that is in force, when an older one is to be put back. Raises Refused, EnvironmentTrouble."""
    from posdesk.domain.refusals import Refusal, RefusalCode, Refused
    from posdesk.office import programs
    from posdesk.office.adjustments import in_force
    from ui import store_wording as wording

    before = in_force(desk).forget_after_months
    if expected is not None and before != expected[0]:
        raise Refused(Refusal(RefusalCode.NOT_SURE, wording.MONTHS_CHANGED))
    if before != months:
        programs.keep_for(desk, months)
    return before, before != months


def set_hardware(desk: "Desk", plugged: "Plugged", name: str, text: str) -> Changed:
    """Write down one setting of this computer as it was typed or chosen; the others are as they are there by now.
    Raises Refused, EnvironmentTrouble."""
    from posdesk.hardware import settings as remembered
    from ui.viewmodels import people_cases

    before = plugged.load()
    wanted = remembered.changed(before, name, text)
    if wanted != before:
        people_cases.may_change_settings(desk)
        plugged.save(wanted)
    return Changed(before, wanted)


def as_typed(settings: "HardwareSettings", name: str) -> str:
    """The value of a setting, as it would be typed."""
    value = getattr(settings, name)
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def begin(office: "Office", counted: "Purge | None") -> "Steps":
    """Begin to count who would be forgotten; or, with what was counted, to forget them. Raises Refused."""
    from posdesk.counter import signing_in
    from posdesk.domain.staff_facts import Permission
    from posdesk.office import retention

    assert office.members is not None
    if counted is None:  # what is forgotten bears its approval itself
        signing_in.allow(office.desk, Permission.ERASE)
    return retention.purging(office.desk, office.members, dry=counted is None, counted=counted)


def go_on_with(steps: "Steps", seconds: float = A_MOMENT) -> "int | Purge":
    """Go on for a moment, by one member at least: how many so far, or at the end what it came to. Raises
    EnvironmentTrouble: with no seconds, what was done before stands and nothing else was."""
    until = monotonic() + seconds
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            came_to: Purge = end.value
            return came_to
        if monotonic() >= until:
            return done


def report_name(desk: "Desk") -> str:
    """What a report saved today is called, without its ending."""
    from posdesk.office import purge_report

    return purge_report.file_name(desk)


def save_report(desk: "Desk", done: "Purge", path: Path) -> None:
    """Write what was forgotten into a file, by kind. Raises Refused, EnvironmentTrouble."""
    from posdesk.office import purge_report
    from posdesk.reports import files

    files.write({path: purge_report.file_of(desk, done, path.suffix)})
