"""What a reading does to order and confidence; the reader is a small one that knows figures."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from corpus.filters import Filters
from corpus.span import Span
from corpus.store.memory import MemoryStore
from retrieval.answer import Quote
from retrieval.answerer import Answerer
from retrieval.index.build import build_index
from retrieval.logistic import logit
from retrieval.ranking import reranker
from retrieval.ranking.features import CROSSES, FEATURES
from retrieval.ranking.rank import Candidate, rank
from retrieval.ranking.reader_blend import (
    ACROSS,
    INPUTS,
    MOST_PASSAGES,
    MULTILINGUAL_PASSAGES,
    SIGNALS,
    WITHIN,
    averaged_logits,
    blend_for,
    learned_blend,
    reader_signals,
)
from retrieval.ranking.reader_passages import reader_passage
from retrieval.ranking.reranker import rerank
from retrieval.ranking.search_scope import SearchScope
from retrieval.readers import bundled
from retrieval.readers.reader import Reader, ReaderOutput, ReaderPassage
from tests.fakes import BagOfWords, NumberReader, document, documents, query

WAR = (
    "How many soldiers were killed is unknown, and many soldiers ask how. "
    "The general spoke on Monday in Kharkiv. "
    "The brigade lost 300 soldiers in May."
)
BREAD = "Rye flour makes a heavy loaf. Wheat flour rises higher than rye does."
QUESTION = "How many soldiers were killed?"


def answerer(*stored: Document, reader: Reader | None = None) -> Answerer:
    encoder, store = BagOfWords(), MemoryStore(stored)
    index = build_index(store.documents(), encoder, store.revision)
    return Answerer(store, index, encoder, reader=reader)


def highlighted(quote: Quote) -> str:
    return " ".join(part.of(quote.document.text) for part in quote.highlights)


def candidate(sentence: int, logit: float, passage: int = 0) -> Candidate:
    features = np.zeros(len(FEATURES), np.float32)
    return Candidate(sentence, passage, logit, similarity=0.5, features=features)


def test_the_highlight_moves_to_what_the_reader_prefers() -> None:
    """Words lead the ranker astray; the reader knows what answers, and quotes stay slices."""
    stored = documents([WAR, BREAD])
    assert "unknown" in highlighted(answerer(*stored).ask(QUESTION).quotes[0])
    answer = answerer(*stored, reader=NumberReader()).ask(QUESTION)
    assert highlighted(answer.quotes[0]) == "The brigade lost 300 soldiers in May."
    for quote in answer.quotes:
        assert quote.text == quote.document.text[quote.span.start : quote.span.end]


def test_a_reader_that_finds_no_answer_lowers_confidence() -> None:
    """And one that finds it raises it."""
    unanswered = documents([WAR.replace("300", "its"), BREAD])
    alone = answerer(*unanswered).ask(QUESTION)
    read = answerer(*unanswered, reader=NumberReader()).ask(QUESTION)
    assert read.confidence < alone.confidence / 2
    question = "When did the general speak in Kharkiv?"
    assert (
        answerer(document(WAR), reader=NumberReader()).ask(question).confidence
        > answerer(document(WAR)).ask(question).confidence
    )


def test_each_candidate_has_its_own_sentence_as_evidence() -> None:
    """That of its sentence, whatever its place in the order; none where the reader says nothing."""

    class Weighing(NumberReader):
        def read(self, question: str, passages: Sequence[ReaderPassage]) -> list[ReaderOutput]:
            return [
                replace(one, evidence=tuple(0.1 * (n + 1) for n in range(len(one.sentences))))
                for one in super().read(question, passages)
            ]

    asked = answerer(document(WAR), reader=Weighing())
    found = asked.search(asked.analyze(QUESTION))
    spans = [found.index.sentences.span(one.sentence) for one in found.candidates]
    begins = [("How many", 0.1), ("The general", 0.2), ("The brigade", 0.3)]
    assert len(spans) == len(begins)
    for one, span in zip(found.candidates, spans, strict=True):
        [expected] = [value for words, value in begins if span.of(WAR).startswith(words)]
        assert one.evidence == pytest.approx(expected)
    silent = answerer(document(WAR), reader=NumberReader())
    found = silent.search(silent.analyze(QUESTION))
    assert {one.evidence for one in found.candidates} == {None}


def test_a_bounded_number_of_passages_is_read() -> None:
    """Whatever the size of the collection, once each, and those that the ranker has first."""
    stored = documents([f"Storm {n} closed road {n} of Kent. Trees fell." for n in range(60)])
    reader = NumberReader()
    answerer(*stored, reader=reader).ask("Which storm closed road 7 of Kent?")
    assert len(reader.read_passages) == MOST_PASSAGES
    assert len({one.text for one in reader.read_passages}) == MOST_PASSAGES
    assert any("road 7 of" in one.text for one in reader.read_passages)


def test_the_reader_of_all_languages_reads_fewer_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is twice as deep as the English one."""
    blend = replace(learned_blend(), passages=MULTILINGUAL_PASSAGES)
    monkeypatch.setattr(reranker, "blend_for", lambda _: blend)
    one_sentence_each = [candidate(n, 1 - n / 100, passage=n) for n in range(60)]
    found = reranker.passages_to_read(one_sentence_each, NumberReader())
    assert found == list(range(MULTILINGUAL_PASSAGES))
    own = blend_for(bundled.fingerprint(kind=bundled.IN_ALL_LANGUAGES))
    assert own is not None
    assert own.passages == MULTILINGUAL_PASSAGES < learned_blend().passages == MOST_PASSAGES


