"""A real `hub serve` in a process of its own, as a shop starts it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SECONDS_TO_END = 30


@contextmanager
def served(folder: Path, *options: str, port: int = 0, upstream: str | None = None) -> Iterator[str]:
    """Its address, while it serves from the folder, with these options, below `upstream` as a store's hub. It is told
    to end with SIGTERM, and has to end well."""
    words = [sys.executable, "-m", "posdesk", "hub", "serve", "--port", str(port), "--data", str(folder), "--json"]
    words += options
    words += [] if upstream is None else ["--upstream", upstream]
    log = (folder.parent / f"{folder.name}.log").open("ab")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, cwd=PROJECT, env=os.environ.copy()) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said, f"the hub ended before it listened: {(folder.parent / f'{folder.name}.log').read_text()}"
            yield json.loads(said)["url"]
        finally:
            process.terminate()
            code = process.wait(SECONDS_TO_END)
            log.close()
    assert code == 0
