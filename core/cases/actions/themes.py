"""Themes of reviews: the owner's own, built-in ones changed, switched off, or put back as they came."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, select

from core.base import audit
from core.base.changes import Topic, touch
from core.base.errors import Conflict, InvalidInput, NotFound, Problem
from core.base.text import fold
from core.base.words import mark, translate
from core.cases.queries.themes import list_themes
from core.cases.tables import ReviewThemeRow
from core.cases.themes import MAX_THEMES, NAME_TAKEN, TOO_MANY_THEMES, Theme, ThemeInput, input_problems, split_words, starter_theme
from core.cases.wording import one_line
from core.people.user import Right, User

GONE: Final = mark("This theme does not exist any more.")
CHANGED: Final = mark("Somebody changed this theme in the meantime. Look at what it says now, then save again.")


def save_theme(session: Session, user: User, given: ThemeInput, *, now: datetime) -> Theme:
    """Keep a theme: a new one of the owner's, or `given.code` as it is now. A built-in name kept stays translated."""
    user.require(Right.MANAGE_THEMES)
    name, words = one_line(given.name), split_words(given.words)
    themes = list_themes(session, user)
    problems = input_problems(name, words)
    if any(fold(name) in _names(theme) for theme in themes if theme.code != given.code):
        problems.append(Problem("name", NAME_TAKEN, {"value": name}))
    if not given.code and len(themes) >= MAX_THEMES:
        problems.append(Problem("name", TOO_MANY_THEMES, {"max": MAX_THEMES}))
    if problems:
        raise InvalidInput(problems)
    row = _take(session, given, themes)
    before = None if row.id is None else _told(row)
    starter = starter_theme(row.code)
    row.name = "" if starter and fold(name) in _names(starter) else name
    row.words, row.active = list(words), given.active
    return _write(session, user, row, before, now)


def put_theme_back(session: Session, user: User, code: str, *, now: datetime) -> None:
    """Forget an owner's change of a built-in theme, or remove an own theme."""
    user.require(Right.MANAGE_THEMES)
    row = session.exec(select(ReviewThemeRow).where(ReviewThemeRow.code == code)).one_or_none()
    if row is None:
        raise NotFound(GONE)
    before = _told(row)
    session.delete(row)
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="review_theme.put_back", subject=f"review_theme:{code}",
        before=before,
    )  # fmt: skip
    touch(session, Topic.CASES)


def _names(theme: Theme) -> set[str]:
    return {fold(translate(theme.name, "vi")), fold(translate(theme.name, "en"))}


def _take(session: Session, given: ThemeInput, themes: tuple[Theme, ...]) -> ReviewThemeRow:
    if not given.code:
        taken = {theme.code for theme in themes}
        code = next(code for number in range(1, MAX_THEMES + 2) if (code := f"own_{number}") not in taken)
        return ReviewThemeRow(code=code, words=[])
    row = session.exec(select(ReviewThemeRow).where(ReviewThemeRow.code == given.code).with_for_update()).one_or_none()
    if row is None and starter_theme(given.code) is None:
        raise NotFound(GONE)
    if (row.version if row else 0) != given.version:
        raise Conflict(CHANGED, current=next(theme for theme in themes if theme.code == given.code))
    return row or ReviewThemeRow(code=given.code, words=[])


def _write(session: Session, user: User, row: ReviewThemeRow, before: dict[str, Any] | None, now: datetime) -> Theme:
    if row.id is not None:
        row.version += 1
    session.add(row)
    session.flush()
    audit.record(
        session, at=now, actor_id=user.id or None, actor=user.name, action="review_theme.save", subject=f"review_theme:{row.code}",
        before=before, after=_told(row),
    )  # fmt: skip
    touch(session, Topic.CASES)
    return next(theme for theme in list_themes(session, user) if theme.code == row.code)


def _told(row: ReviewThemeRow) -> dict[str, Any]:
    return {"name": row.name, "words": list(row.words), "active": row.active}
