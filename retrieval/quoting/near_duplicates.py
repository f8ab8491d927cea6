"""Near-duplicate sentences: the same content in nearly the same words."""

import re
from dataclasses import dataclass

import numpy as np

from retrieval.index.index import Index, Selection
from retrieval.text.cues import Cues, plain
from retrieval.text.language import languages_of_word
from retrieval.text.tokenizer import words

# The share of the longer sentence's word trigrams that near-duplicates have in common.
_NEARLY_THE_SAME = 0.7
# Near-duplicates are searched by the rarest words of a sentence, and have most of them, weighted by
# idf. (Not by vector: in another article and passage, the same sentence has another one.)
_RAREST, _MOST = 8, 50
_SHARED_WORDS = 0.6
# A sentence without this share of an answer's words (function words aside) answers something else.
_OTHER_ANSWER = 0.25
_WORD = re.compile(r"[^\W_]+(?:[’-][^\W_]+)*")
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u202f ](?=\d{3}(?!\d))")
_NEGATED = re.compile(r"n’t$")


def sharing_words(sentence: str, index: Index, allowed: Selection) -> list[int]:
    """The sentences (rows of the index) that have most of this one's rarest words, the nearest
    first: near-duplicates are among them."""
    index.load_near(sentence)
    found = index.sentences.words
    terms = sorted(dict.fromkeys(found.terms(sentence)), key=lambda term: -found.idf(term))
    terms = terms[:_RAREST]
    rows = found.search(terms, _MOST, allowed.sentences)
    if not len(rows):
        return []
    idfs = np.array([found.idf(term) for term in terms], np.float32)
    shares = (found.gains(terms, rows) > 0) @ idfs / idfs.sum()
    return [int(row) for row in rows[shares >= _SHARED_WORDS]]


@dataclass(frozen=True, slots=True)
class SentenceContent:
    """The words of a sentence, for comparison.

    ``trigrams`` of its stems; ``figures`` in order, number words as figures; ``distinguishing``
    words (negations, months, directions: see cues.toml); ``names``, the capitalised words; and
    all ``words``. Names and words are in lower case.
    """

    trigrams: frozenset[tuple[str, ...]]
    figures: tuple[str, ...]
    distinguishing: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, text: str, cues: Cues) -> "SentenceContent":
        """The content of a text.

        >>> from retrieval.text.cues import cues_for
        >>> SentenceContent.of("All 2,000 of seven left in May.", cues_for("en", "")).figures
        ('2000', '7')
        """
        text = _GROUPED.sub("", plain(text))
        text = _WORD.sub(lambda match: cues.numbers.get(match[0].lower(), match[0]), text)
        stems = words(text)
        found = _WORD.findall(text)
        lowered = frozenset(word.lower() for word in found)
        return cls(
            trigrams=frozenset(zip(stems, stems[1:], stems[2:], strict=False))
            or frozenset([tuple(stems)]),
            figures=tuple(_FIGURE.findall(text)),
            distinguishing=(lowered & cues.tells)
            | {"not" for word in lowered if _NEGATED.search(word)},
            names=frozenset(word.lower() for word in found if word[:1].isupper()),
            words=lowered,
        )

    def is_near_duplicate_of(self, other: "SentenceContent") -> bool:
        """Whether both say the same in nearly the same words. Different figures, a negation or a
        different name make different content, however similar the rest is."""
        return (
            self.figures == other.figures
            and self.distinguishing == other.distinguishing
            # "On Friday he left" and "He left" do not differ in names: "he" is in both.
            and not (self.names - other.words and other.names - self.words)
            and len(self.trigrams & other.trigrams)
            >= _NEARLY_THE_SAME * max(len(self.trigrams), len(other.trigrams))
        )

    def lacks(self, answer: "SentenceContent") -> bool:
        """Whether the words of an answer are not in this sentence, however similar it is to the
        one that has them: "in Lima" and "in Quito" are two answers."""
        wanted = [one for one in answer.words if not languages_of_word(one)]
        missing = sum(one not in self.words for one in wanted)
        return missing > 0 and missing >= _OTHER_ANSWER * len(wanted)
