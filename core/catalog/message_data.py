"""The data file of the message check: the starter rules and the word lists they and the checks use."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

RULES_FILE = Path(__file__).with_name("message_rules.toml")


@lru_cache(maxsize=1)
def rules_document() -> dict[str, Any]:
    """Return the data file as it is written."""
    return tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def word_list(name: str) -> frozenset[str]:
    """Return one of the file's lists of single words."""
    return frozenset(str(rules_document()["lists"][name]).split())
