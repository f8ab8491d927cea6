"""Trains the multilingual model's ranker: retrieval/ranking/multilingual_ranker.json.

    python -m training.train_multilingual_ranker --squad FILE --nq FILE

The data are parts of the tuning halves of SQuAD and NQ, in English, once as they are and once
muted: as if each question were in another language than the passages (see ranking_samples.py), so
that the ranker learns what cosines alone are worth there. Cosines of other languages are brought to
the same scale (ranking/language_scales.py). Loss and kinds of question are those of
training/train_ranker.py.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from retrieval.defaults import MULTILINGUAL
from retrieval.evaluation.question_files import read_questions
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.ranking.ranker import MULTILINGUAL_WEIGHTS
from retrieval.ranking.score_scale import Anchors
from training.question_collections import QuestionCollection, origin, parser
from training.ranking_samples import Sample, samples
from training.train_ranker import compact, fit_confidence, learn, part

_MUTED = " muted"


def collect(
    collections: Sequence[QuestionCollection], encoder: Encoder, seed: int, most: int
) -> list[Sample]:
    """The samples of both collections, as they are and muted; off-topic questions for one come
    from the other."""
    found: list[Sample] = []
    for collection, other in zip(collections, collections[::-1], strict=True):
        foreign = [one for one in other.set.questions if one.answerable]
        for muted in (False, True):
            name = f"{collection.set.name}{_MUTED if muted else ''}"
            found += (
                replace(one, set=name)
                for one in samples(
                    collection, foreign, collection.set.questions, encoder, seed, most, muted=muted
                )
            )
            print(f"{collection.set.name}: {len(found)} samples so far", flush=True)
    return found


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--passages", type=int, default=320, help="of each set")
    options.add_argument("--questions", type=int, default=500, help="of each kind and set")
    options.add_argument("--out", type=Path, default=MULTILINGUAL_WEIGHTS)
    arguments = options.parse_args()
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(MULTILINGUAL, models), models, print)
    collections = []
    for path in (arguments.squad, arguments.nq):
        whole = read_questions(path)
        some = part(whole, whole.tuning, arguments.seed, arguments.passages)
        cache = arguments.cache / MULTILINGUAL
        collections.append(QuestionCollection(some, [], encoder, cache))
    found = collect(collections, encoder, arguments.seed, arguments.questions)
    learned = learn(found, arguments.seed)
    learned["model"] = encoder.fingerprint
    learned["anchors"] = asdict(Anchors.of(encoder))
    fit_confidence(learned, found, {one.set for one in found})
    made = {
        "made_by": "python -m training.train_multilingual_ranker",
        **origin([arguments.squad, arguments.nq]),
        "seed": arguments.seed,
        "samples": len(found),
    }
    arguments.out.write_text(compact(json.dumps({**made, **learned}, indent=1)) + "\n", "utf-8")
    print(f"{arguments.out} written; confidence {learned['confidence']}")


if __name__ == "__main__":
    main()
