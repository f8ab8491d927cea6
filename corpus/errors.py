"""What can go wrong, and the one root under which all of it hangs.

PullquoteError                  everything the project raises on purpose
├── CorpusError
│   ├── SourceError             one file, folder or address cannot be taken in; the others can
│   │   ├── ForeignError        a file of a known kind, in which there are no documents
│   │   └── RefusedError        its server answers, and does not give it
│   │       └── GoneError       its server has nothing there any more
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


class ForeignError(SourceError):
    """A file of a kind that can be read has none of what is looked for in it: a table of numbers,
    a program's settings. In a folder, that is no failure."""


class RefusedError(SourceError):
    """A server was reached, and does not give what was asked for (a status of 4xx)."""


class GoneError(RefusedError):
    """A server was reached, and says that nothing is there (404, 410): unlike a server that
    cannot be reached, this is a reason to forget what was there."""


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
