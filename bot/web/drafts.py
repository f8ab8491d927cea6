"""Drafts: a text whose quotations are checked against the documents, one by one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from retrieval.quoting.verify import Verification

from bot.advice import explain
from bot.web.problems import Problem
from corpus.text.quotations import quotations
from retrieval.errors import QuestionError

LONGEST_DRAFT = 200_000
_MOST_QUOTATIONS = 60
# Shorter quotations are names and single words, which any document may have.
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation and what became of it; ``problem`` where it cannot be checked."""

    text: str
    found: Verification | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The quotations of a draft, in order. ``is_whole``: it has none, so all of it was checked.
    ``left_out``: how many more there are."""

    checked: tuple[Checked, ...]
    is_whole: bool
    left_out: int = 0


async def check(text: str, verify: Callable[[str], Awaitable[Verification]]) -> Draft:
    """Checks the quotations of a draft. Raises Problem, QuestionError."""
    text = text.strip()
    if len(text) > LONGEST_DRAFT:
        raise Problem(413, f"a draft has at most {LONGEST_DRAFT:,} characters", code="too-long")
    found = _quotations(text)
    if not found:
        return Draft((Checked(text, await verify(text)),), is_whole=True)
    checked = [await _checked(one, verify) for one in found[:_MOST_QUOTATIONS]]
    return Draft(tuple(checked), is_whole=False, left_out=max(0, len(found) - _MOST_QUOTATIONS))


async def _checked(text: str, verify: Callable[[str], Awaitable[Verification]]) -> Checked:
    try:
        return Checked(text, await verify(text))
    except QuestionError as error:
        return Checked(text, None, explain(error))


def _quotations(text: str) -> list[str]:
    """The quotations without their marks, each once."""
    found: dict[str, None] = {}
    for paragraph in text.split("\n\n"):
        for start, end in quotations(paragraph):
            words = paragraph[start + 1 : end - 1].strip()
            if len(words.split()) >= _FEWEST_WORDS:
                found[words] = None
    # A text that is one quotation in its marks is checked as that.
    return list(found)
