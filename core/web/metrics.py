"""What an outside watcher may read: Prometheus text at /metrics, only with the token of the settings."""

from __future__ import annotations

import hmac
from datetime import timedelta

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
from core.web.lines import LiveLines

REGISTRY = CollectorRegistry()
REQUESTS = Counter("catruc_requests", "HTTP requests by status class", ["status"], registry=REGISTRY)
SIGN_INS = Counter("catruc_sign_ins", "Tries to sign in by outcome", ["outcome"], registry=REGISTRY)
SHEET_REFRESHES = Counter("catruc_sheet_refreshes", "Sheet refreshes by outcome", ["outcome"], registry=REGISTRY)
SCRIPT_ERRORS = Counter("catruc_script_errors", "Pages that failed and showed an apology", registry=REGISTRY)
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
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    def _sessions(self) -> int:
        now = utc_now()
        with self.database.read() as session:
            return live_sessions(session, now=now, seen_since=now - timedelta(minutes=self.settings.session_idle_minutes))
