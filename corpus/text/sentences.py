"""Sentences and headings of a text, which cover it exactly.

``corpus.text.boundaries`` decides where sentences end. It gets one paragraph at a time, so that a
headline never runs into the text under it. Sentences longer than a screen (a table, a transcript
without full stops) are cut at the last clause or word before the limit, so that quotes of them can
still be shown whole.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from corpus.span import Sentence, Span
from corpus.text.boundaries import boundaries
from corpus.text.lists import MARKER, UNDERLINE
from corpus.text.paragraphs import paragraphs

LONGEST = 800
_SHORTEST_CUT = 200
_SOLID = re.compile(r"\S")
_CLAUSE_END = re.compile(r"[;:,—–]\s+|[；：，、]")
_ENDS_LIKE_TEXT = re.compile(r"[.!?…。！？：；:;,؟۔।][\"'”’»)\]」』）]*$")
_UNDERLINE = re.compile(UNDERLINE)
# "## Section" (Markdown), "== Section" (AsciiDoc).
_MARKDOWN_HEADING = re.compile(r"(?:#{1,6}|={1,6})\s")
_LIST_ITEM = re.compile(rf"{MARKER}\s")
# The number or letter of a list item, which is not a sentence.
_LABEL = re.compile(r"[(\[]?(?:\d{1,3}[a-z]?|[A-Za-z]|[ivxIVX]{1,4})[.)\]]")
# "(1)", "(2a)": the label of a paragraph of law; and an item that goes on a sentence.
_CLAUSE_LABEL = re.compile(r"\(\d{1,2}[a-z]{0,2}\)\s")
_CONTINUING_ITEM = re.compile(rf"(?:{MARKER}|[a-z]{{1,2}}\))\s+(?=[^\W\d_])(?![^a-zß-ÿа-ї])")
_LONGEST_HEADING = 160
_MOST_NAMES = 4
# Characters of a fragment, and those that are looked at to tell whether it is one.
_LONGEST_FRAGMENT, _LOOKED_AT = 14, 40
# The label of a list item, with its words.
_LABELLED = re.compile(r"\w{1,3}[)）]\s*\w")
# A row of a table: cells separated by tabs, or values with the names of their columns.
_ROW = re.compile(r"\t|: [^;]*; [^:;]+: ")
# "Fee: 4,200 crowns", "Signed: 14 May 2021", but not "Volume 2: 1914"; an address alone.
_ENTRY = re.compile(
    r"[^\W\d_][^:\n]{1,50}[ \u00a0\u202f]?[:：](?!\s*\d{4}\s*(?:\Z|[-–]))\s*[^\w\s]{0,2}\d"
    r"[\d.,:/()%°–-]*(?:\s[^\W\d_]{1,10}\.?)?(?:\s[\d.,:/()%–-]+)*|(?:https?://|www\.)\S+"
)
# What no heading has: an equation, an address of mail, a telephone number; what none begins with: a
# letter that labels an item, a definition's colon.
_NO_TITLE = re.compile(
    r"\s[=≈≤≥∈]\s|[∑∫∂√]|[\w.-]@[\w-]+\.\w|(?:\d[ ().\u00a0/-]{0,2}){9}|^[(]?[a-zа-ї]{1,2}\)\s|^:\s"
)
_ITEM_END = re.compile(r"[;,；，]\s*(?:and|or|und|oder|et|ou|y|o|и|или|та|або)?\s*\Z")
# The name of what is described on the indented lines below (reStructuredText): ".. option:: --all".
_DESCRIBED = re.compile(
    r"\.\.[ \t]+(?:[a-z]{1,8}:)?(?:option|cmdoption|confval|envvar|setting|describe|object|program"
    r"|function|method|class|classmethod|staticmethod|exception|data|attribute|property|macro|member"
    r"|enum|enumerator|struct|type|var|rubric|directive|role|command|configuration|token)"
    r"::[ \t]+\S.*",
    re.DOTALL,
)
_QUESTION_END = re.compile(r"[?？؟][\"'”’»)\]*_]*$")
_ASKED = re.compile(
    r"\*\*|__|(?:Q(?:uestion)?|F(?:rage)?|В(?:опрос)?|П(?:итання)?|P(?:regunta)?|问|問)"
    r"\s?\d{0,3}[.:)：]"
)
_LISTED = re.compile(rf"(?:(?:{_ASKED.pattern}|{MARKER})[ \t]*){{1,3}}")
_SPEECH = re.compile(r"[\"'“„«‘–—-]")
_STATEMENT = re.compile(r"[.!…。:;][\"'”’»)\]]*\s")
# "3 Method", "2.1 Related Work", "IV. RESULTS"; and usual section titles of papers and reports.
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.)[ \t]+(?=[^\W\d_])(?![a-z])"
    r"[^.!?…:;,。！？：；，、؟۔।\n]{1,60}"
)
_SECTION_TITLE = re.compile(
    _NUMBERED.pattern
    + r"|(?i:abstract|acknowledge?ments?|appendix(?: [a-z])?|background|conclusions?|data"
    r"|discussion"
    r"|(?:executive )?summary|experiments?|introduction|limitations|(?:materials and )?methods?"
    r"|references|related work|results(?: and discussion)?)"
)


def sentences(text: str, language: str | None = None, body: int = 0) -> list[Sentence]:
    """The sentences and headings in order; joined, they are the text.

    ``language`` is a code such as "en" or "uk"; unknown languages are split by English rules,
    which also know the full stops of other scripts. Everything before ``body`` (front matter) is
    one sentence.
    """
    found = [Sentence(0, body)] if body else []
    code = (language or "en").replace("_", "-").partition("-")[0].lower()
    parts = paragraphs(text, body)
    # A single line that begins with a number may be a headline ("12 Menschen gerettet"); two or
    # more are numbered sections.
    numbered = sum(_NUMBERED.fullmatch(part.of(text).strip()) is not None for part in parts) > 1
    # A single question may be rhetorical; two or more are questions with answers.
    is_faq = sum(_is_question(part.of(text).strip()) for part in parts) > 1
    for position, part in enumerate(parts):
        words = part.of(text)
        above = parts[position - 1].of(text) if position else ""
        below = parts[position + 1].of(text) if position + 1 < len(parts) else ""
        is_title = _is_heading(words, below, numbered) and not _is_item(words, above, below)
        if is_title or _is_answered(words, below, is_faq):
            found.append(Sentence(part.start, part.end, heading=True))
        else:
            found.extend(Sentence(span.start, span.end) for span in _split(text, part, code))
    return found


def _is_heading(paragraph: str, below: str, numbered: bool) -> bool:
    """Whether a paragraph is a heading: marked as one (Markdown), or a short line that does not end
    like a sentence, above one that does. A blank line must follow it, since a post may just begin
    with a line that has no full stop. Section titles need no blank line; a number makes a section
    title only where sections are ``numbered``."""
    lines = paragraph.strip().splitlines()
    if not below.strip():
        return False
    if _DESCRIBED.fullmatch(paragraph.strip()):
        return paragraph.strip().count("\n") < _MOST_NAMES
    if 1 < len(lines) < 4 and _UNDERLINE.fullmatch(lines[-1].strip()):
        overlined = len(lines) == 3 and _UNDERLINE.fullmatch(lines[0].strip())
        return len(lines[-2]) <= _LONGEST_HEADING and (len(lines) == 2 or overlined is not None)
    if len(lines) != 1:
        return False
    line = lines[0].strip()
    if len(line) > _LONGEST_HEADING or line.startswith((".. ", "|")):  # a directive or line block
        return False
    if _ROW.search(line) or _ENTRY.fullmatch(line) or _NO_TITLE.search(line):
        return False
    if _MARKDOWN_HEADING.match(line):
        return True
    under = below.strip()
    if not (_ENDS_LIKE_TEXT.search(under) or _SECTION_TITLE.fullmatch(under)):
        return False
    if _SECTION_TITLE.fullmatch(line) and (numbered or not _NUMBERED.fullmatch(line)):
        return not _LIST_ITEM.match(under)
    return (
        paragraph.count("\n") > 1
        and any(character.isalpha() for character in line)
        and not _ENDS_LIKE_TEXT.search(line)
        and not _LIST_ITEM.match(line)
        and not _CLAUSE_LABEL.match(line)
        # "Ordnungswidrig handelt, wer / 1. entgegen § 3 …"
        and not _CONTINUING_ITEM.match(under)
    )


def _is_item(paragraph: str, above: str, below: str) -> bool:
    """Whether a line that looks like a heading is an item of a list: after an item that ends with a
    semicolon or comma, or beside one with a number of the same depth ("1. Salt", "2. Oil"; sections
    have text between them)."""
    if _MARKDOWN_HEADING.match(paragraph.lstrip()) or "\n" in paragraph.strip():
        return False
    depth = _depth(paragraph)
    if depth:
        return depth in (_depth(above), _depth(below))
    return _ITEM_END.search(above) is not None


def _depth(paragraph: str) -> int:
    """How many parts the number of a section or item has; 0 without one."""
    line = paragraph.strip()
    return line.split(maxsplit=1)[0].strip(".").count(".") + 1 if _NUMBERED.fullmatch(line) else 0


def _is_answered(paragraph: str, below: str, is_faq: bool) -> bool:
    """Whether a paragraph is a question with its answer below, like a heading: in bold, labelled
    ("Q:"), or one of several such lines (``is_faq``)."""
    line, under = paragraph.strip(), below.strip()
    if not under or not _is_question(line) or _is_question(under):
        return False
    if _ASKED.match(line):
        return True
    return is_faq and paragraph.count("\n") > 1 and _ENDS_LIKE_TEXT.search(under) is not None


def _is_question(line: str) -> bool:
    """Whether a paragraph is a single line with a question and no statement. Direct speech does not
    count."""
    if len(line) > _LONGEST_HEADING or "\n" in line or not _QUESTION_END.search(line):
        return False
    asked = line[found.end() :] if (found := _LISTED.match(line)) else line
    return not _SPEECH.match(asked) and not _STATEMENT.search(asked)


def _split(text: str, part: Span, language: str) -> Iterator[Span]:
    """The sentences of one paragraph, each with the white space after it."""
    words = part.of(text)
    last = len(words.rstrip())
    start = 0
    first_letter = len(words) - len(words.lstrip())
    ends = boundaries(words[:last], language)
    for end, following in pairwise([*ends, len(words)]):
        if (
            end > first_letter
            and _is_boundary(words, end, last)
            and not _LABEL.fullmatch(words[start:end].strip())
            and not _is_fragment(words[end : min(following, end + _LOOKED_AT)])
        ):
            yield from _bounded(text, part.start + start, part.start + end)
            start = end
            solid = _SOLID.search(words, end)
            first_letter = solid.start() if solid else last
    if start < len(words):
        yield from _bounded(text, part.start + start, part.end)


def _is_fragment(words: str) -> bool:
    """Whether the words are the rest of the sentence before them: marks alone ("）"), or a few
    characters that end in brackets opened before ("1455–1536).")."""
    words = words.strip()
    if not any(character.isalnum() for character in words):
        return bool(words)
    closed = sum(words.count(mark) for mark in ")）】」』")
    opened = sum(words.count(mark) for mark in "(（【「『")
    return len(words) <= _LONGEST_FRAGMENT and closed > opened and not _LABELLED.match(words)


def _is_boundary(words: str, end: int, last: int) -> bool:
    """Whether a sentence can end here: not inside a name like "example.org", and not in the white
    space after the ``last`` character, which belongs to the last sentence."""
    if end >= last:
        return False
    glued = not words[end - 1].isspace() and not words[end].isspace()
    return not (glued and words[end - 1].isascii())


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """The span in pieces of at most LONGEST characters, not counting white space at the end."""
    last = start + len(text[start:end].rstrip())
    while last - start > LONGEST:
        cut = _cut(text[start : start + LONGEST])
        yield Span(start, start + cut)
        start += cut
    yield Span(start, end)


def _cut(words: str) -> int:
    """The best place to cut: after a clause, else after a word, else before a base character."""
    clauses = [match.end() for match in _CLAUSE_END.finditer(words, _SHORTEST_CUT)]
    if clauses:
        return clauses[-1]
    blanks = [match.end() for match in re.finditer(r"\s+", words) if match.end() >= _SHORTEST_CUT]
    if blanks:
        return blanks[-1]
    cut = len(words)
    while cut > _SHORTEST_CUT and _continues(words, cut - 1):
        cut -= 1
    # ``cut - 1`` is now a base character; the next piece begins with it.
    return cut - 1


def _continues(words: str, position: int) -> bool:
    """Whether the character continues the one before it: a combining mark, a variation selector,
    a skin tone, or either side of a zero width joiner."""
    character = words[position]
    return (
        unicodedata.combining(character) != 0
        or unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf", "Sk")
        or (position > 0 and words[position - 1] == "\u200d")
    )
