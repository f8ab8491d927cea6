"""Trains the reader that ships: retrieval/readers/reader.safetensors.

    python -m training.train_reader --squad FILE --nq FILE --more FILE... --steps N

The data are the tuning halves of ``--squad`` (SQuAD 2.0) and ``--nq`` without their last questions
(``VALIDATION_ARTICLES``, ``VALIDATION_QUESTIONS``), and all of ``--more`` (files that
``training.examples`` reads) without the documents of every 25th title, with the questions written
about them and about invented documents (written_questions.py). What is left out compares
checkpoints, and training/fit_reader_blend.py fits to it. Pairs are made by reader_pairs.py, batches
by reader_batches.py; the loss is that of reader_losses.py.

Forward passes run in bfloat16, weights stay in float32. The learning rate rises over the first
steps, stays, and falls over the last third. An interrupted run continues from its last checkpoint
(in ``--cache``). The same command gives the same batches; floating-point sums differ by machine.
"""

import argparse
import hashlib
import inspect
import json
import pickle
import re
import time
import zlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.defaults import MULTILINGUAL
from retrieval.evaluation.measures import auroc
from retrieval.evaluation.question_files import read_questions
from retrieval.evaluation.question_sets import Question, QuestionSet
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.encoder import Encoder
from retrieval.models.model_files import find_model
from retrieval.readers.bundled import WEIGHTS
from retrieval.readers.input import EVIDENCE, TOKEN_OUTPUTS, Sequencer
from retrieval.readers.network import FROZEN, load_difference, network, save_difference
from retrieval.readers.weights import BODY
from training import altered_questions, examples, hard_negatives, reader_pairs
from training.examples import Example, of_question_set, read_examples
from training.question_collections import origin, parser
from training.reader_batches import LONGEST, Batches, sequence, tensors
from training.reader_losses import evidence_logits, reading_loss, sentence_spans
from training.reader_pairs import ALTERED, ANSWERS, CUT, FOUND, UNFITTING, Group, groups
from training.synonyms import FOLDER, Synonyms
from training.written_questions import (
    DOCUMENTS,
    FOREIGN,
    LANGUAGES,
    WRITTEN,
    written_examples,
)

# The validation split: the last articles of SQuAD's tuning half, the last questions of NQ's, and of
# other sets the titles whose checksum this divides.
VALIDATION_ARTICLES, VALIDATION_QUESTIONS, VALIDATION_TITLES = 2, 200, 25
# Validation groups of each set, at most.
_MOST_VALIDATION = 500
_RATE, _HEAD_RATE, _DECAY = 1.2e-4, 1e-3, 0.01
_WARM, _FALL = 0.04, 0.33
# Steps between two checkpoints.
_CHECKPOINT = 100


def validation_questions(whole: QuestionSet) -> list[Question]:
    """The questions of a tuning half that are not trained on: those of its last articles if the set
    has articles, else the last ones."""
    titles = list(dict.fromkeys(_title(whole, one) for one in whole.tuning))
    if len(titles) > 2 * VALIDATION_ARTICLES and len(titles) < len(whole.tuning) // 20:
        last = set(titles[-VALIDATION_ARTICLES:])
        return [one for one in whole.tuning if _title(whole, one) in last]
    return whole.tuning[-VALIDATION_QUESTIONS:]


def _title(whole: QuestionSet, question: Question) -> str:
    return "" if question.context is None else whole.contexts[question.context].title or ""


def is_validation(example: Example) -> bool:
    """Whether an example of one of the other sets is kept to judge by."""
    name = example.document.title or example.document.text
    return zlib.crc32(name.encode()) % VALIDATION_TITLES == 0


def collect(arguments: argparse.Namespace) -> tuple[list[Group], list[Group]]:
    """The training groups and the validation groups; each file's are kept in the cache."""
    models = arguments.cache / "models"
    encoder: Encoder = EmbeddingModel(find_model(None, models), models, print)
    training: list[Group] = []
    validation: list[Group] = []
    written = (WRITTEN, FOREIGN, LANGUAGES) if arguments.languages else (WRITTEN,)
    for path in (arguments.squad, arguments.nq, *arguments.more, *written):
        if path == LANGUAGES:
            encoder = EmbeddingModel(find_model(MULTILINGUAL, models), models, print)
        halved = path in (arguments.squad, arguments.nq)
        for found, kept in zip(
            _groups(path, halved, encoder, arguments), (training, validation), strict=True
        ):
            kept += found
        print(f"{path.name}: {len(training)} questions so far", flush=True)
    return training, validation


