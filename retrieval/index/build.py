"""Building of segments, and of an index in memory."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from corpus.document import Document
from corpus.observer import Observer
from corpus.outline import heading_paths, markdown_headings
from corpus.store.protocol import DocumentStore
from corpus.text.boilerplate.boilerplate import is_boilerplate
from corpus.text.front_matter import split_front_matter
from corpus.text.passages import passages
from corpus.text.sentences import sentences
from retrieval.arrays import Rows
from retrieval.index.dense import MANY, DensePart
from retrieval.index.embeddings.encode import BREAK, Encoding, PassageText
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.index import Index
from retrieval.index.ivf import InvertedFile
from retrieval.index.lexical.part import lexical_part
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings
from retrieval.index.segment import LayerPart, Segment
from retrieval.models.encoder import Encoder
from retrieval.text.language import language_of
from retrieval.text.plain_text import plain, plain_places
from retrieval.text.tokenizer import words

# The most characters of title and headings that are encoded with a passage.
_MOST_CONTEXT = 200
_Range = tuple[int, int]
# A passage's start and end, and its sentences.
_Split = tuple[int, int, list[_Range]]


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
    """The documents as a segment. Encodes the texts that are new."""
    names: list[str] = []
    digests: list[bytes] = []
    language_codes: list[str] = []
    passage_texts, sentence_texts = _Texts(), _Texts()
    to_encode: list[PassageText] = []
    for document in documents:
        split = list(_split(document))
        for start, end, inside in split:
            passage_texts.add(document.text, start, end)
            for place in inside:
                sentence_texts.add(document.text, *place)
            sentence_texts.close()
        to_encode += _passage_texts(document, split)
        passage_texts.close()
        names.append(document.id)
        digests.append(bytes.fromhex(document.fingerprint))
        _, body = split_front_matter(document.text)
        language_codes.append(language_of(document.text[body:], document.language))

    rows = encoding.encode(to_encode)
    passage_languages = passage_texts.spread(language_codes)
    tokenized = [
        [words(text, code) for text, code in zip(texts, codes, strict=True)]
        for texts, codes in (
            (passage_texts.texts, passage_languages),
            (sentence_texts.texts, sentence_texts.spread(passage_languages)),
        )
    ]
    # A sentence may have other words than in its passage: an abbreviation at its end, say.
    vocabulary = Vocabulary.of(word for texts in tokenized for one in texts for word in one)
    languages = tuple(sorted(set(language_codes)))
    layers = [
        LayerPart(
            texts.firsts,
            np.array(texts.spans, np.int32).reshape(-1, 2),
            dense_part(store, found),
            lexical_part(one, codes, vocabulary, languages),
        )
        for texts, found, one, codes in zip(
            (passage_texts, sentence_texts),
            rows,
            tokenized,
            (passage_languages, sentence_texts.spread(passage_languages)),
            strict=True,
        )
    ]
    return Segment(
        ids=Strings.of(names),
        digests=np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 32),
        codes=np.array([languages.index(code) for code in language_codes], np.uint16),
        languages=languages,
        passages=layers[0],
        sentences=layers[1],
    )


def document_batches(
    library: DocumentStore, names: Sequence[str], most: int
) -> Iterator[list[Document]]:
    """The documents of these ids that are there, in batches of some ``most`` characters."""
    batch: list[Document] = []
    size = 0
    for name in names:
        document = library.get(name)
        if document is None:
            continue
        batch.append(document)
        size += len(document.text)
        if size >= most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def passage_texts(document: Document) -> list[PassageText]:
    """A document's passages as they are encoded, in the order of the text."""
    return list(_passage_texts(document, list(_split(document))))


def dense_part(store: EmbeddingStore, rows: Rows) -> DensePart:
    """The dense index of texts with their vectors in these rows of the store; with an IVF index
    where there are many."""
    if len(rows) <= MANY:
        return DensePart(rows)
    ivf = InvertedFile.build(lambda some: store.vectors(rows[some]), len(rows))
    return DensePart(rows, ivf)


def _passage_texts(document: Document, split: Sequence[_Split]) -> Iterator[PassageText]:
    """A document's passages, as they are encoded."""
    _, body = split_front_matter(document.text)
    outline = document.outline or tuple(markdown_headings(document.text, body))
    paths = heading_paths(outline, [start for start, _, _ in split])
    for (start, end, inside), path in zip(split, paths, strict=True):
        text = document.text[start:end]
        places = plain_places(text, [(first - start, last - start) for first, last in inside])
        yield PassageText(plain(text), tuple(places), _context(document.title, path))


def _context(title: str | None, path: Sequence[str]) -> str:
    """Title and headings, without the outer ones where they are too long."""
    kept = [one for one in dict.fromkeys(map(plain, [title or "", *path])) if one]
    while len(kept) > 1 and len(BREAK.join(kept)) > _MOST_CONTEXT:
        del kept[0]
    return BREAK.join(kept)[:_MOST_CONTEXT].rstrip()


class _Texts:
    """Collects the passages or the sentences of documents."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.spans: list[_Range] = []
        self._ends = [0]

    def add(self, text: str, start: int, end: int) -> None:
        self.texts.append(plain(text[start:end]))
        self.spans.append((start, end))

    def close(self) -> None:
        """Ends an owner (a document or passage): the texts added since the last call are its."""
        self._ends.append(len(self.texts))

    @property
    def firsts(self) -> Rows:
        return np.array(self._ends, np.int64)

    def spread(self, codes: Sequence[str]) -> list[str]:
        """Each owner's code, repeated for its texts."""
        return np.repeat(np.array(codes, object), np.diff(self.firsts)).tolist()


def _split(document: Document) -> Iterable[_Split]:
    """The passages of a document: start, end, and the [start, end) of the sentences that can be
    quoted."""
    _, body = split_front_matter(document.text)
    all_sentences = sentences(document.text, document.language, body)
    boilerplate = document.boilerplate or ()
    queue = iter(
        one for one in all_sentences if one.start >= body and not is_boilerplate(one, boilerplate)
    )
    for passage in passages(document.text, all_sentences, body, boilerplate):
        inside = [next(queue)]
        while inside[-1].end < passage.end:
            inside.append(next(queue))
        quotable = [sentence for sentence in inside if not sentence.heading] or inside
        yield passage.start, passage.end, [(one.start, one.end) for one in quotable]
