"""How what judges sentences is taught, and how its logits become probabilities: what the ranker's
training and that of the reader's share have in common."""

from collections.abc import Sequence
from typing import Any

import numpy as np

# How much finding the passage counts beside finding the sentence.
_PASSAGE = 0.5
_NOWHERE = -1e9


def null_loss(logits: Any, there: Any, gold: Any, gold_passage: Any, weights: Any) -> Any:
    """The mean loss of some questions, each with up to n sentences and a null (logit 0): the
    negative log-probability of the sentences that hold the answer, and half that of any of their
    passage; of the null, where there are none.

    ``logits`` and the masks ``there``, ``gold`` and ``gold_passage`` are of shape (questions, n),
    ``weights`` (questions,).
    """
    import torch

    logits = logits.masked_fill(~there, _NOWHERE)
    chances = torch.cat([torch.zeros(len(logits), 1), logits], dim=1).log_softmax(dim=1)

    def mass(of: Any) -> Any:
        return chances[:, 1:].masked_fill(~of, _NOWHERE).logsumexp(dim=1)

    answered = -(mass(gold) + _PASSAGE * mass(gold_passage)) / (1 + _PASSAGE)
    losses = torch.where(gold.any(dim=1), answered, -chances[:, 0])
    return (weights * losses).sum() / weights.sum()


def platt(
    best: Sequence[float], right: Sequence[bool], weights: Sequence[float]
) -> dict[str, float]:
    """The slope and offset that make the best sentence's score the logit of its being right (Platt
    1999)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(
        np.array(best).reshape(-1, 1), list(right), sample_weight=list(weights)
    )
    return {
        "slope": round(float(model.coef_[0, 0]), 4),
        "offset": round(float(model.intercept_[0]), 4),
    }
