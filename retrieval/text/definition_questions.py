"""Definition questions: those that ask what something, or who somebody, is."""

import re
import tomllib
from functools import cache
from pathlib import Path

from retrieval.text.cues import plain


def asks_for_definition(question: str) -> bool:
    """Whether a question asks what something or who somebody is, in any of the languages of
    ``definition_questions.toml``: a question is too short to tell its own by.

    >>> asks_for_definition("What is a device ID?"), asks_for_definition("Что такое кадастр?")
    (True, True)
    >>> asks_for_definition("What is the capital of Arkle?"), asks_for_definition("What is left?")
    (False, False)
    """
    return _patterns().search(plain(question)) is not None


@cache
def _patterns() -> re.Pattern[str]:
    file = Path(__file__).with_suffix(".toml")
    tables = tomllib.loads(file.read_text("utf-8")).values()
    return re.compile("|".join(one for table in tables for one in table), re.IGNORECASE)
