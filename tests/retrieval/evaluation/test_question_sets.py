"""Question files, and when a quote answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.span import Span
from retrieval.answer import Quote
from retrieval.errors import QuestionSetError
from retrieval.evaluation.question_files import read_contexts, read_questions
from retrieval.evaluation.question_sets import Context, Question, chosen, documents

KENT = "Roads were closed. Repairs cost 12 million pounds. Schools reopen on Monday."


def squad(*articles: list[tuple[str, list[dict[str, Any]]]]) -> str:
    return json.dumps(
        {
            "data": [
                {
                    "title": f"Article_{number}",
                    "paragraphs": [{"context": text, "qas": qas} for text, qas in paragraphs],
                }
                for number, paragraphs in enumerate(articles)
            ]
        }
    )


def asked(question: str, *answers: tuple[int, str], **more: Any) -> dict[str, Any]:
    return {
        "question": question,
        "answers": [{"answer_start": start, "text": text} for start, text in answers],
        **more,
    }


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "questions.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def lines(*entries: object) -> str:
    return "\n".join(json.dumps(entry) for entry in entries)


def test_squad(tmp_path: Path) -> None:
    """Version 1.1 and 2.0: answers at their places, impossible questions without any; the halves
    are parted by article, and a text that comes twice is one context."""
    one = [(KENT, [asked("Cost?", (32, "12 million"), (32, "12 million "))])]
    two = [
        ("Rye is heavy.", [asked("What is rye?", (7, "heavy"), is_impossible=False)]),
        (KENT, [asked("Who?", (0, "Roads"), is_impossible=True)]),
    ]
    found = read_questions(written(tmp_path, squad(one, two)))
    assert found.contexts == [Context(KENT, "Article 0"), Context("Rye is heavy.", "Article 1")]
    assert found.tuning == [Question("Cost?", ("12 million",), 0, ((32, 42),))]
    assert found.reporting == [
        Question("What is rye?", ("heavy",), 1, ((7, 12),)),
        Question("Who?", (), 0, ()),
    ]


def test_squad_of_one_article(tmp_path: Path) -> None:
    """Where there is one article only, the halves are parted by paragraph."""
    article = [("One.", [asked("1?", (0, "One"))]), ("Two.", [asked("2?", (0, "Two"))])]
    found = read_questions(written(tmp_path, squad(article)))
    assert [one.text for one in found.tuning] == ["1?"]
    assert [one.text for one in found.reporting] == ["2?"]


def test_lines(tmp_path: Path) -> None:
    """Every place of an answer counts, in any case; a passage is a text or an object; what its
    passage does not answer is left out and counted; no answers: unanswerable."""
    found = read_questions(
        written(
            tmp_path,
            lines(
                {"question": "Where?", "answers": ["kent"], "passage": "Kent or Kent.\u2028Yes."},
                {"question": "Odd?", "answers": ["Dover"], "passage": "Kent or Kent.\u2028Yes."},
                {
                    "question": "Who?",
                    "answers": [],
                    "passage": {"text": "Nobody.", "title": "None", "language": "en"},
                },
            ),
        )
    )
    assert found.questions == [
        Question("Where?", ("kent",), 0, ((0, 4), (8, 12))),
        Question("Who?", (), 1, ()),
    ]
    assert found.contexts[1] == Context("Nobody.", "None", "en")
    assert (found.left_out, found.first_half) == (1, 1)
    assert found.has_contexts


def test_lines_without_passage(tmp_path: Path) -> None:
    """They are for a collection that is already there."""
    found = read_questions(written(tmp_path, lines({"question": "Where?", "answers": ["Kent"]})))
    assert found.questions == [Question("Where?", ("Kent",))]
    assert not found.has_contexts


def test_distractors(tmp_path: Path) -> None:
    """Texts in lines, or the contexts of a question set; each text once."""
    path = written(tmp_path, lines({"text": "One.", "title": "T"}, {"text": "One.", "title": "T"}))
    assert read_contexts(path) == [Context("One.", "T")]
    assert read_contexts(written(tmp_path, squad([("Two.", [])]))) == [Context("Two.", "Article 0")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no questions"),
        ("Once upon a time", "line 1 is not JSON"),
        ('{"question": "a", "answers": []}\n{"question"', "line 2 is not JSON"),
        ("[1, 2]", "neither SQuAD's"),
        ('{"rows": []}', "neither SQuAD's"),
        ('{"data": [{"title": "T"}]}', "'paragraphs' is missing"),
        ('{"data": 3}', "is not in SQuAD's form"),
        ('{"data": []}', "has no questions"),
        (lines({"question": "a"}, {}), 'line 1 lacks "question" (a text) or "answers"'),
        (lines({"question": "a", "answers": [1]}), 'line 1: "answers" is a list of texts'),
        (
            lines(
                {"question": "a", "answers": [], "passage": "T"}, {"question": "b", "answers": []}
            ),
            'line 2: either every line has a "passage", or none has',
        ),
        (
            lines({"question": "a", "answers": [], "passage": {"title": "T"}}),
            "line 1 has no passage",
        ),
        (lines({"question": "a", "answers": ["x"], "passage": "T"}), "1 were left out"),
        (squad([(KENT, [asked("Cost?", (33, "12 million"))])]), "is not at its place (33)"),
        (squad([(KENT, [asked("Cost?", (-1, "12 million"))])]), "is not at its place (-1)"),
        (squad([(KENT, [asked("Cost?", (32, "12 million"))])]).encode("utf-16"), "is not UTF-8"),
        ("[" * 100_000, "line 1 is not JSON"),
    ],
)
def test_what_is_no_question_set(tmp_path: Path, text: str | bytes, said: str) -> None:
    """It is named, in one line, with what is wrong."""
    path = written(tmp_path, text)
    with pytest.raises(QuestionSetError) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def quote(*highlights: tuple[int, int], context: int = 0, text: str = KENT) -> Quote:
    contexts = [Context("Other.")] * context + [Context(text)]
    document = list(documents(contexts))[context]
    return Quote(document, Span(0, len(text)), tuple(Span(*one) for one in highlights), 1.0)


def test_an_answer_counts_at_its_place_and_whole() -> None:
    """Not in another text, not in part, and over two highlights only where they join."""
    cost = Question("Cost?", ("12 million pounds",), 0, ((32, 49),))
    assert cost.answered_by(quote((19, 50)))
    assert not cost.answered_by(quote((0, 18)))
    assert not cost.answered_by(quote((19, 40)))
    assert not cost.answered_by(quote((19, 50), context=1))
    both = Question("All?", ("closed. Repairs",), 0, ((11, 26),))
    assert both.answered_by(quote((0, 18), (19, 50)))
    assert not both.answered_by(quote((0, 18), (51, 76)))


def test_without_a_place_the_words_count() -> None:
    """Any document will do, if the answer's words are highlighted in a row."""
    cost = Question("Cost?", ("12 MILLION pounds", "%"))
    assert cost.answered_by(quote((19, 50), context=1))
    assert not cost.answered_by(quote((0, 18)))
    assert cost.answered_by(quote((0, 4), text="100%"))
    assert not Question("Cost?", ("2 million",)).answered_by(quote((19, 50)))


def test_questions_are_chosen_by_lot() -> None:
    """The same for the same seed, in their order, and no more than there are."""
    questions = [Question(str(number), ()) for number in range(20)]
    some = chosen(questions, 5, seed=1)
    assert some == chosen(questions, 5, seed=1) != chosen(questions, 5, seed=2)
    assert [int(one.text) for one in some] == sorted(int(one.text) for one in some)
    assert chosen(questions, None, 1) == chosen(questions, 50, 1) == questions
