"""Second index: the documents of an English collection, for questions in other languages.

The English model knows English alone. Where it made the collection's index, the first question in
another language makes a second index of the same documents, with the multilingual model, unless
there are many. From then on it is brought up to date along with the first. It can be made again at
any time, so it is not backed up.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.environment import SECOND_INDEX
from corpus.observer import Observer
from corpus.store.collection import Collection
from retrieval.errors import IndexFault
from retrieval.index.index_model import POINTER, revision_in

if TYPE_CHECKING:
    from retrieval.answerer import Answerer
    from retrieval.index.folder import IndexFolder
    from retrieval.index.index import Index
    from retrieval.models.encoder import Encoder

# Passages of a collection that gets a second index unasked. Two cores encode so many in two or
# three minutes, and nobody who asks a question expects to wait for longer.
MOST_PASSAGES = 4000
MAKING = (
    "this question is not in English, as most of the documents are: they are being indexed for "
    "other languages, once"
)
BUSY = (
    "this question is not in English, as most of the documents are, and they cannot be indexed for "
    "other languages while another process changes or indexes the collection; ask again later"
)
_DO_IT = "PULLQUOTE_EMBEDDING_MODEL=multilingual and `pullquote sync` do that"
TOO_MANY = (
    "this question is not in English, as most of the documents are, and they are too many to be "
    f"indexed for other languages unasked: {_DO_IT}"
)
TOO_LARGE = (
    "the collection has become too large to be indexed for questions in other languages unasked: "
    f"{_DO_IT}"
)


class SecondIndex:
    """The second index of a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / SECOND_INDEX

    @property
    def folder(self) -> "IndexFolder":
        # Imported here: most questions are in English.
        from retrieval.index.folder import IndexFolder

        return IndexFolder(self._path)

    def exists(self) -> bool:
        """Whether it has been made: what a process leaves that is killed in the middle is none."""
        return (self._path / POINTER).exists()

    def is_current(self, revision: str, model: str) -> bool:
        """Whether it has the documents of this revision of the collection, and can be used with
        the model of this fingerprint."""
        if revision_in(self._path) != revision:
            return False
        try:
            self.folder.open(model)
        except IndexFault:
            return False
        return True

    def update(
        self,
        collection: Collection,
        encoder: "Encoder",
        observer: Observer,
        *,
        verify: bool = False,
    ) -> None:
        """Makes it, or brings it up to date with the collection, whose lock the caller holds.
        Raises StorageError, ModelError."""
        # Imported here: most questions find it up to date.
        from retrieval.index.update import update_index

        update_index(self.folder, collection, encoder, observer, verify=verify)

    def remove(self) -> None:
        """Removes it, and what is left of one that was not finished."""
        shutil.rmtree(self._path, ignore_errors=True)


class MultilingualAnswerer:
    """Gives the answerer over the newest second index, as far as there is one."""

    def __init__(
        self, folder: "IndexFolder", model: str, make: "Callable[[Index], Answerer]"
    ) -> None:
        """``model``: the multilingual model's fingerprint. ``make``: makes an answerer."""
        self._folder, self._model, self._make = folder, model, make
        self._name: str | None = None
        self._answerer: Answerer | None = None

    def __call__(self) -> "Answerer | None":
        try:
            name = self._folder.current()
            if name != self._name:
                self._answerer = self._make(self._folder.open(self._model)) if name else None
                self._name = name
        except IndexFault:  # it is made anew before the next question
            self._answerer = self._name = None
        return self._answerer
