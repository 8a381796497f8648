"""The command that looks whether the store's file still holds what was recorded: verify."""

import sys
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from posdesk.commands.answer import DONE, REFUSED, Answer

if TYPE_CHECKING:
    from db.store import Store
    from posdesk.domain.audit import Audit

SHOWN = 50
"""How many findings are printed as text; --json lists more."""
_AMENDED = {
    "placed": "Given another place or time by the hub, or by a new incarnation",
    "erased": "Emptied when a member was erased",
    "replaced": "Set aside for the hub's fact under the same id",
}


def verify(store: "Store", given: Namespace) -> Answer:
    """`verify [--noted SEAL]`: is every fact what it was when it was recorded, and is none missing."""
    from db.auditing import verify as look

    audit = look(store, given.noted, _progress if sys.stderr.isatty() else None)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    value = {
        "sound": audit.sound,
        "facts": audit.facts,
        "seal": audit.seal,
        "amended": dict(audit.amended),
        "findings": [
            {"wrong": one.wrong, "words": one.words, "fact": None if one.fact is None else asdict(one.fact)}
            for one in audit.findings
        ],
        "more": audit.more,
        "notes": list(audit.notes),
    }
    return Answer(value, _text(audit), DONE if audit.sound else REFUSED)


def _text(audit: "Audit") -> str:
    found = len(audit.findings) + audit.more
    lines = [
        f"{audit.facts:,} facts: every one is what it was when it was recorded, and none is missing."
        if audit.sound
        else f"{audit.facts:,} facts: {found:,} {'thing is' if found == 1 else 'things are'} not right."
    ]
    lines += [f"  {one.words}" for one in audit.findings[:SHOWN]]
    if found > SHOWN:
        lines.append(f"  and {found - SHOWN:,} more; --json lists {len(audit.findings):,} of them.")
    lines += [f"{words}: {audit.amended[why]:,}." for why, words in _AMENDED.items() if audit.amended.get(why)]
    lines += audit.notes
    if audit.seal:
        lines.append(f"Seal: {audit.seal}. Note it outside this computer; verify --noted SEAL asks for it later.")
    return "\n".join(lines)


def _progress(done: int, of: int) -> None:
    print(f"\r{done:,} of {of:,} facts", end="", file=sys.stderr, flush=True)
