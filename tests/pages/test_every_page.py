"""The whole table of pages and roles: who may open what, in both languages, with nothing and with a full shop."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.base.clock import utc_now
from core.base.database import Database
from core.base.words import translate
from core.demo.fill import fill_demo
from core.people.queries.users import list_users
from core.people.user import SYSTEM, Role, User
from core.ui.menu import PAGES, pages_for
from tests.conftest import ROOT, Cast
from tests.pages.conftest import OpenPage

EVERYBODY = {
    "account",
    "customers",
    "case_report",
    "my_score",
    "bonus",
    "live",
    "my_shift",
    "complaints",
    "reviews",
    "scripts",
    "vouchers",
    "leaderboard",
    "roster",
}
MAY_OPEN: dict[Role, set[str]] = {
    Role.AGENT: EVERYBODY,
    Role.MANAGER: EVERYBODY | {"insights", "audit", "imports", "approvals"},
    Role.OWNER: EVERYBODY
    | {
        "insights",
        "audit",
        "people",
        "shops",
        "targets",
        "imports",
        "approvals",
        "bonus_policy",
        "score_settings",
        "message_rules",
        "setup",
        "sheet_sources",
    },
}
KEYS = [spec.key for spec in PAGES]


def test_the_table_names_every_page_and_role() -> None:
    assert set(MAY_OPEN) == set(Role)
    assert set().union(*MAY_OPEN.values()) == set(KEYS)
    assert {path.stem for path in ROOT.joinpath("pages").glob("*.py")} == set(KEYS)


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_shows_what_may_be_opened(role: Role) -> None:
    shown = {spec.key for spec in pages_for(User(id=1, name="x", display="X", role=role))}
    assert shown == MAY_OPEN[role]


@pytest.mark.parametrize("role", list(Role))
def test_a_disabled_person_sees_no_page(role: Role) -> None:
    assert pages_for(User(id=1, name="x", display="X", role=role, active=False)) == []


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "stranger"])
@pytest.mark.parametrize("key", KEYS)
def test_an_empty_shop_says_what_to_do_next(key: str, who: str, cast: Cast, open_page: OpenPage) -> None:
    user: User = getattr(cast, who)
    if key not in MAY_OPEN[user.role]:
        with pytest.raises(ValueError, match="navigation page"):  # not even registered for this person
            open_page(key, user)
        return
    at = open_page(key, user)
    assert not at.exception
    title = next(spec.title for spec in PAGES if spec.key == key)
    assert [found.value for found in at.title] == [translate(title, "vi")]


@pytest.fixture
def full_shop(database: Database) -> dict[Role, User]:
    """Two weeks of the demo shop, ending now; one person of each role."""
    fill_demo(database, agents=4, shops=2, days=14, seed=3, now=utc_now())
    with database.read() as session:
        return {user.role: user for user in reversed(list_users(session, SYSTEM))}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", list(Role))
def test_a_full_shop_is_drawn_whole_in_both_languages(role: Role, language: str, full_shop: dict[Role, User], open_page: OpenPage) -> None:
    for spec in pages_for(full_shop[role]):
        at = open_page(spec.key, full_shop[role])
        at.session_state["language"] = language
        at.run()
        assert not at.exception, spec.key
        assert [found.value for found in at.title] == [translate(spec.title, language)], spec.key  # type: ignore[arg-type]
        assert not at.error, spec.key


@pytest.mark.parametrize("key", KEYS)
def test_a_page_run_bare_shows_nothing(key: str) -> None:
    at = AppTest.from_file(str(ROOT / "pages" / f"{key}.py"), default_timeout=30).run()
    assert [shown.value for shown in at.warning] == ["Phiên đăng nhập đã hết. Tải lại trang để đăng nhập lại."]
    assert [element.type for element in at.main if element.type not in ("main", "warning")] == []
