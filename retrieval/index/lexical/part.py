"""Part of a lexical index: the texts of one segment by their words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index.lexical.postings import Postings
from retrieval.index.lexical.vocabulary import Vocabulary
from retrieval.text.tokenizer import Term


@dataclass(frozen=True, slots=True)
class LexicalPart:
    """Texts and their words. ``codes`` (texts,): the number of each text's language in
    ``languages``."""

    vocabulary: Vocabulary
    postings: Postings
    codes: NDArray[np.uint16]
    languages: tuple[str, ...]

    def numbers(self, term: Term) -> list[int]:
        """The numbers of the term's variants and compounds that these texts have."""
        known = (self.vocabulary.number(word) for word in term.words)
        # The vocabulary also has words of the other layer and of deleted texts.
        return [one for one in known if one is not None and self.postings.size(one)]


def lexical_part(
    texts: Sequence[Sequence[str]],
    language_codes: Sequence[str],
    vocabulary: Vocabulary,
    languages: tuple[str, ...],
) -> LexicalPart:
    """The part for texts with these words and ``language_codes``; ``languages``: all of those."""
    numbers = {word: number for number, word in enumerate(vocabulary.words)}
    return LexicalPart(
        vocabulary,
        Postings.of([[numbers[word] for word in one] for one in texts], len(vocabulary)),
        np.array([languages.index(code) for code in language_codes], np.uint16),
        languages,
    )
