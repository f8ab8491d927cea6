"""Notifying other programs of what was found: webhooks, and the feed in a file."""

from collections.abc import Callable

from bot.app import App
from bot.watches.check import quote_of
from bot.watches.outgoing import atom_feed, send_webhooks
from bot.watches.store import WatchStore
from bot.watches.watch import LOCAL, Found, Watch, timestamp
from corpus.atomic_write import atomic_write
from corpus.errors import StorageError
from corpus.private_files import users_mode
from retrieval.answer import Quote

_IN_FEED = 100


def tell_programs(app: App, store: WatchStore, note: Callable[[str], None], *, new: bool) -> None:
    """Sends the webhooks that are due; with ``new``, rewrites the feed where the settings name a
    file for it. Failures are noted."""
    with app.documents() as documents:
        send_webhooks(store, documents, note)
    file = app.settings.watch_feed
    if new and file is not None:
        try:
            atomic_write(file, feed_text(app, store).encode(), users_mode())
        except (OSError, StorageError) as error:
            note(f"the feed {file} cannot be written: {error}")


def feed_text(app: App, store: WatchStore) -> str:
    """The feed of the command line's saved questions, the newest first."""
    return atom_feed(reversed(found_locally(app, store, _IN_FEED)), timestamp())


def found_locally(
    app: App, store: WatchStore, most: int, number: int | None = None
) -> list[tuple[Watch, Found, Quote]]:
    """What was found last for the command line, the newest last, without documents that have
    changed since or are gone."""
    watches = {one.id: one for one in store.watches(LOCAL)}
    latest = reversed(store.found.latest(LOCAL, most, number))
    with app.documents() as documents:
        return [
            (watches[one.watch], one, quote)
            for one in latest
            if (quote := quote_of(one, documents)) is not None
        ]
