"""Shops renamed, archived, put in order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.base.audit import entries
from core.base.database import Database
from core.base.errors import InvalidInput, NotFound, Refused
from core.people.actions.shop_changes import ChangeShop, change_shop, order_shops
from core.people.actions.shops import NewShop, add_shop
from core.people.queries.shops import list_shops
from core.people.shop import Marketplace
from tests.conftest import Cast

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_renamed_and_archived(database: Database, cast: Cast) -> None:
    with database.write() as session:
        change_shop(session, cast.hoa, ChangeShop(cast.shop_a.id, "  Áo  Nắng ", active=False), now=NOW)
        assert [shop.code for shop in list_shops(session, cast.lan)] == ["B"]
        first = list_shops(session, cast.lan, everything=True)[0]
        assert (first.code, first.name, first.active) == ("A", "Áo Nắng", False)
        last = entries(session)[0]
        assert (last.before, last.after) == ({"name": "Shop A", "active": True}, {"name": "Áo Nắng", "active": False})
        with pytest.raises(InvalidInput):
            change_shop(session, cast.hoa, ChangeShop(cast.shop_b.id, "Shop B", active=False), now=NOW)
        change_shop(session, cast.hoa, ChangeShop(cast.shop_a.id, "Áo Nắng"), now=NOW)
        assert [shop.code for shop in list_shops(session, cast.lan)] == ["A", "B"]


def test_put_in_order_a_shop_added_meanwhile_stays_last(database: Database, cast: Cast) -> None:
    with database.write() as session:
        third = add_shop(session, cast.hoa, NewShop("C", Marketplace.TIKI, "Shop C"), now=NOW)
        assert order_shops(session, cast.hoa, (cast.shop_b.id, cast.shop_a.id), now=NOW) == (cast.shop_b.id, cast.shop_a.id, third.id)
        assert [shop.code for shop in list_shops(session, cast.lan)] == ["B", "A", "C"]
        assert (entries(session)[0].before, entries(session)[0].after) == ({"order": ["A", "B", "C"]}, {"order": ["B", "A", "C"]})


def test_only_owners_and_only_what_there_is(database: Database, cast: Cast) -> None:
    with database.write() as session:
        with pytest.raises(Refused):
            change_shop(session, cast.minh, ChangeShop(cast.shop_a.id, "X"), now=NOW)
        with pytest.raises(Refused):
            order_shops(session, cast.minh, (cast.shop_b.id,), now=NOW)
        with pytest.raises(NotFound):
            change_shop(session, cast.hoa, ChangeShop(999, "X"), now=NOW)
        with pytest.raises(NotFound):
            order_shops(session, cast.hoa, (999,), now=NOW)
        with pytest.raises(InvalidInput):
            change_shop(session, cast.hoa, ChangeShop(cast.shop_a.id, " "), now=NOW)
