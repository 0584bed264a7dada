"""Reading a spreadsheet: two requests, answers as Google sends them, every failure with its name and remedy."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from core.catalog import google as google_module
from core.catalog.cells import Merge
from core.catalog.google import GoogleSheets, Wanted
from core.catalog.remedy import FAILURES, Failure, ReadingFailed
from core.catalog.wire import Patience
from tests.catalog.conftest import BOOK, SCRIPTS, VOUCHERS, Waits
from tests.catalog.sheets_server import (
    BAD_GATEWAY,
    HTML,
    INTERNAL,
    NOT_SHARED,
    QUOTA,
    QUOTA_HTML,
    UNAVAILABLE,
    FakeTab,
    Fault,
    SheetsServer,
    google_error,
)
from tests.conftest import SHARED

RECORDED = SHARED / "samples" / "sheets_api"
recorded = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded answers lie beside the repository, not in it")


@pytest.fixture
def reader(google: SheetsServer, patience: Patience) -> GoogleSheets:
    google.spreadsheets[BOOK] = [FakeTab("Kịch bản 🌵", SCRIPTS, gid=0), FakeTab("Mã 'hot'", VOUCHERS, gid=7)]
    return GoogleSheets({}, emulator_host=google.host, patience=patience)


def only(reader: GoogleSheets, want: Wanted | None = None) -> Any:
    [answer] = reader.read(BOOK, [want or Wanted()])
    if isinstance(answer, ReadingFailed):
        raise answer
    return answer


def failing(reader: GoogleSheets) -> Failure:
    with pytest.raises(ReadingFailed) as caught:
        only(reader)
    return caught.value.failure


def test_two_requests_however_many_tabs(reader: GoogleSheets, google: SheetsServer) -> None:
    scripts, vouchers = reader.read(BOOK, [Wanted("Kịch bản 🌵"), Wanted(gid=7)])
    assert google.asked == [f"/v4/spreadsheets/{BOOK}", f"/v4/spreadsheets/{BOOK}/values:batchGet"]
    assert not isinstance(scripts, ReadingFailed) and not isinstance(vouchers, ReadingFailed)
    assert (scripts.cells.title, scripts.gid) == ("Kịch bản 🌵", 0)
    assert (vouchers.cells.title, vouchers.gid) == ("Mã 'hot'", 7)
    assert scripts.cells.rows[:2] == (("KỊCH BẢN CSKH",), ())
    assert vouchers.cells.rows[2][:2] == ("00123", "Lazada")


def test_two_sources_on_one_tab_ask_for_it_once(reader: GoogleSheets, google: SheetsServer) -> None:
    first, second = reader.read(BOOK, [Wanted("Mã 'hot'"), Wanted("mã 'HOT' ")])
    assert first == second
    assert len(google.asked) == 2


def test_without_a_name_the_first_tab_that_is_shown(reader: GoogleSheets, google: SheetsServer) -> None:
    google.spreadsheets[BOOK].insert(0, FakeTab("Nháp", [["x"]], gid=9, hidden=True))
    assert only(reader).cells.title == "Kịch bản 🌵"


def test_an_empty_tab_has_no_values_key(reader: GoogleSheets, google: SheetsServer) -> None:
    google.spreadsheets[BOOK] = [FakeTab("Trống", [[], ["", None]])]
    copy = only(reader)
    assert copy.cells.rows == ()
    assert copy.blank


def test_merges_come_along(reader: GoogleSheets, google: SheetsServer) -> None:
    google.spreadsheets[BOOK] = [FakeTab("Gộp", [["A"], ["", "b"]], merges=[(0, 2, 0, 1)])]
    assert only(reader).cells.merges == (Merge(0, 2, 0, 1),)


def test_a_renamed_tab_is_named_and_the_other_one_is_still_read(reader: GoogleSheets) -> None:
    gone, there = reader.read(BOOK, [Wanted("Mã tháng 8"), Wanted(gid=7)])
    assert isinstance(gone, ReadingFailed)
    assert gone.failure == Failure("tab_gone", {"tab": "Mã tháng 8", "tabs": "Kịch bản 🌵, Mã 'hot'"})
    assert not isinstance(there, ReadingFailed)


def test_only_renamed_tabs_cost_one_request(reader: GoogleSheets, google: SheetsServer) -> None:
    assert isinstance(reader.read(BOOK, [Wanted("Mã tháng 8")])[0], ReadingFailed)
    assert len(google.asked) == 1


def test_renamed_between_the_two_requests(reader: GoogleSheets, google: SheetsServer) -> None:
    google.fail(Fault(), Fault(400, google_error(400, "Unable to parse range: 'Kịch bản 🌵'!A1:F15", "INVALID_ARGUMENT")))
    failure = failing(reader)
    assert (failure.code, failure.values["tab"]) == ("tab_gone", "Kịch bản 🌵")


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (NOT_SHARED, "not_public"),
        (Fault(401, google_error(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED")), "bad_credentials"),
        (Fault(404, google_error(404, "Requested entity was not found.", "NOT_FOUND")), "not_found"),
        (Fault(400, google_error(400, "This operation is not supported for this document", "FAILED_PRECONDITION")), "not_a_sheet"),
        (Fault(400, google_error(400, "Request contains an invalid argument.", "INVALID_ARGUMENT")), "refused"),
        (Fault(403, HTML, {"Content-Type": "text/html"}), "not_public"),
    ],
)
def test_a_refusal_is_asked_once_only(reader: GoogleSheets, google: SheetsServer, waits: Waits, fault: Fault, code: str) -> None:
    google.fail(fault)
    assert failing(reader).code == code
    assert (len(google.asked), waits.slept) == (1, [])


def test_not_shared_names_the_address_to_share_with(google: SheetsServer, patience: Patience) -> None:
    reader = GoogleSheets({"client_email": "ca-truc@shop.iam.gserviceaccount.com"}, emulator_host=google.host, patience=patience)
    google.fail(NOT_SHARED)
    failure = failing(reader)
    assert failure.message("en") == "The spreadsheet is not shared with ca-truc@shop.iam.gserviceaccount.com."
    assert failure.remedy("en") == "In Google Sheets press Share, add ca-truc@shop.iam.gserviceaccount.com as viewer, then refresh."


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (QUOTA, "quota"),
        (QUOTA_HTML, "quota"),
        (INTERNAL, "google_down"),
        (UNAVAILABLE, "google_down"),
        (BAD_GATEWAY, "google_down"),
        (Fault(cut=40), "bad_answer"),
        (Fault(200, hang=0.8), "timeout"),
        (Fault(drop=True), "no_network"),
    ],
)
def test_what_may_heal_is_tried_three_times(reader: GoogleSheets, google: SheetsServer, waits: Waits, fault: Fault, code: str) -> None:
    google.always = fault
    assert failing(reader).code == code
    assert len(google.asked) == 3
    first, second = waits.slept
    assert 0.5 <= first <= 1.0
    assert 1.0 <= second <= 1.5


@pytest.mark.parametrize("fault", [QUOTA, UNAVAILABLE, BAD_GATEWAY, Fault(cut=40)])
def test_one_stumble_is_nobodys_business(reader: GoogleSheets, google: SheetsServer, fault: Fault) -> None:
    google.fail(fault)
    assert only(reader).cells.title == "Kịch bản 🌵"
    assert len(google.asked) == 3


def test_retry_after_is_honoured(reader: GoogleSheets, google: SheetsServer, waits: Waits) -> None:
    google.fail(Fault(429, QUOTA.body, {"Retry-After": "7"}), Fault(503, HTML, {"Retry-After": "3", "Content-Type": "text/html"}))
    only(reader)
    assert waits.slept == [7.0, 3.0]


def test_a_long_retry_after_is_left_to_the_next_automatic_try(reader: GoogleSheets, google: SheetsServer, waits: Waits) -> None:
    google.fail(Fault(429, QUOTA.body, {"Retry-After": "55"}))
    with pytest.raises(ReadingFailed) as caught:
        only(reader)
    assert (caught.value.retry_after, waits.slept, len(google.asked)) == (55.0, [], 1)


def test_a_retry_after_may_be_a_date(reader: GoogleSheets, google: SheetsServer, waits: Waits) -> None:
    google.fail(Fault(503, HTML, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}))
    only(reader)
    assert waits.slept == [0.0]


def test_an_answer_that_trickles_is_given_up(reader: GoogleSheets, google: SheetsServer) -> None:
    google.always = Fault(trickle=0.02)
    assert failing(reader).code == "timeout"


@pytest.fixture
def account(google: SheetsServer, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A service account whose Google is the local server: real key, real token exchange."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    moved = google_module._moved
    monkeypatch.setattr(google_module, "_moved", lambda url, _host: moved(url, google.host))
    return {
        "type": "service_account",
        "client_email": "ca-truc@shop.iam.gserviceaccount.com",
        "private_key": pem.replace("\n", "\\n"),
        "token_uri": f"{google.host}/token",
    }


def test_one_token_serves_many_readings(account: dict[str, Any], google: SheetsServer, patience: Patience) -> None:
    google.spreadsheets[BOOK] = [FakeTab("Mã", VOUCHERS)]
    for _ in range(3):
        assert only(GoogleSheets(account, patience=patience)).cells.title == "Mã"
    assert (len(google.tokens), len(google.asked), set(google.bearers)) == (1, 6, {"Bearer a-token"})


def test_a_revoked_key(account: dict[str, Any], google: SheetsServer, patience: Patience) -> None:
    google.key_is_good = False
    assert failing(GoogleSheets(account, patience=patience)).code == "bad_credentials"
    assert google.asked == []


def test_nobody_there(patience: Patience) -> None:
    reader = GoogleSheets({}, emulator_host="127.0.0.1:9", patience=patience)
    assert failing(reader).code == "no_network"


def test_no_service_account_at_all(patience: Patience) -> None:
    assert failing(GoogleSheets({}, patience=patience)).code == "no_credentials"


@pytest.mark.parametrize(
    "account", [{"client_email": "a@b.c"}, {"type": "service_account", "private_key": "x", "client_email": "a@b.c", "token_uri": "u"}]
)
def test_a_key_that_is_none(account: dict[str, Any], patience: Patience) -> None:
    assert failing(GoogleSheets(account, patience=patience)).code == "bad_credentials"


@pytest.mark.parametrize("answer", [[], "x", {"sheets": 3}, {}, {"sheets": [{"properties": {}}]}])
def test_an_answer_of_another_shape(reader: GoogleSheets, google: SheetsServer, answer: Any) -> None:
    google.recorded[BOOK] = answer
    assert failing(reader).code == "bad_answer"


def test_fewer_ranges_than_asked(reader: GoogleSheets, google: SheetsServer) -> None:
    google.recorded[f"{BOOK}/values:batchGet"] = {"valueRanges": []}
    assert failing(reader).code == "bad_answer"


def load(name: str) -> Any:
    return json.loads((RECORDED / name).read_text(encoding="utf-8"))


@recorded
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ClientTest.test_access_non_existing_spreadsheet.3.404.json", "not_found"),
        ("ClientTest.test_access_private_spreadsheet.3.403.json", "not_public"),
        ("WorksheetTest.test_add_validation.5.400.json", "refused"),
        ("gargle/sheets-spreadsheets-get-service-disabled_403.json", "api_disabled"),
        ("gargle/sheets-spreadsheets-get-api-key-not-enabled_403.json", "api_disabled"),
        ("gargle/fitness-get-wrong-scope_403.json", "wrong_scope"),
        ("gargle/sheets-spreadsheets-get-nonexistent-range_400.json", "tab_gone"),
        ("gargle/sheets-spreadsheets-get-bad-field-mask_400.json", "refused"),
        ("gargle/sheets-spreadsheets-get-nonexistent-sheet-id_404.json", "not_found"),
        ("gargle/sheets-spreadsheets-get-quota-exceeded-readgroup_429.json", "quota"),
    ],
)
def test_recorded_refusals(reader: GoogleSheets, google: SheetsServer, name: str, code: str) -> None:
    status = int(re.search(r"[._](\d{3})\.json$", name).group(1))  # type: ignore[union-attr]
    google.always = Fault(status, load(name)["body"])
    assert failing(reader).code == code


@recorded
def test_errors_quoted_in_issue_threads(reader: GoogleSheets, google: SheetsServer) -> None:
    codes = []
    for told in load("errors_from_issue_threads.json"):
        google.always = Fault(told["status"], told["body"])
        codes.append(failing(reader).code)
    assert codes == ["google_down", "google_down", "quota"]


@recorded
def test_the_disabled_api_names_the_page_to_enable_it(reader: GoogleSheets, google: SheetsServer) -> None:
    google.fail(Fault(403, load("gargle/sheets-spreadsheets-get-service-disabled_403.json")["body"]))
    assert "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=1234567890" in failing(reader).remedy(
        "vi"
    )


@recorded
def test_recorded_spreadsheet_with_a_hidden_tab(reader: GoogleSheets, google: SheetsServer) -> None:
    google.recorded[BOOK] = load("SpreadsheetTest.test_worksheets_exclude_hidden.6.200.json")["body"]
    answer = load("WorksheetTest.test_get_all_records_with_some_values_blank.6.200.json")["body"]
    google.recorded[f"{BOOK}/values:batchGet"] = {"valueRanges": [answer]}
    copy = only(reader, Wanted("finances"))
    assert (copy.gid, copy.cells.rows) == (1613166149, (("a", "b", "c", "d"), ("x", "y", "z")))


@recorded
def test_recorded_merges(reader: GoogleSheets, google: SheetsServer) -> None:
    google.recorded[BOOK] = load("WorksheetTest.test_get_values_and_combine_merged_cells.11.200.json")["body"]
    answer = load("WorksheetTest.test_get_values_and_combine_merged_cells.9.200.json")["body"]
    google.recorded[f"{BOOK}/values:batchGet"] = {"valueRanges": [answer]}
    assert only(reader).cells.filled().rows == (
        ("1", "1", None, None),
        ("1", "1", "title", "title"),
        ("", "", "2", None),
        ("num", "val", "2", "0"),
    )


@recorded
def test_recorded_empty_range_and_serial_dates(reader: GoogleSheets, google: SheetsServer) -> None:
    tabs = [{"properties": {"sheetId": number, "title": f"Sheet{number}"}} for number in (1, 2, 3)]
    names = ("test_clear.8", "test_get_all_values_date_time_render_options.8", "test_update_cell_multiline.6")
    google.recorded[BOOK] = {"sheets": tabs}
    google.recorded[f"{BOOK}/values:batchGet"] = {"valueRanges": [load(f"WorksheetTest.{name}.200.json")["body"] for name in names]}
    empty, dates, lines = reader.read(BOOK, [Wanted(f"Sheet{number}") for number in (1, 2, 3)])
    assert not isinstance(empty, ReadingFailed) and empty.blank
    assert not isinstance(dates, ReadingFailed) and dates.cells.rows == ((2, 43831, "string", 53), (1.5, 0.12, 36162))
    assert not isinstance(lines, ReadingFailed) and lines.cells.rows == (("test_update_cell_multiline 1\ntest_update_cell_multiline 1",),)


@recorded
def test_recorded_batch_of_ranges_with_emoji(reader: GoogleSheets, google: SheetsServer) -> None:
    title = "🌵 test_values_batch_get 1"
    google.recorded[BOOK] = {"sheets": [{"properties": {"sheetId": 0, "title": title}}]}
    first = load("SpreadsheetTest.test_values_batch_get.5.200.json")["body"]["valueRanges"][0]
    google.recorded[f"{BOOK}/values:batchGet"] = {"valueRanges": [first]}
    assert only(reader, Wanted(title)).cells.rows == (("🍇",), ("🍐",))


def test_every_failure_has_words_in_both_languages() -> None:
    from core.base.words import catalogue

    known = catalogue("vi")
    assert [said for pair in FAILURES.values() for said in pair if said not in known] == []
