"""Feedback: ratings are stored, replaced and withdrawn, without the person's name."""

import multiprocessing
from pathlib import Path

import pytest

from corpus.errors import StorageError
from corpus.span import Span
from retrieval.answer import Answer, Outcome, Quote
from retrieval.feedback import FILE_NAME, Feedback, FeedbackStore, RatedAnswer, RatedQuote, Rating
from retrieval.turn import Turn
from tests import children
from tests.fakes import document, outcome_of

KENT = document("Roads were closed. Repairs cost 12 million pounds.", "kent.txt")
QUOTE = Quote(KENT, Span(0, 50), (Span(19, 50),), 0.9)


def rated(question: str = "What do repairs cost?", answered: bool = True) -> RatedAnswer:
    return RatedAnswer.of(
        Answer(question, (QUOTE,), 0.9, outcome_of(answered)), "revision", "model"
    )


def kept(folder: Path) -> list[Feedback]:
    with FeedbackStore(folder) as store:
        return list(store.all())


def give(folder: Path, one: RatedAnswer, rating: Rating, person: str) -> None:
    with FeedbackStore(folder, writable=True) as store:
        store.give(one, rating, person)


def test_a_rating_is_stored_with_its_answer(tmp_path: Path) -> None:
    """The question, those it followed up on, every quote by its place, the index, and the time."""
    after = Turn("What happened?", before=Turn("Where?"))
    one = RatedAnswer.of(
        Answer("And the cost?", (QUOTE,), 0.9, Outcome.ANSWERED, after), "revision", "model"
    )
    give(tmp_path, one, Rating.DISLIKED, "7")
    [found] = kept(tmp_path)
    assert found.answer == one
    assert found.answer.before == ("Where?", "What happened?")
    assert found.answer.quotes == (RatedQuote(QUOTE.reference, QUOTE.highlights),)
    assert found.rating is Rating.DISLIKED
    assert found.given.endswith("+00:00")


def test_one_person_has_one_rating_of_an_answer(tmp_path: Path) -> None:
    """A second replaces the first, also from another process and index; another person's rating is
    kept beside it."""
    one = rated()
    give(tmp_path, one, Rating.LIKED, "7")
    again = RatedAnswer.of(Answer(one.question, (QUOTE,), 0.5, Outcome.ANSWERED), "later", "model")
    give(tmp_path, again, Rating.DISLIKED, "7")
    assert [found.rating for found in kept(tmp_path)] == [Rating.DISLIKED]
    give(tmp_path, one, Rating.LIKED, "8")
    give(tmp_path, rated("Another question?"), Rating.LIKED, "7")
    assert len(kept(tmp_path)) == 3


def test_a_rating_is_found_and_withdrawn_only_by_who_gave_it(tmp_path: Path) -> None:
    """Another person neither sees it nor withdraws it."""
    with FeedbackStore(tmp_path, writable=True) as store:
        store.give(rated(), Rating.LIKED, "7")
        assert store.rating(rated(), "7") is Rating.LIKED
        assert store.rating(rated(), "8") is None
        assert not store.withdraw(rated(), "8")
        assert store.withdraw(rated(), "7")
        assert list(store.all()) == []


def test_ratings_name_no_person_and_cannot_be_linked(tmp_path: Path) -> None:
    """The file has no id; two ratings of one person have nothing in common; the same rating in
    another installation has another key."""
    person = "telegram:123456789"
    marks = []
    for name in ("one", "two"):
        folder = tmp_path / name
        give(folder, rated(), Rating.LIKED, person)
        give(folder, rated("Another question?"), Rating.LIKED, person)
        assert b"123456789" not in (folder / FILE_NAME).read_bytes()
        with FeedbackStore(folder) as store:
            rows = store._tables.rows("SELECT mark FROM verdicts ORDER BY question")
            marks += [row["mark"] for row in rows]
    assert len(set(marks)) == 4


def test_reading_makes_no_file(tmp_path: Path) -> None:
    """A missing file counts as no ratings."""
    assert kept(tmp_path / "none") == []
    assert not (tmp_path / "none").exists()


def _rate(folder: Path, person: int) -> None:
    for number in range(20):
        give(folder, rated(f"Question {number}?"), Rating.LIKED, str(person))


def test_several_processes_can_store_ratings_at_once(tmp_path: Path) -> None:
    """Also while there is no file yet: none is lost, and all use one key."""
    # Not forked: this process has threads.
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_rate, args=(tmp_path, n)) for n in range(4)]
    for one in processes:
        one.start()
        children.keep(one.pid or 0)
    for one in processes:
        one.join(children.PATIENCE)
        children.forget(one.pid or 0)
    assert [one.exitcode for one in processes] == [0] * 4
    assert len(kept(tmp_path)) == 80
    with FeedbackStore(tmp_path, writable=True) as store:
        assert all(store.withdraw(rated(f"Question {n}?"), "3") for n in range(20))


def test_a_damaged_file_is_reported(tmp_path: Path) -> None:
    """The error names the file, and what is lost with it."""
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match=r"feedback\.sqlite3 is damaged.*lost"):
        FeedbackStore(tmp_path, writable=True)
