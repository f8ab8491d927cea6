"""Novelty: what a quote says that was not said before in answer to the same question."""

import hashlib
import re
from dataclasses import dataclass, field

from retrieval.answer import Quote
from retrieval.quoting.near_duplicates import SentenceContent
from retrieval.text.cues import cues_for

_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
# A capitalised word; the first of a sentence counts only where it is one elsewhere as well.
_NAME = re.compile(r"(?<=[^.!?…\s])[\s(«“\"]{1,8}([^\W\d_a-z][^\W_]+(?:[’'-][^\W_]+)*)")
# The share of trigrams that near-duplicates have in common, as in ``near_duplicates``.
_NEARLY_THE_SAME = 0.7
_MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class QuoteContent:
    """What a quote says, without its words: hashes of its trigrams, and its figures and names in
    lower case. Can be stored, and compared after the document has gone."""

    trigrams: frozenset[int]
    facts: frozenset[str]

    @classmethod
    def of(cls, quote: Quote) -> "QuoteContent":
        text = _answering(quote)
        content = SentenceContent.of(text, cues_for(quote.document.language, text))
        hashes = {
            int.from_bytes(hashlib.blake2b(repr(one).encode(), digest_size=6).digest())
            for one in content.trigrams
        }
        return cls(frozenset(hashes), frozenset(map(str.casefold, _facts(text))))

    def repeats(self, other: "QuoteContent") -> bool:
        """Whether both say the same in nearly the same words."""
        most = max(len(self.trigrams), len(other.trigrams))
        return (
            self.facts == other.facts
            and len(self.trigrams & other.trigrams) >= _NEARLY_THE_SAME * most
        )


@dataclass(slots=True)
class Known:
    """All known answers to a question."""

    contents: list[QuoteContent] = field(default_factory=list)

    def has(self, quote: Quote) -> bool:
        """Whether nearly the same was said."""
        own = QuoteContent.of(quote)
        return any(own.repeats(one) for one in self.contents)

    def new_facts(self, quote: Quote, question: str) -> list[str]:
        """The figures and names of a quote that neither the question nor an earlier answer has, as
        the quote writes them. At most four."""
        before = {fact for one in self.contents for fact in one.facts}
        before |= {one.casefold() for one in re.findall(r"[^\W_]+(?:[.,:/’'-][^\W_]+)*", question)}
        found = {one.casefold(): one for one in reversed(_facts(_answering(quote)))}
        return [one for key, one in reversed(found.items()) if key not in before][:_MOST_SHOWN]

    def add(self, quote: Quote) -> QuoteContent:
        """From now on this is known."""
        own = QuoteContent.of(quote)
        self.contents.append(own)
        return own


def _answering(quote: Quote) -> str:
    return " ".join(one.of(quote.document.text) for one in quote.highlights)


def _facts(text: str) -> list[str]:
    """Figures, then names."""
    return [*_FIGURE.findall(text), *_NAME.findall(text)]
