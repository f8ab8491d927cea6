"""Page Ask: a question and its answer. The head of the page is sent while the answer is found."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from bot.questions.query_filters import FilterError
from bot.questions.scope_note import out_of_scope
from bot.serving.async_answerer import Finding
from bot.web.pages.feedback import packed
from bot.web.problems import Problem, problem_of
from bot.web.questions import Asked, asked
from bot.web.site import Site, site_of, visitor_of, with_query
from corpus.errors import PullquoteError
from retrieval.answer import Outcome
from retrieval.feedback import RatedAnswer

# Where the answer goes in the page, in characters that no template has.
_HERE = "\ue000answer\ue000"
_FILTERS = ("since", "until", "source", "language")


async def ask(request: Request) -> Response:
    """The form, with an answer if there is a question in the address."""
    site = site_of(request)
    query = request.query_params
    given = {name: query.get(name, "") for name in ("q", *_FILTERS)}
    cards = await site.documents.cards()

    def page(status: int = 200, **shown: object) -> HTMLResponse:
        usual: dict[str, object] = {
            "given": given,
            "answer": "",
            "problem": None,
            "examples": [],
            "languages": site.documents.languages,
            "documents": 0,
        }
        return site.page(request, "ask.html", status, None, **usual | shown)

    if not given["q"].strip():
        return page(examples=site.examples, documents=len(cards))
    try:
        question = asked(query, "q")
    except (Problem, FilterError, PullquoteError) as error:
        problem = problem_of(error, is_admin=visitor_of(request).is_admin)
        return page(problem.status, problem=problem)
    head, _, foot = bytes(page(answer=_HERE).body).decode().partition(_HERE)

    async def pieces() -> AsyncIterator[str]:
        yield head
        yield await _answer(request, site, question, given)
        yield foot

    return StreamingResponse(pieces(), media_type="text/html")


async def _answer(request: Request, site: Site, question: Asked, given: dict[str, str]) -> str:
    try:
        found = await site.ask(question.inquiry)
        note = ""
        if found.answer.outcome is Outcome.NOTHING_IN_SCOPE:
            note = out_of_scope(question.inquiry.filters, await site.documents.cards())
    except Exception as error:  # the page's head has been sent
        problem = problem_of(error, is_admin=visitor_of(request).is_admin)
        if problem.status == 500:
            raise
        return site.rendered(request, "problem_part.html", problem=problem)
    skip = question.inquiry.skip
    more = with_query(f"{site.prefix}/", **given, skip=skip + len(found.answer.quotes))
    return site.rendered(
        request,
        "answer.html",
        answer=found.answer,
        is_early=found.is_early,
        skip=skip,
        note=note,
        more=more if found.more else "",
        rated=_rated(site, found),
        back=with_query(f"{site.prefix}/", **given),
    )


def _rated(site: Site, found: Finding) -> str:
    """The answer as feedback on it will name it; empty where there is nothing to rate."""
    if not found.answer.quotes:
        return ""
    return packed(RatedAnswer.of(found.answer, found.revision), site.keys)
