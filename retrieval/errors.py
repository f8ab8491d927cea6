"""Errors of searching and answering. The whole tree is drawn in ``corpus.errors``."""

from corpus.errors import PullquoteError


class RetrievalError(PullquoteError):
    """An error while searching, or in what searching needs."""


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
    """A calibration cannot be read, or cannot be fitted to these questions."""


class ForeignCalibration(CalibrationError):
    """The calibration was fitted for other models, or by another version."""

    code = "calibration-foreign"


class IndexFault(RetrievalError):
    """The index on disk cannot be used; building it again repairs that."""

    code = "index-unusable"


class MissingIndex(IndexFault):
    """There is no index."""


class DamagedIndex(IndexFault):
    """The index is incomplete, or its bytes have changed since they were written."""


class ForeignIndex(IndexFault):
    """The index has another format or was made with another model."""
