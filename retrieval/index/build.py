"""Documents to segments, and to an index in memory."""

from collections.abc import Iterable, Sequence

import numpy as np

from corpus.document import Document
from corpus.observer import Observer
from corpus.text.boilerplate import is_boilerplate
from corpus.text.front_matter import split_front_matter
from corpus.text.passages import passages
from corpus.text.sentences import sentences
from retrieval.arrays import Rows
from retrieval.index.dense import MANY, DensePart
from retrieval.index.embeddings.encode import Encoding
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.index import Index
from retrieval.index.ivf import InvertedFile
from retrieval.index.lexical.part import lexical_part
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings
from retrieval.index.segment import LayerPart, Segment
from retrieval.models.encoder import Encoder
from retrieval.text.language import language_of
from retrieval.text.plain_text import plain
from retrieval.text.tokenizer import words

_Place = tuple[int, int]


def build_index(
    documents: Iterable[Document],
    encoder: Encoder,
    revision: str,
    previous: Index | None = None,
    observer: Observer | None = None,
) -> Index:
    """The index of the documents, in memory. A text that ``previous`` has a vector of is not
    encoded again."""
    known = previous.store if previous and previous.model == encoder.fingerprint else None
    # Asking the encoder loads its model, which is in vain where every vector is known.
    dimension = known.dimension if known else encoder.dimension
    store = EmbeddingStore.empty(encoder.fingerprint, dimension)
    encoding = Encoding(encoder, store, known, observer or Observer())
    return Index([build_segment(documents, encoding, store)], store, revision)


def build_segment(
    documents: Iterable[Document], encoding: Encoding, store: EmbeddingStore
) -> Segment:
    """The documents as a segment, what is new of them being encoded."""
    names: list[str] = []
    digests: list[bytes] = []
    spoken: list[str] = []
    passage_texts, sentence_texts = _Texts(), _Texts()
    for document in documents:
        for start, end, inside in _split(document):
            passage_texts.add(document.text, start, end)
            for place in inside:
                sentence_texts.add(document.text, *place)
            sentence_texts.close()
        passage_texts.close()
        names.append(document.id)
        digests.append(bytes.fromhex(document.fingerprint))
        _, body = split_front_matter(document.text)
        spoken.append(language_of(document.text[body:], document.language))

    rows = encoding.encode(passage_texts.texts, sentence_texts.texts)
    passages_spoken = passage_texts.spread(spoken)
    cut = [
        [words(text, code) for text, code in zip(texts, codes, strict=True)]
        for texts, codes in (
            (passage_texts.texts, passages_spoken),
            (sentence_texts.texts, sentence_texts.spread(passages_spoken)),
        )
    ]
    # A sentence may be cut otherwise than in its passage: an abbreviation where it ends.
    vocabulary = Vocabulary.of(word for texts in cut for one in texts for word in one)
    languages = tuple(sorted(set(spoken)))
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
            cut,
            (passages_spoken, sentence_texts.spread(passages_spoken)),
            strict=True,
        )
    ]
    return Segment(
        ids=Strings.of(names),
        digests=np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 32),
        codes=np.array([languages.index(code) for code in spoken], np.uint16),
        languages=languages,
        passages=layers[0],
        sentences=layers[1],
    )


def dense_part(store: EmbeddingStore, rows: Rows) -> DensePart:
    """Texts whose vectors are in these rows, with inverted lists where there are many."""
    if len(rows) <= MANY:
        return DensePart(rows)
    lists = InvertedFile.build(lambda some: store.vectors(rows[some]), len(rows))
    return DensePart(rows, lists)


class _Texts:
    """The passages or the sentences of some documents, as they are found."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.spans: list[_Place] = []
        self._ends = [0]

    def add(self, text: str, start: int, end: int) -> None:
        self.texts.append(plain(text[start:end]))
        self.spans.append((start, end))

    def close(self) -> None:
        """What was added since the last time belongs to one owner."""
        self._ends.append(len(self.texts))

    @property
    def firsts(self) -> Rows:
        return np.array(self._ends, np.int64)

    def spread(self, codes: Sequence[str]) -> list[str]:
        """What is said of owners, said of each of theirs."""
        return np.repeat(np.array(codes, object), np.diff(self.firsts)).tolist()


def _split(document: Document) -> Iterable[tuple[int, int, list[_Place]]]:
    """The passages of a document: start, end, and the places of the sentences to quote."""
    _, body = split_front_matter(document.text)
    all_sentences = sentences(document.text, document.language, body)
    noise = document.noise or ()
    queue = iter(
        one for one in all_sentences if one.start >= body and not is_boilerplate(one, noise)
    )
    for passage in passages(document.text, all_sentences, body, noise):
        inside = [next(queue)]
        while inside[-1].end < passage.end:
            inside.append(next(queue))
        quotable = [sentence for sentence in inside if not sentence.heading] or inside
        yield passage.start, passage.end, [(one.start, one.end) for one in quotable]
