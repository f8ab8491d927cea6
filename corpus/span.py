"""Spans: places in a text, as offsets.

>>> Span(4, 8).of("one two!")
'two!'
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters ``[start, end)`` of one document's text.

    Offsets are indices into a Python ``str`` (Unicode code points). A span is never empty.
    Its text is derived by slicing, and never stored beside the offsets.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """``text[start:end]``. Raises ValueError if the text is too short."""
        if self.end > len(text):
            raise ValueError(f"[{self.start}, {self.end}) is outside a text of {len(text)}")
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Whether the other span lies inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Sentence(Span):
    """A sentence with the white space after it; or a heading.

    A document's sentences cover its text exactly: no gap, no overlap.
    """

    heading: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Passage(Span):
    """A run of whole sentences: what is indexed and retrieved."""


def trimmed(span: Span, text: str) -> Span | None:
    """The span without white space at its ends; None if it has nothing else."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    return Span(start, end) if start < end else None
