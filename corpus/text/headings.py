"""Headings of plain text: titles of sections, and questions with answers below."""

import re
from collections.abc import Collection, Sequence

from corpus.text.lists import MARKER, UNDERLINE

# The mark of a note may follow: "systems.¹", "systems. ¹", "systems.^[4]" (a page as text).
_ENDS_LIKE_TEXT = re.compile(
    r"[.!?…。！？：；:;,؟۔।][\"'”’»)\]」』）]*(?:[ \u00a0]?(?:[⁰¹²³⁴-⁹]{1,3}|\^?\[\d{1,3}\])){0,3}$"
)
_UNDERLINE = re.compile(UNDERLINE)
# "## Section" (Markdown), "== Section" (AsciiDoc).
_MARKDOWN_HEADING = re.compile(r"(?:#{1,6}|={1,6})\s")
_LIST_ITEM = re.compile(rf"{MARKER}\s")
# What else begins an item, and no heading; dashes also begin what somebody says.
_MARKED = re.compile(r"[–—·●○∙⁃▪▫■□◆◇➢➤►▸▶✓✔\uf000-\uf0ff]\s")
_LEADERS = re.compile(
    r"(?:\.[ \u00a0]?){4}[ \u00a0]*[\divxlc]{1,6}\Z|…{2}[ \u00a0]*[\divxlc]{1,6}\Z"
)
_INTRODUCES = re.compile(r"[:：][\"'”’»)*_]{0,3}\Z")
_MOST_ITEMS = 40
# "(1)", "(2a)": the label of a paragraph of law; and an item that goes on a sentence.
_CLAUSE_LABEL = re.compile(r"\(\d{1,2}[a-z]{0,2}\)\s")
_CONTINUING_ITEM = re.compile(rf"(?:{MARKER}|[a-z]{{1,2}}\))\s+(?=[^\W\d_])(?![^a-zß-ÿа-ї])")
_LONGEST_HEADING = 160
_MOST_NAMES = 4
# A row of a table: cells separated by tabs, or values with the names of their columns.
_ROW = re.compile(r"\t|: [^;]*; [^:;]+: ")
# "Fee: 4,200 crowns", "Signed: 14 May 2021", but not "Volume 2: 1914"; an address alone.
_ENTRY = re.compile(
    r"[^\W\d_][^:\n]{1,50}[ \u00a0\u202f]?[:：](?!\s*\d{4}\s*(?:\Z|[-–]))\s*[^\w\s]{0,2}\d"
    r"[\d.,:/()%°–-]*(?:\s[^\W\d_]{1,10}\.?)?(?:\s[\d.,:/()%–-]+)*|(?:https?://|www\.)\S+"
)
# What no heading has: an equation, an address, a telephone number; what none begins with: a
# letter that labels an item, a definition's colon.
_NO_TITLE = re.compile(
    r"\s[=≈≤≥∈]\s|[∑∫∂√]|https?://|[\w.-]@[\w-]+\.\w|(?:\d[ ().\u00a0/-]{0,2}){9}"
    r"|^[(]?[a-zа-ї]{1,2}\)\s|^:\s"
)
_ITEM_END = re.compile(r"[;,；，](?:\s(?:and|or|und|oder|et|ou|y|o|и|или|та|або))?\Z")
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
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.)[ \t\u00a0]+(?=[^\W\d_])(?![a-z])"
    r"[^.!?…:;,。！？：；，、؟۔।\n]{1,60}"
)
_SECTION_TITLE = re.compile(
    _NUMBERED.pattern
    + r"|(?i:abstract|acknowledge?ments?|appendix(?: [a-z])?|background|conclusions?|data"
    r"|discussion"
    r"|(?:executive )?summary|experiments?|introduction|limitations|(?:materials and )?methods?"
    r"|references|related work|results(?: and discussion)?)"
)


def headings(parts: Sequence[str], known: Collection[int] = ()) -> list[bool]:
    """Which of a text's paragraphs are headings. ``known``: the positions of those that are marked
    as such in the file."""
    # A single line that begins with a number may be a headline ("12 Menschen gerettet"); two or
    # more are numbered sections.
    numbered = sum(_NUMBERED.fullmatch(part.strip()) is not None for part in parts) > 1
    # A single question may be rhetorical; two or more are questions with answers.
    is_faq = sum(_is_question(part.strip()) for part in parts) > 1
    found = []
    listed = _Listed()
    around = zip(["", *parts], parts, [*parts[1:], ""], strict=False)
    for number, (above, part, below) in enumerate(around):
        is_heading = _is_heading(part, below, numbered) and not _is_item(part, above, below)
        is_heading = is_heading and not listed.has(part)
        is_known = number in known and _may_be_heading(part, below)
        found.append(is_heading or is_known or _is_answered(part, below, is_faq))
        listed.add(part, is_heading=found[-1])
    return found


class _Listed:
    """Tells the last item of a list without marks from a heading: "You need: / salt / butter"."""

    def __init__(self) -> None:
        self._items: int | None = None  # since the words that introduce them; None: no list

    def has(self, part: str) -> bool:
        """Whether the next paragraph is an item, and not the first."""
        line = part.strip()
        is_marked = _MARKDOWN_HEADING.match(line) or "\n" in line or _SECTION_TITLE.fullmatch(line)
        return bool(self._items) and not is_marked

    def add(self, part: str, *, is_heading: bool) -> None:
        """Goes over a paragraph."""
        line = part.strip()
        if is_heading or len(line) > _LONGEST_HEADING:
            self._items = None
        elif _INTRODUCES.search(line):
            self._items = 0
        elif self._items is not None:
            self._items += 1
            if _ENDS_LIKE_TEXT.search(line) or self._items > _MOST_ITEMS:
                self._items = None


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
    if _ROW.search(line):
        return False
    if _MARKDOWN_HEADING.match(line):
        return True
    if _ENTRY.fullmatch(line) or _NO_TITLE.search(line):
        return False
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
        and not _MARKED.match(line)
        and not _LEADERS.search(line)
        and not _CLAUSE_LABEL.match(line)
        # "Ordnungswidrig handelt, wer / 1. entgegen § 3 …"
        and not _CONTINUING_ITEM.match(under)
    )


def _may_be_heading(paragraph: str, below: str) -> bool:
    """Whether a paragraph that is marked as a heading is not what a page says in large type: a
    statement ("Tickets cost 14 pounds."), a figure ("Fee: 4,200 crowns"), an address."""
    line = paragraph.strip()
    if not below.strip() or len(line) > _LONGEST_HEADING:
        return False
    if _ROW.search(line) or _ENTRY.fullmatch(line) or _NO_TITLE.search(line):
        return False
    return _QUESTION_END.search(line) is not None or not _ENDS_LIKE_TEXT.search(line)


def _is_item(paragraph: str, above: str, below: str) -> bool:
    """Whether a line that looks like a heading is an item of a list: after an item that ends with a
    semicolon or comma, or beside one with a number of the same depth ("1. Salt", "2. Oil"; sections
    have text between them)."""
    if _MARKDOWN_HEADING.match(paragraph.lstrip()) or "\n" in paragraph.strip():
        return False
    depth = _depth(paragraph)
    if depth:
        return depth in (_depth(above), _depth(below))
    return _ITEM_END.search(above.rstrip()) is not None


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
