"""Building of segments, and of an index in memory."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from corpus.document import Document
from corpus.observer import Observer
from corpus.store.protocol import DocumentStore
from retrieval.arrays import Rows
from retrieval.free_memory import give_back
from retrieval.index.dense import MANY, DensePart
from retrieval.index.embeddings.encode import Encoding, PassageText
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.index import Index
from retrieval.index.ivf import InvertedFile
from retrieval.index.lexical.builder import PostingsBuilder, WordNumbers
from retrieval.index.lexical.part import LexicalPart
from retrieval.index.packed_strings import Strings
from retrieval.index.places import Places, encoded_passages
from retrieval.index.segment import LayerPart, Segment
from retrieval.models.encoder import Encoder
from retrieval.text.document_sentences import document_language
from retrieval.text.tokenizer import words

# Passages that are encoded and tokenized together. Only numbers are kept of them.
_TOGETHER = 2048
# Documents in a batch at most: of short ones, a text takes less than what is known of it.
_DOCUMENTS = 10_000
# A passage as it is encoded, the plain texts of its sentences, and its language.
_Passage = tuple[PassageText, list[str], str]


def build_index(
    documents: Iterable[Document],
    encoder: Encoder,
    revision: str,
    previous: Index | None = None,
    observer: Observer | None = None,
) -> Index:
    """The index of the documents, in memory. Texts that are encoded in ``previous`` are not encoded
    again."""
    known = previous.store if previous and previous.model == encoder.fingerprint else None
    # The encoder's dimension would load its model, which is not needed where every vector is known.
    dimension = known.dimension if known else encoder.dimension
    store = EmbeddingStore.empty(encoder.fingerprint, dimension)
    encoding = Encoding(encoder, store, known, observer or Observer())
    return Index([build_segment(documents, encoding, store)], store, revision)


def build_segment(
    documents: Iterable[Document], encoding: Encoding, store: EmbeddingStore
) -> Segment:
    """The documents as a segment. Encodes the texts that are new, and keeps none of them."""
    documents = list(documents)
    codes = [document_language(document) for document in documents]
    places = [Places.of(*one) for one in zip(documents, codes, strict=True)]
    ids = Strings.of(document.id for document in documents)
    digests = [list(bytes.fromhex(document.fingerprint)) for document in documents]
    numbers = WordNumbers()
    passages, sentences = _Layer(numbers), _Layer(numbers)
    for found in places:
        passages.spans.extend(found.passages)
        sentences.spans.extend(found.sentences)
        passages.close(len(found))
        for count in found.counts:
            sentences.close(count)
    _encode_into(
        passages, sentences, _read(documents, places, codes), encoding, sum(map(len, places))
    )
    del documents

    vocabulary, final = numbers.vocabulary()
    languages = tuple(sorted(set(codes)))
    of_documents = np.array([languages.index(code) for code in codes], np.uint16)
    of_passages = np.repeat(of_documents, np.diff(passages.firsts))
    of_sentences = np.repeat(of_passages, np.diff(sentences.firsts))
    parts = []
    for layer, of_texts in ((passages, of_passages), (sentences, of_sentences)):
        give_back()
        dense = dense_part(store, np.concatenate([np.empty(0, np.int64), *layer.rows]))
        give_back()
        part = LexicalPart(vocabulary, layer.words.postings(final), of_texts, languages)
        spans = np.array(layer.spans, np.int32).reshape(-1, 2)
        parts.append(LayerPart(layer.firsts, spans, dense, part))
    return Segment(
        ids=ids,
        digests=np.array(digests, np.uint8).reshape(-1, 32),
        codes=of_documents,
        languages=languages,
        passages=parts[0],
        sentences=parts[1],
    )


def _encode_into(
    passages: "_Layer",
    sentences: "_Layer",
    texts: Iterator[_Passage],
    encoding: Encoding,
    total: int,
) -> None:
    """Encodes and tokenizes texts, a block at a time, and keeps rows and words of them."""
    done = 0
    while block := list(islice(texts, _TOGETHER)):
        rows, of_sentences = encoding.encode([one for one, _, _ in block], done, total)
        passages.rows.append(rows)
        sentences.rows.append(of_sentences)
        # A sentence may have other words than in its passage: an abbreviation at its end, say.
        for passage, inside, code in block:
            passages.words.add(words(passage.text, code))
            for text in inside:
                sentences.words.add(words(text, code))
        done += len(block)


def document_batches(
    documents: DocumentStore, names: Sequence[str], most: int
) -> Iterator[list[Document]]:
    """The documents of these ids that are there, in batches of some ``most`` characters, and not
    too many of them."""
    batch: list[Document] = []
    size = 0
    for name in names:
        document = documents.get(name)
        if document is None:
            continue
        batch.append(document)
        size += len(document.text)
        if size >= most or len(batch) == _DOCUMENTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def passage_texts(document: Document) -> list[PassageText]:
    """A document's passages as they are encoded, in the order of the text."""
    return list(encoded_passages(document, Places.of(document)))


def dense_part(store: EmbeddingStore, rows: Rows) -> DensePart:
    """The dense index of texts with their vectors in these rows of the store; with an IVF index
    where there are many."""
    if len(rows) <= MANY:
        return DensePart(rows)
    ivf = InvertedFile.build(lambda some: store.vectors(rows[some]), len(rows))
    return DensePart(rows, ivf)


def _read(
    documents: Sequence[Document], places: Sequence[Places], codes: Sequence[str]
) -> Iterator[_Passage]:
    """All passages of the documents."""
    for document, found, code in zip(documents, places, codes, strict=True):
        for passage in encoded_passages(document, found):
            yield passage, [passage.text[start:end] for start, end in passage.sentences], code


class _Layer:
    """Collects what is kept of passages or of sentences."""

    def __init__(self, numbers: WordNumbers) -> None:
        self.spans = array("i")
        self.rows: list[Rows] = []
        self.words = PostingsBuilder(numbers)
        self._ends = array("q", [0])

    def close(self, count: int) -> None:
        """Ends an owner (a document or passage) that has this many texts."""
        self._ends.append(self._ends[-1] + count)

    @property
    def firsts(self) -> Rows:
        return np.array(self._ends, np.int64)
