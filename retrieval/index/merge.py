"""Merging of segments, without deleted documents. Nothing is tokenized or encoded again."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.arrays import Mask, Rows
from retrieval.index.build import dense_part
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.lexical.part import LexicalPart
from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.index.packed_strings import Strings
from retrieval.index.segment import LayerPart, Segment, repeated


def merged(
    segments: Sequence[Segment], alive: Sequence[Mask | None], store: EmbeddingStore
) -> Segment:
    """The segments' documents that are alive (None: all), in order, as one segment."""
    kept = [
        np.ones(len(segment), bool) if mask is None else mask
        for segment, mask in zip(segments, alive, strict=True)
    ]
    languages = tuple(sorted({code for segment in segments for code in segment.languages}))
    codes = np.concatenate(
        [
            np.searchsorted(languages, segment.languages).astype(np.uint16)[segment.codes[mask]]
            for segment, mask in zip(segments, kept, strict=True)
        ]
    )
    vocabulary, words = Vocabulary.merged(
        [segment.passages.words.vocabulary for segment in segments]
    )
    merging = _Merging(vocabulary, words, languages, store)
    passages, kept_passages = merging.layer([one.passages for one in segments], kept, codes)
    sentences, _ = merging.layer(
        [one.sentences for one in segments], kept_passages, passages.words.codes
    )
    return Segment(
        ids=Strings.of(
            name
            for segment, mask in zip(segments, kept, strict=True)
            for name, stays in zip(segment.ids, mask.tolist(), strict=True)
            if stays
        ),
        digests=np.concatenate([one.digests[m] for one, m in zip(segments, kept, strict=True)]),
        codes=codes,
        languages=languages,
        passages=passages,
        sentences=sentences,
    )


class _Merging:
    """Merges layers; holds what both layers share."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        words: Sequence[Rows],
        languages: tuple[str, ...],
        store: EmbeddingStore,
    ) -> None:
        self._vocabulary, self._words = vocabulary, words
        self._languages, self._store = languages, store

    def layer(
        self, parts: Sequence[LayerPart], owners: Sequence[Mask], codes: NDArray[np.uint16]
    ) -> tuple[LayerPart, list[Mask]]:
        """The merged layer, and masks of the parts' rows that are in it. ``owners``: masks of the
        owners that stay. ``codes``: the languages of those."""
        sizes = [np.diff(part.firsts) for part in parts]
        kept = [np.repeat(stay, size) for stay, size in zip(owners, sizes, strict=True)]
        firsts = np.cumsum(
            np.concatenate([[0], *(size[stay] for size, stay in zip(sizes, owners, strict=True))])
        )
        rows = np.concatenate(
            [part.dense.rows[mask] for part, mask in zip(parts, kept, strict=True)]
        )
        numbers, before = [], 0
        for mask in kept:
            new = np.where(mask, np.cumsum(mask) - 1 + before, -1)
            before += int(np.count_nonzero(mask))
            numbers.append(new)
        postings = Postings.merged(
            [part.words.postings for part in parts], self._words, numbers, len(self._vocabulary)
        )
        layer = LayerPart(
            firsts=firsts,
            spans=np.concatenate(
                [part.spans[mask] for part, mask in zip(parts, kept, strict=True)]
            ),
            dense=dense_part(self._store, rows),
            words=LexicalPart(self._vocabulary, postings, repeated(codes, firsts), self._languages),
        )
        return layer, kept
