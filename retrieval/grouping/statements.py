"""Statements: quotes with what they say and when, ready to be compared."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.document import Document
from corpus.span import Span
from corpus.text.dates import period
from retrieval.answer import Quote
from retrieval.grouping.asked import Asked
from retrieval.grouping.compare import Comparison, periods_compared
from retrieval.grouping.names import acronyms_in, fold
from retrieval.grouping.parallels import are_parallel
from retrieval.grouping.period import Period
from retrieval.grouping.periods import periods
from retrieval.grouping.quantities import Quantity, quantities
from retrieval.grouping.repeats import repeats_question
from retrieval.grouping.subjects import is_about_another
from retrieval.grouping.values import Value, value_of
from retrieval.text.cues import cues_for
from retrieval.text.question_types import Kind

# Acronyms are looked for in the beginning of a document and around the quote.
_BEGINNING, _AROUND = 4000, 2000
# Answers that can be told from other words.
_FIGURES = frozenset((Kind.NUMBER, Kind.DATE))
_NAMED = frozenset((Kind.PERSON, Kind.PLACE))
# The most words of an answer that is compared although it is not confident.
_FEW_WORDS = 6
_ACCORDING = re.compile(
    r"(?:according to|citing|described by|told|laut|según|согласно|за словами|за даними)"
    r"\s+(?:the |an? )?$",
    re.I,
)
_PLACE = re.compile(
    r"(?<!\w)(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Ee]n|[Aa]us|[Bb]ei|[Вв]о?|[Уу]|[Ии]з|[Пп]ід|[Бб]іля)\s+((?:[A-ZА-ЯІЇЄҐ][\w’'-]+\s?)+)"
)


@dataclass(frozen=True)
class Statement:
    """A quote, the sentence of it that answers, and its value. ``strength``: its confidence as a
    multiple of the least that counts as an answer. ``evidence``: how likely a reader finds the
    sentence to answer, judged for itself; None where none read it."""

    quote: Quote
    sentence: Span
    value: Value
    asked: Asked
    strength: float = 1.0
    evidence: float | None = None

    @property
    def document(self) -> Document:
        return self.quote.document

    @property
    def fits(self) -> bool:
        """Whether it has what the question asks for: a figure, a date, or somebody or somewhere,
        which is no bare date."""
        if self.asked.yes_no:
            return True
        if not self.asked.kinds & _FIGURES:
            return not (self.asked.kinds & _NAMED and self._is_bare_date)
        if self.quote.answer is None:  # several figures, and nobody knows which is meant
            return False
        if Kind.NUMBER in self.asked.kinds and self.value.quantity is not None:
            return True
        return Kind.DATE in self.asked.kinds and self.value.period is not None

    @property
    def _is_bare_date(self) -> bool:
        period, answer = self.value.period, self.quote.answer
        if period is None or answer is None:
            return False
        start, end = (one + self.sentence.start for one in period.place)
        return start <= answer.start and answer.end <= end

    @property
    def is_mute(self) -> bool:
        """Whether there are no words of an answer to compare: nobody found any, or they only repeat
        the question."""
        return not self.asked.yes_no and self.quote.answer is None

    @property
    def normalised(self) -> str:
        """The answer as a text; see ``Value.normalised``."""
        if self.is_mute:
            return " ".join(self.value.text.split())
        return self.value.normalised(self.asked.kinds)

    @property
    def is_date(self) -> bool:
        """Whether it is a date, and the question asks for one."""
        return Kind.DATE in self.asked.kinds and self.value.period is not None

    @cached_property
    def is_of_another(self) -> bool:
        """Whether the sentence is about another thing than the question."""
        return is_about_another(self._sentence, self.asked.text, self.document.language)

    def is_like(self, other: "Statement") -> bool:
        """Whether its sentence is alike another document's but for the answer."""
        if self.document.id == other.document.id or self.asked.yes_no:
            return False
        one, another = self._place, other._place
        return (
            one is not None
            and another is not None
            and are_parallel(self._sentence, one, other._sentence, another)
        )

    @property
    def _place(self) -> tuple[int, int] | None:
        """Where the answer is in the sentence."""
        answer = self.quote.answer
        if answer is None or not self.sentence.holds(answer):
            return None
        return answer.start - self.sentence.start, answer.end - self.sentence.start

    @property
    def is_telling(self) -> bool:
        """Whether it is a figure, a date, a name or a few words, which can be told from others
        without understanding the sentence."""
        if self.asked.yes_no:
            return True
        return Kind.REASON not in self.asked.kinds and len(self.value.text.split()) <= _FEW_WORDS

    @cached_property
    def is_anchored(self) -> bool:
        """Whether the sentence has the date that the question asks about."""
        wanted = periods(self.asked.text, self.value.lexicon, self.value.written)
        own = periods(self._sentence, self.value.lexicon, self.value.written)
        return bool(wanted) and all(
            any(periods_compared(one, known) is not Comparison.DIFFERENT for known in own)
            for one in wanted
        )

    @cached_property
    def is_attribution(self) -> bool:
        """Whether the answer's words are only who said it: "according to the Post"."""
        answer = self.quote.answer
        if answer is None or self.value.name is None:
            return False
        text = self.document.text
        before, behind = text[: answer.start][-40:], text[answer.end : answer.end + 40]
        cues = cues_for(self.document.language, self._sentence)
        return bool(_ACCORDING.search(before)) or bool(cues.behind_saying(behind))

    @cached_property
    def when(self) -> list[Period]:
        """The dates in the sentence, without those that are the answer or in the question."""
        return [
            one
            for one in periods(self._sentence, self.value.lexicon, self.value.written)
            if not self._is_answer(one.place) and one.days < 3000
        ]

    @cached_property
    def spans(self) -> list[Quantity]:
        """The durations in the sentence, without the answer."""
        found = quantities(self._sentence, self.value.lexicon)
        return [one for one in found if one.unit == "seconds" and not self._is_answer(one.place)]

    @cached_property
    def places(self) -> frozenset[str]:
        """What the sentence says about where, without the question's own words and the answer."""
        own = {fold(word) for word in re.findall(r"\w+", self.asked.text)}
        found: set[str] = set()
        for match in _PLACE.finditer(self._sentence):
            names = [fold(word) for word in re.findall(r"\w+", match[1])]
            is_date = any(word in self._months for word in match[1].lower().split())
            if not is_date and not self._is_answer(match.span(1)):
                found.update(name for name in names if name not in own)
        return frozenset(found)

    @cached_property
    def _months(self) -> frozenset[str]:
        lexicon = self.value.lexicon
        return frozenset((*lexicon.table("months").whole, *lexicon.table("weekdays").whole))

    @cached_property
    def _sentence(self) -> str:
        return self.sentence.of(self.document.text)

    def _is_answer(self, place: tuple[int, int]) -> bool:
        answer = self.quote.answer
        if answer is None:
            return False
        start, end = place[0] + self.sentence.start, place[1] + self.sentence.start
        return start < answer.end and answer.start < end


