"""Customers' data that leave the house are written down: who, when, how many, by which filter; the file holds the whole list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.base import opened
from core.base.database import Database
from core.base.errors import Refused
from core.cases.actions.exports import CaseExport, note_export
from core.cases.event import CaseKind
from core.cases.queries.complaints import list_complaints
from core.cases.queries.scope import CaseFilter
from core.cases.view import ListView, view_query
from core.people.actions.users import disable_user
from core.people.user import SYSTEM
from core.ui.case_export import recorded, whole_list
from core.ui.complaint_table import complaint_rows
from tests.cases.acts import OPENED, act, changes, complain, trail
from tests.conftest import Cast


@pytest.fixture
def own(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The test's database as the process's own."""
    opened.the_database.cache_clear()
    monkeypatch.setattr(opened, "Database", lambda _url: database)
    yield database
    opened.the_database.cache_clear()


def test_an_export_is_written_down_before_the_file_leaves(own: Database, cast: Cast) -> None:
    before = changes(own)
    address = view_query(ListView("late", search="bể vỡ 0912 345 612"), ("open", "late"))
    recorded(CaseKind.COMPLAINT, cast.lan, address, lambda: OPENED)("xlsx", 12)
    (entry,) = trail(own, "complaint:*")
    assert (entry.action, entry.actor_id, entry.at) == ("complaint.export", cast.lan.id, OPENED)
    assert entry.after == {"format": "xlsx", "rows": 12, "filter": "state=late&q=bể vỡ 09x xxx x12"}
    assert changes(own) == before  # reading changes nothing: no cache is emptied


def test_who_lost_the_right_since_takes_nothing(database: Database, cast: Cast) -> None:
    with database.write() as session:
        disable_user(session, SYSTEM, "lan", now=OPENED)
    with pytest.raises(Refused, match="sign-in has ended"):
        act(database, note_export, cast.lan, CaseExport(CaseKind.REVIEW, "csv", 1, ""), OPENED)
    assert trail(database, "review:*") == []


def test_the_file_holds_all_the_person_may_see_not_only_the_lines_shown(own: Database, cast: Cast) -> None:
    for number in range(3):
        complain(own, cast, order_no=f"N{number}")
    complain(own, cast, order_no="HIS1", by=cast.stranger)
    make = whole_list(list_complaints, cast.lan, CaseFilter(), lambda lines: complaint_rows(lines, OPENED, str))
    assert sorted(make()["order_no"]) == ["N0", "N1", "N2"]
    one = whole_list(list_complaints, cast.lan, CaseFilter(search="N1"), lambda lines: complaint_rows(lines, OPENED, str))
    assert one()["order_no"].tolist() == ["N1"]
