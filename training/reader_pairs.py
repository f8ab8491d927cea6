"""Reader training pairs: questions with passages that answer them and passages that do not.

The passages are those that Pullquote splits texts into and retrieves. Kinds of pair:

answers     the passage that holds the answer
found       another passage that search finds for the question
cut         the answering passage without the sentences that answer
altered     the answering passage with an altered question, or altered where the question names
            something, so that it does not answer
unfitting   an unanswerable question written to look answerable (SQuAD 2.0), with its passage

``found`` pairs of a question that means little without its passage ("How long is it?") weigh less,
because some of those passages may answer it too.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.evaluation.question_sets import Question
from retrieval.index.index import Index
from retrieval.models.encoder import Encoder
from retrieval.query import QueryAnalyzer
from retrieval.ranking.retriever import RetrievedPassage, retrieve
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.tokenizer import words
from training.altered_questions import altered, replacement
from training.question_collections import QuestionCollection

ANSWERS, FOUND, CUT, ALTERED, UNFITTING = "answers", "found", "cut", "altered", "unfitting"

# FOUND pairs per question, at most.
_MOST_FOUND = 4
# Questions encoded together, and passages retrieved for each.
_TOGETHER, _PROPOSED = 256, 10
# A question with this many content words stands on its own.
_CONTENT_WORDS = 4
_NEIGHBOURS = 6
# Attempts to alter a question, and its passage.
_ALTERATIONS = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage. ``sentences`` are [start, end) in ``text``; ``gold`` the indices of
    those that answer; ``answers`` the place of the first answer in ``text``. The last two are empty
    unless ``kind`` is ANSWERS."""

    kind: str
    question: str
    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    gold: tuple[int, ...] = ()
    answers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The pairs of one question; the first one answers it, if any does. ``weight`` is the weight of
    its FOUND pairs."""

    pairs: tuple[Pair, ...]
    weight: float


def groups(
    collection: QuestionCollection, questions: Sequence[Question], encoder: Encoder, seed: int
) -> Iterator[Group]:
    """A group for each question whose answer lies in a sentence that can be quoted."""
    maker = _Maker(collection, random.Random(f"{collection.set.name} {seed}"))
    scope = SearchScope.of(collection.index, collection.store)
    for start in range(0, len(questions), _TOGETHER):
        some = questions[start : start + _TOGETHER]
        texts = [one.text for one in some]
        encoded = dict(zip(texts, encoder.encode_questions_with_tokens(texts), strict=True))
        analyzer = QueryAnalyzer(collection.index, encoded.__getitem__)
        for question in some:
            retrieved = retrieve(analyzer.query(question.text), scope, _PROPOSED)
            group = maker.group(question, retrieved)
            if group is not None:
                yield group


class _Maker:
    def __init__(self, collection: QuestionCollection, chooser: random.Random) -> None:
        self._collection, self._chooser = collection, chooser
        self._passages = _by_context(collection.index)
        self._contexts: dict[str, list[int]] = {}
        for number, one in enumerate(collection.set.contexts):
            self._contexts.setdefault(one.title or "", []).append(number)

    def group(self, question: Question, retrieved: Sequence[RetrievedPassage]) -> Group | None:
        if question.context is None:
            return None
        own = self._passages.get(question.context, [])
        if not question.answerable:
            nearest = next((one.passage for one in retrieved if one.passage in own), None)
            chosen = own[0] if nearest is None and own else nearest
            if chosen is None:
                return None
            return Group((self._pair(UNFITTING, question.text, chosen),), 1.0)
        answering = next(
            (
                pair
                for pair in (self._pair(ANSWERS, question.text, one, question) for one in own)
                if pair.gold
            ),
            None,
        )
        if answering is None:
            return None
        pairs = [answering]
        pairs += self._found(question, retrieved)
        if (cut := _cut(answering, question)) is not None:
            pairs.append(cut)
        pairs += self._altered(answering, question)
        content_words = len({one for one in words(question.text, "en") if len(one) > 3})
        return Group(tuple(pairs), min(1.0, content_words / _CONTENT_WORDS))

    def _altered(self, pair: Pair, question: Question) -> list[Pair]:
        """Several distinct alterations, drawn at random; batches pick among them."""
        found: dict[str, Pair] = {}
        for _ in range(_ALTERATIONS):
            other = altered(question.text, pair.text, self._neighbours(question), self._chooser)
            if other is not None:
                found[other] = Pair(ALTERED, other, pair.title, pair.text, pair.sentences)
            if (replaced := self._replaced(pair, question)) is not None:
                found[replaced.text] = replaced
        return list(found.values())

    def _replaced(self, pair: Pair, question: Question) -> Pair | None:
        """The passage with something else in place of a name or number of the question."""
        found = replacement(
            pair.question, pair.text, question.answers, self._neighbours(question), self._chooser
        )
        if found is None:
            return None
        before, after = found
        text, sentences = "", []
        for number, (start, end) in enumerate(pair.sentences):
            last = pair.sentences[number - 1][1] if number else 0
            text += pair.text[last:start]
            changed = pair.text[start:end].replace(before, after)
            sentences.append((len(text), len(text) + len(changed)))
            text += changed
        return Pair(ALTERED, pair.question, pair.title, text, tuple(sentences))

    def _found(self, question: Question, retrieved: Iterable[RetrievedPassage]) -> list[Pair]:
        found: list[Pair] = []
        for one in retrieved:
            pair = self._pair(FOUND, question.text, one.passage)
            lowered = pair.text.lower()
            if not any(answer.lower() in lowered for answer in question.answers):
                found.append(pair)
            if len(found) == _MOST_FOUND:
                break
        return found

    def _pair(
        self, kind: str, text_of_question: str, passage: int, question: Question | None = None
    ) -> Pair:
        index = self._collection.index
        document = self._collection.document(int(index.document_of(passage)[0]))
        span = index.passages.span(passage)
        places = index.sentences.spans(index.sentences.of(np.array([passage]))).tolist()
        gold = tuple(
            number
            for number, (start, end) in enumerate(places)
            if question is not None and any(start <= a and b <= end for a, b in question.places)
        )
        inside = tuple((start - span.start, end - span.start) for start, end in places)
        answers = (
            ()
            if question is None
            else tuple(
                (start - span.start, end - span.start)
                for start, end in question.places[:1]
                if span.start <= start and end <= span.end
            )
        )
        text = span.of(document.text)
        return Pair(kind, text_of_question, document.title or "", text, inside, gold, answers)

    def _neighbours(self, question: Question) -> list[str]:
        """Other texts of the same article; none if the set does not have articles."""
        contexts = self._collection.set.contexts
        assert question.context is not None
        same = self._contexts[contexts[question.context].title or ""]
        if len(same) == len(contexts):
            return []
        return [
            contexts[one].text for one in self._chooser.sample(same, min(len(same), _NEIGHBOURS))
        ]


def _by_context(index: Index) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for passage in range(len(index.passages)):
        found.setdefault(int(index.document_of(passage)[0]), []).append(passage)
    return found


def _cut(pair: Pair, question: Question) -> Pair | None:
    """The passage without its answering sentences; None if it still answers or nothing is left."""
    text, sentences, taken = pair.text, [], 0
    for number, (start, end) in enumerate(pair.sentences):
        if number in pair.gold:
            text = text[: start - taken] + text[end - taken :]
            taken += end - start
        else:
            sentences.append((start - taken, end - taken))
    lowered = text.lower()
    if not sentences or any(answer.lower() in lowered for answer in question.answers):
        return None
    return Pair(CUT, pair.question, pair.title, text, tuple(sentences))
