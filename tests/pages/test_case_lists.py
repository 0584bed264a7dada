"""The work lists of both desks: filters in the address, kept under a name, several cases at once, what managers must see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from streamlit.testing.v1 import AppTest

from core.base.database import Database
from core.cases.actions.complaints import assign_complaint, move_complaint, note_complaint
from core.cases.complaint import Complaint, ComplaintState, WaitingFor
from core.cases.inputs import CaseNote, GiveCase, MoveComplaint
from core.cases.queries.complaints import get_complaint
from core.cases.queries.reviews import get_review
from core.cases.queries.views import saved_views
from core.cases.review import ReviewState
from core.cases.view import Whose
from core.people.user import User
from core.shifts.shift import ShiftStatus
from tests.cases.acts import act, ask, complain, review
from tests.cases.moments import at as moment
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.pages.desk import captions, field, markdown, open_case, press, titles
from tests.score.work import shift

NOW = moment("2026-09-07 15:00")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def three_o_clock() -> Iterator[None]:
    """Monday, 15:00."""
    with time_machine.travel(NOW, tick=False):
        yield


def at_address(open_page: OpenPage, user: User, page_key: str, **params: str) -> AppTest:
    page = open_page(page_key, user)
    page.query_params.clear()
    for name, value in params.items():
        page.query_params[name] = value
    return page.run()


def address(page: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[-1] for name, value in page.query_params.items()}


@pytest.fixture
def four(database: Database, cast: Cast) -> dict[str, Complaint]:
    """One late, one waiting, one nobody's, one done."""
    found = {name: complain(database, cast, order_no=name, now=NOW - HOUR / 6) for name in ("WAIT1", "DONE1")}
    found["LATE1"] = complain(database, cast, order_no="LATE1")  # its first answer since 14:30
    found["FREE1"] = complain(database, cast, order_no="FREE1", owner_id=None, now=NOW, answered=True)
    act(database, move_complaint, cast.lan, MoveComplaint(found["WAIT1"].id, 1, ComplaintState.WAITING, WaitingFor.CUSTOMER), NOW)
    act(database, move_complaint, cast.lan, MoveComplaint(found["DONE1"].id, 1, ComplaintState.RESOLVED, resolution="refund"), NOW)
    return found


@pytest.mark.usefixtures("four")
def test_the_address_says_what_is_shown_and_the_filters_say_the_address(cast: Cast, open_page: OpenPage) -> None:
    page = at_address(open_page, cast.lan, "complaints", state="late")
    assert titles(page) == ["LATE1"]
    page = field(page, "button_group", "Trạng thái").set_value("waiting").run()
    assert (titles(page), address(page)) == (["WAIT1"], {"state": "waiting"})
    page = field(page, "button_group", "Trạng thái").set_value("open").run()
    page = field(page, "button_group", "Của ai").set_value(Whose.UNASSIGNED).run()
    page = field(page, "text_input", "Tìm khiếu nại").set_value("Bể vỡ").run()
    assert (titles(page), address(page)) == (["FREE1"], {"whose": "unassigned", "q": "Bể vỡ"})
    again = at_address(open_page, cast.lan, "complaints", whose="unassigned", q="Bể vỡ")
    assert (titles(again), field(again, "text_input", "Tìm khiếu nại").value) == (["FREE1"], "Bể vỡ")


@pytest.mark.usefixtures("four")
def test_the_way_back_brings_the_list_as_it_was(cast: Cast, open_page: OpenPage) -> None:
    page = at_address(open_page, cast.lan, "complaints", state="waiting")
    (line,) = [one for one in page.button if one.label.startswith("**WAIT1")]
    page = line.click().run()
    assert "WAIT1" in page.title[0].value
    assert address(page).keys() == {"state", "id"}
    page = press(page, "Tất cả khiếu nại")
    assert (titles(page), address(page)) == (["WAIT1"], {"state": "waiting"})
    page.query_params.clear()  # the browser's own way back, to the list as it first was
    assert set(titles(page.run())) == {"LATE1", "FREE1", "WAIT1"}


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    "junk",
    [
        {"state": "mèo", "whose": "0", "q": "   "},
        {"state": "'; DROP TABLE complaint;--", "whose": "ALL", "q": "\x00\x07"},
        {"state": "", "whose": "", "q": "", "id": "-1"},
        {"id": "99999999999999999999", "state": "[]"},
        {"id": "１"},
    ],
)
def test_junk_in_the_address_falls_back_to_the_usual(cast: Cast, open_page: OpenPage, junk: dict[str, str]) -> None:
    page = at_address(open_page, cast.lan, "complaints", **junk)
    assert not page.exception
    assert set(titles(page)) == {"LATE1", "FREE1", "WAIT1"}
    assert not address(page).keys() & {"state", "whose", "q"}


