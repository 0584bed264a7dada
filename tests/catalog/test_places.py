"""What people paste as a sheet's place: understood, or refused with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.errors import InvalidInput
from core.catalog.source import Place, PlaceKind, cell_link, parse_place

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef"
PUB = "https://docs.google.com/spreadsheets/d/e/2PACX-1vQxyz/pub"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=123", Place(PlaceKind.GOOGLE, ID, 123)),
        (f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=123#gid=123", Place(PlaceKind.GOOGLE, ID, 123)),
        (f"https://docs.google.com/spreadsheets/d/{ID}/edit?usp=sharing", Place(PlaceKind.GOOGLE, ID)),
        (f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit", Place(PlaceKind.GOOGLE, ID)),
        (f"docs.google.com/spreadsheets/d/{ID}", Place(PlaceKind.GOOGLE, ID)),
        (f"  <https://docs.google.com/spreadsheets/d/{ID}/edit>  ", Place(PlaceKind.GOOGLE, ID)),
        (f"https://drive.google.com/open?id={ID}", Place(PlaceKind.GOOGLE, ID)),
        (ID, Place(PlaceKind.GOOGLE, ID)),
        (f"{PUB}?output=csv", Place(PlaceKind.PUBLISHED, f"{PUB}?output=csv")),
        (f"{PUB}?gid=5&single=true&output=csv", Place(PlaceKind.PUBLISHED, f"{PUB}?gid=5&single=true&output=csv")),
        (f"{PUB}html?gid=5", Place(PlaceKind.PUBLISHED, f"{PUB}?gid=5&single=true&output=csv")),
        ("https://shop.vn/ma.csv", Place(PlaceKind.PUBLISHED, "https://shop.vn/ma.csv")),
        ("/srv/sheets/ma giam gia.xlsx", Place(PlaceKind.WORKBOOK, "/srv/sheets/ma giam gia.xlsx")),
        ("/srv/sheets/MA.CSV", Place(PlaceKind.CSV, "/srv/sheets/MA.CSV")),
        ("sample:7", Place(PlaceKind.SAMPLE, "7")),
    ],
)
def test_understood_and_kept_under_one_spelling(text: str, place: Place) -> None:
    assert parse_place(text) == place
    assert Place.from_stored(place.stored) == place


def test_a_relative_path_is_kept_whole() -> None:
    assert parse_place("ma.xlsx").address == str(Path.cwd() / "ma.xlsx")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Paste the link of a Google spreadsheet, or the path of an .xlsx or .csv file."),
        ("bảng của shop", "“bảng của shop” is neither a Google Sheets link nor a path to an .xlsx or .csv file."),
        ("ftp://shop.vn/ma.csv", "“ftp://shop.vn/ma.csv” is not a link the app can read; it starts with https://."),
        ("http://shop.vn/ma.csv", "“http://shop.vn/ma.csv” is not a safe link; it must start with https://."),
        ("https://docs.google.com/document/d/abc/edit", "This Google link is not a spreadsheet; a right one holds /spreadsheets/d/…."),
        ("https://user:secret@shop.vn/a.csv", "The link holds a user name or password; paste it without."),
        ("https://drive.google.com/drive/folders/abc", "This link is a Drive folder. Open the spreadsheet in it and copy that link."),
        ("sample:x", "“sample:x” is not a sample; write sample:1."),
    ],
)
def test_refused_with_what_would_be_right(text: str, why: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_place(text)
    assert (str(caught.value), caught.value.field) == (why, "source")


def test_the_emulators_links_count_as_googles() -> None:
    host = "127.0.0.1:9009"
    assert parse_place(f"http://{host}/spreadsheets/d/abc/edit#gid=4", emulator_host=host) == Place(PlaceKind.GOOGLE, "abc", 4)
    assert parse_place("short-id", emulator_host=host) == Place(PlaceKind.GOOGLE, "short-id")
    csv = f"http://{host}/ma.csv"
    assert parse_place(csv, emulator_host=f"http://{host}") == Place(PlaceKind.PUBLISHED, csv)


def test_a_cell_has_a_link_on_google_only() -> None:
    google = Place(PlaceKind.GOOGLE, ID)
    assert cell_link(google, 7, "Mã 'hot'!D17") == f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=7&range=D17"
    assert cell_link(Place(PlaceKind.CSV, "/a.csv"), None, "a!D17") is None
