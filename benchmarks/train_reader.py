"""Trains the reader that ships: retrieval/reader.safetensors.

    python -m benchmarks.train_reader --squad FILE --nq FILE --more FILE... --steps N

From SQuADShifts (``--more``: question sets in which every question has an answer) and the tuning
halves of SQuAD 2.0 and NQ, but for their ends (``HELD_ARTICLES``, ``HELD_QUESTIONS``), by which
checkpoints are compared and the reader's share in the ranking is fitted. Pairs of question and
passage are those of benchmarks/reading_pairs.py.

The loss of a pair is the cross-entropy of whether the passage answers, plus that of which sentence
does, "none" being one of them (its logit is 0; a sentence's is the mean of its tokens'); where one
passage answers and another does not, half of how far the second is from coming after the first is
added (RankNet, Burges et al. 2005). bfloat16 where the processor is quick at it, the weights in
float32; batches of one length; the learning rate rises over the first steps, stays, and falls over
the last third. A run that is stopped goes on where its last checkpoint was (``--cache``).

The same command gives the same batches; sums are taken in another order on another machine.
"""

import argparse
import hashlib
import inspect
import json
import pickle
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import altered_questions as altered
from benchmarks import reading_pairs
from benchmarks.bench import Bench, open_benches, origin, parser
from benchmarks.reading_batches import LONGEST, Batches, Row, sequence, tensors
from benchmarks.reading_pairs import ALTERED, ANSWERS, CUT, FOUND, UNFITTING, Group, groups
from retrieval.evaluation.measures import auroc
from retrieval.evaluation.question_files import read_questions
from retrieval.evaluation.question_sets import Question, QuestionSet
from retrieval.model_files import find_model
from retrieval.own_reader import WEIGHTS
from retrieval.reading_input import Sequencer
from retrieval.reading_network import FROZEN, load_difference, network, save_difference

# Kept from training: the last articles of SQuAD's tuning half, the last questions of NQ's.
HELD_ARTICLES, HELD_QUESTIONS = 2, 200
_RATE, _HEAD_RATE, _DECAY = 1.2e-4, 1e-3, 0.01
_WARM, _FALL = 0.04, 0.33
_ORDER_WEIGHT = 0.5
_SPAN_WEIGHT = 0.5
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
    made_by = [Path(inspect.getfile(one)).read_text("utf-8") for one in (reading_pairs, altered)]
    code = hashlib.sha256("".join(made_by).encode()).hexdigest()
    key = json.dumps([origin(files)["data"], arguments.seed, code])
    if kept.exists():
        known, *found = pickle.loads(kept.read_bytes())
        if known == key:
            return found[0], found[1]
    benches, encoder = open_benches(arguments)
    learned: list[Group] = []
    compared: list[Group] = []
    for bench in benches:
        aside = held(bench.set)
        apart = set(aside)
        rest = [one for one in bench.set.tuning if one not in apart]
        learned += groups(bench, rest, encoder, arguments.seed)
        compared += groups(bench, aside, encoder, arguments.seed)
    for path in arguments.more:
        bench = Bench(read_questions(path), [], encoder, arguments.cache)
        learned += groups(bench, bench.set.questions, encoder, arguments.seed)
        print(f"{path.stem}: {len(learned)} questions so far", flush=True)
    kept.write_bytes(pickle.dumps((key, learned, compared)))
    return learned, compared


def sentence_logits(tokens: Any, owners: Any, most: int) -> Any:
    """The mean of each sentence's tokens' logits, (batch, most); -30 where there is none."""
    import torch

    inside = owners >= 0
    rows = torch.arange(len(tokens)).unsqueeze(1).expand_as(owners)[inside] * most
    places = rows + owners[inside]
    sums = torch.zeros(len(tokens) * most).index_add(0, places, tokens.float()[inside])
    counts = torch.zeros(len(tokens) * most).index_add(0, places, torch.ones(len(places)))
    means = torch.where(counts > 0, sums / counts.clamp_min(1), torch.full_like(sums, -30.0))
    return means.view(len(tokens), most)


def sentence_spans(scores: Any, owners: Any, most: int) -> Any:
    """How likely it is that the answer begins and ends in each sentence, a logit: (batch, most)."""
    import torch

    inside = owners.unsqueeze(1) == torch.arange(most).view(1, -1, 1)
    each = scores.float().unsqueeze(1).masked_fill(~inside.unsqueeze(3), -1e4)
    return each.logsumexp(dim=2).mean(dim=2)


def span_loss(ends: Any, owners: Any, rows: Sequence[Row]) -> Any:
    """The mean cross-entropy of which token the answer begins with, and which it ends with; "none"
    (logit 0) is one. ``ends`` and ``owners`` are of shape (rows, tokens, 2) and (rows, tokens)."""
    import torch

    weights = torch.tensor([row.weight for row in rows])
    inside = (owners >= 0).unsqueeze(2)
    scores = ends.masked_fill(~inside, -1e9)
    nowhere = torch.zeros(len(rows), 1, 2)
    chances = torch.cat([nowhere, scores], dim=1).log_softmax(dim=1)
    places = [(0, 0) if row.answer is None else row.answer for row in rows]
    # Whose answer the window has cut off is learned nothing from.
    known = [row.answer is not None or row.pair.kind != ANSWERS for row in rows]
    shift = torch.tensor([[1 if row.answer else 0] for row in rows])
    taken = chances.gather(1, (torch.tensor(places) + shift).unsqueeze(1)).squeeze(1)
    return -(weights * torch.tensor(known) * taken.mean(dim=1)).sum() / weights.sum()


