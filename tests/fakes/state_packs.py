"""The packs that come with PosDesk; the choice is kept in memory."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from posdesk.domain.refusals import Refusal, RefusalCode, Refused
from posdesk.domain.state_pack import StatePack, parse

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "state_packs"


class FakeStatePacks:
    """The port StatePacks. state: what was chosen; None: the gate is off. remembers: a store's own pack, which allows
    that a hash of an ID's number is kept."""

    def __init__(self, state: str | None = None, *, remembers: bool = False) -> None:
        self.remembers = remembers
        self._chosen = None if state is None else self._pack(state)

    def chosen(self) -> StatePack | None:
        """The pack."""
        return self._chosen

    def all(self) -> Sequence[StatePack]:
        """Those in the folder."""
        packs = [parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
        if not self.remembers:
            return packs
        return [replace(pack, id_hash=replace(pack.id_hash, allowed=True)) for pack in packs]

    def choose(self, state: str | None) -> StatePack | None:
        """Until the test is over."""
        self._chosen = None if state is None else self._pack(state)
        return self._chosen

    def _pack(self, state: str) -> StatePack:
        for pack in self.all():
            if pack.state == state:
                return pack
        raise Refused(Refusal(RefusalCode.NO_STATE_PACK, f"No pack for {state}."))
