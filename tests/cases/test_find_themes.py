"""Reviews by theme and product, low stars against the time to answer; the owner's word lists."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.database import Database
from core.base.errors import Conflict, InvalidInput, NotFound, Refused
from core.cases.actions.complaints import answer_complaint
from core.cases.actions.reviews import close_review, reply_review
from core.cases.actions.themes import put_theme_back, save_theme
from core.cases.inputs import CaseNote, CloseReview
from core.cases.queries.learning import Period
from core.cases.queries.themes import list_themes, review_lessons
from core.cases.review import Outcome
from core.cases.review_lesson import ReplyBand, ReviewFact, Stars, by_product, by_theme, low_by_reply, stars_by_answer
from core.cases.themes import STARTER, Match, Theme, ThemeFinder, ThemeInput, split_words
from core.people.user import User
from tests.cases.acts import OPENED, ORDER, act, ask, complain, review, trail
from tests.cases.moments import at
from tests.conftest import SHARED, Cast

PRICE = Theme("price", "Giá", ("đắt", "giá rẻ"))
PACKING = Theme("packing", "Đóng gói", ("đóng gói", "hộp"))
HOUR = timedelta(hours=1)


def said(text: str, *themes: Theme) -> list[tuple[str, str, str]]:
    return [(match.code, match.word, match.found) for match in ThemeFinder(themes or (PRICE, PACKING)).find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Shop ĐÓNG GÓI kỹ", [("packing", "đóng gói", "ĐÓNG GÓI")]),
        ("dong goi ky, gia re", [("packing", "đóng gói", "dong goi"), ("price", "giá rẻ", "gia re")]),  # typed without accents
        ("Mình đặt hàng hôm qua", []),  # đặt is not đắt
        ("Hơi đắt", [("price", "đắt", "đắt")]),
        ("hoi dat", [("price", "đắt", "dat")]),
        ("hơi dat", []),  # a text with accents means dat as it stands
        ("đóng  gói,  hộp", [("packing", "đóng gói", "đóng  gói")]),  # one word is enough for a theme
        ("đóng góiii", []),
        ("hộp.Hộp", [("packing", "hộp", "hộp")]),
        ("giá rẽ", []),  # rẽ carries another accent than rẻ
        ("", []),
        ("⭐⭐⭐ 👍", []),
    ],
)
def test_a_theme_is_found_by_whole_words_and_says_which(text: str, found: list[tuple[str, str, str]]) -> None:
    assert said(text) == found


def test_both_spellings_of_a_tone_and_split_accents_are_one() -> None:
    assert said("hủy đơn", Theme("x", "X", ("huỷ đơn",))) == [("x", "huỷ đơn", "hủy đơn")]
    assert said("đo\u0301ng go\u0301i", PACKING) == [("packing", "đóng gói", "đóng gói")]


def test_a_theme_that_is_switched_off_finds_nothing() -> None:
    assert said("đắt", replace(PRICE, active=False)) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_finder(text: str) -> None:
    for match in ThemeFinder(STARTER).find(text):
        assert isinstance(match, Match)
        assert match.found


def test_a_list_is_split_by_line_or_comma_and_each_word_is_kept_once() -> None:
    assert split_words("đóng gói, hộp\n Hộp ;\n\nbọt  khí") == ("đóng gói", "hộp", "bọt khí")


def fact(number: int, stars: int, text: str = "", **given: object) -> ReviewFact:
    made = ReviewFact(id=number, shop_id=1, product="Son", stars=stars, text=text, posted_at=at("2026-09-07 10:00"))
    return replace(made, **given)  # type: ignore[arg-type]


def test_themes_of_a_period() -> None:
    facts = [
        fact(1, 1, "hộp móp, đắt"),
        fact(2, 5, "đóng gói đẹp"),
        fact(3, 2, "hộp rách", posted_at=at("2026-09-08 10:00")),
        fact(4, 4, "tạm ổn"),
        fact(5, 5),
    ]
    found = by_theme(facts, (PRICE, PACKING))
    assert [(line.theme.code, line.stars, line.words) for line in found.lines] == [
        ("packing", Stars("packing", 3, 2, 8), (("hộp", 2), ("đóng gói", 1))),
        ("price", Stars("price", 1, 1, 1), (("đắt", 1),)),
    ]
    assert [example.review_id for example in found.lines[0].examples] == [1, 3, 2]
    assert (found.read, found.no_theme, found.no_words) == (4, 1, 1)
    assert found.lines[0].stars.average == pytest.approx(8 / 3)
    assert found.lines[0].stars.low_rate == pytest.approx(2 / 3)


def test_products_with_the_most_low_stars_come_first() -> None:
    facts = [fact(1, 5), fact(2, 1), fact(3, 2, product="Phấn"), fact(4, 2, product="Phấn"), fact(5, 3, product="")]
    assert by_product(facts) == (Stars("Phấn", 2, 2, 4), Stars("Son", 2, 1, 6), Stars("", 1, 0, 3))


def test_low_stars_by_the_time_to_the_reply_and_their_outcome() -> None:
    def low(number: int, hours: float | None, outcome: Outcome | None = None, stars: int = 1) -> ReviewFact:
        posted = at("2026-09-07 10:00")
        replied = None if hours is None else posted + hours * HOUR
        return fact(number, stars, first_reply_at=replied, outcome=outcome, closed=outcome is not None)

    facts = [
        low(1, 0), low(2, 1, Outcome.UPDATED), low(3, 1.01, Outcome.UNCHANGED), low(4, 24), low(5, 24.01, Outcome.UNCHANGED), low(6, None),
        low(7, 0.5, stars=3),
    ]  # fmt: skip
    assert low_by_reply(facts) == (
        ReplyBand("up to 1 hour", 2, 1, 1), ReplyBand("1–6 hours", 1, 1, 0), ReplyBand("6–24 hours", 1, 0, 0),
        ReplyBand("more than 24 hours", 1, 1, 0), ReplyBand("no reply", 1, 0, 0),
    )  # fmt: skip


def test_stars_by_how_fast_the_orders_complaint_was_answered() -> None:
    facts = [
        fact(1, 5, answered_in=timedelta(minutes=5)), fact(2, 1, answered_in=timedelta(minutes=6)), fact(3, 2, answered_in=3 * HOUR), fact(4, 1),
    ]  # fmt: skip
    assert [(line.n, line.low) for line in stars_by_answer(facts)] == [(1, 0), (1, 1), (0, 0), (1, 1)]


def test_the_lessons_of_stored_reviews(database: Database, cast: Cast) -> None:
    case = complain(database, cast, now=at("2026-09-07 14:00"))
    act(database, answer_complaint, cast.lan, CaseNote(case.id, case.version), at("2026-09-07 14:20"))
    low = review(database, cast, order_no=ORDER, product="Chảo", text="Hộp móp", now=at("2026-09-09 10:00"))
    replied = act(database, reply_review, cast.lan, CaseNote(low.id, low.version, "Dạ shop xin lỗi"), at("2026-09-09 10:30"))
    act(database, close_review, cast.lan, CloseReview(replied.id, replied.version, Outcome.UPDATED), at("2026-09-12 10:00"))
    review(database, cast, stars=5, text="", order_no="", now=at("2026-09-13 23:59"))
    review(database, cast, stars=5, text="", order_no="", now=at("2026-09-14 00:00"))  # the week after
    told = ask(database, review_lessons, cast.minh, Period(date(2026, 9, 7), date(2026, 9, 13)), now=at("2026-10-01 12:00"))
    assert told.total == Stars("", 2, 1, 6)
    assert [line.theme.code for line in told.themes.lines] == ["packaging"]
    assert told.by_reply[0] == ReplyBand("up to 1 hour", 1, 1, 1)
    assert [(line.n, line.low) for line in told.by_answer] == [(0, 0), (1, 1), (0, 0), (0, 0)]
    with pytest.raises(Refused):
        ask(database, review_lessons, cast.lan, Period(date(2026, 9, 7), date(2026, 9, 13)), now=at("2026-10-01 12:00"))


def save(database: Database, user: User, *given: object, **named: object) -> Theme:
    return act(database, save_theme, user, ThemeInput(*given, **named), OPENED)  # type: ignore[arg-type]


def test_the_owner_changes_a_built_in_theme_and_puts_it_back(database: Database, cast: Cast) -> None:
    before = next(theme for theme in ask(database, list_themes, cast.lan) if theme.code == "price")
    changed = save(database, cast.hoa, "Giá và khuyến mãi", "đắt\nđắt đỏ", code="price", version=0)
    assert (changed.name, changed.words, changed.built_in, changed.version) == (before.name, ("đắt", "đắt đỏ"), True, 1)
    renamed = save(database, cast.hoa, "Tiền nong", "đắt", code="price", version=1, active=False)
    assert (renamed.name, renamed.active, renamed.built_in, renamed.version) == ("Tiền nong", False, False, 2)
    with pytest.raises(Conflict):
        save(database, cast.hoa, "Tiền", "đắt", code="price", version=1)
    act(database, put_theme_back, cast.hoa, "price", OPENED)
    assert next(theme for theme in ask(database, list_themes, cast.lan) if theme.code == "price") == before
    assert [entry.action for entry in trail(database, "review_theme:price")] == [
        "review_theme.save", "review_theme.save", "review_theme.put_back",
    ]  # fmt: skip


def test_an_own_theme_needs_a_name_of_its_own_and_words(database: Database, cast: Cast) -> None:
    own = save(database, cast.hoa, "Quà tặng kèm", "quà, túi đựng")
    assert (own.code, own.words, own.built_in) == ("own_1", ("quà", "túi đựng"), False)
    for name, words, fields in (
        ("", "x", ["name"]), ("quà TẶNG kèm", "x", ["name"]), ("Mới", " ,\n", ["words"]), ("Mới", "!!!", ["words"]), ("đóng gói", "x", ["name"]),
        ("Mới", "x" * 61, ["words"]), ("Mới", "\n".join(f"w{number}" for number in range(201)), ["words"]),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as caught:
            save(database, cast.hoa, name, words)
        assert [problem.field for problem in caught.value.problems] == fields, (name, words)
    act(database, put_theme_back, cast.hoa, "own_1", OPENED)
    with pytest.raises(NotFound):
        act(database, put_theme_back, cast.hoa, "own_1", OPENED)
    with pytest.raises(NotFound):
        save(database, cast.hoa, "Mới", "x", code="own_1", version=1)
    for person in (cast.lan, cast.minh):
        with pytest.raises(Refused):
            save(database, person, "Mới", "x")


def test_the_real_reviews_fall_into_themes_by_words_that_stand_in_them() -> None:
    file = SHARED / "samples" / "reviews_mit" / "shopee_lipstick_reviews_sample.csv"
    if not file.exists():
        pytest.skip("the shared samples are not here")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    facts = [fact(number, int(row["Rating"]), row["Review"]) for number, row in enumerate(rows)]
    found = by_theme(facts, STARTER)
    assert len(facts) == 68
    for line in found.lines:
        for example in line.examples:
            assert example.match.found in example.text