def losses(passages: Any, sentences: Any, rows: Sequence[Row]) -> Any:
    """The mean loss of a batch. ``passages`` (rows,), ``sentences`` (rows, most)."""
    import torch

    weights = torch.tensor([row.weight for row in rows])
    answers = torch.tensor([float(row.pair.kind == ANSWERS) for row in rows])
    gold = torch.zeros_like(sentences, dtype=torch.bool)
    for number, row in enumerate(rows):
        gold[number, [one for one in row.pair.gold if one < sentences.shape[1]]] = True
    whether = torch.nn.functional.binary_cross_entropy_with_logits(
        passages, answers, reduction="none"
    )
    chances = torch.cat([torch.zeros(len(rows), 1), sentences], dim=1).log_softmax(dim=1)
    there = chances[:, 1:].masked_fill(~gold, -1e9).logsumexp(dim=1)
    which = torch.where(gold.any(dim=1), -there, -chances[:, 0])
    # A sentence that the window has cut off is nowhere to be found.
    which = torch.where((answers > 0) & ~gold.any(dim=1), torch.zeros_like(which), which)
    loss = (weights * (whether + which)).sum() / weights.sum()
    after = [(number, row.before) for number, row in enumerate(rows) if row.before >= 0]
    if after:
        later, before = map(list, zip(*after, strict=True))
        apart = torch.nn.functional.softplus(passages[later] - passages[before])
        loss = loss + _ORDER_WEIGHT * (weights[later] * apart).mean()
    return loss


def rate(step: int, steps: int) -> float:
    """The share of the learning rate that a step has.

    >>> [round(rate(step, 100), 2) for step in (0, 3, 50, 99)]
    [0.25, 1.0, 1.0, 0.03]
    """
    return min(1.0, (step + 1) / (_WARM * steps), (steps - step) / (_FALL * steps))


def judge(
    model: Any, ends: Any, sequencer: Sequencer, compared: Sequence[Group]
) -> dict[str, float]:
    """How well passages and sentences are told apart, on what was kept from training."""
    import torch

    pairs = [pair for group in compared for pair in group.pairs]
    given = [sequence(sequencer, pair, titled=True) for pair in pairs]
    order = sorted(range(len(pairs)), key=lambda one: len(given[one].ids))
    passage, best, span = (np.zeros(len(pairs)) for _ in range(3))
    right: list[bool] = []
    right_by_span: list[bool] = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), 32):
            some = order[start : start + 32]
            ids, mask, types, owners, most = tensors([given[one] for one in some])
            vectors = model.vectors(ids, mask, types)
            logits, tokens = model.heads(vectors)
            sentences = sentence_logits(tokens, owners, max(1, most))
            spans = sentence_spans(ends(vectors), owners, max(1, most))
            for row, one in enumerate(some):
                passage[one] = float(logits[row])
                best[one] = float(sentences[row].max())
                span[one] = float(spans[row].max())
                if pairs[one].kind == ANSWERS:
                    right.append(int(sentences[row].argmax()) in pairs[one].gold)
                    right_by_span.append(int(spans[row].argmax()) in pairs[one].gold)
    kinds = np.array([pair.kind for pair in pairs])
    figures = {"sentence": float(np.mean(right)), "sentence_span": float(np.mean(right_by_span))}
    for kind in (UNFITTING, FOUND, CUT, ALTERED):
        for name, scores in (
            ("", passage),
            ("_best", best),
            ("_span", span),
            ("_all", passage + best + span),
        ):
            figures[kind + name] = auroc(scores[kinds == ANSWERS], scores[kinds == kind])
    return {name: round(value, 4) for name, value in figures.items()}


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
    if arguments.start is None:
        model = network(base)
    else:
        model = load_difference(base, arguments.start, "eager").requires_grad_(True)
    model.ends = torch.nn.Linear(model.token.in_features, 2)
    model.train()
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
    checkpoint = arguments.cache / f"reader-{arguments.seed}-{arguments.steps}.pt"
    done, smoothed = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done, smoothed = state["step"], state["loss"]
        print(f"going on after step {done}", flush=True)
    started, first = time.monotonic(), done
    for step, rows in enumerate(Batches(learned, sequencer, arguments.seed)):
        if step < done:
            continue
        if step == arguments.steps:
            break
        for group, most in zip(optimizer.param_groups, full, strict=True):
            group["lr"] = most * rate(step, arguments.steps)
        ids, mask, types, owners, most_sentences = tensors([row.given for row in rows])
        with torch.autocast("cpu", torch.bfloat16):
            vectors = model.vectors(ids, mask, types)
            passages, tokens = model.heads(vectors)
            ends = model.ends(vectors)
        many = len(rows)
        sentences = sentence_logits(tokens, owners, max(1, most_sentences))[:many]
        loss = losses(passages.float().squeeze(-1)[:many], sentences, rows)
        loss = loss + _SPAN_WEIGHT * span_loss(ends.float()[:many], owners[:many], rows)
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
            print(json.dumps(judge(model.eval(), model.ends, sequencer, compared)), flush=True)
            model.train()
    figures = judge(model.eval(), model.ends, sequencer, compared)
    del model.ends
    return model, figures


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--more", type=Path, nargs="*", default=[], help="SQuAD 1.1 JSON")
    options.add_argument("--start", type=Path, help="a reader to go on from, of --out's kind")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=2000)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--judge", type=int, default=250, help="steps between two judgements")
    options.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = options.parse_args()
    learned, compared = collect(arguments)
    print(f"{len(learned)} questions to learn from, {len(compared)} kept to judge by", flush=True)
    model, figures = train(arguments, learned, compared)
    notes = {
        "made_by": f"python -m benchmarks.train_reader --steps {arguments.steps}",
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
