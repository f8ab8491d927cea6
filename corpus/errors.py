"""What can go wrong, and the one root under which all of it hangs.

PullquoteError                  everything the project raises on purpose
├── CorpusError
│   ├── SourceError             one file or folder cannot be taken in; the others still go in
│   ├── StorageError            the data folder cannot be read or written
│   │   └── TakenError          another process has it for itself
│   ├── BackupError             a backup cannot be made there, or is none
│   ├── UnknownDocumentError    no document has this id
│   └── AmbiguousDocumentError  several documents begin with this id
└── RetrievalError              see ``retrieval.errors``

The text of an error is one line for a person: what happened, why, and what to try.
"""


class PullquoteError(Exception):
    """Anything that the user can be told in one line."""


class CorpusError(PullquoteError):
    """A fault of documents or of the collection that holds them."""


class SourceError(CorpusError):
    """A source cannot be read; ``str(error)`` names it and says why."""

    def __init__(self, source: object, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = str(source)
        self.reason = reason


class StorageError(CorpusError):
    """The data folder cannot be used as it is."""


class TakenError(StorageError):
    """Another process has it for itself."""


class BackupError(CorpusError):
    """A backup cannot be written where it was wanted, or what should be one is not."""


class UnknownDocumentError(CorpusError):
    """No document has the id, or begins with it."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"no document {wanted!r}; `pullquote list` shows the ids")


class AmbiguousDocumentError(CorpusError):
    """An id prefix fits several documents."""

    def __init__(self, wanted: str, ids: list[str]) -> None:
        shown = ", ".join(ids[:4]) + (", …" if len(ids) > 4 else "")
        super().__init__(f"{wanted!r} fits {len(ids)} documents ({shown}); give more of the id")
