"""Engine in Qdrant.

Each generation n has three collections: ``…-n`` with the passages, ``…-n-words`` with document
frequencies, and ``…-n-documents``. ``…-state`` has a point for each generation, and one that names
the generation in use.

A passage's point has its vector, its sentences' vectors (a multivector: the best counts), and its
words as a sparse vector with our own BM25 weights, whose idf comes with the question; so no idf is
computed by a shard for itself. Texts' mean length is that of the first documents: the weights only
propose candidates, and ours are computed anew for them.

Qdrant has no transactions. A change is marked in the state before it begins; where that mark is
found, it was cut off, and the words are counted again.
"""

import base64
import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from retrieval.index.embeddings.token_codes import TokenCodes
from retrieval.index.engine.protocol import Counts, Generation, Search, Size, SparseTerm
from retrieval.index.engine.qdrant_points import (
    PASSAGE,
    SENTENCES,
    WORDS,
    EdgePoints,
    Nearest,
    NewPoint,
    Payload,
    Points,
    Sparse,
)
from retrieval.index.engine.records import (
    DocumentRecords,
    PassageRecord,
    WordsInside,
    add_words,
    pack_context,
    pack_tokens,
    unpack_context,
    unpack_tokens,
    word_totals,
)
from retrieval.index.lexical.postings import K1, B

