"""Tools of the MCP server: ask, verify a quote, open a document, list the sources.

Nothing here knows the protocol: a tool takes checked arguments, and gives data and text.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from bot.app import App
from bot.mcp import shapes
from bot.mcp.results import Results, answer_text, places_text
from bot.serving.async_answerer import AsyncAnswerer, Inquiry
from corpus.document import Card, Document
from corpus.errors import PullquoteError, UnknownDocumentError
from corpus.filters import Filters
from corpus.outline import Kind
from corpus.span import Span
from retrieval.query import checked

_MOST_WAITING = 16  # calls at once
_SECONDS = 60.0  # for one call
_MOST_HEADINGS = 200


class ToolFault(PullquoteError):
    """A tool cannot do what is asked; the caller is told why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool gives: data of its result's shape, text to read, and the documents in it."""

    data: BaseModel
    text: str
    documents: list[shapes.DocumentInfo] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: how assistants know it, and the shapes of what it takes and gives."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    gives: type[BaseModel]
    run: Callable[[Any], Awaitable[Outcome]]


class Tools:
    """The tools over one collection."""

    def __init__(self, app: App, answerer: AsyncAnswerer, *, is_local: bool) -> None:
        self._app = app
        self._answerer = answerer
        self._results = Results(app.settings.public_url, is_local=is_local)
        self._waiting = 0

    def all(self) -> Mapping[str, Tool]:
        """The tools by name."""
        tools = (
            Tool(
                "ask",
                "Ask the documents",
                "Answers a question with verbatim quotes from the user's documents, with their "
                "sources and character locations. Nothing is generated. Use it before you state "
                "what the documents say, and repeat the quotes word for word. Where the outcome "
                "is not 'answered', say that the documents do not answer.",
                shapes.AskArguments,
                shapes.AskResult,
                self.ask,
            ),
            Tool(
                "verify_quote",
                "Verify a quote",
                "Checks whether words are in the user's documents: exactly (and where), altered "
                "(the nearest passage, with the differences) or not at all. Use it for every "
                "quotation that did not come from these tools.",
                shapes.VerifyArguments,
                shapes.VerifyResult,
                self.verify_quote,
            ),
            Tool(
                "open_document",
                "Open a document",
                "Gives a document's stored text, or a part of it, with its metadata and outline.",
                shapes.OpenArguments,
                shapes.OpenResult,
                self.open_document,
            ),
            Tool(
                "list_sources",
                "List the sources",
                "Lists the user's documents with title, author, publisher and date.",
                shapes.ListArguments,
                shapes.ListResult,
                self.list_sources,
            ),
        )
        return {tool.name: tool for tool in tools}

    async def call(self, tool: Tool, arguments: BaseModel) -> Outcome:
        """Runs a tool within its limits. Raises PullquoteError."""
        if self._waiting >= _MOST_WAITING:
            raise ToolFault("too many calls at once; try again soon")
        self._waiting += 1
        try:
            async with asyncio.timeout(_SECONDS):
                return await tool.run(arguments)
        except TimeoutError:
            raise ToolFault(f"this took longer than {_SECONDS:.0f} s; try again") from None
        finally:
            self._waiting -= 1

    async def ask(self, given: shapes.AskArguments) -> Outcome:
        """Quotes that answer a question."""
        filters = _filters(given.since, given.until, given.source)
        inquiry = Inquiry(
            checked(given.question), filters, top=given.top, min_confidence=given.min_confidence
        )
        found = await self._answerer.ask(inquiry)
        result = self._results.answer(found)
        return Outcome(result, answer_text(found.answer, result), result.documents)

    async def verify_quote(self, given: shapes.VerifyArguments) -> Outcome:
        """Whether a quote is real."""
        found = await self._answerer.verify(given.quote)
        places, documents = self._results.places(found.places)
        verdict = str(found.verdict.value)
        changes = [shapes.Change(stored=one.stored, given=one.given) for one in found.changes]
        result = shapes.VerifyResult(
            verdict=verdict,
            is_real=verdict not in ("altered", "absent"),
            places=places,
            changes=changes,
            documents=documents,
        )
        return Outcome(result, places_text(verdict, found.places, places), documents)

    async def open_document(self, given: shapes.OpenArguments) -> Outcome:
        """A part of a document's text."""
        document = await self.document(given.document)
        length = len(document.text)
        start = min(given.start, length)
        end = min(length, start + given.length)
        outline = [
            shapes.Heading(kind=one.kind.value, label=one.label, start=one.start)
            for one in document.outline
            if start <= one.start < end and one.kind is not Kind.CODE
        ]
        info = self._results.document(document)
        result = shapes.OpenResult(
            document=info,
            text=document.text[start:end],
            start=start,
            end=end,
            length=length,
            next_start=end if end < length else None,
            outline=outline[:_MOST_HEADINGS],
        )
        return Outcome(result, document.text[start:end] or "(no text here)", [info])

    async def list_sources(self, given: shapes.ListArguments) -> Outcome:
        """Documents that pass filters, the latest added first."""
        filters = _filters(given.since, given.until, given.words)
        found = [card for card in reversed(await self.cards()) if filters.admit(card)]
        end = given.offset + given.limit
        shown = [self._results.document(card) for card in found[given.offset : end]]
        result = shapes.ListResult(
            documents=shown, total=len(found), next_offset=end if end < len(found) else None
        )
        lines = [f"{len(found)} documents" if len(found) != 1 else "1 document"]
        for one in shown:
            known = (one.title, one.author, one.publisher, (one.published or "")[:10])
            lines.append(f"{one.id}  {' · '.join(part for part in known if part)}")
        return Outcome(result, "\n".join(lines))

    async def document(self, wanted: str, span: Span | None = None) -> Document:
        """The document of this id, or with ``@`` and a number a version of it. Raises
        UnknownDocumentError, also where ``span`` is outside its text, AmbiguousDocumentError,
        StorageError."""
        found = await asyncio.to_thread(self._app.find, wanted)
        if span is not None and span.end > len(found.text):
            raise UnknownDocumentError(f"{wanted}/{span.start}-{span.end}")
        return found

    def info(self, card: Card) -> shapes.DocumentInfo:
        """A document as results have it."""
        return self._results.document(card)

    async def cards(self) -> list[Card]:
        """All documents, in the order in which they were added."""
        return await asyncio.to_thread(self._cards)

    def _cards(self) -> list[Card]:
        with self._app.documents() as documents:
            return list(documents.cards())


def _filters(since: str | None, until: str | None, source: str | None) -> Filters:
    try:
        return Filters(since, until, source)
    except ValueError as error:
        raise ToolFault(str(error)) from None
