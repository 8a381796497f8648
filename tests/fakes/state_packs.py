"""The packs that come with PosDesk; the choice is kept in memory."""

from collections.abc import Sequence
from pathlib import Path

from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from posdesk.domain.state_pack import StatePack, parse

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "state_packs"


class FakeStatePacks:
    """The port StatePacks. state: what was chosen; None: the gate is off. packs: other ones than those that come along.
    damaged: the words for a choice that cannot be read until another one is made. bad: those for a pack that cannot."""

    def __init__(self, state: str | None = None, packs: Sequence[StatePack] | None = None) -> None:
        self._packs = packs
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
        if self._packs is not None:
            return self._packs
        return [parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]

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
