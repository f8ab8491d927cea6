"""Page Verify: is this a quote, word for word?"""

from starlette.requests import Request
from starlette.responses import Response

from bot.questions.query_filters import FilterError
from bot.web.drafts import LONGEST_DRAFT, check
from bot.web.problems import Problem, problem_of
from bot.web.site import site_of, visitor_of
from corpus.errors import PullquoteError


async def verify(request: Request) -> Response:
    """The form, with the result for a text in the address or in the form. Nothing is changed or
    kept, so that the form needs no token."""
    site = site_of(request)
    if request.method == "POST":
        form = await request.form(max_files=0, max_fields=10, max_part_size=4 * LONGEST_DRAFT)
        text = str(form.get("text", ""))
    else:
        text = request.query_params.get("text", "")
    draft = problem = None
    if text.strip():
        try:
            draft = await check(text, site.answerer)
        except (Problem, FilterError, PullquoteError) as error:
            problem = problem_of(error, is_admin=visitor_of(request).is_admin)
    return site.page(
        request,
        "verify.html",
        problem.status if problem else 200,
        text=text,
        draft=draft,
        problem=problem,
        longest=LONGEST_DRAFT,
    )
