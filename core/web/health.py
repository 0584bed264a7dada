"""`GET /healthz`: 200 when the database answers and its schema is the one this code expects."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.base.database import Database
from core.base.errors import CaTrucError
from core.base.migrate import newest_revision, stored_revision
from core.web.telemetry import log


class HealthRoute:
    """The health check of load balancers; says why in JSON, never a secret."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._expected = newest_revision()

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/healthz", self.show, methods=["GET", "HEAD"])]

    async def show(self, request: Request) -> Response:
        """Answer whether this process can do its work."""
        why = await run_in_threadpool(self._why)
        document = {"status": "ok"} if why is None else {"status": "unavailable", "why": why}
        return JSONResponse(document, status_code=200 if why is None else 503, headers={"Cache-Control": "no-store"})

    def _why(self) -> str | None:
        try:
            stored = stored_revision(self.database)
        except CaTrucError as error:
            return str(error)
        except Exception:  # noqa: BLE001 - a health check answers whatever happens; the log has the rest
            log.exception("health.failed")
            return "The database does not answer as expected; see the log."
        if stored != self._expected:
            return f"The schema is {stored or 'missing'}, this version needs {self._expected}. Run: python -m core migrate"
        return None
