"""Abbreviations: whether a sentence ends at the full stop after one (``abbreviations.toml``)."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_ABBREVIATION = re.compile(r"[^\W\d_]{1,5}\.")
_NUMBER = re.compile(r"[(\[]?(?:\+?\d|[IVXLC]+\b|[a-zA-Z]\))")
_NOON = re.compile(r"(?:[ap]\.m|[ap]m|[AP]\.M|[AP]M)\Z")
# What may follow "9 a.m." in the same sentence.
_AFTER_NOON = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich)\b|[A-Z]{2,4}T\b|UTC\b"
)
# "т. е.", "т. к.": "that is", "because".
_THAT_IS = re.compile(r"(?<!\w)[ТтT]\.\s?[ек]\Z")
# Cyrillic abbreviations that end a sentence before any capital: "11 млн.", "11 млн т."
_AMOUNTS = frozenset({"млн", "млрд", "тыс", "тис", "т", "руб", "грн", "коп"})
_AMOUNT = re.compile(r"(?:\d|млн|млрд|тыс|тис)\.?\s?\w{1,4}\Z")
# "и т. д.", "і т. п.": "and so on".
_AND_SO_ON = re.compile(r"(?<!\w)[ті]\.\s?[дпін]{1,2}\Z")


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The abbreviations of a language, by what may follow them. ``starters``: words that begin a
    sentence; ``ordinal``: words that follow the full stop of an ordinal number. ``initials``:
    whether a single capital before a capitalised word is an initial (else sentencex decides)."""

    title: frozenset[str]
    before_number: frozenset[str]
    law: frozenset[str]
    ends: frozenset[str]
    starters: frozenset[str]
    ordinal: frozenset[str]
    initials: bool

    def has(self, word: str) -> bool:
        """Whether the word is an abbreviation."""
        return word in self.title | self.before_number | self.law | self.ends

    def ends_sentence(self, word: str, before: str, next_word: str, following: str) -> bool | None:
        """Whether a sentence ends at the full stop after ``word``; None if it is not a known
        abbreviation. ``before`` is the text up to the full stop, ``following`` the text after it
        and the white space."""
        begins_that_is = word in ("Т", "т") and following[:2] in ("е.", "к.")
        if begins_that_is or (_THAT_IS.search(before) and not _AND_SO_ON.search(before)):
            return False
        if word in self.title or word in ("v", "vs"):
            # "им. Ленина", but "любила им. Она".
            return word in self.ends and next_word in self.starters
        if word in self.before_number and _NUMBER.match(following):
            return False
        if word in self.law and (_ABBREVIATION.match(following) or _NUMBER.match(following)):
            return False
        if _NOON.search(before):
            if _AFTER_NOON.match(following):
                return False
            return True if next_word in self.starters else None
        if (
            word.isdigit()
            and len(word) < 4
            and (next_word.rstrip(".,") in self.ordinal or following[:1] in "-–")
        ):
            return False
        if (
            self.initials
            and len(word) == 1
            and word.isupper()
            and next_word[:1].isupper()
            and next_word not in self.starters
        ):
            return False
        if word in self.ends:
            if next_word in self.starters:
                return True
            if next_word[:1].isupper() and _AND_SO_ON.search(before):
                return True
            if next_word[:1].isupper() and word in _AMOUNTS and _AMOUNT.search(before):
                return True
        return None


@cache
def abbreviations(language: str) -> Abbreviations:
    """The abbreviations of a language (a two-letter code); English ones for unknown languages."""
    tables = tomllib.loads(Path(__file__).with_name("abbreviations.toml").read_text("utf-8"))
    own = tables.get(language, tables["en"] if language not in tables else {})
    return Abbreviations(
        **{
            name: frozenset(tables["all"][name]) | frozenset(own.get(name, ()))
            for name in ("title", "before_number", "law", "ends", "starters", "ordinal")
        },
        initials=own.get("initials", tables["all"]["initials"]),
    )
