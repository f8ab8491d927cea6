"""How likely it is that the first quote answers the question.

The ranker's logit of the first quote's sentence, against 0 for "as likely as not", as a
probability. Learned with the ranker, over answerable questions, questions written to look
answerable, questions whose passage was taken away, and questions on something else; a question
counts as answered where the sentence holds the answer.
"""

import math


def confidence(logit: float) -> float:
    """The probability, between 0 and 1, for the logit of the first quote's sentence.

    >>> confidence(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-logit))
