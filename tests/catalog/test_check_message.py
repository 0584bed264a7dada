"""What the message check finds, rule by rule, at its exact places; and what it must leave alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused
from core.base.words import catalogue
from core.catalog.actions.message_rules import remove_rule, save_rule, switch_rule
from core.catalog.message_check import VIETNAM, Finding, Scene, check_message, check_scripts
from core.catalog.message_checks import CHECKS
from core.catalog.message_rule import MessageKind, MessageRule, OwnRule, Severity, kind_of_stage, starter_rules
from core.catalog.message_words import parse_phrase, words_of
from core.catalog.queries.message_rules import check_text, checked_scripts, list_rules, rules_in_use
from core.catalog.sample import sample_cells
from core.catalog.script import Script
from core.catalog.script_rows import parse_scripts
from core.catalog.source import SheetKind
from core.catalog.voucher import Voucher, VoucherKind
from core.catalog.voucher_rows import parse_vouchers
from tests.conftest import ROOT, Cast

AT = datetime(2026, 9, 20, 5, tzinfo=UTC)
"""20 September 2026, noon in Vietnam."""
VOUCHERS = (
    Voucher(("MAILAM09",), VoucherKind.DISCOUNT, start=datetime(2026, 9, 1, tzinfo=UTC), end=datetime(2026, 9, 30, tzinfo=UTC)),
    Voucher(("HE10",), VoucherKind.DISCOUNT, end=datetime(2026, 8, 1, tzinfo=UTC)),
    Voucher(("HELLO",), VoucherKind.DISCOUNT, end=datetime(2026, 8, 1, tzinfo=UTC)),
    Voucher(("SALEDOI",), VoucherKind.DISCOUNT, start=datetime(2026, 10, 1, tzinfo=UTC)),
    Voucher(("SON99",), VoucherKind.DISCOUNT, end=datetime(2026, 9, 30, tzinfo=UTC), remaining=0),
    Voucher(("HAILAN",), VoucherKind.DISCOUNT, end=datetime(2026, 8, 1, tzinfo=UTC)),
    Voucher(("HAILAN",), VoucherKind.DISCOUNT, end=datetime(2026, 9, 30, tzinfo=UTC)),
)
SCENE = Scene(AT, vouchers=VOUCHERS, names=("Mai Lam Cosmetics",))


def check(text: str, kind: str | None = None, scene: Scene = SCENE, rules: tuple[MessageRule, ...] | None = None) -> tuple[Finding, ...]:
    return check_message(text, rules or starter_rules(), scene, kind=MessageKind(kind) if kind else None)


def places(text: str, rule: str, kind: str | None = None, scene: Scene = SCENE) -> list[tuple[int, int, str]]:
    return [(one.start, one.end, one.text) for one in check(text, kind, scene) if one.rule.id == rule]


FINE_REMINDER = "Chị Hương ơi, đơn serum B5 của shop Mai Lam còn giữ giá giảm 10% đến tối nay, mình thanh toán giúp em nhé ạ!"

FOUND: list[tuple[str, str | None, str, str]] = [
    # rule, kind, text, the words found
    ("insult", None, "Sao mày hỏi hoài", "mày"),
    ("brush-off", None, "Shop không biết nhé", "không biết"),
    ("brush-off", None, "Tùy chị thôi", "Tùy chị"),
    ("brush-off", None, "Chị tự xem đi ạ", "tự xem"),
    ("brush-off", None, "Quy định là vậy ạ", "Quy định là vậy"),
    ("promise", None, "Em cam kết 100% không phai", "cam kết 100%"),
    ("promise", None, "Shop cam kết chính hãng 100%", "cam kết chính hãng 100%"),
    ("promise", None, "Mai chắc chắn có hàng ạ", "chắc chắn"),
    ("promise", None, "Shop bao đổi trả trọn đời", "bao đổi trả"),
    ("promise", None, "Dùng là khỏi hẳn mụn", "khỏi hẳn"),
    ("review-trade", None, "Mình cho 5 sao shop tặng quà nhé", "5 sao shop tặng"),
    ("review-trade", None, "Đánh giá 5* để nhận voucher ạ", "Đánh giá 5* để nhận voucher"),
    ("review-trade", None, "Shop gửi tặng 20 xu khi mình cho ⭐⭐⭐⭐⭐ ạ", "tặng 20 xu khi mình cho ⭐⭐⭐⭐⭐"),
    ("review-change", None, "Mình sửa lại đánh giá giúp shop nhé", "sửa lại đánh giá"),
    ("review-change", None, "Chị xóa giúp em đánh giá 1 sao với", "xóa giúp em đánh giá"),
    ("review-change", None, "Mình nâng sao giúp em", "nâng sao"),
    ("refusal-without-apology", "refusal", "  Dạ mẫu này hết rồi ạ. ", "Dạ mẫu này hết rồi ạ."),
    ("no-without-sorry", "returns", "Dạ shop không hoàn tiền cho đơn này ạ", "không hoàn tiền"),
    ("complaint-without-apology", "complaint", "Dạ mình gửi ảnh giúp em ạ", "Dạ mình gửi ảnh giúp em ạ"),
    ("no-thanks", "review", "Dạ shop đã nhận đánh giá ạ", "Dạ shop đã nhận đánh giá ạ"),
    ("no-praise", "congratulation", "Hôm nay là 8/3 ạ", "Hôm nay là 8/3 ạ"),
    ("order", None, "Anh phải gửi video mới đổi", "phải"),
    ("order", None, "Yêu cầu chị kiểm tra lại", "Yêu cầu chị"),
    ("order", None, "Bạn không được hủy đơn", "Bạn không được"),
    ("order", None, "Thanh toán đi ạ", "Thanh toán đi"),
    ("impatience", None, "Chờ đi ạ", "Chờ đi"),
    ("impatience", None, "Trong mô tả có ghi rồi ạ", "có ghi rồi"),
    ("rhetorical-question", None, "Tại sao lại không đọc?", "Tại sao lại"),
    ("rhetorical-question", None, "Sao chị không xem mô tả?", "Sao chị không xem"),
    ("rhetorical-question", None, "Mình không thấy à?", "không thấy à"),
    ("negatives", None, "Không có hóa đơn thì không đổi, cũng không trả ạ", "Không có hóa đơn thì không đổi, cũng không"),
    ("cold-reply", None, "ok", "ok"),
    ("cold-reply", None, " Hết hàng. ", "Hết hàng."),
    ("oversell", None, "Hàng rẻ nhất ạ", "rẻ nhất"),
    ("oversell", None, "Serum tốt nhất thị trường", "tốt nhất thị"),
    ("oversell", None, "Không mua là tiếc lắm ạ", "Không mua là tiếc"),
    ("off-platform", None, "Mình kết bạn Zalo với shop nhé", "kết bạn Zalo"),
    ("address", None, "Tôi kiểm tra rồi", "Tôi"),
    ("address", None, "Cưng ơi lấy màu nào", "Cưng ơi"),
    ("mixed-address", None, "Chào anh Nam, chị chờ em chút ạ", "chị"),
    ("reminder-name", "reminder", "Dạ em nhắc chị Hương thanh toán ạ", "Dạ em n"),
    ("reminder-subject", "reminder", "Chị Hương ơi, đơn của mình chưa thanh toán ạ", "Chị Hương ơi, đơn của mình chưa thanh toán ạ"),
    ("reminder-benefit", "reminder", "Chị Hương ơi, đơn serum chưa thanh toán ạ", "Chị Hương ơi, đơn serum chưa thanh toán ạ"),
    ("reminder-length", "reminder", FINE_REMINDER + "x" * (160 - len(FINE_REMINDER)) + "yz", "yz"),
    ("unfilled-gap", None, "Dạ chào {ten_khach} ạ", "{ten_khach}"),
    ("unfilled-gap", None, "Đơn <mã đơn> của mình", "<mã đơn>"),
    ("broken-gap", None, "Dạ chào {ten_khach ạ", "{ten_khach ạ"),
    ("broken-gap", None, "Đơn XXX của mình", "XXX"),
    ("voucher-expired", None, "Mình nhập he10 giúp em", "he10"),
    ("voucher-expired", None, "Mình dùng HELLO nhé", "HELLO"),
    ("voucher-expired", None, "Mã SON99 giảm 99K", "SON99"),
    ("voucher-early", None, "Mã SALEDOI ạ", "SALEDOI"),
    ("voucher-unknown", None, "Mình nhập mã: XUAN2026 nhé", "XUAN2026"),
    ("voucher-unknown", None, "Mình lưu mã MAILAM09 hoặc TETVUI nhé", "TETVUI"),
    ("dead-date", None, "Ưu đãi đến hết ngày 15/9 ạ", "15/9"),
    ("dead-date", None, "Giảm 10% từ 1/9/2026 - 5/9/2026", "5/9/2026"),
    ("dead-date", None, "Áp dụng hết tháng 8/2026", "tháng 8/2026"),
    ("dead-date", None, "Hạn: 12h 19/9", "19/9"),
]  # fmt: skip

LEFT_ALONE: list[tuple[str, str | None, str]] = [
    ("insult", None, "Bông tẩy trang cho lông mày ạ"),
    ("insult", None, "Chất vải tao nhã ạ"),
    ("brush-off", None, "Dạ không biết mình cao bao nhiêu ạ?"),
    ("brush-off", None, "Hệ thống tự xử lý trong ngày ạ"),
    ("promise", None, "Dạ shop đóng gói chắc chắn ạ"),
    ("promise", None, "Dạ em không dám chắc chắn ạ"),
    ("promise", None, "Áo 100% cotton ạ"),
    ("promise", None, "Bảo hành 12 tháng chính hãng ạ"),
    ("review-trade", None, "Cảm ơn mình đã đánh giá 5 sao ạ"),
    ("review-trade", None, "Mình để lại nhận xét giúp shop nhé"),
    ("review-change", None, "Dạ shop sửa ngay cho mình ạ"),
    ("review-change", None, "Shop hỗ trợ đổi size ạ"),
    ("refusal-without-apology", "refusal", "Dạ em xin lỗi, mẫu này hết rồi ạ"),
    ("refusal-without-apology", "refusal", "Mong anh thông cảm, mẫu này hết ạ"),
    ("refusal-without-apology", None, "Dạ mẫu này hết rồi ạ"),
    ("no-without-sorry", "advice", "Dạ em xin lỗi, mẫu này hết hàng ạ"),
    ("complaint-without-apology", "complaint", "Dạ em rất tiếc vì chuyện này ạ"),
    ("no-thanks", "review", "Dạ em cám ơn mình ạ"),
    ("no-thanks", "greeting", "Dạ chào mình ạ"),
    ("no-praise", "congratulation", "Shop chúc mình vui ạ"),
    ("order", None, "Mình không phải trả phí ạ"),
    ("order", None, "Mình cần size L phải không ạ?"),
    ("order", None, "Nút bên phải ạ"),
    ("order", None, "Vải không phai màu, cam phai nhẹ"),
    ("order", None, "Em xin lỗi vì để mình phải chờ ạ"),
    ("order", None, "Em phải kiểm tra kho ạ"),
    ("rhetorical-question", None, "Mình cho em biết tại sao mình chưa ưng nhé"),
    ("negatives", None, "Nồi chiên không dầu, không sao đâu ạ, mình lấy không ạ?"),
    ("negatives", None, "Không đổi ạ.\nKhông trả ạ.\nKhông hủy ạ."),
    ("cold-reply", None, "Dạ vâng ạ"),
    ("cold-reply", None, "Cảm ơn"),
    ("cold-reply", None, "{ten_khach}"),
    ("oversell", None, "Em tìm mã giảm tốt nhất hôm nay cho mình nhé"),
    ("address", None, "Bột này anh pha với nước ạ"),
    ("mixed-address", None, "Dạ anh/chị chờ em ạ, anh chị thông cảm"),
    ("mixed-address", None, "Chị học tiếng Anh ạ"),
    ("reminder-name", "reminder", "Chị Hương ơi, đơn serum ạ"),
    ("reminder-name", "reminder", "{ten_khach} ơi, đơn serum ạ"),
    ("reminder-name", "reminder", "hương ơi, đơn serum ạ"),
    ("reminder-name", "advice", "Dạ em nhắc mình ạ"),
    ("reminder-subject", "reminder", "Chị Hương ơi, đơn áo khoác ạ"),
    ("reminder-subject", "reminder", "Chị Hương ơi, đơn ở Mai Lam Cosmetics ạ"),
    ("reminder-subject", "reminder", "{ten_khach} ơi, đơn {san_pham} ạ"),
    ("reminder-length", "reminder", FINE_REMINDER),
    ("unfilled-gap", None, "[LƯU Ý] em yêu shop <3"),
    ("broken-gap", None, "Dạ... size XXL ạ"),
    ("voucher-expired", None, "Hello mình, mã MAILAM09 và HAILAN ạ"),
    ("voucher-unknown", None, "Mình giữ mã OTP, mã đơn 2509ABCD, MÃ NGAY HÔM NAY"),
    ("voucher-unknown", None, "Giảm 50K đơn 300K"),
    ("dead-date", None, "Ưu đãi đến 30/9 ạ"),
    ("dead-date", None, "Đơn mình đặt ngày 2/9 ạ"),
    ("dead-date", None, "Hàng đã đến kho ngày 2/9 ạ"),
    ("dead-date", None, "Giao trong 5-10 ngày, trực 24/7 ạ"),
    ("dead-date", None, "Giao đến 31/2"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "kind", "text", "words"), FOUND, ids=[f"{rule}-{text[:24]}" for rule, _, text, _ in FOUND])
def test_it_finds_the_words_at_their_place(rule: str, kind: str | None, text: str, words: str) -> None:
    start = text.index(words)
    assert (start, start + len(words), words) in places(text, rule, kind)


@pytest.mark.parametrize(("rule", "kind", "text"), LEFT_ALONE, ids=[f"{rule}-{text[:24]}" for rule, _, text in LEFT_ALONE])
def test_it_leaves_alone_what_is_meant_well(rule: str, kind: str | None, text: str) -> None:
    assert places(text, rule, kind) == []


def test_every_rule_has_an_example_of_both() -> None:
    ids = {rule.id for rule in starter_rules()}
    assert {rule for rule, *_ in FOUND} == ids
    assert ids - {rule for rule, *_ in LEFT_ALONE} == {"impatience", "off-platform", "reminder-benefit", "voucher-early"}
    assert check(FINE_REMINDER, "reminder") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EM CAM KẾT 100% Ạ", "CAM KẾT 100%"),
        ("em cam ket 100% a", "cam ket 100%"),
        ("Dạ em cam ket 100% ạ", "cam ket 100%"),
        (unicodedata.normalize("NFD", "Dạ em cam kết 100% ạ"), unicodedata.normalize("NFD", "cam kết 100%")),
        ("Dạ em cam\u200b kế\u00adt 100% ạ", "cam\u200b kế\u00adt 100%"),
        ("Dạ em cam\u00a0kết 100％ ạ", "cam\u00a0kết 100％"),
        ("Dạ em **cam kết 100%** ạ", "cam kết 100%"),
    ],
)
def test_case_marks_and_unicode_forms_do_not_matter(text: str, words: str) -> None:
    assert places(text, "promise") == [(text.index(words), text.index(words) + len(words), words)]


def test_both_spellings_of_a_tone_are_one() -> None:
    for word in ("xóa", "xoá"):
        assert places(f"Mình {word} đánh giá nhé", "review-change") == [(5, 17, f"{word} đánh giá")]
    assert places("Tuỳ chị", "brush-off") == places("Tùy chị", "brush-off") or places("Tuỳ chị", "brush-off") == [(0, 7, "Tuỳ chị")]


def test_a_single_word_without_marks_counts_only_in_a_text_without_marks() -> None:
    assert places("phai gui video", "order") == [(0, 4, "phai")]
    assert places("Dạ vải phai màu ạ", "order") == []
    assert places("phaianh phaidep xphai", "order") == []
    assert places("Dạ phái nữ, phai, phải1, 1phải", "order") == []


def test_a_reminder_counts_composed_letters() -> None:
    text = unicodedata.normalize("NFD", "ế" * 161)
    assert places(text, "reminder-length", "reminder") == [(480, 483, unicodedata.normalize("NFD", "ế"))]
    assert places(unicodedata.normalize("NFD", "ế" * 160), "reminder-length", "reminder") == []


def test_the_known_name_of_the_customer_is_looked_for() -> None:
    scene = replace(SCENE, customer="Nguyễn Thu Hương")
    assert places("Chị Hương ơi, đơn serum ạ", "reminder-name", "reminder", scene) == []
    assert places("Chị Lan ơi, đơn serum ạ", "reminder-name", "reminder", scene) == [(0, 7, "Chị Lan")]


def test_without_a_voucher_sheet_codes_are_not_judged() -> None:
    assert [one.rule.id for one in check("Dạ mình nhập mã XUAN2026 nhé ạ", scene=Scene(AT))] == []


def test_findings_come_worst_first_and_speak_both_languages() -> None:
    found = check("Dạ anh phải nhập mã HE10 ạ")
    assert [(one.rule.id, one.severity) for one in found] == [("voucher-expired", Severity.HIGH), ("order", Severity.MEDIUM)]
    assert found[0].why("vi") == "Mã HE10 không dùng được nữa (hết hạn hoặc hết lượt)."
    assert found[0].why("en") == "The voucher HE10 cannot be used any more."
    assert found[0].instead("vi") == "Gửi mã đang chạy; xem ở trang Mã giảm giá."


def test_a_blank_text_has_nothing_wrong() -> None:
    assert [check(text, kind) for text in ("", " \n ", "\u200b") for kind in (None, "refusal")] == [()] * 6


def test_every_built_in_sentence_has_its_vietnamese() -> None:
    said = {text for rule in starter_rules() for text in (rule.title, rule.why, rule.instead, rule.source)}
    assert said - set(catalogue("vi")) == set()
    assert {rule.check for rule in starter_rules()} - {""} == set(CHECKS)


@given(st.text(), st.sampled_from([None, *MessageKind]))
def test_any_text_is_checked_and_every_place_lies_in_it(text: str, kind: MessageKind | None) -> None:
    for one in check_message(text, starter_rules(), SCENE, kind=kind):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        assert one.why("vi")


PIECES = st.sampled_from(
    [*(text for _, _, text, _ in FOUND), "{", "}}", "[x]", "\n", "⭐⭐⭐⭐⭐", "\u0301", "mã ", "đến 31/9", "5*", "ơi", "\u200b"]
)


@given(st.lists(PIECES, max_size=6).map(" ".join), st.sampled_from([None, *MessageKind]), st.booleans())
def test_any_mixture_is_checked_alike_in_every_unicode_form(text: str, kind: MessageKind | None, template: bool) -> None:
    scene = replace(SCENE, template=template)
    found = check_message(text, starter_rules(), scene, kind=kind)
    assert all(text[one.start : one.end] == one.text and one.start < one.end for one in found)
    apart = check_message(unicodedata.normalize("NFD", text), starter_rules(), scene, kind=kind)
    phrased = {rule.id for rule in starter_rules() if not rule.check}
    assert [one.rule.id for one in apart if one.rule.id in phrased] == [one.rule.id for one in found if one.rule.id in phrased]


@given(st.text(max_size=60))
def test_any_phrase_is_taken_or_refused_and_finds_itself_fast(phrase: str) -> None:
    pieces = parse_phrase(phrase)
    if not isinstance(pieces, str) and "*" not in phrase and "/" not in phrase and "…" not in phrase:
        own = MessageRule("x", Severity.LOW, "X", "", "", phrases=(phrase,))
        words = words_of(phrase)
        if len({word.sentence for word in words}) == 1 and not words[0].left and not words[-1].right:
            assert check_message(phrase, (own,), Scene(AT))


@pytest.mark.parametrize(
    "piece",
    ["hết ", "đến ngày ", "anh ", "chị ", "mã A", "a.", "{", "[", "⭐", "\n", " ", "\u200b", "không ", "đừng ", "\u0301", "5 sao ", "“"],
)
def test_long_texts_of_one_thing_stay_cheap(piece: str) -> None:
    for text in (piece * 20_000, "hết" + piece * 20_000 + "1"):
        assert len(check(text, "reminder")) <= 200


def test_many_gaps_stay_cheap() -> None:
    own = MessageRule("x", Severity.LOW, "X", "", "", phrases=("a * a * b",))
    assert check_message("a " * 20_000, (own,), Scene(AT)) == ()


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("hàng xách tay", "Dạ Hàng xách tay ạ", "Hàng xách tay"),
        ("anh/chị/bạn chờ * đi", "Chị chờ em chút đi ạ", "Chị chờ em chút đi"),
        ("giảm sốc*", "Giảm sốc50", None),
        ("khuyến mã*", "đợt khuyến mãi này", "khuyến mãi"),
        ("a * b", "a một hai ba bốn năm sáu b", "a một hai ba bốn năm sáu b"),
        ("a * b", "a một hai ba bốn năm sáu bảy b", None),
        ("a * b", "a một. Hai b", None),
    ],
)
def test_phrases_of_an_owner(phrase: str, text: str, words: str | None) -> None:
    own = MessageRule("own-1", Severity.LOW, "Của shop", "Vì {lý do}", "", phrases=(phrase,))
    found = check_message(text, (own,), Scene(AT))
    assert [(one.start, one.text) for one in found] == ([(text.index(words), words)] if words else [])
    assert all(one.why("vi") == "Vì {lý do}" for one in found)


@pytest.mark.parametrize(
    "phrase", ["", "*", "* a", "a *", "a * * b", "a* b", "%", "a/b%c d", "từ " * 13, "a * b * c * d", "x" * 201, "/".join("a" * 41), "?!"]
)
def test_a_phrase_that_cannot_work_is_refused(phrase: str) -> None:
    assert isinstance(parse_phrase(phrase), str)


def test_the_sample_sheet_is_checked_whole() -> None:
    today = date(2026, 9, 20)
    scripts = parse_scripts(sample_cells(SheetKind.SCRIPTS, today, 1)).good
    vouchers = tuple(parse_vouchers(sample_cells(SheetKind.VOUCHERS, today, 1), today=today, zone=VIETNAM).good)
    found = check_scripts(scripts, vouchers, starter_rules(), AT)
    assert [(one.script.code, one.severity, [finding.rule.id for finding in one.findings]) for one in found] == [
        ("DT04", Severity.HIGH, ["voucher-expired"]),
        ("GT02", Severity.MEDIUM, ["reminder-subject"]),
        ("GT03", Severity.MEDIUM, ["reminder-length"]),
        ("GT04", Severity.MEDIUM, ["reminder-subject"]),
        ("GT05", Severity.MEDIUM, ["reminder-name"]),
        ("CM01", Severity.MEDIUM, ["voucher-unknown"]),
    ]


def test_scripts_come_worst_first_and_may_hold_gaps() -> None:
    scripts = [
        Script("Dạ chào {ten_khach} ạ", code="A"),
        Script("Dạ anh phải gửi video ạ", code="B"),
        Script("Dạ mình nhập mã HE10 ạ", code="C"),
        Script("Dạ mẫu này hết rồi ạ", code="D", stage="Từ chối"),
    ]
    found = check_scripts(scripts, VOUCHERS, starter_rules(), AT)
    assert [(one.script.code, one.severity) for one in found] == [("C", Severity.HIGH), ("D", Severity.HIGH), ("B", Severity.MEDIUM)]
    assert kind_of_stage("payment") is MessageKind.REMINDER
    assert kind_of_stage(None) is None


OWN = OwnRule(
    "Hàng xách tay", Severity.HIGH, (" hàng  xách tay ", "hàng xách tay", "xach tay*"), why="Shop không bán.", instead="Hàng chính hãng."
)


def test_an_owner_writes_changes_switches_and_removes_a_rule(database: Database, cast: Cast) -> None:
    with database.write() as session:
        rule = save_rule(session, cast.hoa, OWN, now=AT)
    assert (rule.id, rule.phrases, rule.built_in) == ("own-1", ("hàng xách tay", "xach tay*"), False)
    with database.read() as session:
        found = check_text(session, cast.lan, "Dạ HÀNG XÁCH TAY ạ", kind=None, at=AT)
        assert [(one.rule.id, one.start, one.end, one.why("en")) for one in found] == [("own-1", 3, 16, "Shop không bán.")]
        assert [one.own_id for one in list_rules(session, cast.hoa)][:2] == [1, None]
    with database.write() as session:
        save_rule(session, cast.hoa, replace(OWN, phrases=("đồ si",), kinds=frozenset({MessageKind.ADVICE})), now=AT, rule_id=1)
        switch_rule(session, cast.hoa, "order", False, now=AT)
        switch_rule(session, cast.hoa, "order", False, now=AT)
    with database.read() as session:
        assert check_text(session, cast.lan, "Dạ hàng xách tay, anh phải mua ạ", kind=None, at=AT) == ()
        assert [one.rule.id for one in check_text(session, cast.lan, "Dạ đồ si ạ", kind=MessageKind.ADVICE, at=AT)] == ["own-1"]
    with database.write() as session:
        switch_rule(session, cast.hoa, "own-1", False, now=AT)
        switch_rule(session, cast.hoa, "order", True, now=AT)
    with database.read() as session:
        assert [rule.id for rule in rules_in_use(session, cast.lan)] == [rule.id for rule in starter_rules()]
    with database.write() as session:
        remove_rule(session, cast.hoa, 1, now=AT)
    with database.read() as session:
        assert [one.own_id for one in list_rules(session, cast.hoa) if one.own_id] == []


def test_a_rule_that_cannot_work_is_refused_field_by_field(database: Database, cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused, database.write() as session:
        save_rule(session, cast.hoa, OwnRule(" ", Severity.LOW, ("* x", "tốt"), why="y" * 301), now=AT)
    assert [problem.field for problem in refused.value.problems] == ["title", "why", "phrases"]
    with database.write() as session:
        save_rule(session, cast.hoa, OWN, now=AT)
    with pytest.raises(InvalidInput, match="already a rule"), database.write() as session:
        save_rule(session, cast.hoa, replace(OWN, title="HÀNG XÁCH TAY"), now=AT)
    for act in (
        lambda session: remove_rule(session, cast.hoa, 9, now=AT),
        lambda session: switch_rule(session, cast.hoa, "x", True, now=AT),
    ):
        with pytest.raises(NotFound), database.write() as session:
            act(session)


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_only_the_owner_keeps_rules(who: str, database: Database, cast: Cast) -> None:
    user = getattr(cast, who)
    for act in (
        lambda session: save_rule(session, user, OWN, now=AT),
        lambda session: switch_rule(session, user, "order", False, now=AT),
        lambda session: remove_rule(session, user, 1, now=AT),
    ):
        with pytest.raises(Refused), database.write() as session:
            act(session)
    with database.read() as session:
        if who == "lan":
            with pytest.raises(Refused):
                checked_scripts(session, user, at=AT)
        else:
            assert checked_scripts(session, user, at=AT).wrong == ()


def run(url: str, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "core", "check-text", "--database", url, *arguments]
    return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False, encoding="utf-8")


def test_the_command_reads_stdin(blank_sqlite: Path, tmp_path: Path) -> None:
    path = tmp_path / "cli.db"
    path.write_bytes(blank_sqlite.read_bytes())
    url = f"sqlite:///{path}"
    done = run(url, "Dạ em cam kết 100% ạ", "--json")
    found = json.loads(done.stdout)["findings"]
    assert (done.returncode, done.stderr) == (1, "")
    assert [(one["rule"], one["severity"], one["start"], one["end"], one["text"]) for one in found] == [
        ("promise", "high", 6, 18, "cam kết 100%")
    ]
    assert found[0]["why"] == "Lời hứa này shop không chắc giữ được; khách sẽ dẫn lại khi có chuyện."
    fine = run(url, FINE_REMINDER, "--kind", "reminder", "--json")
    assert (fine.returncode, json.loads(fine.stdout)["findings"]) == (0, [])
    warned = run(url, "Bạn thanh toán đi", "--kind", "payment", "--json")
    assert (warned.returncode, {one["severity"] for one in json.loads(warned.stdout)["findings"]}) == (0, {"medium"})
    assert run(url, "x", "--kind", "nonsense").returncode == 2
    assert re.search("Không được|Hứa|cam kết", run(url, "Em cam kết 100%").stdout)
