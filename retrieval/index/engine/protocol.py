"""Engine protocol: what a search server must do.

An engine stores passages and proposes candidates. It does not decide: the features, the ranker and
the reader score what it proposes, with the same numbers as in an index folder. So answers are the
same, but for candidates that the engine's approximate search misses.

An engine may have several generations of the index: the one in use, and one that is built beside it
when the model or the format changes. ``publish`` switches at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from retrieval.arrays import Vectors
from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.index.engine.conditions import Conditions, DocumentFields
from retrieval.index.engine.records import DocumentRecords, PassageRecord


@dataclass(frozen=True, slots=True)
class Size:
    """The texts of one language: how many, and how many words they have together."""

    documents: int = 0
    passages: int = 0
    passage_words: int = 0
    sentences: int = 0
    sentence_words: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(
            self.documents + other.documents,
            self.passages + other.passages,
            self.passage_words + other.passage_words,
            self.sentences + other.sentences,
            self.sentence_words + other.sentence_words,
        )

    def __neg__(self) -> "Size":
        return Size(
            -self.documents,
            -self.passages,
            -self.passage_words,
            -self.sentences,
            -self.sentence_words,
        )


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation of the index. ``model``: the encoder's fingerprint; ``format``: the index
    format, negative where the engine stores it in another way by now; ``revision``: the
    documents'; ``sizes``: by language, without empty ones."""

    name: str
    model: str
    format: int
    dimension: int
    revision: str = ""
    sizes: Mapping[str, Size] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self.sizes))

    @property
    def total(self) -> Size:
        return sum(self.sizes.values(), Size())


# For each word: by language, how many passages have it, and how many sentences.
Counts = dict[str, dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class SparseTerm:
    """A word of a question: its variants, by language and word, each with its weight (idf and all).
    Of several variants in a text, the best counts."""

    variants: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for. ``vector``: None for words alone. ``where``: which documents may be
    found. ``mean``: the mean length of passages, which BM25 needs.

    As many passages as wanted are proposed by the passages' vectors and by BM25, and those of as
    many sentences by the sentences' vectors."""

    vector: Vectors | None
    terms: tuple[SparseTerm, ...]
    mean: float
    passages: int
    sentences: int
    by_words: int
    where: Conditions


class Version(NamedTuple):
    """A document as it was indexed: its text's fingerprint, and that of what filters look at."""

    document: str
    fingerprint: str
    fields: bytes


class Engine(Protocol):
    """One collection's index in a search server. For one thread. Methods raise StorageError where
    the server does not answer or refuses. Writers hold the collection's write lock.

    ``shown``: the server's name, without a password."""

    @property
    def shown(self) -> str: ...

    def close(self) -> None: ...

    def current(self) -> Generation | None:
        """The generation in use."""
        ...

    def pending(self, model: str, form: int, dimension: int) -> Generation:
        """One that is built beside it: an interrupted one, or a new one."""
        ...

    def publish(self, generation: Generation) -> None:
        """Puts a generation into use, and deletes all others."""
        ...

    def change(
        self,
        generation: Generation,
        removed: Sequence[str],
        added: Sequence[DocumentRecords],
        revision: str,
    ) -> Generation:
        """Removes documents and adds others; idempotent. Returns the generation after the
        change."""
        ...

    def describe(self, generation: Generation, fields: Mapping[str, DocumentFields]) -> None:
        """Updates what filters look at in these documents, whose texts are unchanged."""
        ...

    def versions(self, generation: Generation) -> Iterator[Version]: ...

    def records(
        self, generation: Generation, documents: Sequence[str] | None = None
    ) -> Iterator[PassageRecord]:
        """The passages of these documents (None: of all), with their tokens; also of a generation
        that is stored in an older way."""
        ...

    def words(self, generation: Generation, words: Sequence[str]) -> Counts: ...

    def similar_words(
        self, generation: Generation, words: Sequence[str], most: int
    ) -> Iterable[str]:
        """Words that may be one of ``words`` misspelt: with the same first letter, and at most
        ``most`` letters longer or shorter."""
        ...

    def compounds(
        self, generation: Generation, stems: Sequence[str], most: int
    ) -> dict[str, list[str]]:
        """For each of these stems the ``most`` words that begin with it
        (``retrieval.text.compounds.begins``) and that most passages have."""
        ...

    def search(self, generation: Generation, wanted: Search) -> list[PassageRecord]:
        """The proposed passages, each once, without tokens."""
        ...

    def around(
        self, generation: Generation, document: str, place: float, most: int, where: Conditions
    ) -> list[PassageRecord]:
        """The passages of a document that are nearest to a place in it, without tokens; none where
        the document does not meet the conditions."""
        ...

    def tokens(self, generation: Generation, ids: Sequence[int]) -> dict[int, TokenCodes]: ...
