"""The few pages we draw ourselves: plain HTML, no script, the look of the app from one style sheet."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from string import Template
from typing import Any

from core.base.words import Language, translate

_FRAME = Template("""<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$title · Ca Trực</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/fonts.css">
<link rel="stylesheet" href="/assets/entry.css">
</head>
<body>
<main class="card">
<header><img src="/assets/icon.svg" alt="" width="40" height="40"><p class="brand">Ca Trực</p></header>
<h1>$title</h1>
$body
</main>
<footer>$switch</footer>
</body>
</html>
""")
_OTHER: dict[Language, tuple[Language, str]] = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}


@dataclass(frozen=True)
class Field:
    """One labelled input of a form."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    autocomplete: str = "off"
    focus: bool = False


def page(title: str, body: str, language: Language, *, address: str) -> str:
    """Return a whole page; `title` is a message id, `body` is HTML, `address` is where the page lives."""
    other, name = _OTHER[language]
    joint = "&" if "?" in address else "?"
    switch = f'<a href="{escape(address + joint)}lang={other}" lang="{other}" hreflang="{other}">{name}</a>'
    return _FRAME.substitute(language=language, title=escape(translate(title, language)), body=body, switch=switch)


def alert(sentence: str) -> str:
    """Return an error, told to screen readers at once."""
    return f'<p class="alert" role="alert">{escape(sentence)}</p>' if sentence else ""


def note(sentence: str) -> str:
    """Return a quiet sentence."""
    return f'<p class="note">{escape(sentence)}</p>'


def form(action: str, fields: list[Field], button: str, *, hidden: dict[str, str] | None = None, wrong: str = "") -> str:
    """Return a form; `wrong` names the field the error belongs to."""
    rows = []
    for each in fields:
        extra = ' aria-invalid="true"' if each.name == wrong else ""
        extra += f' aria-describedby="{each.name}-hint"' if each.hint else ""
        extra += " autofocus" if each.focus else ""
        extra += ' autocapitalize="none" spellcheck="false"' if each.name == "name" else ""
        rows.append(
            f'<label for="{each.name}">{escape(each.label)}</label>'
            f'<input id="{each.name}" name="{each.name}" type="{each.kind}" value="{escape(each.value)}" '
            f'autocomplete="{each.autocomplete}" maxlength="200" required{extra}>'
            + (f'<small id="{each.name}-hint">{escape(each.hint)}</small>' if each.hint else "")
        )
    kept = "".join(f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">' for key, value in (hidden or {}).items())
    return f'<form method="post" action="{action}">{kept}{"".join(rows)}<button type="submit">{escape(button)}</button></form>'


def choices(action: str, name: str, options: list[tuple[str, str, str]], *, hidden: dict[str, str]) -> str:
    """Return one button for each (value, label, explanation)."""
    kept = "".join(f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">' for key, value in hidden.items())
    buttons = "".join(
        f'<button class="choice" type="submit" name="{name}" value="{escape(value)}">'
        f"<b>{escape(label)}</b><span>{escape(why)}</span></button>"
        for value, label, why in options
    )
    return f'<form method="post" action="{action}">{kept}{buttons}</form>'


def words_in(language: Language) -> Any:
    """Return `t` for one language."""

    def t(template: str, /, **values: Any) -> str:
        return translate(template, language, **values)

    return t