def test_a_long_search_is_cut_and_shown_harmlessly(cast: Cast, open_page: OpenPage) -> None:
    page = at_address(open_page, cast.lan, "complaints", q="**x** <b> " + "a" * 5000)
    assert not page.exception
    assert address(page)["q"] == "**x** <b> " + "a" * 110
    assert r"\*\*x\*\* \<b\>" in markdown(page)


@pytest.mark.usefixtures("four")
def test_a_filter_kept_under_a_name_is_ones_own(database: Database, cast: Cast, open_page: OpenPage) -> None:
    page = at_address(open_page, cast.lan, "complaints", state="late", whose="mine")
    field(page, "text_input", "Tên bộ lọc").set_value(" Trễ của *tôi* ")
    page = press(page, "Lưu bộ lọc này")
    assert [one.value for one in page.toast] == ["Đã lưu bộ lọc"]
    (kept,) = ask(database, saved_views, cast.lan)
    assert (kept.page, kept.name, kept.params) == ("complaints", "Trễ của *tôi*", {"state": "late", "whose": "mine"})
    page = field(page, "button_group", "Trạng thái").set_value("every").run()
    page = press(page, r"Trễ của \*tôi\*")
    assert (titles(page), address(page)) == (["LATE1"], {"state": "late", "whose": "mine"})
    assert r"Trễ của \*tôi\*" not in [one.label for one in at_address(open_page, cast.lan, "reviews").button]
    assert r"Trễ của \*tôi\*" not in [one.label for one in at_address(open_page, cast.minh, "complaints").button]
    page = at_address(open_page, cast.lan, "complaints")
    (gone,) = [one for one in page.button if str(one.key).startswith("complaints:forget")]
    gone.click().run()
    assert ask(database, saved_views, cast.lan) == ()


@pytest.mark.usefixtures("four")
def test_headings_say_how_the_cases_stand(cast: Cast, open_page: OpenPage) -> None:
    page = at_address(open_page, cast.lan, "complaints", state="every")
    assert titles(page) == ["LATE1", "FREE1", "WAIT1", "DONE1"]
    headings = [said for said in captions(page) if said.startswith(":material") and "** · " in said]
    assert headings == [
        ":material/alarm: **Quá hạn** · 1", ":material/timer: **Đúng hạn** · 1", ":material/pause_circle: **Tạm dừng tính giờ** · 1",
        ":material/task_alt: **Không tính hạn** · 1",
    ]  # fmt: skip


def tick(page: AppTest, *order_nos: str) -> AppTest:
    for order_no in order_nos:
        field(page, "checkbox", f"Chọn {order_no}").check()
    return page.run()


def test_an_agent_takes_the_ticked_ones(database: Database, cast: Cast, open_page: OpenPage) -> None:
    cases = [complain(database, cast, order_no=name, by=cast.minh, owner_id=None) for name in ("N1", "N2", "N3")]
    page = tick(open_page("complaints", cast.lan), "N1", "N3")
    assert "**Đã chọn 2**" in markdown(page)
    assert "Chia đều người đang trực (0)" not in [one.label for one in page.button]
    page = press(page, "Tôi nhận hết")
    assert [one.value for one in page.toast] == ["Đã cập nhật 2 việc"]
    owners = [ask(database, get_complaint, cast.minh, case.id).owner for case in cases]
    assert [owner and owner.id for owner in owners] == [cast.lan.id, None, cast.lan.id]
    assert "Đã chọn" not in markdown(page)


