"""Documents to an index."""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np

from corpus.document import Document
from corpus.front_matter import split_front_matter
from corpus.observer import Observer
from corpus.passages import passages
from corpus.sentences import sentences
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder, Vectors
from retrieval.index import Index, Keys, Layer
from retrieval.languages import language_of
from retrieval.lexical import LexicalIndex

_KEY_BYTES = 16
# Texts encoded between two reports of progress.
_CHUNK = 256

_Row = tuple[int, int, int]


def build_index(
    documents: Iterable[Document],
    encoder: Encoder,
    revision: str,
    previous: Index | None = None,
    observer: Observer | None = None,
) -> Index:
    """The index of the documents. A text that ``previous`` has a vector of is not encoded again."""
    names: list[tuple[str, str]] = []
    languages: list[str] = []
    passage_rows: list[_Row] = []
    sentence_rows: list[_Row] = []
    passage_texts: list[str] = []
    sentence_texts: list[str] = []
    for document in documents:
        for start, end, inside in _split(document):
            sentence_rows += [(len(passage_rows), *place) for place in inside]
            sentence_texts += [_plain(document.text[a:b]) for a, b in inside]
            passage_rows.append((len(names), start, end))
            passage_texts.append(_plain(document.text[start:end]))
        names.append((document.id, document.sha256))
        _, body = split_front_matter(document.text)
        languages.append(language_of(document.text[body:], document.language))

    keys = _keys(passage_texts + sentence_texts)
    vectors = _vectors(
        passage_texts + sentence_texts, keys, encoder, previous, observer or Observer()
    )
    cut = len(passage_texts)
    spoken = [languages[number] for number, _, _ in passage_rows]
    return Index(
        documents=tuple(names),
        languages=tuple(languages),
        passages=_layer(passage_rows, keys[:cut], vectors[:cut], passage_texts, spoken),
        sentences=_layer(
            sentence_rows,
            keys[cut:],
            vectors[cut:],
            sentence_texts,
            [spoken[passage] for passage, _, _ in sentence_rows],
        ),
        model=encoder.fingerprint,
        revision=revision,
    )


def _split(document: Document) -> Iterable[tuple[int, int, list[tuple[int, int]]]]:
    """The passages of a document: start, end, and the places of the sentences to quote."""
    _, body = split_front_matter(document.text)
    all_sentences = sentences(document.text, document.language, body)
    queue = iter(sentence for sentence in all_sentences if sentence.start >= body)
    for passage in passages(document.text, all_sentences, body):
        inside = [next(queue)]
        while inside[-1].end < passage.end:
            inside.append(next(queue))
        quotable = [sentence for sentence in inside if not sentence.heading] or inside
        yield passage.start, passage.end, [(one.start, one.end) for one in quotable]


def _plain(text: str) -> str:
    """What is encoded and counted: line breaks and runs of blanks mean nothing to a model."""
    return " ".join(text.split())


def _keys(texts: Sequence[str]) -> Keys:
    digests = [hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest() for text in texts]
    return np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, _KEY_BYTES)


def _vectors(
    texts: Sequence[str],
    keys: Keys,
    encoder: Encoder,
    previous: Index | None,
    observer: Observer,
) -> Vectors:
    """The vectors of the texts; equal texts, and those known from before, are encoded once."""
    known = previous if previous and previous.model == encoder.fingerprint else None
    # Asking the encoder may load its model, which is in vain where every vector is known.
    dimension = known.passages.vectors.dimension if known else encoder.dimension
    vectors = np.empty((len(texts), dimension), dtype=np.float32)
    rows_of: dict[bytes, list[int]] = {}
    for row, key in enumerate(keys):
        rows_of.setdefault(key.tobytes(), []).append(row)
    for layer in (known.passages, known.sentences) if known else ():
        hits = [n for n, key in enumerate(layer.keys) if key.tobytes() in rows_of]
        found = layer.vectors.vectors(np.array(hits, dtype=np.int64))
        for number, vector in zip(hits, found, strict=True):
            for row in rows_of.pop(layer.keys[number].tobytes(), ()):
                vectors[row] = vector
    missing = list(rows_of.values())
    for first in range(0, len(missing), _CHUNK):
        observer.progress("encoding", first, len(missing))
        chunk = missing[first : first + _CHUNK]
        encoded = encoder.encode_passages([texts[rows[0]] for rows in chunk])
        for rows, vector in zip(chunk, encoded, strict=True):
            vectors[rows] = vector
    if missing:
        observer.progress("encoding", len(missing), len(missing))
    return vectors


def _layer(
    rows: list[_Row], keys: Keys, vectors: Vectors, texts: list[str], languages: list[str]
) -> Layer:
    return Layer(
        rows=np.array(rows, dtype=np.int64).reshape(-1, 3),
        keys=keys,
        vectors=DenseIndex.build(vectors),
        words=LexicalIndex.build(texts, languages),
    )