def _groups(
    path: Path, halved: bool, encoder: Encoder, arguments: argparse.Namespace
) -> tuple[list[Group], list[Group]]:
    made_by = (reader_pairs, altered_questions, examples, hard_negatives)
    code = b"".join(Path(inspect.getfile(one)).read_bytes() for one in made_by)
    written = path in (WRITTEN, FOREIGN, LANGUAGES)
    sources = [*arguments.more, *arguments.documents] if written else []
    named = " ".join([str(arguments.seed), *(one.name for one in sources)])
    content = path.read_bytes() + (DOCUMENTS.read_bytes() if written else b"")
    key = _digest(content + code + named.encode())
    cached = arguments.cache / f"pairs-{path.name}.pickle"
    if cached.exists():
        cached_key, *found = pickle.loads(cached.read_bytes())
        if cached_key == key:
            return found[0], found[1]
    if halved:
        whole = read_questions(path)
        kept = set(validation_questions(whole))
        used = [one for one in whole.tuning if one not in kept]
        parts = [list(of_question_set(whole, some)) for some in (used, list(kept))]
    else:
        parts = [[], []]
        for one in written_examples(sources, path) if written else read_examples(path):
            parts[is_validation(one)].append(one)
    made = [list(groups(part, encoder, arguments.seed)) if part else [] for part in parts]
    cached.write_bytes(pickle.dumps((key, *made)))
    return made[0], made[1]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def rate(step: int, steps: int) -> float:
    """The factor of the learning rate at a step.

    >>> [round(rate(step, 100), 2) for step in (0, 3, 50, 99)]
    [0.25, 1.0, 1.0, 0.03]
    """
    return min(1.0, (step + 1) / (_WARM * steps), (steps - step) / (_FALL * steps))


