"""Decides what the wording of a consent is: dated data, by channel and language; a fact names its version (G21).

A wording that was used is never changed; another one is a new version. Refuses to know where the files lie and what the
law says: each file names its source, and a store has it read by somebody who does.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NoReturn

from posdesk.domain import strict_json
from posdesk.domain.channels import Channel
from posdesk.domain.refusals import Refusal, RefusalCode, Refused


class Language(StrEnum):
    """A language in which members are asked and written to."""

    ENGLISH = "en"
    SPANISH = "es"


STORE = "{store}"
"""Stands in a wording for the store's name."""
_VERSION = re.compile(r"[a-z0-9][a-z0-9.-]{0,29}")
_SOURCE = re.compile(r"counter, (?P<how>agreed|declined), wording (?P<version>[a-z0-9.-]+), (?P<language>[a-z]{2})")
STOPPED = "counter, stop"
"""The source of a withdrawal by the button, for which nothing is read out."""
OF_ID = "id"
"""Under this name a file has the text about remembering an ID."""
MOST = 1200


@dataclass(frozen=True, slots=True)
class Wording:
    """One version, in use from a day on. texts: what is read and agreed to, by channel and language; of_id: the same
    about remembering an ID, by language, and empty where a file says nothing of that: then nobody is asked."""

    version: str
    since: date
    source: str
    texts: Mapping[tuple[Channel, Language], str]
    of_id: Mapping[Language, str] = field(default_factory=dict)

    def text(self, channel: Channel, language: Language, store: str) -> str:
        """What a member reads. store: the store's name, as on its door."""
        return self.texts[channel, language].replace(STORE, store)

    def id_text(self, language: Language, store: str) -> str | None:
        """What a member reads whose ID may be remembered; None where this version has no such text."""
        text = self.of_id.get(language)
        return None if text is None else text.replace(STORE, store)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the source of a consent says: the version and the language that were read, and whether she agreed."""

    agreed: bool
    version: str
    language: Language


def read(text: str) -> Wording:
    """Read one file: JSON with version, since, source and, by channel, by language, the text. Each channel has to have
    each language, and name the store; so has `id`, if it is there. Raises Refused(BAD_FILE)."""
    try:
        said = strict_json.read_json(text)
    except Refused as refused:
        _refuse(refused.refusal.words)
    if not isinstance(said, dict) or said.keys() != {"version", "since", "source", "texts"}:
        _refuse("it has version, since, source and texts, and nothing else")
    version, source = said["version"], said["source"]
    if not isinstance(version, str) or _VERSION.fullmatch(version) is None:
        _refuse("version is at most 30 small letters, digits, dots and dashes")
    if not isinstance(source, str) or not source.strip():
        _refuse("source says which law the wording follows, and who read it")
    try:
        since = date.fromisoformat(said["since"])
    except (TypeError, ValueError):
        _refuse("since is a date like 2026-11-01")
    return Wording(version, since, source, dict(_texts(said["texts"])), _of_id(said["texts"]))


def in_use(wordings: Iterable[Wording], day: date) -> Wording | None:
    """The wording that is used on a business day: the latest that has begun; of two of one day the later version."""
    begun = [wording for wording in wordings if wording.since <= day]
    return max(begun, key=lambda wording: (wording.since, wording.version), default=None)


def source_of(wording: Wording, language: Language, *, agreed: bool) -> str:
    """What the fact says of how it was asked: `counter, agreed, wording 2026-11-01, en`."""
    return f"counter, {'agreed' if agreed else 'declined'}, wording {wording.version}, {language}"


def asked_with(source: str) -> Asked | None:
    """What a fact's source says; None for a consent that came another way."""
    match = _SOURCE.fullmatch(source)
    if match is None or match["language"] not in [*Language]:
        return None
    return Asked(match["how"] == "agreed", match["version"], Language(match["language"]))


def _texts(said: strict_json.Json) -> Iterable[tuple[tuple[Channel, Language], str]]:
    for channel in Channel:
        for language in Language:
            yield (channel, language), _text(said, channel, language)


def _of_id(said: strict_json.Json) -> Mapping[Language, str]:
    if not isinstance(said, dict) or OF_ID not in said:
        return {}
    return {language: _text(said, OF_ID, language) for language in Language}


def _text(said: strict_json.Json, topic: str, language: Language) -> str:
    by_language = said.get(topic) if isinstance(said, dict) else None
    text = by_language.get(language) if isinstance(by_language, dict) else None
    if not isinstance(text, str) or not 1 <= len(text) <= MOST or STORE not in text:
        _refuse(f"texts.{topic}.{language} is text of at most {MOST} characters that names {STORE}")
    return text


def _refuse(trouble: str) -> NoReturn:
    raise Refused(Refusal(RefusalCode.BAD_FILE, f"This is no wording of a consent: {trouble}."))
