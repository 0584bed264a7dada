"""What an agent has typed into the grid and not saved yet: kept through reruns, errors, other pages and other people's saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.base.durations import format_seconds
from core.base.errors import InvalidInput, Problem
from core.people.shop import Shop
from core.shifts.actions.save import ShopTotals
from core.shifts.draft import TypedShop
from core.shifts.result import FIELDS, Totals
from core.shifts.result_input import read_field, read_totals
from core.shifts.shift import Shift
from core.ui import format as written
from core.ui.words import language

_BASES = "my_shift:bases"
HOUR = 3600


@dataclass
class _Base:
    """The stored totals the typing began from, and the newer version that was already refused once and shown."""

    version: int
    totals: Totals
    noticed: int = 0


@dataclass(frozen=True)
class Draft:
    """One shop as typed: the totals read from it, what is wrong, whether it differs from what is stored.

    `meanwhile` names the fields somebody else changed since the typing began; `version` is what to save over.
    """

    shop: Shop
    totals: Totals
    problems: tuple[Problem, ...]
    changed: bool
    version: int
    meanwhile: tuple[str, ...]

    @property
    def input(self) -> ShopTotals:
        """The totals to send."""
        return ShopTotals(self.shop.id, self.totals, self.version)


def widget_key(shift_id: int, shop_id: int, name: str) -> str:
    """Return the key of a field's widget, which is also where its text is kept."""
    return f"my_shift:{shift_id}:{shop_id}:{name}"


def field_text(name: str, value: int | None) -> str:
    """Return a number as a person would type it, in a form that is read back as the same number."""
    if value is None:
        return ""
    if name == "first_response_avg_s":
        hours, rest = divmod(value, HOUR)
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else format_seconds(value, language=language())
    return written.count(value)


def tidy(shift_id: int, shop_id: int, name: str) -> None:
    """Rewrite what was just typed the way it was understood (`1,25tr` becomes `1.250.000`); what cannot be read stays."""
    key = widget_key(shift_id, shop_id, name)
    try:
        st.session_state[key] = field_text(name, read_field(name, st.session_state.get(key) or ""))
    except InvalidInput:
        return


def draft_of(shift: Shift, shop: Shop) -> Draft:
    """Return a shop's draft, begun from the stored totals when there is none; call before its fields are drawn.

    When somebody saved the shop meanwhile, fields not touched here take the new numbers; the touched ones stay.
    """
    stored = shift.result_of(shop.id)
    bases: dict[tuple[int, int], _Base] = st.session_state.setdefault(_BASES, {})
    base = bases.get((shift.id, shop.id))
    keys = {name: widget_key(shift.id, shop.id, name) for name in FIELDS}
    if base is None or any(key not in st.session_state for key in keys.values()):
        base = bases[shift.id, shop.id] = _Base(stored.version, stored.totals)
        for name, key in keys.items():
            st.session_state[key] = field_text(name, getattr(stored.totals, name))
    texts = {name: st.session_state[key] or "" for name, key in keys.items()}
    totals, problems = read_totals(texts, shop.id, shop.name)
    meanwhile: tuple[str, ...] = ()
    version = base.version
    if stored.version != base.version:
        wrong = {problem.field.partition(".")[2] for problem in problems}
        mine = {name for name in FIELDS if name in wrong or getattr(totals, name) != getattr(base.totals, name)}
        for name in set(FIELDS) - mine:
            st.session_state[keys[name]] = texts[name] = field_text(name, getattr(stored.totals, name))
        totals, problems = read_totals(texts, shop.id, shop.name)
        if not mine or totals == stored.totals:
            bases[shift.id, shop.id] = _Base(stored.version, stored.totals)
            version = stored.version
        else:
            meanwhile = tuple(name for name in FIELDS if getattr(stored.totals, name) != getattr(base.totals, name))
            version = stored.version if base.noticed == stored.version else base.version
    if totals == stored.totals and not problems:  # written anew, also when the language changed
        for name, key in keys.items():
            st.session_state[key] = field_text(name, getattr(totals, name))
    return Draft(shop, totals, tuple(problems), bool(problems) or totals != stored.totals, version, meanwhile)


def typed_of(shift: Shift, draft: Draft) -> TypedShop:
    """Return what of a draft was typed, and what it was typed over, as it is kept on the server."""
    bases: dict[tuple[int, int], _Base] = st.session_state[_BASES]
    base = bases[shift.id, draft.shop.id]
    texts = {name: st.session_state[widget_key(shift.id, draft.shop.id, name)] or "" for name in FIELDS}
    typed = tuple((name, text) for name, text in texts.items() if text != field_text(name, getattr(base.totals, name)))
    return TypedShop(draft.shop.id, base.version, base.totals, typed)


def type_again(shift: Shift, typed: TypedShop) -> None:
    """Put a kept draft of a shop back into its fields, as if it was typed now; call before they are drawn."""
    bases: dict[tuple[int, int], _Base] = st.session_state.setdefault(_BASES, {})
    bases[shift.id, typed.shop_id] = _Base(typed.version, typed.base)
    texts = dict(typed.texts)
    for name in FIELDS:
        text = texts.get(name, field_text(name, getattr(typed.base, name)))
        st.session_state[widget_key(shift.id, typed.shop_id, name)] = text


def text_now(shift: Shift, shop_id: int, name: str) -> str:
    """Return what stands in a field now: what is typed, else what is stored."""
    key = widget_key(shift.id, shop_id, name)
    if key in st.session_state:
        return st.session_state[key] or ""
    return field_text(name, getattr(shift.result_of(shop_id).totals, name))


def same_number(name: str, text: str, other: str) -> bool:
    """Tell whether two texts of a field mean the same; texts that cannot be read mean themselves."""
    try:
        return read_field(name, text) == read_field(name, other)
    except InvalidInput:
        return text == other


def forget(shift_id: int, *shop_ids: int) -> None:
    """Let go of drafts that were saved; the next drawing begins from what is stored."""
    bases: dict[tuple[int, int], _Base] = st.session_state.get(_BASES, {})
    for shop_id in shop_ids:
        bases.pop((shift_id, shop_id), None)


def shown(shift: Shift, drafts: Sequence[Draft]) -> None:
    """Note, after a refused save, that the person was shown what others saved: the next save replaces it."""
    bases: dict[tuple[int, int], _Base] = st.session_state.get(_BASES, {})
    for draft in drafts:
        if draft.meanwhile and (base := bases.get((shift.id, draft.shop.id))) is not None:
            base.noticed = shift.result_of(draft.shop.id).version
