"""Site: what every page needs, and how a page is made."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.app import App
from bot.changes.additions import Additions
from bot.display.quote_parts import citation, other_sources, unnamed_sources, version_of
from bot.serving.async_answerer import AsyncAnswerer, Finding, Inquiry
from bot.settings import Settings
from bot.web.article.html import diff_html, exact, marked_html, quote_html
from bot.web.async_documents import AsyncDocuments
from bot.web.jobs import Jobs
from bot.web.links import document_path, quote_path, shown_source, web_address
from bot.web.page_views import PageViews
from bot.web.problems import Problem
from bot.web.security.access import Access, Visitor
from bot.web.security.keys import Keys
from retrieval.citations.formats import FORMATS

if TYPE_CHECKING:
    from bot.mcp.server import McpEndpoint


_HERE = Path(__file__).parent
STATIC = _HERE / "static"
# More waiting questions than this are turned away: they would wait too long.
_MOST_WAITING = 64
_ANSWER_SECONDS = 60.0


@dataclass(slots=True)
class Counts:
    """Counts since the start, for the page Status."""

    started: float = field(default_factory=time.monotonic)
    questions: int = 0
    waiting: int = 0


class Site:
    """The objects behind the pages, of one process."""

    def __init__(
        self,
        settings: Settings,
        app: App,
        answerer: AsyncAnswerer,
        access: Access,
        keys: Keys,
        additions: Additions,
    ) -> None:
        self.settings = settings
        self.app = app
        self.answerer = answerer
        self.access = access
        self.keys = keys
        self.additions = additions
        self.documents = AsyncDocuments(app)
        self.jobs = Jobs(additions, answerer)
        self.page_views = PageViews(app)
        # For assistants and other programs, where the extra `pullquote[mcp]` is installed.
        self.programs: McpEndpoint | None = None
        if find_spec("mcp") is not None:
            from bot.mcp.server import McpServer

            self.programs = McpServer(app, answerer, is_local=False).endpoint()
        self.counts = Counts()
        self.prefix = urlsplit(settings.public_url).path.rstrip("/")
        # Where people come by HTTPS, cookies are sent by HTTPS only.
        self.is_secure = settings.public_url.startswith("https://")
        self._examples: dict[str, list[str]] = {}

    @cached_property
    def templates(self) -> Environment:
        """The templates. Everything that they show is escaped."""
        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(
            exact=exact,
            web_address=web_address,
            document_path=lambda card: self.prefix + document_path(card),
        )
        environment.globals.update(
            citation=citation,
            known_formats=FORMATS,
            diff_html=diff_html,
            marked_html=marked_html,
            other_sources=other_sources,
            prefix=self.prefix,
            product_version=version("pullquote"),
            quote_html=quote_html,
            quote_path=lambda card, span: self.prefix + quote_path(card, span),
            shown_source=shown_source,
            unnamed_sources=unnamed_sources,
            version_of=version_of,
        )
        return environment

    async def ask(self, inquiry: Inquiry) -> Finding:
        """The answer. Raises QuestionError, ModelError, Problem where too many wait."""
        if self.counts.waiting >= _MOST_WAITING:
            raise Problem(503, "too many people are asking; try again soon", wait=5)
        self.counts.waiting += 1
        self.counts.questions += 1
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self.answerer.ask(inquiry)
        finally:
            self.counts.waiting -= 1

    @property
    def examples(self) -> list[str]:
        """A few questions that the documents answer, once they are found."""
        return self._examples.get(self.answerer.revision, [])

    async def find_examples(self) -> None:
        """Finds the example questions, if that was not done for this index. Raises ModelError."""
        revision = self.answerer.revision
        if revision not in self._examples:
            self._examples = {revision: []}
            self._examples[revision] = await self.answerer.examples(_TEMPLATES, "en")

    def base(self, request: Request) -> str:
        """The address of the site as others can use it, without a slash at its end."""
        return self.settings.public_url or f"{request.url.scheme}://{request.headers['host']}"

    def rendered(self, request: Request, template: str, **values: object) -> str:
        """A template with what all pages have."""
        visitor = visitor_of(request)
        common: dict[str, object] = {
            "form_token": self.access.form_token(request.scope["state"]["cookies"]),
            "visitor": visitor,
            "path": request.scope["path"],
            "can_log_in": self.access.has_tokens,
            "settings": self.settings,
        }
        return self.templates.get_template(template).render(common | values)

    def page(
        self,
        request: Request,
        template: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> HTMLResponse:
        """A page."""
        return HTMLResponse(self.rendered(request, template, **values), status, headers)

    def check_form(self, request: Request, token: object) -> None:
        """Raises Problem for a form that was not sent from one of our pages. What no browser could
        have sent unasked needs no token."""
        if not visitor_of(request).by_cookie:
            return
        cookies = request.scope["state"]["cookies"]
        if not isinstance(token, str) or not self.access.is_form_token(token, cookies):
            raise Problem(
                403, "this form is out of date; go back, reload the page, and send it again"
            )


def site_of(request: Request) -> Site:
    """The site that a request is made to."""
    found: Site = request.app.state.site
    return found


def visitor_of(request: Request) -> Visitor:
    """Who makes a request."""
    found: Visitor = request.scope["state"]["visitor"]
    return found


def require_admin(request: Request) -> None:
    """Raises Problem for everybody else."""
    if not visitor_of(request).is_admin:
        raise Problem(403, "only admins can do this", code="admins-only")


def with_query(path: str, **values: object) -> str:
    """A path with a query, without what is empty."""
    known = {name: value for name, value in values.items() if value not in (None, "", [])}
    return f"{path}?{urlencode(known, doseq=True)}" if known else path


_TEMPLATES = {
    "said": "What did {} say?".format,
    "about": "What is known about {}?".format,
    "title": "What is known about “{}”?".format,
}
