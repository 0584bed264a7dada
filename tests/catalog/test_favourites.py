"""Favourites of each person, and what was copied most, by oneself, or never."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.base.clock import local_date
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.catalog.actions import favourites
from core.catalog.actions.clicks import count_copy
from core.catalog.actions.copies import Reading, store_reading
from core.catalog.actions.favourites import Star, star
from core.catalog.actions.sources import NewSource, add_source
from core.catalog.cells import Cells
from core.catalog.message_codes import CodeTrouble
from core.catalog.queries.dead_codes import dead_codes
from core.catalog.queries.favourites import Mine, my_items
from core.catalog.queries.scripts import ScriptWanted, find_scripts
from core.catalog.sheet_copy import SheetCopy
from core.catalog.source import Place, PlaceKind, SheetKind
from core.people.user import SYSTEM, User
from tests.catalog.conftest import BOOK, NOW
from tests.conftest import Cast

DAY = local_date(NOW)
HEADER = ("Mã", "Giai đoạn", "Nội dung")
ROWS = (
    ("A1", "Chào hỏi", "Dạ shop chào mình ạ"),
    ("B1", "Chốt đơn", "Dạ mình nhập mã CU10 giúp em ạ"),
    ("C1", "Chốt đơn", "Dạ mình nhập mã GIAM30 hoặc mã LAZ99 giúp em ạ"),
    ("D1", "Cảm ơn", "Dạ shop cảm ơn mình ạ"),
)
VOUCHERS = (
    ("Mã voucher", "Nội dung", "Bắt đầu", "Kết thúc"),
    ("CU10", "giảm 10% đơn từ 0Đ", 46200, 46210),
    ("GIAM30", "giảm 30K đơn từ 300K", 46268, 46280),
    ("SOM50", "giảm 50K đơn từ 300K", 46290, 46295),
)


def keep(database: Database, kind: SheetKind, rows: tuple[tuple[str | int, ...], ...]) -> None:
    with database.write() as session:
        place = Place(PlaceKind.GOOGLE, BOOK)
        source = add_source(session, SYSTEM, NewSource(kind, place, str(kind), str(kind)), now=NOW)
        copy = SheetCopy(Cells(str(kind), rows), gid=7)
        store_reading(session, SYSTEM, Reading(source.id, copy, len(rows)), rows_before=0, now=NOW, every=timedelta(minutes=1))


@pytest.fixture
def scripts(database: Database) -> None:
    keep(database, SheetKind.SCRIPTS, (HEADER, *ROWS))


def press(database: Database, user: User, item: str, on: bool = True) -> bool:
    with database.write() as session:
        return star(session, user, Star(SheetKind.SCRIPTS, item, on), now=NOW)


def copy(database: Database, user: User, item: str, times: int = 1, days_ago: int = 0) -> None:
    with database.write() as session:
        for _ in range(times):
            count_copy(session, user, SheetKind.SCRIPTS, item, now=NOW - timedelta(days=days_ago))


def mine(database: Database, user: User, day: date = DAY) -> Mine:
    with database.read() as session:
        return my_items(session, user, SheetKind.SCRIPTS, day=day)


def shown(database: Database, wanted: ScriptWanted) -> list[str]:
    with database.read() as session:
        return [one.script.code for one in find_scripts(session, SYSTEM, wanted, day=DAY).found]


def test_a_star_is_ones_own_and_goes_as_it_came(database: Database, cast: Cast) -> None:
    assert press(database, cast.lan, "C1") is True
    assert press(database, cast.lan, "C1") is True
    assert (mine(database, cast.lan).starred, mine(database, cast.stranger).starred) == (("C1",), ())
    assert press(database, cast.lan, "C1", on=False) is False
    assert press(database, cast.lan, "C1", on=False) is False
    assert mine(database, cast.lan).starred == ()


def test_nobody_stars_without_a_name_or_without_end(database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused):
        press(database, SYSTEM, "A1")
    with pytest.raises(InvalidInput):
        press(database, cast.lan, "")
    monkeypatch.setattr(favourites, "MOST", 2)
    press(database, cast.lan, "A1")
    press(database, cast.lan, "B1")
    with pytest.raises(InvalidInput):
        press(database, cast.lan, "C1")


@pytest.mark.usefixtures("scripts")
def test_the_views_of_the_scripts(database: Database, cast: Cast) -> None:
    copy(database, cast.lan, "D1", 2)
    copy(database, cast.stranger, "B1", 3)
    copy(database, cast.lan, "B1", 1)
    copy(database, cast.lan, "A1", 5, days_ago=40)  # longer ago than 30 days
    press(database, cast.lan, "C1")
    own = mine(database, cast.lan)
    assert own == Mine(("C1",), (("D1", 2), ("B1", 1)))
    assert shown(database, ScriptWanted(show="used")) == ["B1", "D1"]
    assert shown(database, ScriptWanted(show="mine", mine=own)) == ["D1", "B1"]
    assert shown(database, ScriptWanted(show="never")) == ["A1", "C1"]
    assert shown(database, ScriptWanted(show="starred", mine=own)) == ["C1"]
    assert shown(database, ScriptWanted(starred_first=True, mine=own)) == ["C1", "A1", "B1", "D1"]
    assert shown(database, ScriptWanted(text="ma", starred_first=True, mine=own))[0] == "C1"
    assert shown(database, ScriptWanted()) == ["A1", "B1", "C1", "D1"]


@pytest.mark.usefixtures("scripts")
def test_scripts_with_codes_that_do_not_work(database: Database, cast: Cast) -> None:
    with database.read() as session:
        assert dead_codes(session, cast.minh, at=NOW) == ()  # no voucher sheet: nothing can be said
    keep(database, SheetKind.VOUCHERS, VOUCHERS)
    with database.read() as session:
        found = dead_codes(session, cast.minh, at=NOW)
        with pytest.raises(Refused):
            dead_codes(session, cast.lan, at=NOW)
    assert [(one.script.code, one.code, one.trouble, one.script.cell) for one in found] == [
        ("B1", "CU10", CodeTrouble.EXPIRED, "scripts!C3"),
        ("C1", "LAZ99", CodeTrouble.UNKNOWN, "scripts!C4"),
    ]
    assert found[0].link == f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid=7&range=C3"
