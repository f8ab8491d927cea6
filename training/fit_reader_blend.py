"""Trains the network that weighs ranker and reader: retrieval/ranking/reader_blend.json.

    python -m training.fit_reader_blend --squad FILE --nq FILE --more FILE... [--distractors FILE]

The questions are those that the reader was not trained on (training/train_reader.py): the
validation questions of the tuning halves, asked of their whole sets, and those of ``--more``, asked
of all their documents together. Some are asked as people type them (question_forms.py), some again
without their own document, and off-topic questions come from the other sets. Loss and kinds of
question are those of training/train_ranker.py.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.store.memory import MemoryStore
from retrieval.arrays import Floats
from retrieval.evaluation.question_sets import Context, QuestionSet
from retrieval.index.build import build_index
from retrieval.models.encoder import Encoder
from retrieval.query import QueryAnalyzer
from retrieval.ranking.rank import compute_features, in_order, rank, ranked_sentences
from retrieval.ranking.reader_blend import (
    INPUTS,
    LEARNED,
    MOST_PASSAGES,
    MULTILINGUAL_LEARNED,
    MULTILINGUAL_PASSAGES,
    blend_inputs,
)
from retrieval.ranking.reranker import best_passages, read_passages
from retrieval.ranking.scoring_network import ScoringNetwork
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers.bundled import IN_ALL_LANGUAGES, BundledReader, kind_for
from retrieval.readers.reader import Reader
from training.examples import Example, read_examples
from training.null_loss import platt
from training.question_collections import QuestionCollection, open_collections, origin, parser
from training.question_forms import asked_claim, casual, keywords, misspelt, yes_no
from training.ranking_samples import (
    ANSWERABLE,
    NEAR,
    OFF_TOPIC,
    UNANSWERABLE,
    Sample,
    muted_crossing,
    muted_query,
)
from training.train_ranker import compact, learn
from training.train_reader import is_validation, validation_questions
from training.written_questions import (
    FOREIGN,
    IN_OTHER_LANGUAGES,
    INVENTED,
    LANGUAGES,
    WRITTEN,
    written_examples,
)

_UNITS, _STEPS, _DECAY = 8, 3000, 0.3
_NEAR_SHARE = 0.4
# Questions of each file, at most. Files with few questions count as one set.
_MOST = {"squad2-train": 400, WRITTEN.stem: 900, FOREIGN.stem: 800, LANGUAGES.stem: 800}
_MOST_OTHERS, _MOST_FOREIGN = 120, 120
_OTHERS = "others"
# How a question is asked: as it is, carelessly, in keywords, misspelt, as a yes/no question.
_FORMS = {"plain": 0.35, "casual": 0.3, "keywords": 0.15, "misspelt": 0.07, "yes/no": 0.13}
# At least this share of a marked sentence or an answer has to lie in a sentence that is right.
_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is asked. ``document``: the number of the one that answers it, or that it
    was written about."""

    set: str
    kind: str
    text: str
    document: int | None
    places: tuple[tuple[int, int], ...] = ()


def asked_as_typed(question: str, answer: str, claim: bool, chooser: random.Random) -> str:
    """The question in one of the forms that people use."""
    if claim:
        return asked_claim(question) or question
    match chooser.choices(list(_FORMS), list(_FORMS.values()))[0]:
        case "casual":
            return casual(question, chooser)
        case "keywords":
            found = keywords(question)
            return found.lower() if found else question
        case "misspelt":
            return casual(misspelt(question, chooser), chooser)
        case "yes/no" if answer:
            asked = yes_no(question, answer)
            return casual(asked, chooser) if asked else question
        case _:
            return question


def of_collection(
    collection: QuestionCollection, other: QuestionCollection, chooser: random.Random
) -> Iterator[Asked]:
    """The validation questions of a set's tuning half, and off-topic ones of another set."""
    name = collection.set.name
    for one in validation_questions(collection.set):
        answer = min(one.answers, key=len, default="")
        text = asked_as_typed(one.text, answer, claim=False, chooser=chooser)
        kind = ANSWERABLE if one.answerable else UNANSWERABLE
        yield Asked(name, kind, text if one.answerable else one.text, one.context, one.places)
        if one.answerable and chooser.random() < _NEAR_SHARE:
            yield Asked(name, NEAR, text, one.context)
    yield from _foreign(name, other, chooser)


