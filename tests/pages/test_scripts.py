"""The scripts page as its people use it: find, fill in, copy; problems for managers; standing when Google fails."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.base.clock import utc_now
from core.base.database import Database
from core.base.settings import get_settings, load_settings
from core.catalog.actions.copies import Reading, note_failure, store_reading
from core.catalog.actions.sources import NewSource, add_source
from core.catalog.cells import Cells
from core.catalog.queries.sources import list_sources
from core.catalog.refresh import add_and_read
from core.catalog.remedy import Failure
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, SheetKind
from core.catalog.tables import ScriptCopyRow
from core.people.user import SYSTEM
from tests.catalog.sheets_server import NOT_SHARED, FakeTab, serving
from tests.conftest import Cast
from tests.pages.conftest import OpenPage

HOUR = timedelta(hours=1)


@pytest.fixture
def sheet(database: Database) -> None:
    """The sample sheet of scripts, read a moment ago."""
    new = NewSource(SheetKind.SCRIPTS, Place(PlaceKind.SAMPLE, "1"), name="Kịch bản CSKH")
    add_and_read(database, get_settings(), SYSTEM, new, now=utc_now())


def store(database: Database, rows: tuple[tuple[str, ...], ...], place: Place | None = None) -> int:
    """Keep a small sheet of scripts as its last good copy; returns the source's id."""
    cells = Cells("Kịch bản", (("Mã", "Giai đoạn", "Nội dung"), *rows))
    with database.write() as session:
        source = add_source(session, SYSTEM, NewSource(SheetKind.SCRIPTS, place or Place(PlaceKind.SAMPLE, "1"), "Kịch bản"), now=utc_now())
        reading = Reading(source.id, SheetCopy(cells, gid=7), rows=len(rows))
        store_reading(session, SYSTEM, reading, rows_before=0, now=utc_now() - HOUR, every=timedelta(minutes=1))
    return source.id


def texts(at: AppTest) -> list[str]:
    return [element.value for element in at.text]


def badges(at: AppTest) -> str:
    return " ".join(element.value for element in at.markdown if "-badge[" in element.value)


