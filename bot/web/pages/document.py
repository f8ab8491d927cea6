"""Page Document: the stored text, with a quote marked and scrolled to; versions; differences."""

import asyncio
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.article.blocks import Block, blocks, headings_of, part_of, parts
from bot.web.article.differences import differences
from bot.web.article.html import article_html
from bot.web.async_documents import Shown
from bot.web.links import document_path, named, quote_path
from bot.web.page_views import page_of
from bot.web.problems import Problem
from bot.web.questions import number
from bot.web.site import Site, require_admin, site_of, with_query
from corpus.document import Document
from corpus.outline import Kind, OutlineEntry
from corpus.span import Span
from retrieval.citation import Citation

_PLACE = re.compile(r"(\d{1,10})-(\d{1,10})")
_MOST_OUTLINE = 400
_LONGEST_LABEL = 90


@dataclass(frozen=True, slots=True)
class OutlineLink:
    """An entry of the outline."""

    label: str
    level: int
    path: str


async def document(request: Request) -> Response:
    """A document from its beginning, or one part of it."""
    site = site_of(request)
    wanted = request.path_params["wanted"]
    shown = await site.documents.shown(wanted)
    if wanted != named(shown.document):
        part = request.query_params.get("part")
        path = site.prefix + document_path(shown.document)
        return RedirectResponse(with_query(path, part=part), 302)
    return await _page(request, site, shown, None)


async def quote(request: Request) -> Response:
    """A document with a quote marked: the quote's permanent address."""
    site = site_of(request)
    wanted = request.path_params["wanted"]
    shown = await site.documents.shown(wanted)
    mark = span_in(shown.document, request.path_params["place"])
    if wanted != named(shown.document):
        return RedirectResponse(site.prefix + quote_path(shown.document, mark), 302)
    return await _page(request, site, shown, mark)


async def changes(request: Request) -> Response:
    """What changed from one version of a document to another."""
    site = site_of(request)
    shown = await site.documents.shown(request.path_params["wanted"])
    newer = shown.document
    older_cards = [one for one in shown.history if one.version < newer.version]
    wanted = number(request.query_params, "from", 1, 1e9)
    older_card = next((one for one in older_cards if wanted in (None, one.version)), None)
    if older_card is None:
        raise Problem(404, "there is no such older version of this document")
    older = await site.documents.document(older_card.id)
    found = await asyncio.to_thread(differences, older.text, newer.text)
    return site.page(
        request, "changes.html", older=older, newer=newer, differences=found, history=shown.history
    )


async def remove(request: Request) -> Response:
    """Removes a document, for admins; first asks whether that is meant."""
    require_admin(request)
    site = site_of(request)
    shown = await site.documents.shown(request.path_params["wanted"])
    if request.method != "POST":
        return site.page(request, "remove.html", document=shown.document)
    form = await request.form(max_files=0, max_fields=10)
    site.check_form(request, form.get("form_token"))
    job = site.jobs.remove(shown.document)
    return RedirectResponse(f"{site.prefix}/add/{job.name}", 303)


def span_in(document: Document, place: str) -> Span:
    """The span of a `START-END` in an address. Raises Problem."""
    found = _PLACE.fullmatch(place)
    if found is None:
        raise Problem(404, "a place in a document looks like 120-180")
    start, end = int(found[1]), int(found[2])
    if not start < end <= len(document.text):
        raise Problem(
            404,
            f"this version of the document has {len(document.text):,} characters, and nothing "
            f"from {start:,} to {end:,}",
            code="outside",
        )
    return Span(start, end)


async def _page(request: Request, site: Site, shown: Shown, mark: Span | None) -> Response:
    document = shown.document
    found, of = await asyncio.to_thread(_set, document)
    chosen = number(request.query_params, "part", 1, max(1, len(of)))
    part = int(chosen) - 1 if chosen else part_of(mark.start, of) if mark else 0
    path = site.prefix + document_path(document)
    # With a part chosen, the reader has left the quote behind.
    marked = mark if not chosen else None
    article = (
        article_html(
            document.text,
            found,
            of[part],
            marked,
            document.outline,
            lambda span: site.prefix + quote_path(document, span),
        )
        if of
        else ""
    )
    citation = Citation(document, mark) if mark else None
    has_pages = await site.page_views.are_there(document)
    on_page = page_of(document, mark) if mark and has_pages else None
    page_link = ""
    if mark and on_page:
        place = f"{mark.start}-{mark.end}"
        page_link = with_query(f"{path}/pages/{on_page}", quote=place) + "#quote"
    return site.page(
        request,
        "document.html",
        article=article,
        document=document,
        history=shown.history,
        copies=shown.copies,
        citation=citation,
        has_pages=has_pages,
        page_link=page_link,
        outline=_outline(document, of, path),
        part=part + 1,
        parts=len(of),
        path_of_part=lambda n: with_query(path, part=n),
        permanent=site.base(request)
        + (quote_path(document, mark) if mark else document_path(document)),
    )


def _set(document: Document) -> tuple[list[Block], list[Span]]:
    found = blocks(document)
    return found, parts(found, len(document.text))


def _outline(document: Document, of: list[Span], path: str) -> list[OutlineLink]:
    entries = headings_of(document) or [
        one for one in document.outline if one.kind in (Kind.PAGE, Kind.SLIDE, Kind.TIME)
    ]
    words = {Kind.PAGE: "Page ", Kind.SLIDE: "Slide "}
    return [
        OutlineLink(
            f"{words.get(one.kind, '')}{one.label}"[:_LONGEST_LABEL],
            one.level,
            f"{path}?part={part_of(one.start, of) + 1}#{_anchor(one)}",
        )
        for one in entries[:_MOST_OUTLINE]
    ]


def _anchor(entry: OutlineEntry) -> str:
    """The id of an entry's element: a heading's own, or that of a label in the text."""
    return f"{'c' if entry.kind in (Kind.HEADING, Kind.CHAPTER) else 'p'}{entry.start}"
