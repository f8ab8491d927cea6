"""Confidence, and its calibration to an operator's own questions.

The confidence that ships is fitted to encyclopaedia articles and search-engine questions. For other
texts and questions it may be too high or too low; Platt scaling (Platt 1999) corrects that with two
numbers, which are stored beside the index.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.atomic_write import atomic_write
from corpus.errors import StorageError
from retrieval.arrays import Doubles
from retrieval.defaults import NO_READER
from retrieval.errors import CalibrationError, ForeignCalibration
from retrieval.logistic import logistic, logit

# Raise it whenever the file changes, or retrieval/ranking/ranker.json is trained again: a
# calibration fitted to the old confidence does not fit the new one.
FORMAT = 2


def confidence(logit: float) -> float:
    """The probability, uncalibrated, that the first quote answers the question.

    ``logit`` is the ranker's or the reader blend's for the quote's sentence. Both are fitted on
    answerable questions, on questions written to look answerable, on questions whose passage was
    removed, and on questions about something else; a question counts as answered where the
    sentence contains the answer.

    >>> confidence(0.0)
    0.5
    """
    return float(logistic(logit))


@dataclass(frozen=True, slots=True)
class Calibration:
    """``logistic(slope · logit(p) + offset)``, the least confidence at which a question counts as
    answered (``min_confidence``), and the least at which the first quote may answer
    (``min_uncertain``); None: the defaults. Raises ValueError for a slope that is not positive and
    for values that are not finite.

    >>> Calibration().apply(0.25)
    0.25
    >>> round(Calibration(slope=0.5, offset=-1.0).apply(0.9), 3)
    0.525
    """

    slope: float = 1.0
    offset: float = 0.0
    min_confidence: float | None = None
    min_uncertain: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.slope) and math.isfinite(self.offset) and self.slope > 0):
            raise ValueError("a calibration has a slope above 0 and a finite offset")
        for least in (self.min_confidence, self.min_uncertain):
            if least is not None and not 0 <= least <= 1:
                raise ValueError("a calibration's least confidence is between 0 and 1")

    def apply(self, probability: float) -> float:
        """The calibrated probability. Keeps the order of probabilities."""
        if self._is_identity:
            return probability
        return float(self.apply_all(np.array([probability]))[0])

    def apply_all(self, probabilities: Doubles) -> Doubles:
        """The calibrated probabilities, in the same shape."""
        if self._is_identity:  # exactly unchanged
            return probabilities
        return logistic(self.slope * logit(probabilities) + self.offset)

    @property
    def _is_identity(self) -> bool:
        return (self.slope, self.offset) == (1.0, 0.0)


def models_name(encoder: str, reader: str | None) -> str:
    """The name of the models that a calibration is fitted for, from their fingerprints; ``reader``
    is None where answers are given without one.

    >>> models_name("all-MiniLM-L6-v2 1a2b", None), models_name("all-MiniLM-L6-v2 1a2b", "qa 3c")
    ('all-MiniLM-L6-v2 1a2b, reader none', 'all-MiniLM-L6-v2 1a2b; reader qa 3c')
    """
    # Older files have the name of the setting (", reader pullquote-reader") although they were
    # fitted without a reader; behind a semicolon, no reader's name matches theirs.
    return f"{encoder}, reader {NO_READER}" if reader is None else f"{encoder}; reader {reader}"


@dataclass(frozen=True, slots=True)
class CalibrationFile:
    """A calibration on disk. ``fitted_for`` names the models whose confidence it calibrates (see
    ``models_name``): that of other models is on another scale."""

    path: Path
    fitted_for: str

    @classmethod
    def for_models(cls, path: Path, encoder: str, reader: str | None) -> "CalibrationFile":
        """The file for the models with these fingerprints; ``reader`` None: without a reader."""
        return cls(path, models_name(encoder, reader))

    def read(self) -> Calibration | None:
        """The calibration; None if there is none. Raises ForeignCalibration, CalibrationError."""
        try:
            stored: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
            if stored["format"] != FORMAT:
                raise self._foreign("fitted by another version")
            if stored["fitted_for"] != self.fitted_for:
                raise self._foreign(
                    f"fitted for another model ({stored['fitted_for']}; in use: {self.fitted_for})"
                )
            return Calibration(**stored["calibration"])
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CalibrationError(
                f"the calibration in {self.path} cannot be read ({error})", "calibration-damaged"
            ) from None

    def _foreign(self, why: str) -> ForeignCalibration:
        return ForeignCalibration(f"the calibration in {self.path} was {why}, and is set aside")

    def write(self, calibration: Calibration) -> None:
        """Replaces the file by one rename. Raises StorageError, and then nothing has changed."""
        stored = {
            "format": FORMAT,
            "fitted_for": self.fitted_for,
            "calibration": asdict(calibration),
        }
        try:
            atomic_write(self.path, json.dumps(stored, indent=2).encode())
        except OSError as error:
            raise StorageError(
                f"cannot write {self.path}: {error.strerror or error}; the previous one is kept"
            ) from error
