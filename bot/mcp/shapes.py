"""Shapes of the MCP server's arguments and results, from which their JSON schemas are made."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_LONGEST_WORDS = 20_000
_LONGEST_FILTER = 200
MOST_CHARACTERS = 50_000  # of a document in one answer

Words = Annotated[str, Field(min_length=1, max_length=_LONGEST_WORDS)]
Filter = Annotated[str, Field(min_length=1, max_length=_LONGEST_FILTER)]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskArguments(_Arguments):
    """A question, and which documents may answer it."""

    question: Words = Field(description="The question, in any language, or a few key words.")
    top: int = Field(3, ge=1, le=20, description="Quotes to give at most.")
    since: Filter | None = Field(
        None, description="Only documents published on or after this date: 2022, 2022-11, ..."
    )
    until: Filter | None = Field(
        None, description="Only documents published on or before this date."
    )
    source: Filter | None = Field(
        None, description="Only documents with this in their title, publisher, URL or path."
    )
    min_confidence: float | None = Field(
        None, ge=0, le=1, description="Confidence from which a quote counts as an answer."
    )


class VerifyArguments(_Arguments):
    """A quotation to check."""

    quote: Words = Field(description="The quoted words, without quotation marks around them.")


class OpenArguments(_Arguments):
    """A document, and which part of its text."""

    document: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        description="The document's id, as results give it; ID@1 is its first version."
    )
    start: int = Field(0, ge=0, description="The first character to give, from 0.")
    length: int = Field(8000, ge=1, le=MOST_CHARACTERS, description="Characters to give at most.")


class ListArguments(_Arguments):
    """Which documents to list."""

    words: Filter | None = Field(
        None, description="Only documents with this in their title, publisher, URL or path."
    )
    since: Filter | None = Field(None, description="Only documents published since this date.")
    until: Filter | None = Field(None, description="Only documents published until this date.")
    limit: int = Field(50, ge=1, le=500, description="Documents to list at most.")
    offset: int = Field(0, ge=0, description="How many documents to skip.")


class CharLocation(BaseModel):
    """Where cited words stand: ``cited_text`` is exactly the characters from
    ``start_char_index`` to ``end_char_index`` (not included) of the document's stored text, in
    Unicode code points. ``document_index`` counts the result's ``documents``."""

    type: Literal["char_location"] = "char_location"
    cited_text: str
    document_index: int
    document_title: str
    start_char_index: int
    end_char_index: int


class Span(BaseModel):
    """Characters of the same text."""

    start: int
    end: int


class DocumentInfo(BaseModel):
    """A document without its text; null is unknown. ``uri`` is its MCP resource."""

    id: str
    version: int
    title: str
    author: str | None
    publisher: str | None
    published: str | None
    language: str | None
    url: str | None
    source: str
    uri: str
    permanent_link: str | None


class Quote(BaseModel):
    """Words of a document, verbatim. ``highlights``: the sentences that answer. ``also_in``: the
    same words in other documents."""

    text: str
    citation: CharLocation
    highlights: list[Span]
    locator: str
    link: str | None
    permanent_link: str | None
    also_in: list[CharLocation]


class AskResult(BaseModel):
    """Quotes that answer, best first. Unless ``outcome`` is "answered", they are the closest
    passages, and no answer. ``indexing``: the documents are still being indexed for questions in
    this language, so it may have a better answer in a minute."""

    outcome: Literal["answered", "uncertain", "not_answered", "nothing_in_scope"]
    confidence: float
    quotes: list[Quote]
    documents: list[DocumentInfo]
    indexing: bool = False


class Change(BaseModel):
    """A step from the stored words to the given ones."""

    stored: str
    given: str


class Place(BaseModel):
    """A place that has the words, or the nearest."""

    text: str
    citation: CharLocation
    locator: str
    link: str | None
    permanent_link: str | None


class VerifyResult(BaseModel):
    """``verdict``: "exact", "altered" (the nearest place, and the changes) or "absent", or a finer
    one."""

    verdict: str
    is_real: bool
    places: list[Place]
    changes: list[Change]
    documents: list[DocumentInfo]


class Heading(BaseModel):
    """A page, chapter, heading or time, and where it begins."""

    kind: str
    label: str
    start: int


class OpenResult(BaseModel):
    """A part of a document's text. ``length``: of the whole text; ``next_start``: where to go on,
    null at the end."""

    document: DocumentInfo
    text: str
    start: int
    end: int
    length: int
    next_start: int | None
    outline: list[Heading]


class ListResult(BaseModel):
    """Documents; ``total``: how many there are that pass."""

    documents: list[DocumentInfo]
    total: int
    next_offset: int | None
