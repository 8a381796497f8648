"""Values reach SQL as parameters only, and SQL is written in db only."""

import ast
import re

import pytest

from tests.rules.sources import Source, planted, python_files

EXECUTES = {"execute", "executemany", "executescript", "exec_driver_sql"}
MAY_TAKE_SQL = {"text", "scalar", "scalars", "query"}
STATEMENT = re.compile(
    r"^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|VACUUM|ATTACH|WITH)\s", re.MULTILINE
)


def put_together(node: ast.expr) -> bool:
    """Whether a text is made from parts that are known only while the program runs."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return any(not is_harmless(part) for part in parts)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".format")


def is_harmless(node: ast.expr) -> bool:
    """A constant of the project (a name in capitals), or question marks by their number."""
    words = ast.unparse(node)
    return words.rsplit(".", 1)[-1].isupper() or words.startswith("marks(")


def first_words(node: ast.expr) -> str:
    """The constant text that an expression begins with, or nothing."""
    while isinstance(node, ast.BinOp):
        node = node.left
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def is_sql(call: ast.Call, word: ast.expr) -> bool:
    """Whether this argument is a statement: anything execute() is given, and what else begins like one."""
    name = ast.unparse(call.func).rsplit(".", 1)[-1]
    if first_words(word).startswith("PRAGMA "):  # takes no parameters, and is about the file, never about what is in it
        return False
    return name in EXECUTES or (name in MAY_TAKE_SQL and bool(STATEMENT.match(first_words(word))))


def sql_from_parts(source: Source) -> list[str]:
    """Statements put together from text. A line that says `# noqa: S608` has said why it must."""
    lines = source.text.splitlines()
    return [
        f"{source.path}:{node.lineno} {ast.unparse(node)[:80]}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and any(put_together(word) and is_sql(node, word) for word in node.args)
        and not any("noqa: S608" in line for line in lines[node.lineno - 1 : node.end_lineno])
    ]


def sql_outside_db(source: Source) -> list[str]:
    """Statements written anywhere but in db: in text that is run, not in words about it."""
    return [
        f"{source.path}:{node.lineno} {ast.unparse(node)[:80]}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rsplit(".", 1)[-1] in EXECUTES | MAY_TAKE_SQL
        and any(STATEMENT.match(first_words(word)) for word in node.args)
    ]


def test_no_statement_is_put_together_from_text() -> None:
    assert [wrong for source in python_files("posdesk", "ui", "db") for wrong in sql_from_parts(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "c.execute(f'SELECT * FROM member WHERE name = {name!r}')",
        "c.execute('SELECT * FROM member WHERE name = ' + name)",
        "c.execute('SELECT * FROM member WHERE id = {}'.format(member))",
        "c.execute(f'{SELECT} WHERE id = {member}')",
        "text('DELETE FROM member WHERE id = %s' % member)",
    ],
)
def test_a_statement_from_parts_is_seen(text: str) -> None:
    assert sql_from_parts(planted(text))


def test_a_statement_with_parameters_passes() -> None:
    assert sql_from_parts(planted("c.execute('SELECT * FROM member WHERE id = ?', (member,))")) == []
    assert sql_from_parts(planted("c.execute(f'PRAGMA user_version = {revision}')")) == []
    assert sql_from_parts(planted("c.execute(f'{SELECT} WHERE id IN ({marks(len(some))})', some)")) == []


def test_sql_is_written_in_db_only() -> None:
    # bench measures raw statements as its floor, so it may write them
    others = [source for source in python_files("posdesk", "ui") if "bench" not in source.path]
    assert [wrong for source in others for wrong in sql_outside_db(source)] == []
    assert sql_outside_db(planted("c.execute('PRAGMA journal_mode = WAL')"))
