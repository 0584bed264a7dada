"""The house rules that a machine can hold: style, types, who imports whom, sizes, doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BIN = Path(sys.executable).parent
SOURCES = sorted(path for path in ROOT.joinpath("core").rglob("*.py") if "versions" not in path.parts)
PAGES = sorted(ROOT.joinpath("pages").glob("*.py"))
DOORS = ("tables.py", "queries", "actions")
WINGS = ("people", "shifts", "cases", "catalog", "score")


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def imports(path: Path) -> set[str]:
    """Return the top-level packages and dotted modules a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def touches(path: Path, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for name in imports(path) for package in packages)


def is_door(path: Path) -> bool:
    inside = path.relative_to(ROOT / "core").parts
    return inside[0] == "base" or (inside[0] in WINGS and (inside[1] in DOORS or inside[1].removesuffix(".py") in DOORS))


def test_the_style_is_kept() -> None:
    run(str(BIN / "ruff"), "check", ".")
    run(str(BIN / "ruff"), "format", "--check", ".")


def test_the_types_hold() -> None:
    run(str(BIN / "mypy"))


def test_imports_run_one_way() -> None:
    run(str(BIN / "lint-imports"))


def test_only_doors_know_the_database_library() -> None:
    wings = [path for path in SOURCES if path.relative_to(ROOT / "core").parts[0] in WINGS]
    assert [str(path) for path in wings if touches(path, "sqlmodel", "sqlalchemy") and not is_door(path)] == []


def test_tables_are_private_to_their_wing() -> None:
    foreign = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in imports(path)
        for wing in WINGS
        if name == f"core.{wing}.tables" and path.relative_to(ROOT / "core").parts[0] != wing
    ]
    assert foreign == []


def test_concepts_know_no_pandas() -> None:
    wings = [path for path in SOURCES if path.relative_to(ROOT / "core").parts[0] in WINGS]
    assert [str(path) for path in wings if touches(path, "pandas") and not is_door(path)] == []


def test_streamlit_stays_in_ui_pages_and_app() -> None:
    assert [str(path) for path in SOURCES if touches(path, "streamlit") and "ui" not in path.parts] == []


def test_gspread_stays_in_one_file() -> None:
    assert [path.relative_to(ROOT).as_posix() for path in SOURCES if touches(path, "gspread")] == ["core/catalog/google.py"]


def test_starlette_stays_in_web() -> None:
    assert [str(path) for path in SOURCES if touches(path, "starlette") and "web" not in path.parts] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_guards_first_and_computes_nothing(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 150
    assert not touches(page, "sqlmodel", "sqlalchemy", "numpy")
    body = [node for node in ast.parse("\n".join(lines)).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    first = body[1] if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else body[0]
    call = first.value if isinstance(first, ast.Assign | ast.Expr | ast.AnnAssign) else None
    assert isinstance(call, ast.Call), f"{page.name}: the first statement must be guard(…)"
    assert isinstance(call.func, ast.Name), f"{page.name}: the first statement must be guard(…)"
    assert call.func.id == "guard"
    assert [argument.value for argument in call.args if isinstance(argument, ast.Constant)] == [page.stem]


def test_files_are_named_for_things() -> None:
    odd = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}
    assert [str(path) for path in (*SOURCES, *PAGES) if path.stem in odd] == []


def test_files_stay_readable() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count for path in SOURCES if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_app_is_a_short_entry() -> None:
    assert len(ROOT.joinpath("app.py").read_text(encoding="utf-8").splitlines()) <= 40


def test_public_functions_say_what_they_do() -> None:
    silent = []
    for path in SOURCES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and ast.get_docstring(node) is None:
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert silent == []
