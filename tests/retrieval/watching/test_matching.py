"""Saved questions against new documents."""

from collections.abc import Iterator, Sequence

import pytest

from corpus.document import Document
from corpus.filters import Filters
from corpus.store.memory import MemoryStore
from retrieval.answerer import Answerer
from retrieval.arrays import Vectors
from retrieval.index.build import build_index
from retrieval.index.engine.conditions import Conditions
from retrieval.index.index import Index
from retrieval.text.tokenizer import Term
from retrieval.watching.matching import Matcher, SavedQuestion
from retrieval.watching.novelty import Known
from tests.fakes import BagOfWords, WordPieces, document

OLD = document("Trees fell on 17 cars in Dover on Friday. The harbour stayed open.\n", "old.txt")
NEWS = document(
    "The number of cars that trees fell on in Dover is 23 now, said Anna Brook.\n",
    "news.txt",
    published="2022-12-02",
)
COPY = document("Agency. Trees fell on 17 cars in Dover on Friday. More soon.\n", "copy.txt")
BREAD = document("Bread is baked from flour and water.\n", "bread.txt")
# Without these, each word would be in all documents, and count for little.
OTHERS = [
    document(f"{thing} was sold at the market in spring.\n", f"{thing}.txt")
    for thing in ("Milk", "Cheese", "Honey", "Butter", "Rye", "Oil")
]
QUESTION = SavedQuestion("On how many cars in Dover did trees fall?")


class Engine:
    """A search engine's index, whose candidates are small indexes of the documents asked for."""

    def __init__(self, store: MemoryStore, index: Index) -> None:
        self._store, self._index = store, index
        self.revision, self.model = index.revision, index.model

    def counts(self) -> tuple[int, int]:
        return self._index.counts()

    def documents(self) -> Iterator[tuple[str, str]]:
        return self._index.documents()

    def terms(self, question: str) -> list[Term]:
        return self._index.terms(question)

    def candidates(
        self,
        questions: Sequence[tuple[Vectors, Sequence[Term]]],
        quoted: Sequence[tuple[str, float]] = (),
        where: Conditions | None = None,
    ) -> Index:
        wanted = [self._store.get(name) for name in (where and where.documents) or ()]
        return build_index([one for one in wanted if one], BagOfWords(), self.revision)

    def with_words(self, text: str, most: int) -> Index:
        return self._index


def answerer(
    documents: Sequence[Document], *, engine: bool = False, encoder: BagOfWords | None = None
) -> Answerer:
    store = MemoryStore(documents)
    encoder = encoder or BagOfWords()
    index = build_index(store.documents(), encoder, store.revision)
    return Answerer(store, Engine(store, index) if engine else index, encoder)


def found(
    old: Sequence[Document],
    new: Sequence[Document],
    *questions: SavedQuestion,
    engine: bool = False,
    encoder: BagOfWords | None = None,
) -> dict[int, list[str]]:
    versions = [(one.id, one.fingerprint) for one in new]
    asked = answerer([*old, *new, *OTHERS], engine=engine, encoder=encoder)
    matcher = Matcher(asked, versions, 3, 0.005)
    return {n: [one.text for one in quotes] for n, quotes in matcher.matches(questions)}


@pytest.mark.parametrize("engine", [False, True])
def test_only_new_documents_are_asked(engine: bool) -> None:
    """What was there answers as well, and is not told; also where an engine has the index."""
    assert found([OLD], [NEWS, BREAD], QUESTION, engine=engine) == {0: [NEWS.text.strip()]}
    assert found([OLD, NEWS], [BREAD], QUESTION, engine=engine) == {}


@pytest.mark.parametrize("engine", [False, True])
def test_a_copy_of_an_older_sentence_is_no_news(engine: bool) -> None:
    """An agency's report is in many papers."""
    assert found([OLD], [COPY], QUESTION, engine=engine) == {}
    assert found([BREAD], [COPY], QUESTION, engine=engine) != {}


def test_many_questions_at_once_find_what_each_finds_alone() -> None:
    """Whatever else is asked with it; invalid ones find nothing."""
    others = [SavedQuestion(f"Who baked bread number {n}?") for n in range(40)]
    alone = found([OLD], [NEWS, BREAD], QUESTION)
    together = found([OLD], [NEWS, BREAD], *others, SavedQuestion("???"), QUESTION)
    assert together[41] == alone[0]
    assert 40 not in together


@pytest.mark.parametrize("engine", [False, True])
def test_a_misspelt_question_is_asked_as_it_was_meant(engine: bool) -> None:
    """Once the passages have shown what was meant, it is searched again, and read so."""
    encoder = WordPieces({"on", "how", "many", "in", "did", "fall"})
    wrong = SavedQuestion("On how many cars in Dovver did teres fall?")
    news = {0: [NEWS.text.strip()]}
    assert found([OLD], [NEWS, BREAD], wrong, engine=engine, encoder=encoder) == news
    searched = [one for one in encoder.questions_read if len(one) == 1]
    assert ["On how many cars in Dover did trees fall?"] in searched


def test_a_question_in_another_language_is_asked_of_the_other_index() -> None:
    """Where there is one; the others of the same batch are asked as ever."""
    store = MemoryStore([OLD, NEWS, *OTHERS])
    english, multilingual = BagOfWords(64, "English"), BagOfWords(32, "multilingual")

    def over(encoder: BagOfWords, other: Answerer | None = None) -> Answerer:
        index = build_index(store.documents(), encoder, store.revision)
        return Answerer(store, index, encoder, multilingual=lambda: other)

    matcher = Matcher(over(english, over(multilingual)), [(NEWS.id, NEWS.fingerprint)], 3, 0.005)
    german = SavedQuestion("Wie viele cars sind es jetzt in Dover?")
    answers = dict(matcher.matches([QUESTION, german, QUESTION]))
    assert {n: [one.text for one in quotes] for n, quotes in answers.items()} == {
        n: [NEWS.text.strip()] for n in range(3)
    }
    assert [german.text] in multilingual.questions_read
    assert not any(german.text in texts for texts in english.questions_read)


def test_filters_hold_for_new_documents() -> None:
    """A question of 2021 is not answered by an article of 2022."""
    for filters, texts in ((Filters(until="2021"), {}), (Filters(since="2022-12"), {0})):
        asked = SavedQuestion(QUESTION.text, filters)
        assert set(found([OLD], [NEWS], asked)) == set(texts)


def test_what_is_new_are_figures_and_names_that_nobody_said() -> None:
    """Neither an earlier answer nor the question; in the quote's own spelling."""
    asked = answerer([OLD, NEWS])
    old, new = (
        next(
            one
            for one in asked.ask(QUESTION.text, 5, None, 0.0).quotes
            if one.document.id == wanted.id
        )
        for wanted in (OLD, NEWS)
    )
    known = Known()
    known.add(old)
    assert known.has(old)
    assert not known.has(new)
    assert known.new_facts(new, QUESTION.text) == ["23", "Anna", "Brook"]
