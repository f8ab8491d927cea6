"""Segment: an immutable part of an index, for some of the documents.

A segment holds no text, only spans: the text comes from the collection, and only from the indexed
version of a document. It holds no vectors either, only their rows in the store.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Rows
from retrieval.index.dense import DensePart
from retrieval.index.ivf import InvertedFile
from retrieval.index.lexical.part import LexicalPart
from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings
from retrieval.mapped_arrays import mapped


@dataclass(frozen=True, slots=True)
class LayerPart:
    """The passages of a segment, or their sentences, in the order of the text.

    ``firsts`` (owners + 1,): the rows of owner n (a passage's document, a sentence's passage) are
    ``firsts[n]`` to ``firsts[n + 1]``. ``spans`` (rows, 2): start and end in the document.
    """

    firsts: Rows
    spans: NDArray[np.int32]
    dense: DensePart
    words: LexicalPart

    def __len__(self) -> int:
        return len(self.spans)


@dataclass(frozen=True, slots=True)
class Segment:
    """Some documents. ``ids`` and ``digests`` (documents, 32): id and SHA-256 of the text.
    ``codes`` (documents,): the number in ``languages`` of the language, declared or detected, whose
    rules tokenized the document. ``sentences``: those that can be quoted, which are not headings
    unless the passage has nothing else."""

    ids: Strings
    digests: NDArray[np.uint8]
    codes: NDArray[np.uint16]
    languages: tuple[str, ...]
    passages: LayerPart
    sentences: LayerPart

    def __len__(self) -> int:
        return len(self.ids)

    def document(self, number: int) -> tuple[str, str]:
        """Id, and SHA-256 of the text."""
        return self.ids[number], self.digests[number].tobytes().hex()

    def documents(self) -> Iterator[tuple[str, str]]:
        """The same of all documents, in order."""
        width = 2 * self.digests.shape[1]
        digests = self.digests.tobytes().hex()
        for number, name in enumerate(self.ids):
            yield name, digests[number * width : (number + 1) * width]

    def language(self, number: int) -> str:
        return self.languages[int(self.codes[number])]

    def save(self, folder: Path) -> None:
        """Writes it into a new folder. Raises OSError."""
        folder.mkdir(parents=True)
        self.ids.save(folder / "ids")
        np.save(folder / "digests.npy", self.digests)
        np.save(folder / "codes.npy", self.codes)
        (folder / "languages.json").write_text(json.dumps(self.languages), "utf-8")
        self.passages.words.vocabulary.save(folder / "vocabulary")
        for name, layer in (("passages", self.passages), ("sentences", self.sentences)):
            inside = folder / name
            inside.mkdir()
            np.save(inside / "firsts.npy", layer.firsts)
            np.save(inside / "spans.npy", layer.spans)
            np.save(inside / "rows.npy", layer.dense.rows)
            layer.words.postings.save(inside / "words")
            if layer.dense.ivf is not None:
                layer.dense.ivf.save(inside / "lists.faiss")

    @classmethod
    def open(cls, folder: Path, *, searched: bool = True) -> "Segment":
        """``searched`` False: IVF indexes are not read before they are used. Raises OSError,
        ValueError."""
        codes = mapped(folder / "codes.npy")
        languages = tuple(json.loads((folder / "languages.json").read_text("utf-8")))
        vocabulary = Vocabulary.open(folder / "vocabulary")
        passages = _layer(folder / "passages", vocabulary, codes, languages, searched)
        sentences = _layer(
            folder / "sentences", vocabulary, passages.words.codes, languages, searched
        )
        found = cls(
            Strings.open(folder / "ids"),
            mapped(folder / "digests.npy"),
            codes,
            languages,
            passages,
            sentences,
        )
        if not len(found.ids) == len(found.digests) == len(codes):
            raise ValueError(f"the lists of documents in {folder} are not of one length")
        return found


def _layer(
    folder: Path,
    vocabulary: Vocabulary,
    owners: NDArray[np.uint16],
    languages: tuple[str, ...],
    searched: bool,
) -> LayerPart:
    """``owners``: the language codes of the rows' owners."""
    firsts, spans = mapped(folder / "firsts.npy"), mapped(folder / "spans.npy")
    rows = mapped(folder / "rows.npy")
    postings = Postings.open(folder / "words")
    if not len(spans) == len(rows) == len(postings) == int(firsts[-1]):
        raise ValueError(f"the lists in {folder} are not of one length")
    if len(firsts) != len(owners) + 1 or len(postings.starts) != len(vocabulary) + 1:
        raise ValueError(f"the lists in {folder} do not belong together")
    ivf = folder / "lists.faiss"
    return LayerPart(
        firsts,
        spans,
        DensePart(rows, InvertedFile.open(ivf, later=not searched) if ivf.exists() else None),
        LexicalPart(vocabulary, postings, repeated(owners, firsts), languages),
    )


def repeated(codes: NDArray[np.uint16], firsts: Rows) -> NDArray[np.uint16]:
    """Each owner's code, repeated for its rows; a broadcast view where all are equal."""
    if len(codes) and (codes == codes[0]).all():
        return np.broadcast_to(codes[:1], (int(firsts[-1]),))
    return np.repeat(codes, np.diff(firsts))
