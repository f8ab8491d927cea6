"""Training examples: files, passages, forms of questions."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from corpus.span import Span
from training.examples import Example, TrainingDocument, read_examples, split
from training.question_forms import (
    asked_claim,
    asked_statement,
    casual,
    keywords,
    misspelt,
    without_subject,
    yes_no,
)

TEXT = "Ada Marsh was born in Deal. She left the stage in 1971. It rained in 1971."


def written(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    lines = "\n".join(json.dumps(row) for row in rows)
    path = folder / name
    path.write_bytes(gzip.compress(lines.encode()) if name.endswith(".gz") else lines.encode())
    return path


def row(question: str, answers: list[str], **more: Any) -> dict[str, Any]:
    return {
        "question": question,
        "answers": answers,
        "passage": {"title": "Ada", "text": TEXT},
    } | more


def words(example: Example, spans: tuple[Span, ...]) -> list[str]:
    return [one.of(example.document.text) for one in spans]


def test_answers_are_found_in_their_passage(tmp_path: Path) -> None:
    """Every occurrence counts, and several are ambiguous; one that is not there is left out."""
    path = written(
        tmp_path,
        "some.jsonl.gz",
        row("Where was she born?", ["Deal"], id="a"),
        row("When did she leave?", ["1971"]),
        row("Who wrote it?", [], pair="a"),
        row("Where did she die?", ["Dover"]),
    )
    where, when, who = read_examples(path)
    assert words(where, where.answers) == ["Deal"]
    assert (where.id, where.ambiguous, where.document.title) == ("a", False, "Ada")
    assert words(when, when.evidence) == ["1971", "1971"]
    assert when.ambiguous
    assert (who.answerable, who.pair) == (False, "a")
    assert where.document is when.document


def test_evidence_is_sentences(tmp_path: Path) -> None:
    """Answers inside the evidence are marked, unless they are no words of it."""
    evidence = ["She left the stage in 1971."]
    path = written(
        tmp_path,
        "boolq.jsonl",
        row("Did she leave?", ["yes"], evidence=evidence, kind="yesno"),
        row("When did she leave?", ["1971"], evidence=evidence),
    )
    did, when = read_examples(path)
    assert words(did, did.evidence) == evidence
    assert (did.answers, did.answer_texts, did.kind, did.rough) == ((), (), "yesno", True)
    assert words(when, when.answers) == ["1971"]


def test_question_sets_are_examples(tmp_path: Path) -> None:
    """SQuAD JSON is read with the places of its answers."""
    entry = {"question": "Where?", "answers": [{"text": "Deal", "answer_start": 22}]}
    whole = {"data": [{"title": "Ada", "paragraphs": [{"context": TEXT, "qas": [entry]}]}]}
    path = tmp_path / "set.json"
    path.write_text(json.dumps(whole))
    [only] = read_examples(path)
    assert words(only, only.answers) == ["Deal"]


def test_a_document_is_split_as_it_is_indexed() -> None:
    """A later passage comes with the sentences before it, except under a heading."""
    text = " ".join(
        f"Sentence number {n} says that the river rose again in that year." for n in range(20)
    )
    first, second, *_ = split(TrainingDocument("", text))
    assert first.before == ()
    assert second.before == first.sentences[-2:]
    assert second.before[-1].end == second.span.start
    headed = TrainingDocument("", f"{text}\n\n# Night\n\nIt fell at night.")
    assert split(headed)[-1].before == ()


@pytest.mark.parametrize(
    ("question", "answer", "becomes"),
    [
        ("Where did she go?", "Dover", "Did she go in Dover?"),
        ("When did it end?", "in May 1945", "Did it end in May 1945?"),
        ("When did it end?", "8 May 1945", "Did it end on 8 May 1945?"),
        ("What was the capital of Kent?", "Maidstone", "Was Maidstone the capital of Kent?"),
        ("How many people did it kill?", "12", "Did it kill 12 people?"),
        ("Why did it end?", "money", None),
        ("Who did she meet?", "Lord Harris", None),
    ],
)
def test_questions_become_yes_no_questions(question: str, answer: str, becomes: str | None) -> None:
    """By a rule for each kind of question; no rule, no question."""
    assert yes_no(question, answer) == becomes


def test_claims_become_questions() -> None:
    """The verb comes first, and a negation is dropped."""
    assert asked_claim("Ada Marsh was not born in Deal.") == "Was Ada Marsh born in Deal?"
    assert asked_claim("Rain fell.") is None


@pytest.mark.parametrize(
    ("statement", "asked"),
    [
        (
            "- Dogs can't come along with you, as the boat is small.",
            "Can dogs come along with you?",
        ),
        ("There is a bus from the port to Deal.", "Is there a bus from the port to Deal?"),
        ("Ada Marsh was born in Deal.", "Was Ada Marsh born in Deal?"),
        ("She was born in Deal.", None),
        ("In 1931, when it rained, dogs were let in.", None),
        ("Rain fell on the town.", None),
    ],
)
def test_statements_become_questions(statement: str, asked: str | None) -> None:
    """The auxiliary comes first, a clause behind goes, and so does most denial."""
    assert asked_statement(statement, random.Random(1)) == asked


def test_questions_lose_the_name_of_their_subject() -> None:
    """A pronoun stands for the document's title, where the question has it."""
    assert without_subject("Who built Deal Castle?", "Deal Castle", "it") == "Who built it?"
    assert without_subject("Who built it?", "Deal Castle", "it") is None
    assert without_subject("What is Deal Castle's age?", "Deal Castle", "it") is None


def test_keywords_are_content_words() -> None:
    """Function words go; a question that has few others has no keywords."""
    assert keywords("When did the Romans leave Britain?") == "Romans leave Britain"
    assert keywords("Who was it?") is None


def test_people_type_carelessly() -> None:
    """Capitals and marks may go; one or two words get a slip, and the question stays the same in
    length but for that."""
    question = "When did the Romans leave Britain?"
    assert {casual(question, random.Random(n)) for n in range(20)} >= {
        "when did the romans leave britain",
        "When did the Romans leave Britain",
    }
    for seed in range(30):
        slipped = misspelt(question, random.Random(seed))
        changed = [one for one in slipped.split() if one not in question.split()]
        assert 0 < len(changed) <= 2
        assert abs(len(slipped) - len(question)) <= 2
