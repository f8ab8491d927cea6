"""Page Feedback: ratings of answers; for admins, a list of them."""

import asyncio
import base64
import json
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.web.problems import Problem
from bot.web.security.keys import Keys
from bot.web.site import Site, require_admin, site_of, visitor_of
from corpus.span import Span
from retrieval.citation import Reference
from retrieval.feedback import Feedback, RatedAnswer, RatedQuote, Rating

_PURPOSE = "rated answer"
_MOST_SHOWN = 200


def packed(answer: RatedAnswer, keys: Keys) -> str:
    """An answer in a form's field. It is signed: only answers that were given can be rated."""
    body = base64.urlsafe_b64encode(json.dumps(asdict(answer)).encode()).decode()
    return f"{body}.{keys.signature(_PURPOSE, body)}"


def unpacked(given: str, keys: Keys) -> RatedAnswer:
    """The inverse of ``packed``. Raises Problem."""
    body, _, signature = given.partition(".")
    if not keys.is_signature(signature, _PURPOSE, body):
        raise Problem(422, "this is not an answer that was given here; ask again")
    fields: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body))
    quotes = tuple(
        RatedQuote(
            Reference(
                one["place"]["document_id"], one["place"]["sha256"], _span(one["place"]["span"])
            ),
            tuple(map(_span, one["highlights"])),
        )
        for one in fields.pop("quotes")
    )
    return RatedAnswer(quotes=quotes, before=tuple(fields.pop("before")), **fields)


def _span(stored: dict[str, int]) -> Span:
    return Span(stored["start"], stored["end"])


async def give(request: Request) -> Response:
    """Stores a rating, or takes it back."""
    site = site_of(request)
    form = await request.form(max_files=0, max_fields=10)
    site.check_form(request, form.get("form_token"))
    given = str(form.get("answer", ""))
    answer = unpacked(given, site.keys)
    wanted = str(form.get("rating", ""))
    if wanted not in ("", *Rating):
        raise Problem(422, "a rating is liked, disliked, or nothing")
    rating = Rating(wanted) if wanted else None
    await site.answerer.give_feedback(answer, rating, f"web:{visitor_of(request).name}")
    return site.page(
        request,
        "thanks.html",
        rating=rating,
        given=given,
        question=answer.question,
        back=_own_path(str(form.get("back", "")), site),
    )


async def show(request: Request) -> Response:
    """All ratings, the newest first, for admins."""
    require_admin(request)
    site = site_of(request)
    ratings = await asyncio.to_thread(_all, site)
    return site.page(
        request,
        "feedback.html",
        liked=sum(one.rating is Rating.LIKED for one in ratings),
        disliked=sum(one.rating is Rating.DISLIKED for one in ratings),
        ratings=ratings[::-1][:_MOST_SHOWN],
    )


def _all(site: Site) -> list[Feedback]:
    with site.app.feedback() as store:
        return list(store.all())


def _own_path(given: str, site: Site) -> str:
    return own_path(given, f"{site.prefix}/")


def own_path(given: str, default: str) -> str:
    """A path of this site that a form named; the default for anything else."""
    harmless = given.isprintable() and "\\" not in given
    return given if harmless and given.startswith("/") and given[1:2] != "/" else default
