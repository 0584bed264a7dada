"""The policy as a file: JSON as the command line writes it, or the same as TOML."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from typing import Any, Final

from core.base.errors import InvalidInput, Problem
from core.base.words import mark
from core.score.policy import Policy, policy_document

BESIDE_A_POLICY: Final = ("version", "from")
"""Keys printed beside the policy; in a file to read they are passed over."""
MOST_BYTES: Final = 100_000
NOT_JSON: Final = mark("{file} is not JSON.")
NOT_TOML: Final = mark("{file} is not TOML.")


def read_policy_file(name: str, content: bytes) -> Any:
    """Return the document of a JSON or TOML file (by its ending); what is in it is checked by `policy_from`."""
    wrong = NOT_TOML if name.lower().endswith(".toml") else NOT_JSON
    problem = InvalidInput([Problem("set", wrong, {"file": name})])
    if len(content) > MOST_BYTES:
        raise problem
    try:
        text = content.decode("utf-8-sig")
        found = tomllib.loads(text, parse_float=Decimal) if wrong is NOT_TOML else json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise problem from None
    return {key: value for key, value in found.items() if key not in BESIDE_A_POLICY} if isinstance(found, dict) else found


def policy_as_json(policy: Policy) -> str:
    """Write a policy as JSON."""
    return json.dumps(policy_document(policy), ensure_ascii=False, indent=2) + "\n"


def policy_as_toml(policy: Policy) -> str:
    """Write a policy as TOML: plain values first, then a table for each metric and the gates."""
    document = policy_document(policy)
    metrics, gates = document.pop("metrics"), document.pop("gates")
    lines = [f"{key} = {_value(value)}" for key, value in document.items()]
    for name, table in (*((f"metrics.{key}", rule) for key, rule in metrics.items()), ("gates", gates)):
        lines += ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    # A policy holds numbers, keys, truth values and lists of these: there JSON and TOML write alike.
    return json.dumps(value, ensure_ascii=False)
