"""What the owner sets about scores: who sees what, return window, sale days; and the policy as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.base.audit import entries
from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.score.actions.board_settings import SetReturnWindow, SetSaleDays, SetVisibility, set_return_window, set_sale_days, set_visibility
from core.score.board_settings import BoardSettings, SaleDay
from core.score.floor import Floor
from core.score.leaderboard import Visibility
from core.score.policy import DEFAULT_POLICY, policy_document
from core.score.policy_compare import Change, field_name, policy_changes
from core.score.policy_file import policy_as_json, policy_as_toml, read_policy_file
from core.score.policy_reading import policy_from
from core.score.queries.board_settings import board_settings
from core.score.queries.bonus import bonus_inputs
from core.score.queries.fields import Filter
from core.score.queries.leaderboard import leaderboard
from core.shifts.result import Totals
from tests.conftest import Cast
from tests.score.work import NOW, shift

OCTOBER = date(2026, 10, 1)


def test_settings_are_kept_read_and_recorded(database: Database, cast: Cast) -> None:
    days = (SaleDay(date(2026, 11, 27), "  Black   Friday "), SaleDay(date(2026, 10, 20)))
    with database.write() as session:
        assert board_settings(session, cast.lan) == BoardSettings()
        set_visibility(session, cast.hoa, SetVisibility(Visibility.BANDS), now=NOW)
        set_return_window(session, cast.hoa, SetReturnWindow(10), now=NOW)
        set_sale_days(session, cast.hoa, SetSaleDays(days), now=NOW)
        set_sale_days(session, cast.hoa, SetSaleDays(days), now=NOW)
    with database.read() as session:
        named = (SaleDay(date(2026, 10, 20)), SaleDay(date(2026, 11, 27), "Black Friday"))
        assert board_settings(session, cast.lan) == BoardSettings(Visibility.BANDS, 10, named)
        assert bonus_inputs(session, cast.hoa, OCTOBER, now=NOW, floor=Floor()).campaign_days == ("2026-10-10", "2026-10-20")
        (entry,) = entries(session, subject="setting:return_window_days")
        assert (entry.actor_id, entry.before, entry.after) == (cast.hoa.id, None, 10)
        assert len(entries(session, subject="setting:campaign_days")) == 1


def test_only_the_owner_sets_them(database: Database, cast: Cast) -> None:
    acts: list[tuple[Any, Any]] = [
        (set_visibility, SetVisibility(Visibility.ALL)),
        (set_return_window, SetReturnWindow(1)),
        (set_sale_days, SetSaleDays(())),
    ]
    for action, given in acts:
        for user in (cast.lan, cast.minh):
            with pytest.raises(Refused), database.write() as session:
                action(session, user, given, now=NOW)


def test_nonsense_is_named(database: Database, cast: Cast) -> None:
    twice = (SaleDay(date(2026, 10, 20)), SaleDay(date(2026, 10, 20), "x" * 81), SaleDay(date(1999, 1, 1)))
    with pytest.raises(InvalidInput) as caught, database.write() as session:
        set_sale_days(session, cast.hoa, SetSaleDays(twice), now=NOW)
    assert [problem.template for problem in caught.value.problems] == [
        "{day} stands twice.", "The name of {day} is longer than {most} characters.", "{day} is no day of these years.",
    ]  # fmt: skip
    for days in (-1, 61, True):
        with pytest.raises(InvalidInput), database.write() as session:
            set_return_window(session, cast.hoa, SetReturnWindow(days), now=NOW)


def test_the_return_window_marks_the_leaderboard(database: Database, cast: Cast) -> None:
    sold = Totals(chats=100, presale_chats=100, orders=30)
    shift(database, cast.lan, "morning", {cast.shop_a: sold}, day=date(2026, 10, 20))
    shift(database, cast.stranger, "morning", {cast.shop_a: replace(sold, orders=31)}, day=date(2026, 10, 20))
    now = NOW.replace(month=10, day=29)  # nine days later

    def marked() -> bool:
        with database.read() as session:
            return leaderboard(session, cast.hoa, Filter(OCTOBER, date(2026, 10, 31), now)).provisional

    assert not marked()
    with database.write() as session:
        set_return_window(session, cast.hoa, SetReturnWindow(10), now=NOW)
    assert marked()


def test_a_policy_goes_through_a_file_unchanged() -> None:
    policy = replace(DEFAULT_POLICY, night_premium_rate=Decimal("0.35"), prizes_vnd=())
    for name, written in (("p.json", policy_as_json(policy)), ("p.toml", policy_as_toml(policy))):
        assert policy_from(read_policy_file(name, written.encode())) == policy
    assert policy_as_toml(DEFAULT_POLICY).splitlines()[:3] == [
        "tiers = [[0, 0], [70, 0.5], [85, 0.8], [100, 1], [110, 1.2]]", "base_bonus_vnd = 2000000", 'prize_metric = "conversion"',
    ]  # fmt: skip
    assert read_policy_file("p.json", b'\xef\xbb\xbf{"version": 3, "from": "2026-09", "base_bonus_vnd": 5}') == {"base_bonus_vnd": 5}


@pytest.mark.parametrize(
    ("name", "content"), [("p.json", b"{"), ("p.toml", b"a ="), ("p.toml", b"\xff"), ("p.json", b" " * 100_001), ("p.json", b"[" * 5000)]
)
def test_a_file_that_is_none_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"p\.(json|toml) is not (JSON|TOML)"):
        read_policy_file(name, content)


def test_two_versions_compared() -> None:
    document = policy_document(DEFAULT_POLICY)
    document["metrics"]["conversion"] |= {"weight": 45}
    del document["metrics"]["payment_rate"]
    document["gates"] |= {"min_approved_shifts": 8}
    changes = policy_changes(DEFAULT_POLICY, policy_from(document))
    assert changes == (
        Change("metrics.conversion.weight", 35, 45), Change("metrics.payment_rate.weight", 10, None),
        Change("metrics.payment_rate.target", 0.85, None), Change("metrics.payment_rate.cap", 1.2, None),
        Change("metrics.payment_rate.min_n", 30, None), Change("gates.min_approved_shifts", 10, 8),
    )  # fmt: skip
    assert [field_name(change.place).said("vi") for change in changes[:2]] == ["Trọng số: Tỷ lệ chốt đơn", "Trọng số: Tỷ lệ thanh toán"]
    assert policy_changes(DEFAULT_POLICY, DEFAULT_POLICY) == ()


def test_a_place_of_the_document_has_a_name() -> None:
    assert field_name("prizes_vnd[2]").said("vi") == "Giải xếp hạng, dòng 2"
    assert field_name("metrics.conversion").said("en") == "Conversion"
    assert field_name("gates.max_unanswered_rate").said("en") == "Highest missed rate"
    assert field_name("tiers").said("en") == "KPI tiers"
    assert field_name("colour").said("en") == "colour"
    assert timedelta(days=BoardSettings().return_window_days) == timedelta(days=7)
