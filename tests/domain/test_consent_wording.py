"""The wording of a consent: dated data with each channel in each language, whose version a fact names."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posdesk.domain.channels import Channel
from posdesk.domain.consent_wording import Language, asked_with, in_use, read, source_of
from posdesk.domain.refusals import RefusalCode, Refused

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "consent"
FILES = sorted(FOLDER.glob("*.json"))


def a_file(**other: Any) -> str:
    texts = {channel: dict.fromkeys(Language, "{store} may write") for channel in Channel}
    return json.dumps({"version": "1", "since": "2026-01-01", "source": "law", "texts": texts} | other)


@pytest.mark.rule("G21")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_that_comes_with_posdesk_is_whole_and_named_by_its_version(path: Path) -> None:
    wording = read(path.read_text("utf-8"))
    assert (wording.version, wording.since.isoformat()) == (path.stem, path.stem)
    text = wording.text(Channel.TEXT, Language.ENGLISH, "Corner Leaf")
    for part in ("Corner Leaf", "marketing", "automatic", "do not have to", "rates may apply", "STOP", "HELP"):
        assert part in text
    spanish = wording.text(Channel.TEXT, Language.SPANISH, "Corner Leaf")
    for part in ("Corner Leaf", "publicitarios", "automático", "No tengo que", "tarifas", "STOP", "HELP"):
        assert part in spanish
    assert all("{" not in wording.text(*key, "Corner Leaf") for key in wording.texts)


def test_the_latest_that_has_begun_is_in_use() -> None:
    old, new = read(a_file()), read(a_file(version="2", since="2026-06-01"))
    assert in_use([new, old], date(2026, 5, 31)) == old
    assert in_use([new, old], date(2026, 6, 1)) == new
    assert in_use([new, old], date(2025, 12, 31)) is None


@pytest.mark.rule("G21")
def test_a_source_says_version_language_and_answer_and_is_read_again() -> None:
    wording = read(a_file(version="2026-11-01"))
    source = source_of(wording, Language.SPANISH, agreed=True)
    assert source == "counter, agreed, wording 2026-11-01, es"
    asked = asked_with(source)
    assert asked is not None
    assert (asked.agreed, asked.version, asked.language) == (True, "2026-11-01", Language.SPANISH)
    assert asked_with("counter, stop") is None
    assert asked_with("counter, agreed, wording 1, xx") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        a_file(version="Ü"),
        a_file(since="soon"),
        a_file(since=1),
        a_file(source=" "),
        a_file(texts={}),
        a_file(texts={"text": {"en": "{store}"}, "email": {"en": "{store}", "es": "{store}"}}),
        a_file(texts={channel: dict.fromkeys(Language, "no name in it") for channel in Channel}),
        a_file(more=1),
    ],
)
def test_half_a_wording_is_none(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.refusal.code is RefusalCode.BAD_FILE
