"""Short ways to look at and use the two desks in the tests."""

from __future__ import annotations

import re
from typing import Any

from streamlit.testing.v1 import AppTest

from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import get_settings
from core.catalog.actions.sources import NewSource
from core.catalog.refresh import add_and_read
from core.catalog.source import Place, PlaceKind, SheetKind
from core.people.user import SYSTEM, User
from tests.pages.conftest import OpenPage


def field(page: AppTest, kind: str, label: str) -> Any:
    """Return the one widget of a kind with a label."""
    (found,) = [one for one in page.get(kind) if one.label == label]
    return found


def press(page: AppTest, label: str) -> AppTest:
    """Press the one button with a label."""
    return field(page, "button", label).click().run()  # type: ignore[no-any-return]


def markdown(page: AppTest) -> str:
    """Return all Markdown of the page."""
    return "\n".join(one.value for one in page.markdown).replace("\u00a0", " ")


def captions(page: AppTest) -> list[str]:
    """Return the quiet lines of the page."""
    return [one.value.replace("\u00a0", " ") for one in page.caption]


def titles(page: AppTest) -> list[str]:
    """Return what the lines of the work list are called, in order."""
    return [one.label.split("**")[1] for one in page.button if one.label.startswith("**")]


def open_case(open_page: OpenPage, user: User, page_key: str, case_id: int) -> AppTest:
    """Open a page with one case on it."""
    page = open_page(page_key, user)
    page.query_params["id"] = str(case_id)
    return page.run()


def add_scripts(database: Database) -> None:
    """Read the sample sheet of scripts a moment ago."""
    add_and_read(database, get_settings(), SYSTEM, NewSource(SheetKind.SCRIPTS, Place(PlaceKind.SAMPLE, "1"), "Kịch bản"), now=utc_now())


def everything_drawn(page: AppTest) -> str:
    """Return every text of the page that Streamlit reads as Markdown, without what is escaped in it."""
    said = [one.value for kind in ("markdown", "caption", "title", "header", "subheader", "error", "warning", "info", "success", "toast")
            for one in page.get(kind)]  # fmt: skip
    said += [
        str(one.label) for kind in ("button", "checkbox", "selectbox", "text_input", "text_area", "expander") for one in page.get(kind)
    ]
    return re.sub(r"\\.", "", "\n".join(said))
