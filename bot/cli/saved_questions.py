"""Saved questions after `add` and `sync`."""

from bot.app import App
from bot.terminal.console import note, observing
from bot.watches.store import WatchStore
from bot.watches.watch import LOCAL


def ask_and_tell(app: App) -> None:
    """Asks the saved questions of what is new, tells other programs, and says how many quotes there
    are for the command line. Nothing happens where no question is saved. Raises CorpusError,
    IndexFault, ModelError."""
    folder = app.settings.data_dir
    if not WatchStore.is_there(folder):
        return
    # Imported here: most people save no questions.
    from bot.watches.check import ask_saved_questions
    from bot.watches.telling import tell_programs

    with observing() as observer:
        count = ask_saved_questions(app, observer)
    with WatchStore(folder) as store:
        tell_programs(app, store, note, new=bool(count))
        untold = len(store.found.untold(LOCAL).get(LOCAL, []))
    if count and untold:
        quotes = "one new quote" if untold == 1 else f"{untold} new quotes"
        note(f"{quotes} for your saved questions: `pullquote watch show --new`")
