"""OpenVINO runtime of the bundled reader.

The reader is prepared once, at first use: the English model's weights and the reader's difference
from them (reader.safetensors) become one graph. Its folder:

graph.xml, graph.bin   in: packed tokens (see packing.py); out: the passage's logit, in the row of
                       a sequence's first token (tokens, 1), and the tokens' (tokens, 3): that the
                       answer starts, and ends, at the token, and that its sentence answers
tokenizer.json         the English model's tokenizer
reader.json            sizes and hashes of these; written last, so the folder is complete with it
compiled/              OpenVINO's cache of the compiled graph, by precision
"""

import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from corpus.span import Span
from retrieval.arrays import Doubles, Floats, Vectors
from retrieval.logistic import logistic
from retrieval.models.encoder import unit
from retrieval.models.openvino.encoder import compiled
from retrieval.models.openvino.precision import FLOAT32, Trial
from retrieval.models.openvino.prepared_model import (
    GRAPH,
    TOKENIZER,
    WEIGHTS,
    PreparedFile,
    PreparedModelError,
    seal_of,
)
from retrieval.models.openvino.tokenizer_files import load_tokenizer
from retrieval.models.shared_calls import SharedCalls
from retrieval.readers.answer_spans import span_in
from retrieval.readers.input import END, EVIDENCE, START, ReaderInput, Sequencer
from retrieval.readers.packing import batches, packed
from retrieval.readers.reader import ReaderOutput, ReaderPassage
from retrieval.readers.recent_outputs import RecentOutputs

DESCRIPTION = "reader.json"
FORMAT = 4
# The most tokens per word of a question in a language that the reader was trained on. Of the
# questions of SQuAD and NQ 99% have 2.0 or fewer; of the same with their letters exchanged
# (training/cipher.py), 99% have 2.2 or more, as have most German and Spanish ones.
MOST_PIECES = 2.1
ENGLISH_ONLY = frozenset(("en",))
FILES = (GRAPH, WEIGHTS, TOKENIZER)


def seal(folder: Path, fingerprint: str) -> None:
    """Writes the description of a folder whose files are complete."""
    seals = {name: asdict(seal_of(folder / name)) for name in FILES}
    known = {"format": FORMAT, "fingerprint": fingerprint, "files": seals}
    (folder / DESCRIPTION).write_text(json.dumps(known, indent=1) + "\n", "utf-8")


