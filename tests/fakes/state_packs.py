"""The packs that come with PosDesk; the choice is kept in memory."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from posdesk.domain.state_pack import StatePack, parse

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "state_packs"


class FakeStatePacks:
    """The port StatePacks. state: what was chosen; None: the gate is off. packs: other ones than those that come along.
    damaged: the words for a choice that cannot be read until another one is made. bad: those for a pack that cannot.
    remembers: the packs are a store's own, which allow that a hash of an ID's number is kept."""

    def __init__(
        self, state: str | None = None, packs: Sequence[StatePack] | None = None, *, remembers: bool = False
    ) -> None:
        self._packs, self.remembers = packs, remembers
        self.damaged: str | None = None
        self.bad: str | None = None
        self._chosen = None if state is None else self._pack(state)

    def chosen(self) -> StatePack | None:
        """The pack."""
        if self.damaged is not None:
            raise EnvironmentTrouble(TroubleCode.DAMAGED, self.damaged)
        return self._chosen

    def all(self) -> Sequence[StatePack]:
        """Those in the folder."""
        if self.bad is not None:
            raise Refused(Refusal(RefusalCode.BAD_STATE_PACK, self.bad))
        packs = self._packs
        if packs is None:
            packs = [parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
        if not self.remembers:
            return packs
        return [replace(pack, id_hash=replace(pack.id_hash, allowed=True)) for pack in packs]

    def choose(self, state: str | None) -> StatePack | None:
        """Until the test is over."""
        self._chosen = None if state is None else self._pack(state)
        self.damaged = None
        return self._chosen

    def _pack(self, state: str) -> StatePack:
        for pack in self.all():
            if pack.state == state:
                return pack
        raise Refused(Refusal(RefusalCode.NO_STATE_PACK, f"No pack for {state}."))
