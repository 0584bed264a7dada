"""`shops`: the team's shops on the command line."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console

from core.base.clock import utc_now
from core.command.frame import DatabaseOption, JsonOption, emit, open_database, table
from core.people.actions.shops import NewShop, add_shop
from core.people.queries.shops import list_shops
from core.people.shop import Marketplace, Shop
from core.people.user import SYSTEM

app = typer.Typer(help="Shops: add, list.", no_args_is_help=True)


@app.command("add")
def add(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Short code used in files and reports.")],
    marketplace: Annotated[Marketplace, typer.Option(help="Where the shop sells or chats.")],
    name: Annotated[str, typer.Option(metavar="TEXT", help="The name people see.")],
    database: DatabaseOption = "",
    as_json: JsonOption = False,
) -> None:
    """Create a shop."""
    with open_database(database) as opened, opened.write() as session:
        shop = add_shop(session, SYSTEM, NewShop(code, marketplace, name), now=utc_now())
    emit(_document(shop), as_json, lambda console: console.print(f"Added {shop.code} ({shop.marketplace}).", markup=False))


@app.command("list")
def list_all(database: DatabaseOption = "", as_json: JsonOption = False) -> None:
    """List every shop."""
    with open_database(database) as opened, opened.read() as session:
        shops = list_shops(session, SYSTEM, everything=True)

    def show(console: Console) -> None:
        rows = [[shop.code, shop.marketplace, shop.name, "yes" if shop.active else "no"] for shop in shops]
        console.print(table("Shops", ["code", "marketplace", "name", "active"], rows))

    emit({"shops": [_document(shop) for shop in shops]}, as_json, show)


def _document(shop: Shop) -> dict[str, Any]:
    return {"code": shop.code, "marketplace": str(shop.marketplace), "name": shop.name, "active": shop.active}
