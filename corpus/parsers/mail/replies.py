"""What in a message its sender did not write: earlier messages, quoted below or in between.

Quoted lines of a reply are left out: they are words of somebody else, of another day, and their
message says so itself. What is forwarded stays, under a heading with its own sender and date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.outline import Kind, OutlineEntry
from corpus.parsers.parsed import ParsedDocument

_QUOTED = re.compile(r"((?:> ?)+)(.*)")
_PARAGRAPH = re.compile(r"[^\n]++(?:\n[^\n]++)*+")
# "On Tue, 7 May 2019 at 09:00, Tom Berry <tom@example.org> wrote:", in any language.
_ENDS_OPEN = re.compile(r"(?s).{0,300}[:：]\s*")
_WHEN_OR_WHO = re.compile(r"@|\d{4}|\d\d?[:.h]\d\d")
_WROTE = re.compile(
    r"@|\b(?:wrote|writes|schrieb|écrit|escribió|scritto|escreveu|schreef"
    r"|skrev|kirjoitti|napisał|napsala?|írta|yazdı|έγραψε|писала?|пишет|написала?|написав|пише)\b",
    re.IGNORECASE,
)
_LONGEST_ATTRIBUTION = 3  # lines
_HEADER = re.compile(r"[*_]?[^\W\d][\w .\-]{0,24}[*_]?[ \xa0]?:[*_]?(?:\s.*)?")
_FROM = re.compile(
    r"[*_]?(?:From|Von|De|Da|Desde|Van|Från|Fra|Lähettäjä|Od|Odesílatel|Feladó|Kimden|Gönderen"
    r"|Από|От|От кого|Від|Від кого)[*_]?[ \xa0]?:[*_]?\s+\S.*",
    re.IGNORECASE,
)
_FEWEST_HEADERS = 3
_LONGEST_MARKER = 120
_LONGEST_LABEL = 160
_RULER = re.compile(r"[-_*=]{3,}")
_FORWARD = re.compile(
    r"forward|weiterg|transf|reenv|inoltr|encaminh|doorge|vidare|videre|lähete|przekaz|přepos"
    r"|továbbít|ilet|προώθ|перес|переад",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnText:
    """Paragraphs that the sender wrote (or forwards), and how many quoted lines were left out."""

    paragraphs: tuple[str, ...]
    left_out: int


def own_paragraphs(text: str, *, is_flowed: bool = False, joins_words: bool = False) -> OwnText:
    """The sender's paragraphs in a plain part.

    ``is_flowed``: lines that end in a space go on in the next one (RFC 3676, "format=flowed");
    ``joins_words``: that space is not part of the text ("delsp=yes"). A message of nothing but
    quoted lines keeps them.
    """
    lines = list(_unquoted(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
    if is_flowed:
        lines = list(_reflowed(lines, joins_words=joins_words))
    own: list[str] = []
    quoted: list[str] = []
    left_out = 0
    for depth, line in [*lines, (0, "")]:
        if depth:
            quoted.append(line)
            continue
        if any(quoted):
            if _forwarded_at(quoted) is not None:
                own += ["", *quoted, ""]
            else:
                left_out += len(quoted)
                _drop_attribution(own)
                own.append("")
        quoted = []
        own.append(line)
    if not any(line.strip() for line in own):
        own, left_out = [line for _, line in lines], 0
    paragraphs = (found[0] for found in _PARAGRAPH.finditer("\n".join(map(str.rstrip, own))))
    return OwnText(tuple(paragraphs), left_out)


def _unquoted(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines with the number of quotation marks that were before them."""
    before = 0
    for line in lines:
        found = _QUOTED.fullmatch(line)
        if found is None or (before == 0 and line.startswith(">From ")):
            before = 0
            yield 0, line.removeprefix(">") if found else line
        else:
            before = found[1].count(">")
            yield before, found[2]


