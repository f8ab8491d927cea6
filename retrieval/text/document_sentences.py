"""Sentences of a document, split by the rules of its language.

A document that does not say its language is split by the language that it seems to be in: "vom 28.
Juli" is one sentence by German rules and two by English ones.
"""

from corpus.document import Document
from corpus.span import Sentence
from corpus.text.front_matter import split_front_matter
from corpus.text.sentences import sentences
from retrieval.text.language import language_of


def document_language(document: Document) -> str:
    """The code of a document's language: the declared one, else the detected one."""
    _, body = split_front_matter(document.text)
    return language_of(document.text[body:], document.language)


def document_sentences(document: Document, language: str | None = None) -> list[Sentence]:
    """The sentences and headings in order; joined, they are the text. Front matter is one.
    ``language``: ``document_language``'s, where it is known: detecting it takes as long as
    splitting a short text."""
    _, body = split_front_matter(document.text)
    return sentences(document.text, language or document_language(document), body)
