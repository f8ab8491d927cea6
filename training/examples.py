"""Training examples of the reader: questions, documents, and the sentences that answer.

Files are question sets (SQuAD JSON) or JSON Lines, optionally compressed (``.gz``), with
``question``, ``passage`` (``title``, ``text``), ``answers`` (texts), and optionally ``evidence``
(sentences of the passage that answer, verbatim) and ``pair`` (the ``id`` of the answerable question
that an unanswerable one twists).
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.span import Span
from corpus.text.passages import passages
from corpus.text.sentences import sentences
from retrieval.evaluation.question_files import read_questions
from retrieval.evaluation.question_sets import Question, QuestionSet

# Sets whose evidence was marked by paragraph or section: its sentences do not all answer.
ROUGH_SETS = ("aws-headings", "boolq", "medquad", "nq-complex", "qmsum")


@dataclass(frozen=True, slots=True)
class TrainingDocument:
    """A text with its title ("" for none), and the language it is in."""

    title: str
    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class TextPassage:
    """A passage of a document as the index has it: its span, its sentences that can be quoted, and
    the start of the sentences before it that a reader reads along; all spans in the document."""

    span: Span
    sentences: tuple[Span, ...]
    before: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question about a document. ``evidence``: spans of the document's text that answer; none for
    an unanswerable question. ``answers``: the answers' own words, inside the evidence; none where
    only sentences are known. ``rough``: not all of the evidence's sentences answer. ``ambiguous``:
    the answer's words occur more than once, and which occurrence answers is not known.
    ``pair``: the answerable question that this one twists."""

    set: str
    question: str
    document: TrainingDocument
    evidence: tuple[Span, ...]
    answers: tuple[Span, ...] = ()
    answer_texts: tuple[str, ...] = ()
    kind: str = ""
    rough: bool = False
    ambiguous: bool = False
    id: str = ""
    pair: str = ""

    @property
    def answerable(self) -> bool:
        return bool(self.evidence)


def read_examples(path: Path) -> list[Example]:
    """The examples in a file; those whose evidence is not in their passage are left out."""
    if path.suffix == ".json":
        whole = read_questions(path)
        return list(of_question_set(whole, whole.questions))
    name = path.name.partition(".")[0]
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    documents: dict[tuple[str, str], TrainingDocument] = {}
    found = []
    for row in rows:
        passage = row["passage"]
        title, text = passage.get("title") or "", passage["text"]
        made = TrainingDocument(title, text, passage.get("language") or "en")
        document = documents.setdefault((title, text), made)
        example = _example(name, row, document)
        if example is not None:
            found.append(example)
    return found


def of_question_set(whole: QuestionSet, questions: Sequence[Question]) -> Iterator[Example]:
    """Questions of a set as examples; the places of their answers are known."""
    documents = [TrainingDocument(one.title or "", one.text) for one in whole.contexts]
    for one in questions:
        if one.context is None:
            continue
        places = tuple(Span(start, end) for start, end in one.places)
        apart = len({place.start for place in places}) > 1 and whole.name.startswith("nq")
        yield Example(
            whole.name,
            one.text,
            documents[one.context],
            places,
            places,
            one.answers,
            ambiguous=apart,
        )


def _example(name: str, row: dict[str, Any], document: TrainingDocument) -> Example | None:
    text = document.text
    answers = tuple(one.strip() for one in row["answers"] if one.strip())
    marked: tuple[Span, ...] = ()
    if row.get("evidence"):
        evidence = tuple(span for one in row["evidence"] for span in _places(text, one.strip())[:1])
        inside = [
            place
            for one in answers
            for place in _places(text, one)
            if any(span.start <= place.start and place.end <= span.end for span in evidence)
        ]
        # "yes", "no significant difference": not words of the text.
        marked = tuple(inside) if any(len(one) > 3 for one in answers) else ()
        ambiguous = False
    else:
        evidence = tuple(span for one in answers for span in _places(text, one))
        marked = evidence
        ambiguous = len(evidence) > len(answers)
    if not evidence and (answers or row.get("evidence")):
        return None
    return Example(
        name,
        row["question"].strip(),
        document,
        evidence,
        marked,
        answers if marked else (),
        row.get("kind") or "",
        name in ROUGH_SETS,
        ambiguous,
        row.get("id") or "",
        row.get("pair") or "",
    )


def _places(text: str, words: str) -> list[Span]:
    found, start = [], text.find(words) if words else -1
    while start >= 0:
        found.append(Span(start, start + len(words)))
        start = text.find(words, start + 1)
    return found


@lru_cache(maxsize=200_000)
def split(document: TrainingDocument) -> tuple[TextPassage, ...]:
    """The document's passages, as they are indexed."""
    every = sentences(document.text, document.language)
    found: list[TextPassage] = []
    position = 0
    for passage in passages(document.text, every):
        while every[position].start < passage.start:
            position += 1
        own = []
        while position < len(every) and every[position].start < passage.end:
            own.append(every[position])
            position += 1
        quotable = tuple(
            Span(one.start, one.end)
            for one in own
            if not one.heading and one.of(document.text).strip()
        )
        previous = found[-1] if found else None
        before = previous.sentences[-2:] if previous and not (own and own[0].heading) else ()
        if before and before[-1].end != passage.start:
            before = ()
        found.append(TextPassage(Span(passage.start, passage.end), quotable, before))
    return tuple(found)