def test_an_answer_in_another_language_is_believed_sooner() -> None:
    """By the same amount for all candidates, so that their order stays; not with the English
    reader."""
    inputs = np.zeros((3, len(INPUTS)), np.float32)
    inputs[:, 0] = 0.1, 0.9, 0.4
    crossing = inputs.copy()
    crossing[:, INPUTS.index(CROSSES)] = 1
    blend = blend_for(bundled.fingerprint(kind=bundled.IN_ALL_LANGUAGES))
    assert blend is not None
    for table, shift in ((inputs, WITHIN), (crossing, ACROSS)):
        moved = blend.logits(table) - blend.network.logits(table)
        assert moved == pytest.approx([shift] * 3, abs=1e-5)
    assert WITHIN < ACROSS
    english = learned_blend()
    assert english.logits(crossing).tolist() == english.network.logits(crossing).tolist()


def test_a_passage_is_read_as_it_stands_in_its_document() -> None:
    """Heading and all; its sentences are those that can be quoted."""
    text = "Front page\n\nRepairs\n\nThe county pays. Schools reopen on Monday.\n"
    store = MemoryStore([document(text)])
    index = build_index(store.documents(), BagOfWords(), store.revision)
    found = [
        reader_passage(number, SearchScope.of(index, store))
        for number in range(len(index.passages))
    ]
    last = found[-1]
    assert last is not None
    passage = last.given
    assert passage.text in text
    assert [one.of(passage.text).strip() for one in passage.sentences] == [
        "The county pays.",
        "Schools reopen on Monday.",
    ]


def test_a_document_that_changed_since_is_not_read() -> None:
    """Its offsets would cut another text."""
    old, bread = document(WAR, "a.txt"), document(BREAD, "b.txt")
    index = build_index([old, bread], BagOfWords(), MemoryStore([old, bread]).revision)
    reader = NumberReader()
    changed = MemoryStore([document("Other words about 300 soldiers.", "a.txt"), bread])
    answer = Answerer(changed, index, BagOfWords(), reader=reader).ask(QUESTION)
    assert [one.text for one in reader.read_passages] == [BREAD]
    assert {quote.document.source for quote in answer.quotes} == {"b.txt"}
    assert reader_passage(0, SearchScope.of(index, changed)) is None


def test_where_nothing_may_answer_nothing_is_read() -> None:
    """No candidate, no reading, no error."""
    reader = NumberReader()
    answer = answerer(document(WAR), reader=reader).ask("soldiers", filters=Filters(source="none"))
    assert (answer.quotes, reader.read_passages) == ((), [])


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0, 1)), min_size=1, max_size=20))
def test_an_unknown_readers_word_is_averaged_with_the_rankers(
    judged: list[tuple[float, float]],
) -> None:
    """Each logit lies between the ranker's and the reader's."""
    ranked = [candidate(n, one) for n, (one, _) in enumerate(judged)]
    read = [(ReaderOutput(one, (one,)), 0) for _, one in judged]
    for (own, probability), found in zip(judged, averaged_logits(ranked, read), strict=True):
        low, high = sorted([own, logit(probability, 1e-4)])
        assert low - 1e-9 <= found <= high + 1e-9


