"""`posdesk` and `python -m posdesk`: says first which system libraries are missing, then hands over to posdesk.cli.

Refuses to know any command.
"""

import sys
from collections.abc import Sequence

from posdesk import system_libraries

ENVIRONMENT_LACKS_SOMETHING = 4


def start(argv: Sequence[str] | None = None) -> int:
    """Run the command of argv, or of this process; answers its exit code, and 4 when Qt could not be loaded for it."""
    given = list(sys.argv[1:] if argv is None else argv)
    if missing := system_libraries.words_before(given):
        print(f"PosDesk: {missing}", file=sys.stderr)
        return ENVIRONMENT_LACKS_SOMETHING
    from posdesk import cli  # loads the rest of PosDesk, so after the look at the libraries

    return cli.main(given)


if __name__ == "__main__":
    sys.exit(start())
