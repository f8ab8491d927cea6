"""Reader training pairs: questions with passages that answer them and passages that do not.

The passages are those that Pullquote splits texts into. Kinds of pair:

answers     a passage that holds the answer
found       another passage near the question
cut         the answering passage without the sentences that answer
altered     the answering passage with an altered question, or altered where the question names
            something, so that it does not answer
unfitting   an unanswerable question written to look answerable (SQuAD 2.0), with its passage
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.span import Span
from retrieval.models.encoder import Encoder
from training.altered_questions import altered, replacement
from training.examples import Example, TextPassage, TrainingDocument, split
from training.hard_negatives import encoded, nearest

ANSWERS, FOUND, CUT, ALTERED, UNFITTING = "answers", "found", "cut", "altered", "unfitting"

# FOUND pairs of a question, at most, and passages looked at for them.
_MOST_FOUND, _LOOKED_AT = 4, 12
_NEIGHBOURS = 6
# Attempts to alter a question, and its passage.
_ALTERATIONS = 3
# A passage's own words that make it likely that a near passage answers too, where only sentences of
# evidence are known: the nearest ones are skipped.
_SKIPPED_WITHOUT_ANSWER = 2

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a text: a passage, after the sentences before it that are read along.
    ``sentences``: [start, end) in ``text`` of those that can be quoted; ``gold``: the indices of
    those that answer; ``answers``: where the answer's own words stand. The last two are empty
    unless ``kind`` is ANSWERS. ``rough``: not all of ``gold`` answer; ``ambiguous``: one of them
    does."""

    kind: str
    question: str
    title: str
    text: str
    sentences: tuple[Place, ...]
    gold: tuple[int, ...] = ()
    answers: tuple[Place, ...] = ()
    rough: bool = False
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The pairs of one question; the first one answers it, if any does. ``id`` names it; ``twists``
    is the id of the group whose question this one twists. ``answer``: the answer's own words;
    ``others``: words like it that are not the answer."""

    set: str
    kind: str
    pairs: tuple[Pair, ...]
    id: str = ""
    twists: str = ""
    answer: str = ""


def groups(examples: Sequence[Example], encoder: Encoder, seed: int) -> Iterator[Group]:
    """A group for each question that a sentence which can be quoted answers, and for each
    unanswerable one. Near passages are looked for in the documents of all the examples."""
    documents = list(dict.fromkeys(one.document for one in examples))
    pool = [(document, passage) for document in documents for passage in split(document)]
    texts = [passage.span.of(document.text) for document, passage in pool]
    vectors = encoded(texts, encoder, questions=False)
    asked = encoded([one.question for one in examples], encoder, questions=True)
    near = nearest(asked, vectors, min(_LOOKED_AT, len(pool) - 1))
    articles: dict[str, list[TrainingDocument]] = defaultdict(list)
    for document in documents:
        articles[document.title].append(document)
    chooser = random.Random(f"{seed} {len(examples)}")
    for example, rows in zip(examples, near.tolist(), strict=True):
        yield from _group(example, [pool[row] for row in rows], articles, chooser)


def _group(
    example: Example,
    near: Sequence[tuple[TrainingDocument, TextPassage]],
    articles: dict[str, list[TrainingDocument]],
    chooser: random.Random,
) -> Iterator[Group]:
    own = [_pair(ANSWERS, example, example.document, one) for one in split(example.document)]
    if not example.answerable:
        inside = [one for document, one in near if document == example.document]
        passages = inside or list(split(example.document))
        if passages:
            pair = _pair(UNFITTING, example, example.document, passages[0])
            yield Group(example.set, example.kind, (pair,), example.id, example.pair)
        return
    answering = [one for one in own if one.gold]
    if not answering:
        return
    chooser.shuffle(answering)
    first = answering[0]
    pairs = [first, *_found(example, near)]
    if not example.rough:
        pairs += [
            replace(one, kind=FOUND)
            for one in own
            if not one.gold and not _holds_answer(example, one)
        ]
        if (cut := _cut(example, first)) is not None:
            pairs.append(cut)
    if example.answers and not example.rough:
        same = articles[example.document.title]
        texts = [one.text for one in chooser.sample(same, min(len(same), _NEIGHBOURS))]
        texts = [] if len(same) > 500 else texts
        pairs += _altered(example, first, texts, chooser)
    answer = min(example.answer_texts, key=len, default="")
    yield Group(example.set, example.kind, tuple(pairs), example.id, answer=answer)


def _pair(kind: str, example: Example, document: TrainingDocument, passage: TextPassage) -> Pair:
    start = passage.before[0].start if passage.before else passage.span.start
    inside = tuple((one.start - start, one.end - start) for one in passage.sentences)
    text = document.text[start : passage.span.end]
    if kind != ANSWERS:
        return Pair(kind, example.question, document.title, text, inside)
    gold = tuple(
        number
        for number, one in enumerate(passage.sentences)
        if any(_answers(one, evidence, example) for evidence in example.evidence)
        # A question that was marked along with its answer.
        and not (example.rough and one.of(document.text).rstrip().endswith("?"))
    )
    answers = tuple(
        (one.start - start, one.end - start)
        for one in example.answers
        if passage.span.start <= one.start and one.end <= passage.span.end
    )
    return Pair(
        kind,
        example.question,
        document.title,
        text,
        inside,
        gold,
        answers if gold else (),
        example.rough,
        example.ambiguous,
    )


def _answers(sentence: Span, evidence: Span, example: Example) -> bool:
    """Whether a sentence is evidence: it holds the answer's words, or most of it was marked."""
    if example.answers and example.evidence == example.answers:
        return sentence.holds(evidence)
    shared = min(sentence.end, evidence.end) - max(sentence.start, evidence.start)
    return shared > 0.5 * min(sentence.end - sentence.start, evidence.end - evidence.start)


