"""Questions that wait, read by the model together: it takes hardly longer for ten than for one."""

from collections.abc import Iterable

from retrieval.models.encoder import Encoder, Tokens, Vectors

# Read together, at most: the first of them waits for the last.
MOST = 16


class QuestionBatch:
    """What a model made of questions before they were asked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._read: dict[str, tuple[Vectors, Tokens]] = {}

    def expect(self, questions: Iterable[str]) -> None:
        """Reads the first of them, unless that was done, and together with it those that come
        next, up to MOST. What was read before and is not asked next is forgotten."""
        wanted = list(dict.fromkeys(questions))[:MOST]
        if wanted and wanted[0] not in self._read:
            self._read = dict(zip(wanted, self._encoder.read_questions(wanted), strict=True))

    def read(self, question: str) -> tuple[Vectors, Tokens]:
        """A question's vector and its tokens, now or from before."""
        if question not in self._read:
            return self._encoder.read_questions([question])[0]
        return self._read[question]
