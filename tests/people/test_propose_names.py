"""Names proposed while setting up."""

from __future__ import annotations

import re

import pytest

from core.people.shop import Marketplace
from core.people.suggest import first_password, suggest_shop_code, suggest_user_name


@pytest.mark.parametrize(
    ("display", "taken", "name"),
    [
        ("Nguyễn Thị Lan", set(), "lan"),
        ("Nguyễn Thị Lan", {"lan"}, "lan.nguyen"),
        ("Nguyễn Thị Lan", {"lan", "lan.nguyen"}, "lan2"),
        ("Nguyễn Thị Lan", {"lan", "lan.nguyen", "lan2"}, "lan3"),
        ("Đặng Văn Đức", set(), "duc"),
        ("Trúc", {"truc"}, "truc2"),
        ("  ", set(), ""),
        ("★★", set(), ""),
    ],
)
def test_a_user_name_is_the_given_name(display: str, taken: set[str], name: str) -> None:
    assert suggest_user_name(display, taken) == name


@pytest.mark.parametrize(
    ("place", "name", "taken", "code"),
    [
        (Marketplace.SHOPEE, "Áo Nắng", [], "ao-nang-shopee"),
        (Marketplace.SHOPEE, "Áo Nắng", ["AO-NANG-SHOPEE"], "ao-nang-shopee2"),
        (Marketplace.TIKTOK, "Bếp Sỉ Miền Nam Official Store", [], "bep-si-mien-tiktok"),
        (Marketplace.WEB, "", [], "web"),
    ],
)
def test_a_shop_code_says_name_and_marketplace(place: Marketplace, name: str, taken: list[str], code: str) -> None:
    assert suggest_shop_code(place, name, taken) == code


def test_a_first_password_is_easy_to_read_aloud_and_never_the_same() -> None:
    made = {first_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-km-np-z2-9]{4}-){2}[a-km-np-z2-9]{4}", one) for one in made)
