"""Vietnamese text made comparable: one normal form, one folded form for search and lookup."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"[^\S\n]+")
# Old and new placement of the tone mark on oa, oe, uy spell the same word; the new form is kept.
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE_AT_END = re.compile(r"(?<![qQ])(" + "|".join(_TONES) + r")(?!\w)", re.IGNORECASE)


def nfc(text: str) -> str:
    """Return the text composed (NFC), so that a decomposed `ệ` equals a composed one."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Return NFC text without invisible marks and with runs of blanks collapsed; line breaks stay."""
    plain = nfc(text).translate(_INVISIBLE).replace("\u00a0", " ").replace("\r\n", "\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in plain.split("\n")).strip()


def same_tones(text: str) -> str:
    """Return the text with both spellings of a tone mark made one (`huỷ` becomes `hủy`)."""

    def swap(match: re.Match[str]) -> str:
        found = match.group(1)
        made = _TONES[found.lower()]
        return made if found.islower() else made.capitalize() if found[1:].islower() else made.upper()

    return _TONE_AT_END.sub(swap, nfc(text))


def fold(text: str) -> str:
    """Return the text for search: no diacritics, no case, `đ` as `d`, blanks collapsed to one."""
    spread = unicodedata.normalize("NFKD", clean(text)).casefold()
    bare = "".join(mark for mark in spread if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())
