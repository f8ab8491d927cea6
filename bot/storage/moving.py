"""Moving of a collection with its index and feedback from one storage to another."""

import contextlib

import numpy as np

from bot.storage.storage import Storage
from corpus.errors import StorageError
from corpus.observer import Observer
from corpus.store.collection import FILE_NAME
from corpus.store.copying import copy_collection, copy_feedback
from corpus.store.protocol import DocumentStore
from retrieval.errors import IndexFault
from retrieval.index.any_index import RemoteIndex
from retrieval.index.embeddings.store import EmbeddingStore
from retrieval.index.index import Index
from retrieval.models.encoder import Encoder


def move(source: Storage, target: Storage, encoder: Encoder, observer: Observer) -> int:
    """Copies everything; how many documents that is, older versions included. Vectors are copied
    as well, so nothing is encoded again. The source stays as it is. Raises StorageError, OSError.
    """
    if source.shown == target.shown:
        raise StorageError(f"the collection is already in {source.shown}")
    if not source.has_database and not (source.data_dir / FILE_NAME).exists():
        raise StorageError(f"there is no collection in {source.data_dir}", "no-collection")
    same = source.documents_shown == target.documents_shown
    with contextlib.ExitStack() as stack:
        for one in (source,) if same else (source, target):
            stack.enter_context(one.exclusive(observer))
        before = stack.enter_context(source.collection())
        after = stack.enter_context(target.writable_collection(observer.note, create=True))
        if same:
            copied = len(before)
        else:
            copied = copy_collection(before.tables, after.tables, observer)
            given = stack.enter_context(source.feedback(writable=False))
            copy_feedback(given.tables, stack.enter_context(target.feedback(writable=True)).tables)
        known = _known(source, target, encoder, before)
        target.update_index(after, encoder, observer, known=known)
    return copied


def _known(
    source: Storage, target: Storage, encoder: Encoder, documents: DocumentStore
) -> EmbeddingStore | None:
    """The source's vectors. For a folder, they are put into a store in it, where updating its index
    finds them."""
    try:
        index = source.open_index(encoder.fingerprint)
    except IndexFault:
        return None  # there is nothing that could be used
    if isinstance(index, Index):
        if not target.has_index_folder:
            return index.store
        store = target.index_folder.new_store(index.model, index.store.dimension)
        store.append(index.store.part(np.arange(len(index.store))))
        return store
    return _from_engine(source, target, index, documents)


def _from_engine(
    source: Storage, target: Storage, index: RemoteIndex, documents: DocumentStore
) -> EmbeddingStore:
    from retrieval.index.engine.copying import copy_vectors

    engine = source.engine()
    generation = engine.current()
    if generation is None:
        raise StorageError(f"the index in {engine.shown} is gone")
    if target.has_index_folder:
        store = target.index_folder.new_store(index.model, generation.dimension)
    else:
        store = EmbeddingStore.empty(index.model, generation.dimension)
    copy_vectors(engine, generation, documents, store)
    return store
