"""Synonyms from WordNet, to ask questions in other words than those of the passage.

WordNet 3.0 (Princeton University, WordNet licence) as Debian's ``wordnet-base`` installs it: for
each part of speech an index of words with the places of their senses, and the senses with their
words. Only a word's commonest sense counts, and only words that are common themselves.
"""

import random
import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

FOLDER = Path("/usr/share/wordnet")
_PARTS_OF_SPEECH = ("noun", "verb", "adj", "adv")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDINGS = ("s", "ed", "ing")
# Where this many synonyms are known, the word has too many meanings.
_MOST = 6


class Synonyms:
    """Synonyms of English words. ``common``: the words that may stand for others."""

    def __init__(self, common: Collection[str], folder: Path = FOLDER) -> None:
        self._common = common
        self._folder = folder
        self._senses: dict[str, list[tuple[str, int]]] = {}
        self._data = {part: (folder / f"data.{part}").read_bytes() for part in _PARTS_OF_SPEECH}
        for part in _PARTS_OF_SPEECH:
            for line in (folder / f"index.{part}").read_text("utf-8").splitlines():
                if line.startswith(" "):
                    continue
                word, _, _, pointers, *rest = line.split()
                # After the kinds of pointers: the number of senses, that of senses that were found
                # in texts, and the senses' places, the commonest first.
                _, used, first, *_ = rest[int(pointers) :]
                if int(used):
                    self._senses.setdefault(word, []).append((part, int(first)))
        self.of = lru_cache(maxsize=None)(self._of)

    def _of(self, word: str) -> tuple[str, ...]:
        """The synonyms of a word in lower case; with its ending, where it has a regular one."""
        found = self._plain(word)
        for ending in _ENDINGS:
            base = word.removesuffix(ending)
            if not found and base != word:
                stems = self._plain(base) + (self._plain(f"{base}e") if ending != "s" else ())
                found = tuple(
                    form
                    for one in stems
                    if (form := one.removesuffix("e" if ending != "s" else "") + ending)
                    in self._common
                )
        return found if len(found) <= _MOST else ()

    def _plain(self, word: str) -> tuple[str, ...]:
        found = [
            one
            for part, place in self._senses.get(word, ())
            for one in self._words(part, place)
            if one != word and one in self._common
        ]
        return tuple(dict.fromkeys(found))

    def _words(self, part: str, place: int) -> list[str]:
        data = self._data[part]
        fields = data[place : data.index(b"\n", place)].split()
        count = int(fields[3], 16)
        # Adjectives may have a mark of where they stand: "galore(ip)".
        return [one.decode().partition("(")[0] for one in fields[4 : 4 + 2 * count : 2]]


def reworded(question: str, text: str, synonyms: Synonyms, share: float, seed: str) -> str:
    """The question with synonyms for this share of the words that the text has too. The same seed
    gives the same words."""
    inside = set(_WORD.findall(text.lower()))

    def other(match: re.Match[str]) -> str:
        word = match[0]
        # A name, or the question's first word, has no synonym.
        known = synonyms.of(word) if word.islower() and word in inside else ()
        chooser = random.Random(f"{seed} {word}")
        return chooser.choice(known) if known and chooser.random() < share else word

    return _WORD.sub(other, question)
