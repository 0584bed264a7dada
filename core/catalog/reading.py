"""Reading places into copies: each place its way, sources on one spreadsheet together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from core.base.settings import Settings
from core.catalog.parsed import Parsed
from core.catalog.published_csv import read_published
from core.catalog.remedy import HEADERS, ReadingFailed, failed
from core.catalog.sample import sample_cells
from core.catalog.script import Script
from core.catalog.sheet_copy import SheetCopy
from core.catalog.shelf import Shelved, shelved_scripts, shelved_vouchers
from core.catalog.source import Place, PlaceKind, SheetKind, Source
from core.catalog.voucher import Voucher
from core.catalog.wire import Patience
from core.catalog.workbook import read_csv_file, read_workbook

if TYPE_CHECKING:
    from core.catalog.google import GoogleSheets

AnyParsed = Parsed[Script] | Parsed[Voucher]


@dataclass(frozen=True)
class Understood:
    """A copy that holds a sheet of its kind, parsed; `rows` counts those with something in them to show."""

    copy: SheetCopy
    parsed: AnyParsed

    @property
    def rows(self) -> int:
        """Rows that are a value or a problem, not left out on purpose."""
        return len(self.parsed.good) + len(self.parsed.problems)


class Reader:
    """Reads whatever place, with this installation's settings. `today` is the local date."""

    def __init__(self, settings: Settings, *, today: date, patience: Patience | None = None) -> None:
        self._settings = settings
        self._today = today
        self._patience = patience or Patience()

    @property
    def google(self) -> GoogleSheets:
        """Google, or the emulator in its place. Its library is loaded where it is used: it takes long."""
        from core.catalog.google import GoogleSheets

        return GoogleSheets(self._settings.google, emulator_host=self._settings.sheets_emulator_host, patience=self._patience)

    def read_sources(self, sources: Sequence[Source]) -> dict[int, SheetCopy | ReadingFailed]:
        """Read each source; those on one spreadsheet share two requests. A failure is a result like another."""
        groups: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            groups[source.lease].append(source)
        found: dict[int, SheetCopy | ReadingFailed] = {}
        for group in groups.values():
            try:
                found.update(self._read_group(group))
            except ReadingFailed as failure:
                found.update(dict.fromkeys((source.id for source in group), failure))
        return found

    def _read_group(self, group: list[Source]) -> dict[int, SheetCopy | ReadingFailed]:
        place = group[0].place
        if place.kind is not PlaceKind.GOOGLE:
            return {source.id: self._read_elsewhere(source.place, source.kind, source.tab)[0] for source in group}
        from core.catalog.google import Wanted

        answers = self.google.read(place.address, [Wanted(source.tab, source.place.gid) for source in group])
        return {source.id: answer for source, answer in zip(group, answers, strict=True)}

    def _read_elsewhere(self, place: Place, kind: SheetKind, tab: str) -> list[SheetCopy]:
        """The tab asked for, or all there are; at least one."""
        match place.kind:
            case PlaceKind.WORKBOOK:
                copies = read_workbook(place.address, tab)
            case PlaceKind.CSV:
                copies = [read_csv_file(place.address)]
            case PlaceKind.PUBLISHED:
                copies = [read_published(place.address, emulator_host=self._settings.sheets_emulator_host, patience=self._patience)]
            case _:
                copies = [SheetCopy(sample_cells(kind, self._today, int(place.address)))]
        if not copies:
            raise failed("empty")
        return copies

    def read_tabs(self, place: Place) -> tuple[SheetCopy, ...]:
        """Read everything a place shows, for somebody to choose from; ReadingFailed says why not."""
        if place.kind is PlaceKind.GOOGLE:
            copies = self.google.read_all(place.address)
        elif place.kind is PlaceKind.SAMPLE:
            copies = [SheetCopy(sample_cells(kind, self._today, int(place.address))) for kind in SheetKind]
        else:
            copies = self._read_elsewhere(place, SheetKind.SCRIPTS, "")
        shown = tuple(copy for copy in copies if not copy.blank)
        if not shown:
            raise failed("empty")
        return shown

    def preview(self, place: Place, kind: SheetKind, tab: str = "") -> list[Understood]:
        """Read a place that is no source yet: the tab asked for, or every tab that looks like such a sheet, best first.

        ReadingFailed when none does.
        """
        if place.kind is not PlaceKind.GOOGLE:
            copies = self._read_elsewhere(place, kind, tab)
        elif tab:
            from core.catalog.google import Wanted

            answer = self.google.read(place.address, [Wanted(tab)])[0]
            if isinstance(answer, ReadingFailed):
                raise answer
            copies = [answer]
        else:
            copies = self.google.read_all(place.address)
        understood: list[Understood] = []
        failure = failed("empty")
        for copy in copies:
            try:
                understood.append(self.understand(copy, kind))
            except ReadingFailed as error:
                failure = error if failure.failure.code == "empty" else failure
        if not understood:
            raise failure
        return sorted(understood, key=lambda one: self._fitness(one, place, kind), reverse=True)

    def _fitness(self, one: Understood, place: Place, kind: SheetKind) -> tuple[bool, int, int]:
        """The tab the link was copied from first, unless it reads rather as the other kind; then by likeness and rows.

        Likeness: how many more columns read as this kind than as the other; a voucher tab has codes and texts, too.
        """
        other = SheetKind.VOUCHERS if kind is SheetKind.SCRIPTS else SheetKind.SCRIPTS
        likeness = len(one.parsed.columns) - len(self.shelve(one.copy.digest, partial(_same, one.copy), other).parsed.columns)
        return one.copy.gid is not None and one.copy.gid == place.gid and likeness >= 0, likeness, len(one.parsed.good)

    def understand(self, copy: SheetCopy, kind: SheetKind, mapping: dict[str, str] | None = None) -> Understood:
        """Parse a copy; ReadingFailed when it is blank or shows no header row."""
        if copy.blank:
            raise failed("empty")
        parsed = self.shelve(copy.digest, partial(_same, copy), kind, mapping).parsed
        if parsed.unreadable is not None:
            raise failed("no_header", columns=HEADERS[str(kind)])
        return Understood(copy, parsed)

    def shelve(
        self, digest: str, fetch: Callable[[], SheetCopy], kind: SheetKind, mapping: dict[str, str] | None = None
    ) -> Shelved[Script] | Shelved[Voucher]:
        """Parse a copy, or take it from the shelf; `fetch` is called only when it must be parsed."""
        if kind is SheetKind.SCRIPTS:
            return shelved_scripts(digest, mapping, fetch)
        return shelved_vouchers(digest, mapping, fetch, today=self._today, zone=self._settings.zone)

    def make_searchable(self, one: Understood, kind: SheetKind, mapping: dict[str, str] | None) -> None:
        """Make the search index of a copy, unless it is there."""
        _ = self.shelve(one.copy.digest, partial(_same, one.copy), kind, mapping).index


def _same(copy: SheetCopy) -> SheetCopy:
    return copy
