"""Lexicon: the words by which answers are compared, from ``words/LANGUAGE.toml``.

A text in a language without a table is compared by figures, names and English words alone.
"""

import contextlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("words")
LANGUAGES = ("en", "de", "es", "ru", "uk")
DEFAULT = "en"
# Tables of units: what is measured in them.
UNITS = ("seconds", "metres", "kilograms", "money")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_UKRAINIAN = re.compile(r"[іїєґ’']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """Words, some of them given as prefixes, with what they stand for."""

    whole: Mapping[str, float | str] = field(default_factory=dict)
    beginnings: tuple[tuple[str, float | str], ...] = ()

    def get(self, word: str) -> float | str | None:
        """What the word (in lower case) stands for; None for another word."""
        found = self.whole.get(word)
        if found is None:
            for beginning, value in self.beginnings:
                if word.startswith(beginning):
                    return value
        return found

    def number(self, word: str) -> float | None:
        """The same, for tables of numbers."""
        found = self.get(word)
        return float(found) if found is not None else None

    def __contains__(self, word: str) -> bool:
        return self.get(word) is not None


_NONE = Words()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language; see ``words/en.toml``. ``decimal``: the decimal mark. ``phrases``
    are regular expressions, each of which matches one of several phrases."""

    language: str
    decimal: str
    tables: Mapping[str, Words]
    lists: Mapping[str, frozenset[str]]
    phrases: Mapping[str, re.Pattern[str]]

    def table(self, name: str) -> Words:
        """A table of values."""
        return self.tables.get(name, _NONE)

    def words(self, name: str) -> frozenset[str]:
        """A list of words."""
        return self.lists.get(name, frozenset())

    def phrase(self, name: str) -> re.Pattern[str]:
        """A list as a pattern: one of its phrases, as whole words."""
        return self.phrases[name]


def lexicon_for(language: str | None, text: str = "") -> Lexicon:
    """The lexicon of a language ("en", "en-GB"); without one, that of the text's script."""
    code = re.split("[-_]", language.lower())[0] if language else ""
    if code not in LANGUAGES:
        code = DEFAULT
        if _CYRILLIC.search(text):
            code = "uk" if _UKRAINIAN.search(text) else "ru"
    return _lexicon(code)


@lru_cache(maxsize=len(LANGUAGES))
def _lexicon(language: str) -> Lexicon:
    known = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
    tables, lists = {}, {}
    for name, entry in known.items():
        if isinstance(entry, dict):
            tables[name] = _table(entry)
        elif isinstance(entry, list):
            lists[name] = frozenset(entry)
    phrases = {name: _pattern(entries) for name, entries in lists.items()}
    return Lexicon(language, known["decimal"], tables, lists, phrases)


def _table(entry: Mapping[str, Iterable[str]]) -> Words:
    whole: dict[str, float | str] = {}
    beginnings: list[tuple[str, float | str]] = []
    for key, words in entry.items():
        value: float | str = key
        with contextlib.suppress(ValueError):
            value = float(key)
        for word in words:
            if word.endswith("*"):
                beginnings.append((word[:-1], value))
            else:
                whole[word] = value
    return Words(whole, tuple(beginnings))


def _pattern(entries: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(entries, key=len, reverse=True)
    if not longest_first:
        return re.compile(r"(?!)")
    choice = "|".join(_alternative(one) for one in longest_first)
    return re.compile(rf"(?<!\w)(?:{choice})")


def _alternative(entry: str) -> str:
    if entry.endswith("*"):
        return re.escape(entry[:-1]) + r"\w*"
    end = "" if entry.endswith(".") else r"(?!\w)"
    return re.escape(entry) + end
