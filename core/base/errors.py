"""What can go wrong, as typed errors: a template in English, its values, the field, the way out.

Templates are message ids of the catalogue; `core.base.words.explain` makes the sentence a person
reads. Nothing here ever holds a secret or a trace.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any


class CaTrucError(Exception):
    """The root of everything this application refuses or reports."""

    def __init__(self, template: str, /, *, field: str | None = None, **values: Any) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.field = field
        self.values = values


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one input: the field (or cell), what is wrong, the values named in it."""

    field: str
    template: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


class InvalidInput(CaTrucError):
    """Some fields cannot be taken as they are; `problems` names each of them."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(first.template, field=first.field, **first.values)
        self.problems = problems


class Refused(CaTrucError):
    """The person may not do this."""


class NotFound(CaTrucError):
    """The thing named does not exist, or is not for this person to see."""


class Conflict(CaTrucError):
    """Somebody saved in between; `current` holds what is stored now (a frozen value)."""

    def __init__(self, template: str, /, *, current: Any = None, **values: Any) -> None:
        super().__init__(template, **values)
        self.current = current


class AlreadyDone(CaTrucError):
    """The same form was sent twice; the first one counts."""


class Unavailable(CaTrucError):
    """A part the application needs does not answer (database, disk, Google)."""


class SettingsError(CaTrucError):
    """A setting makes no sense; the start is refused with this one line."""
