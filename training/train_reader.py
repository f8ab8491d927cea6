"""Trains the reader that ships: retrieval/readers/reader.safetensors.

    python -m training.train_reader --squad FILE --nq FILE --more FILE... --steps N

From SQuADShifts (``--more``: question sets in which every question has an answer) and the tuning
halves of SQuAD 2.0 and NQ, but for their ends (``HELD_ARTICLES``, ``HELD_QUESTIONS``), by which
checkpoints are compared and the reader's share in the ranking is fitted. Pairs of question and
passage are those of training/reader_pairs.py.

The loss is that of training/reader_losses.py. bfloat16 where the processor is quick at it, the
weights in float32; batches of one length; the learning rate rises over the first steps, stays, and
falls over the last third. A run that was stopped goes on from its last checkpoint (``--cache``).

The same command gives the same batches; sums are taken in another order on another machine.
"""

import argparse
import hashlib
import inspect
import json
import pickle
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training import altered_questions as altered
from retrieval.evaluation.measures import auroc
from retrieval.evaluation.question_files import read_questions
from retrieval.evaluation.question_sets import Question, QuestionSet
from retrieval.models.model_files import find_model
from retrieval.readers.bundled import WEIGHTS
from retrieval.readers.input import Sequencer
from retrieval.readers.network import FROZEN, load_difference, network, save_difference
from retrieval.readers.reader import ReaderPassage
from training import reader_pairs
from training.question_collections import (
    QuestionCollection,
    bundled_reader,
    open_collections,
    origin,
    parser,
)
from training.reader_batches import LONGEST, Batches, sequence, tensors
from training.reader_losses import reading_loss, sentence_spans
from training.reader_pairs import (
    ALTERED,
    ANSWERS,
    CUT,
    FOUND,
    UNFITTING,
    Group,
    Pair,
    groups,
)

# Kept from training: the last articles of SQuAD's tuning half, the last questions of NQ's.
HELD_ARTICLES, HELD_QUESTIONS = 2, 200
_RATE, _HEAD_RATE, _DECAY = 1.2e-4, 1e-3, 0.01
_WARM, _FALL = 0.04, 0.33
# Steps between two checkpoints.
_CHECKPOINT = 100


def held(whole: QuestionSet) -> list[Question]:
    """The questions of a tuning half that are not trained on: the last articles', or the last."""
    titles = list(dict.fromkeys(_title(whole, one) for one in whole.tuning))
    if len(titles) > 2 * HELD_ARTICLES and len(titles) < len(whole.tuning) // 20:
        last = set(titles[-HELD_ARTICLES:])
        return [one for one in whole.tuning if _title(whole, one) in last]
    return whole.tuning[-HELD_QUESTIONS:]


def _title(whole: QuestionSet, question: Question) -> str:
    return "" if question.context is None else whole.contexts[question.context].title or ""


def collect(arguments: argparse.Namespace) -> tuple[list[Group], list[Group]]:
    """What is learned from, and what is kept to compare checkpoints by."""
    kept = arguments.cache / "reading-pairs.pickle"
    files = [arguments.squad, arguments.nq, arguments.distractors, *arguments.more]
    made_by = [Path(inspect.getfile(one)).read_text("utf-8") for one in (reader_pairs, altered)]
    code = "".join(made_by).encode()
    key = json.dumps([origin(files)["data"], arguments.seed, _digest(code)])
    if kept.exists():
        known, *found = pickle.loads(kept.read_bytes())
        if known == key:
            return found[0], found[1]
    benches, encoder = open_collections(arguments)
    learned: list[Group] = []
    compared: list[Group] = []
    for bench in benches:
        aside = held(bench.set)
        apart = set(aside)
        rest = [one for one in bench.set.tuning if one not in apart]
        learned += groups(bench, rest, encoder, arguments.seed)
        compared += groups(bench, aside, encoder, arguments.seed)
    for path in arguments.more:
        bench = QuestionCollection(read_questions(path), [], encoder, arguments.cache)
        learned += groups(bench, bench.set.questions, encoder, arguments.seed)
        print(f"{path.stem}: {len(learned)} questions so far", flush=True)
    kept.write_bytes(pickle.dumps((key, learned, compared)))
    return learned, compared


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def rate(step: int, steps: int) -> float:
    """The share of the learning rate that a step has.

    >>> [round(rate(step, 100), 2) for step in (0, 3, 50, 99)]
    [0.25, 1.0, 1.0, 0.03]
    """
    return min(1.0, (step + 1) / (_WARM * steps), (steps - step) / (_FALL * steps))


