"""Either kind of index: one in a folder or in memory, or one in a search engine.

The engine's modules are imported where an engine is used.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from retrieval.arrays import Vectors
from retrieval.index.engine.conditions import Conditions
from retrieval.index.index import Index
from retrieval.text.tokenizer import Term


class RemoteIndex(Protocol):
    """An index that gives the candidates of a question as a small index."""

    @property
    def revision(self) -> str: ...

    @property
    def model(self) -> str: ...

    def counts(self) -> tuple[int, int]:
        """The numbers of documents and of their passages."""
        ...

    def documents(self) -> Iterator[tuple[str, str]]: ...

    def terms(self, question: str) -> list[Term]: ...

    def candidates(
        self,
        questions: Sequence[tuple[Vectors, Sequence[Term]]],
        quoted: Sequence[tuple[str, float]] = (),
        where: Conditions | None = None,
    ) -> Index:
        """What may answer these questions, each a vector and terms; with the surroundings of
        places in ``quoted`` documents. ``where``: which documents it may be from."""
        ...

    def with_words(self, text: str, most: int) -> Index:
        """The best passages by the words of a text alone."""
        ...


AnyIndex = Index | RemoteIndex


def by_words(index: AnyIndex, text: str, most: int) -> Index:
    """An index in which the best passages by the words of a text can be found."""
    return index if isinstance(index, Index) else index.with_words(text, most)
