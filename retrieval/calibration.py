"""Confidence, fitted to an operator's own questions, and kept beside the index.

The confidence that ships is fitted to encyclopaedias and search-engine questions. On other texts
and questions it may be too sure, or not sure enough; two numbers mend that (Platt 1999).
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.atomic_write import atomic_write
from corpus.errors import StorageError
from retrieval.errors import CalibrationError, ForeignCalibration

Values = NDArray[np.float64]

# Raise it whenever what is in the file changes, or retrieval/ranking/ranker.json is learned anew: what
# was fitted to the old figures does not fit the new.
FORMAT = 1
_CLOSEST = 1e-6


@dataclass(frozen=True, slots=True)
class Calibration:
    """``sigmoid(slope · logit(p) + offset)``, and from which confidence on a question counts as
    answered (None: the default). Raises ValueError for a slope that is not positive, and for
    numbers that are none.

    >>> Calibration().apply(0.25)
    0.25
    >>> round(Calibration(slope=0.5, offset=-1.0).apply(0.9), 3)
    0.525
    """

    slope: float = 1.0
    offset: float = 0.0
    min_confidence: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.slope) and math.isfinite(self.offset) and self.slope > 0):
            raise ValueError("a calibration has a slope above 0 and a finite offset")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise ValueError("a calibration's least confidence is between 0 and 1")

    def apply(self, probability: float) -> float:
        """The calibrated probability; order is kept."""
        return float(self.apply_all(np.array([probability]))[0])

    def apply_all(self, probabilities: Values) -> Values:
        """The same for many."""
        if (self.slope, self.offset) == (1.0, 0.0):  # not a digit is to change
            return probabilities
        return sigmoid(self.slope * logit(probabilities) + self.offset)


@dataclass(frozen=True, slots=True)
class CalibrationFile:
    """A calibration on disk. ``fitted_for`` names the models whose confidence it is for: that of
    others is another scale."""

    path: Path
    fitted_for: str

    def read(self) -> Calibration | None:
        """The calibration; None if there is none. Raises ForeignCalibration, CalibrationError."""
        try:
            stored: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
            if stored["format"] != FORMAT or stored["fitted_for"] != self.fitted_for:
                raise ForeignCalibration(
                    f"the calibration in {self.path} was fitted for another model, reader or "
                    "version, and is set aside"
                )
            return Calibration(**stored["calibration"])
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CalibrationError(
                f"the calibration in {self.path} cannot be read ({error})", "calibration-damaged"
            ) from None

    def write(self, calibration: Calibration) -> None:
        """Replaces the file by one rename. Raises StorageError, and then all is as before."""
        stored = {
            "format": FORMAT,
            "fitted_for": self.fitted_for,
            "calibration": asdict(calibration),
        }
        try:
            atomic_write(self.path, json.dumps(stored, indent=2).encode())
        except OSError as error:
            raise StorageError(
                f"cannot write {self.path}: {error.strerror or error}; what was there before stays"
            ) from error


def logit(probabilities: Values) -> Values:
    """``ln(p / (1 - p))``; certainties count as one in a million."""
    sure = np.clip(probabilities, _CLOSEST, 1 - _CLOSEST)
    logits: Values = np.log(sure / (1 - sure))
    return logits


def sigmoid(total: Values) -> Values:
    """The inverse of ``logit``."""
    probabilities: Values = 1 / (1 + np.exp(-np.clip(total, -60, 60)))
    return probabilities
