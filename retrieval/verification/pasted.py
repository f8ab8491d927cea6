"""Pasted text: the quotations in what somebody copied, without what was copied along.

An answer of Pullquote, as a terminal, a chat or the clipboard has it, brings citation lines,
numbers and addresses along; other texts bring a line that says who spoke ("— Kent Mail, 2022").
"""

import re
from dataclasses import dataclass

from retrieval.verification.quotation_marks import unquoted

_QUOTED_LINE = re.compile(r"[ \t]{0,8}(?:\d{1,3} {0,2})?(?:[>|│▌┃]) ?")
_ADDRESS = re.compile(r"[(<]?https?://\S+[)>]?(?: {1,3}\[\w+\])?")
_ATTRIBUTION = re.compile(r"[—–―-]{1,3}[ \u00a0]*(?=[^\W_]|[«“\"„])")
_DOT = " · "
_NUMBER = re.compile(r"\d{1,3}[.)][ \u00a0]")
_LONGEST_CITATION = 600
_MOST_BLOCKS = 60
_MOST_LINES = 20
_COMPLETE = re.compile(r"[.!?…:;。！？][\"'”’»“)\]]*$|[”»“’\"」』]$")


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a pasted text. ``readings``: what of it may be the quotation, most likely first.
    ``is_marked``: whether its lines are marked as quoted."""

    readings: tuple[str, ...]
    is_marked: bool = False


def blocks_of(text: str) -> list[Block]:
    """The parts of a pasted text that may be quotations."""
    lines = text.splitlines()
    marked = _marked(lines)
    if marked:
        return marked[:_MOST_BLOCKS]
    blocks: list[Block] = []
    block: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            block.append(line.strip())
        elif block:
            readings = _readings(block)
            if readings:
                blocks.append(Block(readings))
            block = []
    return blocks[:_MOST_BLOCKS]


def lines_of(block: str) -> list[str]:
    """The lines of a block, if each is complete: none goes on in the next."""
    lines = block.splitlines()
    complete = all(_COMPLETE.search(line) for line in lines)
    return lines if complete and 1 < len(lines) <= _MOST_LINES else []


def without_citations(text: str) -> str:
    """The text without the lines that cite, and without quotation marks around it."""
    lines = text.strip().splitlines()
    kept = [line for n, line in enumerate(lines) if not _cites(line.strip(), first=n == 0)]
    if all(_QUOTED_LINE.match(line) for line in kept):
        kept = [_QUOTED_LINE.sub("", line, count=1) for line in kept]
    words = "\n".join(kept).strip()
    return unquoted(words if len(kept) == len(lines) else _NUMBER.sub("", words, count=1))


def _marked(lines: list[str]) -> list[Block]:
    """Runs of lines with a sign before them, by which quotes are shown."""
    runs: list[list[str]] = []
    continues = False
    for line in lines:
        match = _QUOTED_LINE.match(line)
        if match is None:
            continues = False
            continue
        if not continues:
            runs.append([])
        runs[-1].append(line[match.end() :])
        continues = True
    found = (Block(_readings(run), is_marked=True) for run in runs)
    return [one for one in found if one.readings]


def _readings(lines: list[str]) -> tuple[str, ...]:
    """A block's runs of lines that do not cite, and the whole block."""
    lines = [line.strip() for line in lines if line.strip()]
    runs: list[list[str]] = [[]]
    for n, line in enumerate(lines):
        if _cites(line, first=n == 0):
            runs.append([])
        else:
            runs[-1].append(line)
    found = ["\n".join(run) for run in runs if run]
    if not found:
        return ()
    found.append("\n".join(lines))
    plain = [one for two in found for one in (two, _NUMBER.sub("", two, count=1))]
    return tuple(dict.fromkeys(filter(None, map(unquoted, plain))))


def _cites(line: str, *, first: bool) -> bool:
    """Whether a line is a citation, an address or the name of who spoke."""
    if len(line) > _LONGEST_CITATION:
        return False
    if _ADDRESS.fullmatch(line) or _DOT in line:
        return True
    return not first and _ATTRIBUTION.match(line) is not None