def validate(
    model: Any, sequencer: Sequencer, validation: Sequence[Group], most: int = _MOST_VALIDATION
) -> dict[str, dict[str, float]]:
    """Figures of each set's validation groups: how often the best sentence is right (by evidence,
    and by where the answer begins and ends), and the AUROC of answering pairs against each kind of
    negative by passage, by best evidence, and by both."""
    import torch

    by_set: dict[str, list[Group]] = defaultdict(list)
    for group in validation:
        by_set[group.set].append(group)
    figures: dict[str, dict[str, float]] = {}
    for name, some in by_set.items():
        chosen = some[:: max(1, len(some) // most)][:most]
        pairs = [pair for group in chosen for pair in group.pairs]
        given = [sequence(sequencer, pair, titled=True) for pair in pairs]
        order = sorted(range(len(pairs)), key=lambda one: len(given[one].ids))
        passage, best = np.zeros(len(pairs)), np.zeros(len(pairs))
        right: list[tuple[bool, bool]] = []
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            for start in range(0, len(order), 32):
                part = order[start : start + 32]
                ids, mask, types, owners, longest = tensors([given[one] for one in part])
                logits, tokens = model(ids, mask, types)
                evidence = evidence_logits(tokens[:, :, EVIDENCE], owners, max(1, longest))
                spans = sentence_spans(tokens[:, :, :EVIDENCE], owners, max(1, longest))
                for row, one in enumerate(part):
                    passage[one] = float(logits[row])
                    best[one] = float(evidence[row].max())
                    if pairs[one].kind == ANSWERS:
                        gold = pairs[one].gold
                        right.append(
                            (int(evidence[row].argmax()) in gold, int(spans[row].argmax()) in gold)
                        )
        kinds = np.array([pair.kind for pair in pairs])
        found = dict(zip(("evidence", "span"), np.mean(right, axis=0).tolist(), strict=True))
        for kind in (UNFITTING, FOUND, CUT, ALTERED):
            if (kinds == kind).sum() < 20:
                continue
            for label, scores in (("", passage), ("_best", best), ("_both", passage + best)):
                found[kind + label] = auroc(scores[kinds == ANSWERS], scores[kinds == kind])
        figures[name] = {label: round(float(value), 4) for label, value in found.items()}
    return figures


def _base(arguments: argparse.Namespace) -> str:
    return str(arguments.base or find_model(None).location)


def _trainable(name: str, frozen_layers: int) -> bool:
    """Whether the weights of this name are trained.

    >>> [_trainable(f"body.encoder.layer.{layer}.x", 2) for layer in (0, 1, 2, 10)]
    [False, False, True, True]
    """
    inner = name.removeprefix(BODY)
    if inner.startswith(FROZEN) or (frozen_layers and inner.startswith("embeddings.")):
        return False
    layer = re.match(r"encoder\.layer\.(\d+)\.", inner)
    return layer is None or int(layer[1]) >= frozen_layers


def _begun(base: str, start: Path | None) -> Any:
    """The network to train: a new one, or one to continue from. A reader of a time before sentences
    were judged for themselves gets that output anew."""
    import torch

    if start is None:
        return network(base)
    model = load_difference(base, start)
    if model.ends.out_features < TOKEN_OUTPUTS:
        before, model.ends = model.ends, torch.nn.Linear(model.ends.in_features, TOKEN_OUTPUTS)
        with torch.no_grad():
            model.ends.weight[: before.out_features] = before.weight
            model.ends.bias[: before.out_features] = before.bias
    return model


def train(
    arguments: argparse.Namespace, training: Sequence[Group], validation: Sequence[Group]
) -> tuple[Any, dict[str, dict[str, float]]]:
    """The trained network, and its figures on the validation groups."""
    import torch
    from tokenizers import Tokenizer

    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    base = _base(arguments)
    tokenizer = str(Path(base) / "tokenizer.json")
    sequencer = Sequencer(Tokenizer.from_file(tokenizer), LONGEST)
    model = _begun(base, arguments.start)
    model.body.set_attn_implementation("sdpa")
    model.train().requires_grad_(True)
    for name, one in model.named_parameters():
        one.requires_grad_(_trainable(name, arguments.frozen_layers))
    trained = {name: one for name, one in model.named_parameters() if one.requires_grad}
    heads = [one for name, one in trained.items() if not name.startswith(BODY)]
    body = [one for name, one in trained.items() if name.startswith(BODY)]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "lr": _RATE * arguments.rate},
            {"params": heads, "lr": _HEAD_RATE * arguments.rate},
        ],
        weight_decay=_DECAY,
        betas=(0.9, 0.98),
    )
    full = [group["lr"] for group in optimizer.param_groups]
    before = "" if arguments.start is None else f"-{_digest(arguments.start.read_bytes())[:8]}"
    before += f"-{arguments.base.name}" if arguments.base else ""
    checkpoint = arguments.cache / f"reader-{arguments.seed}-{arguments.steps}{before}.pt"
    done, smoothed = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done, smoothed = state["step"], state["loss"]
        print(f"continuing after step {done}", flush=True)
    started, first = time.monotonic(), done
    synonyms = None
    if arguments.synonyms:
        synonyms = Synonyms(Tokenizer.from_file(tokenizer).get_vocab(), arguments.synonyms)
    batches = Batches(training, sequencer, arguments.seed, synonyms=synonyms)
    for step, rows in enumerate(batches):
        if step < done:
            continue
        if step == arguments.steps:
            break
        for group, most in zip(optimizer.param_groups, full, strict=True):
            group["lr"] = most * rate(step, arguments.steps)
        ids, mask, types, owners, _ = tensors([row.given for row in rows])
        with torch.autocast("cpu", torch.bfloat16):
            passages, tokens = model(ids, mask, types)
        loss = reading_loss(passages, tokens, owners, rows)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        smoothed = 0.98 * smoothed + 0.02 * float(loss.detach())
        if (step + 1) % 25 == 0:
            pace = (time.monotonic() - started) / (step + 1 - first)
            shown = smoothed / (1 - 0.98 ** (step + 1))
            print(f"step {step + 1}: loss {shown:.3f}, {pace:.2f} s a step", flush=True)
        if (step + 1) % _CHECKPOINT == 0:
            state = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "step": step + 1,
                "loss": smoothed,
            }
            temporary = checkpoint.with_suffix(".draft")
            torch.save(state, temporary)
            temporary.replace(checkpoint)
        if (step + 1) % arguments.validate == 0:
            print(json.dumps(validate(model.eval(), sequencer, validation, 150)), flush=True)
            model.train()
    return model, validate(model.eval(), sequencer, validation)


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--more", type=Path, nargs="*", default=[], help="SQuAD JSON, or JSON Lines (.gz)"
    )
    options.add_argument(
        "--documents", type=Path, nargs="*", default=[], help="files that have documents alone"
    )
    options.add_argument(
        "--languages", action="store_true", help="questions in other languages too"
    )
    options.add_argument("--start", type=Path, help="a reader to continue from, in --out's format")
    options.add_argument("--base", type=Path, help="folder of another BERT encoder to train")
    options.add_argument(
        "--frozen-layers", type=int, default=0, help="first layers that are not trained"
    )
    options.add_argument("--synonyms", type=Path, help=f"WordNet's folder, such as {FOLDER}")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=2000)
    options.add_argument("--rate", type=float, default=1.0, help="factor of the learning rates")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--validate", type=int, default=400, help="steps between validations")
    options.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = options.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    training, validation = collect(arguments)
    print(f"{len(training)} training and {len(validation)} validation questions", flush=True)
    model, figures = train(arguments, training, validation)
    begun = f" --start {arguments.start.name}" if arguments.start else ""
    notes = {
        "made_by": f"python -m training.train_reader{begun} --steps {arguments.steps}",
        "origin": json.dumps(origin([arguments.squad, arguments.nq, *arguments.more])),
        "seed": str(arguments.seed),
        "validation": json.dumps(figures),
    }
    save_difference(model, _base(arguments), arguments.out, notes)
    print(f"{arguments.out} written: {arguments.out.stat().st_size / 1e6:.1f} MB, {figures}")


if __name__ == "__main__":
    main()
