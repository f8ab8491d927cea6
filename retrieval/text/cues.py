"""Words by which a sentence leans on its neighbours: the tables of ``cues.toml``.

A compromise: openings and phrases, not grammar. "The minister" may need the sentence before it as
much as "He" does, and is not seen; "It" that stands for nothing is known in its commonest forms.
A language without a table has no words here, and only what punctuation says counts.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_LEAD = re.compile(r"[\W_]*")
# Characters that tell which script a text is in.
_SAMPLE = 400
_NEVER = re.compile(r"(?!)")
# "He's", "They'll": the word is the pronoun.
_CLITIC = "(?:’(?:s|d|ll|re|ve|m))?"


@dataclass(frozen=True, slots=True)
class Cues:
    """One language's words, or those of several that share a script."""

    opens: re.Pattern[str]
    complete: re.Pattern[str]
    turns: re.Pattern[str]
    doubts: re.Pattern[str]
    speaks: re.Pattern[str]
    tells: frozenset[str]
    numbers: Mapping[str, str]

    def leans_back(self, sentence: str) -> bool:
        """Whether it opens with a word that points to the sentence before it.

        >>> cues_for("en", "").leans_back("He later left."), cues_for("en", "").leans_back("WHO staff left.")
        (True, False)
        """  # noqa: E501
        words = plain(sentence)
        words = words[_lead(words) :]
        match = self.opens.match(words)
        if match is None or self.complete.match(words):
            return False
        # "IT workers", "WHO staff": a name, unless the text shouts.
        return not (len(match[0]) > 1 and match[0].isupper() and not words.isupper())

    def takes_back(self, sentence: str) -> bool:
        """Whether it negates or hedges the sentence before it.

        >>> cues_for("en", "").takes_back("The claim could not be verified.")
        True
        """
        words = plain(sentence)
        words = words[_lead(words) :]
        turns = self.turns.match(words) and not self.complete.match(words)
        return bool(turns or self.doubts.search(words))

    def names_speaker(self, words: str) -> bool:
        """Whether there is a verb of saying in it, as beside a direct quotation."""
        return self.speaks.search(plain(words)) is not None

    def behind_saying(self, words: str) -> str:
        """What comes behind a verb of saying that the words begin with; nothing, if they do not.

        >>> cues_for("en", "").behind_saying(", said she.")
        ' she.'
        """
        words = plain(words)
        match = self.speaks.match(words, _lead(words))
        return words[match.end() :] if match else ""


def cues_for(language: str | None, text: str) -> Cues:
    """The words for a document's language ("en", "en-GB"); where it does not say, all those of
    the script that most of ``text`` (its beginning) is in."""
    if language:
        return _cues((re.split("[-_]", language.lower())[0],))
    text = text[:_SAMPLE]
    letters = len(_LETTER.findall(text))
    for script, pattern in (("Cyrillic", _CYRILLIC), ("Latin", _LATIN)):
        if letters and 2 * len(pattern.findall(text)) > letters:
            return _cues(tuple(code for code, one in _tables().items() if one["script"] == script))
    return _cues(())


def plain(text: str) -> str:
    """The text with one kind of apostrophe and of blank, as the tables have them."""
    return " ".join(text.replace("'", "’").split())


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("cues.toml").read_text("utf-8"))


@lru_cache(maxsize=32)
def _cues(languages: tuple[str, ...]) -> Cues:
    tables = [_tables()[code] for code in languages if code in _tables()]

    def every(name: str) -> list[str]:
        return [entry for table in tables for entry in table[name]]

    return Cues(
        opens=_words(every("opens"), _CLITIC),
        complete=_patterns(every("complete")),
        turns=_words(every("turns")),
        doubts=_patterns(every("doubts")),
        speaks=_words(every("speaks"), before=r"\b"),
        tells=frozenset(plain(word) for word in every("tells")),
        numbers={
            plain(word): figure
            for table in tables
            for figure, forms in table["numbers"].items()
            for word in forms
        },
    )


def _words(entries: Iterable[str], after: str = "", before: str = "") -> re.Pattern[str]:
    longest_first = sorted({plain(entry) for entry in entries}, key=len, reverse=True)
    if not longest_first:
        return _NEVER
    choice = "|".join(map(re.escape, longest_first))
    return re.compile(rf"{before}(?:{choice}){after}(?![\w’-])", re.IGNORECASE)


def _patterns(entries: Iterable[str]) -> re.Pattern[str]:
    together = "|".join(f"(?:{entry})" for entry in entries)
    return re.compile(together, re.IGNORECASE) if together else _NEVER


def _lead(words: str) -> int:
    """Where the first word begins, behind marks and brackets."""
    match = _LEAD.match(words)
    return match.end() if match else 0
