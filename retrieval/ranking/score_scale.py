"""Cosines of another embedding model, brought to the scale that the ranker was learned on.

Models differ in what they call far apart: one gives two unrelated texts a cosine of 0.05, another
0.75, and equal ones have 1 with all of them. A few questions and texts that have nothing to do
with one another tell which it is, and the distance from 1 is stretched accordingly.
"""

from dataclasses import dataclass

import numpy as np

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
# Below this, a scale is taken to be of no use: nearly everything is alike to such a model.
_NARROWEST = 0.02


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is nothing to a model: the mean cosine of unrelated questions and texts, and that of a
    question's tokens with the nearest token of an unrelated text."""

    similarity: float
    token: float

    @classmethod
    def of(cls, encoder: Encoder) -> "Anchors":
        """Encodes a dozen short texts."""
        read = encoder.read_questions(_QUESTIONS)
        vectors, texts = encoder.read_passages(_TEXTS)
        cosines = np.stack([vector for vector, _ in read]) @ vectors.T
        best = [
            (tokens.vectors @ text.vectors.T).max(axis=1).mean()
            for _, tokens in read
            for text in texts
            if len(tokens) and len(text)
        ]
        return cls(float(cosines.mean()), float(np.mean(best)) if best else 0.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """How far 1 - cosine is stretched, for vectors of texts and of tokens."""

    similarity: float = 1.0
    token: float = 1.0

    @classmethod
    def between(cls, own: Anchors, known: Anchors) -> "Scale":
        """From a model's own cosines to those of a known one."""
        return cls(
            (1 - known.similarity) / max(_NARROWEST, 1 - own.similarity),
            (1 - known.token) / max(_NARROWEST, 1 - own.token),
        )
