"""A work list's address: what it says is shown, junk falls back to the usual, the usual is left out."""

from __future__ import annotations

import pytest

from core.cases.view import MAX_SEARCH, ListView, Whose, read_view, view_params, view_query

STATES = ("open", "late", "every")


@pytest.mark.parametrize(
    ("params", "view"),
    [
        ({}, ListView("open")),
        ({"state": "late", "whose": "mine", "q": "bể vỡ"}, ListView("late", Whose.MINE, "bể vỡ")),
        ({"state": "LATE", "whose": "Mine", "q": " \t\n "}, ListView("open")),
        ({"state": "__class__", "whose": "all;--", "q": "\x00a\u202eb\u200b"}, ListView("open", Whose.ALL, "ab")),
        ({"q": "x" * 10_000}, ListView("open", Whose.ALL, "x" * MAX_SEARCH)),
    ],
)
def test_what_an_address_shows(params: dict[str, str], view: ListView) -> None:
    assert read_view(params, STATES) == view


def test_there_and_back() -> None:
    for view in (ListView("open"), ListView("late", Whose.UNASSIGNED, "50% & hơn = ?"), ListView("every", Whose.MINE)):
        assert read_view(view_params(view, STATES), STATES) == view
    assert view_params(ListView("open"), STATES) == {}
    assert view_query(ListView("late", search="a b&c"), STATES) == "state=late&q=a+b%26c"
