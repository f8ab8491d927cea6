"""Nearest passages to a quotation, by its words."""

from corpus.store.protocol import DocumentStore
from retrieval.citation import Citation
from retrieval.index.any_index import AnyIndex, by_words
from retrieval.text.tokenizer import terms

_PASSAGES = 8
# Of a long text, its beginning, middle and end are searched for.
_LONGEST_SEARCHED = 1_500
_SLICE = 500


def near_passages(text: str, documents: DocumentStore, index: AnyIndex) -> list[Citation]:
    """The passages that have most of a text's words (BM25), the best first."""
    places: dict[Citation, None] = {}
    for one in _slices(text):
        found = by_words(index, one, _PASSAGES)
        asked = terms(one, found.passages.words.languages)
        for number in found.passages.words.search(asked, _PASSAGES, found.everything.passages):
            wanted, fingerprint = found.document_of(int(number))
            document = documents.get(wanted)
            if document is not None and document.fingerprint == fingerprint:
                places[Citation(document, found.passages.span(int(number)))] = None
    return list(places)


def _slices(text: str) -> list[str]:
    if len(text) <= _LONGEST_SEARCHED:
        return [text]
    middle = (len(text) - _SLICE) // 2
    return [text[:_SLICE], text[middle : middle + _SLICE], text[-_SLICE:]]
