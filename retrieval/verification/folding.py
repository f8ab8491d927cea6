"""Folding: a text without its typography, and where each of its characters came from.

Two texts with the same words fold to the same letters, however they are set: quotation marks,
dashes, white space, hyphens at line ends, ligatures, soft hyphens, note marks, emphasis and links
of Markdown leave no trace in the folded letters. They stay in the gaps between words, which
``retrieval.verification.gaps`` compares. Takes time linear in the text.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = "'’ʼ‘＇`´′‛"
_SUPERSCRIPTS = "¹²³⁰⁴⁵⁶⁷⁸⁹"
# Characters that are no letters to Python's regular expressions, but belong to the letter before.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06ed\u0900-\u0963\u0971-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0f71-\u0f84"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
# Soft hyphens, zero-width characters, marks of direction.
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069"
_LETTER = rf"[^\W\d_{_SUPERSCRIPTS}]"
_ALPHANUMERIC = rf"[^\W_{_SUPERSCRIPTS}]"
_TOKEN = re.compile(
    # Not words: the address of a link, a tag, a bracketed note mark.
    r"(?P<skipped>\]\([^()\s\[\]]{1,2000}\)|</?[A-Za-z][^<>]{0,300}>"
    r"|(?<=\S)\[(?:\^?\d{1,3}|[A-Za-z]|note \d{1,3})\])"
    rf"|(?P<acronym>(?:{_LETTER}\.)+{_LETTER}(?:\.|(?!{_ALPHANUMERIC})))"
    rf"|(?P<word>{_LETTER}(?:[^\W_{_SUPERSCRIPTS}]|[{_MARKS}{_UNSEEN}]"
    # "**Kent**’s" is one word.
    rf"|[{_APOSTROPHES}](?={_LETTER})|[*_]{{1,3}}(?=[{_APOSTROPHES}]{_LETTER}))*)"
    r"|(?P<number>\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d{1,3}(?:['’]\d{3})+(?!\d)|\d+(?:[.,:/]\d+)*)"
    rf"|(?P<raised>[{_SUPERSCRIPTS}]+)"
    r"|(?P<minus>(?:(?<=[\s(\[])|^)[-−–](?=\d))"
    r"|(?P<symbol>[%‰％$€£¥₽₴₹¢°+=&@§№×÷≈≠≤≥±])"
)
_CHARACTERS: dict[int, str | None] = {ord(one): "'" for one in _APOSTROPHES}
_CHARACTERS |= {ord("ё"): "е", ord("Ё"): "Е", 0x0640: None, 0x2044: "/"}
for _first, _last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069)):
    _CHARACTERS |= dict.fromkeys(range(_first, _last + 1))
_CHARACTERS |= dict.fromkeys((0xAD, 0x2060, 0xFEFF))
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SEPARATORS = re.compile("[ \u00a0\u2009\u202f'’]")
# Normalising takes time quadratic in the length of a run of combining marks.
_LONGEST_NORMALISED = 400
_LONGEST_CACHED = 40
_LONGEST_UNIT, _SHORTEST_NOTED, _FIRST_YEAR = 2, 4, 1000


@dataclass(frozen=True, slots=True)
class Folded:
    """A text's words ("units"), folded.

    ``letters``: all of them, one after another, in lower case; ``cased``: the same in their own
    case, of the same length. Unit ``n`` is ``text[starts[n]:ends[n]]`` and folds to what begins at
    ``letters[at[n]]``.
    """

    text: str
    letters: str
    cased: str
    starts: list[int]
    ends: list[int]
    at: list[int]

    def __len__(self) -> int:
        return len(self.starts)

    def unit(self, position: int) -> int:
        """The unit that a letter is in."""
        return bisect_right(self.at, position) - 1

    def unit_end(self, unit: int) -> int:
        """The position of the letter after a unit."""
        return self.at[unit + 1] if unit + 1 < len(self.at) else len(self.letters)

    def cased_unit(self, unit: int) -> str:
        """A unit's letters in their own case."""
        return self.cased[self.at[unit] : self.unit_end(unit)]

    def gap(self, unit: int) -> str:
        """What stands in the text between a unit and the one before it."""
        return self.text[self.ends[unit - 1] if unit else 0 : self.starts[unit]]

    def offset(self, position: int) -> int:
        """Where in the text a letter stands. Inside a unit that was folded to more or fewer
        letters, where the unit begins."""
        unit = self.unit(position)
        inside = position - self.at[unit]
        same = self.unit_end(unit) - self.at[unit] == self.ends[unit] - self.starts[unit]
        return self.starts[unit] + (inside if same else 0)


def fold(text: str) -> Folded:
    """Folds a text.

    >>> fold("“The ﬁrst 300 000 well-known mothers’ sons¹ …”").letters
    'thefirst300000wellknownmotherssons'
    """
    letters: list[str] = []
    cased: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at: list[int] = []
    position = end = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "skipped":
            continue
        before = cased[-1] if cased else ""
        if kind == "raised":
            one = _raised(match[0], before, match.start() == end)
        elif kind == "number" and _is_note(match, before, end):
            continue
        else:
            normal = _cached if len(match[0]) <= _LONGEST_CACHED else _normal
            one = normal(match[0], kind or "")
        if not one:
            continue
        lowered = one.lower()
        if len(lowered) != len(one):
            one = lowered
        letters.append(lowered)
        cased.append(one)
        starts.append(match.start())
        ends.append(match.end())
        at.append(position)
        position += len(one)
        end = match.end()
    return Folded(text, "".join(letters), "".join(cased), starts, ends, at)


def _normal(raw: str, kind: str) -> str:
    if kind == "minus":
        return "-"
    if kind == "number":
        raw = _SEPARATORS.sub("", raw)
        return raw.replace(",", "") if _GROUPED.fullmatch(raw) else _nfkc(raw)
    if kind == "acronym":
        raw = raw.replace(".", "")
    raw = raw.replace("*", "").replace("_", "")
    if raw.isascii():
        return raw.replace("`", "'")
    return _nfkc(raw.translate(_CHARACTERS))


_cached = lru_cache(maxsize=50_000)(_normal)


def _nfkc(text: str) -> str:
    if text.isascii() or len(text) > _LONGEST_NORMALISED:
        return text
    return unicodedata.normalize("NFKC", text).translate(_CHARACTERS)


def _raised(raw: str, before: str, attached: bool) -> str:
    """Superscript digits: nothing for a note mark, else a unit's or an exponent."""
    digits = unicodedata.normalize("NFKC", raw)
    if not attached:
        return ""
    if before.isdigit():
        return (
            ""
            if len(before) >= _SHORTEST_NOTED and int(before[:4]) >= _FIRST_YEAR
            else f"^{digits}"
        )
    return digits if len(before) <= _LONGEST_UNIT and before.isalpha() else ""


def _is_note(match: re.Match[str], before: str, end: int) -> bool:
    """Whether a number is a note mark after a full stop ("… to the police.12 The …")."""
    text, start = match.string, match.start()
    return (
        len(match[0]) < _SHORTEST_NOTED
        and 0 < start - end <= 2
        and text[start - 1] in '.!?”»"'
        and text[end] in '.!?,;”»"'
        and len(before) >= _SHORTEST_NOTED
        and before.islower()
        and before.isalpha()
        and text[match.end() : match.end() + 1].strip() == ""
    )
