"""Candidates to quotes: which are shown, what is highlighted in them, and where else it stands."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.span import Span
from corpus.store.memory import MemoryStore
from retrieval.answer import Quote
from retrieval.index.build import build_index
from retrieval.index.index import Index
from retrieval.quoting.excerpt import MOST_CHARACTERS
from retrieval.quoting.near_duplicates import SentenceContent
from retrieval.quoting.select import select_quotes
from retrieval.ranking.rank import Candidate, in_order
from retrieval.ranking.search_scope import SearchScope
from retrieval.text.cues import cues_for
from tests.fakes import BagOfWords, document, documents
from tests.strategies import texts

REPORT = "Some 261,000 men left the country within three days of the announcement, the paper said."


def quoted(
    stored: list[Document], scores: dict[str, float], likeness: dict[str, float] | None = None
) -> list[Quote]:
    """The quotes, where every sentence that has one of these words in it has its score (and its
    likeness to the question)."""
    store = MemoryStore(stored)
    index = build_index(store.documents(), BagOfWords(), store.revision)
    scored = {
        row: (score, (likeness or {}).get(word, 0.5))
        for row in range(len(index.sentences))
        for word, score in scores.items()
        if word in index.sentences.span(row).of(_text(index, row, stored))
    }
    scope = SearchScope.of(index, store)
    return [quote for _, quote in select_quotes(ranked(scored, index), scope, 3)]


def ranked(scored: dict[int, tuple[float, float]], index: Index) -> list[Candidate]:
    """Sentences by their numbers as candidates, with odds in these proportions, and these
    cosines."""
    return in_order(
        [
            Candidate(row, index.sentences.owner(row), math.log(score), cosine)
            for row, (score, cosine) in scored.items()
        ]
    )


def _text(index: Index, row: int, stored: list[Document]) -> str:
    name, _ = index.document_of(index.sentences.owner(row))
    return next(one.text for one in stored if one.id == name)


def highlighted(quote: Quote) -> list[str]:
    return [part.of(quote.document.text) for part in quote.highlights]


def test_what_ten_outlets_copied_is_one_quote() -> None:
    """The earliest published is quoted, unknown dates last; the others are named in that order,
    each with the place of its own sentence."""
    dates = ["2022-10-05", None, "2022-10-03", "2022", "2022-10-04T08:00:00+00:00", "2022-10-04"]
    copies = [
        document(f"News from {n}.\n\n{REPORT} It rained.", f"{n}.txt", published=date)
        for n, date in enumerate(dates)
    ]
    [quote] = quoted(copies, {"261,000": 2.0})
    order = ["2022-10-03", "2022-10-04", "2022-10-04T08:00:00+00:00", "2022-10-05", "2022", None]
    assert [quote.document.published, *(one.document.published for one in quote.also)] == order
    assert all(one.text == REPORT for one in quote.also)
    assert highlighted(quote) == [REPORT]


def test_the_quoted_candidate_is_of_the_quoted_document() -> None:
    """What is made of it later (how likely it is to answer) is read in the right text."""
    store = MemoryStore(
        [document(REPORT, "a.txt", published="2023"), document(REPORT, "b.txt", published="2021")]
    )
    index = build_index(store.documents(), BagOfWords(), store.revision)
    candidates = ranked({0: (1.0, 0.5), 1: (0.9, 0.5)}, index)
    [(candidate, quote)] = select_quotes(candidates, SearchScope.of(index, store), 3)
    assert index.document_of(candidate.passage)[0] == quote.document.id
    assert quote.document.published == "2021"


def test_a_copy_that_ranks_low_is_still_a_copy() -> None:
    """However low, it is named with its like and never shown by itself."""
    other = REPORT.replace("Some", "In all, some")
    found = quoted(documents([REPORT, other]), {"Some": 2.0, "In all": 0.1})
    assert [[one.text for one in quote.also] for quote in found] == [[other]]


def test_what_is_far_less_likely_than_the_first_is_not_shown() -> None:
    """A tenth as likely is still shown, also where the first is unlikely itself."""
    stored = documents(["Storms closed roads in Kent.", "Ferries stopped.", "Trains were late."])
    found = quoted(stored, {"Storms": 0.3, "Ferries": 0.1, "Trains": 0.02})
    assert [highlighted(one) for one in found] == [
        ["Storms closed roads in Kent."],
        ["Ferries stopped."],
    ]


_FERRY = (
    "May dogs travel on the ferry?\n\n{} Dogs travel with their owners on the open deck. "
    "The captain asks for a short lead on the deck in all seasons of the year. "
    "A bowl of water stands beside the door.\n\n"
    "The harbour master lives above the ticket office."
)


@pytest.mark.parametrize("verdict", ["Yes, they do.", "No, not in winter.", "Lee: Yes, of course."])
def test_a_verdict_before_what_answers_is_quoted_and_marked_with_it(verdict: str) -> None:
    """ "Yes" and "No" decide; an explanation that has the question's words says less."""
    scores = {"owners": 0.2, "lead": 2.0, verdict.split()[-1]: 0.6}
    [quote] = quoted([document(_FERRY.format(verdict))], scores)
    assert quote.text.startswith(verdict)
    assert highlighted(quote) == [
        verdict,
        "The captain asks for a short lead on the deck in all seasons of the year.",
    ]


