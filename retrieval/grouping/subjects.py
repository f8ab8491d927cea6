"""Subjects: whether a sentence is about another thing than the question, of one name in part.

"Lake Tarn is 40 metres deep" does not say how deep Lake Wast is. A compromise: only names that
begin alike, where the sentence begins with one.
"""

import re
from collections.abc import Iterator

from retrieval.grouping.names import alike, fold

_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’']s\b")
_ARTICLE = re.compile(r"^[\W_]*(?:(?:the|el|la)\s+)?", re.IGNORECASE)
# German writes all nouns with a capital.
_CAPITAL_NOUNS = "de"


def is_about_another(sentence: str, question: str, language: str | None = None) -> bool:
    """Whether a sentence begins with a name like one in the question, but for its last word."""
    if (language or "").lower().startswith(_CAPITAL_NOUNS):
        return False
    sentence, question = _POSSESSIVE.sub("", sentence), _POSSESSIVE.sub("", question)
    article = _ARTICLE.match(sentence)
    start = article.end() if article else 0
    subject = next(_names(sentence[start:]), None)
    if subject is None or not sentence[start:].startswith(subject[0]):
        return False
    own = [fold(one) for one in subject]
    said = {fold(one) for one in _WORD.findall(sentence)}
    # The question's first word has a capital whatever it is.
    first = _WORD.search(question)
    rest = question[first.end() :] if first else ""
    return any(
        asked[0] == own[0]
        and not alike(asked[-1], own[-1])
        and not set(asked) <= said
        and not set(own) <= set(asked)
        for asked in ([fold(one) for one in name] for name in _names(rest))
    )


def _names(text: str) -> Iterator[list[str]]:
    """The runs of two capitalised words or more."""
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        is_next = not text[end : match.start()].strip(" ") and bool(run)
        if not match[0][0].isupper():
            if len(run) > 1:
                yield run
            run = []
        elif is_next:
            run.append(match[0])
        else:
            if len(run) > 1:
                yield run
            run = [match[0]]
        end = match.end()
    if len(run) > 1:
        yield run
