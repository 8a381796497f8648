"""Decides where a register keeps which state's rules hold at its door: a small file beside the store.

The packs themselves are files that come with PosDesk, and a store's own beside its data, which take the place of those
for the same state. A choice that is there and cannot be read is trouble, never "off"; so is a pack of the store's own,
for it may be the stricter one. Refuses to know what a pack means.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from db.store import sync_folder
from db.trouble import in_words
from posdesk.domain import state_pack
from posdesk.domain.refusals import EnvironmentTrouble, Refusal, RefusalCode, Refused, TroubleCode
from posdesk.domain.state_pack import StatePack

CHOICE_FILE = "posdesk.gate.json"
OWN_PACKS = "state_packs"
"""The folder of a store's own packs, beside its data."""
_DAMAGED = (
    f"{CHOICE_FILE} is damaged: this register no longer knows which state's rules hold at its door. Choose the state "
    "again: F10, “Store settings”, or gate choose."
)
_CANNOT_BE_USED = "{words} The rules of the state that was chosen are not known until that file is whole again."


class FolderStatePacks:
    """The port `StatePacks`: the choice and a store's own packs in its folder, those that come with PosDesk in another.
    Read once, and after a choice."""

    def __init__(self, folder: Path, packs: Path) -> None:
        self._folder, self._packs = folder, packs
        self._read = False
        self._chosen: StatePack | None = None

    def chosen(self) -> StatePack | None:
        """See the port. Raises EnvironmentTrouble(DAMAGED)."""
        if not self._read:
            self._chosen, self._read = self._choice(), True
        return self._chosen

    def all(self) -> Sequence[StatePack]:
        """See the port. Raises Refused(BAD_STATE_PACK) and EnvironmentTrouble."""
        come, own = self._packs.glob("*.json"), (self._folder / OWN_PACKS).glob("*.json")
        by_state = {pack.state: pack for pack in map(_read, (*sorted(come), *sorted(own)))}
        return [by_state[state] for state in sorted(by_state)]

    def choose(self, state: str | None) -> StatePack | None:
        """See the port."""
        pack = None if state is None else self._pack(state)
        path = self._folder / CHOICE_FILE
        with in_words(self._folder):
            if pack is None:
                path.unlink(missing_ok=True)
            else:
                half = path.with_name(f"{CHOICE_FILE}.new")
                with half.open("w", encoding="utf-8") as file:
                    json.dump({"state": pack.state}, file)
                    file.flush()
                    os.fsync(file.fileno())
                half.replace(path)
            sync_folder(self._folder)
        self._chosen, self._read = pack, True
        return pack

    def _choice(self) -> StatePack | None:
        path = self._folder / CHOICE_FILE
        with in_words(self._folder):
            if not path.exists():
                return None
            text = path.read_bytes()
        try:
            return self._pack(str(json.loads(text.decode("utf-8"))["state"]))
        except Refused as no:
            unusable = no.refusal.code is RefusalCode.BAD_STATE_PACK
            words = _CANNOT_BE_USED.format(words=no.refusal.words) if unusable else _DAMAGED
            raise EnvironmentTrouble(TroubleCode.DAMAGED, words) from no
        except (ValueError, KeyError, TypeError) as trouble:
            raise EnvironmentTrouble(TroubleCode.DAMAGED, _DAMAGED) from trouble

    def _pack(self, state: str) -> StatePack:
        known = {pack.state: pack for pack in self.all()}
        if state.strip().upper() not in known:
            words = f"There is no pack for this state. There are: {', '.join(known)}."
            raise Refused(Refusal(RefusalCode.NO_STATE_PACK, words))
        return known[state.strip().upper()]


def _read(path: Path) -> StatePack:
    """The pack in a file. Raises Refused(BAD_STATE_PACK) in words that name the file, and EnvironmentTrouble."""
    with in_words(path.parent):
        text = path.read_bytes()
    try:
        return state_pack.parse(text.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(Refusal(RefusalCode.BAD_STATE_PACK, f"{path.name}: the state pack is not text.")) from None
    except Refused as no:
        raise Refused(replace(no.refusal, words=f"{path.name}: {no.refusal.words}")) from None
