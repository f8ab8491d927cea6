"""What people thought of answers: kept, changed, told, and nobody's name with it."""

import multiprocessing
from pathlib import Path

import pytest

from corpus.errors import StorageError
from corpus.span import Span
from retrieval.answer import Answer, Outcome, Quote
from retrieval.feedback import FILE_NAME, Feedback, FeedbackStore, Judged, JudgedQuote, Verdict
from retrieval.turn import Turn
from tests.fakes import document, outcome_of

KENT = document("Roads were closed. Repairs cost 12 million pounds.", "kent.txt")
QUOTE = Quote(KENT, Span(0, 50), (Span(19, 50),), 0.9)


def judged(question: str = "What do repairs cost?", answered: bool = True) -> Judged:
    return Judged.of(Answer(question, (QUOTE,), 0.9, outcome_of(answered)), "revision", "model")


def kept(folder: Path) -> list[Feedback]:
    with FeedbackStore(folder) as store:
        return list(store.all())


def give(folder: Path, one: Judged, verdict: Verdict, person: str) -> None:
    with FeedbackStore(folder, writable=True) as store:
        store.give(one, verdict, person)


def test_a_verdict_is_kept_with_what_it_is_about(tmp_path: Path) -> None:
    """The question, those it hung on, every quote by its place, the index, and when."""
    after = Turn("What happened?", before=Turn("Where?"))
    one = Judged.of(
        Answer("And the cost?", (QUOTE,), 0.9, Outcome.ANSWERED, after), "revision", "model"
    )
    give(tmp_path, one, Verdict.DISLIKED, "7")
    [found] = kept(tmp_path)
    assert found.judged == one
    assert found.judged.before == ("Where?", "What happened?")
    assert found.judged.quotes == (JudgedQuote(QUOTE.reference, QUOTE.highlights),)
    assert found.verdict is Verdict.DISLIKED
    assert found.given.endswith("+00:00")


def test_one_person_has_one_verdict_on_an_answer(tmp_path: Path) -> None:
    """A second takes the place of the first, also from another process and index; another person's
    stands beside it."""
    one = judged()
    give(tmp_path, one, Verdict.LIKED, "7")
    again = Judged.of(Answer(one.question, (QUOTE,), 0.5, Outcome.ANSWERED), "later", "model")
    give(tmp_path, again, Verdict.DISLIKED, "7")
    assert [found.verdict for found in kept(tmp_path)] == [Verdict.DISLIKED]
    give(tmp_path, one, Verdict.LIKED, "8")
    give(tmp_path, judged("Another question?"), Verdict.LIKED, "7")
    assert len(kept(tmp_path)) == 3


def test_a_verdict_can_be_looked_up_and_withdrawn_by_who_gave_it(tmp_path: Path) -> None:
    """And by nobody else."""
    with FeedbackStore(tmp_path, writable=True) as store:
        store.give(judged(), Verdict.LIKED, "7")
        assert store.verdict(judged(), "7") is Verdict.LIKED
        assert store.verdict(judged(), "8") is None
        assert not store.withdraw(judged(), "8")
        assert store.withdraw(judged(), "7")
        assert list(store.all()) == []


def test_nobody_is_named_and_nothing_joins_the_verdicts_of_one_person(tmp_path: Path) -> None:
    """The file has no id; two verdicts of one person have nothing in common; the same verdict in
    another installation is filed under another mark."""
    person = "telegram:123456789"
    marks = []
    for name in ("one", "two"):
        folder = tmp_path / name
        give(folder, judged(), Verdict.LIKED, person)
        give(folder, judged("Another question?"), Verdict.LIKED, person)
        assert b"123456789" not in (folder / FILE_NAME).read_bytes()
        with FeedbackStore(folder) as store:
            rows = store._database.execute("SELECT mark FROM verdicts ORDER BY question").fetchall()
            marks += [row["mark"] for row in rows]
    assert len(set(marks)) == 4


def test_reading_makes_no_file(tmp_path: Path) -> None:
    """Nobody has judged anything, and that is all."""
    assert kept(tmp_path / "none") == []
    assert not (tmp_path / "none").exists()


def _judge(folder: Path, person: int) -> None:
    for number in range(20):
        give(folder, judged(f"Question {number}?"), Verdict.LIKED, str(person))


def test_several_processes_may_keep_verdicts_at_once(tmp_path: Path) -> None:
    """From the very first on, when there is no file yet: none is lost, and all have one key."""
    processes = [multiprocessing.Process(target=_judge, args=(tmp_path, n)) for n in range(4)]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    assert [one.exitcode for one in processes] == [0] * 4
    assert len(kept(tmp_path)) == 80
    with FeedbackStore(tmp_path, writable=True) as store:
        assert all(store.withdraw(judged(f"Question {n}?"), "3") for n in range(20))


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    """The error names the file, and what is lost with it."""
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match=r"feedback\.sqlite3 is damaged.*lost"):
        FeedbackStore(tmp_path, writable=True)
