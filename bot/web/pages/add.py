"""Page Add, for admins: files and addresses join the collection."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bot.advice import explain
from bot.changes.uploads import safe_name
from bot.web.problems import Problem
from bot.web.site import Site, require_admin, site_of
from corpus.errors import CorpusError
from corpus.parsers.registry import FORMATS, is_readable

MOST_FILES = 200
_MOST_ADDRESSES = 20
_HERE = "\ue000progress\ue000"


async def add(request: Request) -> Response:
    """The form; or takes what was sent, and shows how it is added."""
    require_admin(request)
    site = site_of(request)
    if request.method != "POST":
        return site.page(request, "add.html", jobs=site.jobs.latest(), formats=sorted(FORMATS))
    if not site.jobs.has_room:
        raise Problem(503, "other changes are still waiting; try again soon", wait=30)
    form = await request.form(max_files=MOST_FILES, max_fields=10)
    site.check_form(request, form.get("form_token"))
    addresses = _addresses(str(form.get("address", "")))
    given = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    kept, refused = await _keep(site, given)
    if not addresses and not kept and not refused:
        raise Problem(422, "choose a file, or give the address of a web page")
    names = [*addresses, *(one.filename or "" for one in given)]
    title = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    job = site.jobs.add(
        f"Adding {title}", [*addresses, *(str(path) for path in kept)], kept, refused
    )
    return RedirectResponse(f"{site.prefix}/add/{job.name}", 303)


async def progress(request: Request) -> Response:
    """A job. The page grows while it runs."""
    require_admin(request)
    site = site_of(request)
    job = site.jobs.get(request.path_params["job"])
    if job is None:
        raise Problem(404, "this change is no longer known")
    page = site.rendered(request, "job.html", job=job, steps=_HERE)
    head, _, foot = page.partition(_HERE)

    async def pieces() -> AsyncIterator[str]:
        yield head
        async for line in job.lines():
            yield Markup("<li>{}</li>\n").format(line)
        yield foot.partition(_HERE)[0]
        yield site.rendered(request, "job_result.html", job=job)
        yield foot.partition(_HERE)[2]

    return StreamingResponse(pieces(), media_type="text/html")


def _addresses(given: str) -> list[str]:
    """The addresses in a field, one a line. Raises Problem for a path: it would be a file of the
    server."""
    found = given.split()
    if len(found) > _MOST_ADDRESSES:
        raise Problem(422, f"at most {_MOST_ADDRESSES} addresses at once")
    for one in found:
        try:
            address = urlsplit(one)
            is_web = address.scheme in ("http", "https") and bool(address.hostname)
        except ValueError:
            is_web = False
        if not is_web:
            raise Problem(422, f"{one[:80]} is not the address of a web page (https://…)")
    return found


async def _keep(site: Site, given: list[UploadFile]) -> tuple[list[Path], list[tuple[str, str]]]:
    """The files, kept in the data folder; and those that are not, with the reason."""
    kept: list[Path] = []
    refused: list[tuple[str, str]] = []
    for one in given:
        name = safe_name(one.filename or "")
        if not is_readable(Path(name)):
            refused.append((name, "files of this kind cannot be read"))
            continue
        try:
            data = await one.read()
            kept.append(await asyncio.to_thread(site.additions.uploads.keep, name, data))
        except CorpusError as error:
            refused.append((name, explain(error)))
    return kept, refused
