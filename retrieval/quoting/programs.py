"""Programs after a sentence: the command that "you can run the command" announces.

Programs are no sentences, so none is ever found by itself; but a sentence that announces one says
little without it.
"""

import bisect
import re

from corpus.document import Document
from corpus.outline import Kind
from corpus.span import trimmed
from corpus.text.boilerplate.spans import BoilerplateKind
from retrieval.text.lists import introduces

# Characters of a program that is quoted; a longer one is left to the document.
_MOST_CHARACTERS = 600
# What no other markup begins with: fences, directives, prompts, indentation. (A picture or a tag
# may be indented.)
_PROGRAM = re.compile(
    r"[ \t]*(?:`{3}|~{3}|[$%] |>>> |\.\.[ \t]+(?:code|sourcecode|prompt|parsed-literal)|\[source"
    r"|-{4,}[ \t\r]*\n|\.{4,}[ \t\r]*\n)|(?: {2,}|\t[ \t]*)(?![ !<|{\[.])"
)
_UNFINISHED = re.compile(r"[\w`*_)\"'”’]")


def announced_program_end(document: Document, sentence_end: int, sentence: str) -> int | None:
    """Where the program ends that a sentence announces; None if no program follows the sentence
    directly, or if it is long. ``sentence_end``: with the white space after the sentence."""
    if not _announces(sentence):
        return None
    boilerplate = document.boilerplate or ()
    number = bisect.bisect_left(boilerplate, sentence_end, key=lambda one: one.start)
    if number == len(boilerplate):
        return None
    part = boilerplate[number]
    if part.start != sentence_end or part.kind is not BoilerplateKind.CODE:
        return None
    words = trimmed(part, document.text)
    if words is None or words.end - words.start > _MOST_CHARACTERS:
        return None
    known = any(one.kind is Kind.CODE and one.start == words.start for one in document.outline)
    return words.end if known or _PROGRAM.match(part.of(document.text)) else None


def _announces(sentence: str) -> bool:
    """Whether a sentence announces what stands below: it ends in a colon, or without a full stop.

    >>> _announces("Then run the command\\n"), _announces("Run:"), _announces("It runs.")
    (True, True, False)
    """
    words = sentence.rstrip()
    return introduces(words) or _UNFINISHED.match(words[-1:]) is not None
