"""A PDF is handed to the system's printer; a printer that is off says so in words."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from posdesk.domain.refusals import RefusalCode, Refused
from posdesk.hardware.printing import Ran, SystemPrinter, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows prints through its own programs")


def there(program: str) -> str:
    return f"/usr/bin/{program}"


def test_the_spooler_is_given_the_file_under_its_title_and_nothing_stays_behind() -> None:
    given: list[tuple[list[str], bytes]] = []

    def running(words: Sequence[str]) -> Ran:
        given.append((list(words), Path(words[-1]).read_bytes()))
        return Ran(0, "")

    SystemPrinter(running, there).print_pdf(b"%PDF-1.4", "-o raw denver-1, Z 0001")
    ((words, pdf),) = given
    assert words[:4] == ["/usr/bin/lp", "-t", "-o raw denver-1, Z 0001", "--"]
    assert pdf == b"%PDF-1.4"
    assert not Path(words[-1]).exists()


def test_a_computer_without_a_printer_says_so() -> None:
    with pytest.raises(Refused, match="There is no printer on this computer") as no:
        SystemPrinter(run, lambda _: None).print_pdf(b"%PDF", "Z 0001")
    assert no.value.refusal.code is RefusalCode.NO_PRINTER


@pytest.mark.parametrize("trouble", [OSError("gone"), TimeoutError()])
def test_a_spooler_that_is_stuck_says_that_nothing_is_lost(trouble: Exception) -> None:
    def running(words: Sequence[str]) -> Ran:
        raise trouble

    with pytest.raises(Refused, match="Nothing is lost"):
        SystemPrinter(running, there).print_pdf(b"%PDF", "Z 0001")


def test_what_the_spooler_says_is_shown() -> None:
    with pytest.raises(Refused, match="It says: lp: no default destination"):
        SystemPrinter(lambda _: Ran(1, "lp: no default destination"), there).print_pdf(b"%PDF", "Z 0001")


def test_a_program_is_run_to_its_end() -> None:
    assert run([sys.executable, "-c", "import sys; sys.stderr.write('no'); sys.exit(3)"]) == Ran(3, "no")