def _holds_answer(example: Example, pair: Pair) -> bool:
    lowered = pair.text.lower()
    return any(one.lower() in lowered for one in example.answer_texts)


def _found(
    example: Example, near: Sequence[tuple[TrainingDocument, TextPassage]]
) -> Iterator[Pair]:
    pairs = [
        _pair(FOUND, example, document, passage)
        for document, passage in near
        if document != example.document
    ]
    if not example.answer_texts:
        pairs = pairs[_SKIPPED_WITHOUT_ANSWER:]
    kept = [one for one in pairs if not _holds_answer(example, one)]
    yield from kept[:_MOST_FOUND]


def _cut(example: Example, pair: Pair) -> Pair | None:
    """The passage without its answering sentences; None if it still answers or nothing is left."""
    text, sentences, taken = pair.text, [], 0
    for number, (start, end) in enumerate(pair.sentences):
        if number in pair.gold:
            text = text[: start - taken] + text[end - taken :]
            taken += end - start
        else:
            sentences.append((start - taken, end - taken))
    cut = Pair(CUT, pair.question, pair.title, text, tuple(sentences))
    return cut if sentences and not _holds_answer(example, cut) else None


def _altered(
    example: Example, pair: Pair, neighbours: Sequence[str], chooser: random.Random
) -> list[Pair]:
    """Several distinct alterations, drawn at random; batches pick among them."""
    found: dict[str, Pair] = {}
    for _ in range(_ALTERATIONS):
        other = altered(example.question, pair.text, neighbours, chooser)
        if other is not None:
            found[other] = Pair(ALTERED, other, pair.title, pair.text, pair.sentences)
        replaced = replacement(pair.question, pair.text, example.answer_texts, neighbours, chooser)
        if replaced is not None:
            changed = with_replaced(pair, *replaced)
            found[changed.text] = replace(changed, kind=ALTERED, gold=(), answers=())
    return list(found.values())


def with_replaced(pair: Pair, before: str, after: str) -> Pair:
    """The pair with other words in its sentences; its answers are lost."""
    text, sentences, last = "", [], 0
    for start, end in pair.sentences:
        text += pair.text[last:start]
        changed = pair.text[start:end].replace(before, after)
        sentences.append((len(text), len(text) + len(changed)))
        text += changed
        last = end
    return replace(pair, text=text + pair.text[last:], sentences=tuple(sentences), answers=())
