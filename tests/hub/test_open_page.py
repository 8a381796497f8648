"""The page about the open API: what it shows works."""

import importlib.util
import re
import time
from pathlib import Path
from textwrap import dedent
from types import ModuleType

from posdesk.domain.channels import Channel
from posdesk.domain.facts import LineKind
from posdesk.hub.answers import REFUSED
from posdesk.hub.limits import Limits
from posdesk.hub.open_forms import MemberForm, VisitForm
from posdesk.hub.telling import Manner, signature
from tests.rules.sources import PROJECT

PAGE = (PROJECT / "docs" / "open-api.md").read_text("utf-8")


def shown(folder: Path) -> ModuleType:
    """The code of the page that checks a signature, as a receiver would have it."""
    (block,) = re.findall(r"((?:^    .*\n|^\n)+)", PAGE[PAGE.index("    import hashlib") :], flags=re.M)[:1]
    path = folder / "receiver.py"
    path.write_text(dedent(block), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("receiver_of_the_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_check_of_a_signature_that_the_page_shows_tells_ours_from_others(tmp_path: Path) -> None:
    is_ours, now = shown(tmp_path).is_ours, int(time.time())
    said = signature("whsec_1", b'{"facts":[]}', now)
    assert is_ours("whsec_1", said, b'{"facts":[]}')
    assert not is_ours("whsec_1", said, b'{"facts":[1]}')
    assert not is_ours("whsec_2", said, b'{"facts":[]}')
    assert not is_ours("whsec_1", said.replace(f"t={now}", f"t={now + 1}"), b'{"facts":[]}')
    assert not is_ours("whsec_1", signature("whsec_1", b"{}", now - 3600), b"{}")


def test_the_page_names_every_key_of_a_visit_and_of_a_member() -> None:
    keys = {*VisitForm.model_fields, *MemberForm.model_fields, *LineKind, *Channel}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", PAGE)] == []


def test_the_page_names_what_is_refused_with_a_status_of_its_own() -> None:
    pairing = {"bad_code", "already_paired"}
    assert [code for code in REFUSED if code not in pairing and code not in PAGE] == []


def test_the_numbers_of_the_page_are_those_of_the_hub() -> None:
    limits, manner = Limits(), Manner()
    assert (limits.look_up.per_second, limits.look_up.at_once) == (2, 30)
    assert (limits.exports, limits.export.at_once, limits.export.per_second) == (2, 10, 1 / 5)
    assert manner.patience == 10
