"""Names: whether two name the same person, place or organisation, for comparison only.

Names are compared word by word, each reduced to a common spelling: "Selenskyj", "Zelensky" and
«Зеленський» are alike. A surname stands for the whole name, an acronym for its words; other
acronyms as far as a document pairs them: "the Federal Guard Service, or FSO".
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.grouping.lexicon import Lexicon
from retrieval.text.edit_distance import similarity

_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ACRONYM = re.compile(r"[A-ZА-ЯІЇЄҐÄÖÜÁÉÍÓÚÑ]{2,7}")
# "the Federal Guard Service, or FSO," and "Federal Guard Service (FSO)".
_OR = re.compile(r",? (?:or|oder|o|или|або) (?:the )?([A-ZА-ЯІЇЄҐ]{2,7})\b")
_APPOSITION = re.compile(r",\s+(?:(?:the|an?|der|die|das|ein|eine|el|la|un|una)\s+)?[a-zа-яіїєґ]")
# Words of one spelling have this share of their letters in common.
_ALIKE = 84.0
_CYRILLIC = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "ie",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "i",
            "",
            "e",
            "iu",
            "ia",
        ],
        strict=True,
    )
)
# Spellings of one sound, in order.
_FOLDS = (
    ("schtsch", "shch"), ("tsch", "ch"), ("sch", "sh"), ("kh", "h"), ("ck", "k"), ("ph", "f"),
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ja", "ia"), ("ju", "iu"), ("ya", "ia"), ("yu", "iu"),
    ("yo", "e"), ("j", "i"), ("y", "i"), ("w", "v"), ("c", "k"), ("x", "ks"), ("g", "h"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
# Russian, Ukrainian and foreign endings of the same names: Kiev, Kyiv; Kharkov, Kharkiv.
_ENDING = re.compile(r"(?:i?e|i|o)v$")


@dataclass(frozen=True, slots=True)
class Name:
    """The words that name somebody or something, and in what other way the document names them:
    ``long`` are the words that an acronym stands for. ``words`` are as in the text."""

    words: tuple[str, ...]
    long: tuple[str, ...] = ()
    acronym: str = ""

    @property
    def text(self) -> str:
        return " ".join(self.long or self.words)


def name_in(
    text: str, words: Lexicon, acronyms: dict[str, tuple[str, ...]] | None = None
) -> Name | None:
    """The name that a text is; None where it is mostly other words. ``acronyms``: those that its
    document explains."""
    inside = _BRACKETS.search(text)
    aside = inside[1].strip() if inside else ""
    plain = _BRACKETS.sub(" ", text)
    cut = _APPOSITION.search(plain)
    if cut:
        plain = plain[: cut.start()]
    found = _WORD.findall(plain)
    capital = [one for one in found if one[0].isupper() or one[0].isdigit()]
    other = [one for one in found if one not in capital and one.lower() not in _joins(words)]
    if not capital or not any(one[0].isupper() for one in capital):
        return None
    own = _titleless(capital, words)
    # "the rights group OVD-Info" names it; "men who left Russia" does not, nor does a sentence.
    first = next(n for n, one in enumerate(found) if one in capital)
    behind = [one for one in found[first:] if one in other and one.lower() not in _titles(words)]
    most = 2 if words.language in ("ru", "uk", "es") else 1
    if len(other) > max(3, 2 * len(own)) or len(behind) > most * len(own):
        return None
    # Slavic and Spanish names of organisations have only their first word capitalised.
    if len(own) == 1 and other and first == 0 and words.language in ("ru", "uk", "es"):
        own = [one for one in found if one.lower() not in words.words("particles")]
    if _ACRONYM.fullmatch(aside):
        return Name(tuple(own), tuple(own), aside)
    if len(own) == 1 and _ACRONYM.fullmatch(own[0]):
        long = (acronyms or {}).get(own[0], ())
        if not long and aside and aside[:1].isupper():
            long = tuple(_WORD.findall(aside))
        return Name(tuple(own), long, own[0])
    for short, long in (acronyms or {}).items():
        if [fold(one) for one in long] == [fold(one) for one in own]:
            return Name(tuple(own), long, short)
    return Name(tuple(own))


def acronyms_in(text: str) -> dict[str, tuple[str, ...]]:
    """The acronyms that a document explains, with the words they stand for: those before it whose
    initials they are, or, where none are, the capitalised words before it."""
    found: dict[str, tuple[str, ...]] = {}
    pairs = [(match.start(), match[1].strip()) for match in _BRACKETS.finditer(text)]
    pairs += [(match.start(), match[1]) for match in _OR.finditer(text)]
    for place, acronym in pairs:
        if _ACRONYM.fullmatch(acronym) and acronym not in found:
            before = _WORD.findall(text[max(0, place - 100) : place])
            if long := _long_form(before, acronym):
                found[acronym] = long
    return found


def same_name(one: Name, other: Name, words: Lexicon) -> bool | None:
    """True: both name the same; False: something else; None: they may."""
    if one.long and other.long:
        return _compared(one.long, other.long, words)
    if one.acronym and one.acronym == other.acronym:
        return True
    for short, full in ((one, other), (other, one)):
        if short.acronym and not full.acronym:
            if spells(short.acronym, full.words):
                return True
            if short.long:
                return _compared(short.long, full.words, words)
            # An acronym that no document explains may stand for anything with its initials.
            return False if len(full.words) == 1 else None
    return _compared(one.words, other.words, words)


def _compared(one: Sequence[str], other: Sequence[str], words: Lexicon) -> bool | None:
    short, full = sorted((_significant(one, words), _significant(other, words)), key=len)
    if not short or not full:
        return None
    rest = list(full)
    missing = []
    for word in short:
        match = next((known for known in rest if alike(word, known)), None)
        if match is None:
            missing.append(word)
        else:
            rest.remove(match)
    if missing:
        return len(missing) < len(short) and all(
            any(_is_initial(word, known) for known in rest) for word in missing
        )
    if not rest or len(short) > 1 or alike(short[0], full[-1]):
        return True
    return None


def _is_initial(one: str, other: str) -> bool:
    """Whether one of two words is the initial of the other: "D. Ware", "David Ware"."""
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _significant(given: Sequence[str], words: Lexicon) -> list[str]:
    parts = [part for one in given for part in re.split(r"[-’']", one) if part]
    folded = [fold(one.rstrip(".")) for one in parts if one.lower() not in words.words("particles")]
    return [one for one in folded if one]


def fold(word: str) -> str:
    """A common spelling of a word in Latin or Cyrillic letters.

    >>> fold("Zelenskyy"), fold("Зеленський"), fold("Müller"), fold("Mueller")
    ('zelenski', 'zelenski', 'muler', 'muler')
    """
    text = "".join(_CYRILLIC.get(one, one) for one in word.lower().replace("’", ""))
    text = "".join(
        one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)
    )
    for old, new in _FOLDS:
        text = text.replace(old, new)
    text = _DOUBLE.sub(r"\1", text)
    return _ENDING.sub("v", text)


@lru_cache(maxsize=10_000)
def alike(one: str, other: str) -> bool:
    """Whether two folded words are spellings of one name."""
    if one == other:
        return True
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 2:
        return False
    return similarity(one, other) >= _ALIKE


def spells(acronym: str, full: Sequence[str]) -> bool:
    """Whether the acronym has the initials of these words; small ones may be left out."""
    parts = [part for one in full for part in re.split("[-]", one) if part]
    every = "".join(one[0] for one in parts).upper()
    capital = "".join(one[0] for one in parts if one[0].isupper())
    return len(parts) > 1 and acronym in (every, capital)


def _long_form(before: Sequence[str], acronym: str) -> tuple[str, ...]:
    for count in range(len(acronym), min(len(acronym) + 4, len(before)) + 1):
        words = before[-count:]
        if words[0][0].isupper() and spells(acronym, words):
            return tuple(words)
    # "Federal Guard Service (FSO)" goes by its Russian initials.
    run: list[str] = []
    for word in reversed(before):
        if not word[0].isupper():
            break
        run.insert(0, word)
    while run and run[0] in ("The", "Der", "Die", "Das", "El", "La"):
        run.pop(0)
    return tuple(run) if len(run) > 1 else ()


def _joins(words: Lexicon) -> frozenset[str]:
    return words.words("particles")


def _titles(words: Lexicon) -> frozenset[str]:
    return words.words("titles")


def _titleless(capital: Sequence[str], words: Lexicon) -> list[str]:
    """The words without titles and articles at their front."""
    kept = list(capital)
    dropped = _titles(words) | _joins(words)
    while len(kept) > 1 and kept[0].rstrip(".").lower() in dropped:
        kept.pop(0)
    return kept
