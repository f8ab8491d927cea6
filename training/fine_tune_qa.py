"""Fine-tunes a larger reader: an extractive question-answering model for PULLQUOTE_READER_MODEL.

    python -m training.fine_tune_qa MODEL --squad FILE --nq FILE --more FILE... --out FOLDER

MODEL is a transformer of any size (a folder or a hub name) with a fast tokenizer; it learns from
the pairs that the bundled reader learns from (training/train_reader.py), by their answers' first
and last tokens, with "no answer" at the first token. On a GPU (``--device cuda``) a model of 110
million weights takes about an hour for 4,000 steps; on a processor, days.
"""

import argparse
import time
from pathlib import Path
from typing import Any

from retrieval.readers.input import Sequencer
from training.question_collections import parser
from training.reader_batches import Batches, Row, sequence, tensors
from training.reader_losses import span_loss
from training.reader_pairs import ANSWERS, Group
from training.train_reader import collect, rate

_DECAY, _ORDER_WEIGHT = 0.01, 0.5


def order_loss(ends: Any, owners: Any, rows: list[Row]) -> Any:
    """Pairwise ranking loss of a couple's best answers: an answering pair's should be likelier than
    that of the other one. ``ends`` (rows, tokens, 2), relative to "no answer"."""
    import torch

    best = ends.masked_fill((owners < 0).unsqueeze(2), -1e4).amax(dim=1).sum(dim=1)
    after = [(number, row.before) for number, row in enumerate(rows) if row.before >= 0]
    if not after:
        return best.sum() * 0
    later, before = map(list, zip(*after, strict=True))
    return torch.nn.functional.softplus(best[later] - best[before]).mean()


def fine_tune(
    model: Any, sequencer: Sequencer, found: list[Group], arguments: argparse.Namespace
) -> float:
    """Trains the model, a transformers question-answering model, in place; the last losses' mean.
    Titles are left out: such readers do not see them."""
    import torch

    device = torch.device(arguments.device)
    model.to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=_DECAY)
    started, smoothed = time.monotonic(), 0.0
    for step, rows in enumerate(Batches(found, sequencer, arguments.seed, titleless=1.0)):
        if step == arguments.steps:
            break
        for group in optimizer.param_groups:
            group["lr"] = arguments.rate * rate(step, arguments.steps)
        *filled, _ = tensors([row.given for row in rows])
        ids, mask, types, owners = (one[: len(rows)].to(device) for one in filled)
        given = {"input_ids": ids, "attention_mask": mask}
        if getattr(model.config, "type_vocab_size", 0) > 1:
            given["token_type_ids"] = types
        with torch.autocast(device.type, torch.bfloat16):
            output = model(**given)
        ends = torch.stack([output.start_logits, output.end_logits], dim=2).float()
        # Relative to the first token's, which mean "no answer".
        ends, owners = (ends - ends[:, :1]).cpu(), owners.cpu()
        loss = span_loss(ends, owners, rows) + _ORDER_WEIGHT * order_loss(ends, owners, rows)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        smoothed = 0.98 * smoothed + 0.02 * float(loss.detach())
        if (step + 1) % 25 == 0:
            pace = (time.monotonic() - started) / (step + 1)
            shown = smoothed / (1 - 0.98 ** (step + 1))
            print(f"step {step + 1}: loss {shown:.3f}, {pace:.2f} s a step", flush=True)
    model.eval()
    return float(smoothed / (1 - 0.98**arguments.steps))


def share_right(model: Any, sequencer: Sequencer, found: list[Group]) -> float:
    """How often the sentence with the likeliest answer's start is right, on answering pairs."""
    import torch

    pairs = [group.pairs[0] for group in found if group.pairs[0].kind == ANSWERS]
    right = 0
    for pair in pairs:
        given = sequence(sequencer, pair, titled=False)
        with torch.inference_mode():
            output = model(
                input_ids=torch.tensor([given.ids], device=model.device),
                attention_mask=torch.ones(
                    1, len(given.ids), dtype=torch.int64, device=model.device
                ),
            )
        starts = (
            output.start_logits[0]
            .float()
            .cpu()
            .masked_fill(torch.from_numpy(given.owners) < 0, -1e9)
        )
        right += int(given.owners[int(starts.argmax())]) in pair.gold
    return right / max(1, len(pairs))


def main() -> None:
    from tokenizers import Tokenizer
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    options = parser(__doc__)
    options.add_argument("model", help="the transformer to fine-tune: a folder or a hub name")
    options.add_argument("--more", type=Path, nargs="*", default=[])
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--steps", type=int, default=4000)
    options.add_argument("--rate", type=float, default=3e-5, help="the highest learning rate")
    options.add_argument("--device", default="cpu", help="cpu, cuda, mps")
    options.add_argument(
        "--out", type=Path, required=True, help="the folder of the fine-tuned model"
    )
    arguments = options.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    training, validation = collect(arguments)
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    model = AutoModelForQuestionAnswering.from_pretrained(arguments.model)
    fast = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    sequencer = Sequencer(fast)
    fine_tune(model, sequencer, training, arguments)
    print(f"best sentence right: {share_right(model, sequencer, validation[:1000]):.3f}")
    model.save_pretrained(arguments.out)
    tokenizer.save_pretrained(arguments.out)
    print(f"{arguments.out} written; PULLQUOTE_READER_MODEL={arguments.out} uses it")


if __name__ == "__main__":
    main()
