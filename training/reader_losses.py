"""The reader's training loss.

The loss of a pair is the sum of

- the cross-entropy of whether the passage answers;
- the cross-entropy of which sentence answers, with "none" as a class of logit 0; a sentence's logit
  is the mean of its tokens', from a head that exists only in training;
- half the cross-entropy of the answer's first and last token, again with "none" (as in BERT's
  training on SQuAD, Devlin et al. 2019);
- half the pairwise ranking loss (RankNet, Burges et al. 2005) of an answering pair and a
  non-answering one of the same question or passage.
"""

from collections.abc import Sequence
from typing import Any

from training.reader_batches import Row
from training.reader_pairs import ANSWERS

_ORDER_WEIGHT = 0.5
_SPAN_WEIGHT = 0.5
_NOWHERE = -1e9


def reading_loss(passages: Any, tokens: Any, ends: Any, owners: Any, rows: Sequence[Row]) -> Any:
    """The mean loss of a batch.

    Logits: ``passages`` (rows, 1) that the passage answers; ``tokens`` (rows, tokens) that the
    token's sentence answers; ``ends`` (rows, tokens, 2) that the answer begins, and ends, at the
    token. ``owners`` (rows, tokens) is each token's sentence, or -1. Rows beyond ``rows`` are
    padding.
    """
    many = len(rows)
    most = max(1, int(owners.max()) + 1)
    sentences = _sentence_logits(tokens[:many], owners[:many], most)
    loss = _sentence_loss(passages[:many].float().squeeze(-1), sentences, rows)
    return loss + _SPAN_WEIGHT * _span_loss(ends[:many].float(), owners[:many], rows)


def sentence_spans(scores: Any, owners: Any, most: int) -> Any:
    """Logits that the answer begins and ends in each sentence, (batch, most)."""
    import torch

    inside = owners.unsqueeze(1) == torch.arange(most).view(1, -1, 1)
    each = scores.float().unsqueeze(1).masked_fill(~inside.unsqueeze(3), -1e4)
    return each.logsumexp(dim=2).mean(dim=2)


def _sentence_logits(tokens: Any, owners: Any, most: int) -> Any:
    """Mean logit of each sentence's tokens, (batch, most); -30 for missing sentences."""
    import torch

    inside = owners >= 0
    rows = torch.arange(len(tokens)).unsqueeze(1).expand_as(owners)[inside] * most
    places = rows + owners[inside]
    sums = torch.zeros(len(tokens) * most).index_add(0, places, tokens.float()[inside])
    counts = torch.zeros(len(tokens) * most).index_add(0, places, torch.ones(len(places)))
    means = torch.where(counts > 0, sums / counts.clamp_min(1), torch.full_like(sums, -30.0))
    return means.view(len(tokens), most)


def _span_loss(ends: Any, owners: Any, rows: Sequence[Row]) -> Any:
    """Mean cross-entropy of the answer's first and last token, with "none" as a class of logit 0.
    ``ends`` is (rows, tokens, 2), ``owners`` (rows, tokens)."""
    import torch

    weights = torch.tensor([row.weight for row in rows])
    inside = (owners >= 0).unsqueeze(2)
    scores = ends.masked_fill(~inside, _NOWHERE)
    nowhere = torch.zeros(len(rows), 1, 2)
    chances = torch.cat([nowhere, scores], dim=1).log_softmax(dim=1)
    places = [(0, 0) if row.answer is None else row.answer for row in rows]
    # A pair whose answer is outside the window teaches nothing here.
    known = [row.answer is not None or row.pair.kind != ANSWERS for row in rows]
    shift = torch.tensor([[1 if row.answer else 0] for row in rows])
    taken = chances.gather(1, (torch.tensor(places) + shift).unsqueeze(1)).squeeze(1)
    return -(weights * torch.tensor(known) * taken.mean(dim=1)).sum() / weights.sum()


def _sentence_loss(passages: Any, sentences: Any, rows: Sequence[Row]) -> Any:
    """Loss of whether the passages answer, by which sentence, and of their order. ``passages`` is
    (rows,), ``sentences`` (rows, most)."""
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
    there = chances[:, 1:].masked_fill(~gold, _NOWHERE).logsumexp(dim=1)
    which = torch.where(gold.any(dim=1), -there, -chances[:, 0])
    # An answering sentence outside the window teaches nothing here.
    which = torch.where((answers > 0) & ~gold.any(dim=1), torch.zeros_like(which), which)
    loss = (weights * (whether + which)).sum() / weights.sum()
    after = [(number, row.before) for number, row in enumerate(rows) if row.before >= 0]
    if after:
        later, before = map(list, zip(*after, strict=True))
        apart = torch.nn.functional.softplus(passages[later] - passages[before])
        loss = loss + _ORDER_WEIGHT * (weights[later] * apart).mean()
    return loss