@pytest.mark.parametrize(
    ("verdict", "score"), [("Nobody knows.", 0.6), ("Yes, they do.", 0.2), ("No dogs may.", 0.6)]
)
def test_what_decides_nothing_is_not_marked(verdict: str, score: float) -> None:
    """Another word, or a verdict that is unlikely to answer this question."""
    scores = {"owners": 0.2, "lead": 2.0, verdict.split()[-1]: score}
    [quote, *_] = quoted([document(_FERRY.format(verdict))], scores)
    assert highlighted(quote) == [
        "The captain asks for a short lead on the deck in all seasons of the year."
    ]
    assert not quote.text.startswith(verdict)


def test_a_copy_inside_one_document_is_shown_once() -> None:
    """A document that says a thing twice is quoted once, and is not its own other source."""
    text = f"{REPORT}\n\n{'Something else happened as well. ' * 20}\n\n{REPORT}"
    [quote] = quoted([document(text)], {"261,000": 2.0})
    assert quote.also == ()


def test_a_sentence_with_another_answer_is_no_copy() -> None:
    """However alike: what is called a comedy here is not "also in" where it is a documentary."""
    sentence = "The film was shown in Cannes and is a Canadian {} about three brothers on a farm."
    stored = documents([sentence.format("comedy"), sentence.format("documentary")])
    store = MemoryStore(stored)
    index = build_index(store.documents(), BagOfWords(), store.revision)
    scope = SearchScope.of(index, store)
    plain = ranked({0: (1.0, 0.5), 1: (0.9, 0.5)}, index)
    start = stored[0].text.index("Canadian")
    read = [replace(plain[0], answer=Span(start, start + len("Canadian comedy"))), plain[1]]
    assert [len(quote.also) for _, quote in select_quotes(plain, scope, 3)] == [1]
    assert [len(quote.also) for _, quote in select_quotes(read, scope, 3)] == [0, 0]


def test_the_same_words_about_somebody_else_are_no_copy() -> None:
    """ "He denied it" is judged with what it leans on."""
    one = "Governor Hart was accused of taking money from the harbour board. He denied it on radio."
    two = "Singer Amy Loos was said to have left her band for a solo tour. He denied it on radio."
    assert len(quoted(documents([one, two]), {"denied": 2.0})) == 2


@pytest.mark.parametrize(
    ("one", "other", "copies"),
    [
        (REPORT, REPORT, True),
        (REPORT, REPORT.replace("Some", "In all, some"), True),
        (REPORT, REPORT.replace("261,000", "261000"), True),
        (REPORT, REPORT.replace("three", "3"), True),
        (REPORT, REPORT.replace("261,000", "216,000"), False),
        (REPORT, REPORT.replace("three", "two"), False),
        (REPORT, REPORT.replace("left", "never left"), False),
        (REPORT, REPORT.replace("men left", "men hadn't left"), False),
        (REPORT, REPORT.replace("within", "before"), False),
        (
            "In July, 30 percent of those asked were in favour of talks with the neighbour.",
            "In July, 32 percent of those asked were in favour of talks with the neighbour.",
            False,
        ),
        (
            "In July, 30 percent of those asked were in favour of talks with the neighbour.",
            "In June, 30 percent of those asked were in favour of talks with the neighbour.",
            False,
        ),
        (
            "Support rose from 30 to 32 percent in the weeks after the speech on television.",
            "Support rose from 32 to 30 percent in the weeks after the speech on television.",
            False,
        ),
        (
            "Support for the government rose sharply in the weeks after the speech on television.",
            "Support for the government fell sharply in the weeks after the speech on television.",
            False,
        ),
        (
            "The general was criticised by Kadyrov for the retreat in the east of the country.",
            "The general was criticised by Prigozhin for the retreat in the east of the country.",
            False,
        ),
        (
            "За неделю страну покинули 261 000 мужчин, пишет независимая газета.",
            "За неделю страну покинули 261000 мужчин, пишет независимая газета.",
            True,
        ),
        (
            "За три дня страну покинули тысячи мужчин, пишет независимая газета.",
            "За две недели страну покинули тысячи мужчин, пишет независимая газета.",
            False,
        ),
    ],
)
def test_copies_are_told_from_other_statements(one: str, other: str, copies: bool) -> None:
    """Nearly the same words are a copy, unless a figure, a date, a name or a "not" differs."""
    two = [SentenceContent.of(text, cues_for(None, text)) for text in (one, other)]
    assert two[0].is_near_duplicate_of(two[1]) is two[1].is_near_duplicate_of(two[0]) is copies