def _reflowed(lines: list[tuple[int, str]], *, joins_words: bool) -> Iterator[tuple[int, str]]:
    depth, start = 0, ""
    for number, (level, line) in enumerate(lines):
        line = line.removeprefix(" ")  # "space-stuffed"
        if start and level != depth:
            yield depth, start
            start = ""
        depth = level
        goes_on = line.endswith(" ") and line != "-- " and number + 1 < len(lines)
        start += line[:-1] if goes_on and joins_words else line
        if not goes_on:
            yield depth, start
            start = ""
    if start:
        yield depth, start


def _drop_attribution(own: list[str]) -> None:
    """Takes the lines that say whom the next ones quote off the end of the sender's lines."""
    end = len(own)
    while end and not own[end - 1].strip():
        end -= 1
    start = end
    while start and own[start - 1].strip() and end - start < _LONGEST_ATTRIBUTION:
        start -= 1
    # The longest that does not begin with the end of a sentence.
    for first in range(start, end):
        lines = own[first:end]
        text = "\n".join(lines)
        begins = _WHEN_OR_WHO.search(lines[0]) and lines[0].rstrip()[-1] not in ".!?"
        if _ENDS_OPEN.fullmatch(text) and (begins or (len(lines) == 1 and _WROTE.search(text))):
            del own[first:]
            return


def is_attribution(paragraph: str) -> bool:
    """Whether it is a line like "On 7 May 2019, Tom Berry wrote:"."""
    return bool(_ENDS_OPEN.fullmatch(paragraph) and _WROTE.search(paragraph))


def announces_forward(text: str) -> bool:
    """Whether a text begins like a message that is forwarded, not quoted."""
    beginning = text.strip()[:_LONGEST_MARKER]
    found = _FORWARD.search(beginning)
    return bool(found and (_RULER.match(beginning) or ":" in beginning[found.end() :]))


def _forwarded_at(lines: list[str]) -> int | None:
    """Where among the first lines the headers of a forwarded message begin."""
    for number, line in enumerate(lines[:3]):
        if _FROM.fullmatch(line.strip()):
            block: list[str] = []
            for one in lines[number:]:
                if not one.strip():
                    break
                block.append(one)
            headers = sum(_HEADER.fullmatch(one.strip()) is not None for one in block)
            return number if headers >= _FEWEST_HEADERS else None
    return None


def with_forwarded(parsed: ParsedDocument, *, is_reply: bool) -> ParsedDocument:
    """Headers inside the text become headings; what a reply quotes below such is left out."""
    headings = {one.start for one in parsed.outline if one.kind is Kind.HEADING}
    found: list[OutlineEntry] = []
    for paragraph in _PARAGRAPH.finditer(parsed.text):
        lines = paragraph[0].split("\n")
        number = _forwarded_at(lines)
        if number is None or paragraph.start() in headings:
            continue
        start = paragraph.start() + sum(len(line) + 1 for line in lines[:number])
        own, marker = _without_marker(parsed.text[:start].rstrip())
        if is_reply and own and not _FORWARD.search(marker):
            return _cut(parsed, len(own))
        label = " ".join(parsed.text[start : paragraph.end()].split())[:_LONGEST_LABEL]
        found.append(OutlineEntry(start, paragraph.end(), Kind.HEADING, label, 2))
    outline = sorted((*parsed.outline, *found), key=lambda one: one.start)
    return replace(parsed, outline=tuple(outline))


def _without_marker(text: str) -> tuple[str, str]:
    """The text before a forwarded message, and the line that announces it, such as
    "-----Original Message-----" or "Begin forwarded message:"."""
    before, _, last = text.rpartition("\n")
    last = last.strip()
    is_ruled = not any(character.isalnum() for character in last[:3] + last[-3:])
    if len(last) <= _LONGEST_MARKER and (is_ruled or last.endswith(":")):
        return before.rstrip(), last
    return text, ""


def _cut(parsed: ParsedDocument, end: int) -> ParsedDocument:
    outline = tuple(one for one in parsed.outline if one.end <= end and one.start < end)
    note = "left out the earlier message that is quoted below it"
    return replace(parsed, text=parsed.text[:end], outline=outline, notes=[*parsed.notes, note])