@pytest.mark.usefixtures("sheet")
def test_an_agent_finds_a_script_without_accents(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("scripts", cast.lan)
    assert not at.exception
    assert len(texts(at)) == 20
    assert "59 / 59 kịch bản" in [element.value for element in at.caption]
    at.text_input(key="scripts:text").set_value("doi size").run()
    assert texts(at)[0].startswith("Dạ shop hỗ trợ đổi size trong 15 ngày")
    at.text_input(key="scripts:text").set_value("zzzzzz").run()
    assert texts(at) == []
    assert any("Không có kịch bản nào khớp “zzzzzz”." in element.value for element in at.markdown)


@pytest.mark.usefixtures("sheet")
def test_a_stage_narrows_the_cards_and_more_are_shown_on_demand(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("scripts", cast.lan)
    at.session_state["scripts:stage"] = "returns"
    at.run()
    assert len(texts(at)) == 5
    at.session_state["scripts:stage"] = None
    at.run()
    at.button(key="scripts:more").click().run()
    assert len(texts(at)) == 40


@pytest.mark.usefixtures("sheet")
def test_a_name_typed_once_fills_every_script(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("scripts", cast.lan)
    assert "{ten_khach}" in texts(at)[0]
    assert "Em là Nguyễn Thị Lan" in texts(at)[0]
    at.text_input(key="gap:customer_name").set_value("chị Hương").run()
    assert texts(at)[0].startswith("Dạ shop chào chị Hương ạ 🌿\nEm là Nguyễn Thị Lan, rất vui")
    assert not any("{ten_khach}" in text for text in texts(at))


@pytest.mark.usefixtures("sheet")
def test_a_copy_is_counted_and_gaps_left_are_named(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page("scripts", cast.lan)
    button = next(button for button in at.button if button.label == "Chép")
    button.click().run()
    assert [toast.value for toast in at.toast] == ["Đã chép, còn chỗ trống: Tên khách"]
    with database.read() as session:
        [(kind, item, user_id)] = session.exec(select(ScriptCopyRow.kind, ScriptCopyRow.item, ScriptCopyRow.user_id)).all()
    assert (kind, item, user_id) == ("scripts", "CH01", cast.lan.id)


@pytest.mark.usefixtures("sheet")
def test_managers_see_what_to_correct_and_agents_do_not(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("scripts", cast.lan)
    assert not {"Hàng cần sửa: 1", "Bảng tính đã đổi những gì"} & {expander.label for expander in at.expander}
    assert "Đọc lại ngay" not in [button.label for button in at.button]
    at = open_page("scripts", cast.minh)
    assert {"Hàng cần sửa: 1", "Bảng tính đã đổi những gì"} <= {expander.label for expander in at.expander}
    assert any("**Kịch bản\\!F59** · " in element.value for element in at.markdown)
    assert any("62 hàng = 59 đang dùng + 1 cần sửa + 2 cố ý bỏ qua" in element.value for element in at.caption)
    next(button for button in at.button if button.label == "Đọc lại ngay").click().run()
    assert [toast.value for toast in at.toast] == ["Đã đọc 1 bảng"]


@pytest.mark.parametrize(("who", "words"), [("lan", "Nhờ chủ shop thêm bảng của nhóm."), ("hoa", "Thêm bảng của nhóm")])
def test_an_empty_shop_says_what_to_do_next(who: str, words: str, cast: Cast, open_page: OpenPage) -> None:
    at = open_page("scripts", getattr(cast, who))
    assert not at.exception
    assert any(words in element.value for element in at.caption)
    assert ("Kết nối bảng tính" in [link.label for link in at.main.page_link]) == (who == "hoa")


def test_the_page_stands_when_google_fails(cast: Cast, database: Database, open_page: OpenPage) -> None:
    source_id = store(database, (("A1", "Chào hỏi", "Dạ shop chào mình ạ"),))
    with database.write() as session:
        note_failure(session, SYSTEM, source_id, Failure("not_shared", {"email": "a@b.vn"}), now=utc_now(), every=timedelta(minutes=1))
    at = open_page("scripts", cast.lan)
    assert (texts(at), len(at.warning), len(at.exception)) == (["Dạ shop chào mình ạ"], 0, 0)
    assert ":orange-badge[:material/sync: Đọc lúc" in badges(at)
    assert "Hiện chưa đọc được bảng; quản lý thấy lý do." in [element.value for element in at.caption]
    at = open_page("scripts", cast.minh)
    assert texts(at) == ["Dạ shop chào mình ạ"]
    said = at.warning[0].value.replace("\\", "").replace("\u2060", "")
    assert "Bảng tính chưa được chia sẻ với a@b.vn." in said
    assert "thêm a@b.vn với quyền xem" in said
    assert [element.value for element in at.code] == ["a@b.vn"]


def test_reading_now_while_google_fails(cast: Cast, database: Database, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    book = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef"
    store(database, (("A1", "Chào hỏi", "Dạ shop chào mình ạ"),), Place(PlaceKind.GOOGLE, book))
    with serving() as google:
        google.spreadsheets[book] = [FakeTab("Kịch bản", [["Mã", "Nội dung"], ["A1", "Lời mới"]])]
        google.fail(NOT_SHARED)
        settings = load_settings(database_url="sqlite:///unused.db", SHEETS_EMULATOR_HOST=google.host)
        monkeypatch.setattr("core.ui.sheet_parts.get_settings", lambda: settings)
        at = open_page("scripts", cast.minh)
        at.button(key="read:scripts").click().run()
        assert [toast.value for toast in at.toast] == ["Không đọc được 1 bảng; xem bên dưới."]
        assert texts(at) == ["Dạ shop chào mình ạ"]
        assert len(at.warning) == 1
        at.button(key="read:scripts").click().run()
        assert (texts(at), len(at.warning)) == (["Lời mới"], 0)


def test_text_from_a_sheet_is_never_markup(cast: Cast, database: Database, open_page: OpenPage) -> None:
    evil = "**đậm** :red[đỏ] $x$ <img src=x onerror=alert(1)> [link](https://evil.example)"
    store(database, ((evil[:40], evil, evil),))
    at = open_page("scripts", cast.minh)
    assert texts(at) == [evil]
    unescaped = " ".join(re.sub(r"\\.", "", element.value) for element in (*at.markdown, *at.caption))
    assert not re.search(r":red\[|<img|\]\(|\*\*đậm", unescaped)


def test_the_owner_confirms_a_copy_kept_aside(cast: Cast, database: Database, open_page: OpenPage) -> None:
    source_id = store(database, tuple((f"A{number}", "Chào hỏi", f"Lời {number}") for number in range(6)))
    small = SheetCopy(Cells("Kịch bản", (("Mã", "Giai đoạn", "Nội dung"), ("A0", "Chào hỏi", "Lời 0"))))
    with database.write() as session:
        store_reading(session, SYSTEM, Reading(source_id, small, rows=1), rows_before=6, now=utc_now(), every=timedelta(minutes=1))
    key = f"held:{source_id}"
    assert key not in [button.key for button in open_page("scripts", cast.minh).button]
    at = open_page("scripts", cast.hoa)
    assert len(texts(at)) == 6
    at.button(key=key).click().run()
    assert not at.exception
    assert texts(at) == ["Lời 0"]
    with database.read() as session:
        assert [source.error for source in list_sources(session, SYSTEM)] == [None]


@pytest.mark.usefixtures("sheet")
def test_a_star_makes_a_favourite_and_favourites_may_stand_first(cast: Cast, database: Database, open_page: OpenPage) -> None:
    at = open_page("scripts", cast.lan)
    first, second = texts(at)[:2]
    stars = [button for button in at.button if button.label == "Yêu thích"]
    assert len(stars) == 20
    stars[1].click().run()
    assert [button.label for button in at.button if "yêu thích" in button.label] == [":orange[Đã yêu thích]"]
    assert texts(at)[:2] == [first, second]
    at.toggle(key="scripts:starred-first").set_value(True).run()
    assert texts(at)[:2] == [second, first]
    at.session_state["scripts:show"] = "starred"
    at.run()
    assert texts(at) == [second]
    at = open_page("scripts", cast.stranger)
    at.session_state["scripts:show"] = "starred"
    at.run()
    assert texts(at) == []
    assert any("Bấm ngôi sao ở kịch bản hay dùng" in element.value for element in at.caption)


@pytest.mark.usefixtures("sheet")
def test_what_was_copied_and_what_never_was(cast: Cast, open_page: OpenPage) -> None:
    at = open_page("scripts", cast.lan)
    copied = texts(at)[2]
    [button for button in at.button if button.label == "Chép"][2].click().run()
    at.session_state["scripts:show"] = "mine"
    at.run()
    assert texts(at) == []  # a click empties nobody's cache: it counts with the next reading of the sheets
    open_page("scripts", cast.minh).button(key="read:scripts").click().run()
    at.run()
    assert texts(at) == [copied]
    at.session_state["scripts:show"] = "never"
    at.run()
    assert copied not in texts(at)
    assert "58 / 59 kịch bản" in [element.value for element in at.caption]


@pytest.mark.usefixtures("sheet")
def test_managers_are_told_of_scripts_with_a_dead_voucher(cast: Cast, database: Database, open_page: OpenPage) -> None:
    new = NewSource(SheetKind.VOUCHERS, Place(PlaceKind.SAMPLE, "1"), name="Mã giảm giá")
    add_and_read(database, get_settings(), SYSTEM, new, now=utc_now())
    at = open_page("scripts", cast.minh)
    assert "Kịch bản nhắc mã đã hết hoặc không có trong bảng: 2" in [expander.label for expander in at.expander]
    frame = next(table.value for table in at.dataframe if "voucher" in table.value)
    assert frame[["script", "voucher", "trouble"]].to_numpy().tolist() == [
        ["DT04", "MAILAMCU", "Đã hết hạn hoặc hết lượt"],
        ["CM01", frame.voucher[1], "Không có trong bảng mã"],
    ]
    assert not any("Kịch bản nhắc mã" in expander.label for expander in open_page("scripts", cast.lan).expander)
