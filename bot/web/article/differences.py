"""Differences between two versions of a text, paragraph by paragraph and word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.paragraphs import paragraphs

# Comparing takes time quadratic in what is compared.
_MOST_PARAGRAPHS = 4_000
_MOST_WORDS = 2_000
_WORD = re.compile(r"\s*\S+")
# Unchanged paragraphs that are shown around a change.
_AROUND = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: ``kept``, ``removed`` or ``added``."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Paragraphs in which something changed, or a number of paragraphs that are ``left_out``
    because nothing did."""

    pieces: tuple[Piece, ...] = ()
    left_out: int = 0


def differences(older: str, newer: str) -> list[Difference] | None:
    """What changed from the older to the newer text; None where they are too long to compare."""
    left, right = _paragraphs(older), _paragraphs(newer)
    if len(left) > _MOST_PARAGRAPHS or len(right) > _MOST_PARAGRAPHS:
        return None
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    found: list[Difference] = []
    codes = matcher.get_opcodes()
    for number, (kind, a, b, c, d) in enumerate(codes):
        if kind != "equal":
            found.append(Difference(tuple(_words("\n\n".join(left[a:b]), "\n\n".join(right[c:d])))))
            continue
        before = _AROUND if number > 0 else 0
        after = _AROUND if number < len(codes) - 1 else 0
        if b - a <= before + after + 1:
            found += [Difference((Piece(one, "kept"),)) for one in left[a:b]]
            continue
        found += [Difference((Piece(one, "kept"),)) for one in left[a : a + before]]
        found.append(Difference(left_out=b - a - before - after))
        found += [Difference((Piece(one, "kept"),)) for one in left[b - after : b]]
    return found


def _paragraphs(text: str) -> list[str]:
    return [one.of(text).strip() for one in paragraphs(text) if one.of(text).strip()]


def _words(older: str, newer: str) -> Iterator[Piece]:
    left, right = _WORD.findall(older), _WORD.findall(newer)
    if not left or not right or max(len(left), len(right)) > _MOST_WORDS:
        if older:
            yield Piece(older, "removed")
        if newer:
            yield Piece(newer, "added")
        return
    matcher = difflib.SequenceMatcher(
        None, [one.strip() for one in left], [one.strip() for one in right], autojunk=False
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("".join(right[c:d]), "kept")
            continue
        for words, name in ((left[a:b], "removed"), (right[c:d], "added")):
            if words:
                yield Piece("".join(words), name)
