"""What a sentence says, so far as its words tell: to know copies of it from other statements."""

import re
from dataclasses import dataclass

from retrieval.text.cues import Cues, plain
from retrieval.text.tokenizer import words

# Share of the larger text's runs of three words that make two texts one.
_NEARLY_THE_SAME = 0.7
_WORD = re.compile(r"[^\W_]+(?:[’-][^\W_]+)*")
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u202f ](?=\d{3}(?!\d))")
_NEGATED = re.compile(r"n’t$")


@dataclass(frozen=True, slots=True)
class Statement:
    """The words of a sentence: ``runs`` of three; ``figures`` in their order, number words as
    figures; ``telling`` words (negations, months, directions: see cues.toml); ``names``, words
    with a capital; and all the words in small letters."""

    runs: frozenset[tuple[str, ...]]
    figures: tuple[str, ...]
    telling: frozenset[str]
    names: frozenset[str]
    small: frozenset[str]

    def is_copy_of(self, other: "Statement") -> bool:
        """Whether both say the same in nearly the same words. Other figures, a negation, or
        another name make another statement, however like the rest is."""
        return (
            self.figures == other.figures
            and self.telling == other.telling
            and not (self.names - other.small and other.names - self.small)
            and len(self.runs & other.runs)
            >= _NEARLY_THE_SAME * max(len(self.runs), len(other.runs))
        )


def statement(text: str, cues: Cues) -> Statement:
    """The statement that a text makes.

    >>> from retrieval.text.cues import cues_for
    >>> statement("All 2,000 of seven left in May.", cues_for("en", "")).figures
    ('2000', '7')
    """
    text = _WORD.sub(
        lambda match: cues.numbers.get(match[0].lower(), match[0]), _GROUPED.sub("", plain(text))
    )
    counted = words(text)
    found = _WORD.findall(text)
    small = frozenset(word.lower() for word in found)
    return Statement(
        runs=frozenset(zip(counted, counted[1:], counted[2:], strict=False))
        or frozenset([tuple(counted)]),
        figures=tuple(_FIGURE.findall(text)),
        telling=(small & cues.tells) | {"not" for word in small if _NEGATED.search(word)},
        # "On Friday he left" is no other statement than "He left": "he" is among its words.
        names=frozenset(word.lower() for word in found if word[:1].isupper()),
        small=small,
    )
