"""Signing in and out over HTTP: our own forms, checked on the server, no script needed."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlencode

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from core.base.appsettings import IS_DEMO, read_setting
from core.base.clock import utc_now
from core.base.database import Database
from core.base.durations import format_seconds
from core.base.errors import CaTrucError, Refused
from core.base.settings import Settings
from core.base.text import nfc
from core.base.words import Language, explain, mark
from core.people.actions.sign_in import Attempt, begin_attempt, demo_sign_in, finish_attempt, refuse_too_many, sign_out
from core.people.passwords import MAX_LENGTH, check_password
from core.people.queries.users import any_user
from core.people.session_book import SessionBook
from core.people.sign_in import TooManyTries
from core.people.user import Role
from core.web import html
from core.web import request as asked
from core.web.metrics import SIGN_INS
from core.web.telemetry import log

ROLES = (
    (Role.AGENT, mark("Look around as an agent"), mark("Own shift, complaints, reviews, scripts")),
    (Role.MANAGER, mark("Look around as a manager"), mark("The whole team, live numbers, revenue")),
    (Role.OWNER, mark("Look around as the owner"), mark("Everything")),
)


class SignInRoutes:
    """The routes `/sign-in`, `/sign-out` and `/demo-sign-in`."""

    def __init__(self, database: Database, book: SessionBook, settings: Settings) -> None:
        self.database = database
        self.book = book
        self.settings = settings
        self._hashing = anyio.CapacityLimiter(2)  # each argon2id check takes 64 MB

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/sign-in", self.show, methods=["GET", "HEAD"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/demo-sign-in", self.demo, methods=["POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/sign-out", self.show_sign_out, methods=["GET", "HEAD"]),
        ]

    async def show(self, request: Request) -> Response:
        """Draw the sign-in page; on an empty database the first run, for somebody signed in the app."""
        where = asked.safe_next(request.query_params.get("next", "/"))
        token = asked.cookie_of(request.scope, asked.session_cookie_name(request.scope, self.settings))
        try:
            holds = await run_in_threadpool(self._holds, token)
            if holds:
                return _to(where)
            answer = await self._page(request, where)
        except CaTrucError as error:
            return self._refused(request, error, where)
        if token:  # it opens nothing any more
            asked.clear_session_cookie(answer, request.scope, self.settings)
        return answer

    async def sign_in(self, request: Request) -> Response:
        """Check name and password and open a session; every refusal looks the same and keeps the typed name."""
        where, name = "/", ""
        try:
            self._same_site(request)
            sent = await asked.read_form(request)
            where, name = asked.safe_next(sent.get("next", "/")), sent.get("name", "")
            address = asked.client_address(request.scope, self.settings)
            token = await self._try(name, sent.get("password", ""), address)
        except TooManyTries as error:
            SIGN_INS.labels("throttled").inc()
            words = _wait_words(error, self._language(request))
            return await self._page(request, where, name=name, error=words, status=429, wait=error.wait)
        except CaTrucError as error:
            return self._refused(request, error, where)
        if token is None:
            SIGN_INS.labels("wrong").inc()
            wrong = html.words_in(self._language(request))("Name or password is wrong.")
            return await self._page(request, where, name=name, error=wrong, status=401)
        SIGN_INS.labels("ok").inc()
        return await self._welcome(request, token, where)

    async def demo(self, request: Request) -> Response:
        """Sign in as a role without a password; the action refuses outside a demo database."""
        where = "/"
        try:
            self._same_site(request)
            sent = await asked.read_form(request)
            where = asked.safe_next(sent.get("next", "/"))
            if sent.get("role") not in list(Role):
                raise Refused("The demo has nobody in this role.")
            token = await run_in_threadpool(self._open_demo, Role(sent["role"]))
        except CaTrucError as error:
            return self._refused(request, error, where)
        SIGN_INS.labels("demo").inc()
        return await self._welcome(request, token, where)

    async def show_sign_out(self, request: Request) -> Response:
        """Ask once more: signing out is a POST, so that a link elsewhere cannot do it."""
        t = html.words_in(self._language(request))
        body = html.note(t("You will need your password again.")) + html.form("/sign-out", [], t("Sign out"))
        return self._html(request, html.page(mark("Sign out?"), body, self._language(request), address="/sign-out"))

    async def sign_out(self, request: Request) -> Response:
        """Revoke the session on the server and take the cookie back."""
        try:
            self._same_site(request)
            await self._revoke(request)
        except CaTrucError as error:
            return self._refused(request, error, "/")
        answer = _to("/sign-in")
        asked.clear_session_cookie(answer, request.scope, self.settings)
        return answer

    async def _try(self, name: str, password: str, address: str) -> str | None:
        now = utc_now()

        def begin() -> Attempt:
            with self.database.read() as session:  # a flood of refused tries takes no write lock
                refuse_too_many(session, name, address, now=now)
            with self.database.write() as session:
                return begin_attempt(session, name, address, now=now)

        attempt = await run_in_threadpool(begin)
        given = nfc(password)[: MAX_LENGTH + 1]
        fits = await anyio.to_thread.run_sync(check_password, given, attempt.password_hash, limiter=self._hashing)
        if not fits or len(given) > MAX_LENGTH:
            log.info("sign_in.wrong", address=address)
            return None

        def finish() -> str:
            with self.database.write() as session:
                return finish_attempt(session, attempt, now=now, limits=self.book.limits)[0]

        return await run_in_threadpool(finish)

    def _holds(self, token: str) -> bool:
        return bool(token) and self.book.by_token(token, utc_now()) is not None

    def _open_demo(self, role: Role) -> str:
        with self.database.write() as session:
            return demo_sign_in(session, role, now=utc_now(), limits=self.book.limits)[0]

    async def _welcome(self, request: Request, token: str, where: str) -> Response:
        await self._revoke(request)  # whoever sat here before is signed out: a new sign-in, a new token
        answer = _to(where)
        asked.set_session_cookie(answer, request.scope, self.settings, token)
        return answer

    async def _revoke(self, request: Request) -> None:
        token = asked.cookie_of(request.scope, asked.session_cookie_name(request.scope, self.settings))

        def revoke() -> None:
            now = utc_now()
            found = self.book.by_token(token, now)
            if found is not None:
                with self.database.write() as session:
                    sign_out(session, found.user, found.id, now=now)

        await run_in_threadpool(revoke)

    def _same_site(self, request: Request) -> None:
        if not asked.from_this_site(request.scope, self.settings):
            raise Refused("This was sent from another site and is refused. Open the sign-in page and try there.")

    def _language(self, request: Request) -> Language:
        return asked.language_of(request.scope, self.settings)

    async def _page(
        self, request: Request, where: str, *, name: str = "", error: str = "", status: int = 200, wait: timedelta | None = None
    ) -> Response:
        people, demo = await run_in_threadpool(self._state)
        if not people:
            return _to("/first-run")
        language = self._language(request)
        t = html.words_in(language)
        kept = {"next": where}
        fields = [
            html.Field("name", t("User name"), value=name, autocomplete="username", focus=not name),
            html.Field("password", t("Password"), "password", autocomplete="current-password", focus=bool(name)),
        ]
        body = html.alert(error)
        if demo:
            options = [(str(role), t(label), t(why)) for role, label, why in ROLES]
            body += html.note(t("This is a demo shop with invented data. Choose a role, no password needed."))
            body += html.choices("/demo-sign-in", "role", options, hidden=kept)
            body += f"<h2>{t('With an account')}</h2>"
        body += html.form("/sign-in", fields, t("Sign in"), hidden=kept, wrong="password" if error else "")
        address = "/sign-in" if where == "/" else f"/sign-in?next={quote(where, safe='/')}"
        answer = self._html(request, html.page(mark("Sign in"), body, language, address=address), status)
        if wait is not None:
            answer.headers["Retry-After"] = str(max(1, round(wait.total_seconds())))
        return answer

    def _state(self) -> tuple[bool, bool]:
        with self.database.read() as session:
            return any_user(session), bool(read_setting(session, IS_DEMO, False))

    def _refused(self, request: Request, error: CaTrucError, where: str) -> Response:
        language = self._language(request)
        t = html.words_in(language)
        status = 403 if isinstance(error, Refused) else 503
        back = "/sign-in" + (f"?{urlencode({'next': where})}" if where != "/" else "")
        body = html.alert(explain(error, language)) + f'<p><a href="{back}">{t("Back to signing in")}</a></p>'
        return self._html(request, html.page(mark("That did not work"), body, language, address="/sign-in"), status)

    def _html(self, request: Request, text: str, status: int = 200) -> Response:
        answer = HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})
        asked.keep_language(answer, request.scope, self.settings)
        return answer


def _wait_words(error: TooManyTries, language: Language) -> str:
    time = format_seconds(max(1.0, round(error.wait.total_seconds())), language=language)
    return html.words_in(language)("Too many wrong tries. Try again in {time}.", time=time)  # type: ignore[no-any-return]


def _to(path: str) -> Response:
    return RedirectResponse(path, status_code=303, headers={"Cache-Control": "no-store"})
