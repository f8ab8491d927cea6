"""Page Status, and the health check."""

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.site import site_of


async def status(request: Request) -> Response:
    """What answers: index, models, versions."""
    site = site_of(request)
    seconds = int(time.monotonic() - site.counts.started)
    settings = site.settings
    return site.page(
        request,
        "status.html",
        size=site.answerer.size,
        revision=site.answerer.revision,
        collection=await site.documents.revision(),
        questions=site.counts.questions,
        waiting=site.counts.waiting,
        running=f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}",
        model=_last(settings.embedding_model or site.answerer.model),
        reader=_last(settings.reader_model),
    )


async def health(request: Request) -> Response:
    """Whether questions can be answered."""
    ready = bool(site_of(request).answerer.revision)
    return JSONResponse(
        {"status": "ready" if ready else "not ready"},
        200 if ready else 503,
        {"Cache-Control": "no-store"},
    )


def _last(model: str) -> str:
    """A model's name without the folders before it."""
    return model.replace("\\", "/").rstrip("/").rpartition("/")[2] if "/" in model else model
