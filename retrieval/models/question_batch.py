"""Questions encoded in batches: ten take hardly longer than one."""

from collections.abc import Iterable

from retrieval.arrays import Vectors
from retrieval.models.encoder import Encoder, Tokens

# The most questions in a batch: the first of them waits for the last.
MOST = 16


class QuestionBatch:
    """Encodes questions before they are asked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._encoded: dict[str, tuple[Vectors, Tokens]] = {}

    def expect(self, questions: Iterable[str]) -> None:
        """Encodes the first question, unless that was done, in one batch with those after it, up to
        MOST. Questions encoded before and not asked next are forgotten."""
        wanted = list(dict.fromkeys(questions))[:MOST]
        if wanted and wanted[0] not in self._encoded:
            encoded = self._encoder.encode_questions_with_tokens(wanted)
            self._encoded = dict(zip(wanted, encoded, strict=True))

    def encode(self, question: str) -> tuple[Vectors, Tokens]:
        """A question's vector, shape (dimension,), and its tokens."""
        if question not in self._encoded:
            return self._encoder.encode_questions_with_tokens([question])[0]
        return self._encoded[question]