def check(folder: Path, *, whole: bool = False) -> str:
    """Compares the files with those that were prepared: by size, or with ``whole`` by hash. The
    tokenizer's SHA-256. Raises PreparedModelError where they differ."""
    try:
        known = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        if known["format"] != FORMAT:
            raise PreparedModelError(f"{folder} was prepared by another version of the program")
        for name, given in known["files"].items():
            path, wanted = folder / name, PreparedFile(**given)
            found = seal_of(path) if whole else PreparedFile(path.stat().st_size, wanted.sha256)
            if found != wanted:
                raise PreparedModelError(
                    f"{path} is not what was prepared; delete {folder}, and it is prepared again"
                )
        return str(known["files"][TOKENIZER]["sha256"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PreparedModelError(f"{folder} holds no prepared reader: {error}") from error


@dataclass(frozen=True, slots=True)
class Logits:
    """A sequence's logits: the passage's, and its n tokens', (n, 3)."""

    passage: float
    tokens: Floats


class OpenVinoReader:
    """A Reader. Thread-safe: what several threads ask for goes through the graph together.

    A passage's relevance is that of its best window; a sentence's probability is that of the window
    with most of its tokens. ``precision``: see ``models.precision``. Raises PreparedModelError
    where the folder cannot be used. ``languages``: see Reader.
    """

    def __init__(
        self,
        folder: Path,
        fingerprint: str,
        precision: str = FLOAT32,
        languages: frozenset[str] | None = ENGLISH_ONLY,
    ) -> None:
        digest = check(folder)
        try:
            self._sequencer = Sequencer(load_tokenizer(folder / TOKENIZER, digest))
            self._request = compiled(folder, precision).create_infer_request()
        except Exception as error:  # both libraries raise bare Exception and RuntimeError
            raise PreparedModelError(f"{folder} cannot be loaded: {error}") from error
        self.fingerprint, self.languages = fingerprint, languages
        self._recent = RecentOutputs()
        self._calls = SharedCalls(self._run)

    def supports(self, question: str) -> bool:
        """Whether the tokenizer keeps most of the question's words whole. In a language that the
        model was not trained on they fall into pieces; see MOST_PIECES. A reader of all languages
        reads every question."""
        return self.languages is None or self._sequencer.pieces(question) <= MOST_PIECES

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        return self._recent.read(question, passages, self._read)

    def _read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
        given = [self.inputs(question, passage) for passage in passages]
        logits = self.logits([one for windows in given for one in windows])
        outputs, first = [], 0
        for passage, windows in zip(passages, given, strict=True):
            last = first + len(windows)
            tokens = [one.tokens for one in logits[first:last]]
            sentences = _sentences(len(passage.sentences), windows, tokens)
            answers = _answers(passage, windows, tokens)
            best = max(one.passage for one in logits[first:last])
            outputs.append(_output(best, *sentences, answers))
            first = last
        return outputs

    def inputs(self, question: str, passage: ReaderPassage) -> list[ReaderInput]:
        """The windows in which a passage is read with the question, at least one."""
        places = [(one.start, one.end) for one in passage.sentences]
        asked = self._sequencer.shortened(question)
        return self._sequencer.sequences(asked, passage.title, passage.text, places)

    def logits(self, given: Sequence[ReaderInput]) -> list[Logits]:
        """The graph's outputs for each sequence."""
        return self._calls(given)

    def _run(self, given: Sequence[ReaderInput]) -> list[Logits]:
        found: dict[int, Logits] = {}
        for batch in batches([len(one.ids) for one in given]):
            results = self._request.infer(
                packed([given[place] for place in batch]), share_inputs=True, share_outputs=True
            )
            # Copied: the next batch overwrites them.
            passages, tokens = np.array(results[0]), np.array(results[1])
            first = 0
            for place in batch:
                last = first + len(given[place].ids)
                found[place] = Logits(float(passages[first, 0]), tokens[first:last])
                first = last
        return [found[place] for place in range(len(given))]


def precision_trial(folder: Path, fingerprint: str) -> Trial:
    """The reader as ``precision`` times it: a text's logits, as a unit vector."""

    def trial(precision: str) -> Callable[[Sequence[str]], Vectors]:
        reader = OpenVinoReader(folder, fingerprint, precision)

        def read(texts: Sequence[str]) -> Vectors:
            given = [
                window
                for text in texts
                for window in reader.inputs("Who came?", ReaderPassage(text, ()))
            ]
            found = [one.tokens.ravel() for one in reader.logits(given)]
            rows = np.zeros((len(found), max(map(len, found))), np.float32)
            for row, logits in zip(rows, found, strict=True):
                row[: len(logits)] = logits
            return unit(rows)

        return read

    return trial


def _sentences(
    count: int, windows: Sequence[ReaderInput], tokens: Sequence[Floats]
) -> tuple[Doubles, Doubles]:
    """Two logits of each sentence, shape (count,), from the window with most of its tokens: the
    mean of those of the answer's starting and ending in it, and the mean of its tokens' logits that
    it is evidence; -inf for a sentence in no window."""
    spans, evidence = np.full(count, -np.inf), np.full(count, -np.inf)
    most = np.zeros(count, np.int64)
    for window, logits in zip(windows, tokens, strict=True):
        inside = window.owners >= 0
        owners = window.owners[inside]
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        if not len(firsts):
            continue
        own = logits[inside].astype(np.float64)
        sums = np.logaddexp.reduceat(own[:, [START, END]], firsts, axis=0)
        here, many = owners[firsts], np.diff(firsts, append=len(owners))
        means = np.add.reduceat(own[:, EVIDENCE], firsts) / many
        better = many > most[here]
        spans[here[better]] = sums.mean(axis=1)[better]
        evidence[here[better]] = means[better]
        most[here] = np.maximum(most[here], many)
    return spans, evidence


def _answers(
    passage: ReaderPassage, windows: Sequence[ReaderInput], tokens: Sequence[Floats]
) -> tuple[Span | None, ...]:
    """The likeliest answer inside each sentence, from the window with most of its tokens."""
    found: list[Span | None] = [None] * len(passage.sentences)
    most = [0] * len(passage.sentences)
    for window, logits in zip(windows, tokens, strict=True):
        firsts = np.flatnonzero(np.diff(window.owners, prepend=-1, append=-1))
        for first, last in itertools.pairwise(firsts.tolist()):
            owner = int(window.owners[first])
            if owner < 0 or last - first <= most[owner]:
                continue
            most[owner] = last - first
            own = logits[first:last].astype(np.float64)
            found[owner] = span_in(
                own[:, START],
                own[:, END],
                window.places[first:last],
                passage.sentences[owner],
                passage.text,
            )
    return tuple(found)


def _output(
    passage: float, spans: Doubles, evidence: Doubles, answers: tuple[Span | None, ...]
) -> ReaderOutput:
    """The probabilities: the passage's and each sentence's evidence by themselves; that the answer
    is in a sentence against all others and "none", whose logit is 0, as in training."""
    powers = np.exp(np.clip(spans, -np.inf, 30))
    shares = powers / (1 + powers.sum())
    return ReaderOutput(
        float(logistic(passage)),
        tuple(map(float, shares)),
        tuple(map(float, logistic(evidence))),
        answers,
    )
