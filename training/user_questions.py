"""Questions as people ask them of folders of their documents, for fitting.

    FOLDER/questions.tsv        collection, question, pattern, kind: tabs between, no heading
    FOLDER/docs/COLLECTION/     the documents of a collection

The pattern is a regular expression, case-sensitive, found in the text of every sentence that
answers (white space made single blanks), or in that of two or three sentences together; empty for a
question that the collection does not answer.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.index.index import Index
from retrieval.ranking.rank import Candidate
from retrieval.ranking.search_scope import SearchScope

# A pattern may need this many sentences in a row to match.
_MOST_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class UserQuestion:
    """A question of a collection; ``pattern`` is None where the collection does not answer it."""

    collection: str
    text: str
    pattern: re.Pattern[str] | None
    kind: str


def read_user_questions(folder: Path) -> dict[str, list[UserQuestion]]:
    """The questions of each collection. Raises OSError, ValueError (of lines), re.error."""
    found: dict[str, list[UserQuestion]] = defaultdict(list)
    with (folder / "questions.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            collection, question, pattern, kind = row
            compiled = re.compile(pattern) if pattern else None
            found[collection].append(UserQuestion(collection, question, compiled, kind))
    return found


def right_ones(
    question: UserQuestion, candidates: Sequence[Candidate], scope: SearchScope
) -> NDArray[np.bool_]:
    """Which candidates' sentences answer, shape (candidates,)."""
    right = np.zeros(len(candidates), bool)
    if question.pattern is None:
        return right
    for number, one in enumerate(candidates):
        right[number] = any(
            question.pattern.search(text) and not question.pattern.search(rest)
            for text, rest in _runs(one.sentence, scope)
        )
    return right


def _runs(row: int, scope: SearchScope) -> Iterator[tuple[str, str]]:
    """The sentence of a row alone and as the first of runs in its passage, each with what is left
    of the run without it."""
    index = scope.index
    document = scope.documents.of_passage(index.sentences.owner(row))
    if document is None:
        return
    end = _end_of_passage(row, index)
    texts: list[str] = []
    for other in range(row, min(row + _MOST_TOGETHER, end)):
        texts.append(" ".join(index.sentences.span(other).of(document.text).split()))
        yield " ".join(texts), " ".join(texts[1:])


def _end_of_passage(row: int, index: Index) -> int:
    own = index.sentences.owner(row)
    end = row + 1
    while end < len(index.sentences) and index.sentences.owner(end) == own:
        end += 1
    return end