def test_a_manager_shares_out_among_those_on_shift(database: Database, cast: Cast, open_page: OpenPage) -> None:
    day = NOW.date()
    shift(database, cast.lan, "morning", day=day, hours=("08:00", None), status=ShiftStatus.OPEN)
    shift(database, cast.stranger, "morning", day=day, hours=("08:00", "12:00"))  # gone home
    cases = [complain(database, cast, order_no=name, by=cast.minh, owner_id=None) for name in ("N1", "N2")]
    page = tick(open_page("complaints", cast.minh), "N1", "N2")
    page = press(page, "Chia đều người đang trực (1)")
    assert not page.error
    owners = [ask(database, get_complaint, cast.minh, case.id).owner for case in cases]
    assert [owner and owner.id for owner in owners] == [cast.lan.id, cast.lan.id]


def test_what_was_changed_meanwhile_is_refused_by_name(database: Database, cast: Cast, open_page: OpenPage) -> None:
    cases = [complain(database, cast, order_no=name, by=cast.minh, owner_id=None) for name in ("N1", "N2")]
    page = tick(open_page("complaints", cast.minh), "N1", "N2")
    act(database, note_complaint, cast.hoa, CaseNote(cases[0].id, 1, "Xem rồi"), NOW)
    page = press(page, "Tôi nhận hết")
    (said,) = page.warning
    assert "1 việc giữ nguyên:" in said.value
    assert "**N1**: Có người vừa thay đổi việc này." in said.value
    owners = [ask(database, get_complaint, cast.minh, case.id).owner for case in cases]
    assert [owner and owner.id for owner in owners] == [None, cast.minh.id]
    assert press(page, "Đã hiểu").warning == []


def test_steps_for_several(database: Database, cast: Cast, open_page: OpenPage) -> None:
    cases = [complain(database, cast, order_no=name) for name in ("N1", "N2")]
    press(tick(open_page("complaints", cast.lan), "N1", "N2"), "Chờ sàn")
    assert {ask(database, get_complaint, cast.lan, case.id).waiting_for for case in cases} == {WaitingFor.MARKETPLACE}
    made = [review(database, cast, product=name) for name in ("Một", "Hai")]
    page = open_page("reviews", cast.lan)
    for one in page.checkbox:
        one.check()
    page = press(page.run(), "Đóng: khách giữ nguyên")
    assert {ask(database, get_review, cast.lan, one.id).state for one in made} == {ReviewState.CLOSED}
    page = tick(open_page("complaints", cast.minh), "N1")
    (owner,) = [one for one in page.selectbox if str(one.key).startswith("complaint:several")]
    owner.set_value(cast.stranger.id)
    page = press(page, "Giao")
    found = ask(database, get_complaint, cast.minh, cases[0].id).owner
    assert found is not None
    assert found.id == cast.stranger.id


def test_managers_are_told_of_severe_ones_that_are_late(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = complain(database, cast, order_no="HIGH1", severity="high")  # first answer since 14:30
    complain(database, cast, order_no="NEW1", now=NOW)
    page = open_page("complaints", cast.minh)
    assert ":red[:material/priority_high: **1 khiếu nại mức cao đã quá hạn**]" in markdown(page)
    page = press(page, "Xem ngay")
    assert (titles(page), address(page)) == (["HIGH1"], {"state": "late"})
    assert "mức cao đã quá hạn" not in markdown(open_page("complaints", cast.lan))
    act(database, assign_complaint, cast.lan, GiveCase(case.id, 1, None), NOW)
    page = at_address(open_page, cast.lan, "reviews", state="late")
    assert titles(page) == []


def test_nobodys_case_is_offered_to_whose_turn_it_is(database: Database, cast: Cast, open_page: OpenPage) -> None:
    for person in (cast.lan, cast.stranger):
        shift(database, person, "morning", day=NOW.date(), hours=("08:00", None), status=ShiftStatus.OPEN)
    complain(database, cast, order_no="HERS1")  # Lan has one already
    case = complain(database, cast, order_no="N1", by=cast.minh, owner_id=None, severity="high")
    page = press(open_case(open_page, cast.minh, "complaints", case.id), "Giao cho…")
    owner = field(page, "selectbox", "Người xử lý")
    assert owner.value == cast.stranger.id
    assert owner.options[:3] == ["chính mình", "Nguyễn Thị Lan · đang trực", "Phạm Văn Đức · đang trực"]
    assert "Đã báo quản lý" in markdown(page)
    press(page, "Giao")
    found = ask(database, get_complaint, cast.minh, case.id).owner
    assert found is not None
    assert found.id == cast.stranger.id
