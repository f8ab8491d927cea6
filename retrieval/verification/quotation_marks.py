"""Quotations in a text, by their quotation marks, in all languages; and block quotations.

Takes time linear in the text. Compromises: what is inside of a quotation is not looked for further
("He said ‘no’ to us"), and a straight single mark, which is mostly an apostrophe, closes a
quotation only beside punctuation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.span import Span, trimmed

# What closes each mark. Some languages close with the mark that others open with.
_CLOSED_BY = {
    "“": "”“",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«»",
    "”": "”",
    '"': '"',
    "＂": "＂",
    "「": "」",
    "『": "』",
    "〝": "〞〟",
    "《": "》",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
}
_ALWAYS_OPEN = "“„‟«「『〝《‹"
# The same mark twice would close a quotation that these open.
_NESTED = frozenset("«「『《‹")
_SINGLE = "‘‚'"
_MARK = re.compile(r"[“”„‟«»\"＂「」『』〝〞〟《》‹›‘’‚']")
_BLOCK_LINE = re.compile(r"[ \t]{0,3}>[ \t]?")
_ENDINGS = ".,;:!?…)"
_FEWEST_WORDS_SINGLE = 2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation in a text: its span with the marks, and its words."""

    span: Span
    words: str


def quotations(text: str) -> list[Quotation]:
    """The quotations of a text, in order; a paragraph that goes on with one counts for itself.

    >>> [one.words for one in quotations('“No,” he said. «Мы «за»» „Ja“ 「是的」 don’t')]
    ['No,', 'Мы «за»', 'Ja', '是的']
    """
    found: list[Quotation] = []
    paragraphs = list(_paragraphs(text))
    for number, paragraph in enumerate(paragraphs):
        if (block := _block(text, paragraph)) is not None:
            found.append(block)
            continue
        after = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        found += _in_paragraph(text, paragraph, after)
    return found


def _paragraphs(text: str) -> Iterator[Span]:
    """Runs of lines without blank ones between them."""
    start = end = -1
    position = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            start = position if start < 0 else start
            end = position + len(line)
        elif start >= 0:
            yield Span(start, end)
            start = -1
        position += len(line)
    if start >= 0:
        yield Span(start, end)


def _block(text: str, paragraph: Span) -> Quotation | None:
    """A block quotation: a paragraph whose lines all begin with ">"."""
    lines = paragraph.of(text).splitlines()
    if not all(_BLOCK_LINE.match(line) for line in lines):
        return None
    words = "\n".join(_BLOCK_LINE.sub("", line, count=1) for line in lines)
    bare = unquoted(words)
    return Quotation(paragraph, bare) if bare else None


def _in_paragraph(text: str, paragraph: Span, after: Span | None) -> Iterator[Quotation]:
    opened = -1
    depth = 0
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        position, mark = match.start(), match[0]
        if opened < 0:
            if _opens(text, position, paragraph):
                opened, depth = position, 1
            continue
        opener = text[opened]
        if mark == opener and opener in _NESTED:
            depth += 1
        elif mark in _CLOSED_BY[opener] and _closes(text, opened, position, paragraph):
            depth -= 1
            if depth == 0:
                if (one := _quotation(text, opened, position + 1)) is not None:
                    yield one
                opened = -1
        elif opener in _SINGLE and mark not in "‘’‚'" and _opens(text, position, paragraph):
            # The single mark was an apostrophe.
            opened, depth = position, 1
    if opened >= 0 and after is not None and text[opened] not in _SINGLE:
        # By convention a quotation of several paragraphs opens again in each.
        begins = text[after.start : after.end].lstrip()[:1]
        if begins == text[opened] or begins in _CLOSED_BY[text[opened]]:
            one = _quotation(text, opened, paragraph.end)
            if one is not None:
                yield one


def _opens(text: str, position: int, paragraph: Span) -> bool:
    mark = text[position]
    if mark not in _CLOSED_BY:
        return False
    before = text[position - 1] if position > paragraph.start else ""
    after = text[position + 1 : position + 2]
    if mark in _ALWAYS_OPEN:
        return not (mark == "“" and before.isalnum())
    return bool(after.strip()) and not before.isalnum() and before not in (".", "!", "?", ",", "…")


def _closes(text: str, opened: int, position: int, paragraph: Span) -> bool:
    mark = text[position]
    before = text[position - 1]
    after = text[position + 1] if position + 1 < paragraph.end else ""
    if mark in "’'‘" and after.isalnum():
        return False
    if mark == "“" and text[opened] == "“":
        return bool(before.strip()) and not after.isalnum()
    if text[opened] == "'":
        few = len(_WORD.findall(text[opened : min(position, opened + 60)])) < _FEWEST_WORDS_SINGLE
        return not few and (before in _ENDINGS or after in _ENDINGS or not after)
    if mark == '"':
        return not (before.isspace() and after.isalnum())
    return True


def _quotation(text: str, start: int, end: int) -> Quotation | None:
    words = unquoted(text[start:end])
    span = trimmed(Span(start, end), text)
    return Quotation(span, words) if words and span is not None else None


def unquoted(text: str) -> str:
    """A text without the pair of quotation marks that is around all of it.

    >>> unquoted(" « Non, dit-il. » "), unquoted("“No,” he said, “never.”")
    ('Non, dit-il.', '“No,” he said, “never.”')
    """
    text = text.strip()
    opener = text[:1]
    if opener not in _CLOSED_BY or (opener == "'" and "'" in text[1:-1]):
        return text
    ending = text.rstrip(".,;:!? ")
    if ending[-1:] in _CLOSED_BY[opener] and len(ending) > 1:
        inner, tail = ending[1:-1], text[len(ending) :].strip()
    elif opener in _ALWAYS_OPEN and not any(one in text[1:] for one in _CLOSED_BY[opener]):
        inner, tail = text[1:], ""
    else:
        return text
    depth = 0
    for one in inner:
        if one == opener and opener in _NESTED:
            depth += 1
        elif one in _CLOSED_BY[opener] and one not in "’'":
            depth -= 1
        if depth < 0:
            return text
    inner = inner.strip()
    # “He left”. and “He left.” are the same quotation.
    return inner + tail if tail in (".", "!", "?") and inner[-1:].isalnum() else inner
