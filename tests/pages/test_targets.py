"""Targets: set one after seeing the last four weeks, see it planned, take it back; who may not."""

from __future__ import annotations

from datetime import date

import time_machine

from core.base.clock import at_local
from core.base.database import Database
from core.score.queries.targets import target_book
from core.score.target import Target
from core.shifts.result import Totals
from tests.conftest import Cast
from tests.pages.conftest import OpenPage
from tests.score.work import shift

DAY = date(2026, 9, 15)
NOW = at_local(date(2026, 9, 16), 10 * 60)


def stored(database: Database, cast: Cast) -> tuple[Target, ...]:
    with database.read() as session:
        return target_book(session, cast.hoa).stored


def test_an_owner_sets_a_target_and_takes_it_back(database: Database, cast: Cast, open_page: OpenPage) -> None:
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=40, answered_30s=33)}, day=DAY)
    shift(database, cast.lan, "morning", {cast.shop_a: Totals(chats=40, answered_30s=36)}, day=date(2026, 9, 14))
    with time_machine.travel(NOW, tick=False):
        at = open_page("targets", cast.hoa)
        assert not at.exception
        (asked,) = [field for field in at.text_input if field.label == "Mục tiêu"]
        (save,) = [button for button in at.button if button.label == "Lưu mục tiêu"]
        assert save.disabled
        asked.input("85").run()
        said = " ".join(shown.value for shown in at.markdown)
        assert "mục tiêu hiện nay ≥ 80\u00a0%: đạt 2/2 ngày" in said
        assert "mục tiêu mới ≥ 85\u00a0%: đạt 1/2 ngày" in said
        assert stored(database, cast) == ()
        next(button for button in at.button if button.label == "Lưu mục tiêu").click().run()
        assert not at.exception and not at.error
        assert stored(database, cast) == (Target("answer_30s_rate", 0.85, date(2026, 9, 17)),)
        next(button for button in at.button if button.label == "Rút lại").click().run()
        assert not at.exception and not at.error
    assert stored(database, cast) == ()


def test_what_is_no_target_is_said_and_kept(database: Database, cast: Cast, open_page: OpenPage) -> None:
    with time_machine.travel(NOW, tick=False):
        at = open_page("targets", cast.hoa)
        (asked,) = [field for field in at.text_input if field.label == "Mục tiêu"]
        asked.input("nhiều hơn").run()
    assert "“nhiều hơn”" in at.error[0].value.replace("\\", "")
    assert [field.value for field in at.text_input if field.label == "Mục tiêu"] == ["nhiều hơn"]
    assert next(button for button in at.button if button.label == "Lưu mục tiêu").disabled
