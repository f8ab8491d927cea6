"""Rows of the engine's tables: documents and passages as they are stored, and read again."""

from typing import Any

import numpy as np

from retrieval.index.engine.pgvector.search import halfvec
from retrieval.index.engine.pgvector.tables import RECORDED
from retrieval.index.engine.records import (
    DocumentRecords,
    PassageRecord,
    WordsInside,
    pack_context,
    pack_tokens,
    pack_vectors,
    unpack_context,
    unpack_vectors,
)


def document_row(one: DocumentRecords) -> tuple[Any, ...]:
    """See ``tables.DOCUMENT``. A document without passages is at no passage's place."""
    first = one.passages[0].id if one.passages else -1
    fields = one.fields
    return (
        one.document, bytes.fromhex(one.fingerprint), one.language, first,
        first + len(one.passages) - 1, fields.digest, fields.first, fields.last, fields.language,
        fields.names,
    )  # fmt: skip


def passage_row(one: PassageRecord) -> tuple[Any, ...]:
    """See ``tables.PASSAGE``."""
    return (
        one.id,
        one.document,
        bytes.fromhex(one.fingerprint),
        one.language,
        *one.span,
        one.sentences.tobytes(),
        pack_vectors(one.vectors),
        one.words.pack(),
        pack_context(one),
        pack_tokens(one.tokens) if one.tokens is not None else b"",
        halfvec(one.vectors[0]),
    )


def record(row: Any, dimension: int) -> PassageRecord:
    """From a row that begins with ``tables.RECORD``."""
    (
        number, document, fingerprint, language, start, stop, sentences, vectors, words, context,
    ) = row[: len(RECORDED)]  # fmt: skip
    before, after = unpack_context(context)
    return PassageRecord(
        id=number,
        document=document,
        fingerprint=fingerprint.hex(),
        language=language,
        span=(start, stop),
        sentences=np.frombuffer(sentences, np.int32).reshape(-1, 2),
        vectors=unpack_vectors(vectors, dimension),
        words=WordsInside.unpack(words),
        before=before,
        after=after,
    )