_NAMESPACE = uuid.UUID("5d3c1c64-3a53-4f0c-9b6f-2a0f4a0f7a11")
_CURRENT = 0
_FIELDS = (
    "document", "fingerprint", "language", "span", "sentences", "vectors", "inside", "context",
)  # fmt: skip
_MOST_SENTENCES = 120


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
        found = dict(self._points.scroll(state, {}, ("state", "number")))
        if _CURRENT not in found:
            return None
        number = int(found[_CURRENT]["number"])
        return _generation(number, found[number]) if number in found else None

    def pending(self, model: str, form: int, dimension: int) -> Generation:
        state = f"{self._prefix}-state"
        if not self._points.exists(state):
            self._points.create(state, None, ())
        found = dict(self._points.scroll(state, {}, ("state", "number")))
        used = int(found[_CURRENT]["number"]) if _CURRENT in found else None
        wanted = (model, form, dimension)
        for key, payload in sorted(found.items(), reverse=True):
            if key not in (_CURRENT, used):
                one = _generation(int(key), payload)
                if (one.model, one.format, one.dimension) == wanted:
                    return one
        number = max(map(int, found), default=0) + 1
        made = Generation(str(number), model, form, dimension)
        self._create(made)
        self._put_state(made, {"next": 0, "mean": 0.0, "changing": False})
        return made

    def publish(self, generation: Generation) -> None:
        state = f"{self._prefix}-state"
        if isinstance(self._points, EdgePoints):
            self._points.optimize(self._name(generation))
        number = int(generation.name)
        self._points.upsert(state, [NewPoint(_CURRENT, {"number": number, "state": ""})])
        for key, payload in list(self._points.scroll(state, {}, ("state", "number"))):
            if key not in (_CURRENT, number):
                other = _generation(int(key), payload)
                for kind in ("", "words", "documents"):
                    self._points.drop(self._name(other, kind))
                self._points.delete(state, {"key": [str(key)]})

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
        sizes = dict(now.sizes)
        totals = word_totals(added)
        for one in added:
            sizes[one.language] = sizes.get(one.language, Size()) + Size.of(one)
        self._remove(now, [*removed, *(one.document for one in added)], totals, sizes)
        first, mean = int(about["next"]), float(about["mean"])
        if not mean and added:
            every = [one.words.length for document in added for one in document.passages]
            mean = float(np.mean(every)) if every else 0.0
        for one in added:
            numbered = one.numbered(first)
            first += len(one.passages)
            # The passages before the document that says they are complete.
            self._points.upsert(
                self._name(now), [_point(passage, mean) for passage in numbered.passages]
            )
            self._points.upsert(self._name(now, "documents"), [_document(numbered)])
        if recount:
            sizes = self._recount(now)
        else:
            self._count_words(now, totals)
        kept = {code: size for code, size in sizes.items() if size.documents}
        done = replace(now, revision=revision, sizes=kept)
        self._put_state(done, {"next": first, "mean": mean, "changing": False})
        return done

    def versions(self, generation: Generation) -> Iterator[tuple[str, str]]:
        fields = ("document", "fingerprint")
        for _, one in self._points.scroll(self._name(generation, "documents"), {}, fields):
            yield one["document"], one["fingerprint"]

    def records(self, generation: Generation) -> Iterator[PassageRecord]:
        fields = (*_FIELDS, "tokens")
        for key, payload in self._points.scroll(self._name(generation), {}, fields):
            record = _record(int(key), payload, generation.dimension)
            yield replace(record, tokens=unpack_tokens(_bytes(payload["tokens"])))

    def words(self, generation: Generation, words: Sequence[str]) -> Counts:
        ids = [_word_id(code, word) for word in words for code in generation.languages]
        fields = ("word", "language", "passages", "sentences")
        found: Counts = {}
        for _, one in self._points.fetch(self._name(generation, "words"), ids, fields):
            if one["passages"] or one["sentences"]:
                counts = (int(one["passages"]), int(one["sentences"]))
                found.setdefault(one["word"], {})[one["language"]] = counts
        return found

    def similar_words(self, generation: Generation, word: str, most: int) -> list[str]:
        near = [
            f"{word[:1]}{length}"
            for length in range(max(1, len(word) - most), len(word) + most + 1)
        ]
        fields = ("word", "passages")
        found = self._points.scroll(self._name(generation, "words"), {"near": near}, fields)
        return [one["word"] for _, one in found if one["passages"]]

    def search(self, generation: Generation, wanted: Search) -> list[PassageRecord]:
        searches = []
        if wanted.vector is not None:
            searches.append(Nearest(PASSAGE, wanted.vector, wanted.passages))
            # Passages by their best sentence: so many have the best sentences in them.
            most = min(wanted.sentences, _MOST_SENTENCES)
            searches.append(Nearest(SENTENCES, wanted.vector, most))
        if wanted.terms:
            searches.append(Nearest(WORDS, _asked(wanted.terms), wanted.by_words))
        where = {} if wanted.documents is None else {"document": wanted.documents}
        found = self._points.search(self._name(generation), searches, where, _FIELDS)
        once = {key: payload for some in found for key, payload in some}
        return [_record(key, payload, generation.dimension) for key, payload in once.items()]

    def around(
        self, generation: Generation, document: str, place: float, most: int
    ) -> list[PassageRecord]:
        found = self._points.scroll(self._name(generation), {"document": [document]}, _FIELDS)
        records = [_record(int(key), one, generation.dimension) for key, one in found]
        return sorted(records, key=lambda one: abs(sum(one.span) / 2 - place))[:most]

    def tokens(self, generation: Generation, ids: Sequence[int]) -> dict[int, TokenCodes]:
        found = self._points.fetch(self._name(generation), ids, ("tokens",))
        return {int(key): unpack_tokens(_bytes(one["tokens"])) for key, one in found}

    def _name(self, generation: Generation, kind: str = "") -> str:
        return f"{self._prefix}-{generation.name}{f'-{kind}' if kind else ''}"

    def _create(self, generation: Generation) -> None:
        for kind, dimension, keys in (
            ("", generation.dimension, ("document",)),
            ("words", None, ("near",)),
            ("documents", None, ("document",)),
        ):
            name = self._name(generation, kind)
            if self._points.exists(name):  # begun by a process that was killed
                self._points.drop(name)
            self._points.create(name, dimension, keys)

    def _state(self, generation: Generation) -> tuple[Generation, dict[str, Any]]:
        number = int(generation.name)
        [(_, payload)] = self._points.fetch(f"{self._prefix}-state", [number], ("state",))
        return _generation(number, payload), json.loads(payload["state"])["about"]

    def _put_state(self, generation: Generation, about: dict[str, Any]) -> None:
        state = {**asdict(generation), "about": about}
        number = int(generation.name)
        payload = {"number": number, "key": generation.name, "state": json.dumps(state)}
        self._points.upsert(f"{self._prefix}-state", [NewPoint(number, payload)])

    def _remove(
        self,
        generation: Generation,
        documents: Sequence[str],
        totals: dict[tuple[str, str], list[int]],
        sizes: dict[str, Size],
    ) -> None:
        """Removes documents, and takes their words and sizes away from the totals."""
        if not documents:
            return
        where = {"document": list(documents)}
        name = self._name(generation)
        for _, one in self._points.scroll(name, where, ("language", "inside")):
            inside = WordsInside.unpack(_bytes(one["inside"]))
            add_words(totals, one["language"], inside, -1)
            sizes[one["language"]] = sizes.get(one["language"], Size()) + -_size(inside)
        gone = self._points.scroll(self._name(generation, "documents"), where, ("language",))
        for _, one in list(gone):
            sizes[one["language"]] = sizes.get(one["language"], Size()) + -Size(1)
        # The document first: then a process that is killed leaves none that lacks passages.
        self._points.delete(self._name(generation, "documents"), where)
        self._points.delete(name, where)

    def _count_words(
        self, generation: Generation, totals: dict[tuple[str, str], list[int]]
    ) -> None:
        changed = {key: counts for key, counts in totals.items() if any(counts)}
        ids = {_word_id(*key): key for key in changed}
        name = self._name(generation, "words")
        for key, one in self._points.fetch(name, list(ids), ("passages", "sentences")):
            counts = changed[ids[str(key)]]
            counts[0] += int(one["passages"])
            counts[1] += int(one["sentences"])
        self._points.upsert(name, [_word(key, counts) for key, counts in changed.items()])

    def _recount(self, generation: Generation) -> dict[str, Size]:
        """The sizes, and all words counted again from the passages."""
        totals: dict[tuple[str, str], list[int]] = {}
        sizes: dict[str, Size] = {}
        for _, one in self._points.scroll(self._name(generation), {}, ("language", "inside")):
            inside = WordsInside.unpack(_bytes(one["inside"]))
            add_words(totals, one["language"], inside)
            sizes[one["language"]] = sizes.get(one["language"], Size()) + _size(inside)
        documents = self._points.scroll(self._name(generation, "documents"), {}, ("language",))
        for _, one in documents:
            sizes[one["language"]] = sizes.get(one["language"], Size()) + Size(1)
        name = self._name(generation, "words")
        self._points.drop(name)
        self._points.create(name, None, ("near",))
        self._points.upsert(name, [_word(key, counts) for key, counts in totals.items()])
        return sizes


