"""Why a sheet could not be read: for each code what happened and the way out, in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from core.base.errors import Unavailable
from core.base.words import Language, mark, translate

_WAIT: Final = mark("Nothing to do: the app reads again by itself in a few minutes. The last good copy is shown.")
_WRITE_AGAIN: Final = mark("Nothing to do: the app writes again by itself later. Nothing in the sheet was lost.")
_WRITE_UNSURE: Final = mark("Press “Write now” again in a minute: the same rows written twice come to the same.")
_TAB: Final = mark("There is no tab “{tab}” any more.")
_LINK: Final = mark("Check the link and the tab of this source; when both are right, send this message to your administrator.")

FAILURES: Final[dict[str, tuple[str, str]]] = {
    # the other side refuses
    "not_shared": (
        mark("The spreadsheet is not shared with {email}."),
        mark("In Google Sheets press Share, add {email} as viewer, then refresh."),
    ),
    "not_public": (
        mark("Google does not let the app open this spreadsheet."),
        mark("Share the spreadsheet (as viewer) with the service account's e-mail, then refresh."),
    ),
    "api_disabled": (
        mark("The Google Sheets API is switched off in the service account's project."),
        mark("Open {link}, press Enable, wait a few minutes, then refresh."),
    ),
    "wrong_scope": (
        mark("The Google credentials may not read spreadsheets."),
        mark("Put the JSON key of a service account into [google] of .streamlit/secrets.toml, then restart."),
    ),
    "bad_credentials": (
        mark("Google does not accept the service account's key."),
        mark("Make a new JSON key for it, put that into [google] of .streamlit/secrets.toml, restart, and check this machine's clock."),
    ),
    "no_credentials": (
        mark("No Google service account is configured."),
        mark("Put the service account's JSON key into [google] of .streamlit/secrets.toml, then restart. README shows each step."),
    ),
    "not_found": (
        mark("There is no spreadsheet at this address; it may have been deleted."),
        mark("Check the link, restore the file from Google Drive's bin, or add the new link as a source."),
    ),
    "tab_gone": (_TAB, mark("Give the tab its old name back, or pick the tab again for this source. Tabs there now: {tabs}.")),
    "not_a_sheet": (
        mark("This link is an Office file in Google Drive, not a Google spreadsheet."),
        mark("Open it in Google Sheets, choose File → Save as Google Sheets, and add the new link."),
    ),
    "refused": (mark("Google refused the request ({status}): {said}"), _LINK),
    "inner_address": (
        mark("The link leads to an address inside the server's own network."),
        mark("Use a public link, or read the file by its path."),
    ),
    # the other side does not manage
    "quota": (mark("Google's limit of requests per minute is used up."), _WAIT),
    "google_down": (mark("Google Sheets has trouble answering ({status})."), _WAIT),
    "bad_answer": (
        mark("The answer from Google was incomplete."),
        mark("Refresh once more. When it stays so, check the internet connection or proxy of the server."),
    ),
    "no_network": (
        mark("The server has no connection to Google."),
        mark("Check the server's internet connection, then refresh. The last good copy is shown."),
    ),
    "timeout": (
        mark("Google did not answer within {seconds} seconds."),
        mark("Refresh once more in a minute. The last good copy is shown."),
    ),
    # while writing
    "write_quota": (mark("Google's limit of requests per minute is used up."), _WRITE_AGAIN),
    "write_google_down": (mark("Google Sheets has trouble answering ({status})."), _WRITE_AGAIN),
    "write_no_network": (
        mark("The server has no connection to Google."),
        mark("Check the server's internet connection, then press “Write now”."),
    ),
    "write_timeout": (mark("Google did not answer within {seconds} seconds."), _WRITE_UNSURE),
    "write_bad_answer": (mark("The answer from Google was incomplete."), _WRITE_UNSURE),
    "not_editor": (
        mark("{email} may only read this spreadsheet."),
        mark("In Google Sheets press Share and make {email} an editor, then press “Write now”. Reading goes on as before."),
    ),
    "not_editor_here": (
        mark("Google does not let the app write into this spreadsheet."),
        mark("Share the spreadsheet with the service account's e-mail as editor, then press “Write now”."),
    ),
    "tab_protected": (
        mark("The tab is protected in Google Sheets."),
        mark("In Google Sheets open Data → Protected sheets and ranges, and let the service account edit the tab."),
    ),
    "tab_taken": (
        mark("There is already a tab “{tab}” that this app did not make; it was left untouched."),
        mark("Choose another name for the tab the app writes."),
    ),
    "tab_read": (
        mark("The tab “{tab}” is read as a source; it was left untouched."),
        mark("Choose another name for the tab the app writes, or take that source away."),
    ),
    "other_columns": (
        mark("The first row of the tab does not name the columns the app writes ({columns})."),
        mark("Choose “Replace”, or another name for the tab, so that older rows stay as they are."),
    ),
    "too_many_rows": (
        mark("There are {n} rows to write, more than {most}."),
        mark("Write the month's leaderboard instead of the day's results."),
    ),
    # what was read is no use
    "empty": (
        mark("The sheet is empty."),
        mark("Check that the right tab is chosen; if somebody cleared it, bring it back in Google Sheets with File → Version history."),
    ),
    "no_header": (
        mark("No header row was recognised in the first 15 rows."),
        mark("Name the columns in one row, for example: {columns}."),
    ),
    "shrunk": (
        mark("The sheet suddenly has {after} rows instead of {before}; the new copy is kept aside."),
        mark("If rows were deleted by mistake, restore them in the sheet. If it is meant, the owner confirms the new copy."),
    ),
    "file_missing": (mark("There is no file “{path}”."), mark("Put the file back in its place, or add it again from where it is now.")),
    "file_unreadable": (
        mark("The file “{path}” cannot be read: it is damaged, protected by a password, or no spreadsheet."),
        mark("Open it in Excel, save it as .xlsx without a password, and add it again."),
    ),
    "bad_encoding": (
        mark("The letters in “{path}” cannot be read."),
        mark("Save the file as “CSV UTF-8” (in Excel: File → Save as) and add it again."),
    ),
    "not_csv": (
        mark("The link shows a web page, not a CSV table."),
        mark("In Google Sheets choose File → Share → Publish to web, pick the tab and “Comma-separated values”, and paste that link."),
    ),
    "too_large": (
        mark("The sheet is larger than {limit} MB."),
        mark("Keep scripts and vouchers in a spreadsheet of their own, without pictures and old years."),
    ),
    "too_wide": (
        mark("The sheet reaches as far as cell {cell}; that is too large."),
        mark("Delete the stray cells far below or to the right, or keep scripts and vouchers in a file of their own."),
    ),
}
"""code → (what happened, the way out), both message ids filled from the failure's values."""

