"""`pullquote doctor`."""

import time
from collections.abc import Callable

import click

from bot.advice import explain
from bot.app import App
from bot.changes.foreign_documents import foreign_note
from bot.cli.main import DONE, FAILED
from bot.settings import Settings, load_settings
from bot.terminal.console import note
from corpus.errors import PullquoteError
from corpus.span import Span
from retrieval.defaults import MULTILINGUAL
from retrieval.index.any_index import AnyIndex
from retrieval.index.index import Index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.readers.bundled import BundledReader
from retrieval.readers.reader import ReaderPassage
from retrieval.text.language_names import language_name

_SECOND = "; a second one for questions in other languages than English"
# Documents that are named at most.
_SHOWN = 5


@click.command(short_help="Check settings, models, collection, index and token.")
def doctor() -> int:
    """Check settings, models, collection, index, languages, sandbox, calibration, Telegram token.

    Prints a line for each check, with what to do if it fails. Exit code: 2 if a check fails.
    """
    settings = load_settings()
    app = App(settings, note)
    index = _IndexInUse(app)
    checks: dict[str, Callable[[], str]] = {
        "settings": lambda: f"data folder {settings.data_dir}",
        **({} if app.storage.is_folder else {"storage": lambda: app.storage.shown}),
        "model": lambda: _model(app),
        "reader": lambda: _reader(app),
        "collection": lambda: _collection(app),
        "index": lambda: _index(app, index),
        "languages": lambda: _languages(app, index),
        "sandbox": _sandbox,
        "calibration": lambda: _calibration(app),
        "telegram": lambda: _telegram(settings),
    }
    failed = False
    for name, check in checks.items():
        try:
            print(f"ok    {name}: {check()}", flush=True)
        except PullquoteError as error:
            failed = True
            print(f"FAIL  {name}: {explain(error)}", flush=True)
    return FAILED if failed else DONE


def _model(app: App) -> str:
    encoder = app.encoder
    if isinstance(encoder, EmbeddingModel):
        encoder.verify()
    vector = encoder.encode_questions(["Is anybody there?"])[0]
    return f"{app.embedding_model}, {len(vector)} dimensions"


def _reader(app: App) -> str:
    if app.reader is None:
        return "none; answers come from the ranker alone"
    if isinstance(app.reader, BundledReader):
        app.reader.verify()
    question, sentence = "Who paid for the bridge?", "The county paid for it."
    started = time.perf_counter()
    app.reader.read(question, [ReaderPassage(sentence, (Span(0, len(sentence)),))])
    milliseconds = 1000 * (time.perf_counter() - started)
    return f"{app.settings.reader_model}, {milliseconds:.0f} ms per sentence"


def _collection(app: App) -> str:
    with app.collection() as collection:
        collection.check()
        count = len(collection)
        damaged = collection.damaged()
        corrections = collection.corrections.damaged()
    if damaged:
        shown = ", ".join(damaged[:_SHOWN]) + (", …" if len(damaged) > _SHOWN else "")
        raise PullquoteError(
            f"{_counted(len(damaged), 'stored document')} damaged ({shown}), so not quoted; "
            "`pullquote sync` reads damaged documents again from their sources"
        )
    if corrections:
        shown = ", ".join(f"{one.field} of {one.document}" for one in corrections[:_SHOWN])
        raise PullquoteError(
            f"{_counted(len(corrections), 'correction')} damaged ({shown}), so not shown; "
            "`pullquote sync` undoes damaged corrections; `pullquote edit` makes them again"
        )
    return f"{count} documents" if count else "empty; answers come from the sample articles"


def _counted(count: int, name: str) -> str:
    return f"1 {name} is" if count == 1 else f"{count} {name}s are"


class _IndexInUse:
    """The index, opened once for all checks."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._opened: AnyIndex | None = None

    def verified(self) -> AnyIndex:
        self._opened = self._app.storage.verify_index(self._app.encoder.fingerprint)
        return self._opened

    def opened(self) -> AnyIndex:
        """The verified index; where that failed, the index as it is."""
        if self._opened is None:
            self._opened = self._app.storage.open_index(self._app.encoder.fingerprint)
        return self._opened


def _index(app: App, in_use: _IndexInUse) -> str:
    with app.collection() as collection:
        if not len(collection):
            return "none needed yet"
        index = in_use.verified()
        if index.revision != collection.revision:
            raise PullquoteError("older than the collection; `pullquote sync` brings it up to date")
    second = app.second_index
    if second is not None and second.exists():
        with app.using(MULTILINGUAL):
            second.folder.verify(app.encoder.fingerprint)
    if isinstance(index, Index):
        has_second = second is not None and second.exists()
        return (
            f"{len(index.passages)} passages, {len(index.sentences)} sentences"
            f"{_SECOND if has_second else ''}"
        )
    _, passages = index.counts()
    return f"{passages} passages in {app.storage.engine().shown}"


def _languages(app: App, in_use: _IndexInUse) -> str:
    with app.collection() as collection:
        if not len(collection):
            return "the sample articles are in English"
    index = in_use.opened()
    if not isinstance(index, Index):
        return "not counted in a search engine"
    counted = [f"{language_name(code)} ({many})" for code, many in index.languages().most_common()]
    return foreign_note(index, app.embedding_model) or ", ".join(counted)


def _sandbox() -> str:
    # Imported here: only this check starts the parsers' process.
    from corpus.sandbox.client import Sandbox

    with Sandbox() as sandbox:
        return str(sandbox.isolation())


def _calibration(app: App) -> str:
    found = app.calibration_file.read()
    if found is None:
        return "none; confidence is uncalibrated"
    return f"slope {found.slope:.2f}, offset {found.offset:+.2f}"


def _telegram(settings: Settings) -> str:
    if settings.telegram_token is None:
        return "no token set; only `pullquote bot` needs one"
    from bot.telegram.application import bot_name

    return f"the token is @{bot_name(settings)}'s"
