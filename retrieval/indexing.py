"""Documents to an index."""

from collections.abc import Iterable

import numpy as np

from corpus.document import Document
from corpus.front_matter import split_front_matter
from corpus.observer import Observer
from corpus.passages import passages
from corpus.sentences import sentences
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder, Vectors
from retrieval.encoding import Encoding, keys_of
from retrieval.index import Index, Keys, Layer
from retrieval.languages import language_of
from retrieval.lexical import LexicalIndex
from retrieval.plain_text import plain

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
            sentence_texts += [plain(document.text[a:b]) for a, b in inside]
            passage_rows.append((len(names), start, end))
            passage_texts.append(plain(document.text[start:end]))
        names.append((document.id, document.sha256))
        _, body = split_front_matter(document.text)
        languages.append(language_of(document.text[body:], document.language))

    passage_keys, sentence_keys = keys_of(passage_texts), keys_of(sentence_texts)
    encoding = Encoding(encoder, previous, observer or Observer())
    passage_vectors, tokens, sentence_vectors = encoding.encode(
        (passage_texts, passage_keys), (sentence_texts, sentence_keys)
    )
    spoken = [languages[number] for number, _, _ in passage_rows]
    return Index(
        documents=tuple(names),
        languages=tuple(languages),
        passages=_layer(passage_rows, passage_keys, passage_vectors, passage_texts, spoken),
        sentences=_layer(
            sentence_rows,
            sentence_keys,
            sentence_vectors,
            sentence_texts,
            [spoken[passage] for passage, _, _ in sentence_rows],
        ),
        tokens=tokens,
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


def _layer(
    rows: list[_Row], keys: Keys, vectors: Vectors, texts: list[str], languages: list[str]
) -> Layer:
    return Layer(
        rows=np.array(rows, dtype=np.int64).reshape(-1, 3),
        keys=keys,
        vectors=DenseIndex.build(vectors),
        words=LexicalIndex.build(texts, languages),
    )
