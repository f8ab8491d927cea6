"""Shapes of the API's objects: those of `--json`, with permanent links.

They describe the API (OpenAPI), and tests hold the answers against them.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """An object of the API."""

    model_config = ConfigDict(extra="allow")


class Place(Shape):
    """Code points `[start, end)` of a document's `text`."""

    start: int
    end: int


class Card(Shape):
    """What is known of a document. What is not known is null."""

    id: str
    title: str | None
    publisher: str | None
    author: str | None
    published: str | None = Field(description="ISO 8601, possibly partial")
    url: str | None
    source: str = Field(description="An address, or a file; only admins see its folder")
    language: str | None
    sha256: str = Field(description="Of the text in UTF-8")
    version: int


class ListedDocument(Card):
    """A document in the list."""

    updated: str | None
    added: str
    superseded_by: str | None = Field(description="The id of the version that replaced this one")
    corrected: list[str] = Field(description="The fields that a person corrected")
    page: str = Field(description="The permanent address of its page")


class OutlineEntry(Place):
    """A page, chapter, heading, time, slide, row or cell, where it begins."""

    kind: str
    label: str
    level: int


class Boilerplate(Place):
    """A paragraph that is never quoted."""

    kind: str


class StoredDocument(ListedDocument):
    """A document with its stored text, which all offsets are indices of."""

    outline: list[OutlineEntry]
    boilerplate: list[Boilerplate]
    text: str


class CitedPlace(Place):
    """Words of a document: exactly `text[start:end]` of it."""

    text: str
    document: Card
    locator: str = Field(description="The place in words, such as “page 12”")
    link: str | None = Field(description="Opens the source at these words")
    page: str = Field(description="The permanent address of these words")


class Quote(CitedPlace):
    """A quote of an answer, the best first."""

    rank: int
    highlights: list[Place] = Field(description="The sentences that answer")
    answer: Place | None = Field(None, description="The answer's own words, inside a highlight")
    ocr: bool | None = Field(None, description="Whether the text was recognised in a picture")
    score: float
    also_in: list[CitedPlace]


class Group(Shape):
    """Quotes that say the same."""

    answer: Place | None
    value: str = Field(description="The answer, normalised for comparison")
    when: list[str] = Field(description="The dates that the statements are about")
    sources: int = Field(description="How many independent texts say so")
    quotes: list[Quote]
    documents: list[Card]


class Answer(Shape):
    """An answer: quotes, and how far they answer."""

    question: str
    answered: bool
    outcome: str = Field(description="answered, uncertain, not_answered or nothing_in_scope")
    confidence: float = Field(description="The probability that the first quote answers")
    quotes: list[Quote]
    agreement: str | None = Field(None, description="agree, differ or single")
    sources: int = Field(0, description="How many independent texts answer")
    groups: list[Group] = Field(
        default_factory=list, description="All quotes that answer, by what they say"
    )
    follow_up: str | None
    indexing: bool = Field(
        False,
        description="Whether the documents are still being indexed for questions in this language, "
        "so that it may have a better answer in a minute",
    )
    elapsed_ms: float


class Change(Shape):
    """A step of the word diff from the stored to the given words."""

    stored: str
    given: str
    kind: str = Field(description="number, negation, name, order, words, case, punctuation, same")


class Omission(Shape):
    """What a shortened quotation leaves out at a mark, as code points of the document."""

    start: int | None
    end: int | None
    mark: str
    negation: bool


class CheckedQuotation(Shape):
    """The verdict on a quotation."""

    verdict: str = Field(
        description="exact, exact_but_for_typography, shortened, altered or absent"
    )
    quotation: str
    places: list[CitedPlace]
    changes: list[Change]
    omissions: list[Omission]
    cut_negation: str | None = Field(
        None, description="A negation right before the words of a real quotation: “not”"
    )


class Overlap(Shape):
    """A document that has much of a text."""

    id: str
    title: str | None
    version: int
    superseded_by: str | None
    kinship: str | None
    of_text: float
    of_document: float


class Verification(CheckedQuotation):
    """The worst verdict on the quotations of a text, and each of them."""

    quotations: list[CheckedQuotation]
    documents: list[Overlap]


class Question(Shape):
    """A question, and which documents may answer it."""

    question: str
    top: int | None = Field(None, ge=1, le=20, description="How many quotes to give at most")
    skip: int | None = Field(None, ge=0, le=200, description="How many quotes to skip")
    since: str | None = Field(None, description="Published on this date or later")
    until: str | None = Field(None, description="Published on this date or earlier")
    source: str | None = Field(None, description="In the title, publisher, address or file name")
    language: str | None = Field(None, description="A code, such as en")
    min_confidence: float | None = Field(None, ge=0, le=1)


class Text(Shape):
    """A text to verify."""

    text: str


class Problem(Shape):
    """A problem (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str | None = None


SHAPES: tuple[type[Shape], ...] = (
    Answer, CitedPlace, ListedDocument, Problem, Question, Quote, StoredDocument, Text,
    Verification,
)  # fmt: skip
Json = dict[str, Any]
