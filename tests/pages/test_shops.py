"""Shops on their page: renamed, moved, archived."""

from __future__ import annotations

from core.base.database import Database
from core.people.queries.shops import list_shops
from tests.conftest import Cast
from tests.pages.conftest import OpenPage


def names(database: Database, cast: Cast) -> list[tuple[str, bool]]:
    with database.read() as session:
        return [(shop.name, shop.active) for shop in list_shops(session, cast.hoa, everything=True)]


def test_an_owner_renames_moves_and_archives(database: Database, cast: Cast, open_page: OpenPage) -> None:
    at = open_page("shops", cast.hoa)
    at.session_state["shops:table"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at.run()
    assert not at.exception
    next(box for box in at.text_input if box.value == "Shop A").input("Áo Nắng").run()
    next(box for box in at.selectbox if box.label == "Vị trí").select(2).run()
    next(button for button in at.button if button.label == "Lưu").click().run()
    assert not at.exception and not at.error
    assert names(database, cast) == [("Shop B", True), ("Áo Nắng", True)]
    at.session_state["shops:table"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    at.run()
    next(button for button in at.button if button.label == "Lưu trữ").click().run()
    assert not at.exception and not at.error
    assert names(database, cast) == [("Shop B", True), ("Áo Nắng", False)]
