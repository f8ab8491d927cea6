"""A head start for the embedding model, which is loaded while the rest of the program is.

For the commands that will need it and do nothing else than answer. `bot.assembly` makes the model
as it does without this, and finds it half loaded.
"""

import contextlib

from bot.settings import Settings
from corpus.errors import PullquoteError


def load_model_ahead(settings: Settings, question: str) -> None:
    """Begins to load the model, where it is prepared. Raises nothing: what is wrong with the model
    is said when it is needed."""
    folder = settings.data_dir / "models"
    if not folder.is_dir():  # nothing was ever prepared; the data folder is left as it is
        return
    from retrieval.embedding_model import load_ahead
    from retrieval.model_files import find_model

    with contextlib.suppress(PullquoteError):
        load_ahead(find_model(settings.embedding_model, folder), folder, question)
