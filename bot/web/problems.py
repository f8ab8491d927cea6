"""Problems: what went wrong with a request, for people (a page) and programs (RFC 9457)."""

import math
from http import HTTPStatus

from bot.advice import explain
from bot.questions.query_filters import FilterError
from corpus.errors import AmbiguousDocumentError, PullquoteError, UnknownDocumentError
from retrieval.errors import QuestionError


class Problem(Exception):
    """A request that is not answered as it is. ``detail``: for people; it never holds a secret, nor
    a path of the server's disk. ``wait``: seconds after which to try again."""

    def __init__(self, status: int, detail: str, *, code: str = "", wait: float = 0.0) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.code = code
        self.wait = wait

    @property
    def title(self) -> str:
        """What kind of problem it is, in a few words."""
        return HTTPStatus(self.status).phrase

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the response."""
        headers = {"Cache-Control": "no-store"}
        if self.wait:
            headers["Retry-After"] = str(math.ceil(self.wait))
        if self.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Bearer realm="Pullquote"'
        return headers

    def members(self) -> dict[str, object]:
        """The members of a problem's JSON."""
        found: dict[str, object] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.code:
            found["code"] = self.code
        return found


def problem_of(error: Exception, *, is_admin: bool) -> Problem:
    """The problem behind an error. Others than admins get no message that may name a path."""
    match error:
        case Problem():
            return error
        case QuestionError():
            return Problem(422, str(error), code=f"question-{error.reason or 'unusable'}")
        case FilterError():
            said = ", ".join(error.values.values())
            return Problem(422, f"the filter {said} cannot be used", code=error.name)
        case UnknownDocumentError():
            return Problem(404, str(error), code="unknown-document")
        case AmbiguousDocumentError():
            return Problem(404, str(error), code="ambiguous-document")
        case PullquoteError():
            detail = explain(error) if is_admin else "this cannot be done now; an admin can see why"
            return Problem(503, detail, code=error.code)
        case TimeoutError():
            return Problem(503, "this took too long; try again later", code="timeout", wait=10)
    return Problem(500, "an error in the program; the log says more", code="internal")
