"""Files of question sets: SQuAD JSON and JSON Lines.

JSON Lines have ``question``, ``answers`` (a list of texts, empty for no answer) and, unless the
questions are asked of an existing collection, ``passage`` (a text, or an object with ``text`` and
optionally ``title`` and ``language``).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retrieval.errors import QuestionSetError
from retrieval.evaluation.question_sets import Context, Question, QuestionSet


def read_questions(path: Path) -> QuestionSet:
    """The question set in a file of either format. Raises QuestionSetError, OSError."""
    text = _text(path)
    whole = _json_or_none(text)
    if isinstance(whole, dict) and "data" in whole:
        found = _read_squad(path, whole)
    elif whole is not None and not (isinstance(whole, dict) and "question" in whole):
        raise QuestionSetError(
            path, 'is JSON, but neither SQuAD\'s ("data") nor JSON Lines of questions'
        )
    else:
        found = _read_lines(path, text)
    if not found.questions:
        left = f"; {found.left_out} were left out, as their passages have none of their answers"
        raise QuestionSetError(path, f"has no questions{left if found.left_out else ''}")
    return found


def read_contexts(path: Path) -> list[Context]:
    """Distractors, texts that no question is about: JSON Lines of ``text`` (``title``,
    ``language``), or the contexts of a question set. Raises QuestionSetError, OSError."""
    text = _text(path)
    whole = _json_or_none(text)
    if isinstance(whole, dict) and "data" in whole:
        return _read_squad(path, whole).contexts
    found = [
        _context(path, number, line.get("passage", line)) for number, line in _lines(path, text)
    ]
    if not found:
        raise QuestionSetError(path, "has no passages")
    return list(dict.fromkeys(found))


class _Contexts:
    """Collects contexts, each text once."""

    def __init__(self, kept: list[Context]) -> None:
        self._kept = kept
        self._numbers: dict[str, int] = {}

    def number(self, context: Context) -> int:
        if context.text not in self._numbers:
            self._numbers[context.text] = len(self._kept)
            self._kept.append(context)
        return self._numbers[context.text]


def _read_squad(path: Path, whole: dict[str, Any]) -> QuestionSet:
    """SQuAD 1.1 or 2.0. The halves are split by article; a single article's, by paragraph."""
    found = QuestionSet(path.stem)
    contexts = _Contexts(found.contexts)
    try:
        groups = [
            (str(article.get("title") or "").replace("_", " ") or None, article["paragraphs"])
            for article in whole["data"]
        ]
        if len(groups) == 1:
            groups = [(groups[0][0], [paragraph]) for paragraph in groups[0][1]]
        for group, (title, paragraphs) in enumerate(groups):
            if group == len(groups) // 2:
                found.first_half = len(found.questions)
            for paragraph in paragraphs:
                context = Context(paragraph["context"], title)
                if not context.text.strip():
                    continue
                number = contexts.number(context)
                for question in paragraph["qas"]:
                    found.questions.append(_squad_question(path, question, context.text, number))
    except (KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(path, f"is not in SQuAD's form ({_fault(error)})") from None
    return found


def _squad_question(path: Path, entry: dict[str, Any], text: str, context: int) -> Question:
    places: set[tuple[int, int]] = set()
    answers: dict[str, None] = {}
    for answer in () if entry.get("is_impossible") else entry["answers"]:
        start, words = answer["answer_start"], answer["text"]
        if not words.strip():
            continue
        if start < 0 or text[start : start + len(words)] != words:
            raise QuestionSetError(
                path,
                f"the answer {words[:40]!r} to {entry['question'][:60]!r} is not at its place "
                f"({start}) in its passage; are the offsets counted in bytes?",
            )
        inner = words.strip()
        start += words.index(inner)
        places.add((start, start + len(inner)))
        answers[inner] = None
    return Question(entry["question"], tuple(answers), context, tuple(sorted(places)))


def _read_lines(path: Path, text: str) -> QuestionSet:
    """JSON Lines. The halves are split by line.

    Every occurrence of an answer in the passage counts. Questions whose passage has none of their
    answers are left out, and counted.
    """
    found = QuestionSet(path.stem)
    contexts = _Contexts(found.contexts)
    lines = list(_lines(path, text))
    for position, (number, line) in enumerate(lines):
        if position == len(lines) // 2:
            found.first_half = len(found.questions)
        question, answers = line.get("question"), line.get("answers")
        if not isinstance(question, str) or not isinstance(answers, list):
            raise QuestionSetError(
                path, f'line {number} lacks "question" (a text) or "answers" (a list of texts)'
            )
        if not all(isinstance(one, str) for one in answers):
            raise QuestionSetError(path, f'line {number}: "answers" is a list of texts')
        wanted = tuple(dict.fromkeys(one.strip() for one in answers if one.strip()))
        if ("passage" in line) != ("passage" in lines[0][1]):
            raise QuestionSetError(
                path, f'line {number}: either every line has a "passage", or none has'
            )
        if "passage" not in line:
            found.questions.append(Question(question, wanted))
            continue
        context = _context(path, number, line["passage"])
        places = tuple(place for answer in wanted for place in _places(context.text, answer))
        if wanted and not places:
            found.left_out += 1
            contexts.number(context)
            continue
        found.questions.append(Question(question, wanted, contexts.number(context), places))
    return found


def _context(path: Path, number: int, entry: Any) -> Context:
    fields = {"text": entry} if isinstance(entry, str) else entry
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise QuestionSetError(path, f'line {number} has no passage with a "text"')
    if not fields["text"].strip():
        raise QuestionSetError(path, f"line {number}: the passage is empty")
    return Context(
        fields["text"],
        *(value if isinstance(value := fields.get(name), str) else None for name in _KNOWN),
    )


_KNOWN = ("title", "language")


def _places(text: str, answer: str) -> Iterator[tuple[int, int]]:
    lowered, wanted = text.lower(), answer.lower()
    if len(lowered) != len(
        text
    ):  # some letters are longer in lower case, which would shift offsets
        lowered, wanted = text, answer
    start = lowered.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = lowered.find(wanted, start + 1)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionSetError(
            path, f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from None


def _json_or_none(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _lines(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    # Not splitlines(): texts may contain U+2028.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise QuestionSetError(
                path, f"line {number} is not JSON ({error}); give SQuAD JSON or JSON Lines"
            ) from None
        if not isinstance(entry, dict):
            raise QuestionSetError(path, f"line {number} is not a JSON object")
        yield number, entry


def _fault(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
