"""From sentences that may answer to quotes that can be shown."""

from collections.abc import Iterable

from corpus.document import Document
from corpus.library import Library
from corpus.passages import count_words
from corpus.span import Span, trimmed
from retrieval.index import Index
from retrieval.quote import Quote
from retrieval.ranking import Candidate
from retrieval.words import words

# A quote takes neighbouring sentences along until it has so many words, and never beyond these.
_ENOUGH_WORDS = 40
_MOST_CHARACTERS = 1200
# What scores less than this share of the best is left out: mostly noise, though now and then an
# answer. What that costs is in the hit@3 and R@5 of `python -m benchmarks.quality`.
_WORTH_SHOWING = 0.7
# Share of the larger text's runs of three words that make two texts one.
_NEARLY_THE_SAME = 0.7
_BEST_SCORE = 3.0


def quotes(
    candidates: Iterable[Candidate], index: Index, library: Library, most: int
) -> list[tuple[Candidate, Quote]]:
    """At most ``most`` quotes, best first, each with the candidate it came from: none overlaps
    another, none says in nearly the same words what one before it says, and none is far worse
    than the first."""
    found: list[tuple[Candidate, Quote]] = []
    documents: dict[str, Document | None] = {}
    seen: list[set[tuple[str, ...]]] = []
    for candidate in candidates:
        if len(found) == most or (found and candidate.score < _WORTH_SHOWING * found[0][0].score):
            break
        name = index.document_of(candidate.passage)[0]
        if _is_quoted(index.sentences.span(candidate.sentence), name, found):
            continue
        if name not in documents:
            documents[name] = _document(index, library, candidate.passage)
        document = documents[name]
        if document is None:
            continue
        quote = _quote(candidate, index, document)
        if quote is None or any(_overlap(quote, other) for _, other in found):
            continue
        shingles = _shingles(" ".join(part.of(document.text) for part in quote.highlights))
        if any(_nearly_same(shingles, other) for other in seen):
            continue
        found.append((candidate, quote))
        seen.append(shingles)
    return found


def _document(index: Index, library: Library, passage: int) -> Document | None:
    """The document of a passage, if it still has the text that was indexed."""
    wanted, sha256 = index.document_of(passage)
    document = library.get(wanted)
    return document if document is not None and document.sha256 == sha256 else None


def _quote(candidate: Candidate, index: Index, document: Document) -> Quote | None:
    first, last = _window(candidate.sentence, index, document.text)
    span = Span(index.sentences.span(first).start, index.sentences.span(last).end)
    excerpt = trimmed(span, document.text)
    highlight = trimmed(index.sentences.span(candidate.sentence), document.text)
    if excerpt is None or highlight is None:
        return None
    return Quote(document, excerpt, (highlight,), round(candidate.score / _BEST_SCORE, 4))


def _window(sentence: int, index: Index, text: str) -> tuple[int, int]:
    """The first and the last sentence of the quote around one: what went before it, then what
    comes after it, as long as they stand in one run of text."""
    first = last = sentence
    while count_words(text[_start(index, first) : _end(index, last)]) < _ENOUGH_WORDS:
        before = first > 0 and _joins(index, first - 1, first) and first == sentence
        after = last + 1 < len(index.sentences) and _joins(index, last, last + 1)
        if before and _end(index, last) - _start(index, first - 1) <= _MOST_CHARACTERS:
            first -= 1
        elif after and _end(index, last + 1) - _start(index, first) <= _MOST_CHARACTERS:
            last += 1
        else:
            break
    return first, last


def _joins(index: Index, left: int, right: int) -> bool:
    """Whether two rows are neighbours in one document, with no heading between them."""
    passages = index.sentences.rows[[left, right], 0]
    same_document = len(set(index.passages.rows[passages, 0].tolist())) == 1
    return same_document and _end(index, left) == _start(index, right)


def _start(index: Index, sentence: int) -> int:
    return int(index.sentences.rows[sentence, 1])


def _end(index: Index, sentence: int) -> int:
    return int(index.sentences.rows[sentence, 2])


def _overlap(one: Quote, other: Quote) -> bool:
    return (
        one.document.id == other.document.id
        and one.span.start < other.span.end
        and other.span.start < one.span.end
    )


def _shingles(text: str) -> set[tuple[str, ...]]:
    """The runs of three words; of a shorter text, all of it."""
    counted = words(text)
    runs: set[tuple[str, ...]] = set(zip(counted, counted[1:], counted[2:], strict=False))
    return runs or {tuple(counted)}


def _nearly_same(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    return len(one & other) >= _NEARLY_THE_SAME * max(len(one), len(other))


def _is_quoted(sentence: Span, document: str, found: list[tuple[Candidate, Quote]]) -> bool:
    return any(
        quote.document.id == document and quote.span.start < sentence.end <= quote.span.end
        for _, quote in found
    )
