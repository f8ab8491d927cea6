"""Loss with a null answer, and Platt scaling: shared by the ranker's and the blend's training."""

from collections.abc import Sequence
from typing import Any

import numpy as np

# Weight of finding the passage beside finding the sentence.
_PASSAGE = 0.5
_NOWHERE = -1e9


def null_loss(logits: Any, present: Any, gold: Any, gold_passage: Any, weights: Any) -> Any:
    """Weighted mean loss of questions that each have up to n sentences and a null (logit 0).

    A question's loss is the negative log-probability of the sentences that hold the answer, plus
    half that of the sentences of their passage, over 1.5; or that of the null, if no sentence holds
    an answer. ``logits`` and the masks ``present``, ``gold`` and ``gold_passage`` have the shape
    (questions, n), ``weights`` (questions,).
    """
    import torch

    logits = logits.masked_fill(~present, _NOWHERE)
    chances = torch.cat([torch.zeros(len(logits), 1), logits], dim=1).log_softmax(dim=1)

    def mass(of: Any) -> Any:
        return chances[:, 1:].masked_fill(~of, _NOWHERE).logsumexp(dim=1)

    answered = -(mass(gold) + _PASSAGE * mass(gold_passage)) / (1 + _PASSAGE)
    losses = torch.where(gold.any(dim=1), answered, -chances[:, 0])
    return (weights * losses).sum() / weights.sum()


def platt(
    best: Sequence[float], right: Sequence[bool], weights: Sequence[float]
) -> dict[str, float]:
    """Slope and offset that turn the best sentence's score into the logit of being right (Platt
    1999). ``C`` is so large that nothing is regularised."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(
        np.array(best).reshape(-1, 1), list(right), sample_weight=list(weights)
    )
    return {
        "slope": round(float(model.coef_[0, 0]), 4),
        "offset": round(float(model.intercept_[0]), 4),
    }
