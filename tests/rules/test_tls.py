"""No line is left unproven: certificates are always checked, and what is not asked of one stands in one place."""

import ast

import pytest

from tests.rules.sources import Source, planted, python_files

UNCHECKED = ("CERT_NONE", "CERT_OPTIONAL", "_create_unverified_context", "InsecureRequestWarning", "disable_warnings")
MAY_LOOK_AWAY = "posdesk/sync/pinning.py"
"""There a name is not asked, since a key is."""


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def unproven(source: Source) -> list[str]:
    """Where a certificate would not be checked, or its name not."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg in ("verify", "check_hostname") and is_false(node.value):
            found.append((node.value.lineno, node.arg))
        elif isinstance(node, ast.Attribute | ast.Name | ast.alias):
            name = {ast.Attribute: "attr", ast.Name: "id", ast.alias: "name"}[type(node)]
            if getattr(node, name) in UNCHECKED:
                found.append((getattr(node, "lineno", 0), getattr(node, name)))
        elif isinstance(node, ast.Assign) and is_false(node.value):
            names = [target.attr for target in node.targets if isinstance(target, ast.Attribute)]
            if "check_hostname" in names and source.path != MAY_LOOK_AWAY:
                found.append((node.lineno, "check_hostname"))
    return [f"{source.path}:{line} {what}" for line, what in found]


def test_every_certificate_is_checked() -> None:
    assert [words for source in python_files() for words in unproven(source)] == []


@pytest.mark.parametrize(
    "breach",
    [
        "httpx.get(url, verify=False)",
        "httpx.Client(verify=0)",
        "context.verify_mode = ssl.CERT_NONE",
        "context.check_hostname = False",
        "ssl._create_unverified_context()",
        "from ssl import CERT_NONE",
        "ssl.wrap(check_hostname=False)",
    ],
)
def test_a_line_that_is_not_checked_is_seen(breach: str) -> None:
    assert unproven(planted(breach)) != []
