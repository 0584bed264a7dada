"""Shift templates: added, changed, retired from a date; history stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.base.database import Database
from core.base.errors import InvalidInput, Refused
from core.people.user import SYSTEM, User
from core.shifts.actions.templates import (
    ChangeTemplate,
    RetireTemplate,
    TemplateInput,
    UsePreset,
    add_template,
    change_template,
    clock_minute,
    retire_template,
    use_preset,
)
from core.shifts.presets import Preset
from core.shifts.queries.roster import planned_on, rostered
from core.shifts.queries.templates import list_templates
from core.shifts.template import Template
from tests.conftest import Cast
from tests.shifts.floor import DAY, act, ask, audited, begin, fresh, local, template
from tests.shifts.roster_floor import WEEK, publish

NOW = local("2026-09-28 09:00")


def codes(database: Database, on: date) -> list[str]:
    return [one.code for one in ask(database, list_templates, SYSTEM, on=on)]


def add(database: Database, by: User, *args: str | bool | int) -> Template:
    return act(database, add_template, by, TemplateInput(*args), at=NOW)  # type: ignore[arg-type]


def test_an_own_template_may_pass_midnight(database: Database, cast: Cast) -> None:
    made = add(database, cast.minh, "Ca đêm", "18h", "2:00", True, 30)
    assert (made.code, made.start_minute, made.end_minute, made.evening, made.work_minutes) == ("ca-dem", 1080, 1560, True, 450)
    assert codes(database, WEEK) == ["morning", "late", "ca-dem", "evening"]
    assert audited(database, f"template:{made.id}") == [("template.add", cast.minh.id)]


def test_agents_change_no_templates(database: Database, cast: Cast) -> None:
    with pytest.raises(Refused):
        add(database, cast.lan, "Ca đêm", "18:00", "02:00")


def test_what_is_wrong_is_named(database: Database, cast: Cast) -> None:
    def wrong(*given: str | bool | int) -> list[str]:
        with pytest.raises(InvalidInput) as caught:
            add(database, cast.minh, *given)
        return [problem.field for problem in caught.value.problems]

    assert wrong("", "8:00", "17:00") == ["name"]
    assert wrong("X", "tám giờ", "25:00") == ["start", "end"]
    assert wrong("X", "8:00", "8:20") == ["end"]
    assert wrong("X", "8:00", "07:00") == ["end"]
    assert wrong("X", "8:00", "12:00", False, 121) == ["break_minutes"]
    assert wrong("ca SANG", "8:00", "12:00") == ["name"]


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("8", 480), ("8h", 480), ("8h30", 510), ("08:05", 485), ("24:00", 1440), ("1830", 1110), ("24:30", None), ("x", None)],
)
def test_times_as_people_type_them(typed: str, minute: int | None) -> None:
    assert clock_minute(typed) == minute


def test_a_template_retired_mid_month_stays_in_history(database: Database, cast: Cast) -> None:
    worked = begin(database, cast.lan)
    publish(database, cast.minh, {(cast.lan, 1): "late", (cast.lan, 3): "late"})
    late = template(database)
    act(database, retire_template, cast.minh, RetireTemplate(late.id, WEEK + timedelta(days=3)), at=NOW)
    assert codes(database, WEEK + timedelta(days=2)) == ["morning", "late", "evening"]
    assert codes(database, WEEK + timedelta(days=3)) == ["morning", "evening"]
    assert fresh(database, cast.lan, worked).template.span == "16:00–24:00"
    assert len(ask(database, rostered, cast.lan, WEEK, WEEK + timedelta(days=6))) == 2
    assert ask(database, planned_on, cast.minh, late.id, WEEK + timedelta(days=3)) == 1


def test_new_hours_begin_on_a_date_and_leave_what_was_worked(database: Database, cast: Cast) -> None:
    worked = begin(database, cast.lan)
    late = template(database)
    since = DAY + timedelta(days=1)
    new = act(
        database, change_template, cast.minh, ChangeTemplate(late.id, TemplateInput("Ca chiều", "15:00", "23:00", True), since), at=NOW
    )
    assert (new.code, new.start_minute) == ("ca-chieu", 900)
    assert fresh(database, cast.lan, worked).template.start_minute == 960
    assert codes(database, DAY) == ["morning", "ca-chieu", "late", "evening"]
    assert codes(database, since) == ["morning", "ca-chieu", "evening"]


def test_a_template_never_used_is_changed_in_place(database: Database, cast: Cast) -> None:
    made = add(database, cast.minh, "Ca đêm", "18:00", "02:00")
    changed = act(database, change_template, cast.minh, ChangeTemplate(made.id, TemplateInput("Ca khuya", "20:00", "4:00"), WEEK), at=NOW)
    assert (changed.id, changed.code, changed.name, changed.span) == (made.id, "ca-dem", "Ca khuya", "20:00–04:00")


def test_a_new_name_is_no_new_template(database: Database, cast: Cast) -> None:
    begin(database, cast.lan)
    own = add(database, cast.minh, "Ca đêm", "18:00", "02:00")
    act(database, change_template, cast.minh, ChangeTemplate(own.id, TemplateInput("Ca tối muộn", "18:00", "02:00"), WEEK), at=NOW)
    assert len(ask(database, list_templates, SYSTEM)) == 4


def test_the_split_day_preset_retires_the_afternoon(database: Database, cast: Cast) -> None:
    offered = act(database, use_preset, cast.minh, UsePreset(Preset.SPLIT_DAY, WEEK), at=NOW)
    assert [one.code for one in offered] == ["morning", "evening"]
    assert codes(database, WEEK) == ["morning", "evening"]
    assert codes(database, WEEK - timedelta(days=1)) == ["morning", "late", "evening"]
    act(database, use_preset, cast.minh, UsePreset(Preset.TWO_SHIFTS, WEEK), at=NOW)
    assert codes(database, WEEK) == ["morning", "late"]
