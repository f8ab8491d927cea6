"""Scale of cosines: another encoder's, brought to the scale that the ranker was trained on.

Encoders differ in the cosine of unrelated texts: with one it is 0.05, with another 0.75; equal
texts have 1 with all of them. It is measured with a few unrelated questions and texts, and the
distance from 1 is stretched accordingly.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from retrieval.arrays import Floats
from retrieval.models.encoder import Encoder

_QUESTIONS = (
    "When was the lighthouse at the harbour mouth built?",
    "How much sugar does the recipe need?",
    "Who won the chess tournament in the spring?",
    "Why did the software update fail?",
    "Where do swallows spend the winter?",
    "Which minister resigned over the pension law?",
)
_TEXTS = (
    "The tenor was ill, and his understudy sang the whole of the second act.",
    "Granite cools slowly, deep under the ground, which gives its crystals time to grow.",
    "Her bicycle had two flat tyres and no bell.",
    "The clinic vaccinates children against measles on Tuesdays and Fridays.",
    "Interest on the loan is paid twice a year, at the end of June and of December.",
    "Wool felts when it is washed too hot and stirred too much.",
)
# The least distance from 1 that is stretched; an encoder with less hardly tells texts apart.
_NARROWEST = 0.02


class Cosines(NamedTuple):
    """The mean cosines of related and of unrelated pairs."""

    unrelated: float
    related: float


@dataclass(frozen=True, slots=True)
class Anchors:
    """An encoder's mean cosine of unrelated questions and texts, and of a question's tokens with
    the nearest token of an unrelated text."""

    similarity: float
    token: float

    @classmethod
    def of(cls, encoder: Encoder) -> "Anchors":
        """Encodes a dozen short texts. Raises ModelError."""
        questions = encoder.encode_questions_with_tokens(_QUESTIONS)
        vectors, texts = encoder.encode_passages_with_tokens(_TEXTS)
        cosines = np.stack([vector for vector, _ in questions]) @ vectors.T
        best = [
            (tokens.vectors @ text.vectors.T).max(axis=1).mean()
            for _, tokens in questions
            for text in texts
            if len(tokens) and len(text)
        ]
        return cls(float(cosines.mean()), float(np.mean(best)) if best else 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A linear scale: the ``top`` becomes 1, and distances from it are multiplied."""

    factor: float = 1.0
    top: float = 1.0

    @classmethod
    def through(cls, own: Cosines, known: Cosines) -> "Line":
        """The scale that brings both of ``own`` to both of ``known``."""
        factor = (known.related - known.unrelated) / max(_NARROWEST, own.related - own.unrelated)
        return cls(factor, own.unrelated + (1 - known.unrelated) / factor)

    def of(self, cosines: Floats) -> Floats:
        """The cosines on this scale."""
        scaled: Floats = 1 - (np.float32(self.top) - cosines) * np.float32(self.factor)
        return scaled


@dataclass(frozen=True, slots=True)
class Scale:
    """The scales for the cosines of texts and of tokens."""

    similarity: Line = Line()
    token: Line = Line()

    @classmethod
    def between(cls, own: Anchors, known: Anchors) -> "Scale":
        """From an encoder's own cosines to those of a known one."""
        return cls(
            Line((1 - known.similarity) / max(_NARROWEST, 1 - own.similarity)),
            Line((1 - known.token) / max(_NARROWEST, 1 - own.token)),
        )
