"""What an outside watcher may read: Prometheus text at /metrics, only with the token of the settings."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from core.base.clock import utc_now
from core.base.database import Database
from core.base.errors import CaTrucError
from core.base.settings import Settings
from core.people.queries.sign_in import live_sessions
from core.people.user import SYSTEM
from core.web.lines import LiveLines

if TYPE_CHECKING:
    from core.catalog.queries.standing import Standing

REGISTRY = CollectorRegistry()
REQUESTS = Counter("catruc_requests", "HTTP requests by status class", ["status"], registry=REGISTRY)
SIGN_INS = Counter("catruc_sign_ins", "Tries to sign in by outcome", ["outcome"], registry=REGISTRY)
SHEET_REFRESHES = Counter("catruc_sheet_refreshes", "Sheet refreshes by outcome", ["outcome"], registry=REGISTRY)
SCRIPT_ERRORS = Counter("catruc_script_errors", "Pages that failed and showed an apology", registry=REGISTRY)
_SHEET = ["source", "kind"]
_SHEET_FAILURES = Gauge("catruc_sheet_failures", "Failed readings of a sheet in a row; 0 is well", _SHEET, registry=REGISTRY)
_SHEET_WAITING = Gauge("catruc_sheet_next_try_seconds", "Seconds to the next automatic try of a failing sheet", _SHEET, registry=REGISTRY)
_SHEET_AGE = Gauge("catruc_sheet_read_age_seconds", "Age of the copy of a sheet that is shown", _SHEET, registry=REGISTRY)
_SHEET_HELD = Gauge("catruc_sheet_held", "1 while a copy that lost more than half its rows waits for the owner", _SHEET, registry=REGISTRY)
_SHEET_VERSION = Gauge("catruc_sheet_version", "Version of the copy of a sheet that is shown", _SHEET, registry=REGISTRY)
_SHEET_ROWS = Gauge("catruc_sheet_rows", "Rows of a sheet: good, problem, skipped", [*_SHEET, "outcome"], registry=REGISTRY)
_SHEET_GAUGES = (_SHEET_FAILURES, _SHEET_WAITING, _SHEET_AGE, _SHEET_HELD, _SHEET_VERSION, _SHEET_ROWS)
_SESSIONS = Gauge("catruc_sessions", "Sign-ins in use", registry=REGISTRY)
_WEBSOCKETS = Gauge("catruc_websockets", "Open pages of this process", registry=REGISTRY)


class MetricsRoute:
    """`GET /metrics`."""

    def __init__(self, database: Database, settings: Settings, lines: LiveLines) -> None:
        self.database = database
        self.settings = settings
        self.lines = lines

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/metrics", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """Answer the numbers to a bearer of the token; without a token set there is nothing here."""
        expected = self.settings.metrics_token.get_secret_value()
        if not expected:
            return PlainTextResponse("Not found", status_code=404)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), expected.encode()):
            return PlainTextResponse("Unauthorized", status_code=401, headers={"WWW-Authenticate": "Bearer"})
        _WEBSOCKETS.set(len(self.lines))
        try:
            _SESSIONS.set(await run_in_threadpool(self._sessions))
        except CaTrucError:
            _SESSIONS.set(float("nan"))
        try:
            show_sheets(await run_in_threadpool(self._sheets))
        except CaTrucError:
            show_sheets(())
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    def _sessions(self) -> int:
        now = utc_now()
        with self.database.read() as session:
            return live_sessions(session, now=now, seen_since=now - timedelta(minutes=self.settings.session_idle_minutes))

    def _sheets(self) -> tuple[Standing, ...]:
        from core.catalog.queries.standing import sheet_standings  # reading sheets brings heavy libraries

        with self.database.read() as session:
            return sheet_standings(session, SYSTEM, at=utc_now())


def show_sheets(standings: tuple[Standing, ...]) -> None:
    """Set the numbers of the sheets in use; those of removed ones go."""
    for gauge in _SHEET_GAUGES:
        gauge.clear()
    for one in standings:
        named = (one.name, str(one.kind))
        _SHEET_FAILURES.labels(*named).set(one.failures)
        _SHEET_HELD.labels(*named).set(one.held)
        _SHEET_VERSION.labels(*named).set(one.version)
        if one.waiting is not None:
            _SHEET_WAITING.labels(*named).set(one.waiting.total_seconds())
        if one.age is not None:
            _SHEET_AGE.labels(*named).set(one.age.total_seconds())
        for outcome, rows in (("good", one.good), ("problem", one.problems), ("skipped", one.skipped)):
            _SHEET_ROWS.labels(*named, outcome).set(rows)
