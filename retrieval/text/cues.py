"""Cue words: words by which a sentence depends on its neighbours, from ``cues.toml``.

A compromise: openings and phrases, not grammar. "The minister" may need the sentence before it as
much as "He" does, and is not recognised; "It" that refers to nothing is, in its commonest forms.
For a language without a table only punctuation counts.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from retrieval.text.language import language_of

_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_JOINED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LEAD = re.compile(r"[\W_]*")
# The number of characters from which the script of a text is detected.
_SAMPLE = 400
_NEVER = re.compile(r"(?!)")
# A word that none of the languages that stand alone has, and how many of it are no mere title.
_ENGLISH = re.compile(r"\bthe\b")
_CLEARLY_ENGLISH = 2
# "He's", "They'll": the word is the pronoun.
_CLITIC = "(?:’(?:s|d|ll|re|ve|m))?"


class Cues:
    """The cue words of one language, or of several that share a script. What is made of them is
    made when it is first needed: it takes milliseconds, and few questions need all of it."""

    def __init__(self, tables: Sequence[Mapping[str, Any]]) -> None:
        self._tables = tables

    @cached_property
    def tells(self) -> frozenset[str]:
        """The words by whose presence two otherwise like sentences say different things."""
        return frozenset(map(plain, self._every("tells")))

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The figure that a number word stands for."""
        return {
            plain(word): figure
            for table in self._tables
            for figure, forms in table.get("numbers", {}).items()
            for word in forms
        }

    def leans_back(self, sentence: str) -> bool:
        """Whether a sentence opens with a word that refers to the sentence before it.

        >>> cues_for("en", "").leans_back("He later left."), cues_for("en", "").leans_back("WHO staff left.")
        (True, False)
        """  # noqa: E501
        words = plain(sentence)
        words = words[_lead(words) :]
        match = self._opens.match(words)
        if match is None or self._complete.match(words):
            return False
        # "IT workers", "WHO staff" are names, unless everything is in capitals.
        return not (len(match[0]) > 1 and match[0].isupper() and not words.isupper())

    def takes_back(self, sentence: str) -> bool:
        """Whether a sentence negates or hedges the one before it.

        >>> cues_for("en", "").takes_back("The claim could not be verified.")
        True
        """
        words = plain(sentence)
        words = words[_lead(words) :]
        turns = self._turns.match(words) and not self._complete.match(words)
        return bool(turns or self._doubts.search(words))

    def names_speaker(self, words: str) -> bool:
        """Whether the words include a verb of saying, as beside a direct quotation."""
        return self._speaks.search(plain(words)) is not None

    def behind_saying(self, words: str) -> str:
        """What comes after a verb of saying at the start of the words; "" without one.

        >>> cues_for("en", "").behind_saying(", said she.")
        ' she.'
        """
        words = plain(words)
        match = self._speaks.match(words, _lead(words))
        return words[match.end() :] if match else ""

    @cached_property
    def _opens(self) -> re.Pattern[str]:
        return _words(self._every("opens"), _CLITIC)

    @cached_property
    def _complete(self) -> re.Pattern[str]:
        return _patterns(self._every("complete"))

    @cached_property
    def _turns(self) -> re.Pattern[str]:
        return _words(self._every("turns"))

    @cached_property
    def _doubts(self) -> re.Pattern[str]:
        return _patterns(self._every("doubts"))

    @cached_property
    def _speaks(self) -> re.Pattern[str]:
        return _words(self._every("speaks"), before=r"\b")

    def _every(self, name: str) -> list[str]:
        return [entry for table in self._tables for entry in table.get(name, ())]


def cues_for(language: str | None, text: str) -> Cues:
    """The cue words for a language ("en", "en-GB"). For None, those of the language that the
    beginning of ``text`` is clearly in, where its table stands alone; else those of all the others
    in the script of most of the beginning.

    >>> text = "On nie przyszedł. Ten most jest w Gdańsku, ale nie był to koniec."
    >>> cues_for(None, text).leans_back("Ten most"), cues_for(None, "").leans_back("Ten men")
    (True, False)
    """
    if language:
        return _cues((re.split("[-_]", language.lower())[0],))
    text = text[:_SAMPLE]
    # Language detection costs 0.2 ms, for each of a question's candidates; English needs none.
    if len(_ENGLISH.findall(text)) < _CLEARLY_ENGLISH and _is_alone(likely := language_of(text)):
        return _cues((likely,))
    letters = len(_LETTER.findall(text))
    for script, pattern in (("Cyrillic", _CYRILLIC), ("Latin", _LATIN)):
        if letters and 2 * len(pattern.findall(text)) > letters:
            return _cues(
                tuple(
                    code
                    for code, one in _tables().items()
                    if one["script"] == script and not _is_alone(code)
                )
            )
    return _cues(())


def plain(text: str) -> str:
    """The text with one kind of apostrophe and of white space, as in the tables."""
    return " ".join(text.replace("'", "’").split())


def _is_alone(code: str) -> bool:
    return bool(_tables().get(code, {}).get("alone"))


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("cues.toml").read_text("utf-8"))


@lru_cache(maxsize=32)
def _cues(languages: tuple[str, ...]) -> Cues:
    return Cues([_tables()[code] for code in languages if code in _tables()])


def _words(entries: Iterable[str], after: str = "", before: str = "") -> re.Pattern[str]:
    longest_first = sorted({plain(entry) for entry in entries}, key=len, reverse=True)
    if not longest_first:
        return _NEVER
    # Chinese and Japanese words end where the next begins.
    joined = [entry for entry in longest_first if _JOINED.search(entry)]
    spaced = [entry for entry in longest_first if not _JOINED.search(entry)]
    choices = []
    if spaced:
        choices.append(rf"{before}(?:{'|'.join(map(re.escape, spaced))}){after}(?![\w’-])")
    if joined:
        choices.append("|".join(joined))
    return re.compile("|".join(choices), re.IGNORECASE)


def _patterns(entries: Iterable[str]) -> re.Pattern[str]:
    together = "|".join(f"(?:{entry})" for entry in entries)
    return re.compile(together, re.IGNORECASE) if together else _NEVER


def _lead(words: str) -> int:
    """The start of the first word, after punctuation."""
    match = _LEAD.match(words)
    return match.end() if match else 0
