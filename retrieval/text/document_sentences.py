"""Sentences of a document, split by the rules of its language.

A document that does not say its language is split by the language that it seems to be in: "vom 28.
Juli" is one sentence by German rules and two by English ones.
"""

from corpus.document import Document
from corpus.outline import Kind
from corpus.span import Sentence, Span
from corpus.text.front_matter import split_front_matter
from corpus.text.sentences import sentences
from retrieval.text.language import UNKNOWN, language_of

# A text of fewer words is no evidence, unless its letters are: "hi" is a function word in Catalan,
# and "dir" in German.
_LEAST_WORDS = 6


def document_language(document: Document) -> str:
    """The code of a document's language: the declared one, else the detected one."""
    _, body = split_front_matter(document.text)
    text = document.text[body:]
    is_short = len(text.split(None, _LEAST_WORDS)) < _LEAST_WORDS
    if is_short and text.isascii() and not document.language:
        return UNKNOWN
    return language_of(text, document.language)


def document_sentences(document: Document, language: str | None = None) -> list[Sentence]:
    """The sentences and headings in order; joined, they are the text. Front matter is one.
    ``language``: ``document_language``'s, where it is known: detecting it takes as long as
    splitting a short text."""
    _, body = split_front_matter(document.text)
    marked = {
        Span(one.start, one.end)
        for one in document.outline
        if one.kind is Kind.HEADING and one.start < one.end
    }
    return sentences(document.text, language or document_language(document), body, marked)
