"""Nearest passages to a quotation, by its words."""

from corpus.store.protocol import DocumentStore
from retrieval.citation import Citation
from retrieval.index.index import Index
from retrieval.text.tokenizer import terms

_PASSAGES = 8
# Of a long text, its beginning, middle and end are searched for.
_LONGEST_SEARCHED = 1_500
_SLICE = 500


def near_passages(text: str, library: DocumentStore, index: Index) -> list[Citation]:
    """The passages that have most of a text's words (BM25), the best first."""
    found: dict[int, None] = {}
    for one in _slices(text):
        asked = terms(one, index.passages.words.languages)
        for number in index.passages.words.search(asked, _PASSAGES, index.everything.passages):
            found[int(number)] = None
    places = []
    for number in found:
        wanted, fingerprint = index.document_of(number)
        document = library.get(wanted)
        if document is not None and document.fingerprint == fingerprint:
            places.append(Citation(document, index.passages.span(number)))
    return places


def _slices(text: str) -> list[str]:
    if len(text) <= _LONGEST_SEARCHED:
        return [text]
    middle = (len(text) - _SLICE) // 2
    return [text[:_SLICE], text[middle : middle + _SLICE], text[-_SLICE:]]