def test_a_sure_reader_goes_first_and_an_indifferent_one_follows() -> None:
    """Where the reader sees a difference it decides; where it sees none, the ranker does."""
    ranked = [candidate(0, 2.0), candidate(1, 1.5), candidate(2, 1.0)]

    def order(*read: float) -> list[int]:
        logits = averaged_logits(ranked, [(ReaderOutput(one, (one,)), 0) for one in read])
        return [int(one) for one in np.argsort(-logits)]

    assert order(0.02, 0.05, 0.98) == [2, 1, 0]
    assert order(0.4, 0.4, 0.4) == [0, 1, 2]


def test_what_was_not_read_comes_after_what_was() -> None:
    """All candidates stay, each once; scores begin at one and fall."""
    stored = documents([f"Storm {n} closed road {n} of Kent. Trees fell." for n in range(60)])
    encoder, store = BagOfWords(), MemoryStore(stored)
    index = build_index(store.documents(), encoder, store.revision)
    question = "Which storm closed road 7 of Kent?"
    scope, asked = SearchScope.of(index, store), query(question, index)
    ranked = rank(asked, scope)
    reader = NumberReader()
    found = rerank(asked, ranked, scope, reader)
    assert {one.sentence for one in found} == {one.sentence for one in ranked}
    assert len(found) == len(ranked)
    passages = [one.passage for one in found]
    texts = {scope.documents.text_of(one) for one in passages[: 2 * MOST_PASSAGES]}
    assert texts == {one.text for one in reader.read_passages}
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0


def test_nothing_unread_is_placed_above_what_was_read() -> None:
    """However high the ranker had it: a reader that finds no answer lowers what follows too."""
    store = MemoryStore([document(f"Storm {n} closed the road.", f"{n}.txt") for n in range(12)])
    index = build_index(store.documents(), BagOfWords(), store.revision)
    ranked = [candidate(n, 5 - n / 10, passage=n) for n in range(12)]
    scope, reader = SearchScope.of(index, store), NumberReader()
    found = rerank(query("How many storms?", index), ranked, scope, reader)
    read = [one for one in found if one.passage < MOST_PASSAGES]
    assert found[: len(read)] == read
    assert read[0].logit < ranked[-1].logit
    assert {one.logit for one in found[len(read) :]} == {read[-1].logit}


