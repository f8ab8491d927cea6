"""Code and markup in plain text: Markdown and its dialects, reStructuredText, AsciiDoc.

Such lines are stored and displayed unchanged, but they are not sentences that answer a question.
Only whole lines are found: code between fences or under a directive, and lines with nothing but
tags, shortcodes of site generators (Hugo, Jekyll), comments, options or borders of tables. A line
with words of its own is never markup.

The time is linear in the length of the text: each line is looked at once, and the end of a block
that is never closed is searched for once.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.outline import is_tilde_underline
from corpus.text.code_lines import looks_like_code, looks_like_commands

_FENCE = re.compile(r"[ \t]*(?P<fence>`{3,9}|~{3,9})(?P<info>[^`~\n][^`\n]*|)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_NAME = r"[\w:.-]{1,60}"
_LONGEST = 2000  # characters of a line of markup
# First characters of code and markup; other lines are prose, or block macros of AsciiDoc.
_FIRST = frozenset("`~<{[!|+=:.-/>?*_")
_MACRO = re.compile(r"[a-z]{3,7}::")
_ANY = re.compile(r"^[ \t]*[`~<{[!|+=:.>/?*_-]|^[a-z]{3,7}::|::[ \t]*\r?$", re.M)
_PICTURE = (
    r"\[?(?:!\[[^\]]*\]\([^)]*\)(?:\{[^{}]*\})?|\{%-?\s{0,9}(?:image|img|figure|picture|asset)\b"
    r"(?:[^%]|%(?!\}))*%\})(?:\]\([^)]*\))?"
)
# Empty items, quoted lines and cells; rules, which stand between blank lines.
_EMPTY = re.compile(r"(?:[-*+>|][ \t]*){1,9}")
_RULE = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={4,}|~{4,}|\+{4,}|#{4,}")
# A tag of HTML or of a site generator that goes on below, and the most lines that it has.
_OPEN_TAG = re.compile(r"<[A-Za-z][\w-]*(?:\s[^<>]*)?|\[?\{%(?:[^%]|%(?!\}))*")
_LONGEST_TAG = 12
# Lines without words. No alternative can match in two ways, so that matching takes linear time.
_MARKUP = re.compile(
    # Only tags: "<div class='x'>", "<br></p>", a comment on one line.
    r"(?:<!--(?:[^-]|-(?!->))*-->\s*|</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>\s*)+"
    # Shortcodes and tags of site generators, attribute lists, tables of contents.
    r"|(?:\{\{[^{}]*\}\}\s*|\{%(?:[^%]|%(?!\}))*%\}\s*)+|\{:[^{}]*\}|\{#[\w:.-]+\}|\[\[?_?TOC_?\]?\]"
    # Only pictures or badges, also in a list or quotation; link definitions.
    rf"|(?:[-*+>][ \t]+){{0,9}}(?:{_PICTURE}\s*)+|\[[^\]^][^\]]*\]:\s+\S+(?:\s+[\"'(].*)?"
    # Borders of tables (Markdown, reStructuredText, AsciiDoc), fences of blocks of prose.
    r"|\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?|\|\s*:?-{2,}:?\s*\||\+(?:[-=]{2,}\+)+"
    rf"|={{2,}}(?:\s+={{2,}})+|[|!]===|:::+\s*(?:\{{[^}}]*\}}|{_NAME}|)|!!!\s+{_NAME}|\?\?\?\+?\s+{_NAME}"
    # AsciiDoc: attributes, anchors, block macros.
    r"|:!?(?:toc\w*|icons|sect\w+|source-[\w-]+|\w*dir|experimental|doctype|id\w+|page-[\w-]+"
    r"|ur[il]-[\w-]+|numbered|stem|nofooter|compat-mode|\w+-caption|keywords|leveloffset)!?:.*"
    r"|\[\[[\w:.-]+\]\]|\[[#.%][\w#.%-]+\]"
    r"|\[(?:source|listing|literal|verse|cols|options|discrete|abstract|horizontal|example|sidebar"
    r"|glossary|bibliography|qanda|appendix|preface|quote|NOTE|TIP|IMPORTANT|WARNING|CAUTION)\b[^\]]*\]"
    r"|(?:include|image|video|audio|toc|ifdef|ifndef|endif|ifeval)::[^\s\[]*\[[^\]]*\]"
    # reStructuredText: labels, substitutions, roles, comments.
    r"|\.\.\s+(?:_[^:]+:.*|\|[^|]+\|\s+[\w-]+::.*|role::.*)|\.\."
)
_DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)\.\.[ \t]+(?P<name>[\w:+.-]{1,40})::(?P<rest>.*)")
_COMMENT = re.compile(r"(?P<indent>[ \t]*)\.\.[ \t]+(?!\[)(?!_)(?!\|)(?![\w:+.-]+::)\S.*")
_OPTION = re.compile(r"[ \t]+:[\w-]{1,40}:(?:[ \t].*)?")
# Directives whose bodies are code, data or names of other pages, and directives without text.
_PROGRAMS = frozenset((
    "code", "code-block", "sourcecode", "highlight", "parsed-literal", "prompt", "ipython",
    "testcode", "testoutput", "testsetup", "doctest", "jupyter-execute", "raw", "math",
    "productionlist", "graphviz", "mermaid", "uml", "plot", "csv-table", "toctree",
    "literalinclude", "include", "autosummary", "contents", "index", "image", "currentmodule",
    "module", "py:currentmodule", "py:module", "automodule", "autoclass", "autofunction",
    "autodata", "automethod", "autoattribute", "autoexception", "tabularcolumns", "rst-class",
    "meta", "default-domain", "sectionauthor", "moduleauthor", "codeauthor", "highlightlang",
    "only", "figure", "click",
))  # fmt: skip
_WITH_PROSE = frozenset(("only", "figure"))  # their bodies are prose
_ENDS_BEFORE_CODE = re.compile(r"::[ \t]*\Z")
_PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: |\Z)")
# Lines that open a block of code, and patterns of lines that close it ("<>" is the name).
_HIGHLIGHT = re.compile(r"\{%-?\s{0,9}(highlight|raw)\b[^%]*%\}")
_HIDDEN = re.compile(r"\{%-?\s{0,9}(comment)\b.*")
_SHORTCODE = re.compile(r"\{\{[<%]\s{0,9}(highlight|mermaid|math)\b[^{}]*\}\}")
_ELEMENT = re.compile(r"<(script|style|svg|pre|template)\b.*", re.I)
_CLOSES_TAG = r"\{%-?\s{0,9}end<>\s{0,9}-?%\}"
_CLOSES_SHORTCODE = r"\{\{[<%]\s{0,9}/<>\s{0,9}[>%]\}\}"
_CLOSES_ELEMENT = "(?i:</<>)"
_LISTING = re.compile(r"\[(?:source|listing|literal|,)[^\]]*\]")
_DELIMITER = re.compile(r"(-{4,80}|\.{4,80}|/{4,80})[ \t]*")
# Lines around prose in AsciiDoc, where a line of attributes or a title is above them; and what only
# AsciiDoc has, by which its listings are told from rules and underlines.
_AROUND_PROSE = re.compile(r"(?:={4,80}|\*{4,80}|_{4,80}|--)[ \t]*")
_ABOVE_PROSE = re.compile(r"\[[\w#.%][^\]]*\]|\.\w.*")
_SENTENCE = re.compile(r"[^\W\d_][\w’'-]* .*[.!?]")
_ASCIIDOC = re.compile(
    r"^(?:(?:\[(?:verse|source|listing|quote|NOTE|TIP|IMPORTANT|WARNING|CAUTION)\b[^\]\n]*\]"
    r"|\[\[[\w:.-]+\]\]|(?:include|ifdef|ifndef|image)::[^\s\[]*\["
    r"|:(?:toc|icons|doctype|sect\w+)!?:)[^\n]*|\+[ \t]*)$"
    r"|\b(?:linkgit|xref|link):[^\s\[\]]{1,99}\[",
    re.M,
)
_CODE_INDENT = 4
_MARKDOWN = re.compile(r"^#{1,6}[ \t]+[^\s#]", re.M)
# Items, notes, definitions and admonitions, whose text is indented below.
_HOLDS_INDENTED = re.compile(r"(?:[-*+•]|\d{1,9}[.)])[ \t]|\[\^|:[ \t]|!!!|\?\?\?|===|\.\. ")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    words: str  # without the line's end

    @property
    def indent(self) -> int:
        """The width of the indentation; a tab counts as eight."""
        blanks = self.words[: len(self.words) - len(self.words.lstrip())]
        return len(blanks.expandtabs(8))


def code_and_markup(text: str, begin: int = 0) -> list[tuple[int, int]]:
    """The ranges [start, end) of lines that are code or markup, in order.

    >>> code_and_markup("Run:\\n```\\nls\\n```\\nDone.")
    [(5, 16)]
    """
    if not _ANY.search(text, begin) and not _MARKDOWN.search(text, begin):
        return []
    return merge_ranges(_Lines(text, begin).runs())


def merge_ranges(*parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges [start, end) in order, those that overlap or touch as one.

    >>> merge_ranges([(5, 9)], [(0, 2), (8, 12)])
    [(0, 2), (5, 12)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(itertools.chain(*parts)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _lines(text: str, begin: int) -> list[_Line]:
    lines = []
    start = begin
    for match in _LINE.finditer(text, begin):
        lines.append(_Line(start, match.end(), match[0].rstrip("\r\n")))
        start = match.end()
    return lines


class _Lines:
    """Searches the lines of a text."""

    def __init__(self, text: str, begin: int) -> None:
        self._lines = _lines(text, begin)
        self._never_closed: set[str] = set()
        self._option = -1  # the line where an option of a directive may follow
        self._closing: set[int] = set()  # lines that end blocks of prose
        self._is_markdown = _MARKDOWN.search(text, begin) is not None
        self._is_asciidoc = _ASCIIDOC.search(text, begin) is not None

    def runs(self) -> Iterator[tuple[int, int]]:
        """The ranges; one may begin where the previous one ends."""
        position = 0
        while position < len(self._lines):
            last = self._block_end(position)
            if last is None:
                last = self._indented_end(position)
            if last is not None:
                yield self._lines[position].start, self._lines[last].end
                position = last + 1
            elif self._ends_before_code(position):
                first = position + 1
                position = self._body_end(first, self._lines[position].indent) + 1
                if position > first:
                    yield self._lines[first].start, self._lines[position - 1].end
            else:
                position += 1

    def _block_end(self, position: int) -> int | None:
        """The last line of the code or markup that begins here; None if none does."""
        words = self._lines[position].words
        bare = words.strip()
        if not bare or len(bare) > _LONGEST:
            return None
        if bare[0] not in _FIRST:
            is_macro = _MACRO.match(bare) and _MARKUP.fullmatch(bare)
            return position if is_macro else None
        fence = _FENCE.fullmatch(words)
        above = self._lines[position - 1].words if position else ""
        if fence is not None and not is_tilde_underline(bare, above):
            return self._closed(position, fence["fence"], _closes_fence)
        if bare.startswith("<!--") and "-->" not in bare:
            return self._closed(position, "-->", str.__contains__)
        for found, closes in (
            (_HIGHLIGHT.fullmatch(bare) or _HIDDEN.fullmatch(bare), _CLOSES_TAG),
            (_SHORTCODE.fullmatch(bare), _CLOSES_SHORTCODE),
            (_ELEMENT.fullmatch(bare), _CLOSES_ELEMENT),
        ):
            if found:
                closing = closes.replace("<>", found[1].lower(), 1)
                return self._closed(position, closing, _closes_block)
        directive = _DIRECTIVE.fullmatch(words)
        if directive:
            return self._directive_end(position, directive)
        if _COMMENT.fullmatch(words):
            return self._body_end(position + 1, self._lines[position].indent)
        if _PROMPT.match(words) and bare.startswith(">>>"):
            return self._paragraph_end(position)
        if _DELIMITER.fullmatch(words) and (bare[0] != "-" or self._is_under_listing(position)):
            return self._closed(position, bare, _is_the_same)
        if position in self._closing:
            return position
        if _AROUND_PROSE.fullmatch(words) and self._is_under_attributes(position):
            last = self._closed(position, bare, _is_the_same)
            if last is not None:
                self._closing.add(last)
                return position
        if position == self._option and _OPTION.fullmatch(words):
            self._option += 1
            return position
        if _MARKUP.fullmatch(bare) or self._is_empty_or_rule(position, bare):
            return position
        return self._tag_end(position) if _OPEN_TAG.fullmatch(bare) else None

    def _is_empty_or_rule(self, position: int, bare: str) -> bool:
        """Whether a line has only the marks of an item, quotation or rule. A line under or over
        words may be the underline of a heading."""
        if bare[0] in "*+>|" and _EMPTY.fullmatch(bare) and not _RULE.fullmatch(bare):
            return True
        return _RULE.fullmatch(bare) is not None and not any(
            self._lines[other].words.strip()
            for other in (position - 1, position + 1)
            if 0 <= other < len(self._lines)
        )

    def _tag_end(self, position: int) -> int | None:
        """The line where a tag ends that begins here; None if words follow or no end is near."""
        bare = self._lines[position].words.strip()
        for other in range(position + 1, min(position + _LONGEST_TAG, len(self._lines))):
            words = self._lines[other].words.strip()
            bare = f"{bare} {words}"
            if not words or len(bare) > _LONGEST:
                return None
            if ">" in words or "%}" in words:
                return other if _MARKUP.fullmatch(bare) else None
        return None

    def _directive_end(self, position: int, directive: re.Match[str]) -> int | None:
        name = directive["name"].lower()
        self._option = position + 1
        if name not in _PROGRAMS:
            # ".. note::" alone; text after it or under it is prose.
            return None if directive["rest"].strip() else position
        if name in _WITH_PROSE:
            return position
        return self._body_end(position + 1, self._lines[position].indent)

    def _indented_end(self, position: int) -> int | None:
        """The last line of a program of Markdown that is only indented: under a line of prose that
        is not, and below a blank line. Other texts indent verse and quotations, so its looks
        decide."""
        line = self._lines[position]
        if not self._is_markdown or line.indent < _CODE_INDENT or not line.words.strip():
            return None
        above = position - 1
        while above >= 0 and not self._lines[above].words.strip():
            above -= 1
        if above < 0 or above == position - 1:
            return None
        before = self._lines[above]
        if before.indent or _HOLDS_INDENTED.match(before.words):
            return None
        last = self._body_end(position, _CODE_INDENT - 1)
        words = "\n".join(one.words for one in self._lines[position : last + 1])
        is_expected = before.words.rstrip().endswith(":") or before.words.startswith("#")
        if looks_like_code(words) or (is_expected and looks_like_commands(words)):
            return last
        return None

    def _body_end(self, first: int, indent: int) -> int:
        """The last line of the block from ``first`` on that is indented more than this;
        ``first - 1`` if there is none."""
        last = first - 1
        for position in range(first, len(self._lines)):
            line = self._lines[position]
            if line.words.strip():
                if line.indent <= indent:
                    break
                last = position
        return last

    def _closed(
        self, position: int, closing: str, closes: Callable[[str, str], bool]
    ) -> int | None:
        """The line that closes a block; None if there is none: then it is not a block."""
        if closing in self._never_closed:
            return None
        same_line = closes is not _closes_fence and closes is not _is_the_same
        for other in range(position if same_line else position + 1, len(self._lines)):
            if closes(self._lines[other].words, closing):
                return other
        self._never_closed.add(closing)
        return None

    def _paragraph_end(self, position: int) -> int:
        while position + 1 < len(self._lines) and self._lines[position + 1].words.strip():
            position += 1
        return position

    def _ends_before_code(self, position: int) -> bool:
        """Whether an indented block of code follows this line, which ends in "::". In AsciiDoc,
        that is a term, and its description follows."""
        if self._is_asciidoc or not _ENDS_BEFORE_CODE.search(self._lines[position].words):
            return False
        following = position + 1
        while following < len(self._lines) and not self._lines[following].words.strip():
            following += 1
        return (
            position + 1 < following < len(self._lines)
            and self._lines[following].indent > self._lines[position].indent
        )

    def _is_under_attributes(self, position: int) -> bool:
        """Whether AsciiDoc's "[NOTE]" or ".Title" is above this line."""
        above = self._lines[position - 1].words if position else ""
        return _ABOVE_PROSE.fullmatch(above) is not None

    def _begins_listing(self, position: int) -> bool:
        """Whether a line begins a listing of AsciiDoc without "[source]": nothing but a blank line
        or the sign that goes on an item is above it, and a program right below, not a sentence
        between two rules."""
        if not self._is_asciidoc or position + 1 >= len(self._lines):
            return False
        above = self._lines[position - 1].words.strip() if position else ""
        below = self._lines[position + 1].words.strip()
        return above in ("", "+") and below != "" and not _SENTENCE.fullmatch(below)

    def _is_under_listing(self, position: int) -> bool:
        """Whether AsciiDoc's "[source]" is above this line, perhaps with a title (".Title"), or it
        begins a listing without either."""
        if self._begins_listing(position):
            return True
        for other in range(position - 1, max(-1, position - 3), -1):
            words = self._lines[other].words.strip()
            if _LISTING.fullmatch(words):
                return True
            if not words.startswith("."):
                return False
        return False


def _closes_fence(words: str, fence: str) -> bool:
    bare = words.strip()
    return bare.startswith(fence) and not bare.strip(fence[0])


def _closes_block(words: str, closing: str) -> bool:
    return re.search(closing, words) is not None


def _is_the_same(words: str, line: str) -> bool:
    return words.strip() == line