def judge(model: Any, sequencer: Sequencer, compared: Sequence[Group]) -> dict[str, float]:
    """How well passages and sentences are told apart, on what was kept from training."""
    import torch

    pairs = [pair for group in compared for pair in group.pairs]
    given = [sequence(sequencer, pair, titled=True) for pair in pairs]
    order = sorted(range(len(pairs)), key=lambda one: len(given[one].ids))
    passage, best = np.zeros(len(pairs)), np.zeros(len(pairs))
    right: list[bool] = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), 32):
            some = order[start : start + 32]
            ids, mask, types, owners, most = tensors([given[one] for one in some])
            logits, ends = model(ids, mask, types)
            sentences = sentence_spans(ends, owners, max(1, most))
            for row, one in enumerate(some):
                passage[one] = float(logits[row])
                best[one] = float(sentences[row].max())
                if pairs[one].kind == ANSWERS:
                    right.append(int(sentences[row].argmax()) in pairs[one].gold)
    kinds = np.array([pair.kind for pair in pairs])
    figures = {"sentence": float(np.mean(right))}
    for kind in (UNFITTING, FOUND, CUT, ALTERED):
        for name, scores in (("", passage), ("_best", best), ("_both", passage + best)):
            figures[kind + name] = auroc(scores[kinds == ANSWERS], scores[kinds == kind])
    return {name: round(value, 4) for name, value in figures.items()}


def _hardness(arguments: argparse.Namespace) -> Callable[[Sequence[Pair]], list[float]] | None:
    """How much the reader that ships is taken in by each of some pairs, if --hard asks for it."""
    if not arguments.hard:
        return None
    reader = bundled_reader(arguments.cache)
    if reader is None:
        raise SystemExit("there is no reader to judge what is hard")

    def taken_in(pairs: Sequence[Pair]) -> list[float]:
        return [
            reader.read(one.question, [ReaderPassage(one.text, (), one.title)])[0].relevance
            for one in pairs
        ]

    return taken_in


def train(
    arguments: argparse.Namespace, learned: Sequence[Group], compared: Sequence[Group]
) -> tuple[Any, dict[str, float]]:
    """The trained network, and its figures on what was kept."""
    import torch
    from tokenizers import Tokenizer

    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    base = find_model(None).location
    sequencer = Sequencer(Tokenizer.from_file(str(Path(base) / "tokenizer.json")), LONGEST)
    model = network(base) if arguments.start is None else load_difference(base, arguments.start)
    model.body.set_attn_implementation("eager")  # faster to train, where "sdpa" is faster to read
    model.inside = torch.nn.Linear(model.ends.in_features, 1)
    model.train().requires_grad_(True)
    for name, one in model.named_parameters():
        one.requires_grad_(not name.removeprefix("body.").startswith(FROZEN))
    trained = {name: one for name, one in model.named_parameters() if one.requires_grad}
    heads = [one for name, one in trained.items() if not name.startswith("body.")]
    body = [one for name, one in trained.items() if name.startswith("body.")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": _RATE}, {"params": heads, "lr": _HEAD_RATE}],
        weight_decay=_DECAY,
        betas=(0.9, 0.98),
    )
    full = [group["lr"] for group in optimizer.param_groups]
    before = "" if arguments.start is None else f"-{_digest(arguments.start.read_bytes())[:8]}"
    before += "-hard" if arguments.hard else ""
    checkpoint = arguments.cache / f"reader-{arguments.seed}-{arguments.steps}{before}.pt"
    done, smoothed = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done, smoothed = state["step"], state["loss"]
        print(f"going on after step {done}", flush=True)
    started, first = time.monotonic(), done
    batches = Batches(learned, sequencer, arguments.seed, _hardness(arguments))
    for step, rows in enumerate(batches):
        if step < done:
            continue
        if step == arguments.steps:
            break
        for group, most in zip(optimizer.param_groups, full, strict=True):
            group["lr"] = most * rate(step, arguments.steps)
        ids, mask, types, owners, _ = tensors([row.given for row in rows])
        with torch.autocast("cpu", torch.bfloat16):
            vectors = model.vectors(ids, mask, types)
            passages, ends = model.heads(vectors)
            tokens = model.inside(vectors).squeeze(-1)
        loss = reading_loss(passages, tokens, ends, owners, rows)
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
            draft = checkpoint.with_suffix(".draft")
            torch.save(state, draft)
            draft.replace(checkpoint)
        if (step + 1) % arguments.judge == 0:
            print(json.dumps(judge(model.eval(), sequencer, compared)), flush=True)
            model.train()
    figures = judge(model.eval(), sequencer, compared)
    del model.inside
    return model, figures


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--more", type=Path, nargs="*", default=[], help="SQuAD 1.1 JSON")
    options.add_argument("--start", type=Path, help="a reader to go on from, of --out's kind")
    options.add_argument(
        "--hard",
        action="store_true",
        help="of several ways to alter a question, take what the reader that ships judges worst",
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=2000)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--judge", type=int, default=250, help="steps between two judgements")
    options.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = options.parse_args()
    learned, compared = collect(arguments)
    print(f"{len(learned)} questions to learn from, {len(compared)} kept to judge by", flush=True)
    model, figures = train(arguments, learned, compared)
    begun = f" --start {arguments.start.name}" if arguments.start else ""
    begun += " --hard" if arguments.hard else ""
    notes = {
        "made_by": f"python -m training.train_reader{begun} --steps {arguments.steps}",
        "origin": json.dumps(
            origin([arguments.squad, arguments.nq, arguments.distractors, *arguments.more])
        ),
        "seed": str(arguments.seed),
        "judged": json.dumps(figures),
    }
    save_difference(model, find_model(None).location, arguments.out, notes)
    print(f"{arguments.out} written: {arguments.out.stat().st_size / 1e6:.1f} MB, {figures}")


if __name__ == "__main__":
    main()
