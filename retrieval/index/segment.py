"""A part of an index that never changes: some documents, made searchable together.

A segment holds no text. A row says where in which document something stands; the words come from
the collection, and only from the very version of the document that was indexed. It holds no
vectors either, but the rows of the store that has them.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Rows
from retrieval.durable_files import mapped
from retrieval.index.dense import DensePart
from retrieval.index.ivf import InvertedFile
from retrieval.index.lexical.part import LexicalPart
from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings


@dataclass(frozen=True, slots=True)
class LayerPart:
    """The passages of a segment, or their sentences, in the order of the text.

    ``firsts`` (owners + 1,): the rows of owner n (a passage's document, a sentence's passage) are
    those from ``firsts[n]`` to ``firsts[n + 1]``. ``spans`` (rows, 2): start and end in the
    document.
    """

    firsts: Rows
    spans: NDArray[np.int32]
    dense: DensePart
    words: LexicalPart

    def __len__(self) -> int:
        return len(self.spans)


@dataclass(frozen=True, slots=True)
class Segment:
    """Some documents. ``ids`` and ``digests`` (documents, 32; SHA-256 of the text) name them and
    their versions; ``codes`` (documents,): the number of each one's language in ``languages``, by
    whose rules its words were counted, declared or detected. ``sentences`` are those that can be
    quoted: no headings (unless a passage has nothing else)."""

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
            if layer.dense.lists is not None:
                layer.dense.lists.save(inside / "lists.faiss")

    @classmethod
    def open(cls, folder: Path) -> "Segment":
        """Raises OSError, ValueError."""
        codes = mapped(folder / "codes.npy")
        languages = tuple(json.loads((folder / "languages.json").read_text("utf-8")))
        vocabulary = Vocabulary.open(folder / "vocabulary")
        passages = _layer(folder / "passages", vocabulary, codes, languages)
        sentences = _layer(folder / "sentences", vocabulary, passages.words.codes, languages)
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
    folder: Path, vocabulary: Vocabulary, owners: NDArray[np.uint16], languages: tuple[str, ...]
) -> LayerPart:
    """``owners``: the codes of the languages of what the rows belong to."""
    firsts, spans = mapped(folder / "firsts.npy"), mapped(folder / "spans.npy")
    rows = mapped(folder / "rows.npy")
    postings = Postings.open(folder / "words")
    if not len(spans) == len(rows) == len(postings) == int(firsts[-1]):
        raise ValueError(f"the lists in {folder} are not of one length")
    if len(firsts) != len(owners) + 1 or len(postings.starts) != len(vocabulary) + 1:
        raise ValueError(f"the lists in {folder} do not belong to one another")
    lists = folder / "lists.faiss"
    return LayerPart(
        firsts,
        spans,
        DensePart(rows, InvertedFile.open(lists) if lists.exists() else None),
        LexicalPart(vocabulary, postings, repeated(owners, firsts), languages),
    )


def repeated(codes: NDArray[np.uint16], firsts: Rows) -> NDArray[np.uint16]:
    """What is said of owners, said of each of their rows. Where it is the same of all, no array is
    filled with it."""
    if len(codes) and (codes == codes[0]).all():
        return np.broadcast_to(codes[:1], (int(firsts[-1]),))
    return np.repeat(codes, np.diff(firsts))
