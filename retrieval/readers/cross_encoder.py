"""The reader that runs a cross-encoder: question and text in, one figure out.

Every passage is read with the question; of the best few, every sentence once more by itself. A
compromise: a sentence alone has lost what its pronouns stand for, which is why a short one is read
together with its predecessor, and why the passage's figure counts beside the sentence's own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.span import Span
from corpus.text.passages import count_words
from retrieval.errors import ModelError
from retrieval.logistic import logistic
from retrieval.models.hugging_face import longest_input, token_places
from retrieval.models.model_files import ModelFiles
from retrieval.models.sentence_transformer import load_cross_encoder
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.readers.token_windows import WINDOW, room, shortened, windows

# Passages whose sentences are read one by one, and how many sentences that may be in all.
BEST_PASSAGES = 4
MOST_SENTENCES = 32
# A sentence of fewer words is read with the one before it.
_SHORT = 10
_BATCH = 16
# Of a model with several labels, the one that says that the text answers.
_YES = {"entailment", "entails", "relevant", "answer", "answers", "answerable", "yes", "true"}


class CrossEncoderReader:
    """A Reader. Raises what loading the model does, and ModelError where nothing says which of its
    labels means yes."""

    def __init__(self, files: ModelFiles) -> None:
        self.fingerprint = files.fingerprint
        self._model: Any = load_cross_encoder(files.location)
        self._yes = _label_of_yes(files.location, self._model)
        self._tokenizer: Any = self._model.tokenizer
        self._window = longest_input(self._tokenizer, self._model.config, WINDOW)
        self._model.max_seq_length = self._window
        token_places(self._tokenizer, "")  # or it is no reader

    def supports(self, question: str) -> bool:
        """Always: nothing tells which languages the model has learned."""
        return True

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        asked = token_places(self._tokenizer, question)
        question = shortened(question, asked, self._window)
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
        closer = _read_closely(passages, relevance)
        alone = self._probabilities(
            question, [_alone(passages[number], sentence) for number, sentence in closer]
        )
        for (number, sentence), probability in zip(closer, alone, strict=True):
            sentences[number][sentence] = probability
        return [
            ReaderOutput(float(relevance[number]), tuple(map(float, sentences[number])))
            for number in range(len(passages))
        ]

    def _probabilities(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """How likely each text answers, shape ``(len(texts),)``: of a model with one figure its
        logistic function, whether or not the model would apply it, as it was trained to be; of
        one with several labels the softmax at the one that means yes."""
        if not texts:
            return np.empty(0)
        logits = np.asarray(
            self._model.predict(
                [(question, " ".join(text.split())) for text in texts],
                batch_size=_BATCH,
                activation_fn=_as_it_is,
                show_progress_bar=False,
            ),
            np.float64,
        )
        if not np.isfinite(logits).all():
            raise ModelError(
                f"the reader {self.fingerprint} gives figures that are none; its weights may be "
                "damaged; see PULLQUOTE_READER_MODEL"
            )
        if self._yes is None:
            return logistic(logits.reshape(-1))
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = powers[:, self._yes] / powers.sum(axis=1)
        return shares


def _as_it_is(logits: Any) -> Any:
    return logits


def _label_of_yes(location: str, model: Any) -> int | None:
    """The label that means yes; None for a model with one figure only. Raises ModelError."""
    if model.num_labels == 1:
        return None
    names: Mapping[int, str] = model.config.id2label
    found = [number for number, name in names.items() if str(name).lower() in _YES]
    if len(found) != 1:
        raise ModelError(
            f"the reader {location} has {model.num_labels} labels ({', '.join(names.values())}), "
            "and nothing says which of them means that a text answers; name a cross-encoder with "
            "one in PULLQUOTE_READER_MODEL, or name the label 'relevant' in its config.json"
        )
    return int(found[0])


def _read_closely(
    passages: Sequence[ReaderPassage], relevance: NDArray[np.float64]
) -> list[tuple[int, int]]:
    """Passage and sentence of what is read once more: the sentences of the best passages. One
    that stands alone has been read."""
    chosen: list[tuple[int, int]] = []
    for number in np.argsort(-relevance, kind="stable")[:BEST_PASSAGES]:
        many = len(passages[number].sentences)
        if many > 1 and len(chosen) + many <= MOST_SENTENCES:
            chosen += [(int(number), sentence) for sentence in range(many)]
    return chosen


def _alone(passage: ReaderPassage, sentence: int) -> str:
    span = passage.sentences[sentence]
    if sentence and count_words(span.of(passage.text)) < _SHORT:
        span = Span(passage.sentences[sentence - 1].start, span.end)
    return span.of(passage.text)
