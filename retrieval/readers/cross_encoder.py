"""Cross-encoder reader: question and text in, one score out.

It reads every passage, and then every sentence of the best few passages by itself. A compromise: a
sentence alone has lost what its pronouns refer to. So a short sentence is read together with the
one before it, and the passage's score counts beside the sentence's own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.span import Span
from corpus.text.words import count_words
from retrieval.errors import ModelError
from retrieval.logistic import logistic
from retrieval.models.hugging_face import longest_input, token_places
from retrieval.models.model_files import ModelFiles
from retrieval.models.sentence_transformer import load_cross_encoder
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.readers.token_windows import WINDOW, most_question_tokens, room, shortened, windows

# Passages whose sentences are read one by one, and the most sentences in all.
BEST_PASSAGES = 4
MOST_SENTENCES = 32
# A sentence of fewer words is read with the one before it.
_SHORT = 10
_BATCH = 16
# Names of the label that means "the text answers", in models with several labels.
_POSITIVE = {"entailment", "entails", "relevant", "answer", "answers", "answerable", "yes", "true"}


class CrossEncoderReader:
    """A Reader. Raises what loading the model raises, and ModelError where no label of the model is
    known to mean that a text answers."""

    def __init__(self, files: ModelFiles) -> None:
        self.fingerprint = files.fingerprint
        self._model: Any = load_cross_encoder(files.location)
        self._positive = _positive_label(files.location, self._model)
        self._tokenizer: Any = self._model.tokenizer
        self._window = longest_input(self._tokenizer, self._model.config, WINDOW)
        self._model.max_seq_length = self._window
        token_places(self._tokenizer, "")  # raises ValueError for an unsuitable tokenizer

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
            (number, piece.of(passage.text))
            for number, passage in enumerate(passages)
            for piece in windows(passage.text, token_places(self._tokenizer, passage.text), left)
        ]
        relevance = np.zeros(len(passages))
        found = self._probabilities(question, [text for _, text in pieces])
        np.maximum.at(relevance, [number for number, _ in pieces], found)
        sentences = {
            number: np.full(len(passage.sentences), relevance[number])
            for number, passage in enumerate(passages)
        }
        chosen = _best_sentences(passages, relevance)
        alone = self._probabilities(
            question, [_sentence_text(passages[number], sentence) for number, sentence in chosen]
        )
        for (number, sentence), probability in zip(chosen, alone, strict=True):
            sentences[number][sentence] = probability
        return [
            ReaderOutput(float(relevance[number]), tuple(map(float, sentences[number])))
            for number in range(len(passages))
        ]

    def _probabilities(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """The probability that each text answers, shape ``(len(texts),)``: for a model with one
        score the logistic function of it, as in training, whatever activation its config names;
        for one with several labels the softmax at the positive one."""
        if not texts:
            return np.empty(0)
        logits = np.asarray(
            self._model.predict(
                [(question, " ".join(text.split())) for text in texts],
                batch_size=_BATCH,
                activation_fn=_identity,
                show_progress_bar=False,
            ),
            np.float64,
        )
        if not np.isfinite(logits).all():
            raise ModelError(
                f"the reader {self.fingerprint} gives scores that are not finite; its weights may "
                "be damaged",
                "reader-unusable",
            )
        if self._positive is None:
            return logistic(logits.reshape(-1))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = powers[:, self._positive] / powers.sum(axis=1)
        return shares


def _identity(logits: Any) -> Any:
    return logits


def _positive_label(location: str, model: Any) -> int | None:
    """The positive label; None for a model with one score only. Raises ModelError."""
    if model.num_labels == 1:
        return None
    names: Mapping[int, str] = model.config.id2label
    found = [number for number, name in names.items() if str(name).lower() in _POSITIVE]
    if len(found) != 1:
        raise ModelError(
            f"the reader {location} has {model.num_labels} labels ({', '.join(names.values())}), "
            "and nothing says which of them means that a text answers",
            "reader-labels",
        )
    return int(found[0])


def _best_sentences(
    passages: Sequence[ReaderPassage], relevance: NDArray[np.float64]
) -> list[tuple[int, int]]:
    """(passage, sentence) of the sentences that are read by themselves: those of the best
    passages. The only sentence of a passage has been read already."""
    chosen: list[tuple[int, int]] = []
    for number in np.argsort(-relevance, kind="stable")[:BEST_PASSAGES]:
        many = len(passages[number].sentences)
        if many > 1 and len(chosen) + many <= MOST_SENTENCES:
            chosen += [(int(number), sentence) for sentence in range(many)]
    return chosen


def _sentence_text(passage: ReaderPassage, sentence: int) -> str:
    span = passage.sentences[sentence]
    if sentence and count_words(span.of(passage.text)) < _SHORT:
        span = Span(passage.sentences[sentence - 1].start, span.end)
    return span.of(passage.text)
