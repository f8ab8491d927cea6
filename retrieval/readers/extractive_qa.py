"""Extractive question-answering reader.

Such a model gives every token a logit for being the first of the answer and one for being the
last; those of the first special token mean "no answer". A span's logit is the sum of its first and
last token's (Devlin et al. 2019, section 4.3); the softmax over all spans of a window and "no
answer" gives its probability. A sentence's probability is the sum over the spans inside it: an
answer with and without its article is one answer.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.span import Span
from retrieval.arrays import Doubles
from retrieval.errors import ModelError
from retrieval.models.hugging_face import load_question_answering, longest_input, token_places
from retrieval.models.model_files import ModelFiles
from retrieval.readers.answer_spans import LONGEST_ANSWER, span_in
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.readers.token_windows import WINDOW, most_question_tokens, room, shortened, windows

_BATCH = 8


class QuestionAnsweringReader:
    """A Reader. Raises what loading the model raises, and ValueError for a tokenizer without
    offsets."""

    def __init__(self, files: ModelFiles) -> None:
        self.fingerprint = files.fingerprint
        model, tokenizer = load_question_answering(files.location)
        self._model: Any = model
        self._tokenizer: Any = tokenizer
        self._window = longest_input(tokenizer, model.config, WINDOW)
        token_places(tokenizer, "")  # raises ValueError for an unsuitable tokenizer

    @property
    def languages(self) -> None:
        """Its languages are not known, so all are tried."""
        return None

    def supports(self, question: str) -> bool:
        """Always True: the model's languages are not known."""
        return True

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        asked = token_places(self._tokenizer, question)
        question = shortened(question, asked, most_question_tokens(self._window))
        special = int(self._tokenizer.num_special_tokens_to_add(pair=True))
        left = room(self._window, len(asked), special)
        pieces = [
            (number, piece)
            for number, passage in enumerate(passages)
            for piece in windows(passage.text, token_places(self._tokenizer, passage.text), left)
        ]
        relevance = np.zeros(len(passages))
        sentences = [np.zeros(len(passage.sentences)) for passage in passages]
        answers: list[list[Span | None]] = [[None] * len(one.sentences) for one in passages]
        for first in range(0, len(pieces), _BATCH):
            batch = pieces[first : first + _BATCH]
            texts = [piece.of(passages[number].text) for number, piece in batch]
            read = self._read(question, texts)
            for (number, piece), (starts, ends, none, places) in zip(batch, read, strict=True):
                places = places + piece.start
                passage = passages[number]
                # Not the first character: a token may include the blank before it, which belongs
                # to the sentence before.
                share, inside = _shares(starts, ends, none, places[:, 1] - 1, passage)
                relevance[number] = max(relevance[number], share)
                better = np.flatnonzero(inside > sentences[number])
                for sentence in better.tolist():
                    answers[number][sentence] = _answer(starts, ends, places, passage, sentence)
                np.maximum(sentences[number], inside, out=sentences[number])
        return [
            ReaderOutput(
                float(relevance[number]),
                tuple(map(float, sentences[number])),
                answers=tuple(answers[number]),
            )
            for number in range(len(passages))
        ]

    def _read(
        self, question: str, texts: Sequence[str]
    ) -> list[tuple[Doubles, Doubles, float, NDArray[np.int64]]]:
        """For each text: its tokens' logits for the first and the last of the answer, that of "no
        answer", and the [start, end) of each token in the text."""
        encoded = self._tokenizer(
            [question] * len(texts),
            list(texts),
            truncation="only_second",
            max_length=self._window,
            padding=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        offsets = np.asarray(encoded.pop("offset_mapping"))
        ids = np.asarray(encoded["input_ids"])
        given = self._model(**encoded)
        starts = np.asarray(given.start_logits.numpy(), np.float64)
        ends = np.asarray(given.end_logits.numpy(), np.float64)
        found = []
        for row in range(len(texts)):
            # Some tokenizers have tokens without characters in the text.
            own = np.array([part == 1 for part in encoded.sequence_ids(row)])
            own &= offsets[row, :, 0] < offsets[row, :, 1]
            none = int(np.argmax(ids[row] == self._tokenizer.cls_token_id))
            if not np.isfinite(starts[row, own]).all() or not np.isfinite(ends[row, own]).all():
                raise ModelError(
                    f"the reader {self.fingerprint} gives scores that are not finite; its weights "
                    "may be damaged",
                    "reader-unusable",
                )
            found.append(
                (
                    starts[row, own],
                    ends[row, own],
                    float(starts[row, none] + ends[row, none]),
                    offsets[row, own].astype(np.int64),
                )
            )
        return found


def _answer(
    starts: Doubles,
    ends: Doubles,
    places: NDArray[np.int64],
    passage: ReaderPassage,
    number: int,
) -> Span | None:
    """The likeliest answer in a sentence of the passage."""
    sentence = passage.sentences[number]
    first, last = np.searchsorted(places[:, 1] - 1, [sentence.start, sentence.end])
    own = slice(first, last)
    return span_in(starts[own], ends[own], places[own], sentence, passage.text)


def _shares(
    starts: Doubles,
    ends: Doubles,
    none: float,
    places: NDArray[np.int64],
    passage: ReaderPassage,
) -> tuple[float, Doubles]:
    """The probability that a window contains an answer, and that each sentence does, shape
    ``(len(passage.sentences),)``; 0 for a sentence outside the window."""
    inside = np.zeros(len(passage.sentences))
    count = len(places)
    if not count:
        return 0.0, inside
    logits = starts[:, None] + ends[None, :]
    length = np.arange(count)[None, :] - np.arange(count)[:, None]
    logits[(length < 0) | (length >= LONGEST_ANSWER)] = -np.inf
    highest = max(float(logits.max()), none)
    powers = np.exp(logits - highest)
    total = float(powers.sum()) + float(np.exp(none - highest))
    for number, sentence in enumerate(passage.sentences):
        first, last = np.searchsorted(places, [sentence.start, sentence.end])
        inside[number] = powers[first:last, first:last].sum() / total
    # Rounding may take a sum of many small numbers above 1.
    return min(1.0, float(powers.sum()) / total), np.minimum(inside, 1.0)
