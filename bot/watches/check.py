"""Asking saved questions of new documents, and saving a question."""

from collections.abc import Iterable, Sequence

from bot.app import App
from bot.watches.store import WatchStore
from bot.watches.watch import Found, News, Watch, timestamp
from corpus.document import Document
from corpus.errors import TakenError
from corpus.observer import Observer
from corpus.store.lock import write_lock
from corpus.store.protocol import DocumentStore
from retrieval.answer import Quote
from retrieval.answerer import Answerer
from retrieval.text.question_language import is_foreign
from retrieval.watching.matching import Matcher, SavedQuestion
from retrieval.watching.novelty import Known, QuoteContent

# Documents that are asked together, and marked as asked. A question has a few quotes from them.
_BLOCK, _MOST = 250, 3
# How many quotes that answer a question are stored as known when it is saved.
_KNOWN = 10
# In the data folder: its lock says that some process is asking, those in it that one is telling.
LOCKS = "watching"


def save_question(
    store: WatchStore, app: App, answerer: Answerer, watch: Watch, most: int | None = None
) -> tuple[Watch, bool]:
    """Stores a watch; what answers it now is known, and not told. The stored watch, and whether it
    is new. Raises QuestionError, TooManyWatches, StorageError, ModelError."""
    known = Known()
    with app.collection() as collection:
        # Before there are documents, the sample articles answer, which are not the owner's.
        for quote in _answering(app, answerer, watch) if len(collection) else ():
            known.add(quote)

        def documents() -> Iterable[tuple[str, str]]:
            return set(collection.fingerprints()) & set(answerer.index.documents())

        return store.add(watch, known, documents, most)


def ask_saved_questions(app: App, observer: Observer) -> int | None:
    """Asks the saved questions of all documents that are new or have changed, and stores what is
    found. How many quotes that are; None where another process is asking.

    ``observer.progress`` is called now and then, and may raise to end this early. Nothing is loaded
    where there is nothing to ask. Raises CorpusError, IndexFault, ModelError."""
    folder = app.settings.data_dir
    if not WatchStore.is_there(folder):
        return 0
    try:
        with write_lock(folder / LOCKS, None), WatchStore(folder) as store:
            with app.collection() as collection:
                new = store.unasked(collection.fingerprints())
            watches = store.watches()
            if not new or not watches:
                return 0
            with app.answerer(observer) as answerer:
                asked = [one.question for one in watches if not one.paused]
                foreign = [one for one in asked if is_foreign(one)]
                if foreign:  # one is as good as all
                    app.make_second_index(foreign[0], answerer.index, observer)
                return _ask(store, answerer, new, app.settings.min_confidence, observer)
    except TakenError:
        return None


def quote_of(found: Found, documents: DocumentStore) -> Quote | None:
    """The quote that was found; None where its document has changed or is gone."""
    document = documents.get(found.place.document_id)
    return None if document is None else quote_in(found, document)


def quote_in(found: Found, document: Document) -> Quote | None:
    """The same, in the document of its id."""
    if document.sha256 != found.place.sha256:
        return None
    return Quote(document, found.place.span, found.highlights, found.confidence)


def _answering(app: App, answerer: Answerer, watch: Watch) -> Sequence[Quote]:
    threshold = app.settings.min_confidence
    answer = answerer.ask(watch.question, _KNOWN, watch.filters, threshold)
    return [quote for quote in answer.quotes if quote.answers]


def _ask(
    store: WatchStore,
    answerer: Answerer,
    new: Sequence[tuple[str, str]],
    threshold: float | None,
    observer: Observer,
) -> int:
    indexed = set(answerer.index.documents())
    new = [one for one in new if one in indexed]
    count = 0
    for first in range(0, len(new), _BLOCK):
        block = new[first : first + _BLOCK]
        watches = [one for one in store.watches() if not one.paused]
        matcher = Matcher(answerer, block, _MOST, threshold)
        questions = [SavedQuestion(one.question, one.filters) for one in watches]
        found: list[tuple[Found, QuoteContent]] = []

        def step(done: int, block_start: int = first, of: int = len(watches)) -> None:
            part = min(_BLOCK, len(new) - block_start) * done // max(1, of)
            observer.progress("watching", block_start + part, len(new))

        for number, quotes in matcher.matches(questions, step):
            found += _news(watches[number], quotes, store.known(watches[number].id))
        store.record(block, found)
        count += len(found)
    observer.progress("watching", len(new), len(new))
    return count


def _news(
    watch: Watch, quotes: Iterable[Quote], known: Known
) -> Iterable[tuple[Found, QuoteContent]]:
    for quote in quotes:
        if known.has(quote):
            continue
        facts = known.new_facts(quote, watch.question)
        if not known.contents:
            news = News.FIRST
        elif quote.document.version > 1:
            news = News.CHANGED
        else:
            news = News.FACTS if facts else News.SOURCE
        found = Found(
            watch=watch.id,
            place=quote.reference,
            highlights=quote.highlights,
            news=news,
            facts=tuple(facts) if news is not News.FIRST else (),
            confidence=quote.score,
            at=timestamp(),
        )
        yield found, known.add(quote)