class Statements:
    """Makes the statements of one question; what is known of a document is worked out once."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._acronyms: dict[tuple[str, int], Mapping[str, tuple[str, ...]]] = {}

    def of(
        self, quote: Quote, sentence: Span, strength: float = 1.0, evidence: float | None = None
    ) -> Statement:
        """The statement of a quote; ``sentence``: the highlight that answers."""
        made = self._made(self.telling(quote), sentence, strength, evidence)
        if made.fits or self._asked.yes_no:
            return made
        # No reader found the answer's words, or they are not what is asked for.
        document = quote.document
        found = only_answer(sentence, document, self._asked, written_on(document))
        if found is None:
            return made
        return self._made(replace(made.quote, answer=found), sentence, strength, evidence)

    def telling(self, quote: Quote) -> Quote:
        """The quote without its answer's words where they only repeat the question."""
        answer = quote.answer
        if answer is None or self._asked.yes_no:
            return quote
        document = quote.document
        repeats = repeats_question(
            answer.of(document.text),
            self._asked.text,
            document.language,
            self._acronyms_of(document, answer),
        )
        return replace(quote, answer=None) if repeats else quote

    def _made(
        self, quote: Quote, sentence: Span, strength: float, evidence: float | None
    ) -> Statement:
        document = quote.document
        written = written_on(document)
        inside = quote.answer is not None and not self._asked.yes_no
        place = quote.answer if inside and quote.answer else sentence
        value = value_of(
            place.of(document.text),
            document.language,
            written,
            self._acronyms_of(document, place) if inside else None,
            sentence=sentence.of(document.text),
            start=place.start - sentence.start,
            statement=self._asked.yes_no,
        )
        if inside and self._asked.kinds & _FIGURES:
            quote = _with_unit(quote, sentence, value, self._asked)
        return Statement(quote, sentence, value, self._asked, strength, evidence)

    def _acronyms_of(self, document: Document, place: Span) -> Mapping[str, tuple[str, ...]]:
        key = document.id, place.start // _AROUND
        if key not in self._acronyms:
            near = document.text[max(0, place.start - _AROUND) : place.end + _AROUND]
            self._acronyms[key] = acronyms_in(document.text[:_BEGINNING]) | acronyms_in(near)
        return self._acronyms[key]


def _with_unit(quote: Quote, sentence: Span, value: Value, asked: Asked) -> Quote:
    """The quote with its answer's whole figure or date, where a reader found a part of it: "30" of
    "30 percent"."""
    figure = value.quantity if Kind.NUMBER in asked.kinds else value.period
    answer = quote.answer
    if figure is None or answer is None:
        return quote
    start = min(answer.start, figure.place[0] + sentence.start)
    end = figure.place[1] + sentence.start
    end -= quote.document.text[:end].endswith(".")  # the sentence's
    end = max(answer.end, end)
    whole = Span(start, end)
    if whole == answer or not any(part.holds(whole) for part in quote.highlights):
        return quote
    return replace(quote, answer=whole)


def written_on(document: Document) -> datetime.date | None:
    """The day that a document was published, if it is known to the day."""
    if not document.published:
        return None
    try:
        first, last = period(document.published)
    except ValueError:
        return None
    return first if first == last else None


def only_answer(
    sentence: Span, document: Document, asked: Asked, written: datetime.date | None
) -> Span | None:
    """The only figure or date in a sentence that the question asks for one of, where no reader
    found the answer's words."""
    text = sentence.of(document.text)
    words = value_of(text, document.language).lexicon
    dates = [one.place for one in periods(text, words, written)]
    if Kind.NUMBER in asked.kinds:
        found: Sequence[tuple[int, int]] = [one.place for one in quantities(text, words, dates)]
    elif Kind.DATE in asked.kinds:
        found = dates
    else:
        return None
    new = [one for one in found if text[slice(*one)].lower() not in asked.text.lower()]
    if len(new) != 1:
        return None
    start, end = new[0]
    return Span(sentence.start + start, sentence.start + end)
