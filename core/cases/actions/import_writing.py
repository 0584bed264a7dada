"""Rows of a file against what is stored: add what is new, update what only imports have touched, leave the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from core.cases.tables import ComplaintRow, ReviewRow

CHUNK: Final = 5_000
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Kind:
    """A table, its natural key, which stored columns each column of the file decides, and how others follow from them."""

    table: type[ComplaintRow] | type[ReviewRow]
    key: tuple[str, ...]
    decides: Mapping[str, tuple[str, ...]]
    follow: Callable[[Mapping[str, Any]], dict[str, Any]]
    read_by_follow: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """How many rows were added, updated, or stood already as the file says."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0


def write_rows(session: Session, kind: Kind, wanted: Mapping[Key, dict[str, Any]], *, columns: Collection[str]) -> Written:
    """Store the rows by their key; only the stored columns the file's `columns` decide are compared and changed."""
    deciding = sorted({stored for column in columns for stored in kind.decides.get(column, ())})
    stored = _stored(session, kind, wanted, [*deciding, *kind.read_by_follow])
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    unchanged = 0
    for key, values in wanted.items():
        old = stored.get(key)
        if old is None:
            new.append(values | {"imported_version": 1})
        elif all(old[name] == values[name] for name in deciding):
            unchanged += 1
        elif old["version"] == old["imported_version"]:
            version = old["version"] + 1
            said = {name: values[name] for name in deciding}
            changed.append({"id": old["id"], "version": version, "imported_version": version} | said | kind.follow({**old, **said}))
    for rows, statement in ((new, insert(kind.table)), (changed, update(kind.table))):
        source = iter(rows)
        while chunk := list(islice(source, CHUNK)):
            session.execute(statement, chunk)
    return Written(len(new), len(changed), unchanged)


def _stored(session: Session, kind: Kind, wanted: Mapping[Key, dict[str, Any]], names: list[str]) -> dict[Key, Mapping[str, Any]]:
    """Return what is stored under the keys' order numbers and shops, by key."""
    shown = [getattr(kind.table, name) for name in ("id", "version", "imported_version", *kind.key, *names)]
    found: dict[Key, Mapping[str, Any]] = {}
    source = iter(sorted({values["order_no"] for values in wanted.values()}))
    while chunk := list(islice(source, CHUNK)):
        for row in session.execute(select(*shown).where(col(kind.table.order_no).in_(chunk))).mappings():
            found[tuple(row[name] for name in kind.key)] = dict(row)
    return found
