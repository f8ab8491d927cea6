"""Crossing: which passages are in another language than the question.

Words say little there: that none is shared is no evidence against a passage. Only the multilingual
model can compare across languages; with others nothing crosses.
"""

from dataclasses import dataclass, replace

from retrieval.index.index import Index
from retrieval.query import Query
from retrieval.ranking.language_scales import LanguageScales
from retrieval.ranking.ranker import ranker_for
from retrieval.ranking.score_scale import Scale
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.language import languages_of_word
from retrieval.text.question_language import likely_languages
from retrieval.text.tokenizer import Term, plain_words
from retrieval.text.transliteration import is_cyrillic, transliterated


@dataclass(frozen=True, slots=True)
class Crossing:
    """``languages``: those that the question may be in. ``scales``: the encoder's by language; None
    where nothing crosses. ``usual``: the scale in that case."""

    index: Index
    languages: tuple[str, ...]
    scales: LanguageScales | None
    usual: Scale

    @classmethod
    def of(cls, query: Query, scope: SearchScope) -> "Crossing":
        scales = ranker_for(scope.index.model).languages
        own = scope.index.passages.words.languages
        languages = likely_languages(query.text, own) if scales is not None else ()
        return cls(scope.index, languages, scales, scope.scale)

    def crosses(self, passage: int) -> bool:
        """Whether a passage is in another language than the question."""
        return self.scales is not None and self.index.language_of(passage) not in self.languages

    def foreign_language(self, passage: int) -> str | None:
        """A passage's language, where it is another than the question's."""
        return self.index.language_of(passage) if self.crosses(passage) else None

    def scale(self, passage: int) -> Scale:
        """The scale of the question's cosines with a passage."""
        if self.scales is None:
            return self.usual
        return self.scales.between(self.languages, self.index.language_of(passage))

    @property
    def completely(self) -> bool:
        """Whether no passage is in a language of the question."""
        own = self.index.passages.words.languages
        return self.scales is not None and not set(own).intersection(self.languages)


def across_languages(query: Query, scope: SearchScope) -> Query:
    """The query, with those of its words that texts in other languages may have where all texts
    are: names, figures and words that look alike, but not "die", which English has too."""
    crossing = Crossing.of(query, scope)
    if not crossing.completely:
        return query
    return replace(query, terms=tuple(_carried_over(query.text, crossing)))


def _carried_over(question: str, crossing: Crossing) -> list[Term]:
    found = []
    for word in plain_words(question):
        if languages_of_word(word).isdisjoint(crossing.languages):
            found += crossing.index.terms(_in_script_of(word, crossing.index))
    return found


def _in_script_of(word: str, index: Index) -> str:
    """The word, transliterated unless some texts are in its script."""
    written = {one in _CYRILLIC for one in index.passages.words.languages}
    return word if is_cyrillic(word) in written else transliterated(word) or word


_CYRILLIC = frozenset(("ru", "uk", "be", "bg", "mk", "sr"))
