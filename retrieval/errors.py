"""Errors of retrieval.

PullquoteError
└── RetrievalError
    ├── QuestionError     the question cannot be searched for (blank, much too long)
    ├── ModelError        a model is missing, damaged or unsuitable
    │   └── PreparedModelError  see ``retrieval.models.prepared_model``
    ├── QuestionSetError  a file is no valid question set
    ├── CalibrationError  the calibration cannot be read or fitted
    │   └── ForeignCalibration  it was fitted for another model, reader or version
    ├── CannotPrepare     see ``retrieval.models.atomic_folder``; another encoder is used
    └── IndexFault        the index cannot be used
        ├── MissingIndex
        ├── DamagedIndex
        └── ForeignIndex  of another format or another model
"""

from corpus.errors import PullquoteError


class RetrievalError(PullquoteError):
    """The root of this package's errors."""


class QuestionError(RetrievalError):
    """The question cannot be searched for as it is.

    ``reason``: "empty", "long", "wordless" or "", for translated messages. ``count`` and ``most``:
    its length and the longest allowed, in characters.
    """

    def __init__(self, text: str, reason: str = "", *, count: int = 0, most: int = 0) -> None:
        super().__init__(text)
        self.reason = reason
        self.count = count
        self.most = most


class ModelError(RetrievalError):
    """A model cannot be loaded or used."""


class QuestionSetError(RetrievalError):
    """A question set cannot be used; the message names the file and the reason."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


class CalibrationError(RetrievalError):
    """A calibration cannot be read or fitted."""


class ForeignCalibration(CalibrationError):
    """The calibration was fitted for another model, reader or version."""


class IndexFault(RetrievalError):
    """The index on disk cannot be used and must be built again."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; `pullquote sync` builds it again")


class MissingIndex(IndexFault):
    """There is no index."""


class DamagedIndex(IndexFault):
    """The index is incomplete or its files have changed."""


class ForeignIndex(IndexFault):
    """The index has another format or was made with another model."""
