"""Which script answers which case: the sample sheet's, category by category, and the rules that order them."""

from __future__ import annotations

import pytest

from core.cases.category import Category
from core.catalog.queries.scripts import FoundScript
from core.catalog.sample_scripts import HEADER, SCRIPTS
from core.catalog.script import Script
from core.people.shop import Marketplace
from core.ui.prepared import ANSWER_WORDS, About, best_answers

SHOPEE = Marketplace.SHOPEE


def script(code: str, stage: str, situation: str, text: str = "Dạ em xin lỗi ạ", product: str = "", note: str = "") -> FoundScript:
    return FoundScript(Script(text, code, stage, situation, product, note=note), "Kịch bản", 0, None)


SAMPLE = [script(row[0], row[1], row[2], row[5], row[3], row[7]) for row in SCRIPTS if row[5]]


def codes(about: About, scripts: list[FoundScript] | None = None) -> list[str]:
    return [found.script.code for found in best_answers(SAMPLE if scripts is None else scripts, about)]


@pytest.mark.parametrize(
    ("category", "first"),
    [
        (Category.NOT_RECEIVED, "GH01"), (Category.LATE_DELIVERY, "GH02"), (Category.WRONG_ITEM, "DT03"), (Category.DAMAGED, "KN01"),
        (Category.MISSING_ITEMS, "KN02"), (Category.NOT_AS_DESCRIBED, "KN03"), (Category.ATTITUDE, "KN04"), (Category.COUNTERFEIT, "KN05"),
        (Category.VOUCHER, "CD05"), (Category.CHANGED_MIND, "DT02"), (Category.WARRANTY, "BH03"), (Category.FAULTY, "BH02"),
        (Category.OTHER, "KN02"), (Category.EXPIRED, "KN02"),
    ],
)  # fmt: skip
def test_the_first_answer_of_the_sample_sheet(category: Category, first: str) -> None:
    found = codes(About(category, None, SHOPEE))
    assert found[0] == first
    assert not {code[:2] for code in found} & {"CH", "TV", "GT", "DG", "CM"}


def test_the_header_is_the_one_these_rows_follow() -> None:
    assert (HEADER[1], HEADER[2], HEADER[5], HEADER[7]) == ("Giai đoạn", "Tình huống", "Nội dung kịch bản", "Ghi chú")
    assert set(ANSWER_WORDS) == set(Category)


def test_situation_before_note_before_text_and_the_product_named_first() -> None:
    four = [
        script("TEXT", "Khiếu nại", "Khác", "Dạ hàng vỡ, em xin lỗi"), script("NOTE", "Khiếu nại", "Khác", note="hàng vỡ"),
        script("SAID", "Khiếu nại", "Hàng vỡ"), script("LY", "Khiếu nại", "Hàng vỡ", product="Ly sứ"), script("NONE", "Chào hỏi", "Hàng vỡ"),
    ]  # fmt: skip
    assert codes(About(Category.DAMAGED, None, SHOPEE, "Ly sứ bị vỡ"), four) == ["LY", "SAID", "NOTE", "TEXT"]
    assert codes(About(Category.DAMAGED, None, SHOPEE, "Hộp bị vỡ"), four) == ["SAID", "LY", "NOTE", "TEXT"]
    assert codes(About(Category.USED, None, SHOPEE), four) == ["TEXT", "NOTE", "SAID", "LY"]  # the general ones, as in the sheet


def test_words_are_whole_words_with_their_tones() -> None:
    two = [script("VO", "Đổi trả", "Vợ khách đổi vỏ hộp"), script("HUY", "Khiếu nại", "Khách xin huỷ đơn")]
    assert codes(About(Category.DAMAGED, None, SHOPEE), two) == ["HUY"]
    assert codes(About(Category.CANCELLATION, None, SHOPEE), two) == ["HUY"]


@pytest.mark.parametrize(("stars", "first"), [(1, "DG02"), (2, "DG02"), (3, "DG03"), (5, "DG01")])
def test_a_review_gets_the_answer_for_its_stars(stars: int, first: str) -> None:
    found = codes(About(None, stars, SHOPEE))
    assert found[0] == first
    assert {code[:2] for code in found} == {"DG"}
