"""A head start for a command that answers one question, and has to load everything for it."""

import contextlib

from bot.settings import OWN_READER, Settings


def head_start(settings: Settings, question: str) -> None:
    """Begins to load the models, where they are prepared, in the background.

    `bot.assembly` makes the model as it does without this, and finds it half loaded. Raises
    nothing: what is wrong with a model is met again, and told, when it is needed.
    """
    folder = settings.data_dir / "models"
    if not folder.is_dir():  # nothing was ever prepared; the data folder is left as it is
        return
    with contextlib.suppress(Exception):
        from retrieval.embedding_model import load_ahead
        from retrieval.model_files import find_model

        load_ahead(find_model(settings.embedding_model, folder), folder, question)
        if settings.reader_model.lower() == OWN_READER:
            from retrieval.own_reader import load_reader_ahead

            load_reader_ahead(folder)
