"""Reader blend: the ranker's features and the reader's output as one logit.

For the bundled reader it is a scoring network over the ranker's features and the reader's signals
for a candidate, trained by `python -m training.fit_reader_blend`: where the words of question and
sentence differ, it can trust the reader more. For another reader, which has not been measured, it
is an average of logits.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from retrieval.arrays import Doubles, Floats
from retrieval.logistic import logit
from retrieval.ranking.features import CROSSES, FEATURES
from retrieval.ranking.rank import Candidate
from retrieval.ranking.scoring_network import ScoringNetwork
from retrieval.readers.reader import ReaderOutput

LEARNED = Path(__file__).with_name("reader_blend.json")
# For the multilingual reader.
MULTILINGUAL_LEARNED = Path(__file__).with_name("multilingual_reader_blend.json")
# The most passages read for a question: they decide how long it takes. A token takes the
# multilingual reader, which is twice as deep, twice as long.
MOST_PASSAGES, MULTILINGUAL_PASSAGES = 8, 4
# Added to all logits of a question with the multilingual reader: where the best candidate is in the
# question's language, and where it is in another. Fitted mostly to English and to answers across
# languages, the blend is too sure of itself within other languages. Of 174 questions that people
# might ask about German laws, French news and Russian texts, 87 would be answered rightly and 40
# wrongly without this, 81 and 31 are with it. With the reader and blend before, of parallel texts
# (benchmarks/parallel_languages.py), questions without an answer that get one were 18 of 40 within
# a language instead of 23; across languages, right answers were 279 of 480 instead of 258, and
# wrong ones 27 both times.
WITHIN, ACROSS = -0.45, 0.45
# The weight of another reader's logit. It counts twice as much as the ranker's: it sees question
# and passage together, and somebody chose it for that. An average and not a sum, since both judge
# the same thing.
OTHER_READER = 2 / 3
# Probabilities are kept this far from 0 and 1, or a saturated one would outweigh everything else.
_MARGIN = 1e-4
SIGNALS = (
    "ranker",
    # The reader's logits: of the passage; of the answer's starting and ending in the sentence; of
    # the sentence's being evidence.
    "passage",
    "span",
    "evidence",
    # Of all sentences of the passage: whether it contains an answer at all.
    "best_span",
    "best_evidence",
    # Differences from the best of all candidates.
    "ranker_gap",
    "passage_gap",
    "span_gap",
    "evidence_gap",
)
# The features of a candidate, in order.
INPUTS = (*FEATURES, *SIGNALS)


@dataclass(frozen=True, slots=True)
class ReaderBlend:
    """Learned for the reader with this ``fingerprint``, which reads at most this many ``passages``;
    ``network``: over INPUTS. ``within``, ``across``: see WITHIN, ACROSS."""

    fingerprint: str
    network: ScoringNetwork
    passages: int = MOST_PASSAGES
    within: float = 0.0
    across: float = 0.0

    def logits(self, inputs: Floats) -> Doubles:
        """Of candidates with these inputs (see ``blend_inputs``), at least one: shape
        (candidates,)."""
        found = self.network.logits(inputs).astype(np.float64)
        crosses = inputs[found.argmax(), INPUTS.index(CROSSES)] > 0
        return found + (self.across if crosses else self.within)


@lru_cache(maxsize=1)
def learned_blend() -> ReaderBlend:
    """The blend for the bundled reader."""
    return _blend(LEARNED)


def blend_for(reader: str) -> ReaderBlend | None:
    """The blend for the reader with this fingerprint; None for one that has not been measured."""
    if reader == learned_blend().fingerprint:
        return learned_blend()
    found = _multilingual_blend()
    return found if found is not None and found.fingerprint == reader else None


@lru_cache(maxsize=1)
def _multilingual_blend() -> ReaderBlend | None:
    if not MULTILINGUAL_LEARNED.is_file():
        return None
    found = _blend(MULTILINGUAL_LEARNED)
    return replace(found, passages=MULTILINGUAL_PASSAGES, within=WITHIN, across=ACROSS)


def _blend(path: Path) -> ReaderBlend:
    known = json.loads(path.read_text("utf-8"))
    return ReaderBlend(known["fingerprint"], ScoringNetwork.of(known, INPUTS))


def blend_inputs(
    candidates: Sequence[Candidate], outputs: Sequence[tuple[ReaderOutput, int]]
) -> Floats:
    """Shape (candidates, len(INPUTS)). ``outputs``: for each candidate the reader's output for its
    passage, and the candidate's position among the passage's sentences. Raises ValueError for a
    candidate without features."""
    known = [one.features for one in candidates if one.features is not None]
    if len(known) < len(candidates):
        raise ValueError("a candidate without features cannot be weighed")
    signals = reader_signals(candidates, outputs).astype(np.float32)
    return np.concatenate([np.array(known, np.float32), signals], axis=1)


def reader_signals(
    candidates: Sequence[Candidate], outputs: Sequence[tuple[ReaderOutput, int]]
) -> Doubles:
    """Shape (candidates, len(SIGNALS)); arguments as of ``blend_inputs``."""
    ranker = np.array([one.logit for one in candidates])
    passage = np.array([_logit(output.relevance) for output, _ in outputs])
    span = np.array([_span_logit(output, position) for output, position in outputs])
    evidence = np.array([_logit(_evidence(output)[position]) for output, position in outputs])
    best_span = np.array([_logit(sum(output.sentences)) for output, _ in outputs])
    best_evidence = np.array([_logit(max(_evidence(output))) for output, _ in outputs])
    gaps = [one - one.max() for one in (ranker, passage, span, evidence)]
    return np.stack([ranker, passage, span, evidence, best_span, best_evidence, *gaps], axis=1)


def averaged_logits(
    candidates: Sequence[Candidate], outputs: Sequence[tuple[ReaderOutput, int]]
) -> Doubles:
    """The candidates' logits with another reader than the bundled one, shape (candidates,). The
    reader's logit for a sentence is the mean of the sentence's own and its passage's."""
    ranker = np.array([one.logit for one in candidates])
    reader = [
        (_logit(output.relevance) + _logit(output.sentences[position])) / 2
        for output, position in outputs
    ]
    found: Doubles = (1 - OTHER_READER) * ranker + OTHER_READER * np.array(reader)
    return found


def _evidence(output: ReaderOutput) -> tuple[float, ...]:
    return output.evidence or output.sentences


def _logit(probability: float) -> float:
    return float(logit(probability, _MARGIN))


def _span_logit(output: ReaderOutput, position: int) -> float:
    """Against "none" alone, so that two sentences that both answer do not compete."""
    own = output.sentences[position]
    none = max(1 - sum(output.sentences), 0.0)
    return _logit(own / max(own + none, 1e-12))
