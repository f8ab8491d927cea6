"""Sentences and headings of a text, which cover it exactly.

``corpus.text.boundaries`` decides where sentences end. It gets one paragraph at a time, so that a
headline never runs into the text under it. Sentences longer than a screen (a table, a transcript
without full stops) are cut at the last clause or word before the limit, so that quotes of them can
still be shown whole.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from corpus.span import Sentence, Span, trimmed
from corpus.text.boundaries import boundaries
from corpus.text.formulas import display_formulas, formulas_in, without_ends_inside
from corpus.text.headings import headings
from corpus.text.paragraphs import paragraphs

LONGEST = 800
_SHORTEST_CUT = 200
_SOLID = re.compile(r"\S")
_CLAUSE_END = re.compile(r"[;:,—–]\s+|[；：，、]")
# The number or letter of a list item or section, which is not a sentence.
_LABEL = re.compile(
    r"(?:[*+•–-][ \t]{1,3})?(?:[(\[]?(?:\d{1,3}[a-z]?|[A-Za-z]|[ivxIVX]{1,4})[.)\]]"
    r"|(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){1,4}\."
    r"|(?:Chapter|Section|Part|Appendix|Article|Kapitel|Abschnitt|Teil|Anhang|Artikel|Chapitre"
    r"|Partie|Annexe|Capítulo|Sección|Parte|Capitolo|Глава|Раздел|Часть|Статья|Розділ|Частина"
    r"|Стаття)[ \u00a0]"
    r"(?:\d{1,3}(?:\.\d{1,3})*|[A-Z]|[IVX]{1,5})[.:])"
)
# "Figure 1.", which is no sentence either: what it shows follows.
_CAPTION_LABEL = re.compile(
    r"(?:(?:(?:Supplementary |Appendix )?(?:Figure|Fig\.|Table|Tab\.|Box|Chart|Plate|Scheme|Listing"
    r"|Algorithm)|Abbildung|Abb\.|Tabelle|Tableau|Encadré|Figura|Tabla|Cuadro|Gráfico|Tabella|Tabela"
    r"|Рисунок|Рис\.|Таблица|Табл\.|Таблиця)[ \u00a0\n]"
    r"(?:[A-ZА-Я]\.?)?\d{1,3}(?:[.-]\d{1,3})?[a-z]?[.:]"
    r"|(?:Fig|Tab|Abb|Рис|Табл|Мал)\.)"
)
# Characters of a fragment, and those that are looked at to tell whether it is one.
_LONGEST_FRAGMENT, _LOOKED_AT = 14, 40
# A note's mark that stands apart from its sentence.
_NOTE_MARK = re.compile(r"[\[(]?[⁰¹²³⁴-⁹]{1,3}[\])]?|\^?\[\d{1,3}\]")
# The label of a list item, with its words.
_LABELLED = re.compile(r"\w{1,3}[)）]\s*\w")


def sentences(
    text: str, language: str | None = None, body: int = 0, marked: Collection[Span] = ()
) -> list[Sentence]:
    """The sentences and headings in order; joined, they are the text.

    ``language`` is a code such as "en" or "uk"; unknown languages are split by English rules,
    which also know the full stops of other scripts. Everything before ``body`` (front matter) is
    one sentence. ``marked``: what the file marks as headings.
    """
    found = [Sentence(0, body)] if body else []
    code = (language or "en").replace("_", "-").partition("-")[0].lower()
    parts = paragraphs(text, body)
    formulas = display_formulas(text, body)
    known = _paragraphs_of(marked, text, parts) if marked else ()
    are_headings = headings([part.of(text) for part in parts], known)
    for part, is_heading in zip(parts, are_headings, strict=True):
        if is_heading:
            found.append(Sentence(part.start, part.end, heading=True))
        else:
            found.extend(
                Sentence(span.start, span.end) for span in _split(text, part, code, formulas)
            )
    return found


def _paragraphs_of(spans: Collection[Span], text: str, parts: Sequence[Span]) -> set[int]:
    """The positions of the paragraphs that are one of these spans."""
    return {number for number, part in enumerate(parts) if trimmed(part, text) in spans}


def _split(
    text: str, part: Span, language: str, formulas: Sequence[tuple[int, int]]
) -> Iterator[Span]:
    """The sentences of one paragraph, each with the white space after it."""
    words = part.of(text)
    last = len(words.rstrip())
    start = 0
    first_letter = len(words) - len(words.lstrip())
    ends = boundaries(words[:last], language)
    if inside := formulas_in(formulas, part.start, part.end):
        ends = without_ends_inside(ends, text, part.start, inside)
    for end, following in pairwise([*ends, len(words)]):
        if (
            end > first_letter
            and _is_boundary(words, end, last)
            and not _LABEL.fullmatch(words[start:end].strip())
            and not _CAPTION_LABEL.fullmatch(words[start:end].strip())
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
    if not any(character.isalnum() for character in words) or _NOTE_MARK.fullmatch(words):
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
