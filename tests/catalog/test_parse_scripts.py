"""A tab of scripts becomes scripts and problems that add up to the rows read."""

from __future__ import annotations

from core.catalog.cells import Cells, Merge, Row
from core.catalog.parsed import Parsed
from core.catalog.script import Script
from core.catalog.script_rows import links_in, parse_scripts
from core.people.shop import Marketplace

HEADER: Row = ("STT", "Mã", "Giai đoạn", "Tình huống", "Nội dung", "Sàn", "Hình ảnh", "Ghi chú", "Người viết")


def parse(*rows: Row, title: str = "Kịch bản", merges: tuple[Merge, ...] = ()) -> Parsed[Script]:
    return parse_scripts(Cells(title, rows, merges))


def test_a_full_row() -> None:
    text = "Dạ em chào {ten_khach} ạ 👩\u200d💼\r\nEm\u00a0giúp  gì được mình?"
    parsed = parse(HEADER, (1, "KB01", "Chào hỏi", "Khách mới", text, "Shopee", "https://drive.google.com/file/d/x/view", "lịch sự", "Lan"))
    assert parsed.good == (
        Script(
            text="Dạ em chào {ten_khach} ạ 👩\u200d💼\nEm giúp gì được mình?",
            code="KB01",
            stage="Chào hỏi",
            situation="Khách mới",
            marketplace=Marketplace.SHOPEE,
            links=("https://drive.google.com/file/d/x/view",),
            note="lịch sự",
            extra=(("Người viết", "Lan"),),
            cell="Kịch bản!E2",
        ),
    )
    assert parsed.good[0].stage_key == "greeting"


def test_a_sheet_as_teams_keep_it_adds_up() -> None:
    parsed = parse(
        ("KỊCH BẢN CSKH 2026",),
        HEADER,
        (1, "", "Chào hỏi", "Khách mới", "Dạ em chào anh/chị ạ"),
        (2, "", None, "Khách cũ", "Dạ lâu quá mới gặp ạ"),
        ("ĐỔI TRẢ",),
        (3, "", "Đổi trả", "Hàng lỗi", ""),
        (4, "", "Đổi trả", "Sai màu", "#REF!"),
        (),
        HEADER,
        (5, "", "Đổi trả", "Sai size", "Dạ bên em đổi ạ", "Instagram"),
        merges=(Merge(2, 4, 2, 3),),
    )
    assert [(script.stage, script.situation) for script in parsed.good] == [("Chào hỏi", "Khách mới"), ("Chào hỏi", "Khách cũ")]
    assert [(found.cell, found.why.format(**found.values)) for found in parsed.problems] == [
        ("Kịch bản!E6", "The row has no text to send."),
        ("Kịch bản!E7", "The formula of this cell failed: #REF!."),
        ("Kịch bản!F10", "“Instagram” is no marketplace this application knows."),
    ]
    assert (parsed.read, parsed.skipped) == (9, 4)


def test_a_title_row_names_the_stage_where_no_column_does() -> None:
    parsed = parse(("Nội dung", "Mã"), ("CHÀO HỎI",), ("Dạ em chào chị ạ", "A1"), ("Đổi trả",), ("Chào chị ạ",), title="TikTok Shop")
    assert [(script.stage, script.text, script.marketplace) for script in parsed.good] == [
        ("CHÀO HỎI", "Dạ em chào chị ạ", Marketplace.TIKTOK),
        ("Đổi trả", "Chào chị ạ", Marketplace.TIKTOK),
    ]


def test_one_column_is_enough() -> None:
    parsed = parse(("Câu trả lời mẫu",), ("Dạ shop nghe ạ",), ("CHÀO HỎI",), ("OK ạ",))
    assert [script.text for script in parsed.good] == ["Dạ shop nghe ạ", "OK ạ"]
    assert parsed.skipped == 1


def test_the_better_name_wins_and_the_other_becomes_the_situation() -> None:
    parsed = parse(("Kịch bản", "Nội dung"), ("Hỏi size", "Dạ mình cao bao nhiêu ạ?"))
    assert (parsed.good[0].situation, parsed.good[0].text) == ("Hỏi size", "Dạ mình cao bao nhiêu ạ?")


def test_only_web_links_are_links() -> None:
    assert links_in("drive.google.com/x, https://a.vn/b. xem kỹ") == (("https://drive.google.com/x", "https://a.vn/b"), "xem kỹ")
    assert links_in("javascript:alert(1)") == ((), "javascript:alert(1)")
    assert links_in("") == ((), "")


def test_a_link_without_an_address_is_kept_as_words() -> None:
    script = parse(("Nội dung", "Link", "Video"), ("Dạ", "ảnh trong máy", "https://youtu.be/x")).good[0]
    assert (script.links, script.extra) == (("https://youtu.be/x",), (("Video", "https://youtu.be/x"), ("Link", "ảnh trong máy")))


def test_english_headers_are_known_too() -> None:
    script = parse(("ID", "Category", "Question", "Answer"), (7, "Returns", "Wrong size", "Sorry!")).good[0]
    assert (script.code, script.stage, script.situation, script.text, script.stage_key) == (
        "7",
        "Returns",
        "Wrong size",
        "Sorry!",
        "returns",
    )


def test_a_title_in_the_second_column_is_a_title_and_a_lone_situation_is_a_slip() -> None:
    rows = (
        ("STT", "Tình huống", "Nội dung"),
        (1, "Đổi size", "Dạ được ạ"),
        ("", "ĐỔI TRẢ", ""),
        ("", "Khách hỏi giá", ""),
        (2, "Trả hàng", "Dạ vâng ạ"),
    )
    parsed = parse_scripts(Cells("Kịch bản", rows))
    assert ([one.stage for one in parsed.good], [one.cell for one in parsed.problems], parsed.skipped) == (
        ["", "ĐỔI TRẢ"],
        ["Kịch bản!C4"],
        1,
    )
