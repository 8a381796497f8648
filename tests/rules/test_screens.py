"""What every screen keeps to: plain labels, no key that a scanner sends, no waiting, no box that stops the counter."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.rules.sources import Source, planted, python_files

LABEL_FACTORY = "ui/widgets/text.py"
NOBODY_WATCHES = ("ui/screenshots.py",)  # draws into files, and has to wait for what it draws
SCANNERS_KEYS = re.compile(r"(?:Ctrl|Control|Meta)\s*\+\s*(?:[JMZ]|\]|\^)$", re.IGNORECASE)
KEY_NAMES = re.compile(r"Key_(?:J|M|Z|BracketRight|AsciiCircum)$")
RICH = re.compile(r"(?:RichText|AutoText|MarkdownText)$")


def calls(source: Source) -> Iterator[tuple[int, str, ast.Call]]:
    """Line, last name and node of every call."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func).rsplit(".", 1)[-1], node


def labels_of_their_own(source: Source) -> list[str]:
    """QLabels made past the factory, which alone makes them plain text; classes built on QLabel too."""
    if source.path == LABEL_FACTORY:
        return []
    made = [line for line, name, _ in calls(source) if name == "QLabel"]
    built = [
        node.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("QLabel") for base in node.bases)
    ]
    return [f"{source.path}:{line} makes a QLabel; ui.widgets.text.label makes it plain" for line in made + built]


def rich_texts(source: Source) -> list[str]:
    """Places that let a member's name be read as markup."""
    return [
        f"{source.path}:{node.lineno} {ast.unparse(node)}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and (RICH.search(node.attr) or node.attr in ("setHtml", "insertHtml"))
    ]


def keys_of_scanners(source: Source) -> list[str]:
    """Shortcuts that a scanner would press, or that a text field takes for itself."""
    words = [
        (node.lineno, node.value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SCANNERS_KEYS.match(node.value)
    ]
    pairs = [
        (node.lineno, ast.unparse(node))
        for node in ast.walk(source.tree)
        if isinstance(node, ast.BinOp)
        and any(isinstance(side, ast.Attribute) and KEY_NAMES.match(side.attr) for side in (node.left, node.right))
    ]
    return [f"{source.path}:{line} binds {key}" for line, key in words + pairs]


def waits(source: Source) -> list[str]:
    """Calls that would hold the GUI thread up while somebody stands at the counter."""
    if source.path in NOBODY_WATCHES:
        return []
    found = [(line, name) for line, name, node in calls(source) if ast.unparse(node.func) in ("time.sleep", "sleep")]
    found += [(line, name) for line, name, _ in calls(source) if name in ("processEvents", "msleep", "waitForDone")]
    return [f"{source.path}:{line} calls {name}" for line, name in found]


def modal_boxes(source: Source) -> list[str]:
    """Message boxes that stand between a scan and its answer."""
    boxes = {"question", "warning", "information", "critical", "about"}
    found = []
    for line, name, node in calls(source):
        words = ast.unparse(node.func)
        if words.endswith("QMessageBox") or (name in boxes and "QMessageBox" in words) or "QInputDialog" in words:
            found.append(f"{source.path}:{line} {words}")
    return found


RULES: dict[str, Callable[[Source], list[str]]] = {
    "labels": labels_of_their_own,
    "rich text": rich_texts,
    "keys": keys_of_scanners,
    "waiting": waits,
    "modal boxes": modal_boxes,
}

BREACHES = [
    ("labels", "QLabel('x')"),
    ("labels", "QtWidgets.QLabel()"),
    ("labels", "class Chip(QLabel): ..."),
    ("rich text", "label.setTextFormat(Qt.TextFormat.RichText)"),
    ("rich text", "browser.setHtml(name)"),
    ("keys", "QShortcut('Ctrl+J', self)"),
    ("keys", "QKeySequence('ctrl + ]')"),
    ("keys", "QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Z)"),
    ("waiting", "time.sleep(1)"),
    ("waiting", "QApplication.processEvents()"),
    ("modal boxes", "QMessageBox.question(self, 'Sure?', 'Really?')"),
    ("modal boxes", "QMessageBox(self)"),
]


@pytest.mark.parametrize("rule", RULES)
def test_every_screen_keeps_to(rule: str) -> None:
    assert [wrong for source in python_files("ui") for wrong in RULES[rule](source)] == []


@pytest.mark.parametrize(("rule", "text"), BREACHES)
def test_a_screen_that_does_not_is_seen(rule: str, text: str) -> None:
    assert RULES[rule](planted(text, "ui/planted.py"))


def test_what_is_allowed_passes() -> None:
    text = "label('x')\nQShortcut('Ctrl+K', self)\nQKeySequence('F4')\nfield.setText('M')\nPlainText\n"
    assert [wrong for rule in RULES.values() for wrong in rule(planted(text, "ui/planted.py"))] == []
    assert labels_of_their_own(planted("QLabel(text)", LABEL_FACTORY)) == []
