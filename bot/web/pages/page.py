"""Page of a PDF: its picture, with the quote's boxes over it."""

from starlette.requests import Request
from starlette.responses import Response

from bot.web.links import document_path, quote_path
from bot.web.page_views import WIDTHS
from bot.web.pages.document import span_in
from bot.web.problems import Problem
from bot.web.questions import number
from bot.web.site import site_of, with_query

_LAST_PAGE = 99_999
_KEEP_SECONDS = 3600


async def page(request: Request) -> Response:
    """A page by its number, from 1."""
    site = site_of(request)
    document = await site.documents.document(request.path_params["wanted"])
    wanted = _number(request)
    given = request.query_params.get("quote", "")
    quote = span_in(document, given) if given else None
    width = int(number(request.query_params, "width", WIDTHS[0], WIDTHS[-1]) or WIDTHS[0])
    view = await site.page_views.view(document, wanted, width, quote)
    base = f"{site.prefix}{document_path(document)}/pages"

    def link(page: int, wide: int) -> str:
        shown = wide if wide != WIDTHS[0] else None
        return with_query(f"{base}/{page}", quote=given, width=shown) + ("#quote" if given else "")

    return site.page(
        request,
        "page.html",
        document=document,
        view=view,
        picture=f"{base}/{wanted}/picture?width={width}",
        back=site.prefix + (quote_path(document, quote) if quote else document_path(document)),
        link=link,
        width=width,
        widths=WIDTHS,
    )


async def picture(request: Request) -> Response:
    """A page's picture."""
    site = site_of(request)
    document = await site.documents.document(request.path_params["wanted"])
    width = int(number(request.query_params, "width", WIDTHS[0], WIDTHS[-1]) or WIDTHS[0])
    found = await site.page_views.picture(document, _number(request), width)
    headers = {"Cache-Control": f"private, max-age={_KEEP_SECONDS}"}
    return Response(found.png, media_type="image/png", headers=headers)


def _number(request: Request) -> int:
    given = request.path_params["page"]
    if not given.isascii() or not given.isdecimal() or not 0 < int(given[:9]) <= _LAST_PAGE:
        raise Problem(404, "pages are numbered from 1")
    return int(given)
