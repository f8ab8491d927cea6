"""Page Correct, for admins: what is known of a document."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.changes.editing import known_lines
from bot.web.problems import Problem
from bot.web.site import require_admin, site_of
from corpus.errors import CorrectionError
from corpus.metadata import correction
from corpus.store.corrections import FIELDS

_LONGEST = 5000


async def edit(request: Request) -> Response:
    """The form; or stores what was changed in it."""
    require_admin(request)
    site = site_of(request)
    shown = await site.documents.shown(request.path_params["wanted"])
    document = shown.document
    lines = known_lines(document, await site.documents.as_parsed(document))
    if request.method != "POST":
        return site.page(
            request, "edit.html", document=document, lines=lines, typed={}, problems={}
        )
    if not site.jobs.has_room:
        raise Problem(503, "other changes are still waiting; try again soon", wait=30)
    form = await request.form(max_files=0, max_fields=20)
    site.check_form(request, form.get("form_token"))
    reset = "reset" in form
    typed = {field: str(form.get(field, ""))[:_LONGEST].strip() for field in FIELDS}
    known = {field: value for field, value, _ in lines}
    # A field that was left as it is shown says nothing, so that it goes on following the document.
    values = {field: typed[field] for field in FIELDS if field in form and not reset}
    values = {field: value for field, value in values.items() if value != known[field]}
    problems = {}
    for field, value in values.items():
        try:
            correction(field, value)
        except CorrectionError as error:
            problems[field] = str(error)
    if problems:
        return site.page(
            request, "edit.html", 422, document=document, lines=lines, typed=typed,
            problems=problems,
        )  # fmt: skip
    job = site.jobs.edit(document, values, reset=reset)
    return RedirectResponse(f"{site.prefix}/add/{job.name}", 303)
