"""What can go wrong while answering.

PullquoteError
└── RetrievalError
    ├── QuestionError     the question cannot be searched for (blank, far too long)
    ├── ModelError        a model is missing, or is not what it says it is
    │   └── PreparedModelError  see ``retrieval.models.prepared_model``
    ├── QuestionSetError  a file of questions with known answers is not one
    ├── CalibrationError  the calibration beside the index cannot be read, or none be fitted
    │   └── ForeignCalibration  it was fitted for another model or version
    ├── CannotPrepare     see ``retrieval.models.export``; another encoder serves then
    └── IndexFault        there is no index that can be used
        ├── MissingIndex
        ├── DamagedIndex
        └── ForeignIndex  of another format or another model
"""

from corpus.errors import PullquoteError


class RetrievalError(PullquoteError):
    """A fault of searching, or of what is needed for it."""


class QuestionError(RetrievalError):
    """The question cannot be searched for as it is.

    ``reason`` is "empty", "long" or "wordless", for who says it in another language, or nothing;
    ``count`` and ``most`` are how long it is, and may be, in characters.
    """

    def __init__(self, text: str, reason: str = "", *, count: int = 0, most: int = 0) -> None:
        super().__init__(text)
        self.reason = reason
        self.count = count
        self.most = most


class ModelError(RetrievalError):
    """A model cannot be loaded, or must not be used."""


class QuestionSetError(RetrievalError):
    """A file of questions cannot be used; ``str(error)`` names it and says why."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


class CalibrationError(RetrievalError):
    """A calibration cannot be read, or cannot be fitted to what there is."""


class ForeignCalibration(CalibrationError):
    """The calibration is for other figures of confidence than these."""


class IndexFault(RetrievalError):
    """The index on disk cannot be used; building it again mends it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}; `pullquote sync` builds it again")


class MissingIndex(IndexFault):
    """There is no index."""


class DamagedIndex(IndexFault):
    """The index is incomplete, or its bytes are not those that were written."""


class ForeignIndex(IndexFault):
    """The index was made in another format, or with another model."""
