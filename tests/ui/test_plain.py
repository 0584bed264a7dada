"""Text from outside inside Markdown: shown letter for letter, no link, no picture, no colour, no icon."""

from __future__ import annotations

import re

import pytest

from core.ui.words import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Giảm 10% **ngay**", r"Giảm 10% \*\*ngay\*\*"),
        (":red[đỏ] $x$ <b>", r"\:red\[đỏ\] \$x\$ \<b\>"),
        ("[bấm](javascript:x)", r"\[bấm\]\(javascript\:x\)"),
        ("dòng 1\n# dòng 2", r"dòng 1 \# dòng 2"),
        ("https://evil.vn", "https\u2060\\://evil\\.vn"),
        ("WWW.evil.vn", "WWW\u2060\\.evil\\.vn"),
        ("a@b.vn", "a\\@\u2060b\\.vn"),
        (":material/home:", "\\:\u2060material/home\\:"),
    ],
)
def test_letter_for_letter(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_every_sign_of_markdown_is_escaped() -> None:
    assert re.sub(r"\\.", "", plain("\\`*_{}[]()#+-.!|~$<>:&^=@")).replace("\u2060", "") == ""
