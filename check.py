"""The one command for a developer: format, lint, types, import contracts, migrations, docs, rule ids, tests.

Decides nothing about the code itself: every check is a tool's answer or a comparison of two things that must agree.
A checkout's own; never in the wheel. python3 main.py check [--static] [--fix]
"""

import argparse
import ast
import importlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
RULE_ID = re.compile(r"(?:VS|TI|RD|DT|CM|LG|[EMXPIG])\d\d")
A_RULE = re.compile(rf"^(?:[-*] )?({RULE_ID.pattern}):? (.+)$", re.MULTILINE)
A_CLAIM = re.compile(rf"^\s*(?:[-*]|\|)\s*[*`]*({RULE_ID.pattern})\b", re.MULTILINE)

Problems = list[str]


class Check(NamedTuple):
    """One line of the table: what it is called, and what finds its problems (an empty list is well)."""

    name: str
    find: Callable[[], Problems]


class Outcome(NamedTuple):
    """What a check found, and how long it took in seconds."""

    name: str
    problems: Problems
    seconds: float


# ---------------------------------------------------------------------------------------------------------- the doors


def main(argv: list[str]) -> int:
    """Run the checks and print a table; 0 when all is well, 1 when something is not, 2 for a wrong option."""
    reading = argparse.ArgumentParser(prog="check", description="Check everything that must hold before a commit.")
    reading.add_argument("--static", action="store_true", help="leave the tests out")
    reading.add_argument("--fix", action="store_true", help="format, apply safe fixes and write docs/facts anew, first")
    chosen = reading.parse_args(argv)
    if chosen.fix:
        fix()
    checks = STATIC_CHECKS if chosen.static else (*STATIC_CHECKS, Check("tests", _tests))
    outcomes = [_run(check) for check in checks]
    print(table(outcomes))
    return 1 if any(outcome.problems for outcome in outcomes) else 0


def run_tests(argv: list[str]) -> int:
    """Run pytest with argv added, on all cores unless argv says -n; answers pytest's exit code. One process more than
    there are cores: many tests wait for other processes and for disks."""
    # A test process of its own: nothing that a command has imported or set stands in the tests' way.
    cores = (
        [] if any(word.startswith(("-n", "--pdb")) for word in argv) else ["-n", str(min(4, os.cpu_count() or 1) + 1)]
    )
    command = [sys.executable, "-m", "pytest", *cores, "--dist", "worksteal", *argv]
    return subprocess.run(command, cwd=ROOT, env=_plain_environment(), check=False).returncode


def show_rules(argv: list[str]) -> int:
    """Print every rule of docs/rules.md with the tests that name it; 1 when a rule that is promised has none."""
    reading = argparse.ArgumentParser(prog="rules", description="Every loyalty rule, with the tests that name it.")
    reading.add_argument("--json", action="store_true", help="answer as JSON")
    page, tests = (ROOT / "docs" / "rules.md").read_text("utf-8"), tests_by_rule(ROOT / "tests")
    promised = rules_claimed(page)
    rules: list[dict[str, Any]] = [
        {"id": rule, "tests": tests.get(rule, []), "promised": rule in promised, "text": words}
        for rule, words in rules_named(page)
    ]
    if reading.parse_args(argv).json:
        print(json.dumps(rules, ensure_ascii=False, indent=1))
    else:
        for rule in rules:
            state = f"{len(rule['tests'])} tests" if rule["promised"] else "to come"
            print("\n  ".join([f"{rule['id']:<5} {state:<9} {rule['text']}", *rule["tests"]]))
    return 1 if any(rule["promised"] and not rule["tests"] for rule in rules) else 0


def fix() -> None:
    """Format, apply ruff's safe fixes, and write the schemas of the facts anew."""
    _tool("ruff", "check", "--no-cache", "--fix", "--quiet", ".")
    _tool("ruff", "format", "--quiet", ".")
    write_schemas(_schemas(), ROOT / "docs" / "facts")


def table(outcomes: Sequence[Outcome]) -> str:
    """The results, one line a check, after the problems of those that failed."""
    lines = [f"{outcome.name}: {problem}" for outcome in outcomes for problem in outcome.problems]
    width = max(len(outcome.name) for outcome in outcomes)
    for outcome in outcomes:
        result = "FAILED" if outcome.problems else "ok"
        lines.append(f"{outcome.name:<{width}}  {result:<6}  {outcome.seconds:6.1f} s")
    return "\n".join(lines)


def _run(check: Check) -> Outcome:
    began = time.monotonic()
    try:
        problems = check.find()
    except ImportError as absent:  # a check of something that is not there has failed, and the others go on
        problems = [f"could not be made: {absent}"]
    return Outcome(check.name, problems, time.monotonic() - began)


# ----------------------------------------------------------------------------------------------------------- the tools


def _tool(*words: str) -> Problems:
    command = [sys.executable, "-m", *words]
    return _answer(command)


def _answer(command: Sequence[str]) -> Problems:
    ended = subprocess.run(command, cwd=ROOT, env=_plain_environment(), capture_output=True, text=True, check=False)
    return [] if ended.returncode == 0 else [(ended.stdout + ended.stderr).strip() or f"ended with {ended.returncode}"]