def test_among_equals_other_documents_come_first() -> None:
    """A second quote of one document waits for an equally good one of another, and the scores
    still fall."""
    far = "\n\n" + "Nothing of interest happened on that day in the town. " * 30 + "\n\n"
    two = f"The first alpha stands here alone and is long enough.{far}A second beta stands there."
    three = "Third gamma words are found in quite another document of the collection."
    found = quoted(documents([two, three]), {"alpha": 2.0, "beta": 1.99, "gamma": 1.97})
    assert [quote.document.source for quote in found] == ["0.txt", "1.txt", "0.txt"]
    assert [quote.score for quote in found] == sorted((q.score for q in found), reverse=True)
    worse = quoted(documents([two, three]), {"alpha": 2.0, "beta": 1.99, "gamma": 1.6})
    assert [quote.document.source for quote in worse] == ["0.txt", "0.txt", "1.txt"]


TWO = (
    "The museum opened in 1931 in a disused railway station. The architect was Ada Lund of Bergen. "
    "The builder was Jon Vik, who had never built a museum before. Nobody knew."
)


@pytest.mark.parametrize(
    ("scores", "parts"),
    [
        ({"architect": 2.0, "builder": 1.0}, 1),
        ({"architect": 2.0, "builder": 1.92}, 2),
        ({"architect": 1.92, "builder": 2.0}, 2),
        ({"builder": 2.0, "1931": 1.96}, 1),
    ],
)
def test_a_neighbour_nearly_as_good_answers_too(scores: dict[str, float], parts: int) -> None:
    """Two sentences that answer together are both highlighted; others are not."""
    [quote, *_] = quoted([document(TWO)], scores)
    assert len(quote.highlights) == parts
    assert all(part.endswith(".") and part in TWO for part in highlighted(quote))


def test_a_neighbour_that_is_less_like_the_question_does_not() -> None:
    """Sentences of one passage have much of their scores in common; that alone makes no answer."""
    scores, likeness = {"architect": 2.0, "builder": 1.96}, {"architect": 0.6, "builder": 0.3}
    [quote, *_] = quoted([document(TWO)], scores, likeness)
    assert highlighted(quote) == ["The architect was Ada Lund of Bergen."]


def test_a_caption_said_twice_is_highlighted_once() -> None:
    """A neighbour that only repeats the answering sentence is not highlighted with it."""
    [quote] = quoted([document(f"{REPORT}\n\n{REPORT}\n\nIt rained.")], {"261,000": 2.0})
    assert highlighted(quote) == [REPORT]


def test_a_list_answers_with_what_introduces_it() -> None:
    """Where the answering sentence is "The demands are:", its items are highlighted."""
    text = "They met.\n\nThe drivers demand:\n- no night shifts\n- more pay\n\nTalks go on."
    [quote] = quoted([document(text)], {"drivers": 2.0})
    assert highlighted(quote) == [
        "The drivers demand:",
        "- no night shifts",
        "- more pay",
    ]


def test_an_excerpt_stops_where_another_quote_begins() -> None:
    """A second quote close by is not lost for a sentence that both would like to have."""
    text = (
        "The first alpha sentence stands here and is quite long enough for a quote of its own. "
        "It goes on for a while and then it ends without any further ado whatsoever. "
        "Besides, the beta sentence is what was asked for in the end, and it answers as well."
    )
    found = quoted([document(text)], {"goes on": 2.0, "beta": 1.0})
    assert [quote.text for quote in found] == [
        text[: text.index(" Besides")],
        text[text.index("Besides") :],
    ]


@given(st.lists(texts(), min_size=1, max_size=3), st.data())
@settings(max_examples=80, deadline=None)
def test_the_laws_of_quotes(articles: list[str], data: st.DataObject) -> None:
    """Whatever the candidates: a quote is a slice between sentence boundaries and of bounded
    length, its highlights are sentences inside it, no two quotes overlap, scores never rise, and
    more quotes begin with the same ones."""
    store = MemoryStore(documents(articles))
    index = build_index(store.documents(), BagOfWords(), store.revision)
    rows = range(len(index.sentences))
    drawn = data.draw(st.lists(st.floats(0.01, 3.0), min_size=len(rows), max_size=len(rows)))
    candidates = ranked({row: (score, 0.5) for row, score in zip(rows, drawn, strict=True)}, index)
    scope = SearchScope.of(index, store)
    found = [quote for _, quote in select_quotes(candidates, scope, 10)]
    assert [quote for _, quote in select_quotes(candidates, scope, 2)] == found[:2]
    assert [quote.score for quote in found] == sorted((q.score for q in found), reverse=True)
    for number, quote in enumerate(found):
        text = quote.document.text
        assert quote.text == text[quote.span.start : quote.span.end]
        sentences = [
            index.sentences.span(row).of(text).strip()
            for row in rows
            if index.document_of(index.sentences.owner(row))[0] == quote.document.id
        ]
        assert any(quote.text.startswith(one) for one in sentences if one)
        assert any(quote.text.endswith(one) for one in sentences if one)
        assert all(part in sentences for part in highlighted(quote))
        assert len(quote.text) <= MOST_CHARACTERS
        for other in found[:number]:
            assert (
                other.document.id != quote.document.id
                or other.span.end <= quote.span.start
                or quote.span.end <= other.span.start
            )
        assert quote.document.id not in {one.document.id for one in quote.also}
