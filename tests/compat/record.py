"""Writes down what this version of PosDesk writes, for later ones to read: python -m tests.compat.record

Run once before a release; what an earlier release wrote is never written anew.
"""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from posdesk import __version__
from posdesk.domain.codec import encode_fact
from posdesk.domain.facts import Fact
from tests.compat.messages import MESSAGES
from tests.domain.bodies import facts

HERE = Path(__file__).parent
FACTS, SAID = "facts.lines", "messages.json"
OF_EACH = 3
"""Facts that are kept of each kind and version."""


def main() -> None:
    """Write both files of this version."""
    found: dict[tuple[str, int], set[str]] = {}

    @settings(max_examples=8_000, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(facts())
    def gather(fact: Fact) -> None:
        found.setdefault((fact.kind, fact.version), set()).add(encode_fact(fact))

    gather()
    folder = HERE / __version__
    folder.mkdir(exist_ok=True)
    kept = [line for key in sorted(found) for line in sorted(found[key], key=lambda line: (-len(line), line))[:OF_EACH]]
    (folder / FACTS).write_text("".join(f"{line}\n" for line in kept), "utf-8")
    said = {name: message.write(message.value) for name, message in MESSAGES.items()}
    (folder / SAID).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
