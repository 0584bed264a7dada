"""Which marketplace a cell names."""

from __future__ import annotations

import re

from core.base.text import fold
from core.base.words import mark
from core.catalog.quantities import NOTHING
from core.catalog.unsure import Unsure
from core.people.shop import Marketplace

_EVERY = frozenset(
    {
        "tat ca",
        "tat ca cac san",
        "tat ca san",
        "toan bo",
        "cac san",
        "moi san",
        "da san",
        "chung",
        "all",
        "any",
        "every",
        "all platforms",
        "da kenh",
    }
)
_WORDS = {
    Marketplace.SHOPEE: r"shopee|shoppee|sp mall|spe|sopee",
    Marketplace.LAZADA: r"lazada|laz|lzd|lazmall",
    Marketplace.TIKTOK: r"tik ?tok(?: ?shop)?|tts|tiktokshop|ttshop",
    Marketplace.TIKI: r"tiki(?: ?trading)?",
    Marketplace.FACEBOOK: r"facebook|fb|fanpage|messenger|page",
    Marketplace.ZALO: r"zalo(?: ?oa)?",
    Marketplace.WEB: r"web|website|web ?site",
}
_NAMED = {market: re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])") for market, words in _WORDS.items()}
_AROUND = re.compile(r"\b(?:san|mall|shop|official|store|vn|viet nam|kenh|va|and|hoac)\b|[,;/&+|().\-\s]")


def marketplaces_in(text: str, default: Marketplace | None = None) -> tuple[Marketplace, ...]:
    """Return the marketplaces a cell names; none when it means all, the `default` when it is blank; an unknown one is refused."""
    plain = fold(text)
    if plain in NOTHING:
        return (default,) if default else ()
    if plain in _EVERY:
        return ()
    found = [(match.start(), market) for market, pattern in _NAMED.items() if (match := pattern.search(plain))]
    rest = plain
    for pattern in _NAMED.values():
        rest = pattern.sub(" ", rest)
    if not found or _AROUND.sub("", rest):
        raise Unsure(
            mark("“{value}” is no marketplace this application knows."),
            mark("Write Shopee, Lazada, TikTok Shop, Tiki, Facebook, Zalo or Web; leave it blank for all."),
            value=text,
        )
    return tuple(market for _, market in sorted(found))


def section_marketplace(title: str) -> Marketplace | None:
    """Return the marketplace a title stands for when it says nothing else (`SHOPEE`, `Sàn Lazada`)."""
    try:
        named = marketplaces_in(title)
    except Unsure:
        return None
    return named[0] if len(named) == 1 else None