def _generation(number: int, payload: Payload) -> Generation:
    told = json.loads(payload["state"])
    sizes = {code: Size(**size) for code, size in told["sizes"].items()}
    return Generation(
        str(number), told["model"], told["format"], told["dimension"], told["revision"], sizes
    )


def _size(inside: WordsInside) -> Size:
    return Size(0, 1, inside.length, len(inside.lengths), int(inside.lengths.sum()))


def _word_id(language: str, word: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{language} {word}"))


def _word(key: tuple[str, str], counts: Sequence[int]) -> NewPoint:
    language, word = key
    payload = {
        "word": word,
        "language": language,
        "passages": counts[0],
        "sentences": counts[1],
        "near": f"{word[:1]}{len(word)}",
    }
    return NewPoint(_word_id(language, word), payload)


def _dimension(language: str, word: str) -> int:
    """The word's place in sparse vectors. Two words may share one: what is proposed wrongly is
    scored all the same."""
    digest = hashlib.blake2b(f"{language} {word}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little")


def _point(one: PassageRecord, mean: float) -> NewPoint:
    norm = K1 * (1 - B + B * one.words.length / max(1.0, mean))
    weights: dict[int, float] = {}
    for word, count in zip(one.words.words, one.words.counts.tolist(), strict=True):
        if count:
            weights[_dimension(one.language, word)] = count / (count + norm)
    payload = {
        "document": one.document,
        "fingerprint": one.fingerprint,
        "language": one.language,
        "span": list(one.span),
        "sentences": _letters(one.sentences.tobytes()),
        "vectors": _letters(one.vectors.tobytes()),
        "inside": _letters(one.words.pack()),
        "context": _letters(pack_context(one)),
        "tokens": _letters(pack_tokens(one.tokens) if one.tokens is not None else b""),
    }
    sparse = Sparse(list(weights), list(weights.values()))
    return NewPoint(one.id, payload, one.vectors.astype(np.float32), sparse)


def _document(one: DocumentRecords) -> NewPoint:
    payload = {
        "document": one.document,
        "fingerprint": one.fingerprint,
        "language": one.language,
    }
    return NewPoint(str(uuid.uuid5(_NAMESPACE, one.document)), payload)


def _record(key: int, one: Payload, dimension: int) -> PassageRecord:
    before, after = unpack_context(_bytes(one["context"]))
    return PassageRecord(
        id=key,
        document=one["document"],
        fingerprint=one["fingerprint"],
        language=one["language"],
        span=(one["span"][0], one["span"][1]),
        sentences=np.frombuffer(_bytes(one["sentences"]), np.int32).reshape(-1, 2),
        vectors=np.frombuffer(_bytes(one["vectors"]), np.float16).reshape(-1, dimension),
        words=WordsInside.unpack(_bytes(one["inside"])),
        before=before,
        after=after,
    )


def _asked(terms: Sequence[SparseTerm]) -> Sparse:
    weights: dict[int, float] = {}
    for term in terms:
        for (code, word), weight in term.variants.items():
            place = _dimension(code, word)
            weights[place] = weights.get(place, 0.0) + weight
    return Sparse(list(weights), list(weights.values()))


def _letters(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(letters: str) -> bytes:
    return base64.b64decode(letters)
