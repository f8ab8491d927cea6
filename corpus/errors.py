"""Error classes of the project: one tree, with one root.

PullquoteError                  every error that is explained to the user
├── CorpusError
│   ├── SourceError             one file, folder or address cannot be read; the others can
│   │   ├── ForeignError        a file of a known format that holds no documents
│   │   └── RefusedError        its server refuses access
│   │       └── GoneError       its server says that it no longer exists
│   ├── StorageError            the data folder cannot be read or written
│   │   ├── TakenError          another process holds the lock
│   │   └── DamagedDocumentError  a document is not what was stored
│   │       └── DamagedCorrectionError  a correction of its metadata is not
│   ├── BackupError             a backup cannot be written there, or a file is not a backup
│   ├── CorrectionError         a value cannot be what somebody says it is
│   ├── UnknownDocumentError    no document has this id
│   └── AmbiguousDocumentError  several ids begin with this prefix
├── RetrievalError
│   ├── QuestionError           the question cannot be searched for (empty, far too long)
│   ├── ModelError              a model is missing, or cannot be used
│   │   └── PreparedModelError  its prepared form is missing or damaged; it is prepared again
│   ├── CannotPrepare           a model cannot be prepared; it is used unprepared
│   ├── QuestionSetError        a file is not a question set
│   ├── CalibrationError        a calibration cannot be read, or cannot be fitted
│   │   └── ForeignCalibration  it was fitted for other models, or by another version
│   └── IndexFault              there is no usable index
│       ├── MissingIndex
│       ├── DamagedIndex
│       └── ForeignIndex        of another format, or made with another model
└── SettingsError               a setting is unknown, or has an invalid value

The message is one line for the user: what happened, and why. If a command or a setting helps, the
error has a ``code`` and ``data``, and the front end adds the advice.
"""

_LONGEST_REASON = 1000


class PullquoteError(Exception):
    """An error that is explained to the user in one line.

    ``code`` selects the advice, "" if none is needed; ``data``: values for the advice.
    """

    code = ""

    def __init__(self, message: str, code: str = "", **data: object) -> None:
        super().__init__(message)
        if code:
            self.code = code
        self.data = data


class CorpusError(PullquoteError):
    """An error about documents, or about the collection that holds them."""


class SourceError(CorpusError):
    """A source cannot be read. The message names it and says why."""

    def __init__(self, source: object, reason: str, code: str = "", **data: object) -> None:
        # Some reasons quote the source, which may be anything.
        if len(reason) > _LONGEST_REASON:
            reason = f"{reason[:_LONGEST_REASON]}…"
        super().__init__(f"{source}: {reason}", code, **data)
        self.source = str(source)
        self.reason = reason


class ForeignError(SourceError):
    """A file of a known format holds no documents: a table of numbers, a program's settings. For a
    file found in a folder, this is not a failure."""


class RefusedError(SourceError):
    """A server refuses a request (a 4xx status)."""


class GoneError(RefusedError):
    """A server says that nothing is there (404, 410). Unlike with a server that cannot be reached,
    the documents from there are then removed."""


class StorageError(CorpusError):
    """The data folder cannot be used as it is."""


class TakenError(StorageError):
    """Another process holds the lock."""


class DamagedDocumentError(StorageError):
    """What is stored of a document differs from its SHA-256, so it is not quoted. ``part``:
    "text", "metadata" or "outline"."""

    code = "document-damaged"

    def __init__(self, document_id: str, part: str = "text") -> None:
        super().__init__(
            f"the stored {part} of document {document_id} is damaged, so it is not quoted",
            document=document_id,
        )


class DamagedCorrectionError(DamagedDocumentError):
    """What somebody corrected in a document's metadata is damaged, so it is not shown."""

    code = "correction-damaged"

    def __init__(self, document_id: str, field: str) -> None:
        StorageError.__init__(
            self,
            f"the correction of document {document_id} ({field}) is damaged, so it is not shown",
            document=document_id,
            field=field,
        )
        self.document, self.field = document_id, field


class BackupError(CorpusError):
    """A backup cannot be written, or a file is not a backup."""


class CorrectionError(CorpusError):
    """A correction of a document's metadata cannot be stored."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} was not changed: {reason}")


class UnknownDocumentError(CorpusError):
    """No document has this id or id prefix."""

    code = "unknown-document"

    def __init__(self, wanted: str) -> None:
        super().__init__(f"no document {wanted!r}")


class AmbiguousDocumentError(CorpusError):
    """Several documents' ids begin with this prefix."""

    def __init__(self, wanted: str, ids: list[str]) -> None:
        shown = ", ".join(ids[:4]) + (", …" if len(ids) > 4 else "")
        super().__init__(f"{wanted!r} matches {len(ids)} documents ({shown}); give more of the id")
