"""Some texts by their words: what an index of words is put together from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.text.tokenizer import Term


@dataclass(frozen=True, slots=True)
class LexicalPart:
    """Some texts and their words. ``codes`` has shape (texts,): for each text the number of its
    language among ``languages``."""

    vocabulary: Vocabulary
    postings: Postings
    codes: NDArray[np.uint16]
    languages: tuple[str, ...]

    def numbers(self, term: Term) -> list[int]:
        """The variants of a word that these texts have."""
        known = (self.vocabulary.number(variant) for variant in term.variants)
        # The vocabulary is that of both layers, and of what was here before, too.
        return [one for one in known if one is not None and self.postings.size(one)]

    def having(self, term: Term) -> int:
        """How many texts have a word, those counted twice that have two of its variants."""
        return sum(map(self.postings.size, self.numbers(term)))


def lexical_part(
    texts: Sequence[Sequence[str]],
    spoken: Sequence[str],
    vocabulary: Vocabulary,
    languages: tuple[str, ...],
) -> LexicalPart:
    """From the words and the language of each text; ``languages`` are all of these."""
    numbers = {word: number for number, word in enumerate(vocabulary.words)}
    return LexicalPart(
        vocabulary,
        Postings.of([[numbers[word] for word in one] for one in texts], len(vocabulary)),
        np.array([languages.index(code) for code in spoken], np.uint16),
        languages,
    )
