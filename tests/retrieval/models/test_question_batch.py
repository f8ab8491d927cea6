"""Questions that wait are read together."""

from corpus.store.memory import MemoryStore
from retrieval.answerer import Answerer
from retrieval.index.build import build_index
from retrieval.models.question_batch import MOST, QuestionBatch
from tests.fakes import BagOfWords, documents


def test_what_waits_is_read_with_the_first() -> None:
    """Each once, at most so many at a time, and nobody waits for one that comes later."""
    encoder = BagOfWords()
    questions = QuestionBatch(encoder)
    asked = [f"question {n}" for n in range(MOST + 2)]
    for n, one in enumerate(asked):
        questions.expect([one, one, *asked[n:]])
        vector, tokens = questions.encode(one)
        assert vector.tolist() == encoder.encode_questions([one])[0].tolist()
        assert len(tokens) == 2
    assert encoder.questions_read == [asked[:MOST], asked[MOST:]]


def test_expecting_changes_no_answer() -> None:
    """Not even where some of what waits is no question, and says so when it is asked."""
    store = MemoryStore(documents(["Trees fell in Dover.", "Roads were closed in Kent."]))
    index = build_index(store.documents(), BagOfWords(), store.revision)
    encoder = BagOfWords()
    answerer = Answerer(store, index, encoder)
    alone = [answerer.ask(one) for one in ("Which trees fell?", "Which roads?")]
    answerer.expect(["  Which trees fell? ", "???", "", "Which roads?"])
    assert [answerer.ask(one) for one in ("Which trees fell?", "Which roads?")] == alone
    assert encoder.questions_read[-1] == ["Which trees fell?", "Which roads?"]
