"""A program says how long members are kept, and every other word of it stays as it was written."""

import pytest

from posdesk.domain import program_document
from posdesk.domain.program_revision import keeping_for
from posdesk.domain.refusals import RefusalCode, Refused
from tests.builders import SAMPLE_PROGRAM

SAMPLE = SAMPLE_PROGRAM.read_text("utf-8")


def changed(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that are others, beside each other; of those that were added the text alone."""
    old, new = before.splitlines(), after.splitlines()
    others = [pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]]
    return [*others, *(("", line) for line in new[len(old) :])]


def test_only_the_version_and_the_months_are_others_and_remarks_stay() -> None:
    made = keeping_for(SAMPLE, 36)
    assert changed(SAMPLE, made) == [
        (
            "version = 1                       # raise it with every change; awards and points name it",
            "version = 2                       # raise it with every change; awards and points name it",
        ),
        ("", ""),
        ("", "[retention]"),
        ("", "forget_after_months = 36"),
    ]
    program = program_document.parse(made)
    assert (program.version, program.forget_after_months) == (2, 36)


def test_another_number_takes_the_place_of_the_one_before_and_none_takes_it_away() -> None:
    first = keeping_for(SAMPLE.replace("[visits]", "[retention]\nforget_after_months = 1_2  # a year\n\n[visits]"), 24)
    assert "forget_after_months = 24  # a year" in first
    none = program_document.parse(keeping_for(first, None))
    assert (none.version, none.forget_after_months) == (3, None)
    again = program_document.parse(keeping_for(keeping_for(first, None), 6))
    assert (again.version, again.forget_after_months) == (4, 6)


def test_keeping_for_ever_what_is_kept_for_ever_is_no_more_than_a_new_version() -> None:
    assert len(changed(SAMPLE, keeping_for(SAMPLE, None))) == 1


@pytest.mark.parametrize(
    "document",
    [
        SAMPLE.replace("version = 1 ", 'other = """\nversion = 7\n"""\nversion = 0x1 '),
        "retention = { forget_after_months = 12 }\n" + SAMPLE,
        'program = { name = "A", version = 1, point_name = "points" }\n',
    ],
)
def test_what_it_cannot_write_it_refuses_and_says_what_to_do(document: str) -> None:
    with pytest.raises(Refused, match="by hand") as refused:
        keeping_for(document, 24)
    assert refused.value.refusal.code is RefusalCode.BAD_PROGRAM
