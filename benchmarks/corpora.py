"""Corpora of the speed benchmark: question sets, or the sample articles with made-up questions."""

import random
from dataclasses import dataclass
from pathlib import Path

from benchmarks.question_variants import fragments
from corpus.sample import sample_documents
from corpus.text.front_matter import split_front_matter
from corpus.text.sentences import sentences
from retrieval.evaluation.question_files import read_contexts, read_questions
from retrieval.evaluation.question_sets import chosen

# Questions per set, drawn at random from the answerable ones of its reporting half.
QUESTIONS = 600
_SEED = 0


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts with their titles, and questions with the index of the text that answers each."""

    name: str
    texts: list[str]
    titles: list[str | None]
    questions: list[str]
    gold: list[int]


def read_corpus(path: Path, distractors: Path | None = None) -> Corpus:
    """A question set's texts, the distractors after them. Raises QuestionSetError, OSError."""
    found = read_questions(path)
    contexts = found.contexts + (read_contexts(distractors) if distractors else [])
    questions = chosen([one for one in found.reporting if one.answerable], QUESTIONS, _SEED)
    return Corpus(
        found.name,
        [one.text for one in contexts],
        [one.title for one in contexts],
        [one.text for one in questions],
        [-1 if one.context is None else one.context for one in questions],
    )


def sample_paragraphs() -> tuple[list[str], list[str | None]]:
    """The paragraphs of the sample articles, and the titles of their articles."""
    texts: list[str] = []
    titles: list[str | None] = []
    for document in sample_documents():
        _, body = split_front_matter(document.text)
        found = [part.strip() for part in document.text[body:].split("\n\n")]
        kept = [part for part in found if part and not part.startswith("#")]
        texts += kept
        titles += [document.title] * len(kept)
    return texts, titles


def sample_corpus() -> Corpus:
    """The sample paragraphs, and a question for each: the content words of its longest sentence.
    Too easy to say anything of quality."""
    texts, titles = sample_paragraphs()
    chance = random.Random(_SEED)
    questions = [
        fragments(max((one.of(text) for one in sentences(text, "en")), key=len), chance)
        for text in texts
    ]
    return Corpus("samples", texts, titles, questions, list(range(len(texts))))
