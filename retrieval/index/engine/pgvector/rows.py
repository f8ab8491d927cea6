"""Rows of the engine's tables: documents and passages as they are stored, and read again."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.index.engine.pgvector.search import halfvec
from retrieval.index.engine.records import (
    DocumentRecords,
    PassageRecord,
    WordsInside,
    pack_context,
    pack_tokens,
    unpack_context,
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
        one.vectors.tobytes(),
        one.words.pack(),
        pack_context(one),
        pack_tokens(one.tokens) if one.tokens is not None else b"",
        halfvec(one.vectors[0]),
    )


def record(row: Any, dimension: int) -> PassageRecord:
    before, after = unpack_context(row["context"])
    vectors: NDArray[np.float16] = np.frombuffer(row["vectors"], np.float16)
    return PassageRecord(
        id=row["id"],
        document=row["document"],
        fingerprint=row["fingerprint"].hex(),
        language=row["language"],
        span=(row["start"], row["stop"]),
        sentences=np.frombuffer(row["sentences"], np.int32).reshape(-1, 2),
        vectors=vectors.reshape(-1, dimension),
        words=WordsInside.unpack(row["words"]),
        before=before,
        after=after,
    )
