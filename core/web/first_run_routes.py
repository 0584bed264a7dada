"""The first page of an empty database: whoever set it up makes the owner account."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from core.base.appsettings import IS_DEMO, read_setting
from core.base.clock import utc_now
from core.base.database import Database
from core.base.errors import CaTrucError, InvalidInput, Refused
from core.base.settings import Settings
from core.base.words import Language, explain, mark
from core.demo.leave import leave_demo
from core.people.actions.sign_in import create_first_owner
from core.people.actions.users import NewUser
from core.people.passwords import MIN_LENGTH
from core.people.queries.users import any_user
from core.people.session_book import SessionBook
from core.people.user import Right, Role
from core.web import html
from core.web import request as asked
from core.web.headers import ABOUT
from core.web.telemetry import log


class FirstRunRoutes:
    """`/first-run`, open only while no account exists."""

    def __init__(self, database: Database, book: SessionBook, settings: Settings) -> None:
        self.database = database
        self.book = book
        self.settings = settings

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/first-run", self.show, methods=["GET", "HEAD"]),
            Route("/first-run", self.create, methods=["POST"]),
            Route("/start-for-real", self.explain_start, methods=["GET", "HEAD"]),
            Route("/start-for-real", self.start, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Draw the form, or go to signing in when somebody is there already."""
        try:
            if await run_in_threadpool(self._anybody):
                return _to("/sign-in")
        except CaTrucError as error:
            return self._page(request, {}, explain(error, self._language(request)), status=503)
        return self._page(request, {})

    async def create(self, request: Request) -> Response:
        """Make the owner account and sign it in; refused once anybody has one."""
        sent: dict[str, str] = {}
        try:
            if not asked.from_this_site(request.scope, self.settings):
                raise Refused("This was sent from another site and is refused. Open the sign-in page and try there.")
            sent = await asked.read_form(request)
            token = await run_in_threadpool(self._create, sent)
        except InvalidInput as error:
            lines = " ".join(explain(problem, self._language(request)) for problem in error.problems)
            return self._page(request, sent, lines, wrong=error.problems[0].field, status=422)
        except CaTrucError as error:
            return self._page(request, sent, explain(error, self._language(request)), status=403 if isinstance(error, Refused) else 503)
        answer = _to("/")
        asked.set_session_cookie(answer, request.scope, self.settings, token)
        return answer

    async def explain_start(self, request: Request) -> Response:
        """Say what starting for real does; only for somebody who could do it."""
        user = request.scope[ABOUT]["signed_in"].user
        try:
            offered = user.may(Right.MANAGE_PEOPLE) and await run_in_threadpool(self._is_demo)
        except CaTrucError as error:
            return self._start_page(request, explain(error, self._language(request)), status=503)
        return self._start_page(request) if offered else _to("/")

    async def start(self, request: Request) -> Response:
        """Empty the demo database and go on to the owner account."""
        try:
            if not asked.from_this_site(request.scope, self.settings):
                raise Refused("This was sent from another site and is refused. Open the sign-in page and try there.")
            user = request.scope[ABOUT]["signed_in"].user
            kept = await run_in_threadpool(lambda: leave_demo(self.database, user, now=utc_now()))
        except CaTrucError as error:
            return self._start_page(request, explain(error, self._language(request)), status=403 if isinstance(error, Refused) else 503)
        log.info("demo.left", by=user.id, copy=kept.name if kept else None)
        answer = _to("/first-run")
        asked.clear_session_cookie(answer, request.scope, self.settings)
        return answer

    def _start_page(self, request: Request, error: str = "", *, status: int = 200) -> Response:
        language = self._language(request)
        t = html.words_in(language)
        body = (
            html.alert(error)
            + html.note(t("The invented team, shops and numbers go, and everybody is signed out. You then make the owner account."))
            + html.note(t("A SQLite demo is copied beside the database first, in case you typed something worth keeping."))
            + html.form("/start-for-real", [], t("Empty the demo and start"))
            + f'<p class="back"><a href="/">{t("Back to the demo")}</a></p>'
        )
        text = html.page(mark("Start for real"), body, language, address="/start-for-real")
        return HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})

    def _is_demo(self) -> bool:
        with self.database.read() as session:
            return bool(read_setting(session, IS_DEMO, False))

    def _anybody(self) -> bool:
        with self.database.read() as session:
            return any_user(session)

    def _create(self, sent: dict[str, str]) -> str:
        if self._anybody():  # before the costly hash; decided for good inside the transaction
            raise Refused("There is an account already. Sign in, or ask the owner.")
        new = NewUser(sent.get("name", ""), sent.get("display", ""), Role.OWNER, sent.get("password", ""))
        with self.database.write() as session:
            return create_first_owner(session, new, now=utc_now(), limits=self.book.limits)[0]

    def _language(self, request: Request) -> Language:
        return asked.language_of(request.scope, self.settings)

    def _page(self, request: Request, sent: dict[str, str], error: str = "", *, wrong: str = "", status: int = 200) -> Response:
        language = self._language(request)
        t = html.words_in(language)
        name_rule = t("Small letters a–z and digits, without spaces.")
        password_rule = t("At least {n} characters.", n=MIN_LENGTH)
        fields = [
            html.Field("display", t("Your name"), value=sent.get("display", ""), autocomplete="name", focus=wrong in ("", "display")),
            html.Field("name", t("User name"), value=sent.get("name", ""), autocomplete="username", hint=name_rule, focus=wrong == "name"),
            html.Field("password", t("Password"), "password", autocomplete="new-password", hint=password_rule, focus=wrong == "password"),
        ]
        intro = html.note(t("Nobody works here yet. Make the owner account; the owner then adds the team."))
        body = html.alert(error) + intro + html.form("/first-run", fields, t("Make the owner account"), wrong=wrong)
        text = html.page(mark("Welcome"), body, language, address="/first-run")
        answer = HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})
        asked.keep_language(answer, request.scope, self.settings)
        return answer


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})
