"""Several questions in one message, each to be answered by itself; clear cases only."""

import re

from bot.questions.query_filters import split_filters
from retrieval.text.tokenizer import words

_MOST = 3
_FEWEST_WORDS = 3
_QUESTION = re.compile(r"[^?？؟]+[?？؟]+\s*")
# A sentence that ends within one is no question: something else is said there as well.
_STATEMENT = re.compile(r"[.!…。！](?=\s+[^\W\d_a-zа-яіїєґё])")
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"), ("「", "」"))


def split_questions(text: str) -> list[str]:
    """The questions of a message: two or three sentences that all end in a question mark, each with
    the message's filters; else the message as it is. Raises FilterError.

    >>> split_questions("Who called the cut a mistake? How many sheep were lost? since:2022")
    ['Who called the cut a mistake? since:2022', 'How many sheep were lost? since:2022']
    """
    asked = split_filters(text)
    parts = [one.strip() for one in _QUESTION.findall(asked.text)]
    if not 2 <= len(parts) <= _MOST or "".join(_QUESTION.findall(asked.text)) != asked.text:
        return [text]
    if not all(map(_is_question, parts)):
        return [text]
    return [f"{one} {asked.written}".strip() for one in parts]


def _is_question(part: str) -> bool:
    return (
        len(words(part)) >= _FEWEST_WORDS
        and not _STATEMENT.search(part)
        and part.count('"') % 2 == 0
        and all(part.count(opening) == part.count(closing) for opening, closing in _PAIRS)
    )
