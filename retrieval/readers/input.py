"""Input of the bundled reader: token ids, and the sentence that each token belongs to; and the
order of its outputs.

A sequence is ``[CLS] question [SEP] title, line break, passage [SEP]``. A passage longer than the
window makes several sequences, which overlap; a long question is cut to its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.arrays import Rows
from retrieval.readers.token_windows import most_question_tokens, shortened, window_ranges

# The outputs of each token: the logits that the answer starts at it, that it ends at it, and that
# the token's sentence answers.
TOKEN_OUTPUTS = 3
START, END, EVIDENCE = range(TOKEN_OUTPUTS)
# The most tokens of a sequence, special ones included, and the most sequences of a passage.
WINDOW = 256
MOST_WINDOWS = 4
_OVERLAP = 64
_MOST_TITLE = 120  # characters


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """A sequence of n tokens. ``types``: 0 for the question's, 1 for the passage's. ``owners``
    (n,): the number of the sentence that a token belongs to, -1 for none."""

    ids: list[int]
    types: list[int]
    owners: Rows


class Sequencer:
    """Makes sequences of at most ``window`` tokens with a model's tokenizer."""

    def __init__(self, tokenizer: Any, window: int = WINDOW) -> None:
        self._tokenizer = tokenizer
        # Not where it has none: a shared one may be in use.
        if self._tokenizer.padding is not None:
            self._tokenizer.no_padding()
        if self._tokenizer.truncation is not None:
            self._tokenizer.no_truncation()
        self._window = window

    def pieces(self, text: str) -> float:
        """Tokens per word, on average; 0 for a text without words."""
        tokens = self._tokenizer.encode(text, add_special_tokens=False)
        return len(tokens.ids) / max(1, len(text.split()))

    def shortened(self, question: str) -> str:
        """The question, or its end if it is too long."""
        most = most_question_tokens(WINDOW)
        if len(question) <= most:  # a token has at least one character
            return question
        offsets = self._tokenizer.encode(question, add_special_tokens=False).offsets
        return shortened(question, offsets, most)

    def sequences(
        self, question: str, title: str, text: str, sentences: Sequence[tuple[int, int]]
    ) -> list[ReaderInput]:
        """The passage's sequences in order, at least one. ``question``: from ``shortened``.
        ``sentences``: [start, end) in ``text``, in order."""
        head = f"{title[:_MOST_TITLE]}\n" if title else ""
        encoding = self._tokenizer.encode(question, head + text)
        ids, types = encoding.ids, encoding.type_ids
        owners = _owners(encoding, np.array(sentences, np.int64).reshape(-1, 2) + len(head))
        passage = [n for n, part in enumerate(encoding.sequence_ids) if part == 1]
        if not passage:
            return [ReaderInput(ids, types, owners)]
        first, last = passage[0], passage[-1] + 1
        size = max(1, self._window - (len(ids) - len(passage)))
        inputs = []
        for start, end in window_ranges(len(passage), size, _OVERLAP, MOST_WINDOWS):
            kept = [*range(first), *range(first + start, first + end), *range(last, len(ids))]
            inputs.append(
                ReaderInput([ids[n] for n in kept], [types[n] for n in kept], owners[kept])
            )
        return inputs


def _owners(encoding: Any, sentences: Rows) -> Rows:
    """For tokens of question and passage; ``sentences`` has shape (sentences, 2)."""
    offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
    # Not by token types: some tokenizers give all tokens the same.
    passage = np.array([part == 1 for part in encoding.sequence_ids], dtype=bool)
    if not len(sentences):
        return np.full(len(offsets), -1, np.int64)
    # By the last character: a token may include the blank before it.
    last = offsets[:, 1] - 1
    owner = np.searchsorted(sentences[:, 0], last, side="right") - 1
    inside = passage & (owner >= 0) & (last < sentences[np.maximum(owner, 0), 1])
    return np.where(inside, owner, -1)
