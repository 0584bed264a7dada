"""Pictures are links that are safe to click: https to a plain host, never a script in disguise."""

from __future__ import annotations

import pytest

from core.base.database import Database
from core.base.errors import InvalidInput
from core.cases.actions.complaints import note_complaint
from core.cases.actions.reviews import note_review
from core.cases.event import pictures
from core.cases.inputs import CaseNote
from core.cases.picture import clean_links, host_of, is_known_host, links_in, safe_link
from core.cases.queries.complaints import complaint_timeline
from core.cases.queries.reviews import review_timeline
from tests.cases.acts import OPENED, act, ask, complain, review
from tests.conftest import Cast

DRIVE = "https://drive.google.com/file/d/1AbC_d-E/view?usp=sharing"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (DRIVE, DRIVE),
        (f"  {DRIVE} ", DRIVE),
        ("HTTPS://Drive.Google.com/ảnh_lỗi", "https://drive.google.com/%E1%BA%A3nh_l%E1%BB%97i"),
        ("https://a.vn/x](javascript:alert(1))", "https://a.vn/x%5D(javascript:alert(1))"),
        ("https://a.vn:443/x", "https://a.vn/x"),
        ("http://drive.google.com/x", None),
        ("javascript:alert(1)", None),
        ("data:text/html,<b>x</b>", None),
        ("//drive.google.com/x", None),
        ("https://drive.google.com@evil.vn/x", None),
        ("https://evil.vn:8443/x", None),
        ("https://1.2.3.4/x", None),
        ("https://localhost/x", None),
        ("https://[::1]/x", None),
        ("https://gооgle.com/x", None),  # two Cyrillic letters
        ("https://drive.google.com\\@evil.vn/", None),
        ("https://drive.google.com/\u202egnp.exe", None),
        ("https://drive.google.com/a b", None),
        ("https://a.vn/" + "x" * 500, None),
        ("https:///x", None),
        ("", None),
    ],
)
def test_what_may_be_clicked(text: str, kept: str | None) -> None:
    assert safe_link(text) == kept


def test_a_field_holds_links_and_nothing_else() -> None:
    assert clean_links(f"{DRIVE},https://photos.app.goo.gl/x\n{DRIVE}") == (DRIVE, "https://photos.app.goo.gl/x")
    assert clean_links(" ") == ()
    with pytest.raises(InvalidInput, match="not a safe link"):
        clean_links(f"{DRIVE} ảnh")
    with pytest.raises(InvalidInput, match="At most 10"):
        clean_links(" ".join(f"https://a.vn/{n}" for n in range(11)))


def test_links_amid_words_are_found() -> None:
    said = f"Xem ({DRIVE}). http://x.vn **https://a.vn/y** javascript:alert(1)"
    assert links_in([said, DRIVE]) == (DRIVE, "https://a.vn/y**")


def test_strange_hosts_are_told_from_the_usual() -> None:
    assert (host_of("https://www.drive.google.com/x"), is_known_host(DRIVE)) == ("drive.google.com", True)
    assert not is_known_host("https://drive.google.com.evil.vn/x")
    assert is_known_host("https://cf.shopee.vn/file/1")


def test_they_stay_with_the_case(database: Database, cast: Cast) -> None:
    case = complain(database, cast, links=f" {DRIVE} ", description="Ảnh nữa: https://a.vn/2")
    case = act(database, note_complaint, cast.lan, CaseNote(case.id, 1, links="https://a.vn/3"), OPENED)
    events = ask(database, complaint_timeline, cast.lan, case.id)
    assert [event.detail for event in events] == [{"links": [DRIVE]}, {"links": ["https://a.vn/3"]}]
    assert pictures(case.description, events) == (DRIVE, "https://a.vn/3", "https://a.vn/2")
    with pytest.raises(InvalidInput) as refused:
        complain(database, cast, order_no="B1", links="http://a.vn")
    assert [problem.field for problem in refused.value.problems] == ["links"]
    made = review(database, cast, links=DRIVE)
    act(database, note_review, cast.lan, CaseNote(made.id, 1, links="https://a.vn/4"), OPENED)
    assert [event.detail.get("links") for event in ask(database, review_timeline, cast.lan, made.id)] == [[DRIVE], ["https://a.vn/4"]]
    with pytest.raises(InvalidInput, match="not a safe link"):
        review(database, cast, product="B", links="javascript:alert(1)")
