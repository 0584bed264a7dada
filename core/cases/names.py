"""Read a stored key from what a person or a file says: the key itself, its name in either language, an alias."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from core.base.text import fold
from core.base.words import translate

K = TypeVar("K", bound=StrEnum)
_JOINTS = re.compile(r"[\s_\-]+")


def plain_name(text: str) -> str:
    """Return a name for comparing: folded, dashes and underscores as blanks, none around a slash."""
    return re.sub(r" ?/ ?", "/", _JOINTS.sub(" ", fold(text)).strip())


def name_table(names: Mapping[K, str], aliases: Mapping[str, K]) -> dict[str, K]:
    """Return every accepted spelling → key; a name of two halves (`giả / nhái`) is known by each half too."""
    table: dict[str, K] = {}
    for key, name in names.items():
        for said in (str(key), translate(name, "en"), translate(name, "vi")):
            whole = plain_name(said)
            for spelling in (whole, *whole.split("/")):
                table.setdefault(spelling, key)
    for alias, key in aliases.items():
        table.setdefault(plain_name(alias), key)
    return table
