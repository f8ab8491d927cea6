"""Engine in Qdrant.

Each generation n has three collections: ``…-n`` with the passages, ``…-n-words`` with document
frequencies, and ``…-n-documents``. ``…-state`` has a point for each generation, and one that names
the generation in use.

A passage's point has its vector, its sentences' vectors (a multivector: the best counts), and its
words as a sparse vector with our own BM25 weights, whose idf comes with the question; so no idf is
computed by a shard for itself. Texts' mean length is that of the first documents: the weights only
propose candidates, whose scores are then computed exactly.

Qdrant has no transactions. A change is marked in the state before it begins; where that mark is
found, it was cut off, and the words are counted again.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.index.engine.conditions import Conditions, DocumentFields
from retrieval.index.engine.protocol import Counts, Generation, Search, Version
from retrieval.index.engine.qdrant import packing
from retrieval.index.engine.qdrant.points import (
    KEYWORD,
    PASSAGE,
    SENTENCES,
    WORDS,
    Nearest,
    NewPoint,
    Points,
    any_of,
)
from retrieval.index.engine.records import DocumentRecords, PassageRecord, unpack_tokens
from retrieval.index.engine.tally import Tally
from retrieval.index.lexical.idf import commonest
from retrieval.text.compounds import begins

_CURRENT = 0
_MOST_SENTENCES = 120
_NEAR = {"near": KEYWORD}


class QdrantEngine:
    """See ``retrieval.index.engine.protocol.Engine``."""

    def __init__(self, points: Points, prefix: str) -> None:
        self._points, self._prefix = points, prefix

    @property
    def shown(self) -> str:
        return self._points.shown

    def close(self) -> None:
        self._points.close()

    def current(self) -> Generation | None:
        state = f"{self._prefix}-state"
        if not self._points.exists(state):
            return None
        found = dict(self._points.scroll(state, (), ("state", "number")))
        if _CURRENT not in found:
            return None
        number = int(found[_CURRENT]["number"])
        return packing.generation(number, found[number]) if number in found else None

    def pending(self, model: str, form: int, dimension: int) -> Generation:
        state = f"{self._prefix}-state"
        if not self._points.exists(state):
            self._points.create(state, None, {})
        found = dict(self._points.scroll(state, (), ("state", "number")))
        used = int(found[_CURRENT]["number"]) if _CURRENT in found else None
        wanted = (model, form, dimension)
        for key, payload in sorted(found.items(), reverse=True):
            if key not in (_CURRENT, used):
                one = packing.generation(int(key), payload)
                if (one.model, one.format, one.dimension) == wanted:
                    return one
        number = max(map(int, found), default=0) + 1
        made = Generation(str(number), model, form, dimension)
        self._create(made)
        self._put_state(made, {"next": 0, "mean": 0.0, "changing": False})
        return made

    def publish(self, generation: Generation) -> None:
        state = f"{self._prefix}-state"
        self._points.settle(self._name(generation))
        number = int(generation.name)
        self._points.upsert(state, [NewPoint(_CURRENT, {"number": number, "state": ""})])
        for key, payload in list(self._points.scroll(state, (), ("state", "number"))):
            if key not in (_CURRENT, number):
                other = packing.generation(int(key), payload)
                for kind in ("", "words", "documents"):
                    self._points.drop(self._name(other, kind))
                self._points.delete(state, any_of("key", [str(key)]))

    def change(
        self,
        generation: Generation,
        removed: Sequence[str],
        added: Sequence[DocumentRecords],
        revision: str,
    ) -> Generation:
        now, about = self._state(generation)
        recount = bool(about["changing"])
        self._put_state(now, about | {"changing": True})
        tally = Tally(now.sizes)
        self._remove(now, [*removed, *(one.document for one in added)], tally)
        tally.add(added)
        first, mean = int(about["next"]), float(about["mean"])
        if not mean and added:
            every = [one.words.length for document in added for one in document.passages]
            mean = float(np.mean(every)) if every else 0.0
        for one in added:
            numbered = one.numbered(first)
            first += len(one.passages)
            fields = packing.fields_payload(one.fields)
            # The passages before the document that says they are complete.
            self._points.upsert(
                self._name(now),
                [packing.passage_point(passage, fields, mean) for passage in numbered.passages],
            )
            document = packing.document_point(numbered, fields)
            self._points.upsert(self._name(now, "documents"), [document])
        if recount:
            tally = self._recount(now)
        else:
            self._count_words(now, tally)
        done = replace(now, revision=revision, sizes=tally.sizes)
        self._put_state(done, {"next": first, "mean": mean, "changing": False})
        return done

    def describe(self, generation: Generation, fields: Mapping[str, DocumentFields]) -> None:
        for document, one in fields.items():
            payload, of = packing.fields_payload(one), any_of("document", [document])
            # The document last: it says that the passages have been described.
            for kind in ("", "documents"):
                self._points.describe(self._name(generation, kind), payload, of)

    def versions(self, generation: Generation) -> Iterator[Version]:
        fields = ("document", "fingerprint", "fields")
        for _, one in self._points.scroll(self._name(generation, "documents"), (), fields):
            yield Version(one["document"], one["fingerprint"], bytes.fromhex(one["fields"]))

    def records(
        self, generation: Generation, documents: Sequence[str] | None = None
    ) -> Iterator[PassageRecord]:
        fields = (*packing.RECORD, "tokens")
        where = () if documents is None else any_of("document", list(documents))
        for key, payload in self._points.scroll(self._name(generation), where, fields):
            yield packing.record(int(key), payload, generation.dimension)

    def words(self, generation: Generation, words: Sequence[str]) -> Counts:
        ids = [packing.word_id(code, word) for word in words for code in generation.languages]
        fields = ("word", "language", "passages", "sentences")
        found: Counts = {}
        for _, one in self._points.fetch(self._name(generation, "words"), ids, fields):
            if one["passages"] or one["sentences"]:
                counts = (int(one["passages"]), int(one["sentences"]))
                found.setdefault(one["word"], {})[one["language"]] = counts
        return found

    def similar_words(self, generation: Generation, words: Sequence[str], most: int) -> list[str]:
        near = [
            f"{word[:1]}{length}"
            for word in words
            for length in range(max(1, len(word) - most), len(word) + most + 1)
        ]
        name, fields = self._name(generation, "words"), ("word", "passages")
        found = self._points.scroll(name, any_of("near", near), fields)
        return [one["word"] for _, one in found if one["passages"]]

    def compounds(
        self, generation: Generation, stems: Sequence[str], most: int
    ) -> dict[str, list[str]]:
        keys = sorted({packing.beginning(one) for one in stems})
        name, fields = self._name(generation, "words"), ("word", "passages")
        having: Counter[str] = Counter()
        for _, one in self._points.scroll(name, any_of("near", keys), fields):
            having[one["word"]] += one["passages"]
        return {
            one: commonest(
                {word: many for word, many in having.items() if many and begins(one, word)}, most
            )
            for one in stems
        }

    def search(self, generation: Generation, wanted: Search) -> list[PassageRecord]:
        searches = []
        if wanted.vector is not None:
            searches.append(Nearest(PASSAGE, wanted.vector, wanted.passages))
            # Passages by their best sentence: the best sentences are in these.
            most = min(wanted.sentences, _MOST_SENTENCES)
            searches.append(Nearest(SENTENCES, wanted.vector, most))
        if wanted.terms:
            searches.append(Nearest(WORDS, packing.asked(wanted.terms), wanted.by_words))
        where = packing.where(wanted.where)
        found = self._points.search(self._name(generation), searches, where, packing.RECORD)
        once = {key: payload for some in found for key, payload in some}
        return [packing.record(key, one, generation.dimension) for key, one in once.items()]

    def around(
        self, generation: Generation, document: str, place: float, most: int, where: Conditions
    ) -> list[PassageRecord]:
        only = (*any_of("document", [document]), *packing.where(where))
        found = self._points.scroll(self._name(generation), only, packing.RECORD)
        records = [packing.record(int(key), one, generation.dimension) for key, one in found]
        return sorted(records, key=lambda one: abs(sum(one.span) / 2 - place))[:most]

    def tokens(self, generation: Generation, ids: Sequence[int]) -> dict[int, TokenCodes]:
        found = self._points.fetch(self._name(generation), ids, ("tokens",))
        return {int(key): unpack_tokens(packing.packed_tokens(one)) for key, one in found}

    def _name(self, generation: Generation, kind: str = "") -> str:
        return f"{self._prefix}-{generation.name}{f'-{kind}' if kind else ''}"

    def _create(self, generation: Generation) -> None:
        for kind, dimension, fields in (
            ("", generation.dimension, packing.FIELDS),
            ("words", None, _NEAR),
            ("documents", None, {"document": KEYWORD}),
        ):
            name = self._name(generation, kind)
            if self._points.exists(name):  # begun by a process that was killed
                self._points.drop(name)
            self._points.create(name, dimension, fields)

    def _state(self, generation: Generation) -> tuple[Generation, dict[str, Any]]:
        number = int(generation.name)
        [(_, payload)] = self._points.fetch(f"{self._prefix}-state", [number], ("state",))
        return packing.generation(number, payload), json.loads(payload["state"])["about"]

    def _put_state(self, generation: Generation, about: dict[str, Any]) -> None:
        self._points.upsert(f"{self._prefix}-state", [packing.state_point(generation, about)])

    def _remove(self, generation: Generation, documents: Sequence[str], tally: Tally) -> None:
        """Removes documents, and takes them away from the tally."""
        if not documents:
            return
        of = any_of("document", list(documents))
        passages, names = self._name(generation), self._name(generation, "documents")
        tally.remove(
            (one["language"] for _, one in self._points.scroll(names, of, ("language",))),
            (
                (one["language"], packing.words_inside(one))
                for _, one in self._points.scroll(passages, of, ("language", "inside"))
            ),
        )
        # The document first: then a process that is killed leaves none that lacks passages.
        self._points.delete(names, of)
        self._points.delete(passages, of)

    def _count_words(self, generation: Generation, tally: Tally) -> None:
        changed = tally.changed
        ids = {packing.word_id(*key): key for key in changed}
        name = self._name(generation, "words")
        for key, one in self._points.fetch(name, list(ids), ("passages", "sentences")):
            counts = changed[ids[str(key)]]
            counts[0] += int(one["passages"])
            counts[1] += int(one["sentences"])
        self._points.upsert(name, [packing.word_point(key, one) for key, one in changed.items()])

    def _recount(self, generation: Generation) -> Tally:
        """All words counted again from the passages."""
        tally = Tally()
        passages, names = self._name(generation), self._name(generation, "documents")
        for _, one in self._points.scroll(passages, (), ("language", "inside")):
            tally.passage(one["language"], packing.words_inside(one))
        for _, one in self._points.scroll(names, (), ("language",)):
            tally.documents(one["language"], 1)
        name = self._name(generation, "words")
        self._points.drop(name)
        self._points.create(name, None, _NEAR)
        self._points.upsert(
            name, [packing.word_point(key, one) for key, one in tally.words.items()]
        )
        return tally
