"""Question and passage as the reader that ships with the project sees them: token ids, and which
tokens belong to which sentence.

One sequence is ``[CLS] question [SEP] title, line break, passage [SEP]``. Of a passage that is
longer than the window there are several, which overlap; of a long question the end is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.arrays import Rows

# Tokens of a sequence, special ones included: a passage has 120 words, unless it is one endless
# sentence. What such a one has beyond its last window is not read.
WINDOW = 256
MOST_WINDOWS = 4
_OVERLAP = 64
_MOST_QUESTION_TOKENS = WINDOW // 3
_MOST_TITLE = 120


@dataclass(frozen=True, slots=True)
class ReaderInput:
    """One sequence of n tokens. ``types`` are 0 for the question's, 1 for the passage's;
    ``owners`` (n,) is the number of the sentence that a token is of, -1 where of none."""

    ids: list[int]
    types: list[int]
    owners: Rows


class Sequencer:
    """Makes sequences with a model's tokenizer, of ``window`` tokens at most."""

    def __init__(self, tokenizer: Any, window: int = WINDOW) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(window, stride=_OVERLAP, strategy="only_second")

    def pieces(self, text: str) -> float:
        """Tokens a word, on the average; 0 of a text without words."""
        tokens = self._tokenizer.encode(text, add_special_tokens=False)
        return len(tokens.ids) / max(1, len(text.split()))

    def shortened(self, question: str) -> str:
        """The question, or its end, for what is asked stands behind its preamble."""
        if len(question) <= _MOST_QUESTION_TOKENS:  # a token has a character at least
            return question
        self._tokenizer.no_truncation()
        places = self._tokenizer.encode(question, add_special_tokens=False).offsets
        self._tokenizer.enable_truncation(WINDOW, stride=_OVERLAP, strategy="only_second")
        if len(places) <= _MOST_QUESTION_TOKENS:
            return question
        return question[places[-_MOST_QUESTION_TOKENS][0] :]

    def sequences(
        self, question: str, title: str, text: str, sentences: Sequence[tuple[int, int]]
    ) -> list[ReaderInput]:
        """The passage's windows in order, one or more. ``question`` is a shortened one,
        ``sentences`` are [start, end) in ``text``, in order."""
        head = f"{title[:_MOST_TITLE]}\n" if title else ""
        encoding = self._tokenizer.encode(question, head + text)
        starts = np.array([start for start, _ in sentences], np.int64) + len(head)
        ends = np.array([end for _, end in sentences], np.int64) + len(head)
        return [
            ReaderInput(window.ids, window.type_ids, _owners(window, starts, ends))
            for window in (encoding, *encoding.overflowing)[:MOST_WINDOWS]
        ]


def _owners(window: Any, starts: Rows, ends: Rows) -> Rows:
    offsets = np.array(window.offsets, np.int64).reshape(-1, 2)
    passage = (np.array(window.type_ids) == 1) & (np.array(window.special_tokens_mask) == 0)
    if not len(starts):
        return np.full(len(offsets), -1, np.int64)
    # The last letter's place: a token may have the blank before it.
    last = offsets[:, 1] - 1
    owner = np.searchsorted(starts, last, side="right") - 1
    inside = passage & (owner >= 0) & (last < ends[np.maximum(owner, 0)])
    return np.where(inside, owner, -1)
