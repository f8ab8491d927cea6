"""Page Log in: a token becomes a session."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.pages.feedback import own_path
from bot.web.problems import Problem
from bot.web.security.access import SESSION, SESSION_SECONDS
from bot.web.security.guard import cookie
from bot.web.site import Site, site_of


async def login(request: Request) -> Response:
    """The form; or checks the token that was sent."""
    site = site_of(request)
    home = f"{site.prefix}/"
    if request.method != "POST":
        following = own_path(request.query_params.get("next", ""), home)
        return site.page(request, "login.html", following=following, problem=None)
    form = await request.form(max_files=0, max_fields=10)
    site.check_form(request, form.get("form_token"))
    following = own_path(str(form.get("next", "")), home)
    session = site.access.session(str(form.get("token", "")).strip())
    if session is None:
        problem = Problem(403, "this is not the token")
        return site.page(request, "login.html", 403, following=following, problem=problem)
    return _with_session(site, RedirectResponse(following, 303), session, SESSION_SECONDS)


async def logout(request: Request) -> Response:
    """Ends the session."""
    site = site_of(request)
    form = await request.form(max_files=0, max_fields=10)
    site.check_form(request, form.get("form_token"))
    return _with_session(site, RedirectResponse(f"{site.prefix}/", 303), "", 0)


def _with_session(site: Site, response: Response, session: str, seconds: int) -> Response:
    response.headers.append(
        "Set-Cookie", cookie(SESSION, session, seconds, is_secure=site.is_secure)
    )
    return response
