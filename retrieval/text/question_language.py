"""Languages of a question: the likely ones, with the collection's own as a prior.

A question of three words seldom has a sign of its language. So more than one language may be
likely, and where nothing is known, every language of the collection in the question's script is.
"""

from collections.abc import Iterable
from functools import lru_cache

from retrieval.text.language import language_scores

# A language is likely from this share of the best one's evidence on; one that the collection lacks
# needs so much evidence, and the collection's own less than this share of it.
_LIKELY, _FOREIGN, _LESS = 0.6, 0.9, 0.6


def likely_languages(question: str, own: Iterable[str]) -> tuple[str, ...]:
    """The languages that a question may be in, the likeliest first. ``own``: the collection's.

    >>> likely_languages("Wie lange hält der Akku?", ["en", "de"])
    ('de',)
    >>> likely_languages("Akku", ["en", "de", "ru"])
    ('en', 'de')
    >>> likely_languages("Как сбросить пароль?", ["en", "de"])
    ('ru',)
    """
    return _likely(question, tuple(own))


@lru_cache(maxsize=256)
def _likely(question: str, own: tuple[str, ...]) -> tuple[str, ...]:
    scores = language_scores(question)
    if not scores:  # figures, or a script that no known language uses
        return own
    known = {code: scores[code] for code in own if code in scores}
    best = max(scores, key=lambda code: scores[code])
    most = max(known.values(), default=0.0)
    if not known or (scores[best] >= _FOREIGN and most < _LESS * scores[best]):
        return tuple(code for code in scores if scores[code] >= _LIKELY * scores[best])
    likely = [code for code in known if known[code] >= _LIKELY * most]
    return tuple(sorted(likely, key=lambda code: -known[code]))
