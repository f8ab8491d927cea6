"""The reader's training loss.

The loss of a pair is the sum of

- the cross-entropy of whether the passage answers;
- the cross-entropy of which of its sentences answer, each for itself; where only one of several
  does and it is not known which, that any of them does;
- half the cross-entropy of the answer's first and last token, with "none" as a class of logit 0 (as
  in BERT's training on SQuAD, Devlin et al. 2019), summed over the tokens that may be the first or
  the last;
- half the pairwise ranking loss (RankNet, Burges et al. 2005) of an answering pair and a
  non-answering one of the same question or passage: of the passages, and of their best sentences.
"""

from collections.abc import Sequence
from typing import Any

from training.reader_batches import Row
from training.reader_pairs import ANSWERS

_ORDER_WEIGHT = 0.5
_SPAN_WEIGHT = 0.5
_NOWHERE = -1e9
# The logit of a sentence that is not there.
_MISSING = -30.0


def reading_loss(passages: Any, tokens: Any, owners: Any, rows: Sequence[Row]) -> Any:
    """The mean loss of a batch.

    Logits: ``passages`` (rows, 1) that the passage answers; ``tokens`` (rows, tokens, 3) that the
    answer begins at the token, that it ends there, and that the token's sentence answers.
    ``owners`` (rows, tokens) is each token's sentence, or -1. Rows beyond ``rows`` are padding.
    """
    many = len(rows)
    most = max(1, int(owners.max()) + 1)
    tokens, owners = tokens[:many].float(), owners[:many]
    sentences = evidence_logits(tokens[:, :, 2], owners, most)
    loss = _passage_and_sentence_loss(passages[:many].float().squeeze(-1), sentences, rows)
    return loss + _SPAN_WEIGHT * span_loss(tokens[:, :, :2], owners, rows)


def span_loss(ends: Any, owners: Any, rows: Sequence[Row]) -> Any:
    """Mean cross-entropy of the answer's first and last token, with "none" as a class of logit 0.
    ``ends`` is (rows, tokens, 2), ``owners`` (rows, tokens)."""
    import torch

    weights = torch.tensor([row.weight for row in rows])
    inside = (owners >= 0).unsqueeze(2)
    scores = ends.masked_fill(~inside, _NOWHERE)
    nowhere = torch.zeros(len(rows), 1, 2)
    chances = torch.cat([nowhere, scores], dim=1).log_softmax(dim=1)
    allowed = torch.zeros_like(chances, dtype=torch.bool)
    for number, row in enumerate(rows):
        if row.starts:
            allowed[number, [1 + one for one in row.starts], 0] = True
            allowed[number, [1 + one for one in row.ends], 1] = True
        else:
            allowed[number, 0] = True
    # A pair whose answer is outside the window teaches nothing here.
    known = torch.tensor([bool(row.starts) or row.pair.kind != ANSWERS for row in rows])
    taken = chances.masked_fill(~allowed, _NOWHERE).logsumexp(dim=1)
    return -(weights * known * taken.mean(dim=1)).sum() / weights.sum()


def evidence_logits(tokens: Any, owners: Any, most: int) -> Any:
    """Mean logit of each sentence's tokens, (batch, most); ``_MISSING`` for missing sentences."""
    import torch

    inside = owners >= 0
    rows = torch.arange(len(tokens)).unsqueeze(1).expand_as(owners)[inside] * most
    places = rows + owners[inside]
    sums = torch.zeros(len(tokens) * most).index_add(0, places, tokens.float()[inside])
    counts = torch.zeros(len(tokens) * most).index_add(0, places, torch.ones(len(places)))
    means = torch.where(counts > 0, sums / counts.clamp_min(1), torch.full_like(sums, _MISSING))
    return means.view(len(tokens), most)


def sentence_spans(scores: Any, owners: Any, most: int) -> Any:
    """Logits that the answer begins and ends in each sentence, (batch, most)."""
    import torch

    inside = owners.unsqueeze(1) == torch.arange(most).view(1, -1, 1)
    each = scores.float().unsqueeze(1).masked_fill(~inside.unsqueeze(3), -1e4)
    return each.logsumexp(dim=2).mean(dim=2)


def _passage_and_sentence_loss(passages: Any, sentences: Any, rows: Sequence[Row]) -> Any:
    """Loss of whether the passages answer, by which sentences, and of their order. ``passages`` is
    (rows,), ``sentences`` (rows, most)."""
    import torch

    functional = torch.nn.functional
    weights = torch.tensor([row.weight for row in rows])
    answers = torch.tensor([float(row.pair.kind == ANSWERS) for row in rows])
    gold = torch.zeros_like(sentences, dtype=torch.bool)
    for number, row in enumerate(rows):
        gold[number, list(row.gold)] = True
    present = sentences > _MISSING
    # An answering sentence outside the window teaches nothing.
    known = (answers == 0) | gold.any(dim=1)
    whether = functional.binary_cross_entropy_with_logits(passages, answers, reduction="none")
    not_gold = _mean(functional.softplus(sentences), present & ~gold)
    each = _mean(functional.softplus(-sentences), gold)
    none_of_them = -functional.softplus(sentences).masked_fill(~gold, 0.0).sum(dim=1)
    any_of_them = -torch.log1p(-none_of_them.clamp_max(-1e-6).exp())
    unsure = torch.tensor([row.pair.rough or row.pair.ambiguous for row in rows])
    which = not_gold + torch.where(unsure, any_of_them, each) * gold.any(dim=1)
    loss = (weights * known * (whether + which)).sum() / weights.sum()
    after = [(number, row.before) for number, row in enumerate(rows) if row.before >= 0]
    if after:
        later, before = map(list, zip(*after, strict=True))
        best = sentences.masked_fill(~present, _MISSING).amax(dim=1)
        right = sentences.masked_fill(~gold, _MISSING).amax(dim=1)
        apart = functional.softplus(passages[later] - passages[before])
        apart = apart + functional.softplus(best[later] - right[before])
        loss = loss + _ORDER_WEIGHT * (weights[later] * known[before] * apart).mean()
    return loss


def _mean(values: Any, where: Any) -> Any:
    """Mean of each row's values where ``where`` is true, 0 where it is nowhere; shape (rows,)."""
    return values.masked_fill(~where, 0.0).sum(dim=1) / where.sum(dim=1).clamp_min(1)
