"""The application: routes, errors, and the guard around them."""

import contextlib
import logging
import time
from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from bot.web.api.routes import ROUTES as API
from bot.web.pages import (
    add,
    ask,
    document,
    edit,
    feedback,
    login,
    page,
    sources,
    status,
    verify,
)
from bot.web.problems import Problem, problem_of
from bot.web.security.guard import Guard, Names
from bot.web.security.rate_limit import RateLimit, RateLimits
from bot.web.site import STATIC, Site, visitor_of, with_query
from corpus.errors import PullquoteError

_log = logging.getLogger(__name__)
# Pages cost less than answers.
_PAGES_FOR_AN_ANSWER = 10
_FOR_PROGRAMS = ("/api/", "/mcp")


def build_application(site: Site) -> ASGIApp:
    """The application, complete: nothing reaches a page that the guard has not let through."""
    application = Starlette(
        routes=_routes(site),
        exception_handlers={
            Problem: _failed,
            PullquoteError: _failed,
            TimeoutError: _failed,
            HTTPException: _refused,
            Exception: _failed,
        },
        lifespan=_lifespan,
    )
    application.state.site = site
    settings = site.settings
    per_minute = settings.web_per_minute
    names = Names.of(settings.web_listen, settings.public_url, settings.web_hosts)

    def respond(problem: Problem, scope: Scope) -> ASGIApp:
        scope["app"] = application
        return _shown(problem, Request(scope), site)

    return Guard(
        application,
        site.access,
        names,
        RateLimits(
            RateLimit(per_minute, time.monotonic),
            RateLimit(_PAGES_FOR_AN_ANSWER * per_minute, time.monotonic),
        ),
        respond,
        is_secure=site.is_secure,
    )


@contextlib.asynccontextmanager
async def _lifespan(application: Starlette) -> AsyncIterator[None]:
    site: Site = application.state.site
    async with contextlib.AsyncExitStack() as stack:
        if site.programs is not None:
            await stack.enter_async_context(site.programs.running())
        yield
    await site.jobs.close()
    await site.page_views.close()


def _routes(site: Site) -> list[BaseRoute]:
    # Without GET: without sessions there is nothing to tell a program that asks nothing, and the
    # stream that it would wait at stays open.
    programs = [Route("/mcp", site.programs, methods=["POST"])] if site.programs is not None else []
    return [
        Route("/", ask.ask),
        Route("/d/{wanted}", document.document),
        Route("/d/{wanted}/changes", document.changes),
        Route("/d/{wanted}/edit", edit.edit, methods=["GET", "POST"]),
        Route("/d/{wanted}/remove", document.remove, methods=["GET", "POST"]),
        Route("/d/{wanted}/pages/{page}", page.page),
        Route("/d/{wanted}/pages/{page}/picture", page.picture),
        Route("/d/{wanted}/{place}", document.quote),
        Route("/sources", sources.sources),
        Route("/verify", verify.verify, methods=["GET", "POST"]),
        Route("/add", add.add, methods=["GET", "POST"]),
        Route("/add/{job}", add.progress),
        Route("/feedback", feedback.show, methods=["GET"]),
        Route("/feedback", feedback.give, methods=["POST"]),
        Route("/status", status.status),
        Route("/healthz", status.health),
        Route("/login", login.login, methods=["GET", "POST"]),
        Route("/logout", login.logout, methods=["POST"]),
        *API,
        *programs,
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


async def _failed(request: Request, error: Exception) -> Response:
    """The response to an error, for people or programs."""
    visitor = visitor_of(request)
    problem = problem_of(error, is_admin=visitor.is_admin)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, Problem):
        _log.error("a request failed: %s", error, exc_info=problem.status == 500 and error)
    return _shown(problem, request, request.app.state.site)


async def _refused(request: Request, error: Exception) -> Response:
    """The response to an address or method that there is not, or a form that cannot be read."""
    assert isinstance(error, HTTPException)
    detail = error.detail
    if error.status_code == HTTPStatus.NOT_FOUND:
        detail = "there is no page at this address"
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        detail = "this cannot be done at this address"
    response = _shown(Problem(error.status_code, detail), request, request.app.state.site)
    response.headers.update(error.headers or {})  # which methods are allowed
    return response


def _shown(problem: Problem, request: Request, site: Site) -> Response:
    path = request.scope["path"]
    if path.startswith(_FOR_PROGRAMS):
        return JSONResponse(
            problem.members(),
            problem.status,
            problem.headers,
            media_type="application/problem+json",
        )
    if problem.status == HTTPStatus.UNAUTHORIZED and site.access.has_tokens:
        following = path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(
            with_query(f"{site.prefix}/login", next=site.prefix + following), 303
        )
    return site.page(
        request, "problem.html", problem.status, headers=problem.headers, problem=problem
    )
