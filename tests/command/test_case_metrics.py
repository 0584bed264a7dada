"""Complaints and reviews in by `import`, out by `report metrics`: a night, a Tết day, edges of a second, pauses, two reopenings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from core.__main__ import main
from core.base.database import Database
from core.cases.actions.complaints import move_complaint
from core.cases.complaint import Complaint, ComplaintState, WaitingFor
from core.cases.inputs import MoveComplaint
from core.people.user import User
from tests.cases.acts import act, complain
from tests.cases.moments import at
from tests.conftest import Cast

HEAD = "shop,order_no,customer,category,severity,opened_at,agent,first_answer_at,resolved_at,status,resolution,cost_vnd,description"
COMPLAINTS = (
    # Normal, 16 h of service: 23:30 leaves half an hour of the day, so due at 23:30 of the next.
    ("NIGHT1", "damaged", "normal", "2026-09-07T23:30:00", "2026-09-08T23:30:00"),
    ("NIGHT2", "damaged", "normal", "2026-09-07T23:30:00", "2026-09-08T23:30:01"),
    # High, 4 h, from 22:00 of New Year's Eve of Tết Bính Ngọ: due at 10:00 of the first day of Tết.
    ("TET1", "faulty", "high", "2026-02-16T22:00:00", "2026-02-17T10:00:00"),
    ("TET2", "faulty", "high", "2026-02-16T22:00:00", "2026-02-17T10:00:01"),
    # The same issue again after 6 d 23 h is a repeat, after 7 d 1 h it is not.
    ("AGAIN1", "wrong_item", "low", "2026-09-01T10:00:00", "2026-09-01T11:00:00"),
    ("AGAIN1", "wrong_item", "low", "2026-09-08T09:00:00", "2026-09-08T09:30:00"),
    ("AGAIN2", "wrong_item", "low", "2026-09-01T10:00:00", "2026-09-01T11:00:00"),
    ("AGAIN2", "wrong_item", "low", "2026-09-08T11:00:00", "2026-09-08T11:30:00"),
)
REVIEWS = """shop,order_no,product,stars,text,posted_at,agent,first_reply_at,status
A,,on the second,1,Tệ,2026-09-05T10:00:00,lan,2026-09-06T10:00:00,replied
A,,a second late,2,Tệ,2026-09-05T10:00:00,lan,2026-09-06T10:00:01,replied
A,,never,1,Tệ,2026-09-05T10:00:00,lan,,new
A,,three stars,3,Tạm,2026-09-05T10:00:00,lan,2026-09-09T10:00:00,replied
A,,young,1,Tệ,2026-09-19T10:00:01,lan,,new
"""


@pytest.fixture
def core(database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run a command on the test's database and return its JSON."""

    def call(*words: str) -> Any:
        url = database.url.render_as_string(hide_password=False)
        monkeypatch.setattr(sys, "argv", ["core", *words, "--database", url, "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
            raise SystemExit(0)
        said = capsys.readouterr()
        assert (ended.value.code or 0, said.err) == (0, "")
        return json.loads(said.out)

    return call


def move(database: Database, user: User, case: Complaint, to: ComplaintState, moment: str, **given: Any) -> Complaint:
    return act(database, move_complaint, user, MoveComplaint(case.id, case.version, to, **given), at(moment))


def test_exact_numbers_in_by_file_and_out_by_report(database: Database, cast: Cast, core: Any, tmp_path: Path) -> None:
    lines = [f"A,{no},,{about},{how},{opened},lan,{opened},{done},resolved,refund,,x" for no, about, how, opened, done in COMPLAINTS]
    (tmp_path / "complaints.csv").write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    (tmp_path / "reviews.csv").write_text(REVIEWS, encoding="utf-8")
    for kind, rows in (("complaints", 8), ("reviews", 5)):
        first, again = (core("import", str(tmp_path / f"{kind}.csv"), "--kind", kind) for _ in range(2))
        assert (first["added"], first["problems"], again["added"], again["unchanged"]) == (rows, [], 0, rows)
    tet = core("report", "metrics", "--from", "2026-02-16", "--to", "2026-02-17", "--by", "day", "--at", "2026-09-20T10:00")
    assert [(row["group"], row["complaints_handled"]["value"]) for row in tet["rows"]] == [("2026-02-16", 0), ("2026-02-17", 2)]
    assert tet["total"]["complaints_in_sla_rate"] == {"value": 0.5, "n": 2}
    week = ("report", "metrics", "--from", "2026-09-01", "--to", "2026-09-08")
    total = core(*week, "--at", "2026-09-20T10:00")["total"]
    # Due on the 8th: the two of the night, one in time; the four low ones are due days later, on 4 and 11 September.
    assert total["complaints_handled"] == {"value": 6, "n": 6}
    assert total["complaints_in_sla_rate"] == {"value": 3 / 4, "n": 4}
    assert total["repeat_issue_rate"] == {"value": 1 / 6, "n": 6}
    assert total["reviews_in_24h_rate"] == {"value": 1 / 3, "n": 3}
    month = ("report", "metrics", "--from", "2026-09-01", "--to", "2026-09-30", "--by", "agent")
    young = [core(*month, "--at", moment)["total"]["reviews_in_24h_rate"] for moment in ("2026-09-20T10:00:00", "2026-09-20T10:00:01")]
    assert young == [{"value": 1 / 3, "n": 3}, {"value": 1 / 4, "n": 4}]  # judged from the very second of its 24 hours


def test_paused_clocks_and_two_reopenings(database: Database, cast: Cast, core: Any) -> None:
    busy, waiting, done = ComplaintState.IN_PROGRESS, ComplaintState.WAITING, ComplaintState.RESOLVED
    for order_no, end in (("PAUSE1", "2026-09-08 12:00:00"), ("PAUSE2", "2026-09-08 12:00:01")):
        case = complain(database, cast, order_no=order_no, severity="high", now=at("2026-09-07 20:00"))  # due 24:00
        case = move(database, cast.lan, case, waiting, "2026-09-07 22:00", waiting_for=WaitingFor.MARKETPLACE)
        case = move(database, cast.lan, case, busy, "2026-09-08 10:00")  # 2 h + 2 h of service stood: due 12:00
        move(database, cast.lan, case, done, end, resolution="refund")
    stands = complain(database, cast, order_no="STANDS1", severity="high", now=at("2026-09-08 08:00"))
    move(database, cast.lan, stands, waiting, "2026-09-08 09:00", waiting_for=WaitingFor.CUSTOMER)  # waits to this day: not judged
    case = complain(database, cast, order_no="TWICE1", severity="high", now=at("2026-09-14 14:00"))
    case = move(database, cast.lan, case, done, "2026-09-14 15:00", resolution="refund")  # in time (18:00)
    for opened, closed, who in (("2026-09-15 09:00", "2026-09-15 14:00", cast.minh), ("2026-09-16 09:00", "2026-09-16 10:00", cast.lan)):
        case = move(database, cast.hoa, case, busy, opened, note="Lại vỡ")
        case = move(database, who, case, done, closed, resolution="voucher")  # due 13:00 of the day: late, in time
    found = core("report", "metrics", "--from", "2026-09-01", "--to", "2026-09-30", "--by", "agent", "--at", "2026-09-20T10:00")
    rows = {row["group"]: (row["complaints_handled"]["value"], row["complaints_in_sla_rate"]) for row in found["rows"]}
    assert rows == {"lan": (4, {"value": 3 / 4, "n": 4}), "minh": (1, {"value": 0.0, "n": 1})}
    assert found["total"]["complaints_in_sla_rate"] == {"value": 3 / 5, "n": 5}
    assert found["total"]["repeat_issue_rate"] == {"value": 0.0, "n": 4}