def test_what_is_far_behind_is_not_read_by_the_reader_that_ships(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It could not come first any more; an unknown reader, whose word counts for more, reads it."""
    text = "Storm {0} closed road {0} of Kent. Trees fell. Nobody was hurt in storm {0}."
    stored = [document(text.format(n), f"{n}.txt") for n in range(3)]
    encoder, store = BagOfWords(), MemoryStore(stored)
    index = build_index(store.documents(), encoder, store.revision)
    sentences = [index.sentences.of(np.array([passage]))[0] for passage in range(3)]
    ranked = [
        candidate(int(row), logit, passage=n)
        for n, (row, logit) in enumerate(zip(sentences, (1.0, -1.0, -9.0), strict=True))
    ]
    for fingerprint, many in (("unknown", 3), (learned_blend().fingerprint, 2)):
        reader = NumberReader()
        monkeypatch.setattr(reader, "fingerprint", fingerprint)
        found = rerank(query("Which?", index), ranked, SearchScope.of(index, store), reader)
        assert len(reader.read_passages) == many
        assert {one.passage for one in found} == {0, 1, 2}
        assert found[-1].passage == 2


def test_passages_in_languages_that_it_does_not_know_are_not_read() -> None:
    """They keep the ranker's logit, and so may come first."""
    texts = [
        "The road was closed by the storm. Nobody was hurt in it, and they were all there.",
        "Die Straße war nicht frei. Der Sturm und das Eis sind für die Stadt nicht neu.",
    ]
    encoder = BagOfWords()
    store = MemoryStore([document(text, f"{n}.txt") for n, text in enumerate(texts)])
    index = build_index(store.documents(), encoder, store.revision)
    rows = [index.sentences.of(np.array([passage]))[0] for passage in range(2)]
    german = next(n for n in range(2) if index.language_of(n) == "de")
    ranked = [candidate(int(rows[n]), 9.0 if n == german else 1.0, passage=n) for n in (0, 1)]
    ranked.sort(key=lambda one: -one.logit)
    reader = NumberReader()
    reader.languages = frozenset(("en",))
    found = rerank(query("Which?", index), ranked, SearchScope.of(index, store), reader)
    assert len(reader.read_passages) == 1
    assert (found[0].passage, found[0].logit) == (german, 9.0)


def test_the_share_that_ships_is_that_of_the_reader_that_ships() -> None:
    """Weights and share are made one after the other; one without the other is worth nothing."""
    assert learned_blend().fingerprint == bundled.fingerprint()


def test_signals_compare_with_the_best_and_two_sentences_may_answer() -> None:
    """A sentence's span is weighed against none alone, not against the other that answers too."""
    ranked = [candidate(0, 2.0), candidate(1, 1.0)]
    output = ReaderOutput(0.9, (0.45, 0.45), (0.8, 0.3))
    table = reader_signals(ranked, [(output, 0), (output, 1)])
    columns = dict(zip(SIGNALS, table.T.tolist(), strict=True))
    assert columns["ranker_gap"] == [0.0, -1.0]
    assert columns["passage_gap"] == [0.0, 0.0]
    assert columns["span"] == pytest.approx([math.log(0.45 / 0.1)] * 2)
    assert columns["best_span"] == pytest.approx([math.log(0.9 / 0.1)] * 2)
    assert columns["evidence"] == pytest.approx([math.log(0.8 / 0.2), math.log(0.3 / 0.7)])
    assert columns["best_evidence"] == pytest.approx([math.log(0.8 / 0.2)] * 2)


def test_front_matter_is_no_heading() -> None:
    """The line over its closing mark looks like an underlined one."""
    text = "---\ndate: 2022-11-30\n---\n\nThe county pays. Schools reopen on Monday.\n"
    store = MemoryStore([document(text, title="Repairs")])
    index = build_index(store.documents(), BagOfWords(), store.revision)
    found = reader_passage(len(index.passages) - 1, SearchScope.of(index, store))
    assert found is not None
    assert found.given.title == "Repairs"


def test_a_reader_sees_what_a_passage_is_about() -> None:
    """The title with the headings over it, and the sentences before it; those are not quoted."""
    first = " ".join(f"Ada Marsh sang in Deal for the {n}th time that year." for n in range(14))
    text = f"# Stage\n\n{first} She left the stage in 1971. She was sixty then."
    store = MemoryStore([document(text, title="Ada Marsh")])
    index = build_index(store.documents(), BagOfWords(), store.revision)
    scope = SearchScope.of(index, store)
    last = reader_passage(len(index.passages) - 1, scope)
    assert last is not None
    found = last.given
    own = index.passages.span(len(index.passages) - 1).of(text)
    assert found.title == "Ada Marsh › Stage"
    assert found.text.endswith(own)
    assert len(found.text) > len(own)
    assert found.text in text
    assert found.sentences[0].start == len(found.text) - len(own)
    under_no_heading = reader_passage(0, scope)
    assert under_no_heading is not None
    assert under_no_heading.given.title == "Ada Marsh"


def test_a_reader_sees_no_markup() -> None:
    """Neither in the text nor in headings; what it finds is a span of the document all the same,
    with the marks inside it and without those around it."""
    before = " ".join("The council met for hours." for _ in range(30))
    text = (
        f"## The [county](/county)\n\n{before}\n\nIt met. <b>The county pays "
        "[*half* of](http://a.org/b) it</b>[^1] on Monday &amp; Tuesday.\n"
    )
    store = MemoryStore([document(text, title="Roof `repairs`")])
    index = build_index(store.documents(), BagOfWords(), store.revision)
    found = reader_passage(len(index.passages) - 1, SearchScope.of(index, store))
    assert found is not None
    assert found.given.title == "Roof repairs › The county"
    sentence = found.given.sentences[-1]
    said = sentence.of(found.given.text).strip()
    assert said == "The county pays half of it on Monday & Tuesday."
    for words, stored in (
        ("half of", "half* of"),
        ("The county pays half", "The county pays [*half"),
        ("Monday &", "Monday &amp;"),
        ("it on Monday", "it</b>[^1] on Monday"),
    ):
        start = found.given.text.index(words)
        answer = Span(start, start + len(words))
        [moved] = found.in_document(ReaderOutput(0.5, (0.5,), (0.5,), (answer,))).answers
        assert moved is not None
        assert moved.of(text) == stored


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_a_reading_is_made_of_probabilities(wrong: float) -> None:
    """What is none, is refused where it is made; so are sentences outside of their passage."""
    with pytest.raises(ValueError, match="not probabilities"):
        ReaderOutput(wrong, ())
    with pytest.raises(ValueError, match="not probabilities"):
        ReaderOutput(0.5, (0.5, wrong))
    with pytest.raises(ValueError, match="outside"):
        ReaderPassage("short", (Span(0, 99),))
