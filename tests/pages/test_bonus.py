"""The bonus page: the month's way by its buttons, one's own statement, objections; a locked month holds on every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.base.audit import entries
from core.base.clock import at_local, utc_now
from core.base.database import Database
from core.base.errors import Refused
from core.people.actions.sign_in import sign_out
from core.people.user import SYSTEM, User
from core.score.actions.bonus import Approve, Compute, Lock, Review, approve_bonus, compute_bonus, lock_bonus, review_bonus
from core.score.actions.policy import SetPolicy, SetWage, set_policy, set_wage
from core.score.floor import Floor
from core.score.statement import ExportStatements, FileKind
from core.shifts.result import Totals
from core.shifts.shift import ShiftStatus
from core.shifts.tables import ShiftRow
from core.ui import statement_download
from tests.conftest import START, Cast
from tests.pages.conftest import OpenPage, forget_database, session_of, use_database
from tests.score.work import shift

SEPTEMBER = date(2026, 9, 1)
NOW = at_local(date(2026, 10, 2), 9 * 60)
FLOOR = Floor()
GATES = {"min_approved_shifts": 1, "max_unanswered_rate": 1, "no_overdue_complaints": True}
GOOD = Totals(chats=100, presale_chats=100, answered_30s=80, unanswered=0, first_response_avg_s=30, orders=35, paid_orders=30)
LOCKED = "Thưởng tháng này đã khóa nên ca của tháng giữ nguyên"


@pytest.fixture
def month(database: Database, cast: Cast) -> Cast:
    """Lan (with a wage) and Đức on 30 September; a third shift of Lan is handed in only."""
    with database.write() as session:
        set_policy(session, SYSTEM, SetPolicy({"gates": GATES}), now=START)
        set_wage(session, SYSTEM, SetWage("lan", 40_000, SEPTEMBER), now=START)
    for person in (cast.lan, cast.stranger):
        shift(database, person, "late", {cast.shop_a: GOOD}, day=date(2026, 9, 30))
    shift(database, cast.lan, "morning", {cast.shop_a: GOOD}, day=date(2026, 9, 30), status=ShiftStatus.SUBMITTED)
    return cast


def bring(database: Database, *, to: str) -> None:
    """Bring September to a state as the system does."""
    with database.write() as session:
        for name, step in (
            ("computed", lambda: compute_bonus(session, SYSTEM, Compute(SEPTEMBER, FLOOR), now=NOW)),
            ("review", lambda: review_bonus(session, SYSTEM, Review(SEPTEMBER), now=NOW)),
            ("approved", lambda: approve_bonus(session, SYSTEM, Approve(SEPTEMBER, FLOOR), now=NOW)),
            ("locked", lambda: lock_bonus(session, SYSTEM, Lock(SEPTEMBER), now=NOW)),
        ):
            step()
            if name == to:
                return


@pytest.fixture
def look(open_page: OpenPage) -> Callable[..., AppTest]:
    """Open the bonus page of September on 2 October."""

    def open_as(user: User, key: str = "bonus") -> AppTest:
        at = open_page(key, user)
        box = next((box for box in at.selectbox if str(box.key).endswith(":month")), None)
        if box is not None and box.value != SEPTEMBER:
            box.select(SEPTEMBER).run()
        assert not at.exception
        return at

    return open_as


def said(at: AppTest) -> str:
    """Everything written on the page."""
    parts: list[Any] = [*at.markdown, *at.caption, *at.text, *at.error, *at.info, *at.metric]
    return "\n".join(str(part.value) for part in parts)


def press(at: AppTest, start: str) -> AppTest:
    """Press the button whose key begins so."""
    next(button for button in at.button if str(button.key).startswith(start)).click().run()
    assert not at.exception
    return at


def test_a_month_goes_its_way_by_the_buttons(database: Database, month: Cast, look: Callable[..., AppTest]) -> None:
    with time_machine.travel(NOW, tick=False):
        at = press(look(month.minh), "bonus:compute")
        assert "Bản nháp" in said(at)
        at = press(at, "bonus:review")
        assert "Chủ shop duyệt." in said(at)  # a manager goes no further
        at = press(look(month.hoa), "bonus:approve")
        assert not [button for button in at.button if str(button.key).startswith("bonus:compute")]
        assert next(button for button in at.button if str(button.key).startswith("bonus:lock")).disabled
        next(box for box in at.checkbox if str(box.key).startswith("bonus:lock")).check().run()
        at = press(at, "bonus:lock")
        assert "Trả theo bản chụp này" in said(at)
        at.segmented_control(key="bonus:view").set_value("check").run()
        at = press(at, "bonus:check")
    shown = [code.value for code in at.code]
    assert len(shown) == 2
    assert shown[0] == shown[1]
    assert len(shown[0]) == 64
    assert "Mã trùng khớp: tính lại không đổi gì" in said(at)
    assert "Khóa tháng** · Lê Thị Hoa" in said(at)


def test_the_table_of_owner_and_manager(database: Database, month: Cast, look: Callable[..., AppTest]) -> None:
    bring(database, to="computed")
    with time_machine.travel(NOW, tick=False):
        owner, manager = look(month.hoa), look(month.minh)
    table = owner.dataframe[0].value
    assert list(table["name"]) == ["Phạm Văn Đức", "Nguyễn Thị Lan"]
    assert list(table["evening_allowance"]) == ["50.000\u00a0₫"] * 2
    assert list(table["night_premium"]) == ["—", "24.000\u00a0₫"]
    assert list(table["total"]) == ["2.450.000\u00a0₫", "2.474.000\u00a0₫"]
    assert "night_premium" not in manager.dataframe[0].value.columns
    assert "24.000" not in said(manager)
    assert "1 ca chưa duyệt nên chưa được tính." in said(manager)


def test_an_agent_sees_their_own_from_the_review_on(database: Database, month: Cast, look: Callable[..., AppTest]) -> None:
    bring(database, to="computed")
    with time_machine.travel(NOW, tick=False):
        before = look(month.lan)
        assert "Chưa có bảng thưởng nào." in said(before)
        assert "000" not in said(before)
        with database.write() as session:
            review_bonus(session, SYSTEM, Review(SEPTEMBER), now=NOW)
        at = look(month.lan)
    assert "2\\.474\\.000" in said(at)
    assert "Đức" not in said(at)
    assert "2\\.450\\.000" not in said(at)
    assert len(at.dataframe) == 0


def test_an_objection_and_its_answer(database: Database, month: Cast, look: Callable[..., AppTest]) -> None:
    bring(database, to="review")
    with time_machine.travel(NOW, tick=False):
        at = look(month.lan)
        at = press(at, "bonus:dispute")
        assert "Ghi lý do" in at.error[0].value  # nothing said yet
        next(area for area in at.text_area if str(area.key).startswith("bonus:dispute")).set_value("Thiếu ca *30/9*").run()
        at = press(at, "bonus:dispute")
        assert [text.value for text in at.text] == ["Thiếu ca *30/9*"]
        assert "Nguyễn" not in said(look(month.stranger))
        owner = look(month.hoa)
        assert next(button for button in owner.button if str(button.key).startswith("bonus:approve")).disabled
        manager = look(month.minh)
        manager.segmented_control(key="bonus:view").set_value("disputes").run()
        manager.text_area[0].set_value("Ca đó chưa được duyệt").run()
        next(button for button in manager.button if str(button.key).endswith(":reject")).click().run()
        assert "Từ chối" in said(manager) or "Không chấp nhận" in said(manager)
        assert "Ca đó chưa được duyệt" in [text.value for text in look(month.lan).text]
        press(look(month.hoa), "bonus:approve")


def test_an_adjustment_goes_into_the_next_month(database: Database, month: Cast, open_page: OpenPage) -> None:
    bring(database, to="locked")
    shift(database, month.lan, "late", {month.shop_a: GOOD}, day=date(2026, 10, 1))
    with time_machine.travel(NOW, tick=False):
        at = open_page("bonus", month.hoa)  # October: the first month that is not locked
        fields = {str(box.key).rsplit(":", 1)[1]: box for box in at.text_input if str(box.key).startswith("bonus:adjust")}
        fields["amount"].set_value("60k")
        fields["reason"].set_value("Ca sáng 30/9 duyệt muộn").run()
        at = press(at, "bonus:adjust")
    assert not at.error
    assert list(at.dataframe[0].value["adjustment"]) == ["60.000\u00a0₫"]
    assert "Ca sáng 30/9 duyệt muộn" in said(at)


def test_a_locked_shift_is_refused_on_the_pages(database: Database, month: Cast, open_page: OpenPage) -> None:
    bring(database, to="locked")
    with database.read() as session:
        before = session.exec(select(ShiftRow.id, ShiftRow.status, ShiftRow.version)).all()
    with time_machine.travel(NOW, tick=False):
        for number, status, _ in before:
            at = open_page("approvals", month.minh)
            at.query_params["id"] = str(number)
            at.run()
            at.text_area[0].set_value("Sửa số").run()
            assert LOCKED in press(at, f"return:{number}").error[0].value
            if status == ShiftStatus.SUBMITTED:
                assert LOCKED in press(at, f"approve:{number}").error[0].value
    with database.read() as session:
        assert session.exec(select(ShiftRow.id, ShiftRow.status, ShiftRow.version)).all() == before


def test_a_file_is_made_for_who_is_signed_in_now(database: Database, month: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(database, to="review")
    use_database(monkeypatch, database)
    held = session_of(database, month.lan)
    monkeypatch.setattr(statement_download, "signed_in", lambda: held)
    make = statement_download.maker(ExportStatements(SEPTEMBER, FileKind.PDF, FLOOR))
    assert make().startswith(b"%PDF")
    with database.read() as session:
        exported = [entry for entry in entries(session, subject="bonus:2026-09") if entry.action == "bonus.export"]
    assert [(entry.actor_id, entry.after["statements"]) for entry in exported] == [(month.lan.id, 1)]
    with database.write() as session:
        sign_out(session, month.lan, held.id, now=utc_now())
    with pytest.raises(Refused, match="sign-in has ended"):
        make()
    forget_database()