def _foreign(name: str, other: QuestionCollection, chooser: random.Random) -> Iterator[Asked]:
    found = [one for one in validation_questions(other.set) if one.answerable]
    for one in chooser.sample(found, min(len(found), _MOST_FOREIGN)):
        yield Asked(name, OFF_TOPIC, one.text, None)


def of_examples(
    found: Sequence[Example], numbers: dict[int, int], chooser: random.Random
) -> Iterator[Asked]:
    """Validation examples of one file, as questions to all of them; ``numbers``: those of their
    documents, by identity."""
    names = {WRITTEN.stem if one.set == INVENTED else one.set for one in found}
    name = min(names & set(_MOST), default=_OTHERS)
    most = _MOST.get(name, _MOST_OTHERS)
    for one in chooser.sample(list(found), min(len(found), most)):
        answer = min(one.answer_texts, key=len, default="")
        text = one.question
        if one.set not in IN_OTHER_LANGUAGES:
            text = asked_as_typed(text, answer, one.kind == "claim", chooser)
        document = numbers[id(one.document)]
        if not one.answerable:
            yield Asked(name, UNANSWERABLE, one.question, document)
            continue
        places = tuple((span.start, span.end) for span in one.evidence)
        yield Asked(name, ANSWERABLE, text, document, places)
        if chooser.random() < _NEAR_SHARE:
            yield Asked(name, NEAR, text, document)


def sample(
    collection: QuestionCollection,
    asked: Asked,
    encoder: Encoder,
    reader: Reader,
    most: int = MOST_PASSAGES,
    muted: bool = False,
    alone: bool = False,
) -> Sample | None:
    """The candidates that are read for a question, in ``most`` passages; None where there are none.
    ``muted``: the ranker sees it as if it were in another language (ranking_samples.py).
    ``alone``: it is asked of its own document alone."""
    index, store, selection = collection.index, collection.store, None
    if alone and asked.document is not None:
        store = MemoryStore([collection.document(asked.document)])
        index = build_index(store.documents(), encoder, store.revision, previous=index)
    elif asked.kind == NEAR:
        selection = index.only(
            np.array([n != asked.document for n in range(len(collection.texts))])
        )
    scope = SearchScope.of(index, store, selection)
    query = QueryAnalyzer.of(index, encoder).query(asked.text)
    if muted:
        query, crossing = muted_query(query), muted_crossing(index)
        features = compute_features(query, scope, crossing=crossing)
        candidates = in_order(ranked_sentences(*features, index.model))
    else:
        candidates = rank(query, scope)
    # Including passages that are skipped in use for being far behind, so that the fit does not
    # depend on that limit.
    read = read_passages(query, best_passages(candidates, most), scope, reader)
    kept = [one for one in candidates if one.sentence in read]
    if not kept:
        return None
    own = np.array([int(index.document_of(one.passage)[0]) == asked.document for one in kept])
    own &= asked.kind == ANSWERABLE
    spans = index.sentences.spans(np.array([one.sentence for one in kept])).tolist()
    inside = [any(_is_right(span, place) for place in asked.places) for span in spans]
    passages = np.array([one.passage for one in kept])
    table = blend_inputs(kept, [read[one.sentence] for one in kept])
    gold = own & np.array(inside)
    return Sample(asked.set, 0, asked.kind, table, gold, own, passages, np.zeros(len(kept)))


def _is_right(span: Sequence[int], place: Sequence[int]) -> bool:
    shared = min(span[1], place[1]) - max(span[0], place[0])
    return shared > _SHARED * min(span[1] - span[0], place[1] - place[0])


def fit(
    found: Sequence[Sample], seed: int, steps: int = _STEPS, without: Sequence[str] = ()
) -> dict[str, Any]:
    """The content of the file: the network's weights, and slope and offset of the confidence.
    ``without``: inputs that do not count."""
    left_out = [INPUTS.index(name) for name in without]
    shown = [replace(one, table=_zeroed(one.table, left_out)) for one in found]
    learned = learn(shown, seed, steps, INPUTS, units=_UNITS, decay=_DECAY)
    for number in left_out:
        learned["features"][number] |= {"mean": 0.0, "scale": 1.0, "units": [0.0] * _UNITS}
    network = ScoringNetwork.of(learned | {"confidence": {"slope": 1.0, "offset": 0.0}}, INPUTS)
    used = [one for one in found if one.kind != NEAR]
    logits = [network.logits(one.table) for one in used]
    counts = Counter((one.set, one.kind) for one in used)
    learned["confidence"] = platt(
        [float(each.max()) for each in logits],
        [bool(one.gold[each.argmax()]) for one, each in zip(used, logits, strict=True)],
        [1000 / counts[one.set, one.kind] for one in used],
    )
    return learned


