"""Points of the engine's collections: passages, documents, words and generations, as payloads and
read again."""

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from retrieval.index.engine.conditions import Conditions, DocumentFields
from retrieval.index.engine.protocol import Generation, Size, SparseTerm
from retrieval.index.engine.qdrant.points import (
    INTEGER,
    KEYWORD,
    Condition,
    NewPoint,
    Payload,
    Sparse,
    Where,
)
from retrieval.index.engine.records import (
    DocumentRecords,
    PassageRecord,
    WordsInside,
    pack_context,
    pack_tokens,
    pack_vectors,
    unpack_context,
    unpack_tokens,
    unpack_vectors,
)
from retrieval.index.engine.tally import Word
from retrieval.index.lexical.postings import K1, B
from retrieval.text.compounds import SHORTEST_BEGINNING, may_begin

# Rises with every change of what is stored. Before there were layouts, it was 1.
LAYOUT = 3
_NAMESPACE = uuid.UUID("5d3c1c64-3a53-4f0c-9b6f-2a0f4a0f7a11")

# Fields of a passage's point: all but its tokens.
RECORD = (
    "document", "fingerprint", "language", "span", "sentences", "vectors", "inside", "context",
)  # fmt: skip
# Fields that conditions are on, of passages and documents.
FIELDS: Mapping[str, str] = {
    "document": KEYWORD,
    "since": INTEGER,
    "until": INTEGER,
    "languages": KEYWORD,
}


def fields_payload(fields: DocumentFields) -> Payload:
    """What filters look at. Days are numbers; a document without a date has none."""
    return {
        "fields": fields.digest.hex(),
        "since": fields.first.toordinal() if fields.first else None,
        "until": fields.last.toordinal() if fields.last else None,
        "languages": list(fields.languages),
        "names": fields.names,
    }


def where(conditions: Conditions) -> Where:
    found = []
    if conditions.documents is not None:
        found.append(Condition("document", any=conditions.documents))
    if conditions.since is not None:
        found.append(Condition("until", least=conditions.since.toordinal()))
    if conditions.until is not None:
        found.append(Condition("since", most=conditions.until.toordinal()))
    if conditions.names is not None:
        found.append(Condition("names", letters=conditions.names))
    if conditions.language is not None:
        found.append(Condition("languages", any=(conditions.language,)))
    return tuple(found)


def generation(number: int, payload: Payload) -> Generation:
    """See Generation.format for one of another layout."""
    told = json.loads(payload["state"])
    sizes = {code: Size(**size) for code, size in told["sizes"].items()}
    form = told["format"] if told["about"].get("layout", 1) == LAYOUT else -told["format"]
    return Generation(str(number), told["model"], form, told["dimension"], told["revision"], sizes)


def state_point(one: Generation, about: Mapping[str, Any]) -> NewPoint:
    state = {**asdict(one), "about": {**about, "layout": LAYOUT}}
    number = int(one.name)
    payload = {"number": number, "key": one.name, "state": json.dumps(state)}
    return NewPoint(number, payload)


def word_id(language: str, word: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{language} {word}"))


def word_point(key: Word, counts: Sequence[int]) -> NewPoint:
    language, word = key
    payload = {
        "word": word,
        "language": language,
        "passages": counts[0],
        "sentences": counts[1],
        # First letter and length, for spelling; the first letters, for compounds.
        "near": [f"{word[:1]}{len(word)}", *([beginning(word)] if may_begin(word) else [])],
    }
    return NewPoint(word_id(language, word), payload)


def beginning(word: str) -> str:
    """What all words have in common that begin like this one, which is long enough."""
    return f"{word[:SHORTEST_BEGINNING]}…"


def passage_point(one: PassageRecord, fields: Payload, mean: float) -> NewPoint:
    """``fields``: what filters look at, in its document; ``mean``: of the passages' lengths."""
    norm = K1 * (1 - B + B * one.words.length / max(1.0, mean))
    weights: dict[int, float] = {}
    for word, count in zip(one.words.words, one.words.counts.tolist(), strict=True):
        if count:
            weights[_place(one.language, word)] = count / (count + norm)
    payload = {
        "document": one.document,
        "fingerprint": one.fingerprint,
        "language": one.language,
        "span": list(one.span),
        "sentences": _letters(one.sentences.tobytes()),
        "vectors": _letters(pack_vectors(one.vectors)),
        "inside": _letters(one.words.pack()),
        "context": _letters(pack_context(one)),
        "tokens": _letters(pack_tokens(one.tokens) if one.tokens is not None else b""),
        **fields,
    }
    sparse = Sparse(list(weights), list(weights.values()))
    return NewPoint(one.id, payload, one.vectors, sparse)


def document_point(one: DocumentRecords, fields: Payload) -> NewPoint:
    payload = {
        "document": one.document,
        "fingerprint": one.fingerprint,
        "language": one.language,
        **fields,
    }
    return NewPoint(str(uuid.uuid5(_NAMESPACE, one.document)), payload)


def record(key: int, one: Payload, dimension: int) -> PassageRecord:
    before, after = unpack_context(_bytes(one["context"]))
    return PassageRecord(
        id=key,
        document=one["document"],
        fingerprint=one["fingerprint"],
        language=one["language"],
        span=(one["span"][0], one["span"][1]),
        sentences=np.frombuffer(_bytes(one["sentences"]), np.int32).reshape(-1, 2),
        vectors=unpack_vectors(_bytes(one["vectors"]), dimension),
        words=words_inside(one),
        before=before,
        after=after,
        tokens=unpack_tokens(_bytes(one["tokens"])) if "tokens" in one else None,
    )


def words_inside(one: Payload) -> WordsInside:
    return WordsInside.unpack(_bytes(one["inside"]))


def asked(terms: Sequence[SparseTerm]) -> Sparse:
    """A question's words with their weights."""
    weights: dict[int, float] = {}
    for term in terms:
        for (code, word), weight in term.variants.items():
            place = _place(code, word)
            weights[place] = weights.get(place, 0.0) + weight
    return Sparse(list(weights), list(weights.values()))


def packed_tokens(payload: Payload) -> bytes:
    return _bytes(payload["tokens"])


def _place(language: str, word: str) -> int:
    """The word's place in sparse vectors. Two words may share one: what is proposed wrongly is
    scored all the same."""
    digest = hashlib.blake2b(f"{language} {word}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little")


def _letters(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(letters: str) -> bytes:
    return base64.b64decode(letters)
