"""Facts are only ever added (LG01): no statement of ours changes or removes one, and rows show no way round."""

import ast
import re
from pathlib import Path

import pytest

from db.projections import rebuild
from db.transfer import export_facts, import_facts
from posdesk.domain.facts import Line, VisitRecorded, VisitVoided
from tests.db.tills import Till, reopened

DB = Path(__file__).resolve().parents[2] / "db"
CHANGES = re.compile(r"\b(update|delete)\(facts\)|\b(UPDATE|DELETE FROM|REPLACE INTO|DROP TABLE) +\"?facts\b")


def changes(source: str) -> list[str]:
    """Statements that would change the table of facts, in code: what is only said about them does not count."""
    tree = ast.parse(source)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if _has_doc(node)}  # type: ignore[attr-defined]
    parts = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    parts += [node.value for node in ast.walk(tree) if _is_text(node) and id(node) not in docs]  # type: ignore[attr-defined]
    return sorted({found.group(0) for part in parts for found in CHANGES.finditer(part)})


def _has_doc(node: ast.AST) -> bool:
    body = getattr(node, "body", None)
    return isinstance(body, list) and bool(body) and isinstance(body[0], ast.Expr)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.rule("LG01")
def test_no_module_of_db_changes_or_removes_a_fact() -> None:
    modules = sorted(DB.rglob("*.py"))
    assert len(modules) > 15
    found = {module: changes(module.read_text("utf-8")) for module in modules}
    assert {module.name for module in modules if found[module]} == {
        "replica.py",
        "erasure.py",
        "seals.py",
        "upstream.py",
        "tray.py",
    }


@pytest.mark.rule("LG01")
@pytest.mark.parametrize("module", ["hub/upstream.py", "hub/tray.py"])
def test_a_stores_hub_changes_where_a_fact_stands_never_what_it_says(module: str) -> None:
    """What lies in the tray moves to the place that head office gave it, or to head office's own line."""
    text = (DB / module).read_text("utf-8")
    columns = re.findall(r"update\(facts\)\s*\.values\(([^)]*)\)", text)
    assert all(re.match(r"(position|device|received_at)=", said) for said in columns)


@pytest.mark.rule("LG01")
def test_what_seals_a_fact_changes_its_seal_and_nothing_it_says() -> None:
    text = (DB / "seals.py").read_text("utf-8")
    assert changes(text) == ["update(facts)"]
    assert set(re.findall(r"update\(facts\)\s*\.values\((\w+)=", text)) == {"seal"}


@pytest.mark.rule("LG01", "I06")
@pytest.mark.parametrize(("module", "column"), [("erasure.py", "body"), ("hub/erasure.py", "line")])
def test_an_erasure_takes_a_person_out_of_what_a_fact_says_and_touches_nothing_else(module: str, column: str) -> None:
    text = (DB / module).read_text("utf-8")
    assert changes(text) == ["update(facts)"]
    assert re.findall(r"update\(facts\)\.values\((\w+)=", text) == [column]


@pytest.mark.rule("LG01")
def test_what_the_hub_says_changes_where_a_fact_stands_never_what_it_says() -> None:
    """One exception is named: a fact of ours whose id is another's at the hub is set aside whole, and kept there."""
    tree = ast.parse((DB / "replica.py").read_text("utf-8"))
    statements = [node for node in tree.body if isinstance(node, ast.Assign) and "(facts)" in ast.unparse(node.value)]
    writing = {ast.unparse(node.targets[0]): ast.unparse(node.value) for node in statements}
    columns = {name: set(re.findall(r"\b(\w+)=(?:bindparam|null)", text)) for name, text in writing.items()}
    about_a_fact = {"id", "kind", "subject", "staff", "occurred_at", "body"}
    assert [name for name, text in writing.items() if "delete(facts)" in text] == ["_DROP_FACT"]
    assert "origin" in columns["_ADOPT"]
    assert not any(about_a_fact & named for named in columns.values())


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import update\nx = update(facts).values(body='')",
        "x = delete(facts)",
        "connection.execute('DELETE FROM facts WHERE id = ?')",
        'connection.execute("UPDATE facts SET body = ?")',
        "connection.execute(f'DROP TABLE facts')",
    ],
)
def test_the_search_finds_what_it_looks_for(source: str) -> None:
    assert changes(source) != []


@pytest.mark.rule("LG01")
def test_rows_of_facts_stay_byte_for_byte_through_everything_a_store_does(till: Till) -> None:
    till.opened()
    member = till.member()
    visit = till.visit(member)
    before = rows(till)
    till.happened(VisitVoided(visit.id, "typing error"))
    import_facts(till.store, list(export_facts(till.store)))
    till.store.ledger.append([till.draft(VisitRecorded((Line(1),)), member)])
    rebuild(till.store)
    again = reopened(till)
    assert rows(again)[: len(before)] == before
    again.close()


def rows(till: Till) -> list[object]:
    """The table as it is."""
    return till.store.connections.reader.execute('SELECT * FROM facts ORDER BY "key"').fetchall()
