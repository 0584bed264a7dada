"""Every sentence the code can show has its Vietnamese, with the same values in it."""

from __future__ import annotations

import ast
import string
from pathlib import Path

from babel.messages.pofile import read_po

from core.base.words import LOCALE, catalogue
from tests.conftest import ROOT

CALLS = {
    "t": 0, "mark": 0, "translate": 0, "CaTrucError": 0, "Refused": 0, "NotFound": 0, "Conflict": 0, "AlreadyDone": 0, "Unavailable": 0,
    "SettingsError": 0, "Problem": 1, "Said": 0, "problem": 1,
}  # fmt: skip


def message_ids() -> dict[str, str]:
    """Return each message id of the code → where it stands."""
    found: dict[str, str] = {}
    for path in (*ROOT.joinpath("core").rglob("*.py"), *ROOT.joinpath("pages").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            place = CALLS.get(name)
            if place is None or len(node.args) <= place:
                continue
            said = node.args[place]
            if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value:
                found[said.value] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def fields(template: str) -> set[str]:
    return {name.split(":")[0].split("!")[0] for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_sentence_has_its_vietnamese() -> None:
    known = catalogue("vi")
    assert {said: where for said, where in message_ids().items() if said not in known} == {}


def test_a_translation_names_the_same_values() -> None:
    wrong = {said: made for said, made in catalogue("vi").items() if fields(said) != fields(made)}
    assert wrong == {}


def test_one_sentence_has_one_translation() -> None:
    made: dict[str, dict[str, str]] = {}
    for part in sorted(LOCALE.joinpath("vi").glob("*.po")):
        with part.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    made.setdefault(str(message.id), {})[part.name] = str(message.string)
    assert {said: parts for said, parts in made.items() if len(set(parts.values())) > 1} == {}


def test_every_part_is_read() -> None:
    assert sorted(Path(part).suffix for part in LOCALE.joinpath("vi").iterdir()) == [".po"] * len(list(LOCALE.joinpath("vi").iterdir()))
