"""A customer may write anything: Markdown, HTML, formulas, right-to-left marks, 10,000 characters; nothing of it comes alive."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from core.base.database import Database
from core.base.words import translate
from core.cases.actions.bulk import bulk_reviews
from core.cases.actions.complaints import move_complaint, note_complaint
from core.cases.actions.reviews import reply_review
from core.cases.complaint import ComplaintState
from core.cases.inputs import CaseNote, MoveComplaint
from core.cases.queries.complaints import get_complaint, list_complaints
from core.cases.queries.reviews import list_reviews
from core.cases.queries.scope import CaseFilter
from core.cases.review import ReviewFacts, ReviewState
from core.cases.wording import kept_text
from core.people.user import SYSTEM
from core.ui.complaint_table import complaint_rows
from core.ui.export import as_csv, as_xlsx
from core.ui.review_table import review_rows
from core.ui.words import plain
from tests.cases.acts import act, ask, complain, review
from tests.cases.moments import at as moment
from tests.conftest import SHARED, Cast
from tests.pages.conftest import OpenPage
from tests.pages.desk import everything_drawn, field, open_case

NOW = moment("2026-09-07 15:00")
SAMPLE = SHARED / "samples" / "reviews_mit" / "shopee_lipstick_reviews_sample.csv"
NASTY = (
    "=HYPERLINK(\"https://evil.example\",\"x\") **đậm** *nghiêng* <b>b</b><script>alert(1)</script><img src=x onerror=alert(1)> "
    "[bấm](javascript:alert(1)) ![ảnh](https://evil.example/x.png) :red[đỏ] :material/home: :smile: $x^2$ `mã` ~~gạch~~ "
    "| a | b |\n# to\n- mục\n> trích\n1. một\n---\n\u202egnol\u2066x\u200b\u200f https://evil.example www.evil.example a@evil.example {0} %s {{x}}\n"
)  # fmt: skip
LONG = NASTY + "rất dài " * ((10_000 - len(NASTY)) // 8)
ALIVE = ("**đậm", "*nghiêng*", "<b>", "<script", "<img", "](", "![", ":red[đỏ", ":material/home:", ":smile:", "$x^2$", "`mã`", "~~gạch")
FORMULAS = ("=1+1", "+84912", "-1+2", "@SUM(A1)", "\t=1", "|cmd", "%0A")


@pytest.fixture(autouse=True)
def three_o_clock() -> Iterator[None]:
    """Monday, 15:00."""
    with time_machine.travel(NOW, tick=False):
        yield


def harmless(page: AppTest) -> None:
    assert not page.exception
    drawn = everything_drawn(page)
    assert [sign for sign in ALIVE if sign in drawn] == []


def vietnamese(words: str) -> str:
    return translate(words, "vi")


def test_a_complaint(database: Database, cast: Cast, open_page: OpenPage) -> None:
    assert 9_000 < len(LONG) <= 10_000
    handle = "**x** <b>[a](javascript:b)"
    case = complain(database, cast, description=LONG, customer=handle)
    act(database, note_complaint, cast.lan, CaseNote(case.id, 1, LONG), NOW)
    solved = MoveComplaint(case.id, 2, ComplaintState.RESOLVED, resolution="voucher", note=NASTY, cause=NASTY, prevention=NASTY)
    act(database, move_complaint, cast.lan, solved, NOW)
    act(database, move_complaint, cast.lan, MoveComplaint(case.id, 3, ComplaintState.IN_PROGRESS, note=NASTY), NOW)
    page = open_case(open_page, cast.lan, "complaints", case.id)
    harmless(page)
    kept = ask(database, get_complaint, cast.lan, case.id).description
    assert kept == kept_text(LONG)
    assert [one.value for one in page.text].count(kept) == 2  # what happened, and the note
    assert "hoa" not in field(page, "text_input", "Gọi khách là").value
    page = open_page("complaints", cast.lan)
    harmless(page)
    field(page, "text_input", "Mã đơn").set_value(case.order_no)
    field(page, "text_input", "Tài khoản khách").set_value(handle)
    field(page, "text_area", "Nội dung").set_value(LONG)
    harmless(page.run())
    page = field(page, "text_input", "Tìm khiếu nại").set_value(NASTY[60:180]).run()
    harmless(page)
    page = field(page, "toggle", "Dạng bảng").set_value(True).run()
    harmless(page)
    page = field(page, "text_input", "Tìm khiếu nại").set_value("").run()
    assert page.dataframe[0].value["description"].tolist() == [kept]


def test_a_review(database: Database, cast: Cast, open_page: OpenPage) -> None:
    case = review(database, cast, text=LONG, product=NASTY[:250].replace("\n", " "))
    act(database, reply_review, cast.lan, CaseNote(case.id, 1, NASTY), NOW)
    page = open_case(open_page, cast.lan, "reviews", case.id)
    harmless(page)
    assert kept_text(LONG) in [one.value for one in page.text]
    page = open_page("reviews", cast.lan)
    page = field(page, "button_group", "Trạng thái").set_value("every").run()
    harmless(page)
    page = field(page, "toggle", "Dạng bảng").set_value(True).run()
    harmless(page)
    assert page.dataframe[0].value["text"].tolist() == [kept_text(LONG)]


def exported(frame: Any) -> tuple[list[list[str]], list[list[Any]]]:
    """Return the rows of both files, without their headings."""
    rows = list(csv.reader(io.StringIO(as_csv(frame).decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(frame, "Khiếu nại")))
    return rows[1:], book.get_sheet_by_index(0).to_python()[1:]


def test_files_hold_texts_not_formulas(database: Database, cast: Cast) -> None:
    for number, said in enumerate((LONG, *FORMULAS)):
        complain(database, cast, order_no=f"F{number}", description=said, customer=said[:20])
        review(database, cast, product=f"P{number}", text=said)
    lines = ask(database, list_complaints, cast.lan, CaseFilter()).lines
    kept = {case.order_no: case.description for case in lines}
    frame = complaint_rows(lines, NOW, vietnamese)
    columns = list(frame.columns)
    place, order, who = columns.index("description"), columns.index("order_no"), columns.index("customer")
    in_csv, in_book = exported(frame)
    assert {row[order]: row[place] for row in in_book} == kept
    for row in in_csv:
        assert row[place].lstrip("'") == kept[row[order]].lstrip("'")
        assert not row[place].startswith(("=", "+", "-", "@", "\t", "|", "%"))
        assert not row[who].startswith(("=", "+", "-", "@", "\t", "|", "%"))
    stars = ask(database, list_reviews, cast.lan, CaseFilter()).lines
    frame = review_rows(stars, NOW, vietnamese)
    in_csv, in_book = exported(frame)
    place = list(frame.columns).index("text")
    assert sorted(row[place] for row in in_book) == sorted(case.text for case in stars)
    assert not any(row[place].startswith(("=", "+", "-", "@", "\t", "|", "%")) for row in in_csv)


def real_reviews(path: Path, shop_id: int) -> list[ReviewFacts]:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            ReviewFacts(
                shop_id, int(row["Rating"]), ReviewState.NEW, datetime.fromisoformat(row["Date"]).replace(tzinfo=zone),
                product=f"{row['Version']} {number}", text=kept_text(row["Review"]),
            )
            for number, row in enumerate(csv.DictReader(file))
        ]  # fmt: skip


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the real reviews are not part of the repository")
def test_real_reviews_stay_plain_text(database: Database, cast: Cast, open_page: OpenPage) -> None:
    facts = real_reviews(SAMPLE, cast.shop_a.id)
    assert len(facts) == 68
    with database.write() as session:
        bulk_reviews(session, SYSTEM, facts, now=NOW)
    page = open_page("reviews", cast.minh)
    every = [one.text for one in facts]
    for number in range(1, 7):
        page.session_state["review:page:6"] = number
        page.run()
        assert not page.exception
        shown = [one.value for one in page.caption]
        on_page = ask(database, list_reviews, cast.minh, CaseFilter(states=("new", "contacted"))).lines[12 * (number - 1) : 12 * number]
        for case in on_page:
            cut = case.text if len(case.text) <= 140 else case.text[:140].rstrip() + "…"
            assert not cut or plain(cut) in shown
    page = field(page, "toggle", "Dạng bảng").set_value(True).run()
    assert sorted(page.dataframe[0].value["text"]) == sorted(every)
    longest = max(ask(database, list_reviews, cast.minh, CaseFilter()).lines, key=lambda case: len(case.text))
    page = open_case(open_page, cast.minh, "reviews", longest.id)
    assert longest.text in [one.value for one in page.text]