def _plain_environment() -> dict[str, str]:
    foreign = {"PYTHONPATH", "PYTHONHOME", "PYTEST_ADDOPTS", "MYPYPATH"}
    return {name: value for name, value in os.environ.items() if name not in foreign}


def _tests() -> Problems:
    code = run_tests(["-q"])
    return [] if code == 0 else [f"pytest ended with {code}"]


# ------------------------------------------------------------------------------------- things that must agree: schemas


def _schemas() -> dict[str, dict[str, Any]]:
    answer: dict[str, dict[str, Any]] = importlib.import_module("posdesk.domain.fact_schemas").schemas()
    return answer


def schema_files(schemas: dict[str, dict[str, Any]]) -> dict[str, str]:
    """File name to text of docs/facts, one file a kind and version ("visit.recorded.1")."""
    return {
        f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        for name, schema in sorted(schemas.items())
    }


def write_schemas(schemas: dict[str, dict[str, Any]], folder: Path) -> None:
    """Make the folder hold exactly the schemas; a schema nobody generates any more goes."""
    wanted = schema_files(schemas)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(_texts(folder, "*.schema.json")) - set(wanted):
        (folder / stale).unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, "utf-8")


def schemas_that_differ(schemas: dict[str, dict[str, Any]], folder: Path) -> Problems:
    """Which files of docs/facts are not what the codec generates."""
    wanted, kept = schema_files(schemas), _texts(folder, "*.schema.json")
    return [
        f"docs/facts/{name} is {word}; python3 main.py check --fix writes it anew"
        for name in sorted(wanted.keys() | kept.keys())
        if (word := _difference(wanted.get(name), kept.get(name)))
    ]


def _difference(wanted: str | None, kept: str | None) -> str:
    if wanted == kept:
        return ""
    return "missing" if kept is None else "generated by no fact" if wanted is None else "out of date"


def _texts(folder: Path, pattern: str) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.glob(pattern)}


# --------------------------------------------------------------------------- things that must agree: commands and rules


def commands_unnamed(commands: Iterable[str], readme: str) -> Problems:
    """Which commands the README does not name, as `main.py NAME` or in backticks."""
    return [
        f"README.md does not name the command {name!r}"
        for name in commands
        if not re.search(rf"(?:main\.py|posdesk) {re.escape(name)}\b|`{re.escape(name)}\b[^`]*`", readme)
    ]


def rules_claimed(text: str) -> set[str]:
    """The rule ids that docs/rules.md claims: those a list item or a table row begins with."""
    return set(A_CLAIM.findall(text))


def rules_named(text: str) -> list[tuple[str, str]]:
    """Every rule of the page with its words, in the page's order: those claimed, and those still to come."""
    return [(match[1], match[2]) for match in A_RULE.finditer(text)]


def rules_marked(source: str) -> Iterator[tuple[str, str]]:
    """Each rule id that a mark of one test file names, with the test's name."""
    for node in ast.walk(ast.parse(source)):
        for mark in getattr(node, "decorator_list", ()):
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
                yield from ((ast.literal_eval(word), getattr(node, "name", "")) for word in mark.args)


def tests_by_rule(folder: Path) -> dict[str, list[str]]:
    """For each rule id that any test below the folder names: those tests, as pytest writes them."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for rule, test in rules_marked(path.read_text("utf-8")):
            found.setdefault(rule, []).append(f"{path.relative_to(folder.parent).as_posix()}::{test}")
    return found


def rules_that_differ(page: str, marked: set[str]) -> Problems:
    """Rules that the page claims and no test names, and rules named by tests that the page does not know at all."""
    untested = sorted(rules_claimed(page) - marked)
    unknown = sorted(marked - set(RULE_ID.findall(page)))
    return [f"{rule} is claimed in docs/rules.md and no test names it" for rule in untested] + [
        f"{rule} is named by a test and docs/rules.md does not know it" for rule in unknown
    ]


def _rule_ids() -> Problems:
    page = ROOT / "docs" / "rules.md"
    if not page.exists():
        return ["docs/rules.md is not there"]
    return rules_that_differ(page.read_text("utf-8"), set(tests_by_rule(ROOT / "tests")))


def _commands() -> Problems:
    readme = ROOT / "README.md"
    commands = importlib.import_module("posdesk.cli").COMMANDS
    return commands_unnamed(commands, readme.read_text("utf-8")) if readme.exists() else ["README.md is not there"]


def _drift() -> Problems:
    found: list[str] = importlib.import_module("db.upgrade").drift()
    return found


STATIC_CHECKS = (
    Check("format", lambda: _tool("ruff", "format", "--check", "--quiet", ".")),
    Check("lint", lambda: _tool("ruff", "check", "--no-cache", "--quiet", ".")),
    Check("types", lambda: _tool("mypy")),
    Check("import contracts", lambda: _answer([sys.executable, "-c", LINT_IMPORTS, "--no-logo"])),
    Check("migration drift", _drift),
    Check("docs: facts", lambda: schemas_that_differ(_schemas(), ROOT / "docs" / "facts")),
    Check("docs: commands", _commands),
    Check("docs: rule ids", _rule_ids),
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
