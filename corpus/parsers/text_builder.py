"""Builds a document's text and its outline from paragraphs."""

from dataclasses import replace

from corpus.document import Metadata
from corpus.metadata import title_line
from corpus.outline import Kind, OutlineEntry
from corpus.parsers.parsed import ParsedDocument

_PARTING = "\n\n"
_LONGEST_LABEL = 160


class TextBuilder:
    """Takes what an extractor finds, in the order of reading."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._outline: list[OutlineEntry] = []
        self._waiting: list[tuple[Kind, str]] = []

    def __bool__(self) -> bool:
        """Whether there is any text."""
        return bool(self._parts)

    def __len__(self) -> int:
        """The characters so far."""
        return self._length

    def outline_entry(self, kind: Kind, label: str) -> None:
        """The next paragraph begins this page, chapter or time."""
        self._waiting = [one for one in self._waiting if one[0] is not kind]
        self._waiting.append((kind, label[:_LONGEST_LABEL]))

    def paragraph(
        self, words: str, level: int = 0, parting: str = _PARTING, *, is_code: bool = False
    ) -> None:
        """Adds a paragraph, or a heading of this level. One without words is nothing.

        ``parting`` stands between it and what was before. ``is_code``: it is part of a program.
        """
        words = words.strip()
        if not words:
            return
        if self._parts:
            self._parts.append(parting)
            self._length += len(parting)
        start, end = self._length, self._length + len(words)
        label = " ".join(words.split())[:_LONGEST_LABEL]
        for kind, name in self._waiting:
            # A chapter that opens with its own name is a heading and a chapter at once.
            own = kind is Kind.CHAPTER and name.casefold() == label.casefold()
            self._outline.append(OutlineEntry(start, end if own else start, kind, name))
            level = 0 if own else level
        self._waiting.clear()
        if level:
            self._outline.append(OutlineEntry(start, end, Kind.HEADING, label, level))
        elif is_code:
            self._outline.append(OutlineEntry(start, end, Kind.CODE, ""))
        self._parts.append(words)
        self._length = end

    def reading(self, metadata: Metadata, notes: list[str] | None = None) -> ParsedDocument:
        """All that was added. What does not name its title has it in its first line, where that
        looks like one."""
        text = "".join(self._parts)
        if metadata.title is None:
            first = next(iter(self._outline), None)
            is_heading = first is not None and first.kind is Kind.HEADING and first.start == 0
            title = first.label if first and is_heading else title_line(text)
            metadata = replace(metadata, title=title)
        return ParsedDocument(text, metadata, notes or [], tuple(self._outline))
