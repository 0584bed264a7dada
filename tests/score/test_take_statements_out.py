"""Statements as files: what stands in them, for whom, and the line in the audit trail."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from core.base.audit import entries
from core.base.database import Database
from core.base.errors import NotFound, Refused
from core.people.actions.users import NewUser, add_user
from core.people.user import SYSTEM, Role, User
from core.score.actions.bonus import Compute, Review, compute_bonus, review_bonus
from core.score.actions.policy import SetPolicy, SetWage, set_policy, set_wage
from core.score.actions.statements import record_export
from core.score.bonus import LineKind
from core.score.floor import Floor
from core.score.queries.bonus import bonus_report
from core.score.queries.statements import statement_file
from core.score.statement import (
    ExportStatements,
    FileKind,
    GateRow,
    LineRow,
    MetricRow,
    StatementSheet,
    file_name,
    kinds_paid,
    statement_sheets,
)
from core.score.statement_pdf import statements_pdf
from core.shifts.result import Totals
from tests.conftest import START, Cast
from tests.score.work import NOW, shift

SEPTEMBER = date(2026, 9, 1)
FLOOR = Floor()
GATES = {"min_approved_shifts": 1, "max_unanswered_rate": 1, "no_overdue_complaints": True}
GOOD = Totals(chats=100, presale_chats=100, answered_30s=80, unanswered=0, first_response_avg_s=30, orders=35, paid_orders=30)


@pytest.fixture
def reviewed(database: Database, cast: Cast) -> Cast:
    """A month under review: Lan (with a wage) and a person whose name wants to be a formula, and a sheet name."""
    with database.write() as session:
        set_policy(session, SYSTEM, SetPolicy({"gates": GATES}), now=START)
        set_wage(session, SYSTEM, SetWage("lan", 40_000, SEPTEMBER), now=START)
        sly = add_user(session, SYSTEM, NewUser("sly", '=HYPERLINK("http://x.vn")[Đặng Thị Hồng Nhung]', Role.AGENT), now=START)
    for person in (cast.lan, sly):
        shift(database, person, "late", {cast.shop_a: GOOD})
    with database.write() as session:
        compute_bonus(session, SYSTEM, Compute(SEPTEMBER, FLOOR), now=NOW)
        review_bonus(session, SYSTEM, Review(SEPTEMBER), now=NOW)
    return cast


def take(database: Database, user: User, kind: FileKind, agent_id: int | None = None) -> bytes:
    wanted = ExportStatements(SEPTEMBER, kind, FLOOR, "vi", agent_id)
    with database.write() as session:
        made = statement_file(session, user, wanted, now=NOW)
        record_export(session, user, wanted, made, now=NOW)
    return made.content


def book(content: bytes) -> dict[str, list[list[Any]]]:
    found = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def test_the_workbook_of_the_owner(database: Database, reviewed: Cast) -> None:
    content = take(database, reviewed.hoa, FileKind.XLSX)
    sheets = book(content)
    assert list(sheets) == ["Cả đội", "Nguyễn Thị Lan", '=HYPERLINK("http---x.vn")-Đặng', "Số liệu gốc"]
    head, lan, sly, total = sheets["Cả đội"][:4]
    assert head == ["Nhân viên", "Tên", "KPI %", "Thưởng KPI (₫)", "Giải xếp hạng (₫)", "Phụ cấp ca tối (₫)", "Phụ trội giờ đêm (₫)",
                    "Điều chỉnh (₫)", "Tổng (₫)"]  # fmt: skip
    assert lan[3:] == [2_000_000, 400_000, 50_000, 24_000, 0, 2_474_000]
    assert sly[1] == '=HYPERLINK("http://x.vn")[Đặng Thị Hồng Nhung]'  # a text, not a link
    assert total[3:] == [4_000_000, 800_000, 100_000, 24_000, 0, 4_924_000]
    own = {row[0]: row[1] for row in sheets["Nguyễn Thị Lan"]}
    assert (own["Phụ cấp ca tối"], own["Phụ trội giờ đêm"], own["Tổng"]) == (50_000, 24_000, 2_474_000)
    assert sheets["Số liệu gốc"][1][:4] == ["2026-09-15", "lan", "Ca chiều", "Shop A"]
    raw = b"".join(
        zipfile.ZipFile(io.BytesIO(content)).read(name) for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "sheet" in name
    )
    assert b"<f>" not in raw
    assert b"hyperlink" not in raw.lower().replace(b"=hyperlink", b"")


def test_a_manager_takes_out_no_wages(database: Database, reviewed: Cast) -> None:
    sheets = book(take(database, reviewed.minh, FileKind.XLSX))
    assert "Phụ trội giờ đêm (₫)" not in sheets["Cả đội"][0]
    assert [row[0] for row in sheets["Nguyễn Thị Lan"] if "không được xem" in str(row[0])] == ["Bạn không được xem: Phụ trội giờ đêm."]
    assert "24000" not in str(sheets)


def test_an_agent_takes_out_their_own_alone(database: Database, reviewed: Cast) -> None:
    sheets = book(take(database, reviewed.lan, FileKind.XLSX))
    assert list(sheets) == ["Cả đội", "Nguyễn Thị Lan"]
    assert [row[0] for row in sheets["Cả đội"][1:3]] == ["lan", "Tổng"]
    assert take(database, reviewed.lan, FileKind.PDF).startswith(b"%PDF")
    with database.read() as session:
        sly = next(row.agent_id for row in bonus_report(session, SYSTEM, SEPTEMBER, now=NOW, floor=FLOOR).rows if row.agent == "sly")
    with pytest.raises(NotFound):
        take(database, reviewed.lan, FileKind.PDF, sly)
    with pytest.raises(NotFound):
        take(database, reviewed.stranger, FileKind.PDF)
    with pytest.raises(Refused):
        take(database, User(reviewed.lan.id, "lan", "Lan", Role.AGENT, active=False), FileKind.PDF)


def test_one_page_each_and_the_same_bytes(database: Database, reviewed: Cast) -> None:
    first = take(database, reviewed.hoa, FileKind.PDF)
    assert len(re.findall(rb"/Type /Page\b", first)) == 2
    assert len(re.findall(rb"/Type /Page\b", take(database, reviewed.hoa, FileKind.PDF, reviewed.lan.id))) == 1
    assert first == take(database, reviewed.hoa, FileKind.PDF)
    assert b"BeVietnamPro" in first
    with database.read() as session:
        report = bonus_report(session, reviewed.hoa, SEPTEMBER, now=NOW, floor=FLOOR)
    (sheet, _) = statement_sheets(report, "vi")
    assert [line.name for line in sheet.lines] == ["Thưởng KPI", "Giải xếp hạng", "Phụ cấp ca tối", "Phụ trội giờ đêm"]
    assert (sheet.draft, sheet.total_vnd, sheet.month) == (True, 2_474_000, "09/2026")
    assert kinds_paid(report) == tuple(LineKind)
    assert len(statements_pdf((sheet,), "en", made="x")) > 10_000


def test_an_export_stays_in_the_trail(database: Database, reviewed: Cast) -> None:
    take(database, reviewed.lan, FileKind.PDF)
    take(database, reviewed.hoa, FileKind.XLSX)
    with database.read() as session:
        found = [entry for entry in entries(session, subject="bonus:2026-09") if entry.action == "bonus.export"]
    assert [(entry.actor_id, entry.after["file"], entry.after["statements"]) for entry in reversed(found)] == [
        (reviewed.lan.id, "pdf", 1),
        (reviewed.hoa.id, "xlsx", 2),
    ]


def test_a_file_is_named_for_its_month() -> None:
    wanted = ExportStatements(SEPTEMBER, FileKind.PDF, FLOOR)
    assert (file_name(wanted), file_name(wanted, "lan")) == ("thuong-2026-09.pdf", "thuong-2026-09-lan.pdf")


def test_a_long_statement_stays_on_its_page() -> None:
    line = LineRow("Điều chỉnh", "Từ tháng 08/2026: " + "một ca duyệt muộn, " * 12, 50_000)
    metric = MetricRow("Đánh giá 1–2★ phản hồi trong 24 giờ", "100,0 %", 3, "95,0 %", 1.05, 10, None, "n = 3, dưới 5: bỏ qua")
    long = StatementSheet(
        "an", "Tôn Nữ Hoàng Thị Quỳnh Như Ý 漢 🎉 <b>&amp;", "09/2026", "Đã khóa", False, 101.5, (line,) * 45, (metric,) * 12,
        (GateRow("Đủ số ca đã duyệt", True, "26 ca"),) * 3, 2_250_000, ("Phụ trội giờ đêm",), 3, "ab" * 32,
    )  # fmt: skip
    made = statements_pdf((long, long), "vi", made="In lúc nào đó")
    assert len(re.findall(rb"/Type /Page\b", made)) == 2
