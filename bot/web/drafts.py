"""Drafts: a text whose quotations are checked against the documents, one by one."""

from dataclasses import dataclass

from bot.serving.async_answerer import AsyncAnswerer
from bot.web.problems import Problem
from retrieval.verification.same_text import Overlap
from retrieval.verification.verdicts import Verification

LONGEST_DRAFT = 200_000


@dataclass(frozen=True, slots=True)
class Draft:
    """The verdicts on the quotations of a draft, in order; or on all of a text without any
    (``is_whole``). ``left_out``: how many more there are. ``documents``: those that have much of
    the text."""

    checked: tuple[Verification, ...]
    is_whole: bool
    left_out: int = 0
    documents: tuple[Overlap, ...] = ()


async def check(text: str, answerer: AsyncAnswerer) -> Draft:
    """Checks a quote, or the quotations of a draft. Raises Problem, QuestionError."""
    text = text.strip()
    if len(text) > LONGEST_DRAFT:
        raise Problem(413, f"a draft has at most {LONGEST_DRAFT:,} characters", code="too-long")
    found, left_out = await answerer.check_quotations(text)
    # A word or two in quotation marks make no draft.
    known = [one for one in found if not one.is_short]
    if known and not _is_one_quotation(text):
        return Draft(tuple(one.verification for one in known), is_whole=False, left_out=left_out)
    checked = await answerer.check(text)
    return Draft(tuple(checked.verifications), is_whole=True, documents=tuple(checked.whole))


def _is_one_quotation(text: str) -> bool:
    """Whether all of it is in quotation marks."""
    return text[:1] in "“„«\"'‘" and text[-1:] in "”“»\"'’" and len(text) < 1_000
