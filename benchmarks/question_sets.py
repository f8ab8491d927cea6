"""Question sets with known answers, as their authors publish them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.quote import Quote


@dataclass(frozen=True, slots=True)
class Question:
    """``context`` is the number of the passage that answers, or (with no answers) merely looks
    fitting. ``places`` are the answers' [start, end) in it, one or more, any of which will do."""

    text: str
    context: int
    places: tuple[tuple[int, int], ...]

    @property
    def answerable(self) -> bool:
        return bool(self.places)

    def answered_by(self, quote: Quote) -> bool:
        """Whether a highlight of the quote, from a document whose id is the number of its
        passage, holds a gold answer at its gold place."""
        return int(quote.document.id) == self.context and any(
            part.start < end and start < part.end
            for part in quote.highlights
            for start, end in self.places
        )


@dataclass(slots=True)
class QuestionSet:
    """Questions and the passages that they are about. ``first_half`` is how many of the questions
    are for tuning: the rest are for reporting."""

    name: str
    contexts: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    first_half: int = 0

    @property
    def tuning(self) -> list[Question]:
        return self.questions[: self.first_half]

    @property
    def reporting(self) -> list[Question]:
        return self.questions[self.first_half :]


def read_squad(path: Path) -> QuestionSet:
    """SQuAD 1.1 or 2.0; the halves are parted by article."""
    articles = json.loads(path.read_text("utf-8"))["data"]
    found = QuestionSet(path.stem)
    for number, article in enumerate(articles):
        if number == len(articles) // 2:
            found.first_half = len(found.questions)
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                places = {
                    (answer["answer_start"], answer["answer_start"] + len(answer["text"]))
                    for answer in question["answers"]
                }
                found.questions.append(
                    Question(question["question"], len(found.contexts), tuple(sorted(places)))
                )
            found.contexts.append(paragraph["context"])
    return found


def read_lines(path: Path) -> QuestionSet:
    """JSON Lines of ``question``, ``answers`` and ``passage``; the halves are parted by line.

    Every place of the passage that has an answer's words counts. Questions whose passage has
    none of them are left out.
    """
    found = QuestionSet(path.stem)
    numbers: dict[str, int] = {}
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    for position, line in enumerate(lines):
        if position == len(lines) // 2:
            found.first_half = len(found.questions)
        text = line["passage"]["text"]
        places = tuple(place for answer in line["answers"] for place in _places(text, answer))
        if text not in numbers:
            numbers[text] = len(found.contexts)
            found.contexts.append(text)
        if places:
            found.questions.append(Question(line["question"], numbers[text], places))
    return found


def read_passages(path: Path) -> list[str]:
    """JSON Lines of ``text``: passages nobody asks about, which make retrieval harder."""
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


def _places(text: str, answer: str) -> Iterable[tuple[int, int]]:
    lowered, wanted = text.lower(), answer.lower().strip()
    if len(lowered) != len(text):  # a letter whose lower case is longer would shift the places
        lowered, wanted = text, answer.strip()
    start = lowered.find(wanted) if wanted else -1
    while start >= 0:
        yield start, start + len(wanted)
        start = lowered.find(wanted, start + 1)
