"""How likely it is that the first quote answers the question.

The ranker's logit of the first quote's sentence, against 0 for "none answers", made a probability
(Platt 1999). Learned with the ranker, over answerable questions, questions written to look
answerable, questions whose passage was taken away, and questions on something else; a question
counts as answered where the first quote's highlight holds the answer.
"""

import math

from retrieval.ranker import learned_ranker


def confidence(logit: float) -> float:
    """The probability, between 0 and 1, for the logit of the first quote's sentence."""
    ranker = learned_ranker()
    return 1 / (1 + math.exp(-(ranker.slope * logit + ranker.offset)))
