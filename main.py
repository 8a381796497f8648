"""Sets PosDesk up in a .venv of its own beside this file, then hands over to posdesk.cli.

Knows the standard library only until the .venv is there (installers/environment.py makes it), and nothing of what
PosDesk does. Ends with 4 and one line of words when this computer lacks something.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT_LACKS_SOMETHING = 4


def stop(words: str) -> None:
    sys.stderr.write("PosDesk: " + words + "\n")
    sys.exit(ENVIRONMENT_LACKS_SOMETHING)


def start_again_in(python: Path) -> None:
    """Never comes back. -E: a PYTHONHOME or PYTHONPATH of another environment must not reach into ours."""
    command = [str(python), "-E", str(ROOT / "main.py"), *sys.argv[1:]]
    if os.name == "nt":  # exec there returns to the shell before the program has ended
        sys.exit(subprocess.call(command))
    os.execv(python, command)


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python is told so in words
        stop("needs Python 3.11 or newer, and this is " + sys.version.split()[0])
    from installers import environment

    try:
        environment.prepare(ROOT)
    except environment.CannotPrepare as trouble:
        stop(str(trouble))
    if not environment.is_running_in(ROOT):
        start_again_in(environment.python_of(ROOT))

    from posdesk.__main__ import start

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
