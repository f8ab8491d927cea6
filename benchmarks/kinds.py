"""Calibration by kind of question.

    python -m benchmarks.kinds [FILE...] [--limit N]

The questions are those of training/written_questions.jsonl about documents that the reader was kept
from (``is_validation`` in training/train_reader.py), asked of all these documents together.
Documents that the project has not are looked for in FILE... Near-misses, which the documents do not
answer, are counted with the kind that their words show.

ECE: expected calibration error; "by chance": what it would be, in so few questions, if confidence
were exact. "One offset": ECE with a number added to all logits, for another share of questions with
an answer than confidence stands for; "own offset": with one for each kind. Both are fitted to the
other half of the documents.
"""

import argparse
import random
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.span import Span
from retrieval.answer import Quote
from retrieval.answerer import Answerer
from retrieval.arrays import Doubles, Mask
from retrieval.defaults import MIN_CONFIDENCE
from retrieval.evaluation.measures import calibration_error
from retrieval.evaluation.question_sets import Context, QuestionSet
from retrieval.logistic import logistic, logit
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from training.examples import Example
from training.question_collections import QuestionCollection, bundled_reader, origin
from training.train_reader import VALIDATION_TITLES, is_validation
from training.written_questions import WRITTEN, written_examples

KINDS = {
    "yes/no": ("yesno", "negation"),
    "why, how": ("why", "how", "procedure"),
    "keywords": ("keyword",),
    "who, when, where, number": ("who", "when", "where", "number"),
    "list": ("list",),
    "definition": ("definition",),
    "other": ("qualifier", "pronoun", "what", "typo"),
}
# Of near-misses, which have no kind: the first that matches.
_FORMS = {
    "yes/no": r"(is|are|was|were|do|does|did|can|could|will|would|should|may|must|has|have|had)\b",
    "who, when, where, number": r"(\w+ )?(who|whom|whose|when|where|how (many|much|long|old|often)"
    r"|(what|which) (year|day|date|time|number|city|country))\b",
    "why, how": r"(why|how)\b",
    "list": r"(which|what) (\w+ )?\w+s (are|were|did|does|do|can|have)\b|list\b|name\b",
    "definition": r"what('s| is| are) (an? )?\w+( \w+)?\W*$|what does .* mean",
    "other": r"(what|which|whats)\b",
}
_COLUMNS = (
    *("questions", "answerable", "confidence", "right", "ECE", "by chance"),
    *("one offset", "own offset", "answered", "wrong"),
)
_SHARED = 0.5
_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Result:
    """A question's outcome. ``half``: which of the documents' halves it belongs to."""

    kind: str
    answerable: bool
    confidence: float
    right: bool
    half: int


def kind_of(one: Example) -> str:
    """The kind of a written question; of a near-miss, the one that its words show."""
    for name, kinds in KINDS.items():
        if one.kind in kinds:
            return name
    asked = one.question.lower().strip()
    found = (name for name, form in _FORMS.items() if re.match(form, asked))
    return next(found, "keywords")


def results(
    answerer: Answerer, examples: Sequence[Example], numbers: dict[int, int]
) -> list[Result]:
    """Asks the questions. ``numbers``: those of their documents, by identity."""
    found = []
    for one in examples:
        answer = answerer.ask(one.question, top=1)
        name = one.document.title or one.document.text
        right = (
            one.answerable
            and bool(answer.quotes)
            and answer.quotes[0].document.id == str(numbers[id(one.document)])
            and _marks(answer.quotes[0], one.evidence)
        )
        half = zlib.crc32(name.encode()) // VALIDATION_TITLES % 2
        found.append(Result(kind_of(one), one.answerable, answer.confidence, right, half))
    return found


def _marks(quote: Quote, evidence: Sequence[Span]) -> bool:
    """Whether a highlight and a sentence that answers share half of the shorter one."""
    return any(
        min(mark.end, one.end) - max(mark.start, one.start)
        > _SHARED * min(mark.end - mark.start, one.end - one.start)
        for mark in quote.highlights
        for one in evidence
    )


def by_chance(confidences: Doubles) -> float:
    """The mean calibration error of exact confidences, over so few questions."""
    lot = np.random.default_rng(0)
    return float(
        np.mean(
            [
                calibration_error(confidences, lot.random(len(confidences)) < confidences)
                for _ in range(_ROUNDS)
            ]
        )
    )


def with_offset(confidences: Doubles, right: Mask, halves: Doubles) -> Doubles:
    """The confidences with an offset on their logits, fitted to the other half: the one with which
    as many are expected to be right as are."""
    found = confidences.copy()
    for half in (0, 1):
        fitted, applied = halves != half, halves == half
        if not fitted.any():
            continue
        logits = logit(confidences[fitted], 1e-4)
        offsets = np.linspace(-2, 2, 81)
        # A prior of ten questions that confidence is right for keeps few questions from deciding.
        wanted = (right[fitted].sum() + 10 * confidences[fitted].mean()) / (fitted.sum() + 10)
        gaps = [abs(float(logistic(logits + one).mean()) - wanted) for one in offsets]
        found[applied] = logistic(logit(confidences[applied], 1e-4) + offsets[int(np.argmin(gaps))])
    return found


def print_table(found: Sequence[Result]) -> None:
    """A line for each kind, and one for all."""
    columns = ("questions", "answerable", "confidence", "right", "ECE", "by chance", "one offset")
    print(
        f"{'':26}" + "".join(f"{one:>12}" for one in (*columns, "own offset", "answered", "wrong"))
    )
    shifted = with_offset(
        np.array([one.confidence for one in found]),
        np.array([one.right for one in found]),
        np.array([float(one.half) for one in found]),
    )
    for name in (*KINDS, "all"):
        inside = np.array([name in (one.kind, "all") for one in found])
        rows = [one for one in found if name in (one.kind, "all")]
        if not rows:
            continue
        confidences = np.array([one.confidence for one in rows])
        right = np.array([one.right for one in rows])
        halves = np.array([float(one.half) for one in rows])
        shown = confidences >= MIN_CONFIDENCE
        figures = (
            np.mean([one.answerable for one in rows]),
            confidences.mean(),
            right.mean(),
            calibration_error(confidences, right),
            by_chance(confidences),
            calibration_error(shifted[inside], right),
            calibration_error(with_offset(confidences, right, halves), right),
            shown.mean(),
            1 - right[shown].mean() if shown.any() else 0.0,
        )
        print(f"{name:26}{len(rows):12}" + "".join(f"{one:12.3f}" for one in figures))


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("files", type=Path, nargs="*")
    options.add_argument("--limit", type=int, help="questions at most, drawn at random")
    options.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    arguments = options.parse_args()
    print(origin([WRITTEN, *arguments.files]))
    examples = [one for one in written_examples(arguments.files) if is_validation(one)]
    documents = list(dict.fromkeys(one.document for one in examples))
    places = {one: number for number, one in enumerate(documents)}
    numbers = {id(one.document): places[one.document] for one in examples}
    contexts = [Context(one.text, one.title or None, one.language) for one in documents]
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(None, models), models, print)
    collection = QuestionCollection(QuestionSet("kinds", contexts), [], encoder, arguments.cache)
    answerer = collection.answerer(bundled_reader(arguments.cache))
    if arguments.limit and len(examples) > arguments.limit:
        examples = random.Random(0).sample(examples, arguments.limit)
    print(f"{len(examples)} questions, {len(documents)} documents", flush=True)
    print_table(results(answerer, examples, numbers))


if __name__ == "__main__":
    main()
