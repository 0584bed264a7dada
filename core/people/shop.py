"""Shops: where the team answers, one per marketplace account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Marketplace(StrEnum):
    """Where a shop sells or chats."""

    SHOPEE = "shopee"
    LAZADA = "lazada"
    TIKTOK = "tiktok"
    TIKI = "tiki"
    FACEBOOK = "facebook"
    ZALO = "zalo"
    WEB = "web"


MARKETPLACE_NAMES = {
    Marketplace.SHOPEE: "Shopee",
    Marketplace.LAZADA: "Lazada",
    Marketplace.TIKTOK: "TikTok Shop",
    Marketplace.TIKI: "Tiki",
    Marketplace.FACEBOOK: "Facebook",
    Marketplace.ZALO: "Zalo",
    Marketplace.WEB: "Web",
}


@dataclass(frozen=True)
class Shop:
    """A shop as every wing sees it."""

    id: int
    code: str
    marketplace: Marketplace
    name: str
    active: bool = True