def _zeroed(table: Floats, columns: Sequence[int]) -> Floats:
    found = table.copy()
    found[:, list(columns)] = 0
    return found


def collect(arguments: argparse.Namespace) -> tuple[list[Sample], str]:
    """The samples to fit to, and the reader's fingerprint."""
    collections, encoder = open_collections(arguments)
    kind = kind_for(arguments.model)
    reader = BundledReader(arguments.cache / "models", print, kind)
    chooser = random.Random(arguments.seed)
    asked = [
        (collection, one)
        for collection, other in zip(collections, collections[::-1], strict=True)
        for one in of_collection(collection, other, chooser)
    ]
    sets = [read_examples(path) for path in arguments.more]
    about = [*arguments.more, *arguments.documents]
    written = [WRITTEN, FOREIGN, LANGUAGES] if kind is IN_ALL_LANGUAGES else [WRITTEN]
    sets += [list(written_examples(about, path)) for path in written]
    examples = [[one for one in some if is_validation(one)] for some in sets]
    documents = list(dict.fromkeys(one.document for some in examples for one in some))
    if documents:
        contexts = [Context(one.text, one.title or None, one.language) for one in documents]
        mixed = QuestionCollection(
            QuestionSet("validation", contexts), [], encoder, arguments.cache
        )
        numbers = {id(one): number for number, one in enumerate(documents)}
        places = {one: number for number, one in enumerate(documents)}
        numbers |= {id(one.document): places[one.document] for some in examples for one in some}
        asked += [(mixed, one) for some in examples for one in of_examples(some, numbers, chooser)]
        asked += [
            (mixed, one) for other in collections for one in _foreign(_OTHERS, other, chooser)
        ]
    in_all = kind is IN_ALL_LANGUAGES
    if arguments.most and len(asked) > arguments.most:
        foreign = [each for each in asked if each[1].set in IN_OTHER_LANGUAGES]
        others = [each for each in asked if each[1].set not in IN_OTHER_LANGUAGES]
        asked = chooser.sample(others, arguments.most - len(foreign)) + foreign
    most = MULTILINGUAL_PASSAGES if in_all else MOST_PASSAGES
    found = []
    for number, (collection, one) in enumerate(asked):
        # Half of the English questions, for a reader of all languages.
        muted = in_all and number % 2 == 1 and one.set not in IN_OTHER_LANGUAGES
        made = sample(collection, one, encoder, reader, most, muted)
        if made is not None:
            found.append(made)
        # Again of its own document alone, so that what else there is counts for less.
        if one.kind in (ANSWERABLE, UNANSWERABLE) and chooser.random() < arguments.alone:
            made = sample(collection, one, encoder, reader, most, muted, alone=True)
            if made is not None:
                found.append(made)
        if number % 500 == 499:
            print(f"{number + 1} of {len(asked)} questions", flush=True)
    return found, reader.fingerprint


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--more", type=Path, nargs="*", default=[])
    options.add_argument("--documents", type=Path, nargs="*", default=[])
    options.add_argument(
        "--most", type=int, help="questions in all; those in other languages are all asked"
    )
    options.add_argument(
        "--alone", type=float, default=0.0, help="share asked again of their own document alone"
    )
    options.add_argument(
        "--without", nargs="*", default=[], choices=INPUTS, metavar="INPUT", help="leave them out"
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path)
    arguments = options.parse_args()
    in_all = kind_for(arguments.model) is IN_ALL_LANGUAGES
    arguments.out = arguments.out or (MULTILINGUAL_LEARNED if in_all else LEARNED)
    found, fingerprint = collect(arguments)
    sets = [arguments.squad, arguments.nq, arguments.distractors]
    files = [*sets, *arguments.more, *arguments.documents]
    made = {
        "made_by": "python -m training.fit_reader_blend",
        **origin(files),
        "questions": len(found),
        "fingerprint": fingerprint,
        **fit(found, arguments.seed, without=arguments.without),
    }
    arguments.out.write_text(compact(json.dumps(made, indent=1)) + "\n", "utf-8")
    print(f"{arguments.out} written; confidence {made['confidence']}")


if __name__ == "__main__":
    main()