TRANSIENT: Final = frozenset({"quota", "google_down", "bad_answer", "no_network", "timeout"})
"""What may heal by itself within seconds: worth another try in the same reading."""

HEADERS: Final = {
    "scripts": mark("Stage, Situation, Script text"),
    "vouchers": mark("Code, Marketplace, Discount, Minimum order, Start, End"),
}


@dataclass(frozen=True)
class Failure:
    """One failed reading, as it is stored and shown."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """What happened, in a person's language."""
        return self._filled(0, language)

    def remedy(self, language: Language) -> str:
        """What to do about it, in a person's language."""
        return self._filled(1, language)

    def said(self, language: Language) -> str:
        """Both: what happened, and what to do about it."""
        return f"{self.message(language)} {self.remedy(language)}"

    def __str__(self) -> str:
        return self.said("en")

    def _filled(self, which: int, language: Language) -> str:
        values = {key: translate(value, language) if isinstance(value, str) else value for key, value in self.values.items()}
        return translate(FAILURES[self.code][which], language, **values)

    def as_stored(self) -> dict[str, Any]:
        """The JSON document a source row keeps."""
        return {"code": self.code, "values": self.values}

    @classmethod
    def from_stored(cls, document: Any) -> Failure | None:
        """Read back what `as_stored` wrote; None stays None, a code of another release is shown as it is."""
        if not isinstance(document, dict):
            return None
        if document["code"] not in FAILURES:
            return cls("refused", {"status": "—", "said": str(document["code"])})
        return cls(document["code"], document.get("values", {}))


class ReadingFailed(Unavailable):
    """A sheet was not read. `retry_after` is what the other side asked us to wait, in seconds."""

    def __init__(self, failure: Failure, retry_after: float | None = None) -> None:
        super().__init__("{failure}", field="source", failure=failure)
        self.failure = failure
        self.retry_after = retry_after

    @property
    def transient(self) -> bool:
        """True when another try may succeed within seconds."""
        return self.failure.code in TRANSIENT


def failed(code: str, *, retry_after: float | None = None, **values: Any) -> ReadingFailed:
    """Return the failure of a code with its values, ready to be raised."""
    return ReadingFailed(Failure(code, values), retry_after)
